"""Legality review: handed in by the unit, concluded by the justice bureau after days enough. Pure.

Source: 713 art. 25-27 (R18).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from decisions import law
from decisions.errors import N_, Message, Problem
from decisions.procedure.errors import (
    ReviewDatesOutOfOrderError,
    ReviewOpinionMissingError,
    ReviewTooShortError,
)
from decisions.procedure.rules import check_reached
from decisions.services.working_days.arithmetic import Calendar, Count, count_working_days


class Conclusion(StrEnum):
    """What the reviewers conclude."""

    LAWFUL = "lawful"
    AMEND = "amend"
    UNLAWFUL = "unlawful"


CONCLUSION_LABELS: dict[Conclusion, str] = {
    Conclusion.LAWFUL: N_("合法"),
    Conclusion.AMEND: N_("建议修改"),
    Conclusion.UNLAWFUL: N_("不合法"),
}


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """One review; conclusion is None while it is open, response what the unit made of suggestions."""

    conclusion: Conclusion | None
    response: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the justice bureau enters."""

    received_on: date
    opinion_on: date
    conclusion: Conclusion
    opinion: str = ""
    short_reason: str = ""


def review_period(calendar: Calendar, received_on: date) -> Count:
    """Return the working days that the reviewers have, from the day on which they had the materials.

    Units:  working days; the day of receipt is not counted.
    Source: R18 (713 art. 27).
    """
    return count_working_days(calendar, received_on, law.LEGALITY_REVIEW_WORKING_DAYS)


def check_verdict(verdict: Verdict, *, submitted_on: date, calendar: Calendar, today: date) -> None:
    """Refuse a conclusion whose dates can't be, that says nothing, or that came too soon without a reason.

    Shape:  when a year without a notice lies between, only what is too short in any case is refused.
    Raises: DateInFutureError, ReviewDatesOutOfOrderError, ReviewOpinionMissingError, ReviewTooShortError.
    Source: R18: "as a rule", so a stated reason allows less.
    """
    check_reached(verdict.received_on, today, field="received_on")
    check_reached(verdict.opinion_on, today, field="opinion_on")
    if not submitted_on <= verdict.received_on <= verdict.opinion_on:
        raise ReviewDatesOutOfOrderError(field="opinion_on")
    if verdict.conclusion is not Conclusion.LAWFUL and not verdict.opinion.strip():
        raise ReviewOpinionMissingError(field="opinion")
    earliest_on = review_period(calendar, verdict.received_on).earliest_on
    if verdict.opinion_on < earliest_on and not verdict.short_reason.strip():
        raise ReviewTooShortError(
            field="short_reason",
            days=law.LEGALITY_REVIEW_WORKING_DAYS,
            received_on=verdict.received_on,
            due_on=earliest_on,
        )


def review_gaps(review: ReviewFacts | None, desk: str) -> list[Problem]:
    """Return what stands between the newest review and the meeting; empty when it is lawful.

    Shape:  desk is the path of the decision at the desk. Suggestions bind nobody, but they are answered.
    """
    text = _gap_of(review)
    return [Problem(Message(text), link=f"{desk}/steps/legality/review")] if text else []


def _gap_of(review: ReviewFacts | None) -> str:
    if review is None:
        return N_("尚未送区司法局合法性审查。")
    match review.conclusion:
        case None:
            return N_("区司法局尚未出具合法性审查意见。")
        case Conclusion.UNLAWFUL:
            return N_("审查结论为不合法。请调整草案后重新送审。")
        case Conclusion.AMEND if not review.response.strip():
            return N_("审查结论为建议修改，请写明修改建议的处理情况。")
        case _:
            return ""

"""What may be said of a step, a meeting and an issued document. Pure: values in, verdict out.

The verdicts on what stands behind a step are beside it: `experts`, `risks`, `legality`, `statements` (what it
says of itself), `papers` (what a meeting needs).
Not here: the count of working days that the clock starts (feedback, services.working_days).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from decisions.clock import civil_day
from decisions.config import ClockBasis
from decisions.errors import N_, Level, Message, Problem
from decisions.procedure.errors import (
    DateInFutureError,
    DatesOutOfOrderError,
    DocumentMissingError,
    DoneDateMissingError,
    InterpretationContradictedError,
    InterpretationMissingError,
    MeetingDayMissingError,
    MeetingNotHeldError,
    NotApplicableReasonMissingError,
    OutletLinkInvalidError,
    PlannedDateMissingError,
    StepKeptElsewhereError,
    StepMandatoryError,
)


class StepKind(StrEnum):
    """Steps of which something is said to the public (R26), in their legal order."""

    DRAFT_INTERPRETATION = "draft_interpretation"
    EXPERT = "expert"
    RISK = "risk"
    FAIR_COMPETITION = "fair_competition"
    LEGALITY = "legality"
    EXECUTION = "execution"
    EFFECT = "effect"
    ATTENDANCE = "attendance"  # only ever stated as not applicable here
    CONSULTATION = "consultation"  # likewise


STEP_LABELS: dict[StepKind, str] = {
    StepKind.DRAFT_INTERPRETATION: N_("草案解读"),
    StepKind.EXPERT: N_("专家论证"),
    StepKind.RISK: N_("风险评估"),
    StepKind.FAIR_COMPETITION: N_("公平竞争审查"),
    StepKind.LEGALITY: N_("合法性审查"),
    StepKind.EXECUTION: N_("决策执行"),
    StepKind.EFFECT: N_("实施效果评估"),
    StepKind.ATTENDANCE: N_("公众代表列席"),
    StepKind.CONSULTATION: N_("公开征求意见"),
}

# Their course is told by notices of other features; the kind of entry that contradicts "does not apply".
ANNOUNCED_BY: dict[StepKind, str] = {
    StepKind.ATTENDANCE: "attendance_call",
    StepKind.CONSULTATION: "consultation_notice",
}


# Whether their reports are published depends on the case (视情, R26); that one is not is explained.
REPORTED = frozenset({StepKind.EXPERT, StepKind.RISK, StepKind.EFFECT})

# They begin when the decision is out (R30).
AFTER_ISSUING = frozenset({StepKind.EXECUTION, StepKind.EFFECT})

# The law knows no exception from them: legality review (713 art. 25), an executing unit (art. 34).
MANDATORY = frozenset({StepKind.LEGALITY, StepKind.EXECUTION})


class StepState(StrEnum):
    """What is said of a step."""

    PENDING = "pending"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


STATE_LABELS: dict[StepState, str] = {
    StepState.PENDING: N_("尚未完成"),
    StepState.DONE: N_("已完成"),
    StepState.NOT_APPLICABLE: N_("不适用"),
}


class MeetingKind(StrEnum):
    """Which meeting decides (713 art. 30)."""

    STANDING = "standing"
    PLENARY = "plenary"


MEETING_LABELS: dict[MeetingKind, str] = {
    MeetingKind.STANDING: N_("常务会议"),
    MeetingKind.PLENARY: N_("全体会议"),
}


class Outlet(StrEnum):
    """Where an issued decision is made public (R24)."""

    GAZETTE = "gazette"
    WEBSITE = "website"
    NEWSPAPER = "newspaper"


OUTLET_LABELS: dict[Outlet, str] = {
    Outlet.GAZETTE: N_("政府公报"),
    Outlet.WEBSITE: N_("政府网站"),
    Outlet.NEWSPAPER: N_("本行政区域内发行的报纸"),
}

BASIS_LABELS: dict[ClockBasis, str] = {
    ClockBasis.EARLIEST: N_("成文、印发、发布三个日期中最早的一个"),
    ClockBasis.WRITTEN: N_("成文日期"),
    ClockBasis.PRINTED: N_("印发日期"),
    ClockBasis.PUBLISHED: N_("发布日期"),
}


@dataclass(frozen=True, slots=True)
class IssuingDates:
    """The three dates of a decision document: 成文, 印发, 发布."""

    written_on: date
    printed_on: date
    published_on: date


@dataclass(frozen=True, slots=True)
class OutletNote:
    """One place where the document appeared; a link, a day, or both."""

    outlet: Outlet
    url: str = ""
    on: date | None = None

    @property
    def is_stated(self) -> bool:
        """Whether it says anything."""
        return bool(self.url or self.on)


def clock_start(dates: IssuingDates, basis: ClockBasis) -> date:
    """Return the civil day on which the feedback clock starts; it is day 0 of the count.

    Source: R25 (row 32); which date counts is a district setting, the earliest by default.
    """
    match basis:
        case ClockBasis.WRITTEN:
            return dates.written_on
        case ClockBasis.PRINTED:
            return dates.printed_on
        case ClockBasis.PUBLISHED:
            return dates.published_on
        case ClockBasis.EARLIEST:
            return min(dates.written_on, dates.printed_on, dates.published_on)


def check_order(dates: IssuingDates) -> None:
    """Refuse a document that was made public before it was written or printed.

    Raises: DatesOutOfOrderError.
    """
    earlier_on = max(dates.written_on, dates.printed_on)
    if dates.published_on < earlier_on:
        raise DatesOutOfOrderError(
            field="published_on",
            published_on=dates.published_on.isoformat(),
            earlier_on=earlier_on.isoformat(),
        )


def check_reached(day: date | None, today: date, *, field: str) -> None:
    """Refuse to tell as done what lies in the future.

    Raises: DateInFutureError.
    """
    if day is not None and day > today:
        raise DateInFutureError(field=field, day=day.isoformat())


def check_issued(dates: IssuingDates, today: date) -> None:
    """Refuse to publish as issued what bears a date to come. Raises: DateInFutureError."""
    check_reached(dates.written_on, today, field="written_on")
    check_reached(dates.printed_on, today, field="printed_on")
    check_reached(dates.published_on, today, field="published_on")


def check_document(has_file: bool, text: str) -> None:
    """Refuse to issue nothing. Raises: DocumentMissingError."""
    if not has_file and not text.strip():
        raise DocumentMissingError(field="document")


def check_interpretation(text: str, has_file: bool, exemption: str) -> None:
    """Refuse a document without its interpretation or a stated exemption.

    Raises: InterpretationMissingError, InterpretationContradictedError.
    Source: R27 (row 16).
    """
    interpreted = has_file or bool(text.strip())
    if not interpreted and not exemption.strip():
        raise InterpretationMissingError(field="interpretation_text")
    if interpreted and exemption.strip():
        raise InterpretationContradictedError(field="interpretation_exemption")


def check_outlets(outlets: Iterable[OutletNote]) -> None:
    """Refuse links that are no web addresses: they are printed as links. Raises: OutletLinkInvalidError."""
    for note in outlets:
        parts = urlsplit(note.url)
        if note.url and not (parts.scheme in {"http", "https"} and parts.netloc):
            raise OutletLinkInvalidError(field=f"{note.outlet}_url")


def missing_outlets(stated: Iterable[Outlet | str]) -> tuple[Outlet, ...]:
    """Return where the law expects the document and nothing says that it appeared; shown, never refused.

    Source: R24 (713 art. 32).
    """
    named = {Outlet(outlet) for outlet in stated}
    return tuple(outlet for outlet in Outlet if outlet not in named)


def issuing_warnings(
    dates: IssuingDates,
    effective_on: date | None,
    stated: Iterable[Outlet | str],
    today: date,
    held_on: date | None = None,
) -> list[Problem]:
    """Return what is odd about a document and yet may be true: printed before written, outlets missing."""
    found = []
    if held_on is not None and dates.written_on < held_on:
        found.append(N_("成文日期早于会议召开日期，请核对文件。"))
    if dates.printed_on < dates.written_on:
        found.append(N_("印发日期早于成文日期，请核对文件。"))
    if effective_on is not None and effective_on < dates.published_on:
        found.append(N_("施行日期早于发布日期，请核对文件。"))
    if max(dates.written_on, dates.printed_on, dates.published_on) > today:
        found.append(N_("有日期尚未到来，须在该日或之后才能审核发布。"))
    warnings = [Problem(Message(text), Level.WARNING) for text in found]
    for outlet in missing_outlets(stated):
        text = N_("尚未填写在%(outlet)s公布的链接或日期。")
        warnings.append(Problem(Message(text, {"outlet": Message(OUTLET_LABELS[outlet])}), Level.WARNING))
    return warnings


def check_statement(
    kind: StepKind,
    state: StepState,
    *,
    done_on: date | None,
    planned_on: date | None,
    reason: str,
    today: date,
) -> None:
    """Refuse what can't be said of a step.

    Raises: DoneDateMissingError, DateInFutureError, PlannedDateMissingError,
            NotApplicableReasonMissingError, StepMandatoryError, StepKeptElsewhereError.
    Source: R26 (row 31); R18, R30 (713 art. 25, 34 know no exception).
    """
    if kind in ANNOUNCED_BY and state is not StepState.NOT_APPLICABLE:
        raise StepKeptElsewhereError(field="state")
    match state:
        case StepState.DONE:
            if done_on is None:
                raise DoneDateMissingError(field="done_on")
            check_reached(done_on, today, field="done_on")
        case StepState.PENDING:
            if planned_on is None:
                raise PlannedDateMissingError(field="planned_on")
        case StepState.NOT_APPLICABLE:
            if kind in MANDATORY:
                raise StepMandatoryError(field="state")
            if not reason.strip():
                raise NotApplicableReasonMissingError(field="reason")


def check_meeting(planned_on: date | None, held_on: date | None, today: date) -> None:
    """Refuse a meeting without a day, or held in the future.

    Raises: MeetingDayMissingError, DateInFutureError.
    """
    if planned_on is None and held_on is None:
        raise MeetingDayMissingError(field="planned_on")
    check_reached(held_on, today, field="held_on")


def is_history(happened_on: date, entered_at: datetime) -> bool:
    """Whether it happened before the portal knew of the decision: the gates ask nothing of the past."""
    return happened_on < civil_day(entered_at)


def check_decided(held_on: date | None, published_on: date, entered_at: datetime, desk: str) -> None:
    """Refuse a decision that no meeting made, unless it was published before the portal knew of it.

    Shape:  entered_at is when the portal first knew of the decision; desk is its path at the desk.
    Raises: MeetingNotHeldError.
    Source: R20 (713 art. 30).
    """
    if held_on is None and not is_history(published_on, entered_at):
        lacking = Message(N_("尚未记录会议召开情况。"))
        raise MeetingNotHeldError(problems=[Problem(lacking, link=f"{desk}/meeting")])


def goes_forward(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether a new snapshot tells the next stage of the same thing, so that nothing is corrected.

    A step that was pending, or a meeting that was planned, has happened. Anything else said anew is a
    correction and needs its reason.
    """
    if "held_on" in before:
        return not before["held_on"] and bool(after.get("held_on"))
    return before.get("state") == StepState.PENDING and after.get("state") != StepState.PENDING

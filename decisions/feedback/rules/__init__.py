"""Terms and the gate of the disclosure. Pure: values in, verdict out."""

from datetime import date
from enum import StrEnum

from decisions import law
from decisions.errors import N_, Message
from decisions.services.duties import Duty, assess_counted_duty
from decisions.services.working_days.arithmetic import Calendar


class Disposition(StrEnum):
    """What became of an opinion (处理结果)."""

    ADOPTED = "adopted"  # 采纳
    PARTLY_ADOPTED = "partly_adopted"  # 部分采纳
    NOT_ADOPTED = "not_adopted"  # 不采纳
    OUT_OF_SCOPE = "out_of_scope"  # 不属于本事项


def disclosure_duty(
    calendar: Calendar, code: str, *, clock_on: date | None, met_on: date | None, today: date
) -> Duty:
    """Return the duty to answer the opinions on a decision.

    Shape:  clock_on is the day that starts the clock, None while the decision is not issued; met_on is the
            civil day on which the final disclosure was published.
    Source: R25 (row 32): within 10 working days after the decision document is issued.
    """
    return assess_counted_duty(
        calendar,
        kind="feedback_disclosure",
        title=Message(N_("公布公众意见采纳情况")),
        subject=code,
        source=law.FEEDBACK_SOURCE,
        working_days=law.FEEDBACK_WORKING_DAYS,
        started_on=clock_on,
        met_on=met_on,
        today=today,
    )

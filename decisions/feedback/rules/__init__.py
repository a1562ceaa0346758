"""Terms of the feedback, and its duty. Pure: values in, verdict out.

The verdicts are beside it: `answers` (what one opinion was told), `importing` (answers from a spreadsheet),
`totals` (counts that reconcile), `concentration` (what many asked for and did not get), `gate` (what a
disclosure still lacks), `snapshot` (what is published), `reading` (how it is read).
"""

from datetime import date
from enum import StrEnum

from decisions import law
from decisions.errors import N_, Message
from decisions.services.duties import Duty, assess_counted_duty
from decisions.services.working_days.arithmetic import Calendar, working_day_number
from decisions.services.working_days.errors import UnknownYearError


class Disposition(StrEnum):
    """What became of an opinion (处理结果)."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    OUT_OF_SCOPE = "out_of_scope"


DISPOSITION_LABELS: dict[Disposition, str] = {
    Disposition.ADOPTED: N_("采纳"),
    Disposition.PARTLY_ADOPTED: N_("部分采纳"),
    Disposition.NOT_ADOPTED: N_("不采纳"),
    Disposition.OUT_OF_SCOPE: N_("不属于本事项"),
}

# R25: whoever did not get what they asked for is told why.
NEEDS_REASON = frozenset({Disposition.PARTLY_ADOPTED, Disposition.NOT_ADOPTED})


class DisclosureKind(StrEnum):
    """An early version may precede the final one (R25)."""

    EARLY = "early"
    FINAL = "final"


KIND_LABELS: dict[DisclosureKind, str] = {
    DisclosureKind.EARLY: N_("阶段性反馈"),
    DisclosureKind.FINAL: N_("正式反馈"),
}


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


def working_days_left(calendar: Calendar, duty: Duty, today: date) -> int | None:
    """Return how many working days are left after today until a duty falls due; 0 on its last day and after.

    Shape:  None when the duty has not begun, is undetermined, or a year between is not known.
    """
    if duty.due_on is None:
        return None
    try:
        return working_day_number(calendar, today, duty.due_on)
    except UnknownYearError:
        return None

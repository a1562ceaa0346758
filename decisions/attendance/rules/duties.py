"""The dates that bind: what representatives said is answered in public (R23)."""

from datetime import date

from decisions import law
from decisions.errors import N_, Message
from decisions.services.duties import Duty, assess_counted_duty
from decisions.services.working_days.arithmetic import Calendar


def statements_duty(
    calendar: Calendar, code: str, *, clock_on: date | None, met_on: date | None, today: date
) -> Duty:
    """Return the duty to publish what representatives said, with the reply and what was adopted.

    Shape:  clock_on is the day on which the decision was issued, None while it is not; met_on is the civil
            day on which the statements were published.
    Source: R23 (row 34); the source names no date, 10 working days is the district's setting.
    """
    return assess_counted_duty(
        calendar,
        kind="attendance_statements",
        title=Message(N_("公布列席代表意见及采纳情况")),
        subject=code,
        source=law.STATEMENTS_SOURCE,
        working_days=law.STATEMENTS_WORKING_DAYS,
        started_on=clock_on,
        met_on=met_on,
        today=today,
    )

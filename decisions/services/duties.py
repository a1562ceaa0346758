"""A duty: what must be done by when, by which law, how that date was found, and whether it was met.

Pure: values in, verdict out. Each feature assesses its own duties; pages and the register only show them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from decisions.errors import Message
from decisions.law import Source
from decisions.services.working_days.arithmetic import (
    Calendar,
    Count,
    count_working_days,
    working_day_number,
    working_days_late,
)
from decisions.services.working_days.errors import UnknownYearError


class DutyState(StrEnum):
    """How a duty stands on a given day; late stays late."""

    NOT_STARTED = "not_started"
    PENDING = "pending"
    MET = "met"
    MET_LATE = "met_late"
    OVERDUE = "overdue"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of one decision, or of one year's catalogue, as of a day.

    Shape:  count is None for a duty whose date is fixed or not begun; due_on is None when not begun or
            undetermined, then earliest_on is the bound; met_working_day says on which working day after the
            start it was met; late_working_days is 0 unless late; lateness_is_bound: it is only the least that
            is certain, since a year without a notice lies between.
    """

    kind: str
    title: Message
    subject: str
    source: Source
    state: DutyState
    started_on: date | None = None
    due_on: date | None = None
    earliest_on: date | None = None
    count: Count | None = None
    met_on: date | None = None
    met_working_day: int | None = None
    late_working_days: int = 0
    lateness_is_bound: bool = False

    @property
    def is_late(self) -> bool:
        """Whether it was met late or is overdue."""
        return self.state in {DutyState.MET_LATE, DutyState.OVERDUE}


def assess_counted_duty(
    calendar: Calendar,
    *,
    kind: str,
    title: Message,
    subject: str,
    source: Source,
    working_days: int,
    started_on: date | None,
    met_on: date | None,
    today: date,
) -> Duty:
    """Return a duty that runs for working days from an event, or has not begun.

    Shape:  started_on is day 0; met_on is the civil day on which it was done.
    Source: 民法典 art. 201 (the first day is not counted).
    """
    if started_on is None:
        return Duty(kind, title, subject, source, DutyState.NOT_STARTED)
    count = count_working_days(calendar, started_on, working_days)
    state, late, is_bound = _verdict(calendar, count.due_on, count.earliest_on, met_on, today)
    return Duty(
        kind,
        title,
        subject,
        source,
        state,
        started_on=started_on,
        due_on=count.due_on,
        earliest_on=count.earliest_on,
        count=count,
        met_on=met_on,
        met_working_day=_number(calendar, started_on, met_on),
        late_working_days=late,
        lateness_is_bound=is_bound,
    )


def assess_dated_duty(
    calendar: Calendar,
    *,
    kind: str,
    title: Message,
    subject: str,
    source: Source,
    due_on: date,
    met_on: date | None,
    today: date,
) -> Duty:
    """Return a duty whose last day the law names outright."""
    state, late, is_bound = _verdict(calendar, due_on, due_on, met_on, today)
    return Duty(
        kind,
        title,
        subject,
        source,
        state,
        due_on=due_on,
        earliest_on=due_on,
        met_on=met_on,
        late_working_days=late,
        lateness_is_bound=is_bound,
    )


def _verdict(
    calendar: Calendar, due_on: date | None, earliest_on: date, met_on: date | None, today: date
) -> tuple[DutyState, int, bool]:
    if met_on is not None and met_on <= earliest_on:
        return DutyState.MET, 0, False
    if due_on is None:
        return DutyState.UNDETERMINED, 0, False
    done_or_today = met_on or today
    if done_or_today <= due_on:
        return DutyState.PENDING, 0, False
    state = DutyState.MET_LATE if met_on else DutyState.OVERDUE
    try:
        return state, working_days_late(calendar, due_on, done_or_today), False
    except UnknownYearError:
        return state, 1, True  # late beyond doubt; the exact number waits for the year's notice


def _number(calendar: Calendar, started_on: date, met_on: date | None) -> int | None:
    if met_on is None:
        return None
    try:
        return working_day_number(calendar, started_on, met_on)
    except UnknownYearError:
        return None

"""How duties are told, summed up and ordered. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from decisions.feedback.rules import working_days_left
from decisions.services.duties import Duty, DutyState
from decisions.services.working_days.arithmetic import Calendar

SOON_DAYS = 7
REMIND_WORKING_DAYS: Final = 3
"""So many working days before a due date the first reminder goes out."""


@dataclass(frozen=True, slots=True)
class RegisteredDuty:
    """A duty with whom it binds and where it is met."""

    duty: Duty
    decision_title: str
    unit: str
    unit_id: int | None
    path: str
    desk_path: str
    is_due_soon: bool = False


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How one unit met its duties."""

    unit: str
    met: int
    late: int
    open: int

    @property
    def share_in_time(self) -> str:
        """Return met in time of all that fell due, in whole per cent, or a dash."""
        due = self.met + self.late
        return f"{round(100 * self.met / due)}%" if due else "—"


def is_due_soon(duty: Duty, today: date) -> bool:
    """Whether an unmet duty falls due within a week, today included."""
    if duty.state is not DutyState.PENDING or duty.due_on is None:
        return False
    return duty.due_on - today <= timedelta(days=SOON_DAYS)


_URGENCY = {
    DutyState.OVERDUE: 0,
    DutyState.PENDING: 1,
    DutyState.UNDETERMINED: 2,
    DutyState.MET_LATE: 3,
    DutyState.MET: 4,
    DutyState.NOT_STARTED: 5,
}


def by_urgency(duties: Iterable[RegisteredDuty]) -> list[RegisteredDuty]:
    """Return overdue ones first, then what falls due next, then what is done, newest first."""

    def key(entry: RegisteredDuty) -> tuple[int, int]:
        duty = entry.duty
        due = (duty.due_on or duty.earliest_on or date.max).toordinal()
        done = duty.state in {DutyState.MET, DutyState.MET_LATE}
        return _URGENCY[duty.state], -due if done else due

    return sorted(duties, key=key)


def tally(duties: Sequence[RegisteredDuty]) -> Counter[str]:
    """Return how many duties stand in each state; `due_soon` is counted beside `pending`."""
    counted: Counter[str] = Counter(entry.duty.state.value for entry in duties)
    counted["due_soon"] = sum(entry.is_due_soon for entry in duties)
    return counted


def punctuality(duties: Sequence[RegisteredDuty]) -> list[Punctuality]:
    """Return every unit's own account, ordered by unit."""
    by_unit: dict[str, list[Duty]] = {}
    for entry in duties:
        by_unit.setdefault(entry.unit, []).append(entry.duty)
    return [
        Punctuality(
            unit=unit,
            met=sum(duty.state is DutyState.MET for duty in own),
            late=sum(duty.is_late for duty in own),
            open=sum(duty.state in {DutyState.PENDING, DutyState.UNDETERMINED} for duty in own),
        )
        for unit, own in sorted(by_unit.items())
    ]


class ReminderStage(StrEnum):
    """When somebody is reminded of a duty: once each."""

    BEFORE = "before"
    ON_DAY = "on_day"
    OVERDUE = "overdue"


def reminder_stage(calendar: Calendar, duty: Duty, today: date) -> ReminderStage | None:
    """Return which reminder of an unmet duty is due on a day, None before the first and once it is met.

    Shape:  a date that is undetermined reminds by its earliest day, and never as overdue.
    Units:  the first comes REMIND_WORKING_DAYS before; where a year is not known, as many calendar days.
    """
    if duty.met_on is not None or duty.state is DutyState.NOT_STARTED:
        return None
    if duty.state is DutyState.OVERDUE:
        return ReminderStage.OVERDUE
    due_on = duty.due_on or duty.earliest_on
    if due_on is None:
        return None
    if duty.due_on == today:
        return ReminderStage.ON_DAY
    left = working_days_left(calendar, duty, today)
    days = left if left is not None else (due_on - today).days
    return ReminderStage.BEFORE if days <= REMIND_WORKING_DAYS else None

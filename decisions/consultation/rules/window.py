"""From when to when the public may comment (R9, R10)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from decisions import law
from decisions.clock import civil_day, end_of_day, start_of_day
from decisions.consultation.errors import (
    WindowBackwardsError,
    WindowTooShortError,
    WindowUndeterminedError,
)
from decisions.services.working_days.arithmetic import Calendar, roll_to_working_day

MAX_DAYS = 366


class WindowState(StrEnum):
    """How a window stands at an instant; the codes are those of the page's tag."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which everyone may comment.

    Shape:  opens_on is day 0; closes_on is the last civil day, to its 24:00; nominal_on the day asked for,
            before it moved on to a working day.
    Units:  days counts calendar days.
    """

    opens_on: date
    closes_on: date
    nominal_on: date

    @property
    def days(self) -> int:
        """How many calendar days it lasts."""
        return (self.closes_on - self.opens_on).days

    @property
    def ends_at(self) -> datetime:
        """The first instant that is too late: 24:00 in Shanghai of the last day."""
        return end_of_day(self.closes_on)

    @property
    def is_short(self) -> bool:
        """Whether it is shorter than the law's rule and so needs a reason."""
        return self.days < law.CONSULTATION_MIN_DAYS

    @property
    def has_moved(self) -> bool:
        """Whether the last day moved on to a working day."""
        return self.closes_on != self.nominal_on


def window_end(
    calendar: Calendar,
    opens_on: date,
    *,
    open_days: int | None = None,
    closes_on: date | None = None,
    short_reason: str = "",
) -> Window:
    """Return the window that opens on a day and lasts for days, or to a day.

    Shape:  opens_on is day 0; the last day is inclusive; where it is no working day it moves on to the next
            one. closes_on prevails over open_days; with neither, the law's minimum holds.
    Units:  open_days counts calendar days.
    Raises: WindowTooShortError below the minimum without a reason; WindowBackwardsError;
            WindowUndeterminedError when the last day lies in a year whose holidays are not known.
    Source: 713 art. 15 (R9, R10); 民法典 art. 201, 203.
    """
    nominal_on = closes_on or opens_on + timedelta(days=open_days or law.CONSULTATION_MIN_DAYS)
    if not 0 < (nominal_on - opens_on).days <= MAX_DAYS:
        raise WindowBackwardsError(field="closes_on", days=MAX_DAYS)
    rolled = roll_to_working_day(calendar, nominal_on)
    if rolled.due_on is None:
        raise WindowUndeterminedError(field="closes_on", year=rolled.earliest_on.year)
    window = Window(opens_on, rolled.due_on, nominal_on)
    if window.is_short and not short_reason.strip():
        raise WindowTooShortError(field="short_reason", days=window.days, minimum=law.CONSULTATION_MIN_DAYS)
    return window


def window_state(opens_on: date, closes_on: date, now: datetime) -> WindowState:
    """Return how a window stands; nothing has to run for it to open or to close."""
    if now < start_of_day(opens_on):
        return WindowState.UPCOMING
    return WindowState.OPEN if now < end_of_day(closes_on) else WindowState.CLOSED


def days_left(closes_on: date, now: datetime) -> int:
    """Return how many days are left after today; 0 on the last day, never negative."""
    return max(0, (closes_on - civil_day(now)).days)

"""When one may sign up: two instants, and nothing that has to run for them to pass."""

from datetime import datetime, timedelta
from enum import StrEnum

from decisions.clock import SHANGHAI


class Window(StrEnum):
    """How sign-up stands at an instant."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


def window_at(opens_at: datetime, closes_at: datetime, now: datetime) -> Window:
    """Return how sign-up stands at an instant.

    Shape:  opens_at is the first instant that counts, closes_at the first that is too late.
    """
    if now < opens_at:
        return Window.UPCOMING
    return Window.OPEN if now < closes_at else Window.CLOSED


def time_left(closes_at: datetime, now: datetime) -> tuple[int, int]:
    """Return the whole days and whole hours left, (0, 0) when less than an hour or nothing is left."""
    left = max(closes_at - now, timedelta())
    return left.days, left.seconds // 3600


def clock_time(instant: datetime) -> str:
    """Return an instant as a sentence in any language can hold it; midnight is 24:00 of the day it ends."""
    local = instant.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


class Stage(StrEnum):
    """How far a published call has come, as its public page says it."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CHECKING = "checking"  # closed, those who signed up are being checked
    FROZEN = "frozen"  # the pool is published, the draw is awaited
    DRAWN = "drawn"  # the draw has chosen, the list is awaited
    LISTED = "listed"  # the list of representatives is published
    ANSWERED = "answered"  # what they said is published with its answers


def stage_of(window: Window, *, is_frozen: bool, is_drawn: bool, is_listed: bool, is_answered: bool) -> Stage:
    """Return the furthest stage that a call has reached."""
    reached = (
        (is_answered, Stage.ANSWERED),
        (is_listed, Stage.LISTED),
        (is_drawn, Stage.DRAWN),
        (is_frozen, Stage.FROZEN),
        (window is Window.CLOSED, Stage.CHECKING),
        (window is Window.OPEN, Stage.OPEN),
    )
    return next((stage for holds, stage in reached if holds), Stage.UPCOMING)

"""When something may be done to a call: what has to be over, and what must not have happened yet."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    NoOpenSignUpError,
    NotYetPublishedError,
    SignUpClosedError,
    SignUpNotOpenError,
    SignUpsSettledError,
    SignUpsStillOpenError,
)
from decisions.attendance.models import AttendanceCall, Representative
from decisions.attendance.queries import find_draw
from decisions.attendance.rules import OPEN_METHODS
from decisions.attendance.rules.window import Window, clock_time, window_at


def require_begun(call: AttendanceCall, at: datetime) -> None:
    """Refuse before sign-up begins.

    Raises: NotYetPublishedError, NoOpenSignUpError, SignUpNotOpenError.
    """
    opens_at, _closes_at = _window(call)
    if at < opens_at:
        raise SignUpNotOpenError(opens_at=clock_time(opens_at))


def require_open(call: AttendanceCall, at: datetime) -> None:
    """Refuse outside the window.

    Raises: NotYetPublishedError, NoOpenSignUpError, SignUpNotOpenError, SignUpClosedError.
    """
    require_begun(call, at)
    opens_at, closes_at = _window(call)
    if window_at(opens_at, closes_at, at) is Window.CLOSED:
        raise SignUpClosedError(closes_at=clock_time(closes_at))


def require_closed(call: AttendanceCall, now: datetime) -> None:
    """Refuse while sign-ups may still come in.

    Raises: NotYetPublishedError, NoOpenSignUpError, SignUpsStillOpenError.
    """
    opens_at, closes_at = _window(call)
    if window_at(opens_at, closes_at, now) is not Window.CLOSED:
        raise SignUpsStillOpenError


def require_unsettled(session: Session, call: AttendanceCall) -> None:
    """Refuse once the pool is frozen or somebody who signed up is chosen. Raises: SignUpsSettledError."""
    if is_settled(session, call):
        raise SignUpsSettledError


def is_settled(session: Session, call: AttendanceCall) -> bool:
    """Whether the pool is frozen, or somebody who signed up is chosen: sign-ups don't change any more."""
    return has_chosen(session, call) or find_draw(session, call) is not None


def has_chosen(session: Session, call: AttendanceCall) -> bool:
    """Whether somebody who signed up is chosen; seats apart are filled without regard to sign-ups."""
    chosen = select(Representative.id).where(
        Representative.call_id == call.id, Representative.sign_up_id.is_not(None)
    )
    return session.scalar(chosen.limit(1)) is not None


def _window(call: AttendanceCall) -> tuple[datetime, datetime]:
    if call.published_seq is None:
        raise NotYetPublishedError
    if call.method not in OPEN_METHODS or call.opens_at is None or call.closes_at is None:
        raise NoOpenSignUpError
    return call.opens_at, call.closes_at

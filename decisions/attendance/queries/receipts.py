"""What may be told of a sign-up: whether the choice is public, and until when its data is kept."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, Draw
from decisions.clock import civil_day
from decisions.record.models import RecordEntry


def erasure_day_of(session: Session, call: AttendanceCall) -> date | None:
    """Return the day by which sign-ups that were not selected are erased: N days after the list came out.

    Corrections of the list don't put it off: the first list counts.
    """
    return _days_after(session, call, call.representatives_seq)


def erasure_day_of_chosen(session: Session, call: AttendanceCall) -> date | None:
    """Return the day by which what the chosen filled in is erased: N days after their statements came out."""
    return _days_after(session, call, call.statements_seq)


def _days_after(session: Session, call: AttendanceCall, seq: int | None) -> date | None:
    entry = session.get(RecordEntry, seq) if seq else None
    while entry is not None and entry.corrects is not None:
        entry = session.get_one(RecordEntry, entry.corrects)
    return civil_day(entry.published_at) + timedelta(days=call.retention_days) if entry else None


def is_choice_public(call: AttendanceCall, draw: Draw | None) -> bool:
    """Whether it is public who was chosen: by the list, or by the result of the draw."""
    return call.representatives_seq is not None or (draw is not None and draw.drawn_seq is not None)

"""Who sat in, kept as keyed digests alone so that others get their turn, and no longer than that takes.

A digest names nobody: only somebody who signs up again, with the same words, is recognised by it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, AttendanceTrace, Representative, SignUp
from decisions.attendance.queries.eligibility import person_index
from decisions.attendance.rules.calls import MOST_COOL_DOWN_MONTHS
from decisions.attendance.rules.eligibility import months_before
from decisions.clock import civil_day
from decisions.services import audit
from decisions.services.actor import SYSTEM


def keep_traces(
    session: Session, call: AttendanceCall, people: Iterable[Representative], met_on: date
) -> None:
    """Keep the digests of whoever signed up and came, in place of what was kept of this meeting before.

    Writes: attendance_traces.
    """
    session.execute(delete(AttendanceTrace).where(AttendanceTrace.call_id == call.id))
    came = {person.sign_up_id for person in people if person.attended and person.sign_up_id is not None}
    found = select(SignUp).where(SignUp.id.in_(came), SignUp.erased_at.is_(None))
    kept = {(item.phone_index, person_index(item.name, item.born)) for item in session.scalars(found)}
    session.add_all(
        AttendanceTrace(call_id=call.id, met_on=met_on, phone_index=phone, person_index=person)
        for phone, person in sorted(kept)
    )
    session.flush()


def erase_traces(session: Session, *, now: datetime) -> int:
    """Let go of the digests that no call may ask for any more, and return how many those were.

    Writes: attendance_traces, audit_entries.
    Allowed: the portal itself, daily.
    """
    before = months_before(civil_day(now), MOST_COOL_DOWN_MONTHS)
    gone = session.execute(delete(AttendanceTrace).where(AttendanceTrace.met_on < before))
    count = gone.rowcount if isinstance(gone, CursorResult) else 0
    if count:
        audit.log(session, SYSTEM, "attendance.erase_traces", before.isoformat(), now=now, count=count)
    session.flush()
    return count

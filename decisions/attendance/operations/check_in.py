"""The day of the meeting: materials delivered before, who is there, seats filled on the spot.

Not here: the record of who came, on which the published statements rest (`representatives`).
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    AttendancePublishedError,
    CheckInTooEarlyError,
    DeliveredInFutureError,
    NotSeatedError,
    OfferAnsweredError,
)
from decisions.attendance.models import AttendanceCall, Representative
from decisions.attendance.permissions import may_prepare_statements
from decisions.attendance.queries import find_meeting, list_representatives, lock_call
from decisions.attendance.rules import Standing
from decisions.clock import civil_day
from decisions.services import audit
from decisions.services.actor import Actor, require


def check_in(
    session: Session,
    call: AttendanceCall,
    person: Representative,
    *,
    present: bool | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Note that a representative is there, is not there, or, None, that neither was said.

    Raises: NotAllowedError, CheckInTooEarlyError before the day of the meeting, AttendancePublishedError
            once who came was published with what they said, OfferAnsweredError when the seat went to
            another, NotSeatedError for an alternate who has none: seats are filled by the rule, in order.
    Writes: representatives, audit_entries.
    Allowed: openness office, the lead unit's drafter; from the day of the meeting on.
    """
    require(may_prepare_statements(actor, call.decision))
    lock_call(session, call)
    meeting = find_meeting(session, call.decision_id)
    held_on = (meeting.held_on or meeting.planned_on) if meeting else None
    if held_on is None or civil_day(now) < held_on:
        raise CheckInTooEarlyError
    if call.statements_seq is not None:
        raise AttendancePublishedError
    session.refresh(person)  # read before the lock: the seat may have gone to another meanwhile
    if person.absence is not None:
        raise OfferAnsweredError
    if person.standing is not Standing.MEMBER and person.called_up_at is None:
        raise NotSeatedError
    person.attended = present
    if present and person.confirmed_at is None:
        person.confirmed_at = now  # whoever stands at the door has said that they come
    audit.log(session, actor, "attendance.check_in", call.code, now=now, position=person.position)
    session.flush()


def note_delivery(
    session: Session,
    call: AttendanceCall,
    people: Collection[int],
    *,
    delivered_on: date,
    actor: Actor,
    now: datetime,
) -> int:
    """Note the day on which the meeting's materials reached representatives; return how many they were.

    Shape:  people are ids of representatives of this call; others count for nothing.
    Raises: NotAllowedError, DeliveredInFutureError.
    Writes: representatives, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_statements(actor, call.decision))
    if delivered_on > civil_day(now):
        raise DeliveredInFutureError(field="delivered_on")
    reached = [person for person in list_representatives(session, call) if person.id in people]
    for person in reached:
        person.materials_on = delivered_on
    audit.log(session, actor, "attendance.note_delivery", call.code, now=now, count=len(reached))
    session.flush()
    return len(reached)

"""Somebody chosen can't come: the draw, or the order of the alternates, says who takes the seat."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, Representative
from decisions.attendance.operations.draws import replace_drawn
from decisions.attendance.operations.representatives import call_up_alternate, mark_absent, offer_seat
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import find_draw, lock_call
from decisions.attendance.rules import Absence, Standing
from decisions.services import audit
from decisions.services.actor import Actor, require


def record_replacement(
    session: Session,
    call: AttendanceCall,
    person: Representative,
    kind: Absence,
    *,
    actor: Actor,
    now: datetime,
    remark: str = "",
) -> Representative | None:
    """Note that a representative does not come, and return who takes the seat; None when it stays vacant.

    Shape:  remark is for the desk only. An alternate who can't come is passed over from now on.
    Raises: NotAllowedError, AlreadyAbsentError; NotInLineError, EventRefusedError of the draw.
    Writes: representatives; with a draw also draw_files and the record (draw_result); audit_entries.
    Allowed: openness office.
    Source: DRAW section 3.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    session.refresh(person)  # it was read before the lock: somebody may have noted it meanwhile
    mark_absent(session, person, kind, now=now)
    if remark.strip():
        person.remark = remark.strip()
    draw = find_draw(session, call)
    if person.method is not None:
        successor = None  # a seat apart is filled anew by those who recommend or invite for it
    elif draw is not None:
        successor = replace_drawn(session, call, draw, person, kind, actor=actor, now=now)
    elif person.standing is Standing.MEMBER or person.called_up_at is not None:
        successor = call_up_alternate(session, call, now)
    else:
        successor = None
    if successor is not None and call.representatives_seq is not None:
        offer_seat(session, call, successor, now)
    audit.log(
        session,
        actor,
        "attendance.record_replacement",
        call.code,
        now=now,
        absent=person.position,
        kind=kind.value,
        called_up=successor.position if successor else None,
    )
    session.flush()
    return successor

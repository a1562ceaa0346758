"""What the rules propose for each sign-up, what speaks against it, and the objections to it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.errors import ObjectionNotFoundError
from decisions.attendance.models import AttendanceCall, AttendanceTrace, Objection, SignUp
from decisions.attendance.queries import age_reference_of, last_day_of, list_sign_ups
from decisions.attendance.rules.eligibility import (
    Candidate,
    Conditions,
    Proposal,
    SatIn,
    months_before,
    propose,
)
from decisions.attendance.rules.names import folded_name
from decisions.database import blind_index


def list_proposals(session: Session, call: AttendanceCall) -> list[tuple[SignUp, Proposal]]:
    """Return every sign-up whose data is there with what the rules propose, in the order of arrival."""
    sign_ups = [item for item in list_sign_ups(session, call) if item.erased_at is None]
    recent = _recent_traces(session, call)
    candidates = [
        Candidate(
            receipt=item.receipt,
            name=item.name,
            born=item.born,
            phone=item.phone_index,
            area=item.area,
            sat_in=_sat_in(item, recent) if recent else SatIn.NO,
        )
        for item in sign_ups
    ]
    return list(zip(sign_ups, propose(candidates, conditions_of(call)), strict=True))


def conditions_of(call: AttendanceCall) -> Conditions:
    """Return who may come, as the call says it."""
    return Conditions(
        minimum_age=call.minimum_age,
        reference_on=age_reference_of(call),
        maximum_age=call.maximum_age,
        areas=tuple(call.areas),
    )


def person_index(name: str, born: str) -> str:
    """Return the keyed digest of name and month of birth: it recognises somebody and names nobody."""
    return blind_index(f"person\0{folded_name(name)}\0{born}")


def list_alike(session: Session, sign_up: SignUp) -> list[SignUp]:
    """Return the other sign-ups of the call with the same telephone, or the same name and month of birth."""
    person = (folded_name(sign_up.name), sign_up.born)
    found = select(SignUp).where(
        SignUp.call_id == sign_up.call_id, SignUp.id != sign_up.id, SignUp.erased_at.is_(None)
    )
    return [
        item
        for item in session.scalars(found.order_by(SignUp.received_at, SignUp.id))
        if item.phone_index == sign_up.phone_index or (folded_name(item.name), item.born) == person
    ]


def list_objections(session: Session, sign_up: SignUp) -> Sequence[Objection]:
    """Return the objections to a verdict on a sign-up, oldest first."""
    found = select(Objection).where(Objection.sign_up_id == sign_up.id)
    return session.scalars(found.order_by(Objection.id)).all()


def list_open_objections(session: Session, call: AttendanceCall) -> Sequence[Objection]:
    """Return the objections of a call that wait for their answer, oldest first."""
    found = (
        select(Objection)
        .join(SignUp, Objection.sign_up_id == SignUp.id)
        .where(SignUp.call_id == call.id, Objection.answered_at.is_(None), SignUp.erased_at.is_(None))
    )
    return session.scalars(found.order_by(Objection.id)).all()


def get_open_objection(session: Session, sign_up: SignUp) -> Objection:
    """Return the objection that waits for its answer. Raises: ObjectionNotFoundError."""
    waiting = [item for item in list_objections(session, sign_up) if item.answered_at is None]
    if not waiting:
        raise ObjectionNotFoundError
    return waiting[0]


def _recent_traces(session: Session, call: AttendanceCall) -> set[tuple[str, str]]:
    if not call.cool_down_months:
        return set()
    since: date = months_before(last_day_of(call), call.cool_down_months)
    found = select(AttendanceTrace.phone_index, AttendanceTrace.person_index).where(
        AttendanceTrace.met_on >= since, AttendanceTrace.call_id != call.id
    )
    return {(phone, person) for phone, person in session.execute(found)}


def _sat_in(sign_up: SignUp, recent: set[tuple[str, str]]) -> SatIn:
    person = person_index(sign_up.name, sign_up.born)
    if (sign_up.phone_index, person) in recent:
        return SatIn.YES
    alike = any(sign_up.phone_index == phone or person == other for phone, other in recent)
    return SatIn.PERHAPS if alike else SatIn.NO

"""Seats offered to whoever was chosen: offered with the list, confirmed or declined with the receipt.

Not here: who comes next when a seat falls vacant (`replacements`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import OfferAnsweredError, OfferExpiredError, SignUpNotFoundError
from decisions.attendance.models import AttendanceCall, Representative, SignUp
from decisions.attendance.operations.replacements import record_replacement
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import find_representative_of, lock_call
from decisions.attendance.rules import Absence
from decisions.attendance.rules.fields import read_phone
from decisions.attendance.rules.offers import OfferState, offer_state
from decisions.attendance.rules.window import clock_time
from decisions.database import blind_index
from decisions.services import audit
from decisions.services.actor import SYSTEM, Actor, require


def state_of(person: Representative, now: datetime) -> OfferState:
    """Return where the offer to a representative stands."""
    return offer_state(
        answer_by=person.answer_by,
        confirmed_at=person.confirmed_at,
        is_absent=person.absence is not None,
        now=now,
    )


def confirm_own_seat(session: Session, sign_up: SignUp, *, phone: str, now: datetime) -> None:
    """Say that one comes.

    Shape:  phone proves whose receipt it is: receipts of a frozen pool are public.
    Raises: SignUpNotFoundError, OfferExpiredError, OfferAnsweredError (declined, or replaced meanwhile).
    Writes: representatives, audit_entries.
    Allowed: whoever was chosen, until the offer expires.
    """
    person = _locked(session, sign_up, phone)
    if state_of(person, now) is OfferState.CONFIRMED:
        return  # the same answer twice is one
    _require_open(person, now)
    _confirm(session, sign_up.call, person, SYSTEM, now)


def decline_own_seat(
    session: Session, sign_up: SignUp, *, phone: str, now: datetime
) -> Representative | None:
    """Say that one does not come, confirmed before or not; the rule says who does, and they are offered it.

    Raises: SignUpNotFoundError, OfferExpiredError, OfferAnsweredError.
    Writes: as record_replacement.
    Allowed: whoever was chosen: before the offer expires, or later when it was confirmed.
    Source: DRAW section 3.
    """
    person = _locked(session, sign_up, phone)
    if state_of(person, now) is not OfferState.CONFIRMED:
        _require_open(person, now)
    return record_replacement(session, sign_up.call, person, Absence.DECLINED, actor=SYSTEM, now=now)


def confirm_for(
    session: Session, call: AttendanceCall, person: Representative, *, actor: Actor, now: datetime
) -> None:
    """Note that somebody told the office that they come; whoever has no other way may telephone.

    Raises: NotAllowedError, OfferAnsweredError.
    Writes: representatives, audit_entries.
    Allowed: openness office, until the seat is given to another.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    session.refresh(person)
    if person.absence is not None:
        raise OfferAnsweredError
    if person.confirmed_at is None:
        _confirm(session, call, person, actor, now)


def _confirm(
    session: Session, call: AttendanceCall, person: Representative, actor: Actor, now: datetime
) -> None:
    person.confirmed_at = now
    audit.log(session, actor, "attendance.confirm_seat", call.code, now=now, position=person.position)
    session.flush()


def _locked(session: Session, sign_up: SignUp, phone: str) -> Representative:
    """Return whom a sign-up became, with the call locked: one answer or replacement at a time."""
    lock_call(session, sign_up.call)
    person = find_representative_of(session, sign_up.id)
    is_own = sign_up.erased_at is None and blind_index(read_phone(phone) or "") == sign_up.phone_index
    if person is None or not is_own:
        raise SignUpNotFoundError(field="phone")
    session.refresh(person)
    return person


def _require_open(person: Representative, now: datetime) -> None:
    state = state_of(person, now)
    if state is OfferState.EXPIRED and person.answer_by is not None:
        raise OfferExpiredError(until=clock_time(person.answer_by))
    if state is not OfferState.OFFERED:
        raise OfferAnsweredError

"""Objecting to being found ineligible, and the answer: both before the pool is frozen, both logged."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    NothingToObjectError,
    ObjectionEmptyError,
    SignUpNotFoundError,
)
from decisions.attendance.models import AttendanceCall, Objection, SignUp
from decisions.attendance.operations.gates import require_unsettled
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import lock_call
from decisions.attendance.queries.eligibility import get_open_objection, list_objections
from decisions.attendance.rules import Eligibility
from decisions.attendance.rules.fields import read_phone
from decisions.database import blind_index
from decisions.services import audit
from decisions.services.actor import SYSTEM, Actor, require

MAX_OBJECTION = 1000


def raise_objection(
    session: Session, sign_up: SignUp, *, phone: str, content: str, now: datetime
) -> Objection:
    """Take the objection of somebody found ineligible; the pool is not frozen before it is answered.

    Shape:  phone proves that it is the person's own sign-up.
    Raises: SignUpsSettledError, SignUpNotFoundError (the number is another), NothingToObjectError,
            ObjectionEmptyError.
    Writes: objections, audit_entries.
    Allowed: whoever holds the receipt and knows the number, until the pool is settled.
    """
    lock_call(session, sign_up.call)
    # First: once frozen, receipts are public, and nobody shall try out whose number belongs to one.
    require_unsettled(session, sign_up.call)
    session.refresh(sign_up)
    if sign_up.erased_at is not None or blind_index(read_phone(phone) or "") != sign_up.phone_index:
        raise SignUpNotFoundError(field="phone")
    if not content.strip():
        raise ObjectionEmptyError(field="content")
    waiting = [item for item in list_objections(session, sign_up) if item.answered_at is None]
    if sign_up.eligibility is not Eligibility.INELIGIBLE or waiting:
        raise NothingToObjectError
    objection = Objection(
        sign_up=sign_up,
        raised_at=now,
        content=content.strip()[:MAX_OBJECTION],
        answer="",
        answered_by_name="",
    )
    session.add(objection)
    audit.log(
        session, SYSTEM, "attendance.raise_objection", sign_up.call.code, now=now, receipt=sign_up.receipt
    )
    session.flush()
    return objection


def answer_objection(
    session: Session,
    call: AttendanceCall,
    sign_up: SignUp,
    *,
    upheld: bool,
    answer: str,
    actor: Actor,
    now: datetime,
) -> Objection:
    """Answer an objection; one that is upheld makes the sign-up eligible.

    Shape:  answer is read by whoever holds the receipt.
    Raises: NotAllowedError, SignUpsSettledError, ObjectionNotFoundError, ObjectionEmptyError.
    Writes: objections, sign_ups, audit_entries.
    Allowed: openness office.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    require_unsettled(session, call)
    objection = get_open_objection(session, sign_up)
    if not answer.strip():
        raise ObjectionEmptyError(field="answer")
    objection.answered_at, objection.answered_by_name = now, actor.name
    objection.answer, objection.upheld = answer.strip(), upheld
    if upheld:
        sign_up.eligibility, sign_up.eligibility_cause = Eligibility.ELIGIBLE, None
        sign_up.eligibility_reason = ""
    audit.log(
        session,
        actor,
        "attendance.answer_objection",
        call.code,
        now=now,
        receipt=sign_up.receipt,
        upheld=upheld,
    )
    session.flush()
    return objection

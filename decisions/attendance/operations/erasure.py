"""Personal data goes when it is no longer needed: of those not selected, and of whoever withdraws."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, Representative, SignUp
from decisions.attendance.operations.amending import require_own
from decisions.attendance.queries import lock_call
from decisions.attendance.queries.receipts import erasure_day_of, erasure_day_of_chosen
from decisions.attendance.rules import Eligibility
from decisions.clock import civil_day
from decisions.errors import N_
from decisions.services import audit
from decisions.services.actor import SYSTEM

WITHDRAWN = N_("本人撤回报名")


def erase_unselected(session: Session, *, now: datetime) -> int:
    """Erase the personal data of everybody who was not selected and whose time is over; return how many.

    Safe to run as often as one likes: what is erased stays erased.
    Writes: sign_ups, audit_entries.
    Allowed: the portal itself, daily.
    Source: RULES "Personal data": N days after the list is published, as the call announced.
    """
    erased = 0
    listed = select(AttendanceCall).where(AttendanceCall.representatives_seq.is_not(None))
    for call in session.scalars(listed).all():
        erase_on = erasure_day_of(session, call)
        if erase_on is None or civil_day(now) < erase_on:
            continue
        due = _list_unselected(session, call)
        for sign_up in due:
            _erase(sign_up, now)
        if due:
            audit.log(session, SYSTEM, "attendance.erase_unselected", call.code, now=now, count=len(due))
        erased += len(due)
    session.flush()
    return erased


def erase_chosen(session: Session, *, now: datetime) -> int:
    """Erase what the chosen filled in when signing up, once nobody has to reach them; return how many.

    Who they were in the list, and what they said, stays: that is published, and belongs to the decision.
    Writes: sign_ups, audit_entries.
    Allowed: the portal itself, daily.
    Source: 个人信息保护法 art. 19, 47: kept no longer than its purpose; N days are those of the call.
    """
    erased = 0
    told = select(AttendanceCall).where(AttendanceCall.statements_seq.is_not(None))
    for call in session.scalars(told).all():
        erase_on = erasure_day_of_chosen(session, call)
        if erase_on is None or civil_day(now) < erase_on:
            continue
        due = session.scalars(
            select(SignUp).where(SignUp.id.in_(_chosen_of(call)), SignUp.erased_at.is_(None))
        ).all()
        for sign_up in due:
            _erase(sign_up, now)
        if due:
            audit.log(session, SYSTEM, "attendance.erase_chosen", call.code, now=now, count=len(due))
        erased += len(due)
    session.flush()
    return erased


def withdraw_sign_up(session: Session, sign_up: SignUp, *, phone: str, now: datetime) -> None:
    """Take a sign-up back: its personal data is erased at once.

    Shape:  phone proves that it is the person's own: a receipt alone may have been seen by others.
    Raises: SignUpsSettledError, SignUpNotFoundError (the number is another).
    Writes: sign_ups, audit_entries.
    Allowed: whoever holds the receipt and knows the number, until the pool is settled.
    Source: 个人信息保护法 art. 15.
    """
    lock_call(session, sign_up.call)
    require_own(session, sign_up, phone=phone)
    _erase(sign_up, now)
    sign_up.eligibility, sign_up.eligibility_reason = Eligibility.INELIGIBLE, WITHDRAWN
    audit.log(
        session, SYSTEM, "attendance.withdraw_sign_up", sign_up.call.code, now=now, receipt=sign_up.receipt
    )
    session.flush()


def _list_unselected(session: Session, call: AttendanceCall) -> list[SignUp]:
    found = select(SignUp).where(
        SignUp.call_id == call.id, SignUp.erased_at.is_(None), SignUp.id.not_in(_chosen_of(call))
    )
    return list(session.scalars(found))


def _chosen_of(call: AttendanceCall) -> Select[int | None]:
    return select(Representative.sign_up_id).where(
        Representative.call_id == call.id, Representative.sign_up_id.is_not(None)
    )


def _erase(sign_up: SignUp, now: datetime) -> None:
    sign_up.name = sign_up.born = sign_up.phone = sign_up.relation = sign_up.statement = ""
    sign_up.document_kind, sign_up.document_number = "", None
    sign_up.phone_index = sign_up.gender = sign_up.area = ""
    for objection in sign_up.objections:
        objection.content = objection.answer = ""
    sign_up.scores = {}
    sign_up.erased_at = now

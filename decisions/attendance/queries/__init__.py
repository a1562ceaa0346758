"""Reading calls, sign-ups, draws, representatives and what they said, from the desk's tables.

Not here: what the public sees (`published` reads the record), what would be published (`snapshots`).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    CallNotFoundError,
    RepresentativeNotFoundError,
    SignUpNotFoundError,
    StatementNotFoundError,
)
from decisions.attendance.models import (
    AttendanceCall,
    Draw,
    DrawFile,
    Representative,
    SignUp,
    Statement,
)
from decisions.attendance.rules import RECEIPT_PREFIX, Eligibility
from decisions.attendance.rules.calls import CallDraft
from decisions.clock import civil_day
from decisions.procedure.models import Meeting
from decisions.services.receipts import read_receipt

_INSTANT = timedelta(microseconds=1)


def find_call(session: Session, code: str) -> AttendanceCall | None:
    """Return the call of this code, whatever its state."""
    return session.scalar(select(AttendanceCall).where(AttendanceCall.code == code))


def get_call(session: Session, code: str) -> AttendanceCall:
    """Return the call of this code. Raises: CallNotFoundError."""
    call = find_call(session, code)
    if call is None:
        raise CallNotFoundError(code=code)
    return call


def lock_call(session: Session, call: AttendanceCall) -> None:
    """Hold a call until the transaction ends, and read it afresh: one freezes, draws or chooses at a time."""
    session.execute(select(AttendanceCall.id).where(AttendanceCall.id == call.id).with_for_update())
    session.refresh(call)


def list_calls_of(session: Session, decision_id: int) -> Sequence[AttendanceCall]:
    """Return the calls of one decision, oldest first."""
    found = select(AttendanceCall).where(AttendanceCall.decision_id == decision_id)
    return session.scalars(found.order_by(AttendanceCall.id)).all()


def list_calls(session: Session) -> Sequence[AttendanceCall]:
    """Return every call, the latest in front."""
    return session.scalars(select(AttendanceCall).order_by(AttendanceCall.id.desc())).unique().all()


def find_meeting(session: Session, decision_id: int) -> Meeting | None:
    """Return the meeting that decides, when anything is known of it."""
    return session.scalar(select(Meeting).where(Meeting.decision_id == decision_id))


def list_sign_ups(session: Session, call: AttendanceCall) -> Sequence[SignUp]:
    """Return the sign-ups of a call in the order of arrival."""
    found = select(SignUp).where(SignUp.call_id == call.id).order_by(SignUp.received_at, SignUp.id)
    return session.scalars(found).all()


def get_sign_up(session: Session, call: AttendanceCall, sign_up_id: int) -> SignUp:
    """Return one sign-up of a call. Raises: SignUpNotFoundError."""
    sign_up = session.get(SignUp, sign_up_id)
    if sign_up is None or sign_up.call_id != call.id:
        raise SignUpNotFoundError
    return sign_up


def find_sign_up_by_receipt(session: Session, typed: str) -> SignUp | None:
    """Return the sign-up of a receipt code, however it was typed."""
    receipt = read_receipt(RECEIPT_PREFIX, typed)
    return session.scalar(select(SignUp).where(SignUp.receipt == receipt)) if receipt else None


def find_sign_up_by_key(session: Session, idempotency_key: str) -> SignUp | None:
    """Return the sign-up that was sent under this key."""
    return session.scalar(select(SignUp).where(SignUp.idempotency_key == idempotency_key))


def count_sign_ups(session: Session, call: AttendanceCall) -> dict[Eligibility, int]:
    """Return how many sign-ups a call has by verdict."""
    found = (
        select(SignUp.eligibility, func.count()).where(SignUp.call_id == call.id).group_by(SignUp.eligibility)
    )
    counts = dict.fromkeys(Eligibility, 0)
    for verdict, count in session.execute(found):
        counts[verdict] = count
    return counts


def age_reference_of(call: AttendanceCall | CallDraft) -> date:
    """Return the day on which the age counts: as the call says, else the last day of sign-up."""
    if call.age_reference_on is not None:
        return call.age_reference_on
    if call.closes_at is None:
        raise ValueError("a call without sign-up has no day of reference")
    return last_day_of(call)


def last_day_of(call: AttendanceCall | CallDraft) -> date:
    """Return the last civil day on which one may sign up: that of the last instant before the end."""
    if call.closes_at is None:
        raise ValueError("a call without sign-up has no last day")
    return civil_day(call.closes_at - _INSTANT)


def find_draw(session: Session, call: AttendanceCall) -> Draw | None:
    """Return the draw of a call, once the pool is frozen."""
    return session.scalar(select(Draw).where(Draw.call_id == call.id))


def find_draw_file(session: Session, call_code: str, name: str) -> bytes | None:
    """Return one published file of a call's draw."""
    found = (
        select(DrawFile.data)
        .join(Draw, DrawFile.draw_id == Draw.id)
        .join(AttendanceCall, Draw.call_id == AttendanceCall.id)
        .where(AttendanceCall.code == call_code, DrawFile.name == name)
    )
    return session.scalar(found)


def list_representatives(session: Session, call: AttendanceCall) -> Sequence[Representative]:
    """Return everybody chosen, members first, in their order."""
    found = select(Representative).where(Representative.call_id == call.id).order_by(Representative.position)
    return session.scalars(found).all()


def get_representative(session: Session, call: AttendanceCall, representative_id: int) -> Representative:
    """Return one representative of a call. Raises: RepresentativeNotFoundError."""
    person = session.get(Representative, representative_id)
    if person is None or person.call_id != call.id:
        raise RepresentativeNotFoundError
    return person


def find_representative_of(session: Session, sign_up_id: int) -> Representative | None:
    """Return whom a sign-up became, None where it was not chosen."""
    return session.scalar(select(Representative).where(Representative.sign_up_id == sign_up_id))


def list_statements(session: Session, call: AttendanceCall) -> list[tuple[Representative, Statement]]:
    """Return what was said, in the order of speaking, each with its speaker."""
    people = list_representatives(session, call)
    spoken = [(person, statement) for person in people for statement in person.statements]
    return sorted(spoken, key=lambda pair: pair[1].number)


def get_statement(session: Session, call: AttendanceCall, statement_id: int) -> Statement:
    """Return one statement made at a call's meeting. Raises: StatementNotFoundError."""
    statement = session.get(Statement, statement_id)
    if statement is None:
        raise StatementNotFoundError
    get_representative(session, call, statement.representative_id)
    return statement

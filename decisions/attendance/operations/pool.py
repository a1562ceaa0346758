"""The standing pool: join with consent, leave by receipt, hear of a new call once, be forgotten in time.

Nobody is signed up by being in the pool: a message says where one signs up, that is all.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    AlreadyInvitedError,
    PoolEntryInvalidError,
    PoolMemberNotFoundError,
)
from decisions.attendance.models import AttendanceCall, PoolMember
from decisions.attendance.operations.gates import require_open
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import lock_call
from decisions.attendance.queries.pool import list_members
from decisions.attendance.rules.pool import (
    RECEIPT_PREFIX,
    PoolInput,
    expires_on,
    pool_faults,
    read_contact,
)
from decisions.attendance.rules.window import clock_time
from decisions.clock import civil_day
from decisions.database import blind_index
from decisions.errors import Problem
from decisions.services import audit
from decisions.services.actor import SYSTEM, Actor, require
from decisions.services.outbox import queue_message
from decisions.services.receipts import new_receipt


def join_pool(session: Session, entry: PoolInput, *, idempotency_key: str, now: datetime) -> PoolMember:
    """Take somebody into the standing pool.

    An address that is there already gets a further receipt: nobody learns from this form who is in the pool.
    Raises: PoolEntryInvalidError.
    Writes: pool_members, audit_entries.
    Allowed: everybody.
    Source: 个人信息保护法 art. 13, 15.
    """
    faults = list(pool_faults(entry))
    if faults:
        problems = [Problem(fault.message, field=fault.field) for fault in faults]
        raise PoolEntryInvalidError(count=len(faults), problems=problems)
    contact = read_contact(entry.contact) or ""
    member = PoolMember(
        receipt=new_receipt(RECEIPT_PREFIX),
        idempotency_key=idempotency_key,
        joined_at=now,
        expires_on=expires_on(civil_day(now)),
        name=entry.name.strip(),
        contact=contact,
        contact_index=blind_index(contact),
        category=entry.category,
        area=entry.area.strip(),
    )
    sent_before = _find_by_key(session, idempotency_key)
    if sent_before is not None:
        return sent_before
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError:
        sent_meanwhile = _find_by_key(session, idempotency_key)
        if sent_meanwhile is None:
            raise
        return sent_meanwhile
    audit.log(session, SYSTEM, "attendance.join_pool", member.receipt, now=now)
    return member


def leave_pool(session: Session, member: PoolMember, *, contact: str, now: datetime) -> None:
    """Take an entry back: everything about the person is erased at once, under every receipt of the address.

    Shape:  contact proves that it is the person's own.
    Raises: PoolMemberNotFoundError.
    Writes: pool_members, audit_entries.
    Allowed: whoever holds the receipt and knows the address.
    """
    if member.erased_at is not None or blind_index(read_contact(contact) or "") != member.contact_index:
        raise PoolMemberNotFoundError(field="contact")
    same = select(PoolMember).where(PoolMember.contact_index == member.contact_index)
    for entry in session.scalars(same).all():
        _erase(entry, now)
    audit.log(session, SYSTEM, "attendance.leave_pool", member.receipt, now=now)
    session.flush()


def invite_pool(
    session: Session, call: AttendanceCall, *, portal_url: str, actor: Actor, now: datetime
) -> int:
    """Tell everybody in the pool that one may sign up, once a call, and return how many are told.

    Raises: NotAllowedError, AlreadyInvitedError; as require_open: only while one can sign up.
    Writes: attendance_calls, outbox_messages, audit_entries.
    Allowed: openness office.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    require_open(call, now)
    if call.pool_invited_at is not None:
        raise AlreadyInvitedError
    members = list_members(session, civil_day(now))
    for member in members:
        queue_message(
            session,
            dedupe_key=f"attendance-pool/{call.code}/{member.id}",
            recipient=member.contact,
            subject=f"邀请报名列席：{call.decision.title}",
            body=_invitation(call, member, portal_url),
            now=now,
        )
    call.pool_invited_at = now
    audit.log(session, actor, "attendance.invite_pool", call.code, now=now, count=len(members))
    session.flush()
    return len(members)


def erase_expired_members(session: Session, *, now: datetime) -> int:
    """Erase whoever's consent has ended by itself, and return how many those were.

    Writes: pool_members, audit_entries.
    Allowed: the portal itself, daily.
    """
    found = select(PoolMember).where(PoolMember.erased_at.is_(None), PoolMember.expires_on <= civil_day(now))
    expired = session.scalars(found).all()
    for member in expired:
        _erase(member, now)
    if expired:
        audit.log(session, SYSTEM, "attendance.erase_pool", "pool", now=now, count=len(expired))
    session.flush()
    return len(expired)


def _find_by_key(session: Session, idempotency_key: str) -> PoolMember | None:
    return session.scalar(select(PoolMember).where(PoolMember.idempotency_key == idempotency_key))


def _erase(member: PoolMember, now: datetime) -> None:
    member.name = member.contact = member.contact_index = member.area = ""
    member.erased_at = now


def _invitation(call: AttendanceCall, member: PoolMember, portal_url: str) -> str:
    ends = clock_time(call.closes_at) if call.closes_at else ""
    return (
        f"{member.name}，您好：\n\n"
        f"您登记过愿意列席区政府的决策会议。现就“{call.decision.title}”公开邀请公众代表，"
        f"报名至 {ends} 截止。\n\n"
        f"公告和报名：{portal_url}/attendance/{call.code}\n\n"
        "登记不等于报名，是否参加由您决定。不想再收到通知的，凭登记回执随时退出：\n"
        f"{portal_url}/attendance/pool/{member.receipt}\n"
    )

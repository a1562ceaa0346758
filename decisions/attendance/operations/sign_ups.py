"""Signing up: by the public, by the office for somebody, from a list.

Not here: who of them is eligible (`eligibility`), how long the data is kept (`erasure`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.attendance.errors import SignUpInvalidError
from decisions.attendance.models import AttendanceCall, SignUp
from decisions.attendance.operations.gates import require_begun, require_open, require_unsettled
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import find_sign_up_by_key, lock_call
from decisions.attendance.rules import RECEIPT_PREFIX, Eligibility, SignUpChannel
from decisions.attendance.rules.fields import SignUpInput, faults_of, read_birth_month, read_phone
from decisions.attendance.rules.identity import read_number
from decisions.attendance.spreadsheets import ReadSignUp
from decisions.clock import civil_day
from decisions.database import blind_index
from decisions.errors import N_, ConflictError, Message, Problem
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.receipts import new_receipt
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote

# The office has seen the person's document, or will at the door.
CHECKED_ON_PAPER = (SignUpChannel.OFFICE, SignUpChannel.SPREADSHEET)

_PART = 500
_KNOWN = N_("这份报名此前已经导入，没有重复导入。")


def receive_sign_up(
    session: Session, call: AttendanceCall, entry: SignUpInput, *, idempotency_key: str, now: datetime
) -> SignUp:
    """Take a sign-up from the public and return it with its receipt; a repeated send returns the same one.

    Raises: NotYetPublishedError, NoOpenSignUpError, SignUpNotOpenError, SignUpClosedError,
            SignUpInvalidError; ConflictError when the key was used for another call.
    Shape:  the document is stored only where the call demands it, whatever was sent.
    Writes: sign_ups.
    Allowed: everybody, from the first instant of the window to the last.
    """
    sent_before = find_sign_up_by_key(session, idempotency_key)
    if sent_before is not None:
        return _of_same_call(sent_before, call)
    require_open(call, now)
    return _store(session, call, entry, idempotency_key=idempotency_key, received_at=now, today_at=now)


def enter_sign_up(
    session: Session,
    call: AttendanceCall,
    entry: SignUpInput,
    *,
    received_at: datetime,
    idempotency_key: str,
    actor: Actor,
    now: datetime,
) -> SignUp:
    """Enter a sign-up that reached the office in another way, within the window, on somebody's behalf.

    Shape:  received_at is when it reached the office; it may be typed in later, until the pool is settled.
            No document is asked for: the office checks the paper.
    Raises: NotAllowedError, and as receive_sign_up; SignUpsSettledError.
    Writes: sign_ups, audit_entries.
    Allowed: openness office.
    """
    require(may_handle_sign_ups(actor))
    sent_before = find_sign_up_by_key(session, idempotency_key)
    if sent_before is not None:
        return _of_same_call(sent_before, call)
    lock_call(session, call)
    require_open(call, min(received_at, now))
    require_unsettled(session, call)
    entry = replace(entry, channel=SignUpChannel.OFFICE)
    sign_up = _store(
        session, call, entry, idempotency_key=idempotency_key, received_at=received_at, today_at=now
    )
    audit.log(session, actor, "attendance.enter_sign_up", call.code, now=now, receipt=sign_up.receipt)
    return sign_up


@dataclass(frozen=True, slots=True)
class ListedSignUp:
    """One row of a list that is imported; row as the spreadsheet numbers it."""

    row: int
    entry: SignUpInput


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the rows now stored with their receipts, and those that were there before."""

    accepted: dict[int, str]
    skipped: tuple[int, ...]


def import_sign_ups(
    session: Session,
    call: AttendanceCall,
    rows: Iterable[ListedSignUp],
    *,
    actor: Actor,
    now: datetime,
) -> Imported:
    """Take sign-ups from a list kept elsewhere; a row that was imported before is passed over.

    Everything or nothing: one row that can't be taken refuses the list. Sign-ups count as received when they
    are imported; the office vouches that they reached it within the window.
    No document is asked for: the office checks the paper.
    Raises: NotAllowedError, NotYetPublishedError, NoOpenSignUpError, SignUpNotOpenError,
            SignUpsSettledError, SignUpInvalidError with the row of each problem.
    Writes: sign_ups, audit_entries.
    Allowed: openness office.
    """
    require(may_handle_sign_ups(actor))
    require_begun(call, now)
    rows = list(rows)
    _require_valid(rows, now)
    known = is_imported(session, call, [listed.entry for listed in rows])
    fresh = [listed for listed, is_known in zip(rows, known, strict=True) if not is_known]
    skipped = [listed.row for listed, is_known in zip(rows, known, strict=True) if is_known]
    if fresh:
        lock_call(session, call)
        require_unsettled(session, call)
    accepted = _store_list(session, call, fresh, now)
    audit.log(
        session,
        actor,
        "attendance.import_sign_ups",
        call.code,
        now=now,
        accepted=len(accepted),
        skipped=len(skipped),
    )
    return Imported(accepted, tuple(skipped))


def _store_list(
    session: Session, call: AttendanceCall, rows: list[ListedSignUp], now: datetime
) -> dict[int, str]:
    """Store a list, a part at a time and let go of each part, so that memory stays flat."""
    receipts: dict[int, str] = {}
    for start in range(0, len(rows), _PART):
        part = []
        for listed in rows[start : start + _PART]:
            entry = replace(listed.entry, channel=SignUpChannel.SPREADSHEET)
            key = _key_of_row(call, entry)
            part.append(_new(call, entry, idempotency_key=key, received_at=now))
            receipts[listed.row] = part[-1].receipt
        session.add_all(part)
        session.flush()
        for sign_up in part:
            session.expunge(sign_up)
    return receipts


def plan_import(
    session: Session, call: AttendanceCall, verdicts: Iterable[ReadSignUp | RowNote]
) -> list[ReadSignUp | RowNote]:
    """Return a file's verdicts with those sign-ups marked as skipped that were imported before."""
    verdicts = list(verdicts)
    entries = [verdict.entry for verdict in verdicts if isinstance(verdict, ReadSignUp)]
    known = iter(is_imported(session, call, entries))
    return [
        RowNote(NoteKind.SKIPPED, verdict.row, Message(_KNOWN))
        if isinstance(verdict, ReadSignUp) and next(known)
        else verdict
        for verdict in verdicts
    ]


def is_imported(session: Session, call: AttendanceCall, entries: Iterable[SignUpInput]) -> list[bool]:
    """Return for each entry whether import_sign_ups would pass it over, a repetition in the list included."""
    known = _known_keys(session, call)
    verdicts = []
    for entry in entries:
        key = _key_of_row(call, entry)
        verdicts.append(key in known)
        known.add(key)
    return verdicts


def _require_valid(rows: list[ListedSignUp], now: datetime) -> None:
    problems = [
        Problem(fault.message, row=listed.row, field=fault.field)
        for listed in rows
        for fault in faults_of(listed.entry, civil_day(now))
    ]
    if problems:
        raise SignUpInvalidError(count=len(problems), problems=problems)


def _of_same_call(sign_up: SignUp, call: AttendanceCall) -> SignUp:
    if sign_up.call_id != call.id:
        raise ConflictError
    return sign_up


def _store(
    session: Session,
    call: AttendanceCall,
    entry: SignUpInput,
    *,
    idempotency_key: str,
    received_at: datetime,
    today_at: datetime,
) -> SignUp:
    """Store one sign-up; of two sends under one key at the same instant the second finds the first."""
    needs_identity = call.needs_identity and entry.channel not in CHECKED_ON_PAPER
    faults = faults_of(entry, civil_day(today_at), needs_identity=needs_identity)
    if faults:
        problems = [Problem(fault.message, field=fault.field) for fault in faults]
        raise SignUpInvalidError(field=faults[0].field, count=len(faults), problems=problems)
    sign_up = _new(call, entry, idempotency_key=idempotency_key, received_at=received_at)
    if needs_identity:
        write_document(sign_up, entry)
    try:
        with session.begin_nested():
            session.add(sign_up)
    except IntegrityError:
        sent_meanwhile = find_sign_up_by_key(session, idempotency_key)
        if sent_meanwhile is None:
            raise
        return _of_same_call(sent_meanwhile, call)
    return sign_up


def _new(call: AttendanceCall, entry: SignUpInput, *, idempotency_key: str, received_at: datetime) -> SignUp:
    phone = read_phone(entry.phone) or ""
    return SignUp(
        call_id=call.id,
        receipt=new_receipt(RECEIPT_PREFIX),
        idempotency_key=idempotency_key,
        received_at=received_at,
        channel=entry.channel,
        name=entry.name.strip(),
        gender=entry.gender.value if entry.gender else "",
        born=read_birth_month(entry.born) or "",
        phone=phone,
        phone_index=blind_index(phone),
        category=entry.category,
        area=entry.area.strip(),
        relation=entry.relation.strip(),
        statement=entry.statement.strip(),
        consent_publish=entry.consent_publish,
        eligibility=Eligibility.PENDING,
        eligibility_reason="",
    )


def write_document(sign_up: SignUp, entry: SignUpInput) -> None:
    """Keep the document that a call demands, in its one form."""
    sign_up.document_kind = entry.document_kind.value if entry.document_kind else ""
    sign_up.document_number = read_number(entry.document_number)


def _key_of_row(call: AttendanceCall, entry: SignUpInput) -> str:
    """Return a key that is the same for the same row, and tells nothing of it."""
    cells = (
        entry.name.strip(),
        read_birth_month(entry.born) or "",
        read_phone(entry.phone) or "",
        entry.category.value,
        entry.area.strip(),
        entry.relation.strip(),
        entry.statement.strip(),
    )
    return "list-" + blind_index("\0".join((call.code, *cells)))


def _known_keys(session: Session, call: AttendanceCall) -> set[str]:
    found = select(SignUp.idempotency_key).where(SignUp.call_id == call.id)
    return {key for key in session.scalars(found) if key is not None}

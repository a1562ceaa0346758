"""Writing the record: publish, correct, withhold; and the two-person approval before it.

Every operation works inside the caller's transaction and commits nothing.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from decisions.clock import civil_day
from decisions.database import keyed_seal
from decisions.record.errors import (
    AlreadyWithheldError,
    ChangedSinceSubmissionError,
    ReasonMissingError,
    SamePersonError,
    SubmissionNotFoundError,
    WithholdingStaysError,
)
from decisions.record.models import PublishedFile, RecordEntry, RecordHead, Submission, SubmissionState
from decisions.record.permissions import may_withhold
from decisions.record.queries import (
    WITHHOLDING,
    find_pending_submission,
    get_entry,
    get_pending_submission,
    link_of,
)
from decisions.record.rules import GENESIS_HASH, canonical, digest, named_files, withheld_number
from decisions.services import audit
from decisions.services.actor import Actor, require


def publish(
    session: Session,
    *,
    kind: str,
    subject: str,
    payload: dict[str, Any],
    actor: Actor,
    now: datetime,
    corrects: int | None = None,
    reason: str = "",
) -> RecordEntry:
    """Append a snapshot to the record and return its entry.

    Shape:  payload is JSON without floats; subject is a decision's code or `catalogue/<year>`.
    Writes: record_entries, record_heads, published_files, audit_entries.
    Source: RULES R29; DESIGN "What the public sees is what was published".
    """
    text = canonical(payload)
    head = _locked_head(session)
    entry = RecordEntry(
        seq=head.seq + 1,
        kind=kind,
        subject=subject,
        published_at=now,
        payload=text,
        payload_sha256=digest(text),
        corrects=corrects,
        reason=reason,
        previous_hash=head.entry_hash,
    )
    entry.entry_hash = link_of(entry).hash()
    entry.seal = keyed_seal(entry.entry_hash)
    session.add(entry)
    _move(head, entry.seq, entry.entry_hash)
    session.flush()
    session.add_all(PublishedFile(sha256=sha256, seq=entry.seq) for sha256 in named_files(payload))
    audit.log(session, actor, "record.publish", subject, now=now, seq=entry.seq, kind=kind)
    session.flush()
    return entry


def _locked_head(session: Session) -> RecordHead:
    """Return the head, locked until the transaction ends; whoever publishes first makes it, once."""
    head = session.get(RecordHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        beginning = {"id": 1, "seq": 0, "entry_hash": GENESIS_HASH, "seal": _head_seal(0, GENESIS_HASH)}
        insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
        session.execute(insert(RecordHead).values(beginning).on_conflict_do_nothing())
        head = session.get_one(RecordHead, 1, with_for_update=True, populate_existing=True)
    return head


def _move(head: RecordHead, seq: int, entry_hash: str) -> None:
    head.seq, head.entry_hash, head.seal = seq, entry_hash, _head_seal(seq, entry_hash)


def _head_seal(seq: int, entry_hash: str) -> str:
    return keyed_seal(f"head {seq} {entry_hash}")


def correct(
    session: Session, seq: int, *, payload: dict[str, Any], reason: str, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish a corrected version of an entry; the old one stays readable.

    Raises: EntryNotFoundError, ReasonMissingError.
    Writes: record_entries, record_heads, audit_entries.
    """
    if not reason.strip():
        raise ReasonMissingError(field="reason")
    wrong = get_entry(session, seq)
    return publish(
        session,
        kind=wrong.kind,
        subject=wrong.subject,
        payload=payload,
        actor=actor,
        now=now,
        corrects=seq,
        reason=reason.strip(),
    )


def withhold(session: Session, seq: int, *, reason: str, actor: Actor, now: datetime) -> RecordEntry:
    """Blank the payload of an entry that must not stay public, and say so in a further entry.

    The chain still verifies: it commits to the payload's digest. Files that no other entry shows are served
    no more.
    Raises: EntryNotFoundError, ReasonMissingError, AlreadyWithheldError, WithholdingStaysError.
    Writes: record_entries, record_heads, published_files, audit_entries.
    Source: 政府信息公开条例 art. 15 (R29).
    """
    entry = _get_withholdable(session, seq, reason)
    entry.payload, entry.blanked_at = None, now
    session.execute(delete(PublishedFile).where(PublishedFile.seq == seq))
    return publish(
        session,
        kind=WITHHOLDING,
        subject=entry.subject,
        payload={
            "headline": _withholding_title(seq),
            "occurred_on": civil_day(now).isoformat(),
            "page": f"/record/{seq}",
            "documents": [],
            "withheld": seq,
            "reason": reason.strip(),
        },
        actor=actor,
        now=now,
        reason=reason.strip(),
    )


def _get_withholdable(session: Session, seq: int, reason: str) -> RecordEntry:
    entry = get_entry(session, seq)
    if entry.kind == WITHHOLDING:
        raise WithholdingStaysError(seq=seq)
    if entry.payload is None:
        raise AlreadyWithheldError(seq=seq)
    if not reason.strip():
        raise ReasonMissingError(field="reason")
    return entry


def _withholding_title(seq: int) -> str:
    return f"撤下公开记录第 {seq} 号条目的内容"


def request_withholding(
    session: Session, seq: int, *, reason: str, desk_path: str, actor: Actor, now: datetime
) -> Submission:
    """Ask a second person to confirm that an entry's payload is withheld.

    Raises: EntryNotFoundError, ReasonMissingError, AlreadyWithheldError, WithholdingStaysError,
            NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: openness office.
    Source: R29.
    """
    require(may_withhold(actor))
    entry = _get_withholdable(session, seq, reason)
    return submit(
        session,
        kind=WITHHOLDING,
        subject=entry.subject,
        title=_withholding_title(seq),
        desk_path=desk_path,
        unit_id=actor.unit_id,
        payload={"withheld": seq, "reason": reason.strip()},
        actor=actor,
        now=now,
    )


def confirm_withholding(
    session: Session, seq: int, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Withhold an entry's payload as another person asked.

    Raises: SubmissionNotFoundError, SamePersonError, AlreadyWithheldError, NotAllowedError.
    Writes: submissions, record_entries, record_heads, published_files, audit_entries.
    Allowed: openness office, another person than the one who asked.
    Source: R29.
    """
    require(may_withhold(actor))
    submission = _get_request(session, seq, submission_id)
    if actor.id == submission.prepared_by_id:
        raise SamePersonError
    reason = json.loads(submission.payload)["reason"]
    entry = withhold(session, seq, reason=reason, actor=actor, now=now)
    _decide(submission, SubmissionState.APPROVED, actor, now)
    submission.entry_seq = entry.seq
    session.flush()
    return entry


def refuse_withholding(
    session: Session, seq: int, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Let an entry stand although somebody asked to withhold it.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: openness office.
    """
    require(may_withhold(actor))
    _get_request(session, seq, submission_id)
    return send_back(session, submission_id, remark=remark, actor=actor, now=now)


def _get_request(session: Session, seq: int, submission_id: int) -> Submission:
    """Return the request to withhold this very entry, whatever number a page sent along."""
    submission = get_pending_submission(session, submission_id)
    if submission.kind != WITHHOLDING or withheld_number(submission.payload) != seq:
        raise SubmissionNotFoundError
    return submission


def submit(
    session: Session,
    *,
    kind: str,
    subject: str,
    title: str,
    desk_path: str,
    unit_id: int | None,
    payload: dict[str, Any],
    actor: Actor,
    now: datetime,
    corrects: int | None = None,
    reason: str = "",
) -> Submission:
    """Hand a snapshot to a second person; an earlier one from the same place still waiting is replaced.

    Shape:  desk_path is where the approver finds it, one for each thing that is submitted; corrects is the
            entry that this one will correct, and reason says why.
    Raises: ReasonMissingError.
    Writes: submissions, audit_entries.
    """
    if corrects is not None and not reason.strip():
        raise ReasonMissingError(field="reason")
    # Locked: whoever approves it at this instant is not undone.
    waiting = find_pending_submission(session, kind, subject, desk_path, lock=True)
    if waiting is not None:
        waiting.state = SubmissionState.WITHDRAWN
    text = canonical(payload)
    submission = Submission(
        kind=kind,
        subject=subject,
        title=title,
        desk_path=desk_path,
        unit_id=unit_id,
        payload=text,
        payload_sha256=digest(text),
        corrects=corrects,
        reason=reason.strip(),
        state=SubmissionState.PENDING,
        prepared_by_id=actor.id,
        prepared_by_name=actor.name,
        prepared_at=now,
    )
    session.add(submission)
    session.flush()
    audit.log(session, actor, "record.submit", subject, now=now, kind=kind, submission=submission.id)
    return submission


def approve(
    session: Session,
    submission_id: int,
    *,
    payload: dict[str, Any],
    actor: Actor,
    now: datetime,
    corrects: int | None = None,
    reason: str = "",
) -> RecordEntry:
    """Publish what was submitted, when a second person approves it and nothing changed in between.

    Shape:  payload is the snapshot as the desk would make it now; what it corrects and why is taken from the
            submission unless given.
    Raises: SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError.
    Writes: submissions, record_entries, record_heads, audit_entries.
    Source: R29.
    """
    submission = get_pending_submission(session, submission_id)
    if actor.id == submission.prepared_by_id:
        raise SamePersonError
    if digest(canonical(payload)) != submission.payload_sha256:
        raise ChangedSinceSubmissionError
    entry = publish(
        session,
        kind=submission.kind,
        subject=submission.subject,
        payload=json.loads(submission.payload),
        actor=actor,
        now=now,
        corrects=submission.corrects if corrects is None else corrects,
        reason=reason or submission.reason,
    )
    _decide(submission, SubmissionState.APPROVED, actor, now)
    submission.entry_seq = entry.seq
    session.flush()
    return entry


def send_back(
    session: Session, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return a submission to whoever prepared it, with what is to be mended.

    Raises: SubmissionNotFoundError, ReasonMissingError.
    Writes: submissions, audit_entries.
    """
    if not remark.strip():
        raise ReasonMissingError(field="remark")
    submission = get_pending_submission(session, submission_id)
    _decide(submission, SubmissionState.SENT_BACK, actor, now)
    submission.remark = remark.strip()
    audit.log(session, actor, "record.send_back", submission.subject, now=now, submission=submission.id)
    session.flush()
    return submission


def _decide(submission: Submission, state: SubmissionState, actor: Actor, now: datetime) -> None:
    submission.state = state
    submission.decided_by_id, submission.decided_by_name = actor.id, actor.name
    submission.decided_at = now

"""Reading the record. Entries come in the order they were published."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.database import keyed_seal
from decisions.errors import Problem
from decisions.record.errors import EntryNotFoundError, SubmissionNotFoundError
from decisions.record.models import PublishedFile, RecordEntry, RecordHead, Submission, SubmissionState
from decisions.record.rules import Head, Link, StoredLink, timestamp, verify_chain

WITHHOLDING = "withholding"


def payload_of(entry: RecordEntry) -> dict[str, Any] | None:
    """Return what an entry published, or None when it was withheld later."""
    return None if entry.payload is None else json.loads(entry.payload)


def get_entry(session: Session, seq: int) -> RecordEntry:
    """Return an entry by its number. Raises: EntryNotFoundError."""
    entry = session.get(RecordEntry, seq)
    if entry is None:
        raise EntryNotFoundError(seq=seq)
    return entry


def list_entries_after(session: Session, seq: int, limit: int = 100) -> Sequence[RecordEntry]:
    """Return up to `limit` entries that follow a number."""
    found = select(RecordEntry).where(RecordEntry.seq > seq).order_by(RecordEntry.seq).limit(limit)
    return session.scalars(found).all()


def list_newest_entries(session: Session, *, limit: int, offset: int = 0) -> Sequence[RecordEntry]:
    """Return the newest entries first."""
    found = select(RecordEntry).order_by(RecordEntry.seq.desc()).limit(limit).offset(offset)
    return session.scalars(found).all()


def count_entries(session: Session) -> int:
    """Return how many entries there are."""
    return session.scalar(select(func.count()).select_from(RecordEntry)) or 0


def list_entries_of(session: Session, subject: str, *kinds: str) -> Sequence[RecordEntry]:
    """Return the entries of one subject (of these kinds, or all), oldest first."""
    found = select(RecordEntry).where(RecordEntry.subject == subject).order_by(RecordEntry.seq)
    if kinds:
        found = found.where(RecordEntry.kind.in_(kinds))
    return session.scalars(found).all()


def find_latest_entry(session: Session, subject: str, kind: str) -> RecordEntry | None:
    """Return the newest entry of a kind for a subject."""
    found = (
        select(RecordEntry)
        .where(RecordEntry.subject == subject, RecordEntry.kind == kind)
        .order_by(RecordEntry.seq.desc())
        .limit(1)
    )
    return session.scalar(found)


def list_latest_entries(session: Session, kind: str) -> Sequence[RecordEntry]:
    """Return the newest entry of a kind for every subject that has one, ordered by subject."""
    newest = select(func.max(RecordEntry.seq)).where(RecordEntry.kind == kind).group_by(RecordEntry.subject)
    return session.scalars(
        select(RecordEntry).where(RecordEntry.seq.in_(newest)).order_by(RecordEntry.subject)
    ).all()


def get_pending_submission(session: Session, submission_id: int) -> Submission:
    """Return a submission that waits for approval, locked. Raises: SubmissionNotFoundError."""
    submission = session.get(Submission, submission_id, with_for_update=True, populate_existing=True)
    if submission is None or submission.state != SubmissionState.PENDING:
        raise SubmissionNotFoundError
    return submission


def find_pending_submission(session: Session, kind: str, subject: str) -> Submission | None:
    """Return what waits for approval of this kind for this subject."""
    found = select(Submission).where(
        Submission.kind == kind, Submission.subject == subject, Submission.state == SubmissionState.PENDING
    )
    return session.scalar(found.order_by(Submission.id.desc()).limit(1))


def find_latest_submission(session: Session, kind: str, subject: str) -> Submission | None:
    """Return the newest submission of this kind for this subject, whatever became of it."""
    found = select(Submission).where(Submission.kind == kind, Submission.subject == subject)
    return session.scalar(found.order_by(Submission.id.desc()).limit(1))


def list_pending_submissions(session: Session, unit_id: int | None = None) -> Sequence[Submission]:
    """Return what waits for approval (of one unit, or all), oldest first."""
    found = select(Submission).where(Submission.state == SubmissionState.PENDING).order_by(Submission.id)
    if unit_id is not None:
        found = found.where(Submission.unit_id == unit_id)
    return session.scalars(found).all()


def is_published_file(session: Session, sha256: str) -> bool:
    """Whether some entry that still shows its payload published a file with these bytes."""
    return (
        session.scalar(select(PublishedFile.seq).where(PublishedFile.sha256 == sha256).limit(1)) is not None
    )


def verify_record(session: Session) -> list[Problem]:
    """Return every fault in the stored chain; empty when it is whole."""
    withheld = frozenset(
        json.loads(payload)["withheld"]
        for payload in session.scalars(
            select(RecordEntry.payload).where(
                RecordEntry.kind == WITHHOLDING, RecordEntry.payload.is_not(None)
            )
        )
        if payload
    )
    return verify_chain(_stored_links(session), _sealed_head(session), withheld)


def _sealed_head(session: Session) -> Head | None:
    head = session.get(RecordHead, 1)
    if head is None:
        return None
    return Head(head.seq, head.entry_hash, head.seal == keyed_seal(f"head {head.seq} {head.entry_hash}"))


def _stored_links(session: Session) -> Iterator[StoredLink]:
    entries = session.scalars(select(RecordEntry).order_by(RecordEntry.seq).execution_options(yield_per=500))
    for entry in entries:
        yield StoredLink(
            link=link_of(entry),
            entry_hash=entry.entry_hash,
            seal_is_valid=entry.seal == keyed_seal(entry.entry_hash),
            payload=entry.payload,
            is_blanked=entry.blanked_at is not None,
        )


def link_of(entry: RecordEntry) -> Link:
    """Return the fields of an entry that its hash covers."""
    return Link(
        seq=entry.seq,
        kind=entry.kind,
        subject=entry.subject,
        published_at=timestamp(entry.published_at),
        payload_sha256=entry.payload_sha256,
        corrects=entry.corrects,
        reason=entry.reason,
        previous_hash=entry.previous_hash,
    )

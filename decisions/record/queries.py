"""Reading the record. Entries come in the order they were published."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    String,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from decisions.database import keyed_seal
from decisions.errors import Problem
from decisions.record.errors import EntryNotFoundError, SubmissionNotFoundError
from decisions.record.models import PublishedFile, RecordEntry, RecordHead, Submission, SubmissionState
from decisions.record.rules import Head, Link, StoredLink, timestamp, verify_chain, withheld_number
from decisions.services.storage import StoredFile
from decisions.services.working_days.models import CalendarYear

WITHHOLDING = "withholding"


def payload_of(entry: RecordEntry) -> dict[str, Any] | None:
    """Return what an entry published, or None when it was withheld later."""
    return None if entry.payload is None else json.loads(entry.payload)


def member(session: Session, name: str) -> ColumnElement[str | None]:
    """Return a text member of payloads as a column: what is large stays in the database, unparsed by us."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"  # which reads JSON from text as it is
    payload = type_coerce(RecordEntry.payload, JSON) if is_sqlite else cast(RecordEntry.payload, JSON)
    found: ColumnElement[str | None] = payload[name].as_string()
    return found


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


def find_head(session: Session) -> RecordHead | None:
    """Return the note of where the chain ends; None before the first entry."""
    return session.get(RecordHead, 1)


# What any page made from the record depends on: all entries (each hash covers the one before it, and what is
# withheld is withheld by a further entry), and the calendar by which duties are counted.
STATE: tuple[ScalarSelect[Any], ...] = (
    select(RecordHead.entry_hash).where(RecordHead.id == 1).scalar_subquery(),
    select(func.max(CalendarYear.added_at)).scalar_subquery(),
)
_STATE = select(*STATE)


def get_state(connection: Connection) -> tuple[Any, ...]:
    """Return a value that differs as soon as anything was published, withheld or counted otherwise."""
    return tuple(connection.execute(_STATE).one())


def list_corrections_of(session: Session, seq: int) -> Sequence[RecordEntry]:
    """Return the entries that correct this one, oldest first."""
    found = select(RecordEntry).where(RecordEntry.corrects == seq).order_by(RecordEntry.seq)
    return session.scalars(found).all()


def find_withholding_of(session: Session, entry: RecordEntry) -> RecordEntry | None:
    """Return the entry that says why the payload of this one was withheld."""
    for found in list_entries_of(session, entry.subject, WITHHOLDING):
        if found.seq > entry.seq and found.payload and withheld_number(found.payload) == entry.seq:
            return found
    return None


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


def list_newest_of_kind(session: Session, kind: str, *, limit: int) -> Sequence[RecordEntry]:
    """Return the newest entries of a kind first."""
    found = select(RecordEntry).where(RecordEntry.kind == kind).order_by(RecordEntry.seq.desc()).limit(limit)
    return session.scalars(found).all()


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


def get_submission_at(
    session: Session, submission_id: int, *, kind: str, subject: str, desk_path: str
) -> Submission:
    """Return a submission that waits at this very place of the desk, locked, whatever number a page sent.

    Raises: SubmissionNotFoundError.
    """
    submission = get_pending_submission(session, submission_id)
    if (submission.kind, submission.subject, submission.desk_path) != (kind, subject, desk_path):
        raise SubmissionNotFoundError
    return submission


def find_pending_submission(
    session: Session, kind: str, subject: str, desk_path: str | None = None, *, lock: bool = False
) -> Submission | None:
    """Return what waits for approval of this kind for this subject (prepared at this place of the desk)."""
    found = _submissions(kind, subject, desk_path).where(Submission.state == SubmissionState.PENDING)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def find_latest_submission(
    session: Session, kind: str, subject: str, desk_path: str | None = None
) -> Submission | None:
    """Return the newest submission of this kind for this subject, whatever became of it."""
    return session.scalar(_submissions(kind, subject, desk_path))


def _submissions(kind: str, subject: str, desk_path: str | None) -> Select[Submission]:
    """Select the newest; a subject can have several of one kind (its steps), told apart by their place."""
    found = select(Submission).where(Submission.kind == kind, Submission.subject == subject)
    if desk_path is not None:
        found = found.where(Submission.desk_path == desk_path)
    return found.order_by(Submission.id.desc()).limit(1)


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


def find_withholding_request(session: Session, entry: RecordEntry) -> Submission | None:
    """Return the newest request to withhold an entry, whatever became of it."""
    found = select(Submission).where(Submission.kind == WITHHOLDING, Submission.subject == entry.subject)
    for asked in session.scalars(found.order_by(Submission.id.desc())):
        if withheld_number(asked.payload) == entry.seq:
            return asked
    return None


def reason_of(asked: Submission) -> str:
    """Return the reason of a request to withhold."""
    return str(json.loads(asked.payload)["reason"])


def find_published_file(session: Session, sha256: str, name: str) -> StoredFile | None:
    """Return a file that the public may have, by the digest of its bytes and the name it has on a page."""
    if not is_published_file(session, sha256):
        return None
    found = select(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.name == name)
    return session.scalar(found.order_by(StoredFile.id).limit(1))


def verify_record(session: Session) -> list[Problem]:
    """Return every fault in the stored chain; empty when it is whole.

    The head is read under a shared lock: an entry published meanwhile would look like one cut off or added.
    """
    head = _sealed_head(session)
    payloads = session.scalars(select(RecordEntry.payload).where(RecordEntry.kind == WITHHOLDING))
    numbers = (withheld_number(payload) for payload in payloads if payload)
    withheld = frozenset(number for number in numbers if number is not None)
    return verify_chain(_stored_links(session), head, withheld)


def _sealed_head(session: Session) -> Head | None:
    head = session.get(RecordHead, 1, with_for_update={"read": True}, populate_existing=True)
    if head is None:
        return None
    return Head(head.seq, head.entry_hash, head.seal == keyed_seal(f"head {head.seq} {head.entry_hash}"))


def _stored_links(session: Session) -> Iterator[StoredLink]:
    """Yield the chain as it lies in the database, past the models' types: a tampered value may fit none."""
    columns = (
        RecordEntry.seq,
        RecordEntry.kind,
        RecordEntry.subject,
        cast(RecordEntry.published_at, String).label("published_at"),
        RecordEntry.payload,
        RecordEntry.payload_sha256,
        RecordEntry.corrects,
        RecordEntry.reason,
        RecordEntry.previous_hash,
        RecordEntry.entry_hash,
        RecordEntry.seal,
        RecordEntry.blanked_at.is_not(None).label("is_blanked"),
    )
    rows = session.execute(select(*columns).order_by(RecordEntry.seq).execution_options(yield_per=500))
    for row in rows:
        yield StoredLink(
            link=Link(
                seq=row.seq,
                kind=row.kind,
                subject=row.subject,
                published_at=_stored_timestamp(row.published_at),
                payload_sha256=row.payload_sha256,
                corrects=row.corrects,
                reason=row.reason,
                previous_hash=row.previous_hash,
            ),
            entry_hash=row.entry_hash,
            seal_is_valid=row.seal == keyed_seal(row.entry_hash),
            payload=row.payload,
            is_blanked=bool(row.is_blanked),
        )


def _stored_timestamp(text: str) -> str:
    """Return an instant as the chain writes it; what is none stays as it is and fits no hash."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return timestamp(found if found.tzinfo else found.replace(tzinfo=UTC))


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

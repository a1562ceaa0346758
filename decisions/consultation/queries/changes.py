"""Reading the versions of a notice and the changes that make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.consultation.errors.changes import ChangeNotFoundError
from decisions.consultation.models import Consultation, NoticeChange
from decisions.consultation.queries import NOTICE
from decisions.consultation.rules import ChangeKind
from decisions.record.models import RecordEntry
from decisions.record.queries import list_entries_of, payload_of


@dataclass(frozen=True, slots=True)
class NoticeVersion:
    """One version of a notice; payload is None when it was withheld later."""

    number: int
    entry: RecordEntry
    payload: dict[str, Any] | None


def list_notice_versions(session: Session, consultation: Consultation) -> list[NoticeVersion]:
    """Return every published version of a notice, the first one first."""
    entries = {entry.seq: entry for entry in list_entries_of(session, consultation.decision.code, NOTICE)}
    found, seq = [], consultation.published_seq
    while seq is not None and (entry := entries.get(seq)) is not None:
        found.append(entry)
        seq = entry.corrects
    return [
        NoticeVersion(number, entry, payload_of(entry)) for number, entry in enumerate(reversed(found), 1)
    ]


def list_changes(session: Session, consultation: Consultation) -> Sequence[NoticeChange]:
    """Return the changes of a notice, published or not, the earliest first."""
    found = select(NoticeChange).where(NoticeChange.consultation_id == consultation.id)
    return session.scalars(found.order_by(NoticeChange.id)).all()


def get_change(session: Session, consultation: Consultation, change_id: int) -> NoticeChange:
    """Return a change of this notice. Raises: ChangeNotFoundError."""
    change = session.get(NoticeChange, change_id)
    if change is None or change.consultation_id != consultation.id:
        raise ChangeNotFoundError
    return change


def map_window_changes(session: Session) -> dict[int, ChangeKind]:
    """Return, by consultation, how its end was moved last; those whose end never moved are left out."""
    found = (
        select(NoticeChange.consultation_id, NoticeChange.kind)
        .where(NoticeChange.published_seq.is_not(None), NoticeChange.kind != ChangeKind.CORRECTION)
        .order_by(NoticeChange.published_seq)
    )
    return {row.consultation_id: row.kind for row in session.execute(found)}

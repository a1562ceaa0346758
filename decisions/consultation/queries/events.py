"""Reading what was published of offline events and of hearings before they are held."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from decisions.clock import civil_day
from decisions.consultation.errors import EventNotFoundError
from decisions.consultation.models import OfflineEvent
from decisions.consultation.queries import get_event
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of

HEARING_NOTICE = "hearing_notice"
HEARING_LIST = "hearing_participants"


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """What the public may read of an event: its record, and of a hearing its announcement and people."""

    event: OfflineEvent
    record: RecordEntry | None
    announcement: RecordEntry | None
    people: RecordEntry | None

    @property
    def newest(self) -> RecordEntry:
        """The entry that was published last."""
        found = [entry for entry in (self.record, self.announcement, self.people) if entry is not None]
        return max(found, key=lambda entry: entry.seq)


def announced_days(session: Session, event: OfflineEvent) -> tuple[date | None, date | None]:
    """Return the civil days on which a hearing's announcement and its list were published."""
    return _day(session, event.notice_seq), _day(session, event.list_seq)


def _day(session: Session, seq: int | None) -> date | None:
    entry = session.get(RecordEntry, seq) if seq else None
    return civil_day(entry.published_at) if entry else None


def get_published_event(session: Session, decision_id: int, event_id: int) -> PublishedEvent:
    """Return what is public of an event. Raises: EventNotFoundError while nothing is."""
    event = get_event(session, decision_id, event_id)
    found = PublishedEvent(
        event, *(_shown(session, seq) for seq in (event.published_seq, event.notice_seq, event.list_seq))
    )
    if found.record is None and found.announcement is None and found.people is None:
        raise EventNotFoundError
    return found


def _shown(session: Session, seq: int | None) -> RecordEntry | None:
    """Return an entry that was not withheld since."""
    entry = session.get(RecordEntry, seq) if seq else None
    return entry if entry is not None and entry.payload is not None else None


def payload_or_empty(entry: RecordEntry | None) -> dict[str, Any]:
    """Return what an entry publishes; nothing where there is none."""
    return (payload_of(entry) if entry else None) or {}

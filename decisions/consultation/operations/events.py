"""Records of offline ways of hearing opinions: written down, submitted, published (R6, R8, R13, R14)."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.consultation.errors import (
    EventIncompleteError,
    EventPublishedError,
    HearingUnreadyError,
    TooManyAttachmentsError,
)
from decisions.consultation.models import EventAttachment, OfflineEvent
from decisions.consultation.operations.event_snapshots import event_payload, facts_of
from decisions.consultation.operations.hearings import papers_of
from decisions.consultation.permissions import may_approve, may_prepare
from decisions.consultation.queries import OFFLINE_EVENT, find_event_by_number
from decisions.consultation.rules import WAY_LABELS
from decisions.consultation.rules.events import EventFacts, event_problems, poll_problems
from decisions.consultation.rules.hearings import hearing_problems
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.filetypes import ATTACHMENTS
from decisions.services.storage import FileStore, store_file

MAX_EVENT_FILES: Final = 10


def event_desk_path(event: OfflineEvent) -> str:
    """Return where the desk reviews the record of an event."""
    return f"/desk/decisions/{event.decision.code}/consultation/events/{event.id}"


def record_event(
    session: Session, decision: Decision, facts: EventFacts, *, actor: Actor, now: datetime
) -> OfflineEvent:
    """Write down an offline event, not yet published.

    Raises: EventIncompleteError, NotAllowedError.
    Writes: offline_events, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 14 (R6); row 56 (R8).
    """
    require(may_prepare(actor, decision))
    event = OfflineEvent(decision=decision)
    _fill(event, facts)
    session.add(event)
    session.flush()
    audit.log(session, actor, "consultation.record_event", decision.code, now=now, event=event.id)
    return event


def update_event(
    session: Session, event: OfflineEvent, facts: EventFacts, *, actor: Actor, now: datetime
) -> None:
    """Correct what was written down, as long as it is not published.

    Raises: EventPublishedError, EventIncompleteError, NotAllowedError.
    Writes: offline_events, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    _require_editable(session, event, actor)
    _fill(event, facts)
    session.flush()
    audit.log(session, actor, "consultation.update_event", event.decision.code, now=now, event=event.id)


def _fill(event: OfflineEvent, facts: EventFacts) -> None:
    problems = event_problems(facts)
    if problems:
        field = problems[0].field if len(problems) == 1 else None
        raise EventIncompleteError(count=len(problems), problems=problems, field=field)
    for each in fields(EventFacts):
        value = getattr(facts, each.name)
        setattr(event, each.name, _stored(value))


def _stored(value: Any) -> Any:
    if type(value) is str:
        return value.strip()
    return list(value) if isinstance(value, tuple) else value


def _require_editable(session: Session, event: OfflineEvent, actor: Actor) -> None:
    require(may_prepare(actor, event.decision))
    session.refresh(event, with_for_update={"of": OfflineEvent})  # not published in between
    if event.published_seq is not None:
        raise EventPublishedError


def attach_event_record(
    session: Session,
    store: FileStore,
    event: OfflineEvent,
    *,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
) -> None:
    """Attach the signed record (笔录) of an event; it is published with it.

    Raises: EventPublishedError, FileRefusedError, StorageUnavailableError, NotAllowedError.
    Writes: offline_events, stored_files, the store, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 17 (R14).
    """
    _require_editable(session, event, actor)
    event.record_file = store_file(session, store, name=name, data=data, accept=ATTACHMENTS, now=now)
    session.flush()
    audit.log(session, actor, "consultation.attach_record", event.decision.code, now=now, event=event.id)


def add_event_file(
    session: Session,
    store: FileStore,
    event: OfflineEvent,
    *,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
) -> None:
    """Add a further file to an event; it is published with the record.

    Raises: EventPublishedError, TooManyAttachmentsError, FileRefusedError, StorageUnavailableError,
            NotAllowedError.
    Writes: event_attachments, stored_files, the store, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    _require_editable(session, event, actor)
    if len(event.attachments) >= MAX_EVENT_FILES:
        raise TooManyAttachmentsError(field="files", limit=MAX_EVENT_FILES)
    stored = store_file(session, store, name=name, data=data, accept=ATTACHMENTS, now=now)
    event.attachments.append(EventAttachment(file=stored))
    session.flush()
    audit.log(session, actor, "consultation.add_event_file", event.decision.code, now=now, event=event.id)


def remove_event_file(
    session: Session, event: OfflineEvent, attachment_id: int, *, actor: Actor, now: datetime
) -> None:
    """Take a file from an event that is not published.

    Raises: EventPublishedError, NotAllowedError.
    Writes: event_attachments, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    _require_editable(session, event, actor)
    event.attachments = [each for each in event.attachments if each.id != attachment_id]
    session.flush()
    audit.log(session, actor, "consultation.remove_event_file", event.decision.code, now=now, event=event.id)


def submit_event(session: Session, event: OfflineEvent, *, actor: Actor, now: datetime) -> Submission:
    """Hand the record of an event to a second person for publication.

    Raises: EventPublishedError, HearingUnreadyError, EventIncompleteError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 14, 16, 17 (R6, R13, R14); R29.
    """
    _require_editable(session, event, actor)
    _require_ready(session, event, now)
    return record.submit(
        session,
        kind=OFFLINE_EVENT,
        subject=event.decision.code,
        title=f"{WAY_LABELS[event.way]}：{event.place or event.decision.title}"[:300],
        desk_path=event_desk_path(event),
        unit_id=event.decision.lead_unit_id,
        payload=event_payload(event),
        actor=actor,
        now=now,
    )


def _require_ready(session: Session, event: OfflineEvent, now: datetime) -> None:
    facts = facts_of(event)
    unready = hearing_problems(facts, papers_of(session, event), today=civil_day(now))
    if unready:
        raise HearingUnreadyError(count=len(unready), problems=unready)
    lacking = poll_problems(facts)
    if lacking:
        raise EventIncompleteError(count=len(lacking), problems=lacking)


def approve_event(
    session: Session, event: OfflineEvent, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish the record of an event.

    Raises: SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError, NotAllowedError.
    Writes: offline_events, submissions, record_entries, audit_entries.
    Allowed: 审核 of the lead unit, another person than whoever submitted.
    """
    require(may_approve(actor, event.decision))
    session.refresh(event, with_for_update={"of": OfflineEvent})
    _get_own(session, event, submission_id)
    _require_ready(session, event, now)
    entry = record.approve(session, submission_id, payload=event_payload(event), actor=actor, now=now)
    event.published_seq = entry.seq
    session.flush()
    return entry


def send_back_event(
    session: Session, event: OfflineEvent, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return the record of an event to whoever prepared it.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, event.decision))
    _get_own(session, event, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def _get_own(session: Session, event: OfflineEvent, submission_id: int) -> Submission:
    subject, path = event.decision.code, event_desk_path(event)
    return get_submission_at(session, submission_id, kind=OFFLINE_EVENT, subject=subject, desk_path=path)


def import_events(
    session: Session, decision: Decision, rows: Iterable[EventFacts], *, actor: Actor, now: datetime
) -> list[OfflineEvent]:
    """Write down the events of a file, each once by its number, and return the new ones.

    Raises: EventIncompleteError, NotAllowedError; then nothing is written.
    Writes: offline_events, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    return [
        record_event(session, decision, facts, actor=actor, now=now)
        for facts in rows
        if not facts.number or find_event_by_number(session, decision.id, facts.number) is None
    ]

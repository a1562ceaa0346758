"""A hearing before it is held: announced, its people listed, each time by two persons (R13).

Not here: its record (events), what it must hold (rules.hearings).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from decisions.clock import civil_day
from decisions.consultation.errors import (
    EventIncompleteError,
    EventPublishedError,
    HearingUnreadyError,
    NoHearingError,
)
from decisions.consultation.models import HearingParticipant, OfflineEvent
from decisions.consultation.operations.event_snapshots import (
    announcement_payload,
    facts_of,
    list_payload,
    participant_of,
)
from decisions.consultation.permissions import may_approve, may_prepare
from decisions.consultation.queries.events import HEARING_LIST, HEARING_NOTICE, announced_days
from decisions.consultation.rules import Way
from decisions.consultation.rules.hearings import (
    HearingPapers,
    Participant,
    announcement_problems,
    future_delivery_problems,
    list_problems,
)
from decisions.errors import Problem
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at
from decisions.services import audit
from decisions.services.actor import Actor, require


class HearingPart(StrEnum):
    """What of a hearing is published before it is held."""

    ANNOUNCEMENT = "announcement"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    column: str
    title: str
    payload: Callable[[OfflineEvent], dict[str, Any]]


_PARTS: Final = {
    HearingPart.ANNOUNCEMENT: _Part(HEARING_NOTICE, "notice_seq", "听证会公告", announcement_payload),
    HearingPart.LIST: _Part(HEARING_LIST, "list_seq", "听证会参加人名单", list_payload),
}


def part_desk_path(event: OfflineEvent, part: HearingPart) -> str:
    """Return where the desk reviews a part of a hearing."""
    return f"/desk/decisions/{event.decision.code}/consultation/events/{event.id}/hearing?part={part.value}"


def part_kind(part: HearingPart) -> str:
    """Return the kind of a part's entry."""
    return _PARTS[part].kind


def part_payload(event: OfflineEvent, part: HearingPart) -> dict[str, Any]:
    """Return a part as it would be published now."""
    return _PARTS[part].payload(event)


def papers_of(session: Session, event: OfflineEvent) -> HearingPapers:
    """Return what a hearing has beside its facts, as the rules take it."""
    announced_on, listed_on = announced_days(session, event)
    return HearingPapers(
        participants=[participant_of(row) for row in event.participants],
        announced_on=announced_on,
        listed_on=listed_on,
        has_record=event.record_file_id is not None,
    )


def set_participants(
    session: Session, event: OfflineEvent, people: Sequence[Participant], *, actor: Actor, now: datetime
) -> None:
    """Write down who takes part in a hearing, for which side, and when the materials reached them.

    Raises: NoHearingError, EventPublishedError, EventIncompleteError, NotAllowedError.
    Writes: hearing_participants, offline_events, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 16 (R13).
    """
    _require_open(session, event, actor)
    problems = future_delivery_problems(people, civil_day(now))
    if problems:
        raise EventIncompleteError(count=len(problems), problems=problems, field="people")
    event.participants = [
        HearingParticipant(
            side=each.side,
            name=each.name,
            affiliation=each.affiliation,
            consents=each.consents,
            delivered_on=each.delivered_on,
        )
        for each in people
    ]
    session.flush()
    subject = event.decision.code
    audit.log(
        session, actor, "consultation.set_participants", subject, now=now, event=event.id, count=len(people)
    )


def submit_part(
    session: Session,
    event: OfflineEvent,
    part: HearingPart,
    *,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Submission:
    """Hand the announcement or the list of a hearing to a second person.

    Shape:  reason says why, where a published one is to be corrected.
    Raises: NoHearingError, EventPublishedError, HearingUnreadyError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 16 (R13); R29.
    """
    _require_open(session, event, actor)
    _require_ready(session, event, part, now)
    described = _PARTS[part]
    return record.submit(
        session,
        kind=described.kind,
        subject=event.decision.code,
        title=f"{described.title}：{event.decision.title}"[:300],
        desk_path=part_desk_path(event, part),
        unit_id=event.decision.lead_unit_id,
        payload=described.payload(event),
        actor=actor,
        now=now,
        corrects=getattr(event, described.column),
        reason=reason,
    )


def approve_part(
    session: Session,
    event: OfflineEvent,
    part: HearingPart,
    submission_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> RecordEntry:
    """Publish the announcement or the list of a hearing; only before it is held.

    Raises: as submit_part, and SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError.
    Writes: offline_events, submissions, record_entries, audit_entries.
    Allowed: 审核 of the lead unit, another person than whoever submitted.
    Source: 713 art. 16 (R13); R29.
    """
    require(may_approve(actor, event.decision))
    session.refresh(event, with_for_update={"of": OfflineEvent})
    _get_own(session, event, part, submission_id)
    _require_ready(session, event, part, now)
    payload = part_payload(event, part)
    entry = record.approve(session, submission_id, payload=payload, actor=actor, now=now)
    setattr(event, _PARTS[part].column, entry.seq)
    session.flush()
    return entry


def send_back_part(
    session: Session,
    event: OfflineEvent,
    part: HearingPart,
    submission_id: int,
    *,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Return the announcement or the list to whoever prepared it.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, event.decision))
    _get_own(session, event, part, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def list_part_problems(
    session: Session, event: OfflineEvent, part: HearingPart, now: datetime
) -> list[Problem]:
    """Return what keeps a part of a hearing from being published."""
    facts = facts_of(event)
    if part is HearingPart.ANNOUNCEMENT:
        return announcement_problems(facts, civil_day(now))
    return list_problems(facts, papers_of(session, event), civil_day(now))


def _require_ready(session: Session, event: OfflineEvent, part: HearingPart, now: datetime) -> None:
    problems = list_part_problems(session, event, part, now)
    if problems:
        raise HearingUnreadyError(count=len(problems), problems=problems)


def _require_open(session: Session, event: OfflineEvent, actor: Actor) -> None:
    require(may_prepare(actor, event.decision))
    session.refresh(event, with_for_update={"of": OfflineEvent})
    if event.way is not Way.HEARING:
        raise NoHearingError
    if event.published_seq is not None:
        raise EventPublishedError


def _get_own(session: Session, event: OfflineEvent, part: HearingPart, submission_id: int) -> Submission:
    return get_submission_at(
        session,
        submission_id,
        kind=_PARTS[part].kind,
        subject=event.decision.code,
        desk_path=part_desk_path(event, part),
    )

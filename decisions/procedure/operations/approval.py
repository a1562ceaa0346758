"""The way from the desk to the record, the same for issuing, steps and meeting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.procedure.permissions import may_approve, may_prepare
from decisions.procedure.rules import goes_forward
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at, payload_of
from decisions.services.actor import Actor, require


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that two people publish: what it says now, and where the desk has it."""

    decision: Decision
    kind: str
    title: str
    desk_path: str
    payload: dict[str, Any]


def submit_matter(
    session: Session,
    matter: Matter,
    *,
    published: RecordEntry | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Hand a matter to the approver; said anew without going forward, it is a correction with its reason.

    Raises: NotAllowedError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    decision = matter.decision
    require(may_prepare(actor, decision))
    corrects = published.seq if published and needs_reason(published, matter.payload) else None
    return record.submit(
        session,
        kind=matter.kind,
        subject=decision.code,
        title=f"{decision.title}：{matter.title}",
        desk_path=matter.desk_path,
        unit_id=decision.lead_unit_id,
        payload=matter.payload,
        actor=actor,
        now=now,
        corrects=corrects,
        reason=reason if corrects is not None else "",
    )


def needs_reason(published: RecordEntry | None, payload: dict[str, Any]) -> bool:
    """Whether publishing this would correct what was published, and so needs its reason."""
    before = None if published is None else payload_of(published)
    return before is not None and not goes_forward(before, payload)


def approve_matter(
    session: Session, matter: Matter, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish a matter as submitted.

    Raises: NotAllowedError, SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError.
    Writes: submissions, record_entries, record_heads, published_files, audit_entries.
    Allowed: 审核 of the lead unit, not the one who submitted (R29).
    """
    require(may_approve(actor, matter.decision))
    _get_own(session, matter, submission_id)
    return record.approve(session, submission_id, payload=matter.payload, actor=actor, now=now)


def send_back_matter(
    session: Session, matter: Matter, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return a matter to whoever prepared it.

    Raises: NotAllowedError, SubmissionNotFoundError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, matter.decision))
    _get_own(session, matter, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def _get_own(session: Session, matter: Matter, submission_id: int) -> Submission:
    return get_submission_at(
        session, submission_id, kind=matter.kind, subject=matter.decision.code, desk_path=matter.desk_path
    )

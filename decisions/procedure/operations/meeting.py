"""The meeting that decides: planned, then held (R20). Its internal minutes are not kept."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.config import DEFAULT_EXPERTS_NEEDED
from decisions.procedure.models import Meeting
from decisions.procedure.operations.approval import Matter, approve_matter, send_back_matter, submit_matter
from decisions.procedure.operations.papers import check_papers
from decisions.procedure.operations.snapshots import meeting_payload
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries import MEETING, find_meeting, find_meeting_entry
from decisions.procedure.rules import MeetingKind, check_meeting, is_history
from decisions.record.models import RecordEntry, Submission
from decisions.services import audit
from decisions.services.actor import Actor, require


def plan_meeting(
    session: Session,
    decision: Decision,
    *,
    name: str = "",
    kind: MeetingKind = MeetingKind.STANDING,
    planned_on: date,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Note the meeting that is to decide; planned again, it replaces the plan.

    Raises: NotAllowedError.
    Writes: meetings, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 30 (R20).
    """
    return enter_meeting(
        session, decision, name=name, kind=kind, planned_on=planned_on, held_on=None, actor=actor, now=now
    )


def record_meeting(
    session: Session,
    decision: Decision,
    *,
    name: str = "",
    kind: MeetingKind = MeetingKind.STANDING,
    held_on: date,
    experts_needed: int = DEFAULT_EXPERTS_NEEDED,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Note that the meeting was held; the day that was planned is kept beside it.

    Raises: NotAllowedError, DateInFutureError, PapersMissingError.
    Writes: meetings, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 29-31 (R19, R20).
    """
    planned = find_meeting(session, decision.id)
    return enter_meeting(
        session,
        decision,
        name=name,
        kind=kind,
        planned_on=planned.planned_on if planned else None,
        held_on=held_on,
        experts_needed=experts_needed,
        actor=actor,
        now=now,
    )


def enter_meeting(
    session: Session,
    decision: Decision,
    *,
    name: str,
    kind: MeetingKind,
    planned_on: date | None,
    held_on: date | None,
    experts_needed: int = DEFAULT_EXPERTS_NEEDED,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Note a meeting as it is known: planned, held, or both.

    Raises: NotAllowedError, MeetingDayMissingError, DateInFutureError; PapersMissingError when it is first
            told as held, unless it was held before the portal knew of the decision.
    Writes: meetings, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, decision))
    check_meeting(planned_on, held_on, civil_day(now))
    meeting = find_meeting(session, decision.id) or Meeting(decision=decision)
    if held_on is not None and meeting.held_on is None and not is_history(held_on, decision.created_at):
        check_papers(session, decision, experts_needed)
    meeting.name, meeting.kind = name.strip(), kind.value
    meeting.planned_on, meeting.held_on = planned_on, held_on
    session.add(meeting)
    session.flush()
    audit.log(session, actor, "procedure.enter_meeting", decision.code, now=now, held=held_on is not None)
    return meeting


def submit_meeting(
    session: Session, meeting: Meeting, *, reason: str = "", actor: Actor, now: datetime
) -> Submission:
    """Hand the meeting to the approver.

    Shape:  reason is needed when it corrects what was published, such as another day.
    Raises: NotAllowedError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    published = find_meeting_entry(session, meeting.decision.code)
    return submit_matter(
        session, meeting_matter(meeting), published=published, reason=reason, actor=actor, now=now
    )


def approve_meeting(
    session: Session, meeting: Meeting, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish that the meeting is planned, or was held.

    Raises: NotAllowedError, SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError.
    Writes: meetings, submissions, record_entries, record_heads, audit_entries.
    Allowed: 审核 of the lead unit, not the one who submitted.
    Source: R20, R29.
    """
    entry = approve_matter(session, meeting_matter(meeting), submission_id, actor=actor, now=now)
    meeting.published_seq = entry.seq
    session.flush()
    return entry


def send_back_meeting(
    session: Session, meeting: Meeting, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return the meeting to whoever prepared it.

    Raises: NotAllowedError, SubmissionNotFoundError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    matter = meeting_matter(meeting)
    return send_back_matter(session, matter, submission_id, remark=remark, actor=actor, now=now)


def meeting_matter(meeting: Meeting) -> Matter:
    """Return the meeting as two people publish it."""
    return Matter(
        decision=meeting.decision,
        kind=MEETING,
        title="审议会议",
        desk_path=f"/desk/decisions/{meeting.decision.code}/meeting",
        payload=meeting_payload(meeting),
    )

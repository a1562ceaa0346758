"""Inviting: draft a call, have a second person publish it."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    CallExistsError,
    CallIncompleteError,
    CallPublishedError,
)
from decisions.attendance.models import AttendanceCall
from decisions.attendance.operations.submissions import get_submission_of, hand_in, occurred_on_of
from decisions.attendance.permissions import may_approve_call, may_prepare_call
from decisions.attendance.queries import list_calls_of, lock_call
from decisions.attendance.queries.drafts import draft_of
from decisions.attendance.queries.snapshots import CALL, call_payload
from decisions.attendance.rules import CallState
from decisions.attendance.rules.calls import CallDraft, call_problems, next_code
from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.services import audit
from decisions.services.actor import Actor, require


def create_call(
    session: Session, decision: Decision, draft: CallDraft, *, actor: Actor, now: datetime
) -> AttendanceCall:
    """Draft a decision's call; a further one only after the earlier one came to its end.

    Raises: NotAllowedError, CallExistsError.
    Writes: attendance_calls, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_call(actor, decision))
    earlier = list_calls_of(session, decision.id)
    if earlier and earlier[-1].statements_seq is None and not _is_without_representatives(earlier[-1], now):
        raise CallExistsError(code=earlier[-1].code)
    call = AttendanceCall(
        decision=decision,
        code=next_code(decision.code, [item.code for item in earlier]),
        state=CallState.DRAFTING,
        **asdict(draft),
    )
    session.add(call)
    session.flush()
    audit.log(session, actor, "attendance.create_call", call.code, now=now)
    return call


def _is_without_representatives(call: AttendanceCall, now: datetime) -> bool:
    """Whether sign-up ended and nobody was ever listed: too few came, so the call is made again."""
    return call.closes_at is not None and call.closes_at <= now and call.representatives_seq is None


def update_call(
    session: Session, call: AttendanceCall, draft: CallDraft, *, actor: Actor, now: datetime
) -> AttendanceCall:
    """Change a call that is not published; one that waits for approval has to be submitted again.

    Raises: NotAllowedError, CallPublishedError.
    Writes: attendance_calls, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_call(actor, call.decision))
    lock_call(session, call)
    if call.state is CallState.PUBLISHED:
        raise CallPublishedError
    for name, value in asdict(draft).items():
        setattr(call, name, value)
    call.state = CallState.DRAFTING
    session.flush()
    audit.log(session, actor, "attendance.update_call", call.code, now=now)
    return call


def submit_call(session: Session, call: AttendanceCall, *, actor: Actor, now: datetime) -> Submission:
    """Hand a call to a second person.

    Raises: NotAllowedError, CallPublishedError, CallIncompleteError.
    Writes: attendance_calls, submissions, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_call(actor, call.decision))
    lock_call(session, call)
    if call.state is CallState.PUBLISHED:
        raise CallPublishedError
    _require_complete(call, now)
    call.state = CallState.SUBMITTED
    payload = call_payload(session, call, civil_day(now))
    return hand_in(session, CALL, call, payload, title=call.title, actor=actor, now=now)


def approve_call(
    session: Session, call: AttendanceCall, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish a call.

    Raises: NotAllowedError, SamePersonError, SubmissionNotFoundError, ChangedSinceSubmissionError,
            CallIncompleteError (sign-up would be over by now).
    Writes: attendance_calls, submissions, the record (attendance_call), audit_entries.
    Allowed: openness office, another person than the one who submitted it.
    Source: R22, R29.
    """
    require(may_approve_call(actor))
    lock_call(session, call)
    submission = get_submission_of(session, CALL, call, submission_id)
    _require_complete(call, now)
    payload = call_payload(session, call, occurred_on_of(submission))
    entry = record.approve(session, submission.id, payload=payload, actor=actor, now=now)
    call.published_seq, call.state = entry.seq, CallState.PUBLISHED
    session.flush()
    return entry


def send_back_call(
    session: Session,
    call: AttendanceCall,
    submission_id: int,
    *,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Return a call to whoever drafted it, saying what is to be mended.

    Raises: NotAllowedError, SubmissionNotFoundError, ReasonMissingError.
    Writes: attendance_calls, submissions, audit_entries.
    Allowed: openness office.
    """
    require(may_approve_call(actor))
    get_submission_of(session, CALL, call, submission_id)
    submission = record.send_back(session, submission_id, remark=remark, actor=actor, now=now)
    if call.state is not CallState.PUBLISHED:  # a correction leaves the call as it was published
        call.state = CallState.DRAFTING
    session.flush()
    return submission


def _require_complete(call: AttendanceCall, now: datetime) -> None:
    problems = call_problems(draft_of(call), now)
    if problems:
        raise CallIncompleteError(count=len(problems), problems=problems)

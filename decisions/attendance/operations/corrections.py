"""Correcting a published call: a further version, with its reason, by two people.

Until the second one approves, the call stands as it was published.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    CallIncompleteError,
    CorrectionNotFoundError,
    CorrectionRefusedError,
    NotYetPublishedError,
)
from decisions.attendance.models import AttendanceCall, Representative, SignUp
from decisions.attendance.operations.gates import is_settled
from decisions.attendance.operations.submissions import get_submission_of, hand_in, occurred_on_of
from decisions.attendance.permissions import may_approve_call, may_prepare_call
from decisions.attendance.queries import lock_call
from decisions.attendance.queries.drafts import changes_of, corrected_draft_of, draft_of
from decisions.attendance.queries.snapshots import CALL, call_payload
from decisions.attendance.rules.calls import CallDraft, call_problems, correction_problems
from decisions.clock import civil_day
from decisions.errors import Problem
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.services.actor import Actor, require


def submit_correction(
    session: Session, call: AttendanceCall, draft: CallDraft, *, reason: str, actor: Actor, now: datetime
) -> Submission:
    """Hand a corrected call to a second person.

    Raises: NotAllowedError, NotYetPublishedError, CorrectionRefusedError, CallIncompleteError,
            ReasonMissingError.
    Writes: attendance_calls, submissions, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    """
    require(may_prepare_call(actor, call.decision))
    lock_call(session, call)
    _require_correctable(session, call, draft, now)
    call.correction = changes_of(draft_of(call), draft)
    payload = call_payload(session, call, civil_day(now), draft)
    return hand_in(
        session,
        CALL,
        call,
        payload,
        title=f"更正：{draft.title}",
        actor=actor,
        now=now,
        corrects=call.published_seq,
        reason=reason,
    )


def approve_correction(
    session: Session, call: AttendanceCall, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish a corrected call; from now on it says so, and works so.

    Raises: NotAllowedError, SamePersonError, SubmissionNotFoundError, CorrectionNotFoundError,
            ChangedSinceSubmissionError, CorrectionRefusedError (somebody signed up meanwhile).
    Writes: attendance_calls, submissions, the record (attendance_call), audit_entries.
    Allowed: openness office, another person than the one who submitted it.
    Source: R29.
    """
    require(may_approve_call(actor))
    lock_call(session, call)
    submission = get_submission_of(session, CALL, call, submission_id)
    draft = corrected_draft_of(call)
    if draft is None:
        raise CorrectionNotFoundError
    _require_correctable(session, call, draft, now)
    payload = call_payload(session, call, occurred_on_of(submission), draft)
    entry = record.approve(session, submission.id, payload=payload, actor=actor, now=now)
    for name in CallDraft.__dataclass_fields__:
        setattr(call, name, getattr(draft, name))
    call.published_seq, call.correction = entry.seq, None
    session.flush()
    return entry


def _require_correctable(session: Session, call: AttendanceCall, draft: CallDraft, now: datetime) -> None:
    if call.published_seq is None:
        raise NotYetPublishedError
    before = draft_of(call)
    problems = correction_problems(
        before, draft, now, is_begun=_is_begun(session, call), is_settled=is_settled(session, call)
    )
    if problems:
        raise CorrectionRefusedError(count=len(problems), problems=problems)
    incomplete = [problem for problem in call_problems(draft, now) if not _is_past(problem, before, draft)]
    if incomplete:
        raise CallIncompleteError(count=len(incomplete), problems=incomplete)


def _is_past(problem: Problem, before: CallDraft, after: CallDraft) -> bool:
    """Whether a problem is only that sign-up is over: it was in time when the call was published."""
    return problem.field == "closes_at" and before.closes_at == after.closes_at


def _is_begun(session: Session, call: AttendanceCall) -> bool:
    """Whether somebody relies on what the call says: signed up, recommended or invited."""
    signed_up = session.scalar(select(SignUp.id).where(SignUp.call_id == call.id).limit(1))
    listed = session.scalar(select(Representative.id).where(Representative.call_id == call.id).limit(1))
    return signed_up is not None or listed is not None

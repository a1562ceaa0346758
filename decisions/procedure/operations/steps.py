"""Statements about the steps of the procedure, each with its slot on the decision's page (R26).

What stands behind them is entered in `experts`, `risks` and `legality`.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.config import DEFAULT_EXPERTS_NEEDED
from decisions.procedure.errors import ContradictedByRecordError, NotIssuedYetError, StepIncompleteError
from decisions.procedure.models import ProcedureStep
from decisions.procedure.operations.approval import Matter, approve_matter, send_back_matter, submit_matter
from decisions.procedure.operations.snapshots import step_payload
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries import STEP, find_issued, find_step, find_step_entry
from decisions.procedure.queries.dossier import assessors_of, find_review, gaps_behind
from decisions.procedure.rules import (
    AFTER_ISSUING,
    ANNOUNCED_BY,
    REPORTED,
    STEP_LABELS,
    StepKind,
    StepState,
    check_statement,
)
from decisions.procedure.rules.statements import Statement, check_details, check_evaluator
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import find_latest_entry
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.storage import StoredFile


def state_step(
    session: Session,
    decision: Decision,
    kind: StepKind,
    *,
    state: StepState,
    done_on: date | None = None,
    planned_on: date | None = None,
    reason: str = "",
    note: str = "",
    body: str = "",
    contact: str = "",
    report_reason: str = "",
    file: StoredFile | None = None,
    experts_needed: int = DEFAULT_EXPERTS_NEEDED,
    actor: Actor,
    now: datetime,
) -> ProcedureStep:
    """Say of a step that it is done, expected, or does not apply; said again, it replaces what was said.

    Shape:  only what belongs to the state is kept: done_on of done, planned_on of pending, reason of
            not_applicable. A legality review is done on the day of its opinion, whatever done_on says.
            report_reason says why a report stays inside; its file is then a paper of the meeting only.
    Raises: NotAllowedError, DoneDateMissingError, DateInFutureError, PlannedDateMissingError,
            NotApplicableReasonMissingError, StepMandatoryError, StepKeptElsewhereError,
            ContradictedByRecordError; of what is done also StepIncompleteError, NotIssuedYetError,
            BodyMissingError, ContactMissingError, ReportAbsenceUnexplainedError, SameAssessorError,
            DraftInterpretationMissingError.
    Writes: procedure_steps, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: R26 (row 31); R12, R16-R18, R30.
    """
    require(may_prepare(actor, decision))
    _check_not_announced(session, decision, kind)
    said = Statement(kind, state, note, body, contact, report_reason, file is not None)
    _check_done(session, decision, said, experts_needed)
    if kind is StepKind.LEGALITY and state is StepState.DONE:
        done_on = _review_day(session, decision)
    check_statement(kind, state, done_on=done_on, planned_on=planned_on, reason=reason, today=civil_day(now))
    step = find_step(session, decision.id, kind) or ProcedureStep(decision=decision, kind=kind)
    step.state = state
    step.done_on = done_on if state is StepState.DONE else None
    step.planned_on = planned_on if state is StepState.PENDING else None
    step.reason = reason.strip() if state is StepState.NOT_APPLICABLE else ""
    step.note, step.body = note.strip(), body.strip()
    step.contact = contact.strip() if kind is StepKind.EXECUTION else ""
    step.report_reason = report_reason.strip() if kind in REPORTED else ""
    step.file = file
    session.add(step)
    session.flush()
    audit.log(session, actor, "procedure.state_step", decision.code, now=now, step=kind, state=state)
    return step


def _check_not_announced(session: Session, decision: Decision, kind: StepKind) -> None:
    announced_by = ANNOUNCED_BY.get(kind)
    if announced_by and find_latest_entry(session, decision.code, announced_by) is not None:
        raise ContradictedByRecordError(field="state")


def _review_day(session: Session, decision: Decision) -> date | None:
    review = find_review(session, decision.id)
    return None if review is None else review.opinion_on


def _check_done(session: Session, decision: Decision, said: Statement, experts_needed: int) -> None:
    """Refuse to tell a step as done while something of it is missing; problems link to where it is done."""
    if said.state is not StepState.DONE:
        return
    if said.kind in AFTER_ISSUING and find_issued(session, decision.id) is None:
        raise NotIssuedYetError(field="state")
    gaps = gaps_behind(session, decision, said.kind, experts_needed)
    if gaps:
        raise StepIncompleteError(count=len(gaps), problems=gaps)
    check_details(said)
    if said.kind is StepKind.EFFECT:
        check_evaluator(said.body, assessors_of(session, decision.id))


def statement_of(step: ProcedureStep) -> Statement:
    """Return what the desk says of a step as rules take it."""
    return Statement(
        step.kind, step.state, step.note, step.body, step.contact, step.report_reason, step.file is not None
    )


def submit_step(
    session: Session,
    step: ProcedureStep,
    *,
    reason: str = "",
    experts_needed: int = DEFAULT_EXPERTS_NEEDED,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Hand a statement to the approver.

    Shape:  reason is needed when it corrects what was published; that something pending has happened is no
            correction.
    Raises: NotAllowedError, ReasonMissingError; StepIncompleteError and its kin when what stood behind the
            step fell away since it was stated.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, step.decision))
    _check_done(session, step.decision, statement_of(step), experts_needed)
    published = find_step_entry(session, step.decision.code, step.kind)
    matter = step_matter(session, step)
    return submit_matter(session, matter, published=published, reason=reason, actor=actor, now=now)


def approve_step(
    session: Session, step: ProcedureStep, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish a statement; it fills the step's slot.

    Raises: NotAllowedError, ContradictedByRecordError, SubmissionNotFoundError, SamePersonError,
            ChangedSinceSubmissionError.
    Writes: procedure_steps, submissions, record_entries, record_heads, published_files, audit_entries.
    Allowed: 审核 of the lead unit, not the one who submitted.
    Source: R26, R29.
    """
    _check_not_announced(session, step.decision, step.kind)
    entry = approve_matter(session, step_matter(session, step), submission_id, actor=actor, now=now)
    step.published_seq = entry.seq
    session.flush()
    return entry


def send_back_step(
    session: Session,
    step: ProcedureStep,
    submission_id: int,
    *,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Return a statement to whoever prepared it.

    Raises: NotAllowedError, SubmissionNotFoundError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    matter = step_matter(session, step)
    return send_back_matter(session, matter, submission_id, remark=remark, actor=actor, now=now)


def step_matter(session: Session, step: ProcedureStep) -> Matter:
    """Return a statement as two people publish it."""
    return Matter(
        decision=step.decision,
        kind=STEP,
        title=STEP_LABELS[step.kind],
        desk_path=f"/desk/decisions/{step.decision.code}/steps/{step.kind}",
        payload=step_payload(session, step),
    )

"""Statements about the steps of the procedure, each with its slot on the decision's page (R26)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.procedure.errors import ContradictedByRecordError
from decisions.procedure.models import ProcedureStep
from decisions.procedure.operations.approval import Matter, approve_matter, send_back_matter, submit_matter
from decisions.procedure.operations.snapshots import step_payload
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries import STEP, find_step, find_step_entry
from decisions.procedure.rules import ANNOUNCED_BY, STEP_LABELS, StepKind, StepState, check_statement
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
    file: StoredFile | None = None,
    actor: Actor,
    now: datetime,
) -> ProcedureStep:
    """Say of a step that it is done, expected, or does not apply; said again, it replaces what was said.

    Shape:  only what belongs to the state is kept: done_on of done, planned_on of pending, reason of
            not_applicable.
    Raises: NotAllowedError, DoneDateMissingError, DateInFutureError, PlannedDateMissingError,
            NotApplicableReasonMissingError, StepMandatoryError, StepKeptElsewhereError,
            ContradictedByRecordError.
    Writes: procedure_steps, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: R26 (row 31).
    """
    require(may_prepare(actor, decision))
    check_statement(kind, state, done_on=done_on, planned_on=planned_on, reason=reason, today=civil_day(now))
    _check_not_announced(session, decision, kind)
    step = find_step(session, decision.id, kind) or ProcedureStep(decision=decision, kind=kind)
    step.state = state
    step.done_on = done_on if state is StepState.DONE else None
    step.planned_on = planned_on if state is StepState.PENDING else None
    step.reason = reason.strip() if state is StepState.NOT_APPLICABLE else ""
    step.note = note.strip()
    step.file = file
    session.add(step)
    session.flush()
    audit.log(session, actor, "procedure.state_step", decision.code, now=now, step=kind, state=state)
    return step


def _check_not_announced(session: Session, decision: Decision, kind: StepKind) -> None:
    announced_by = ANNOUNCED_BY.get(kind)
    if announced_by and find_latest_entry(session, decision.code, announced_by) is not None:
        raise ContradictedByRecordError(field="state")


def submit_step(
    session: Session, step: ProcedureStep, *, reason: str = "", actor: Actor, now: datetime
) -> Submission:
    """Hand a statement to the approver.

    Shape:  reason is needed when it corrects what was published; that something pending has happened is no
            correction.
    Raises: NotAllowedError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    published = find_step_entry(session, step.decision.code, step.kind)
    return submit_matter(session, step_matter(step), published=published, reason=reason, actor=actor, now=now)


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
    entry = approve_matter(session, step_matter(step), submission_id, actor=actor, now=now)
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
    return send_back_matter(session, step_matter(step), submission_id, remark=remark, actor=actor, now=now)


def step_matter(step: ProcedureStep) -> Matter:
    """Return a statement as two people publish it."""
    return Matter(
        decision=step.decision,
        kind=STEP,
        title=STEP_LABELS[step.kind],
        desk_path=f"/desk/decisions/{step.decision.code}/steps/{step.kind}",
        payload=step_payload(step),
    )

"""Desk pages of the steps: done, expected by a day, or not applicable for a reason."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import get_decision
from decisions.errors import DecisionsError
from decisions.procedure import operations, queries
from decisions.procedure.desk.matters import (
    READERS,
    blueprint,
    kept_file,
    matter_page,
    preparable,
    readable,
    show_refusal,
    standing_of,
    tasks_of,
)
from decisions.procedure.errors import NothingPreparedError
from decisions.procedure.forms import StepForm
from decisions.procedure.models import ProcedureStep
from decisions.procedure.operations.steps import step_matter
from decisions.procedure.queries.dossier import gaps_behind
from decisions.procedure.rules import StepKind, StepState
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act, remark, submission_id
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get("/desk/decisions/<code>/steps")
@staff(*READERS)
def steps(code: str) -> ResponseReturnValue:
    """List the steps, each with what is said of it and how far that got."""
    decision, session = readable(code), current_session()
    rows = queries.list_steps(session, decision.id)
    published = queries.list_step_entries(session, decision.code)
    standings = {
        kind: standing_of(session, step_matter(session, rows[kind]), published.get(kind))
        for kind in StepKind
        if kind in rows
    }
    return render_template(
        "procedure/desk/steps.html", decision=decision, kinds=list(StepKind), standings=standings
    )


@blueprint.get("/desk/decisions/<code>/steps/<kind>")
@staff(*READERS)
def step(code: str, kind: str) -> ResponseReturnValue:
    """Show a statement about a step on its way to the public."""
    return _step_page(readable(code), _kind(kind))


def _kind(text: str) -> StepKind:
    if text not in set(StepKind):
        abort(404)
    return StepKind(text)


def _step_page(
    decision: Decision, kind: StepKind, refusal: DecisionsError | None = None
) -> ResponseReturnValue:
    session = current_session()
    row = queries.find_step(session, decision.id, kind)
    standing = None
    if row is not None:
        published = queries.find_step_entry(session, decision.code, kind)
        standing = standing_of(session, step_matter(session, row), published)
    gaps = gaps_behind(session, decision, kind, settings().experts_needed)
    return matter_page(
        "procedure/desk/step.html",
        decision,
        standing,
        refusal,
        kind=kind,
        tasks=tasks_of(gaps) if row is None or row.state is not StepState.NOT_APPLICABLE else [],
    )


def _get_step(code: str, kind: str) -> ProcedureStep:
    decision = get_decision(current_session(), code)
    row = queries.find_step(current_session(), decision.id, _kind(kind))
    if row is None:
        raise NothingPreparedError
    return row


@blueprint.route("/desk/decisions/<code>/steps/<kind>/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_step(code: str, kind: str) -> ResponseReturnValue:
    """Say that a step is done, expected, or does not apply."""
    decision, step_kind = preparable(code), _kind(kind)
    row = queries.find_step(current_session(), decision.id, step_kind)
    form = StepForm.of(step_kind, row)
    problems: list[dict[str, str | None]] = []
    if form.validate_on_submit():
        try:
            _save_step(decision, step_kind, row, form)
        except DecisionsError as error:
            transactions.undo()
            row = queries.find_step(current_session(), decision.id, step_kind)
            problems = show_refusal(form, error)
        else:
            flash(_("已保存。核对无误后请送审。"), "success")
            return redirect(f"/desk/decisions/{code}/steps/{kind}")
    page = render_template(
        "procedure/desk/edit_step.html",
        decision=decision,
        kind=step_kind,
        step=row,
        form=form,
        problems=problems,
    )
    return page, 422 if form.errors or problems else 200


def _save_step(decision: Decision, kind: StepKind, row: ProcedureStep | None, form: StepForm) -> None:
    file = kept_file(
        form.document.data, row.file if row else None, drop=form.drop_document.data, field="document"
    )
    operations.state_step(
        current_session(),
        decision,
        kind,
        state=StepState(form.state.data),
        done_on=form.done_on.data,
        planned_on=form.planned_on.data,
        reason=form.reason.data or "",
        note=form.note.data or "",
        body=form.body.data or "",
        contact=form.contact.data or "",
        report_reason=form.report_reason.data or "",
        file=file,
        experts_needed=settings().experts_needed,
        actor=current_actor(),
        now=clock.now(),
    )


@blueprint.post("/desk/decisions/<code>/steps/<kind>/submit")
@staff(Role.DRAFTER)
def submit_step(code: str, kind: str) -> ResponseReturnValue:
    """Hand a statement to the approver."""
    row = _get_step(code, kind)
    return act(
        lambda: operations.submit_step(
            current_session(),
            row,
            reason=request.form.get("reason", ""),
            experts_needed=settings().experts_needed,
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已送审，请审核人员办理。"),
        path=f"/desk/decisions/{code}/steps/{kind}",
        again=lambda error: _step_page(row.decision, row.kind, error),
    )


@blueprint.post("/desk/decisions/<code>/steps/<kind>/approve")
@staff(Role.APPROVER)
def approve_step(code: str, kind: str) -> ResponseReturnValue:
    """Publish a statement."""
    row = _get_step(code, kind)
    return act(
        lambda: operations.approve_step(
            current_session(), row, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("已向社会公布。"),
        path=f"/desk/decisions/{code}/steps/{kind}",
        again=lambda error: _step_page(row.decision, row.kind, error),
    )


@blueprint.post("/desk/decisions/<code>/steps/<kind>/send-back")
@staff(Role.APPROVER)
def send_back_step(code: str, kind: str) -> ResponseReturnValue:
    """Return a statement with what is to be mended."""
    row = _get_step(code, kind)
    return act(
        lambda: operations.send_back_step(
            current_session(), row, submission_id(), remark=remark(), actor=current_actor(), now=clock.now()
        ),
        done=_("已退回经办人修改。"),
        path=f"/desk/decisions/{code}/steps/{kind}",
        again=lambda error: _step_page(row.decision, row.kind, error),
    )

"""Desk pages of the experts behind an argumentation."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.procedure import operations
from decisions.procedure.desk.matters import READERS, blueprint, preparable, readable, tasks_of
from decisions.procedure.forms.assessing import ExpertForm
from decisions.procedure.models import Expert
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries.dossier import gaps_behind, get_expert, list_experts
from decisions.procedure.rules import StepKind
from decisions.services.actor import Role
from decisions.web.acts import answer
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get("/desk/decisions/<code>/steps/expert/experts")
@staff(*READERS)
def experts(code: str) -> ResponseReturnValue:
    """List the experts with their declarations, and what is still missing."""
    decision, session = readable(code), current_session()
    needed = settings().experts_needed
    return render_template(
        "procedure/desk/experts.html",
        decision=decision,
        experts=list_experts(session, decision.id),
        tasks=tasks_of(gaps_behind(session, decision, StepKind.EXPERT, needed)),
        needed=needed,
        may_prepare=may_prepare(current_actor(), decision),
    )


@blueprint.route("/desk/decisions/<code>/steps/expert/experts/new", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def add_expert(code: str) -> ResponseReturnValue:
    """Put an expert on the list."""
    return _edit(preparable(code), None)


@blueprint.route("/desk/decisions/<code>/steps/expert/experts/<int:expert_id>", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_expert(code: str, expert_id: int) -> ResponseReturnValue:
    """Enter an expert's declaration, opinion and consent."""
    decision = preparable(code)
    return _edit(decision, get_expert(current_session(), decision.id, expert_id))


def _edit(decision: Decision, expert: Expert | None) -> ResponseReturnValue:
    form = ExpertForm.of(expert)
    return answer(
        form,
        lambda: _save(decision, expert, form),
        done=_("已保存。"),
        path=_list_path(decision),
        template="procedure/desk/edit_expert.html",
        decision=decision,
        expert=expert,
    )


def _save(decision: Decision, expert: Expert | None, form: ExpertForm) -> None:
    session, actor, now = current_session(), current_actor(), clock.now()
    if expert is None:
        operations.add_expert(session, decision, form.draft(), actor=actor, now=now)
    else:
        operations.update_expert(session, expert, form.draft(), actor=actor, now=now)


@blueprint.post("/desk/decisions/<code>/steps/expert/experts/<int:expert_id>/remove")
@staff(Role.DRAFTER)
def remove_expert(code: str, expert_id: int) -> ResponseReturnValue:
    """Take an expert off the list."""
    decision = preparable(code)
    expert = get_expert(current_session(), decision.id, expert_id)
    operations.remove_expert(current_session(), expert, actor=current_actor(), now=clock.now())
    flash(_("已移除。"), "success")
    return redirect(_list_path(decision))


def _list_path(decision: Decision) -> str:
    return f"/desk/decisions/{decision.code}/steps/expert/experts"

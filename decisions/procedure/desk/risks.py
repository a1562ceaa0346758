"""Desk pages of the risk points behind an assessment."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.procedure import operations
from decisions.procedure.desk.matters import READERS, blueprint, preparable, readable, tasks_of
from decisions.procedure.forms.assessing import RiskForm
from decisions.procedure.models import RiskPoint
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries.dossier import desk_of, get_risk, list_risks
from decisions.procedure.rules.risks import assessment_gaps, uncontrollable
from decisions.services.actor import Role
from decisions.web.acts import answer
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get("/desk/decisions/<code>/steps/risk/points")
@staff(*READERS)
def risks(code: str) -> ResponseReturnValue:
    """List the risk points, and which of them forbid to decide."""
    decision = readable(code)
    rows = list_risks(current_session(), decision.id)
    facts, desk = [risk.facts for risk in rows], desk_of(decision)
    return render_template(
        "procedure/desk/risks.html",
        decision=decision,
        risks=rows,
        tasks=tasks_of([*assessment_gaps(facts, desk), *uncontrollable(facts, desk)]),
        may_prepare=may_prepare(current_actor(), decision),
    )


@blueprint.route("/desk/decisions/<code>/steps/risk/points/new", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def add_risk(code: str) -> ResponseReturnValue:
    """Enter a risk point."""
    return _edit(preparable(code), None)


@blueprint.route("/desk/decisions/<code>/steps/risk/points/<int:risk_id>", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_risk(code: str, risk_id: int) -> ResponseReturnValue:
    """Assess a risk point anew."""
    decision = preparable(code)
    return _edit(decision, get_risk(current_session(), decision.id, risk_id))


def _edit(decision: Decision, risk: RiskPoint | None) -> ResponseReturnValue:
    form = RiskForm.of(risk)
    return answer(
        form,
        lambda: _save(decision, risk, form),
        done=_("已保存。"),
        path=_list_path(decision),
        template="procedure/desk/edit_risk.html",
        decision=decision,
        risk=risk,
    )


def _save(decision: Decision, risk: RiskPoint | None, form: RiskForm) -> None:
    session, actor, now = current_session(), current_actor(), clock.now()
    if risk is None:
        operations.add_risk(session, decision, form.facts(), actor=actor, now=now)
    else:
        operations.update_risk(session, risk, form.facts(), actor=actor, now=now)


@blueprint.post("/desk/decisions/<code>/steps/risk/points/<int:risk_id>/remove")
@staff(Role.DRAFTER)
def remove_risk(code: str, risk_id: int) -> ResponseReturnValue:
    """Take back a risk point that was entered by mistake."""
    decision = preparable(code)
    risk = get_risk(current_session(), decision.id, risk_id)
    operations.remove_risk(current_session(), risk, actor=current_actor(), now=clock.now())
    flash(_("已移除。"), "success")
    return redirect(_list_path(decision))


def _list_path(decision: Decision) -> str:
    return f"{desk_of(decision)}/steps/risk/points"

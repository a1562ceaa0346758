"""Desk pages of the legality review: the unit hands in, the justice bureau concludes, the unit answers."""

from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.errors import DecisionsError
from decisions.procedure import operations
from decisions.procedure.desk.matters import READERS, blueprint, kept_file, preparable, readable
from decisions.procedure.forms.assessing import ResponseForm, ReviewForm, VerdictForm
from decisions.procedure.models import LegalityReview
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries.dossier import (
    desk_of,
    get_review,
    list_concluded_reviews,
    list_open_reviews,
    list_reviews,
)
from decisions.procedure.rules.legality import Conclusion, review_period
from decisions.services.actor import Role
from decisions.services.working_days.arithmetic import Count
from decisions.services.working_days.store import load_calendar
from decisions.web import transactions
from decisions.web.forms import Form
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get("/desk/legality/")
@staff(Role.JUSTICE)
def reviews() -> ResponseReturnValue:
    """List what waits for legality review, the longest waiting first, and what was concluded last."""
    session = current_session()
    waiting = [(review, _period(review)) for review in list_open_reviews(session)]
    concluded = list_concluded_reviews(session)
    return render_template("procedure/desk/reviews.html", waiting=waiting, concluded=concluded)


@blueprint.get("/desk/decisions/<code>/steps/legality/review")
@staff(*READERS)
def review(code: str) -> ResponseReturnValue:
    """Show every round of the review, and what the viewer may do about the newest."""
    return _page(readable(code))


def _page(decision: Decision, **forms: Form) -> ResponseReturnValue:
    """Show the review; forms holds the one that was refused, the others are empty."""
    rounds = list_reviews(current_session(), decision.id)
    newest = rounds[0] if rounds else None
    actor = current_actor()
    refused = next(iter(forms.values()), None)
    members: dict[str, Any] = {
        "review_form": ReviewForm(formdata=None),
        "verdict_form": VerdictForm(formdata=None),
        "response_form": ResponseForm(formdata=None, obj=newest),
        **forms,
    }
    is_open = newest is not None and newest.conclusion is None
    page = render_template(
        "procedure/desk/review.html",
        decision=decision,
        rounds=rounds,
        periods={each.id: _period(each) for each in rounds},
        may_submit=may_prepare(actor, decision) and not is_open,
        may_conclude=actor.has(Role.JUSTICE) and is_open,
        may_respond=may_prepare(actor, decision)
        and newest is not None
        and newest.conclusion is Conclusion.AMEND,
        refused=refused,
        **members,
    )
    return page, 422 if refused else 200


def _period(row: LegalityReview) -> Count:
    """Return the days the reviewers have, from the receipt once it is known, until then from the hand-in."""
    start = row.received_on or civil_day(row.submitted_at)
    return review_period(load_calendar(current_session()), start)


@blueprint.post("/desk/decisions/<code>/steps/legality/review")
@staff(Role.DRAFTER)
def submit_review(code: str) -> ResponseReturnValue:
    """Hand the draft in."""
    decision, form = preparable(code), ReviewForm()
    if not form.validate_on_submit():
        return _page(decision, review_form=form)
    try:
        operations.submit_review(
            current_session(),
            decision,
            note=form.note.data or "",
            material=kept_file(form.material.data, None, drop=False, field="material"),
            actor=current_actor(),
            now=clock.now(),
        )
    except DecisionsError as error:
        return _refused(decision, error, review_form=form)
    return _done(decision, _("已送区司法局审查。"))


@blueprint.post("/desk/decisions/<code>/steps/legality/review/<int:review_id>/conclude")
@staff(Role.JUSTICE)
def conclude_review(code: str, review_id: int) -> ResponseReturnValue:
    """Enter the conclusion."""
    decision, form = readable(code), VerdictForm()
    row = get_review(current_session(), decision.id, review_id)
    if not form.validate_on_submit():
        return _page(decision, verdict_form=form)
    try:
        operations.conclude_review(
            current_session(),
            row,
            form.verdict(),
            file=kept_file(form.document.data, None, drop=False, field="document"),
            actor=current_actor(),
            now=clock.now(),
        )
    except DecisionsError as error:
        return _refused(decision, error, verdict_form=form)
    return _done(decision, _("已出具审查意见，承办单位可以查看。"))


@blueprint.post("/desk/decisions/<code>/steps/legality/review/<int:review_id>/respond")
@staff(Role.DRAFTER)
def respond_to_review(code: str, review_id: int) -> ResponseReturnValue:
    """Say what became of the suggestions."""
    decision, form = preparable(code), ResponseForm()
    row = get_review(current_session(), decision.id, review_id)
    if not form.validate_on_submit():
        return _page(decision, response_form=form)
    try:
        operations.respond_to_review(
            current_session(), row, form.response.data or "", actor=current_actor(), now=clock.now()
        )
    except DecisionsError as error:
        return _refused(decision, error, response_form=form)
    return _done(decision, _("已保存。"))


def _refused(decision: Decision, error: DecisionsError, **forms: Form) -> ResponseReturnValue:
    """Show the page again with what was typed, nothing changed."""
    transactions.undo()
    for form in forms.values():
        form.absorb(error)
    return _page(decision, **forms)


def _done(decision: Decision, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(f"{desk_of(decision)}/steps/legality/review")

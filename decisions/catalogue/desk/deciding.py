"""The justice bureau reviews a proposal; the openness office decides on it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.desk.overview import blueprint
from decisions.catalogue.desk.proposals import decide_form, proposal_page
from decisions.catalogue.forms import DecideForm, ReviewForm
from decisions.catalogue.operations import (
    accept_proposal,
    merge_proposal,
    review_proposal,
    send_back_proposal,
)
from decisions.catalogue.queries import get_readable_proposal
from decisions.catalogue.rules.proposals import Act
from decisions.services.actor import Role
from decisions.web.acts import is_carried_out
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.post("/desk/catalogue/<int:year>/proposals/<int:proposal_id>/review")
@staff(Role.JUSTICE)
def review_item(year: int, proposal_id: int) -> ResponseReturnValue:
    """Say whether an item should be listed."""
    session, actor = current_session(), current_actor()
    get_readable_proposal(session, year, proposal_id, reader=actor)
    form = ReviewForm()
    if form.validate_on_submit() and is_carried_out(
        form,
        lambda: review_proposal(
            session,
            proposal_id,
            verdict=form.chosen,
            remark=form.remark.data or "",
            actor=actor,
            now=clock.now(),
        ),
    ):
        flash(_("审查意见已记录，转区政务公开办办理。"), "success")
        return redirect(url_for("catalogue_desk.proposals", year=year))
    return proposal_page(year, proposal_id, refused=form)


@blueprint.post("/desk/catalogue/<int:year>/proposals/<int:proposal_id>/decide")
@staff(Role.OPENNESS)
def decide(year: int, proposal_id: int) -> ResponseReturnValue:
    """List the item, merge it into another, or send it back."""
    found = get_readable_proposal(current_session(), year, proposal_id, reader=current_actor())
    form = decide_form(found)
    if form.validate_on_submit() and is_carried_out(form, lambda: _carry_out(proposal_id, form)):
        flash(_DONE[form.chosen](), "success")
        return redirect(url_for("catalogue_desk.proposals", year=year))
    return proposal_page(year, proposal_id, refused=form)


_DONE = {
    Act.ACCEPT: lambda: _("已列入目录，公布新版本后生效。"),
    Act.MERGE: lambda: _("已并入，申报单位已列为该事项的配合单位。"),
    Act.SEND_BACK: lambda: _("已退回，申报单位会看到理由。"),
}


def _carry_out(proposal_id: int, form: DecideForm) -> object:
    session, actor, now, remark = current_session(), current_actor(), clock.now(), form.remark.data or ""
    if form.chosen is Act.ACCEPT:
        return accept_proposal(session, proposal_id, remark=remark, actor=actor, now=now)
    if form.chosen is Act.MERGE:
        return merge_proposal(session, proposal_id, into=form.into.data, remark=remark, actor=actor, now=now)
    return send_back_proposal(session, proposal_id, remark=remark, actor=actor, now=now)

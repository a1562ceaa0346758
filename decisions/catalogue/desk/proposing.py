"""A unit proposes items for a year's catalogue: fill in, check, hand in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.desk.overview import blueprint
from decisions.catalogue.desk.proposals import proposal_page
from decisions.catalogue.forms import ConfirmForm, ProposalForm
from decisions.catalogue.operations import (
    amend_proposal,
    discard_proposal,
    hand_in_proposal,
    start_proposal,
)
from decisions.catalogue.queries import get_readable_proposal
from decisions.catalogue.rules.proposals import check_amendable
from decisions.services.actor import Role
from decisions.web.acts import answer, is_carried_out
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.post("/desk/catalogue/<int:year>/proposals")
@staff(Role.DRAFTER)
def propose(year: int) -> ResponseReturnValue:
    """Begin a proposal and lead to its form."""
    proposal = start_proposal(current_session(), year, actor=current_actor(), now=clock.now())
    return redirect(url_for("catalogue_desk.amend", year=year, proposal_id=proposal.id))


@blueprint.route("/desk/catalogue/<int:year>/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def amend(year: int, proposal_id: int) -> ResponseReturnValue:
    """Fill in a draft; everything typed is kept, however little it is."""
    session, actor = current_session(), current_actor()
    proposal = get_readable_proposal(session, year, proposal_id, reader=actor)
    check_amendable(proposal.state)
    form = ProposalForm.of(proposal.item, proposal.exclusion)
    return answer(
        form,
        lambda: amend_proposal(
            session, proposal_id, form.as_item(year), exclusion=form.answer, actor=actor, now=clock.now()
        ),
        done=_("已保存。"),
        path=url_for("catalogue_desk.proposal", year=year, proposal_id=proposal_id),
        template="catalogue/desk/amend.html",
        year=year,
        proposal=proposal,
    )


@blueprint.post("/desk/catalogue/<int:year>/proposals/<int:proposal_id>/hand-in")
@staff(Role.DRAFTER)
def hand_in(year: int, proposal_id: int) -> ResponseReturnValue:
    """Hand a checked proposal to the justice bureau."""
    session, actor = current_session(), current_actor()
    get_readable_proposal(session, year, proposal_id, reader=actor)
    form = ConfirmForm()
    if is_carried_out(form, lambda: hand_in_proposal(session, proposal_id, actor=actor, now=clock.now())):
        flash(_("已提交，等待区司法局审查。"), "success")
        return redirect(url_for("catalogue_desk.proposal", year=year, proposal_id=proposal_id))
    return proposal_page(year, proposal_id, refused=form)


@blueprint.route("/desk/catalogue/<int:year>/proposals/<int:proposal_id>/discard", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def discard(year: int, proposal_id: int) -> ResponseReturnValue:
    """Give a proposal up, once somebody has said that they mean it."""
    session, actor = current_session(), current_actor()
    proposal = get_readable_proposal(session, year, proposal_id, reader=actor)
    if request.method == "GET":
        return render_template("catalogue/desk/discard.html", year=year, proposal=proposal)
    discard_proposal(session, proposal_id, actor=actor, now=clock.now())
    flash(_("申报已作废。"), "success")
    return redirect(url_for("catalogue_desk.proposals", year=year))

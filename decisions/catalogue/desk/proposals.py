"""The proposals of a year, and one of them as each of its readers sees it."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from decisions.catalogue.desk.overview import PROPOSAL_READERS, blueprint
from decisions.catalogue.forms import DecideForm, ReviewForm
from decisions.catalogue.models import CatalogueProposal
from decisions.catalogue.operations import find_lacking
from decisions.catalogue.permissions import (
    may_amend_proposal,
    may_compile_catalogue,
    may_propose,
    may_review_proposals,
)
from decisions.catalogue.queries import (
    find_catalogue,
    find_decisions_by_title,
    find_published,
    get_readable_proposal,
    list_proposals,
    waits_for,
)
from decisions.catalogue.rules.proposals import (
    ACT_LABELS,
    AMENDABLE,
    EXCLUSION_TERMS,
    REVIEWABLE,
    STATE_LABELS,
    VERDICT_LABELS,
    ProposalState,
)
from decisions.services.actor import Actor
from decisions.web.forms import Form
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session


@blueprint.get("/desk/catalogue/<int:year>/proposals")
@staff(*PROPOSAL_READERS)
def proposals(year: int) -> ResponseReturnValue:
    """List a year's proposals: a unit's own, or everybody's; what waits for the reader comes first."""
    actor = current_actor()
    found = list_proposals(current_session(), year, reader=actor)
    return render_template(
        "catalogue/desk/proposals.html",
        year=year,
        waiting=[proposal for proposal in found if waits_for(proposal, actor)],
        others=[proposal for proposal in found if not waits_for(proposal, actor)],
        may_propose=may_propose(actor),
        is_public=find_published(current_session(), year) is not None,
        **_words(),
    )


@blueprint.get("/desk/catalogue/<int:year>/proposals/<int:proposal_id>")
@staff(*PROPOSAL_READERS)
def proposal(year: int, proposal_id: int) -> ResponseReturnValue:
    """Show one proposal, with what its reader may do."""
    return proposal_page(year, proposal_id)


def proposal_page(year: int, proposal_id: int, *, refused: Form | None = None) -> ResponseReturnValue:
    """Return the page of one proposal; refused is a form that came back, shown with its errors."""
    session, actor = current_session(), current_actor()
    found = get_readable_proposal(session, year, proposal_id, reader=actor)
    may_amend = may_amend_proposal(actor, found.unit_id) and found.state in AMENDABLE
    page = render_template(
        "catalogue/desk/proposal.html",
        year=year,
        proposal=found,
        item=found.item,
        may_amend=may_amend,
        lacking=_lacking(found) if may_amend else [],
        review=_review_form(actor, found, refused),
        decide=_decide_form(actor, found, refused),
        namesake=_namesake(actor, found),
        refused=refused,
        **_words(),
    )
    return page, 422 if refused and refused.errors else 200


def decide_form(found: CatalogueProposal) -> DecideForm:
    """Return the office's form for a proposal, with the year's items to merge it into."""
    catalogue = find_catalogue(current_session(), found.year)
    lines = catalogue.items if catalogue else []
    return DecideForm.of(lines, is_reviewed=found.state is ProposalState.REVIEWED)


def _review_form(actor: Actor, found: CatalogueProposal, refused: Form | None) -> Form | None:
    if not may_review_proposals(actor) or found.state not in REVIEWABLE:
        return None
    if isinstance(refused, ReviewForm):
        return refused
    return ReviewForm(data={"verdict": found.verdict, "remark": found.verdict_remark})


def _decide_form(actor: Actor, found: CatalogueProposal, refused: Form | None) -> Form | None:
    if not may_compile_catalogue(actor) or found.state not in REVIEWABLE:
        return None
    return refused if isinstance(refused, DecideForm) else decide_form(found)


def _lacking(found: CatalogueProposal) -> list[str]:
    """Return what keeps a proposal from being handed in, in words."""
    error = find_lacking(current_session(), found)
    if error is None:
        return []
    told = [problem.message for problem in error.problems] or [error.reader_message]
    return [translate(message) for message in told]


def _namesake(actor: Actor, found: CatalogueProposal) -> str:
    """Return the code of an earlier decision of this title, which may have to be carried over instead."""
    if not may_compile_catalogue(actor) or found.decision is not None or not found.item.key:
        return ""
    known = find_decisions_by_title(current_session(), [found.item.title])
    return known[found.item.key].code if found.item.key in known else ""


def _words() -> dict[str, Any]:
    return {
        "states": STATE_LABELS,
        "verdicts": VERDICT_LABELS,
        "acts": ACT_LABELS,
        "exclusions": EXCLUSION_TERMS,
    }

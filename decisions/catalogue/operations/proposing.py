"""A unit's proposals: begun, amended, handed in, discarded; and what the justice bureau says of them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.accounts.models import Unit
from decisions.catalogue.errors import CatalogueNotFoundError, ProposalNotFoundError
from decisions.catalogue.models import CatalogueProposal, ProposalStep
from decisions.catalogue.permissions import may_amend_proposal, may_propose, may_review_proposals
from decisions.catalogue.queries import find_published, get_proposal, list_proposals
from decisions.catalogue.rules import is_catalogue_year, subject_of
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.proposals import (
    Act,
    Exclusion,
    ProposalState,
    Verdict,
    check_amendable,
    check_proposal,
    check_remark,
    state_after,
)
from decisions.errors import DecisionsError
from decisions.services import audit
from decisions.services.actor import Actor, require

_ACT_OF: Mapping[Verdict, Act] = {Verdict.AGREES: Act.AGREE, Verdict.OBJECTS: Act.OBJECT}


def start_proposal(session: Session, year: int, *, actor: Actor, now: datetime) -> CatalogueProposal:
    """Give a unit an empty draft to fill in; one that it never filled in is given again.

    The draft is there before anything is typed, so that going back to its form always finds it.
    Raises: CatalogueNotFoundError for a number that is no year, NotAllowedError.
    Writes: catalogue_proposals.
    Allowed: 经办 of a unit.
    """
    require(may_propose(actor))
    if not is_catalogue_year(year):
        raise CatalogueNotFoundError(year=year)
    empty = Item(number=0, title="", lead_unit=session.get_one(Unit, actor.unit_id).name)
    for proposal in list_proposals(session, year, reader=actor):
        is_untouched = (proposal.item, proposal.exclusion) == (empty, None)
        if is_untouched and proposal.state is ProposalState.DRAFT and proposal.unit_id == actor.unit_id:
            return proposal
    proposal = CatalogueProposal(year=year, unit_id=actor.unit_id, state=ProposalState.DRAFT)
    _write(proposal, empty, None, actor, now)
    session.add(proposal)
    session.flush()
    return proposal


def amend_proposal(
    session: Session,
    proposal_id: int,
    item: Item,
    *,
    exclusion: Exclusion | None,
    actor: Actor,
    now: datetime,
) -> CatalogueProposal:
    """Change what a draft, or a proposal that was sent back, says; it may lack anything.

    Shape:  item's number and change count for nothing, its change_note is the reason for listing it;
            exclusion is the answer to the scope question, None when it is not answered yet.
    Raises: ProposalNotFoundError, ProposalStateError, NotAllowedError.
    Writes: catalogue_proposals.
    Allowed: 经办 of the unit.
    """
    proposal = _own_proposal(session, proposal_id, actor)
    check_amendable(proposal.state)
    _write(proposal, item, exclusion, actor, now)
    session.flush()
    return proposal


def find_lacking(session: Session, proposal: CatalogueProposal) -> DecisionsError | None:
    """Return what keeps a proposal from being handed in, for the desk to show beforehand."""
    is_public = find_published(session, proposal.year) is not None
    try:
        check_proposal(proposal.item, proposal.exclusion, year=proposal.year, needs_reason=is_public)
    except DecisionsError as error:
        return error
    return None


def hand_in_proposal(session: Session, proposal_id: int, *, actor: Actor, now: datetime) -> CatalogueProposal:
    """Hand a proposal to the justice bureau for review; an earlier review of it no longer counts.

    Raises: ProposalNotFoundError, ProposalStateError, ScopeExcludedError, ProposalIncompleteError,
            NotAllowedError.
    Writes: catalogue_proposals, catalogue_proposal_steps, audit_entries.
    Allowed: 经办 of the unit.
    Source: R1, R4, R5.
    """
    proposal = _own_proposal(session, proposal_id, actor)
    check_amendable(proposal.state)
    lacking = find_lacking(session, proposal)
    if lacking is not None:
        raise lacking
    proposal.verdict, proposal.verdict_remark = None, ""
    take_step(session, proposal, Act.PROPOSE, actor=actor, now=now)
    return proposal


def discard_proposal(session: Session, proposal_id: int, *, actor: Actor, now: datetime) -> CatalogueProposal:
    """Give up a draft, or a proposal that was sent back.

    Raises: ProposalNotFoundError, ProposalStateError, NotAllowedError.
    Writes: catalogue_proposals, catalogue_proposal_steps, audit_entries.
    Allowed: 经办 of the unit.
    """
    proposal = _own_proposal(session, proposal_id, actor)
    take_step(session, proposal, Act.DISCARD, actor=actor, now=now)
    return proposal


def review_proposal(
    session: Session, proposal_id: int, *, verdict: Verdict, remark: str, actor: Actor, now: datetime
) -> CatalogueProposal:
    """Say for the justice bureau whether an item should be listed; said again, it replaces what was said.

    Raises: ProposalNotFoundError, ProposalStateError, RemarkMissingError, NotAllowedError.
    Writes: catalogue_proposals, catalogue_proposal_steps, audit_entries.
    Allowed: 司法局.
    """
    require(may_review_proposals(actor))
    proposal = get_proposal(session, proposal_id, lock=True)
    act = _ACT_OF[verdict]
    state_after(proposal.state, act)
    check_remark(act, remark)
    proposal.verdict, proposal.verdict_remark = verdict, remark.strip()
    take_step(session, proposal, act, remark=remark, actor=actor, now=now)
    return proposal


def take_step(
    session: Session,
    proposal: CatalogueProposal,
    act: Act,
    *,
    remark: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Move a proposal on, and note who did it and why.

    Raises: ProposalStateError.
    Writes: catalogue_proposals, catalogue_proposal_steps, audit_entries.
    """
    proposal.state = state_after(proposal.state, act)
    proposal.steps.append(ProposalStep(at=now, by_name=actor.name, act=act, remark=remark.strip()))
    detail = {"proposal": proposal.id, "act": act.value}
    audit.log(session, actor, "catalogue.move_proposal", subject_of(proposal.year), now=now, **detail)
    session.flush()


def _own_proposal(session: Session, proposal_id: int, actor: Actor) -> CatalogueProposal:
    """Return the unit's proposal, locked; to another unit there is none."""
    proposal = get_proposal(session, proposal_id, lock=True)
    if not may_amend_proposal(actor, proposal.unit_id):
        raise ProposalNotFoundError
    return proposal


def _write(
    proposal: CatalogueProposal, item: Item, exclusion: Exclusion | None, actor: Actor, now: datetime
) -> None:
    proposal.item, proposal.exclusion = item, exclusion
    proposal.changed_at, proposal.changed_by_name = now, actor.name

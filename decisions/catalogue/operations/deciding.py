"""The openness office decides on proposals: into the catalogue, merged into an item, or back to the unit."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import CatalogueItem, CatalogueProposal
from decisions.catalogue.operations.compiling import add_item, edit_item
from decisions.catalogue.operations.proposing import take_step
from decisions.catalogue.permissions import may_compile_catalogue
from decisions.catalogue.queries import find_catalogue, get_catalogue, get_item, get_proposal
from decisions.catalogue.rules import ChangeKind
from decisions.catalogue.rules.items import Item, title_key
from decisions.catalogue.rules.proposals import Act, check_remark, state_after
from decisions.services.actor import Actor, require


def accept_proposal(
    session: Session, proposal_id: int, *, remark: str = "", actor: Actor, now: datetime
) -> CatalogueItem:
    """Put a proposed item at the end of the year's catalogue.

    Raises: ProposalNotFoundError, ProposalStateError, RemarkMissingError (against the justice bureau's
            objection), the refusals of add_item, NotAllowedError.
    Writes: catalogue_proposals, catalogue_proposal_steps, catalogues, catalogue_items, decisions, units,
            audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    proposal = get_proposal(session, proposal_id, lock=True)
    state_after(proposal.state, Act.ACCEPT)
    check_remark(Act.ACCEPT, remark, verdict=proposal.verdict)
    catalogue = find_catalogue(session, proposal.year)
    number = catalogue.following_number if catalogue else 1
    item = replace(proposal.item, number=number, change=ChangeKind.ADDED)
    line = add_item(session, proposal.year, item, actor=actor, now=now)
    proposal.decision = line.decision
    take_step(session, proposal, Act.ACCEPT, remark=remark, actor=actor, now=now)
    return line


def merge_proposal(
    session: Session, proposal_id: int, *, into: int, remark: str = "", actor: Actor, now: datetime
) -> CatalogueItem:
    """Merge a proposed item into one that the year's catalogue has: its units become partners there.

    Shape:  into is the item's id. What else the item should take over is the office's to edit.
    Raises: ProposalNotFoundError, ProposalStateError, CatalogueNotFoundError, CatalogueItemNotFoundError,
            CatalogueSubmittedError, NotAllowedError.
    Writes: catalogue_proposals, catalogue_proposal_steps, catalogues, catalogue_items, audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    proposal = get_proposal(session, proposal_id, lock=True)
    state_after(proposal.state, Act.MERGE)
    line = get_item(session, get_catalogue(session, proposal.year), into)
    merged = _with_partners(line.as_item(), proposal.item)
    edit_item(session, proposal.year, into, merged, actor=actor, now=now)
    proposal.decision = line.decision
    take_step(session, proposal, Act.MERGE, remark=remark, actor=actor, now=now)
    return line


def send_back_proposal(
    session: Session, proposal_id: int, *, remark: str, actor: Actor, now: datetime
) -> CatalogueProposal:
    """Return a proposal to its unit, with what is to be mended.

    Raises: ProposalNotFoundError, ProposalStateError, RemarkMissingError, NotAllowedError.
    Writes: catalogue_proposals, catalogue_proposal_steps, audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    proposal = get_proposal(session, proposal_id, lock=True)
    state_after(proposal.state, Act.SEND_BACK)
    check_remark(Act.SEND_BACK, remark)
    take_step(session, proposal, Act.SEND_BACK, remark=remark, actor=actor, now=now)
    return proposal


def _with_partners(item: Item, merged: Item) -> Item:
    """Return the item with the units of what is merged into it as partners, each once and none leading."""
    partners = {title_key(unit): unit for unit in item.partner_units}
    for unit in (merged.lead_unit, *merged.partner_units):
        if unit and title_key(unit) != title_key(item.lead_unit):
            partners.setdefault(title_key(unit), unit)
    return replace(item, partner_units=tuple(partners.values()))

"""Reading what units proposed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from decisions.catalogue.errors import ProposalNotFoundError
from decisions.catalogue.models import CatalogueProposal
from decisions.catalogue.rules.proposals import ProposalState
from decisions.services.actor import Actor, Role, is_of_unit

_OFFICES = (Role.JUSTICE, Role.OPENNESS)
_NEVER_HANDED_IN = (ProposalState.DRAFT, ProposalState.DISCARDED)
# What a role is expected to act on.
_WAITING_FOR = {
    Role.DRAFTER: (ProposalState.DRAFT, ProposalState.SENT_BACK),
    Role.JUSTICE: (ProposalState.PROPOSED,),
    Role.OPENNESS: (ProposalState.REVIEWED,),
}


def list_proposals(session: Session, year: int, *, reader: Actor) -> Sequence[CatalogueProposal]:
    """Return the year's proposals that somebody may read, the newest first.

    Shape: a unit reads its own; the offices read everybody's, but for what was never handed in.
    """
    found = _readable(select(CatalogueProposal).where(CatalogueProposal.year == year), reader)
    return session.scalars(found.order_by(CatalogueProposal.id.desc())).all()


def get_proposal(session: Session, proposal_id: int, *, lock: bool = False) -> CatalogueProposal:
    """Return a proposal, locked when it is to be changed. Raises: ProposalNotFoundError."""
    locking = {"of": CatalogueProposal} if lock else None
    proposal = session.get(CatalogueProposal, proposal_id, with_for_update=locking, populate_existing=lock)
    if proposal is None:
        raise ProposalNotFoundError
    return proposal


def get_readable_proposal(
    session: Session, year: int, proposal_id: int, *, reader: Actor
) -> CatalogueProposal:
    """Return a proposal of this year that somebody may read. Raises: ProposalNotFoundError."""
    found = select(CatalogueProposal).where(
        CatalogueProposal.year == year, CatalogueProposal.id == proposal_id
    )
    proposal = session.scalar(_readable(found, reader))
    if proposal is None:
        raise ProposalNotFoundError
    return proposal


def count_waiting_proposals(session: Session, *, reader: Actor) -> dict[int, int]:
    """Return, by year, how many proposals wait for somebody to act on them."""
    waiting = or_(
        *(
            and_(CatalogueProposal.state.in_(states), _is_own(reader) if role is Role.DRAFTER else true())
            for role, states in _WAITING_FOR.items()
            if reader.has(role)
        ),
        false(),
    )
    found = select(CatalogueProposal.year, func.count()).where(waiting).group_by(CatalogueProposal.year)
    return dict(session.execute(found).all())


def waits_for(proposal: CatalogueProposal, reader: Actor) -> bool:
    """Whether a proposal waits for this person to act on it."""
    return any(
        proposal.state in states
        and reader.has(role)
        and (role is not Role.DRAFTER or is_of_unit(reader, [proposal.unit_id]))
        for role, states in _WAITING_FOR.items()
    )


def _is_own(reader: Actor) -> ColumnElement[bool]:
    return CatalogueProposal.unit_id == reader.unit_id


def _readable(found: Select[CatalogueProposal], reader: Actor) -> Select[CatalogueProposal]:
    if not reader.has(*_OFFICES):
        return found.where(_is_own(reader))
    return found.where(or_(_is_own(reader), CatalogueProposal.state.not_in(_NEVER_HANDED_IN)))

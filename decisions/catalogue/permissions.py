"""Who may do what with the catalogue."""

from decisions.services.actor import Actor, Role, is_of_unit


def may_compile_catalogue(actor: Actor) -> bool:
    """Whether the actor may import, edit, submit and approve a year's catalogue, and decide on proposals.

    That whoever approves is another person than whoever submitted is checked by the record.
    """
    return actor.has(Role.OPENNESS)


def may_propose(actor: Actor) -> bool:
    """Whether the actor may propose items for the unit they work for (经办)."""
    return actor.has(Role.DRAFTER) and actor.unit_id is not None


def may_amend_proposal(actor: Actor, unit_id: int) -> bool:
    """Whether the actor may change, hand in and discard this unit's proposals (经办 of the unit)."""
    return actor.has(Role.DRAFTER) and is_of_unit(actor, [unit_id])


def may_review_proposals(actor: Actor) -> bool:
    """Whether the actor may say for the justice bureau what it thinks of a proposal."""
    return actor.has(Role.JUSTICE)

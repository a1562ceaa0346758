"""Who may do what with a decision's steps, meeting and issuing."""

from decisions.catalogue.models import Decision
from decisions.services.actor import Actor, Role, is_of_unit


def may_prepare(actor: Actor, decision: Decision) -> bool:
    """Whether the actor may enter and submit: 经办 of the lead unit."""
    return actor.has(Role.DRAFTER) and is_of_unit(actor, [decision.lead_unit_id])


def may_approve(actor: Actor, decision: Decision) -> bool:
    """Whether the actor may publish or send back what was submitted: 审核 of the lead unit."""
    return actor.has(Role.APPROVER) and is_of_unit(actor, [decision.lead_unit_id])


def may_review(actor: Actor) -> bool:
    """Whether the actor may conclude a legality review: 区司法局, whichever unit handed it in."""
    return actor.has(Role.JUSTICE)


def may_read(actor: Actor, decision: Decision) -> bool:
    """Whether the actor may see the desk's version before it is published."""
    if actor.has(Role.JUSTICE, Role.OPENNESS):
        return True
    return actor.has(Role.DRAFTER, Role.APPROVER) and is_of_unit(actor, [decision.lead_unit_id])

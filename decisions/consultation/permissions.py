"""Who may do what in a consultation: the lead unit's people, by their role."""

from decisions.catalogue.models import Decision
from decisions.services.actor import Actor, Role, is_of_unit


def may_prepare(actor: Actor, decision: Decision) -> bool:
    """Draft notices, drafts and records of events: 经办 of the lead unit."""
    return actor.has(Role.DRAFTER) and is_of_unit(actor, [decision.lead_unit_id])


def may_approve(actor: Actor, decision: Decision) -> bool:
    """Publish them: 审核 of the lead unit (another person than whoever prepared, see record)."""
    return actor.has(Role.APPROVER) and is_of_unit(actor, [decision.lead_unit_id])


def may_handle_opinions(actor: Actor, decision: Decision) -> bool:
    """Enter, import, show or withhold opinions and see how to reach who wrote them: the lead unit."""
    return actor.has(Role.DRAFTER, Role.APPROVER) and is_of_unit(actor, [decision.lead_unit_id])


def may_read(actor: Actor, decision: Decision) -> bool:
    """Read the desk's pages: the lead unit; the openness office and the justice bureau read all."""
    return may_handle_opinions(actor, decision) or actor.has(Role.OPENNESS, Role.JUSTICE)

"""Who may do what with the feedback on a decision."""

from decisions.catalogue.models import Decision
from decisions.feedback.models import ViewRequest
from decisions.services.actor import Actor, Role, is_of_unit


def may_answer(actor: Actor, decision: Decision) -> bool:
    """The lead unit's drafters answer opinions and prepare the disclosure."""
    return actor.has(Role.DRAFTER) and is_of_unit(actor, [decision.lead_unit_id])


def may_approve(actor: Actor, decision: Decision) -> bool:
    """The lead unit's approvers publish it, or send it back."""
    return actor.has(Role.APPROVER) and is_of_unit(actor, [decision.lead_unit_id])


def may_read(actor: Actor, decision: Decision) -> bool:
    """The lead unit, the justice bureau and the openness office see the desk's work."""
    return actor.has(Role.JUSTICE, Role.OPENNESS) or is_of_unit(actor, [decision.lead_unit_id])


def may_keep_templates(actor: Actor) -> bool:
    """Drafters and approvers keep their own unit's phrases."""
    return actor.has(Role.DRAFTER, Role.APPROVER) and actor.unit_id is not None


def may_give_view(actor: Actor, request: ViewRequest) -> bool:
    """Drafters and approvers of the unit that was asked give its view."""
    return actor.has(Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS) and is_of_unit(
        actor, [request.unit_id]
    )


def may_read_view(actor: Actor, request: ViewRequest) -> bool:
    """The unit that was asked, the one that asked, and those who supervise read it."""
    return may_give_view(actor, request) or may_read(actor, request.decision)

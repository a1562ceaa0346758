"""Who may do what about sitting in. The administrator has no say in content."""

from decisions.catalogue.models import Decision
from decisions.services.actor import Actor, Role, is_of_unit


def may_read(actor: Actor, decision: Decision) -> bool:
    """Whether the desk's pages on a decision's calls are open to somebody (without personal data)."""
    if actor.has(Role.OPENNESS, Role.JUSTICE):
        return True
    return actor.has(Role.DRAFTER, Role.APPROVER) and is_of_unit(actor, [decision.lead_unit_id])


def may_prepare_call(actor: Actor, decision: Decision) -> bool:
    """Draft and submit a call: the openness office, or the lead unit's drafter."""
    return actor.has(Role.OPENNESS) or _is_lead(actor, decision, Role.DRAFTER)


def may_approve_call(actor: Actor) -> bool:
    """Publish a call, or a list of representatives: the openness office (another person of it)."""
    return actor.has(Role.OPENNESS)


def may_handle_sign_ups(actor: Actor) -> bool:
    """See who signed up, check them, choose, draw: the openness office alone."""
    return actor.has(Role.OPENNESS)


def may_prepare_statements(actor: Actor, decision: Decision) -> bool:
    """Write down what was said and answer it: the openness office, or the lead unit's drafter."""
    return actor.has(Role.OPENNESS) or _is_lead(actor, decision, Role.DRAFTER)


def may_approve_statements(actor: Actor, decision: Decision) -> bool:
    """Publish what was said and answered: the lead unit's approver, or the openness office."""
    return actor.has(Role.OPENNESS) or _is_lead(actor, decision, Role.APPROVER)


def _is_lead(actor: Actor, decision: Decision, role: Role) -> bool:
    return actor.has(role) and is_of_unit(actor, [decision.lead_unit_id])

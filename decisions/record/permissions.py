"""Who may do what with the record itself; what is published, each feature decides."""

from decisions.services.actor import Actor, Role


def may_withhold(actor: Actor) -> bool:
    """Whether the actor may ask for, confirm or refuse the withholding of a payload."""
    return actor.has(Role.OPENNESS)

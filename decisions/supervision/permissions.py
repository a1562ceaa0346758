"""Who may do what in supervision."""

from decisions.services.actor import Actor, Role


def may_add_calendar_year(actor: Actor) -> bool:
    """The administrator keeps the calendar."""
    return actor.has(Role.ADMINISTRATOR)

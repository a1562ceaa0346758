"""Who may do what with the catalogue."""

from decisions.services.actor import Actor, Role


def may_compile_catalogue(actor: Actor) -> bool:
    """Whether the actor may import, edit, submit and approve a year's catalogue.

    That whoever approves is another person than whoever submitted is checked by the record.
    """
    return actor.has(Role.OPENNESS)

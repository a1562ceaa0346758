"""Who acts: the person behind an operation, as rules and permissions see them.

Operations take an Actor as a value; only the edge knows how somebody signed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from decisions.errors import NotAllowedError


class Role(StrEnum):
    """What a member of staff may do. One person may hold several."""

    DRAFTER = "drafter"  # 承办单位经办
    APPROVER = "approver"  # 承办单位审核
    JUSTICE = "justice"  # 区司法局
    OPENNESS = "openness"  # 区政务公开办
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff, or the portal itself (id None) when a command or a job acts."""

    id: int | None
    name: str
    unit_id: int | None = None
    roles: frozenset[Role] = frozenset()

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(id=None, name="系统", roles=frozenset(Role))


def require(allowed: bool) -> None:
    """Refuse unless a permission says yes.

    Raises: NotAllowedError.
    """
    if not allowed:
        raise NotAllowedError


def is_of_unit(actor: Actor, unit_ids: Iterable[int | None]) -> bool:
    """Whether the actor works for one of these units; the portal itself works for all."""
    return actor.id is None or (actor.unit_id is not None and actor.unit_id in set(unit_ids))

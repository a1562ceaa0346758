"""The lottery over compositions (lottery.json): prepared before the seed exists, fair by proof not by luck.

A composition says how many seats each type gets. Each holds a number of the 1,000,000 tickets; one ticket
will be drawn. What is refused here is refused before anything is frozen.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from decisions.attendance.draw.canonical import LOTTERY, Document
from decisions.attendance.draw.errors import (
    DrawFileUnreadableError,
    NobodyPlacedError,
    QuotasUnmeetableError,
    TooManyTypesError,
)
from decisions.attendance.draw.fairness import Goal, Mixture, Patience, Step, mix
from decisions.attendance.draw.panels import Change, Panel, PanelModel, Vector, smallest_change
from decisions.attendance.draw.pool import Pool, Type
from decisions.attendance.draw.rounding import to_tickets
from decisions.attendance.draw.rule import Rule
from decisions.attendance.draw.tickets import TICKETS
from decisions.errors import N_, Message, Problem

MOST_TYPES: Final = 400
KEPT: Final = 0.95
"""How much of the best smallest chance is kept while the largest chance is cut."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Seats by type, and how many of the tickets pick it."""

    tickets: int
    seats: Mapping[Type, int]


@dataclass(frozen=True, slots=True)
class Lottery:
    """What decides between compositions; compositions is empty for a plain lottery.

    Shape:  complete is False where the time limit cut the search short: valid, but less fair than possible.
    """

    compositions: tuple[Composition, ...] = ()
    complete: bool = True

    def to_document(self, attributes: tuple[str, ...]) -> Document:
        """Return what lottery.json holds."""
        if not self.compositions:
            return {"kind": "plain"}
        return {
            "kind": "composition",
            "tickets": TICKETS,
            "complete": self.complete,
            "compositions": [
                {
                    "tickets": composition.tickets,
                    "seats": [
                        {"type": dict(zip(attributes, kind, strict=True)), "count": count}
                        for kind, count in composition.seats.items()
                    ],
                }
                for composition in self.compositions
            ],
        }

    def pick(self, number: int) -> int:
        """Return the index of the composition whose tickets hold a number in 0..999,999."""
        end = 0
        for index, composition in enumerate(self.compositions):
            end += composition.tickets
            if number < end:
                return index
        raise DrawFileUnreadableError(name=LOTTERY)

    def chances(self, pool: Pool, seats: int) -> dict[Type, Fraction]:
        """Return each type's exact chance to be drawn."""
        if not self.compositions:
            return {kind: Fraction(seats, len(pool.types)) for kind in pool.sizes}
        totals = dict.fromkeys(pool.sizes, 0)
        for composition in self.compositions:
            for kind, count in composition.seats.items():
                totals[kind] += composition.tickets * count
        return {kind: Fraction(total, TICKETS * pool.sizes[kind]) for kind, total in totals.items()}


def read_lottery(document: Mapping[str, Any], attributes: tuple[str, ...]) -> Lottery:
    """Return the lottery in a lottery.json.

    Raises: DrawFileUnreadableError when it does not have the form that to_document writes.
    """
    if document.get("kind") == "plain":
        return Lottery()
    try:
        compositions = tuple(
            Composition(
                entry["tickets"],
                {tuple(seat["type"][name] for name in attributes): seat["count"] for seat in entry["seats"]},
            )
            for entry in document["compositions"]
        )
    except (KeyError, TypeError) as error:
        raise DrawFileUnreadableError(name=LOTTERY) from error
    return Lottery(compositions, complete=document.get("complete", True))


def prepare_lottery(
    pool: Pool,
    rule: Rule,
    *,
    limit_seconds: float | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Lottery:
    """Return the fairest lottery that keeps every quota.

    Shape:  limit_seconds bounds the search for fairness, not the checks; progress hears of each step.
    Raises: TooManyTypesError, QuotasUnmeetableError, NobodyPlacedError.
    """
    if not rule.quotas:
        return Lottery()
    if len(pool.sizes) > MOST_TYPES:
        raise TooManyTypesError(count=len(pool.sizes), limit=MOST_TYPES)
    until = None if limit_seconds is None else time.monotonic() + limit_seconds
    patience = Patience(until, progress or (lambda step: None))
    model = PanelModel(pool, rule)
    found = _panels_for_everybody(model, pool, rule)
    return _fairest(model, found, patience)


def _panels_for_everybody(model: PanelModel, pool: Pool, rule: Rule) -> dict[Panel, None]:
    """Return valid panels that seat every type at least once between them."""
    found: dict[Panel, None] = {}
    waiting = np.ones(len(model.types))
    while waiting.any():
        panel = model.best(waiting)
        if panel is None:
            raise _unmeetable(smallest_change(pool, rule))
        seated = np.array(panel) > 0
        if not (waiting[seated] > 0).any():
            raise _unplaced(pool, [model.types[position] for position in np.nonzero(waiting)[0]])
        waiting[seated] = 0.0
        found[panel] = None
    return found


def _fairest(model: PanelModel, found: dict[Panel, None], patience: Patience) -> Lottery:
    expected = model.sizes * model.seats / model.sizes.sum()
    first = mix(model, Goal("smallest", expected, None, tolerance=2e-4), found, patience)
    if first is None:
        raise AssertionError("without floors every mixture will do")
    best_smallest = -(first.bound if first.complete else first.loss)
    floors = np.full(len(expected), KEPT * best_smallest)
    second = None if patience.is_over() else _cut_largest(model, found, patience, expected, floors)
    chosen = first if second is None else second
    return _whole_tickets(
        model,
        list(found)[: len(chosen.shares)],
        chosen.shares,
        floors * expected * TICKETS,
        complete=first.complete and second is not None and second.complete,
    )


def _cut_largest(
    model: PanelModel, found: dict[Panel, None], patience: Patience, expected: Vector, floors: Vector
) -> Mixture | None:
    """Make the largest chance small; a few tickets above the floors, where possible, survive rounding."""
    for spare_tickets in (3.0, 0.0):
        raised = floors + spare_tickets / (TICKETS * expected)
        mixture = mix(model, Goal("largest", expected, raised, tolerance=5e-3), found, patience)
        if mixture is not None:
            return mixture
    return None


def _whole_tickets(
    model: PanelModel, panels: list[Panel], shares: Vector, floors: Vector, *, complete: bool
) -> Lottery:
    used = np.nonzero(shares > 0)[0]
    panels = [panels[index] for index in used]
    if not all(map(model.is_valid, panels)):
        raise AssertionError("a panel breaks a quota")
    tickets = to_tickets(panels, shares[used], floors)
    # In the file the compositions stand in a fixed order that says nothing about how they were found.
    ordered = sorted(zip(panels, tickets, strict=True), reverse=True)
    compositions = tuple(
        Composition(count, {kind: seats for kind, seats in zip(model.types, panel, strict=True) if seats})
        for panel, count in ordered
        if count
    )
    return Lottery(compositions, complete=complete)


def _unmeetable(changes: Iterable[Change]) -> QuotasUnmeetableError:
    problems = []
    for change in changes:
        for text, old, new in (
            (
                N_("可把“%(name)s＝%(value)s”的下限由 %(old)d 改为 %(new)d。"),
                change.bounds.fewest,
                change.needed.fewest,
            ),
            (
                N_("可把“%(name)s＝%(value)s”的上限由 %(old)d 改为 %(new)d。"),
                change.bounds.most,
                change.needed.most,
            ),
        ):
            if old != new:
                params = {"name": change.attribute, "value": change.value, "old": old, "new": new}
                problems.append(Problem(Message(text, params), field="quotas"))
    return QuotasUnmeetableError(problems=problems)


def _unplaced(pool: Pool, types: list[Type]) -> NobodyPlacedError:
    problems = []
    for kind in types:
        people = [person for person, other in pool.types.items() if other == kind]
        described = "、".join(f"{name}＝{value}" for name, value in zip(pool.attributes, kind, strict=True))
        params = {"type": described, "count": len(people), "ids": "、".join(people)}
        problems.append(
            Problem(Message(N_("%(type)s（%(count)d 人）无法进入任何组合：%(ids)s"), params), field="quotas")
        )
    return NobodyPlacedError(
        count=sum(pool.sizes[kind] for kind in types),
        problems=problems,
    )

"""How likely each panel should be: the smallest chance as large as possible, then the largest one small.

Both steps are the same kind of problem, solved by column generation: a linear programme over the panels
found so far, whose prices tell which further panel would help most. Panels and a bound to start from come
from the relaxation, in which seats may be fractions. Everything is measured in chances relative to the
average chance, and as a loss to be made small (minus the smallest chance, or the largest chance).
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np

from decisions.attendance.draw.panels import Panel, PanelModel, Ranges, Vector, add_row, new_solver

FLAT: Final = 1e-9
"""Differences in chances below this are the solver's noise."""
NEAR: Final = 1e-7
"""Seat counts this near to a whole number count as whole."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a seat of each type is worth; offset minus the best panel's worth bounds the loss from below."""

    weights: Vector
    offset: float

    def towards(self, other: "Prices", share: float) -> "Prices":
        """Return prices between these and others; any mixture gives a true bound."""
        weights = share * other.weights + (1 - share) * self.weights
        return Prices(weights, share * other.offset + (1 - share) * self.offset)

    def bound(self, panel: Panel) -> float:
        """Return the bound on the loss that follows when no panel is worth more than this one."""
        return self.offset - float(self.weights @ np.array(panel))


@dataclass(frozen=True, slots=True)
class Goal:
    """What is optimised: the smallest relative chance, or the largest one above floors.

    Shape:  expected is the seats each type would have at the average chance; floors is None for the first
            goal, else the least relative chance of each type. tolerance is relative.
    """

    name: str
    expected: Vector
    floors: Vector | None
    tolerance: float

    def add_level(self, solver: Any, first_row: int) -> None:
        """Add the rows of the types and the column of the level (the chance that is optimised)."""
        nothing = np.array([], dtype=np.int32)
        count = len(self.expected)
        lows = np.zeros(count) if self.floors is None else self.floors
        for low in lows:
            add_row(solver, low, highspy.kHighsInf, nothing, np.array([]))
        rows = np.arange(first_row, first_row + count, dtype=np.int32)
        if self.floors is not None:
            for _ in range(count):
                add_row(solver, -highspy.kHighsInf, 0.0, nothing, np.array([]))
            rows = rows + count
        cost = -1.0 if self.floors is None else 1.0
        solver.addCol(cost, 0.0, highspy.kHighsInf, count, rows.astype(np.int32), -np.ones(count))

    def entries(self, seats: Vector, first_row: int) -> tuple[Any, Vector]:
        """Return the rows and coefficients by which seats count towards the chances of their types."""
        positions = np.nonzero(seats)[0]
        values = seats[positions] / self.expected[positions]
        if self.floors is not None:
            positions = np.concatenate([positions, positions + len(self.expected)])
            values = np.concatenate([values, values])
        return (positions + first_row).astype(np.int32), values

    def prices(self, row_duals: Vector) -> Prices:
        """Return the prices in the duals of the rows that add_level made."""
        count = len(self.expected)
        lower = np.maximum(row_duals[:count], 0.0)
        if self.floors is None:
            lower = lower / (lower.sum() or 1.0)
            return Prices(lower / self.expected, 0.0)
        upper = np.maximum(-row_duals[count : 2 * count], 0.0)
        total = upper.sum() or 1.0
        lower, upper = lower / total, upper / total
        return Prices((lower - upper) / self.expected, float(lower @ self.floors))


@dataclass(frozen=True, slots=True)
class Mixture:
    """How likely each panel found is, how good that is, and how good anything could be."""

    shares: Vector
    loss: float
    bound: float
    complete: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Where the preparation stands, for whoever waits: the goal, panels found, and the gap still open."""

    goal: str
    panels: int
    gap: float


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on, and whom to tell. until is a reading of time.monotonic(), or None."""

    until: float | None
    tell: Callable[[Step], None]

    def is_over(self) -> bool:
        """Say whether the time is up."""
        return self.until is not None and time.monotonic() >= self.until


def mix(model: PanelModel, goal: Goal, found: dict[Panel, None], patience: Patience) -> Mixture | None:
    """Return the best mixture of panels for a goal, adding to the panels found what helps.

    Shape:  None where the floors can't be met by the panels at hand; otherwise one share for each panel,
            in the order of found. complete says whether the gap was closed in time.
    """
    relaxed = _relax(model, goal)
    if relaxed is None:
        return None
    centre, bound, average = relaxed
    for panel in decompose(model, average):
        found.setdefault(panel)
        if patience.is_over():
            break
    master = _Master(goal)
    master.add_all(found)
    while (answer := master.solve()) is not None:
        loss, prices = answer
        gap = (loss - bound) / max(abs(loss), FLAT)
        patience.tell(Step(goal.name, len(found), max(gap, 0.0)))
        if gap <= goal.tolerance or patience.is_over():
            return Mixture(master.shares(), loss, bound, complete=gap <= goal.tolerance)
        helpful, centre, bound = _price(model, prices, centre, (loss, bound))
        if helpful is None or helpful in found:
            return Mixture(master.shares(), loss, loss, complete=True)
        found[helpful] = None
        master.add(helpful)
    return None


def _price(
    model: PanelModel, prices: Prices, centre: Prices, losses: tuple[float, float]
) -> tuple[Panel | None, Prices, float]:
    """Find a panel that lowers the loss, or None; keep the prices that gave the best bound so far.

    The programme's own prices swing wildly from step to step; prices near the best ones so far lead
    there in far fewer steps. Where those find nothing, the programme's own decide.
    """
    loss, bound = losses
    for tried in (prices.towards(centre, 0.7), prices):
        panel = model.best(tried.weights)
        if panel is None:
            raise AssertionError("there are valid panels")
        if tried.bound(panel) > bound:
            bound, centre = tried.bound(panel), tried
        if prices.bound(panel) < loss - FLAT:
            return panel, centre, bound
    return None, centre, bound


class _Master:
    """The linear programme over the panels found so far."""

    def __init__(self, goal: Goal) -> None:
        self._goal = goal
        self._solver = new_solver()
        # Adding a panel keeps the last answer possible: the primal simplex goes on from there.
        self._solver.setOptionValue("simplex_strategy", 4)
        add_row(self._solver, 1.0, 1.0, np.array([], dtype=np.int32), np.array([]))
        goal.add_level(self._solver, first_row=1)

    def add_all(self, panels: Sequence[Panel] | dict[Panel, None]) -> None:
        """Add panels, each with a share still to be found."""
        for panel in panels:
            self.add(panel)

    def add(self, panel: Panel) -> None:
        """Add one panel."""
        rows, values = self._goal.entries(np.array(panel, dtype=np.float64), first_row=1)
        rows = np.append(rows, 0).astype(np.int32)
        self._solver.addCol(0.0, 0.0, highspy.kHighsInf, len(rows), rows, np.append(values, 1.0))

    def solve(self) -> tuple[float, Prices] | None:
        """Return the loss and the prices, or None where no mixture meets the goal's floors."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        duals = np.array(self._solver.getSolution().row_dual)
        return self._solver.getInfo().objective_function_value, self._goal.prices(duals[1:])

    def shares(self) -> Vector:
        """Return the share of each panel, in the order in which they were added."""
        shares: Vector = np.maximum(np.array(self._solver.getSolution().col_value)[1:], 0.0)
        shares /= shares.sum()
        return shares


def _relax(model: PanelModel, goal: Goal) -> tuple[Prices, float, Vector] | None:
    """Solve the goal with fractions of seats: prices, a bound on the loss, the average panel."""
    solver = new_solver()
    count = len(model.types)
    model.add_panel_rows(solver)
    first_row = solver.getNumRow()
    goal.add_level(solver, first_row)
    for position in range(count):
        seats = np.zeros(count)
        seats[position] = 1.0
        rows, values = goal.entries(seats, first_row)
        for row, value in zip(rows, values, strict=True):
            solver.changeCoeff(int(row), position, float(value))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    prices = goal.prices(np.array(solution.row_dual)[first_row:])
    return prices, solver.getInfo().objective_function_value, np.array(solution.col_value)[:count]


def decompose(model: PanelModel, average: Vector) -> Iterator[Panel]:
    """Yield valid panels of which the average panel is a mixture; fewer where whole panels can't reach it.

    Each step takes a panel that rounds the average up or down, and walks from it through the average to
    the far side, where one more seat count is whole. So there are at most as many steps as types and limits.
    """
    here = average.copy()
    for _ in range(2 * (len(model.types) + len(model.limits))):
        ranges = _rounded(model, here)
        panel = model.best(here - np.floor(here + NEAR), ranges)
        if panel is None or not model.is_valid(panel):
            return
        yield panel
        direction = here - np.array(panel)
        if float(np.abs(direction).max()) <= NEAR:
            return
        here = here + _reach(model, here, direction, ranges) * direction


def _rounded(model: PanelModel, average: Vector) -> Ranges:
    rows = _row_sums(model, average)
    return Ranges(
        np.floor(average + NEAR), np.ceil(average - NEAR), np.floor(rows + NEAR), np.ceil(rows - NEAR)
    )


def _row_sums(model: PanelModel, seats: Vector) -> Vector:
    return np.array([seats[limit.members].sum() for limit in model.limits])


def _reach(model: PanelModel, here: Vector, direction: Vector, ranges: Ranges) -> float:
    """How far one can walk before a seat count, or the sum of a limit, leaves its range."""
    points = np.concatenate([here, _row_sums(model, here)])
    slopes = np.concatenate([direction, _row_sums(model, direction)])
    lows = np.concatenate([ranges.column_lows, ranges.row_lows])
    highs = np.concatenate([ranges.column_highs, ranges.row_highs])
    # What counts as whole stays where it is; everything else is further than NEAR from any whole number.
    moving = np.abs(slopes) > NEAR
    ends = np.where(slopes > 0, highs, lows)
    return float(np.maximum((ends - points)[moving] / slopes[moving], 0.0).min())

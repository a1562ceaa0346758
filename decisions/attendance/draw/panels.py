"""Which panels are valid: seats per type that meet every quota, found by integer programming (HiGHS).

What belongs here: the one model of a valid panel, and questions to it. Not here: how likely each panel
should be (fairness), nor anything that happens after the seed exists: that is hashing alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
import numpy.typing as npt

from decisions.attendance.draw.pool import Pool, Type
from decisions.attendance.draw.rule import Bounds, Rule

Vector = npt.NDArray[np.float64]
Panel = tuple[int, ...]

ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Limit:
    """At least lowest and at most highest seats for the types at these positions."""

    lowest: int
    highest: int
    members: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Change:
    """A bound of the rule, and the nearest value at which a valid panel exists."""

    attribute: str
    value: str
    bounds: Bounds
    needed: Bounds


@dataclass(frozen=True, slots=True)
class Ranges:
    """Lowest and highest seats: of each type (columns), and of each limit (rows)."""

    column_lows: Vector
    column_highs: Vector
    row_lows: Vector
    row_highs: Vector


class _SilentHighs(highspy.Highs):
    """HiGHS without its greeting, which would land on standard output before it can be silenced."""

    def enableCallbacks(self) -> None:  # noqa: N802 — the first thing that HiGHS does when it is made
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def new_solver() -> Any:
    """Return a silent solver whose answers do not depend on the number of processors."""
    solver: Any = _SilentHighs()  # type: ignore[no-untyped-call]

    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    return solver


def add_row(solver: Any, low: float, high: float, columns: npt.NDArray[np.int32], values: Vector) -> None:
    """Add one linear constraint to a solver."""
    solver.addRow(low, high, len(columns), columns, values)


class PanelModel:
    """Every valid panel of one pool under one rule; a panel counts seats in the order of types."""

    def __init__(self, pool: Pool, rule: Rule) -> None:
        self.types: tuple[Type, ...] = tuple(pool.sizes)
        self.sizes: Vector = np.array(list(pool.sizes.values()), dtype=np.float64)
        self.seats = rule.seats
        self.limits = tuple(_limits(self.types, pool.attributes, rule))
        self.ranges = Ranges(
            np.zeros(len(self.types)),
            np.minimum(self.sizes, rule.seats),
            np.array([limit.lowest for limit in self.limits], dtype=np.float64),
            np.array([limit.highest for limit in self.limits], dtype=np.float64),
        )
        # The relaxation answers most questions with whole numbers and is far quicker; the other one is exact.
        self._solvers = (self._solver(whole=False), self._solver(whole=True))

    def best(self, weights: Vector, ranges: Ranges | None = None) -> Panel | None:
        """Return a valid panel with the greatest total weight, or None where there is none.

        Shape:  ranges narrows the panels that are considered.
        """
        scale = float(np.abs(weights).max()) or 1.0
        for solver in self._solvers:
            if ranges is not None:
                self._set_ranges(solver, ranges)
            seats = _solve(solver, weights / scale)
            if ranges is not None:
                self._set_ranges(solver, self.ranges)
            if seats is None:
                return None
            whole = np.rint(seats)
            if float(np.abs(seats - whole).max()) < ROUNDING:
                return tuple(int(count) for count in whole)
        raise AssertionError("the exact solver gave fractions")

    def is_valid(self, panel: Panel) -> bool:
        """Say whether a panel keeps every limit; whole numbers only, no solver involved."""
        return all(0 <= count <= size for count, size in zip(panel, self.sizes, strict=True)) and all(
            limit.lowest <= sum(panel[member] for member in limit.members) <= limit.highest
            for limit in self.limits
        )

    def add_panel_rows(self, solver: Any) -> None:
        """Add one column for each type, and the limits, to a solver that has no columns yet."""
        for high in self.ranges.column_highs:
            solver.addVar(0.0, float(high))
        for limit in self.limits:
            add_row(solver, limit.lowest, limit.highest, limit.members, np.ones(len(limit.members)))

    def _solver(self, *, whole: bool) -> Any:
        solver = new_solver()
        self.add_panel_rows(solver)
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        if whole:
            _make_whole(solver, len(self.types))
        return solver

    @staticmethod
    def _set_ranges(solver: Any, ranges: Ranges) -> None:
        columns = np.arange(len(ranges.column_lows), dtype=np.int32)
        solver.changeColsBounds(len(columns), columns, ranges.column_lows, ranges.column_highs)
        rows = np.arange(len(ranges.row_lows), dtype=np.int32)
        solver.changeRowsBounds(len(rows), rows, ranges.row_lows, ranges.row_highs)


def smallest_change(pool: Pool, rule: Rule) -> tuple[Change, ...]:
    """Return the fewest seats by which bounds must give way so that a valid panel exists.

    Shape:  among equally small changes the one that touches the fewest quotas; empty where none is needed.
    """
    solver = new_solver()
    types = tuple(pool.sizes)
    for size in pool.sizes.values():
        solver.addVar(0.0, float(min(size, rule.seats)))
    everybody = np.arange(len(types), dtype=np.int32)
    add_row(solver, rule.seats, rule.seats, everybody, np.ones(len(types)))
    quotas = list(_quotas(rule))
    for attribute, value, bounds in quotas:
        members = _members(types, pool.attributes, attribute, value)
        _add_elastic_quota(solver, members, bounds, rule.seats)
    _make_whole(solver, solver.getNumCol())
    solver.run()
    answer = np.rint(np.array(solver.getSolution().col_value))[len(types) :].reshape(len(quotas), 3)
    return tuple(
        Change(attribute, value, bounds, Bounds(bounds.fewest - int(lowered), bounds.most + int(raised)))
        for (attribute, value, bounds), (lowered, raised, _) in zip(quotas, answer, strict=True)
        if lowered or raised
    )


def _add_elastic_quota(solver: Any, members: npt.NDArray[np.int32], bounds: Bounds, seats: int) -> None:
    """Add a quota that may give way: three columns (lowered by, raised by, touched at all) and its rows."""
    lowered = solver.getNumCol()
    touching_cost = 1.0
    seat_cost = 1000.0
    solver.addCol(seat_cost, 0.0, float(bounds.fewest), 0, np.array([], dtype=np.int32), np.array([]))
    solver.addCol(seat_cost, 0.0, float(seats), 0, np.array([], dtype=np.int32), np.array([]))
    solver.addCol(touching_cost, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
    ones = np.ones(len(members))
    add_row(solver, bounds.fewest, highspy.kHighsInf, _and(members, lowered), np.append(ones, 1.0))
    add_row(solver, -highspy.kHighsInf, bounds.most, _and(members, lowered + 1), np.append(ones, -1.0))
    most = float(bounds.fewest + seats)
    columns = np.array([lowered, lowered + 1, lowered + 2], dtype=np.int32)
    add_row(solver, -highspy.kHighsInf, 0.0, columns, np.array([1.0, 1.0, -most]))


def _and(members: npt.NDArray[np.int32], column: int) -> npt.NDArray[np.int32]:
    return np.append(members, column).astype(np.int32)


def _limits(types: tuple[Type, ...], attributes: tuple[str, ...], rule: Rule) -> Iterator[Limit]:
    yield Limit(rule.seats, rule.seats, np.arange(len(types), dtype=np.int32))
    for attribute, value, bounds in _quotas(rule):
        yield Limit(bounds.fewest, bounds.most, _members(types, attributes, attribute, value))


def _quotas(rule: Rule) -> Iterator[tuple[str, str, Bounds]]:
    for attribute, values in sorted(rule.quotas.items()):
        for value, bounds in sorted(values.items()):
            yield attribute, value, bounds


def _members(
    types: tuple[Type, ...], attributes: tuple[str, ...], attribute: str, value: str
) -> npt.NDArray[np.int32]:
    column = attributes.index(attribute)
    return np.array([n for n, kind in enumerate(types) if kind[column] == value], dtype=np.int32)


def _make_whole(solver: Any, columns: int) -> None:
    whole = np.full(columns, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    solver.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), whole)


def _solve(solver: Any, weights: Vector) -> Vector | None:
    columns = np.arange(len(weights), dtype=np.int32)
    solver.changeColsCost(len(columns), columns, weights)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().col_value)

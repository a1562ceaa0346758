"""Shares of panels become whole tickets that sum to 1,000,000, without anybody's chance falling too low."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from decisions.attendance.draw.panels import Panel, Vector
from decisions.attendance.draw.tickets import TICKETS

Positions = npt.NDArray[np.intp]

MOST_REPAIRS: Final = 2000


def to_tickets(panels: Sequence[Panel], shares: Vector, floors: Vector) -> list[int]:
    """Return the tickets of each panel, in the order of panels.

    Shape:  floors is, for each type, the least number of tickets that its seats should add up to. They are
            kept where whole tickets allow; otherwise the shortfalls are as small as swapping single
            tickets makes them.
    """
    seats = np.array(panels, dtype=np.float64)
    wanted = (TICKETS * shares) @ seats
    tickets = np.floor(TICKETS * shares + 1e-9)
    scale = np.maximum(wanted, 1.0)
    while tickets.sum() < TICKETS:
        missing = (wanted - tickets @ seats) / scale
        # Shares that were cut most come first among equals, so a panel is never raised twice for nothing.
        tickets[int(np.argmax(seats @ missing + 1e-6 * (TICKETS * shares - tickets)))] += 1
    return [int(count) for count in _repaired(seats, tickets, floors)]


def _repaired(seats: Vector, tickets: Vector, floors: Vector) -> Vector:
    """Move single tickets between panels while that makes the shortfalls below the floors smaller."""
    scale = np.maximum(floors, 1.0)
    for _ in range(MOST_REPAIRS):
        totals = tickets @ seats
        short = np.maximum(floors - totals, 0.0) / scale
        if not short.any():
            break
        neediest = int(np.argmax(short))
        gainers = np.nonzero(seats[:, neediest] > 0)[0]
        losers = np.nonzero((tickets > 0) & (seats[:, neediest] == 0))[0]
        move = _best_move(seats, totals, floors, (gainers, losers))
        if move is None or move[2] >= float(short.sum()):
            break
        tickets[move[0]] += 1
        tickets[move[1]] -= 1
    return tickets


def _best_move(
    seats: Vector, totals: Vector, floors: Vector, candidates: tuple[Positions, Positions]
) -> tuple[int, int, float] | None:
    """Return (gainer, loser, shortfall afterwards) of the best move of one ticket."""
    scale = np.maximum(floors, 1.0)
    best: tuple[int, int, float] | None = None
    gainers, losers = candidates
    for gainer in gainers:
        after = totals + seats[gainer] - seats[losers]
        shortfalls = (np.maximum(floors - after, 0.0) / scale).sum(axis=1)
        if len(shortfalls) and (best is None or shortfalls.min() < best[2]):
            place = int(np.argmin(shortfalls))
            best = int(gainer), int(losers[place]), float(shortfalls[place])
    return best

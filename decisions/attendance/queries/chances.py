"""How likely each group was to be drawn, from the files of a draw that anybody can read."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from decisions.attendance.draw import Rule, TypeChance, chances_of
from decisions.attendance.draw.canonical import RESULT
from decisions.attendance.models import AttendanceCall
from decisions.attendance.queries import find_draw
from decisions.attendance.rules.chances import GroupChance, decimal_text


@dataclass(frozen=True, slots=True)
class GroupSeats:
    """One value of an attribute: its people, the seats that the quota gives it, what is expected and drawn.

    Shape:  expected is the average number of seats over all draws, exact; drawn is None before the draw.
    """

    column: str
    word: str
    people: int
    fewest: int
    most: int
    expected: Fraction
    drawn: int | None

    @property
    def expected_text(self) -> str:
        """The expected seats with two decimals."""
        return decimal_text(self.expected, 2)


@dataclass(frozen=True, slots=True)
class Explained:
    """A draw for a reader: its groups by chance, and by each attribute; compositions is 0 without quotas."""

    people: int
    seats: int
    compositions: int
    complete: bool
    drawn_at: datetime | None
    groups: tuple[GroupChance, ...]
    values: tuple[GroupSeats, ...]


def explain_draw(session: Session, call: AttendanceCall) -> Explained | None:
    """Return a frozen draw as a reader understands it; None before the freeze."""
    draw = find_draw(session, call)
    if draw is None:
        return None
    files = {file.name: file.data for file in draw.files}
    committed, types = chances_of(files)
    pool, lottery = committed.pool, committed.lottery
    drawn: Counter[tuple[str, ...]] | None = None
    if RESULT in files:
        drawn = Counter(pool.types[person] for person in json.loads(files[RESULT])["selected"])
    return Explained(
        people=len(pool.types),
        seats=committed.rule.seats,
        compositions=len(lottery.compositions),
        complete=lottery.complete,
        drawn_at=draw.drawn_at,
        groups=tuple(
            GroupChance(row.type, row.people, row.chance, None if drawn is None else drawn[row.type])
            for row in types
        ),
        values=tuple(_values(committed.rule, pool.attributes, types, drawn)),
    )


def _values(
    rule: Rule,
    attributes: tuple[str, ...],
    types: list[TypeChance],
    drawn: Counter[tuple[str, ...]] | None,
) -> list[GroupSeats]:
    values = []
    for place, column in enumerate(attributes):
        for word, bounds in rule.quotas[column].items():
            own = [row for row in types if row.type[place] == word]
            if own:
                values.append(
                    GroupSeats(
                        column=column,
                        word=word,
                        people=sum(row.people for row in own),
                        fewest=bounds.fewest,
                        most=min(bounds.most, rule.seats),
                        expected=sum((row.people * row.chance for row in own), Fraction()),
                        drawn=None if drawn is None else sum(drawn[row.type] for row in own),
                    )
                )
    return values

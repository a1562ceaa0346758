"""Seats filled apart from the call's main way, and the criteria of a selection, as a call keeps them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decisions.attendance.rules import SelectionMethod
from decisions.errors import N_, Message, Problem

MOST_POINTS = 100

RESERVED_METHODS = (SelectionMethod.RECOMMENDATION, SelectionMethod.INVITATION)
"""How seats apart are filled. Not by sign-up: choosing among those who did would empty the draw's pool."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """Seats for stakeholders, recommended or invited; whom says for whom and by whom."""

    method: SelectionMethod
    seats: int
    whom: str

    def as_json(self) -> dict[str, Any]:
        """Return it as the call keeps it."""
        return {"method": self.method.value, "seats": self.seats, "whom": self.whom}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is looked at in a selection, and the most points for it."""

    name: str
    most: int

    def as_json(self) -> dict[str, Any]:
        """Return it as the call keeps it."""
        return {"name": self.name, "most": self.most}


def read_reserved(kept: Iterable[Mapping[str, Any]]) -> list[Reserved]:
    """Return the seats apart of a call as it keeps them."""
    return [Reserved(SelectionMethod(item["method"]), int(item["seats"]), item["whom"]) for item in kept]


def read_criteria(kept: Iterable[Mapping[str, Any]]) -> list[Criterion]:
    """Return the criteria of a call as it keeps them."""
    return [Criterion(item["name"], int(item["most"])) for item in kept]


def reserved_problems(parts: Sequence[Reserved], seats: int, most: int) -> Iterator[Problem]:
    """Yield what is wrong with the seats apart; most is the greatest number of seats of a call."""
    for part in parts:
        if part.method not in RESERVED_METHODS:
            yield _problem("reserved", N_("单列席位只能由推荐或者邀请产生。"))
        if part.seats < 1:
            yield _problem("reserved", N_("单列席位的名额须为正整数。"))
        if not part.whom.strip():
            yield _problem("reserved", N_("请写明单列席位面向谁、由谁推荐或者邀请。"))
    if parts and seats + sum(part.seats for part in parts) > most:
        text = N_("名额合计不能超过 %(most)d 名。")
        yield _problem("reserved", text, most=most)


def criteria_problems(criteria: Sequence[Criterion], method: SelectionMethod) -> Iterator[Problem]:
    """Yield what is wrong with the criteria of a selection."""
    if criteria and method is not SelectionMethod.OPEN_SELECTION:
        yield _problem("criteria", N_("只有公开报名遴选才用评分标准。"))
    names = [criterion.name for criterion in criteria]
    if len(set(names)) < len(names):
        yield _problem("criteria", N_("同一项评分标准列了两次。"))
    for criterion in criteria:
        if not 1 <= criterion.most <= MOST_POINTS:
            text = N_("“%(name)s”的分值须在 1 至 %(most)d 之间。")
            yield _problem("criteria", text, name=criterion.name, most=MOST_POINTS)


def score_problems(criteria: Sequence[Criterion], scores: Mapping[str, int]) -> Iterator[Problem]:
    """Yield what is wrong with somebody's points: one number for each criterion, within its range."""
    for criterion in criteria:
        points = scores.get(criterion.name)
        if points is None or not 0 <= points <= criterion.most:
            text = N_("“%(name)s”的得分须为 0 至 %(most)d 的整数。")
            yield _problem("scores", text, name=criterion.name, most=criterion.most)


def _problem(field: str, text: str, **params: object) -> Problem:
    return Problem(Message(text, params), field=field)

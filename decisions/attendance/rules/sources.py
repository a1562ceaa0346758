"""The public lotteries whose numbers may make the seed of a draw, and how each one's numbers are read."""

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from decisions.errors import N_, Message, Problem


class Game(StrEnum):
    """A national lottery, or that part of its numbers which is drawn from one drum."""

    KUAILE_8 = "kuaile_8"
    SHUANGSEQIU_RED = "shuangseqiu_red"
    SHUANGSEQIU_BLUE = "shuangseqiu_blue"
    DALETOU_FRONT = "daletou_front"
    DALETOU_BACK = "daletou_back"
    PAILIE_5 = "pailie_5"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a game's numbers are drawn: how many of which range; ordered ones are digits that may repeat."""

    name: str
    count: int
    low: int
    high: int
    is_ordered: bool = False

    @property
    def outcomes(self) -> int:
        """How many results are equally likely."""
        size = self.high - self.low + 1
        return size**self.count if self.is_ordered else math.comb(size, self.count)


GAMES: dict[Game, Numbers] = {
    Game.KUAILE_8: Numbers(N_("福彩快乐8"), 20, 1, 80),
    Game.SHUANGSEQIU_RED: Numbers(N_("福彩双色球（红球）"), 6, 1, 33),
    Game.SHUANGSEQIU_BLUE: Numbers(N_("福彩双色球（蓝球）"), 1, 1, 16),
    Game.DALETOU_FRONT: Numbers(N_("体彩大乐透（前区）"), 5, 1, 35),
    Game.DALETOU_BACK: Numbers(N_("体彩大乐透（后区）"), 2, 1, 12),
    Game.PAILIE_5: Numbers(N_("体彩排列5"), 5, 0, 9, is_ordered=True),
}

# Whoever freezes could try many harmless variants of the frozen files and keep one that suits most of the
# results to come, were there few of them. With 2^60 results that is out of reach.
FEWEST_OUTCOMES = 2**60


def source_of(game: Game, issue: str, drawn_on: date) -> dict[str, Any]:
    """Return a source of the seed as a call announces it and rule.json freezes it."""
    numbers = GAMES[game]
    return {
        "name": numbers.name,
        "issue": issue,
        "drawn_on": drawn_on.isoformat(),
        "order": "ordered" if numbers.is_ordered else "sorted",
        "range": [numbers.low, numbers.high],
        "count": numbers.count,
        "repeats": numbers.is_ordered,
    }


def game_of(source: dict[str, Any]) -> Game | None:
    """Return the game an announced source names."""
    return next((game for game, numbers in GAMES.items() if numbers.name == source["name"]), None)


def label_of(source: dict[str, Any]) -> str:
    """Return name and issue, as a reader finds the announcement."""
    return f"{source['name']} {source['issue']}"


def sources_problems(
    sources: list[dict[str, Any]], fallback: dict[str, Any] | None, not_before: date
) -> list[Problem]:
    """Return what keeps announced sources from making a seed that nobody can know or move.

    Shape:  not_before is the last day of sign-up: numbers drawn on it or earlier could be known at freezing.
    """
    problems = []
    if math.prod(_outcomes(source) for source in sources) < FEWEST_OUTCOMES:
        problems.append(_problem(N_("种子来源的可能结果太少，请加上福彩快乐8，或列出更多来源。")))
    named = [*sources, *([fallback] if fallback else [])]
    for source in named:
        if date.fromisoformat(source["drawn_on"]) <= not_before:
            text = N_("“%(name)s”的开奖日期须在报名截止之后，封存名单时号码还没有人知道。")
            problems.append(_problem(text, name=label_of(source)))
    labels = [label_of(source) for source in named]
    if len(set(labels)) < len(labels):
        problems.append(_problem(N_("同一种子来源列了两次。")))
    return problems


def read_numbers(typed: str) -> list[int] | None:
    """Return the numbers in a line such as "03 07 19" or "3、7，19", or None when there is anything else."""
    parts = [part for part in re.split(r"[\s,，、;；.+]+", typed.strip()) if part]
    return [int(part) for part in parts] if parts and all(part.isdecimal() for part in parts) else None


def _outcomes(source: dict[str, Any]) -> int:
    game = game_of(source)
    return GAMES[game].outcomes if game else 1


def _problem(text: str, **params: object) -> Problem:
    return Problem(Message(text, params), field="draw_sources")

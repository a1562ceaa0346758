"""Freezing: sign-ups and rule become three files, whose root is published before the seed exists.

One seat a household or organisation is enforced by whoever hands in the rows (attendance.rules).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from decisions.attendance.draw.canonical import LOTTERY, POOL, RULE, root_of, write_json
from decisions.attendance.draw.errors import RuleRefusedError
from decisions.attendance.draw.fairness import Step
from decisions.attendance.draw.lottery import Lottery, prepare_lottery
from decisions.attendance.draw.pool import Pool, read_pool, write_pool
from decisions.attendance.draw.rule import Rule, read_rule
from decisions.errors import N_, Message, Problem

FEW_COMPOSITIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Frozen:
    """The three files, their root, and what the notice says about them.

    Shape:  compositions is 0 for a plain lottery; smallest and largest are exact chances; complete is
            False where the time limit cut the search for fairness short.
    """

    files: dict[str, bytes]
    root: str
    people: int
    compositions: int
    smallest: Fraction
    largest: Fraction
    complete: bool

    @property
    def has_few_compositions(self) -> bool:
        """Say whether the notice should explain that there are few ways to fill the seats."""
        return 0 < self.compositions < FEW_COMPOSITIONS


def freeze(
    pool_rows: Iterable[Mapping[str, str]],
    rule: Mapping[str, Any],
    now: datetime,
    *,
    limit_seconds: float | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Frozen:
    """Freeze sign-ups, given in any order.

    Shape:  each row holds id and the quota attributes; rule is what rule.json says, see read_rule.
    Raises: PoolRefusedError, RuleRefusedError, TooManyTypesError, QuotasUnmeetableError, NobodyPlacedError.
    """
    checked = read_rule(rule, now)
    data = write_pool(pool_rows, checked.attributes)
    return _freeze(data, checked, limit_seconds, progress)


def freeze_file(
    pool_csv: bytes,
    rule: Mapping[str, Any],
    now: datetime,
    *,
    limit_seconds: float | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Frozen:
    """Freeze a pool.csv as it is: its bytes are what will be published and hashed.

    Raises: as freeze; PoolRefusedError also when it is not in the one permitted form.
    """
    return _freeze(pool_csv, read_rule(rule, now), limit_seconds, progress)


def _freeze(
    pool_csv: bytes, rule: Rule, limit_seconds: float | None, progress: Callable[[Step], None] | None
) -> Frozen:
    pool = read_pool(pool_csv, rule.quotas)
    _check_seats(pool, rule)
    lottery = prepare_lottery(pool, rule, limit_seconds=limit_seconds, progress=progress)
    files = {
        POOL: pool_csv,
        RULE: write_json(rule.document),
        LOTTERY: write_json(lottery.to_document(pool.attributes)),
    }
    return describe(files, pool, rule, lottery)


def describe(files: dict[str, bytes], pool: Pool, rule: Rule, lottery: Lottery) -> Frozen:
    """Return the three files with what the notice says about them."""
    chances = lottery.chances(pool, rule.seats).values()
    return Frozen(
        files=files,
        root=root_of(files),
        people=len(pool.types),
        compositions=len(lottery.compositions),
        smallest=min(chances),
        largest=max(chances),
        complete=lottery.complete,
    )


def _check_seats(pool: Pool, rule: Rule) -> None:
    if rule.seats > len(pool.types):
        text = N_("席位 %(seats)d 个，符合条件的报名只有 %(people)d 人，不够抽签。")
        message = Message(text, {"seats": rule.seats, "people": len(pool.types)})
        raise RuleRefusedError(count=1, problems=[Problem(message, field="seats")])

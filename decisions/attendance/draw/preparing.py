"""Preparing a draw with quotas before it is frozen: the search for a fair lottery may take minutes.

What was prepared belongs to one pool and one rule, named by their digest; frozen is exactly that, at once.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from decisions.attendance.draw.canonical import LOTTERY, POOL, RULE, read_json, write_json
from decisions.attendance.draw.drawing import Committed, read_committed
from decisions.attendance.draw.errors import PreparedForOthersError
from decisions.attendance.draw.fairness import Step
from decisions.attendance.draw.freezing import Frozen, describe, freeze
from decisions.attendance.draw.lottery import read_lottery
from decisions.attendance.draw.pool import Type, read_pool, write_pool
from decisions.attendance.draw.rule import read_rule

Rows = Iterable[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A lottery that keeps every quota, for one pool and one rule; chances are exact."""

    digest: str
    lottery: bytes
    people: int
    types: int
    compositions: int
    smallest: Fraction
    largest: Fraction
    complete: bool


@dataclass(frozen=True, slots=True)
class TypeChance:
    """A group of people with the same attributes: how many, and how likely each of them is drawn."""

    type: Type
    people: int
    chance: Fraction


def digest_of_inputs(rows: Rows, rule: Mapping[str, Any], now: datetime) -> str:
    """Return the digest of a pool and a rule, whatever the order of rows and the instant of freezing.

    Raises: RuleRefusedError, PoolRefusedError.
    """
    checked = read_rule(rule, now)
    return _digest(write_pool(rows, checked.attributes), checked.document)


def prepare(
    rows: Rows,
    rule: Mapping[str, Any],
    now: datetime,
    *,
    limit_seconds: float | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Prepared:
    """Find the lottery.

    Raises: as freezing.freeze; NobodyPlacedError and QuotasUnmeetableError name what a human has to decide.
    """
    frozen = freeze(rows, rule, now, limit_seconds=limit_seconds, progress=progress)
    return Prepared(
        digest=_digest(frozen.files[POOL], read_json(RULE, frozen.files[RULE])),
        lottery=frozen.files[LOTTERY],
        people=frozen.people,
        types=len(read_committed(frozen.files).pool.sizes),
        compositions=frozen.compositions,
        smallest=frozen.smallest,
        largest=frozen.largest,
        complete=frozen.complete,
    )


def freeze_prepared(
    rows: Rows, rule: Mapping[str, Any], now: datetime, *, digest: str, lottery: bytes
) -> Frozen:
    """Freeze with a lottery that was prepared before.

    Raises: PreparedForOthersError when pool or rule are no longer what it was prepared for; RuleRefusedError,
            PoolRefusedError.
    """
    checked = read_rule(rule, now)
    data = write_pool(rows, checked.attributes)
    if _digest(data, checked.document) != digest:
        raise PreparedForOthersError
    pool = read_pool(data, checked.quotas)
    files = {POOL: data, RULE: write_json(checked.document), LOTTERY: lottery}
    return describe(files, pool, checked, read_lottery(read_json(LOTTERY, lottery), pool.attributes))


def chances_of(files: Mapping[str, bytes]) -> tuple[Committed, list[TypeChance]]:
    """Return what was frozen, and the exact chance of each type, the most numerous types in front.

    Raises: as read_committed.
    """
    committed = read_committed(files)
    pool, chances = committed.pool, committed.lottery.chances(committed.pool, committed.rule.seats)
    rows = [TypeChance(kind, size, chances[kind]) for kind, size in pool.sizes.items()]
    return committed, sorted(rows, key=lambda row: (-row.people, row.type))


def _digest(pool: bytes, rule: Mapping[str, Any]) -> str:
    lasting = {name: value for name, value in rule.items() if name != "frozen_at"}
    parts = (hashlib.sha256(part).hexdigest() for part in (pool, write_json(lasting)))
    return hashlib.sha256("\n".join(parts).encode("ascii")).hexdigest()

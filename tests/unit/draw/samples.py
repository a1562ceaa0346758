"""Pools, rules and numbers to draw with: invented, in the form of real lotteries."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from decisions.attendance.draw import Frozen, freeze, read_rule, run, seed_from

NOW = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
KL8 = {
    "name": "福彩快乐8",
    "issue": "2026120",
    "drawn_on": "2026-05-10",
    "order": "sorted",
    "range": [1, 80],
    "count": 20,
}
RED = {
    "name": "双色球红球",
    "issue": "2026051",
    "drawn_on": "2026-05-10",
    "order": "sorted",
    "range": [1, 33],
    "count": 6,
}
FALLBACK = {
    "name": "福彩3D",
    "issue": "2026121",
    "drawn_on": "2026-05-11",
    "order": "ordered",
    "range": [0, 9],
    "count": 3,
    "repeats": True,
}
KL8_NUMBERS = [55, 3, 61, 7, 80, 12, 1, 33, 29, 40, 44, 68, 70, 18, 22, 25, 9, 51, 77, 37]
RED_NUMBERS = [33, 2, 17, 8, 21, 5]

QUOTAS = {
    "性别": {"女": {"min": 2, "max": 3}, "男": {"min": 2, "max": 3}},
    "代表类别": {
        "居民": {"min": 2, "max": 3},
        "企业": {"min": 1, "max": 2},
        "社会组织": {"min": 0, "max": 2},
    },
}

Rows = list[dict[str, str]]


def rule(quotas: Mapping[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A rule for five seats and three alternates, as an office hands it in."""
    return {
        "version": "lottery-v1",
        "seats": 5,
        "alternates": 3,
        "quotas": quotas or {},
        "sources": [KL8, RED],
        "fallback": FALLBACK,
        "replacement": "same_type_then_first_swap_keeping_quotas",
        **changes,
    }


def drawn_numbers() -> list[dict[str, Any]]:
    """What the two lotteries drew, in the order of drawing."""
    return [
        {"name": KL8["name"], "issue": KL8["issue"], "drawn_on": KL8["drawn_on"], "numbers": KL8_NUMBERS},
        {"name": RED["name"], "issue": RED["issue"], "drawn_on": RED["drawn_on"], "numbers": RED_NUMBERS},
    ]


def code(number: int) -> str:
    """A receipt code that looks random and never changes."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:10].upper()


def plain_rows(count: int) -> Rows:
    """Sign-ups without attributes."""
    return [{"id": code(number)} for number in range(count)]


def rows_of(*types: tuple[int, Sequence[str]], attributes: Sequence[str] = ("性别", "代表类别")) -> Rows:
    """Sign-ups by type: how many, and their values."""
    kinds = [values for count, values in types for _ in range(count)]
    return [
        {"id": code(number), **dict(zip(attributes, values, strict=True))}
        for number, values in enumerate(kinds)
    ]


def mixed_rows() -> Rows:
    """The common case: 23 sign-ups of six types."""
    return rows_of(
        (6, ("女", "居民")),
        (7, ("男", "居民")),
        (2, ("女", "企业")),
        (4, ("男", "企业")),
        (3, ("女", "社会组织")),
        (1, ("男", "社会组织")),
    )


def frozen_plain() -> Frozen:
    """Twenty sign-ups for five seats, no quotas."""
    return freeze(plain_rows(20), rule(), NOW)


def frozen_mixed() -> Frozen:
    """The 23 under quotas."""
    return freeze(mixed_rows(), rule(QUOTAS), NOW)


def drawn(frozen: Frozen, numbers: Sequence[Mapping[str, Any]] | None = None) -> dict[str, bytes]:
    """All five files after the draw."""
    checked = read_rule(rule_of(frozen))
    return run(frozen.files, seed_from(frozen.root, checked, numbers or drawn_numbers()))


def rule_of(frozen: Frozen) -> dict[str, Any]:
    """The rule as frozen."""
    from decisions.attendance.draw.canonical import read_json

    return read_json("rule.json", frozen.files["rule.json"])

"""Quotas, seats apart and criteria as the form takes them: one a line, without a script and on any phone.

Not here: whether what the lines say fits together (`quotas`, `parts`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from decisions.attendance.rules import (
    CATEGORY_LABELS,
    GENDER_LABELS,
    METHOD_LABELS,
)
from decisions.attendance.rules.parts import RESERVED_METHODS, Criterion, Reserved
from decisions.attendance.rules.quotas import Attribute, Quota, read_areas, read_band
from decisions.errors import N_, Message

Item = TypeVar("Item")

_QUOTA = re.compile(r"(.+?)[\s:：]+(\d{1,3})(?:\s*[-~—–至到]\s*(\d{1,3}))?\s*名?")
_RESERVED = re.compile(r"(\S+?)[\s:：]+(\d{1,3})\s*名?[\s:：]+(.+)")
_CRITERION = re.compile(r"(.+?)[\s:：]+(\d{1,3})\s*分?")

FORM_OF: dict[str, str] = {
    "quotas": N_("第 %(line)d 行“%(text)s”没有看懂，请写成“组名 最少-最多”，例如“%(example)s”。"),
    "reserved": N_("第 %(line)d 行“%(text)s”没有看懂，请写成“推荐 3 面向谁、由谁推荐”。"),
    "criteria": N_("第 %(line)d 行“%(text)s”没有看懂，请写成“标准 最高分”，例如“代表性 40”。"),
}
EXAMPLES: dict[Attribute, str] = {
    Attribute.CATEGORY: "居民 2-3",
    Attribute.GENDER: "女 2-3",
    Attribute.AGE: "60岁以上 1-2",
    Attribute.AREA: "塘桥街道、花木街道 1-2",
}


def read_quota_lines(attribute: Attribute, typed: str) -> tuple[list[Quota], list[Message]]:
    """Return the quotas in what was typed, and what could not be read."""

    def read(line: str) -> Quota | None:
        found = _QUOTA.fullmatch(line)
        value = _value_of(attribute, found[1].strip()) if found else None
        if found is None or value is None:
            return None
        fewest = int(found[2])
        return Quota(attribute, value, fewest, int(found[3]) if found[3] else fewest)

    return _read_lines(typed, read, FORM_OF["quotas"], EXAMPLES[attribute])


def write_quota_lines(attribute: Attribute, quotas: Iterable[Quota]) -> str:
    """Return quotas as they are typed."""
    own = [quota for quota in quotas if quota.attribute is attribute]
    return "\n".join(
        f"{quota.word} {quota.fewest}-{quota.most}"
        if quota.most != quota.fewest
        else f"{quota.word} {quota.fewest}"
        for quota in own
    )


def read_reserved_lines(typed: str) -> tuple[list[Reserved], list[Message]]:
    """Return the seats apart in what was typed, and what could not be read."""
    methods = {METHOD_LABELS[method]: method for method in RESERVED_METHODS}

    def read(line: str) -> Reserved | None:
        found = _RESERVED.fullmatch(line)
        if found is None or found[1] not in methods:
            return None
        return Reserved(methods[found[1]], int(found[2]), found[3].strip())

    return _read_lines(typed, read, FORM_OF["reserved"])


def write_reserved_lines(parts: Iterable[Reserved]) -> str:
    """Return seats apart as they are typed."""
    return "\n".join(f"{METHOD_LABELS[part.method]} {part.seats} {part.whom}" for part in parts)


def read_criteria_lines(typed: str) -> tuple[list[Criterion], list[Message]]:
    """Return the criteria in what was typed, and what could not be read."""

    def read(line: str) -> Criterion | None:
        found = _CRITERION.fullmatch(line)
        return Criterion(found[1].strip(), int(found[2])) if found else None

    return _read_lines(typed, read, FORM_OF["criteria"])


def write_criteria_lines(criteria: Iterable[Criterion]) -> str:
    """Return criteria as they are typed."""
    return "\n".join(f"{criterion.name} {criterion.most}" for criterion in criteria)


def _read_lines(
    typed: str, read: Callable[[str], Item | None], complaint: str, example: str = ""
) -> tuple[list[Item], list[Message]]:
    items, faults = [], []
    for number, line in enumerate(typed.splitlines(), start=1):
        text = unicodedata.normalize("NFKC", line).strip()
        item = read(text) if text else None
        if item is not None:
            items.append(item)
        elif text:
            faults.append(Message(complaint, {"line": number, "text": text, "example": example}))
    return items, faults


def _value_of(attribute: Attribute, word: str) -> str | None:
    """Return the code of a group as somebody names it."""
    if attribute is Attribute.CATEGORY:
        return next((term.value for term, label in CATEGORY_LABELS.items() if label == word), None)
    if attribute is Attribute.GENDER:
        return next((term.value for term, label in GENDER_LABELS.items() if label == word), None)
    if attribute is Attribute.AGE:
        return read_band(word)
    return read_areas(word) or None

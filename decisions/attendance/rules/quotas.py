"""Quotas of a draw: how many seats each group gets at least and at most, and who belongs to which group.

A quota names a group by a code as the desk keeps it; the published rule and pool name it in words. Whether a
panel exists that keeps all quotas is no matter of this module: that depends on who signed up (draw.panels).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from decisions.attendance.rules import (
    CATEGORY_LABELS,
    GENDER_LABELS,
    Gender,
    RepresentativeCategory,
)
from decisions.attendance.rules.eligibility import age_in_years
from decisions.errors import N_, Message, Problem

_AGE_MOST = 130
_BAND = re.compile(
    r"(\d{1,3})\s*(?:岁|周岁)?\s*(?:[-~—–至到]\s*(\d{1,3})\s*(?:岁|周岁)?)?\s*(及?以[上下]|\+)?"
)


class Attribute(StrEnum):
    """What a quota may be about."""

    CATEGORY = "category"
    GENDER = "gender"
    AGE = "age"
    AREA = "area"


# As pool.csv and rule.json head the column.
COLUMNS: dict[Attribute, str] = {
    Attribute.CATEGORY: N_("代表类别"),
    Attribute.GENDER: N_("性别"),
    Attribute.AGE: N_("年龄段"),
    Attribute.AREA: N_("街镇"),
}
UNSTATED = N_("未说明")
OTHER_AGE = N_("其他年龄")
OTHER_AREA = N_("其他街镇")


@dataclass(frozen=True, slots=True)
class Quota:
    """At least fewest and at most most of the seats for one group, both inclusive.

    Shape:  value is a code of the category or gender; "18-34" for an age band (both ends inclusive, "60-" is
            open); one or several areas joined by 、.
    """

    attribute: Attribute
    value: str
    fewest: int
    most: int

    @property
    def word(self) -> str:
        """The group as the published files name it."""
        if self.attribute is Attribute.CATEGORY:
            return CATEGORY_LABELS[RepresentativeCategory(self.value)]
        if self.attribute is Attribute.GENDER:
            return GENDER_LABELS[Gender(self.value)]
        return band_word(self.value) if self.attribute is Attribute.AGE else self.value

    def as_json(self) -> dict[str, Any]:
        """Return it as the call keeps it."""
        return {
            "attribute": self.attribute.value,
            "value": self.value,
            "min": self.fewest,
            "max": self.most,
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sign-up says that quotas may ask for; born is YYYY-MM."""

    category: RepresentativeCategory
    gender: str
    born: str
    area: str


def read_quotas(kept: Iterable[Mapping[str, Any]]) -> list[Quota]:
    """Return the quotas of a call as it keeps them."""
    return [
        Quota(Attribute(item["attribute"]), str(item["value"]), int(item["min"]), int(item["max"]))
        for item in kept
    ]


def rule_quotas(quotas: Sequence[Quota], seats: int) -> dict[str, dict[str, dict[str, int]]]:
    """Return the quotas as rule.json says them: every group of an attribute, the unlimited ones included."""
    rule: dict[str, dict[str, dict[str, int]]] = {}
    for attribute in Attribute:
        own = [quota for quota in quotas if quota.attribute is attribute]
        if own:
            values = {word: {"min": 0, "max": seats} for word in _open_words(attribute)}
            values |= {quota.word: {"min": quota.fewest, "max": quota.most} for quota in own}
            rule[COLUMNS[attribute]] = values
    return rule


def groups_of(facts: Facts, quotas: Sequence[Quota], reference_on: date) -> dict[str, str]:
    """Return to which group of each attribute a person belongs, as pool.csv says it."""
    by_attribute = {
        attribute: [quota for quota in quotas if quota.attribute is attribute] for attribute in Attribute
    }
    return {
        COLUMNS[attribute]: _group(attribute, facts, own, reference_on)
        for attribute, own in by_attribute.items()
        if own
    }


def quota_problems(quotas: Sequence[Quota], seats: int) -> list[Problem]:
    """Return what is wrong with quotas by themselves, whoever signs up."""
    return [
        *_each_problem(quotas, seats),
        *_repeated_problems(quotas),
        *_overlap_problems(quotas),
        *_sum_problems(quotas, seats),
    ]


def is_relaxed(before: Sequence[Quota], after: Sequence[Quota], seats: int) -> bool:
    """Whether every panel that kept the earlier quotas keeps the later ones.

    Shape:  groups are the same or fewer attributes are asked for; each range is as wide or wider.
    """
    kept = {(quota.attribute, quota.value): quota for quota in after}
    attributes = {quota.attribute for quota in after}
    for quota in before:
        later = kept.pop((quota.attribute, quota.value), None)
        if later is None:
            if quota.attribute in attributes and quota.attribute in {Attribute.AGE, Attribute.AREA}:
                return False  # the group would fall to the others: nobody's band may move
            continue
        if later.fewest > quota.fewest or later.most < min(quota.most, seats):
            return False
    return all(quota.fewest == 0 and quota.most >= seats for quota in kept.values())


def read_band(typed: str) -> str | None:
    """Return an age band in its one form, or None: 18-34, 18至34岁, 60岁以上, 60+, 35岁以下 will do."""
    found = _BAND.fullmatch(unicodedata.normalize("NFKC", typed).replace(" ", ""))
    if found is None:
        return None
    low, high, side = found.groups()
    if high is not None:
        return None if side or int(high) < int(low) else f"{int(low)}-{int(high)}"
    if side is None:
        return f"{int(low)}-" if typed.strip().endswith(("-", "—")) else None
    return f"0-{int(low)}" if side.endswith("下") else f"{int(low)}-"


def band_word(band: str) -> str:
    """Return an age band in words."""
    low, high = _ends(band)
    if high >= _AGE_MOST:
        return f"{low}岁以上"
    return f"{high}岁以下" if low == 0 else f"{low}至{high}岁"


def read_areas(typed: str) -> str:
    """Return areas in their one form: joined by 、 in the order in which they were typed."""
    parts = re.split(r"[、，,;；\s]+", unicodedata.normalize("NFKC", typed).strip())
    return "、".join(dict.fromkeys(part for part in parts if part))


def _ends(band: str) -> tuple[int, int]:
    low, _dash, high = band.partition("-")
    return int(low), int(high) if high else _AGE_MOST


def _open_words(attribute: Attribute) -> list[str]:
    """The groups that exist without being named: they have no limits."""
    return {
        Attribute.CATEGORY: list(CATEGORY_LABELS.values()),
        Attribute.GENDER: [*GENDER_LABELS.values(), UNSTATED],
        Attribute.AGE: [OTHER_AGE],
        Attribute.AREA: [OTHER_AREA],
    }[attribute]


def _group(attribute: Attribute, facts: Facts, quotas: Sequence[Quota], reference_on: date) -> str:
    if attribute is Attribute.CATEGORY:
        return CATEGORY_LABELS[facts.category]
    if attribute is Attribute.GENDER:
        return GENDER_LABELS[Gender(facts.gender)] if facts.gender else UNSTATED
    if attribute is Attribute.AGE:
        age = age_in_years(facts.born, reference_on)
        found = (quota for quota in quotas if _ends(quota.value)[0] <= age <= _ends(quota.value)[1])
        return next((quota.word for quota in found), OTHER_AGE)
    lived_in = read_areas(facts.area)
    return next((quota.word for quota in quotas if lived_in in quota.value.split("、")), OTHER_AREA)


def _each_problem(quotas: Sequence[Quota], seats: int) -> Iterator[Problem]:
    for quota in quotas:
        if not 0 <= quota.fewest <= quota.most:
            text = N_("“%(group)s”的名额下限不能大于上限，也不能小于 0。")
            yield _problem(text, group=quota.word)
        elif quota.fewest > seats:
            text = N_("“%(group)s”至少 %(fewest)d 名，多于抽签名额 %(seats)d 名。")
            yield _problem(text, group=quota.word, fewest=quota.fewest, seats=seats)


def _repeated_problems(quotas: Sequence[Quota]) -> Iterator[Problem]:
    seen = set()
    for quota in quotas:
        if (quota.attribute, quota.value) in seen:
            yield _problem(N_("“%(group)s”的名额要求列了两次。"), group=quota.word)
        seen.add((quota.attribute, quota.value))


def _overlap_problems(quotas: Sequence[Quota]) -> Iterator[Problem]:
    """Everybody belongs to one group of each attribute."""
    bands = sorted({quota.value for quota in quotas if quota.attribute is Attribute.AGE}, key=_ends)
    for one, other in pairwise(bands):
        if _ends(one)[1] >= _ends(other)[0]:
            text = N_("年龄段“%(one)s”和“%(other)s”重叠，请分开。")
            yield _problem(text, one=band_word(one), other=band_word(other))
    areas = [
        area
        for value in {quota.value for quota in quotas if quota.attribute is Attribute.AREA}
        for area in value.split("、")
    ]
    for area in sorted({area for area in areas if areas.count(area) > 1}):
        yield _problem(N_("街镇“%(area)s”列在两组里，请只列一次。"), area=area)


def _sum_problems(quotas: Sequence[Quota], seats: int) -> Iterator[Problem]:
    for column, values in rule_quotas(quotas, seats).items():
        fewest = sum(bounds["min"] for bounds in values.values())
        if fewest > seats:
            text = N_("“%(column)s”各组的下限合计 %(sum)d 名，多于抽签名额 %(seats)d 名。")
            yield _problem(text, column=column, sum=fewest, seats=seats)
        most = sum(bounds["max"] for bounds in values.values())
        if most < seats:
            text = N_("“%(column)s”各组的上限合计 %(sum)d 名，不足抽签名额 %(seats)d 名。")
            yield _problem(text, column=column, sum=most, seats=seats)


def _problem(text: str, **params: object) -> Problem:
    return Problem(Message(text, params), field="quotas")

"""Terms of the yearly catalogue, each with the word a reader sees. Pure: no clock, no database.

The verdicts are beside it: `planned_times`, `items` (what one line says, how two versions differ),
`importing` (what a spreadsheet would change), `gate` (may it be published), `stages` (where a decision
stands), `filters`, `duties`.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from decisions.catalogue.rules.planned_times import PlannedTime, parse_planned_time
from decisions.errors import N_

__all__ = [
    "CATEGORY_TERMS",
    "CHANGE_TERMS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "CatalogueState",
    "Category",
    "ChangeKind",
    "PlannedTime",
    "category_of",
    "change_of",
    "decision_code",
    "is_catalogue_year",
    "parse_planned_time",
    "subject_of",
    "year_of",
]


class Category(StrEnum):
    """What a decision is about (713 art. 3)."""

    PUBLIC_POLICY = "public_policy"
    PLAN = "plan"
    RESOURCES = "resources"
    PROJECT = "project"
    OTHER = "other"


class ChangeKind(StrEnum):
    """What a catalogue changes about an item compared with the catalogue before it."""

    KEPT = "kept"
    ADDED = "added"
    ADJUSTED = "adjusted"
    WITHDRAWN = "withdrawn"


class CatalogueState(StrEnum):
    """Where a year's catalogue stands at the desk; what the public sees is in the record."""

    COMPILING = "compiling"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


CATEGORY_TERMS: Final[Mapping[Category, str]] = {
    Category.PUBLIC_POLICY: N_("公共政策和措施"),
    Category.PLAN: N_("重要规划"),
    Category.RESOURCES: N_("自然和文化资源"),
    Category.PROJECT: N_("重大公共建设项目"),
    Category.OTHER: N_("其他重大事项"),
}

CHANGE_TERMS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.KEPT: N_("保留"),
    ChangeKind.ADDED: N_("新增"),
    ChangeKind.ADJUSTED: N_("调整"),
    ChangeKind.WITHDRAWN: N_("撤销"),
}

# The law's own wording of a category may name another in passing ("自然资源和文化资源的重大公共政策和措施"),
# so the more particular words come first.
_CATEGORY_WORDS: Final = (
    (Category.RESOURCES, re.compile(r"资源")),
    (Category.OTHER, re.compile(r"其[他它]")),
    (Category.PLAN, re.compile(r"规划")),
    (Category.PROJECT, re.compile(r"项目|建设|工程")),
    (Category.PUBLIC_POLICY, re.compile(r"政策|措施")),
)
_CHANGE_WORDS: Final = (
    (ChangeKind.WITHDRAWN, re.compile(r"撤[销消]|撤回|取消|调出|退出|删除|终止|不再")),
    (ChangeKind.ADDED, re.compile(r"新增|新列|调入|增补|增加|^新$")),
    (ChangeKind.ADJUSTED, re.compile(r"调整|变更|修改|更名")),
    (ChangeKind.KEPT, re.compile(r"保留|结转|延续|续[列办]|沿用|不变")),
)
_AROUND_A_NOTE: Final = "（()）：:，,。；; "


def category_of(text: str) -> Category | None:
    """Return the category that a text names, in the official term or about so; None when it names none."""
    text = re.sub(r"\s", "", text)
    return next((category for category, words in _CATEGORY_WORDS if words.search(text)), None)


def change_of(text: str) -> tuple[ChangeKind | None, str]:
    """Return the change that a text names first, and the note beside it: 保留（2025年度目录结转）."""
    found = [(match.start(), kind, match) for kind, words in _CHANGE_WORDS if (match := words.search(text))]
    if not found:
        return None, ""
    _, kind, match = min(found, key=lambda candidate: candidate[0])
    note = (text[: match.start()] + text[match.end() :]).strip(_AROUND_A_NOTE)
    return kind, note


FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100


def is_catalogue_year(year: int) -> bool:
    """Whether a year can have a catalogue: a slip of the keyboard is none."""
    return FIRST_YEAR <= year <= LAST_YEAR


def subject_of(year: int) -> str:
    """Return the subject under which a year's catalogue stands in the record."""
    return f"catalogue/{year}"


def year_of(subject: str) -> int:
    """Return the year whose catalogue stands under a subject of the record."""
    return int(subject.partition("/")[2])


def decision_code(year: int, number: int) -> str:
    """Return a decision's code: the year of its first catalogue and its number there."""
    return f"{year}-{number:02d}"

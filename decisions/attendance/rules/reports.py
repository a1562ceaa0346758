"""The table in which an office reports its representatives: a row for each statement, or silent person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from decisions.attendance.rules import (
    ADOPTION_LABELS,
    CATEGORY_LABELS,
    GENDER_LABELS,
    Adoption,
    Gender,
    RepresentativeCategory,
    Standing,
)

Term = TypeVar("Term")


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """One row of the table; number, content, reply and adoption are empty where nothing was said."""

    position: int
    name: str
    gender: Gender | None
    category: RepresentativeCategory
    area: str
    standing: Standing
    called_up: bool
    attended: bool
    number: int | None
    content: str
    reply: str
    adoption: Adoption | None
    remark: str


def read_reported(cells: Mapping[str, str]) -> ReportedRow:
    """Return a row from its cells by column heading.

    Raises: KeyError for a column that is missing, ValueError for a word or number that means nothing.
    """
    standing = cells["身份"].strip()
    number = cells["发言序号"].strip()
    return ReportedRow(
        position=int(cells["序号"]),
        name=cells["姓名"].strip(),
        gender=_term(GENDER_LABELS, cells["性别"]),
        category=_required(_term(CATEGORY_LABELS, cells["代表类别"]), cells["代表类别"]),
        area=cells["居住或工作街镇"].strip(),
        standing=Standing.ALTERNATE if standing.startswith("候补") else Standing.MEMBER,
        called_up="递补到会" in standing,
        attended=cells["是否到会"].strip() == "是",
        number=int(number) if number else None,
        content=cells["意见内容"].strip(),
        reply=cells["答复"].strip(),
        adoption=_term(ADOPTION_LABELS, cells["采纳情况"]),
        remark=cells["备注"].strip(),
    )


def _term(labels: Mapping[Term, str], word: str) -> Term | None:
    return next((term for term, label in labels.items() if label == word.strip()), None)


def _required(term: Term | None, word: str) -> Term:
    if term is None:
        raise ValueError(word)
    return term

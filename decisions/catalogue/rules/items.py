"""One line of a catalogue as a value, and how it differs from another. Pure.

The same value is imported, edited, compared, published and exported, so no two of them can disagree.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from decisions.catalogue.errors import LeadUnitError, TitleMissingError
from decisions.errors import N_

_MARKS: Final = re.compile(r"[\s《》〈〉“”\"'‘’「」『』]+")
_UNIT_SEPARATORS: Final = re.compile(r"[、,，;；/\n]")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a year's catalogue.

    Shape: code is empty until the decision has one; category and change are codes of Category and
    ChangeKind, empty when not stated; planned_from and planned_to are inclusive; None is "not stated".
    """

    number: int
    title: str
    code: str = ""
    category: str = ""
    lead_unit: str = ""
    partner_units: tuple[str, ...] = ()
    basis: str = ""
    procedures: tuple[str, ...] = ()
    planned_text: str = ""
    planned_from: date | None = None
    planned_to: date | None = None
    hearing: bool | None = None
    invites_public: bool | None = None
    enterprise_related: bool | None = None
    change: str = ""
    change_note: str = ""

    @property
    def key(self) -> str:
        """By what the same matter is recognised in another table."""
        return title_key(self.title)


FIELD_LABELS: Final[Mapping[str, str]] = {
    "number": N_("序号"),
    "title": N_("决策事项名称"),
    "category": N_("决策类别"),
    "lead_unit": N_("牵头承办单位"),
    "partner_units": N_("配合单位"),
    "basis": N_("法律政策依据"),
    "procedures": N_("拟履行程序"),
    "planned_text": N_("计划完成时间"),
    "hearing": N_("是否听证"),
    "invites_public": N_("是否邀请公众代表列席"),
    "enterprise_related": N_("是否涉企"),
    "change": N_("调整情况"),
    "change_note": N_("调整理由"),
}

# The period is read from its words; whoever compares versions sees the words.
_COMPARED: Final = tuple(FIELD_LABELS)
# The place in the list and how an item stands against the catalogue before say nothing about the matter.
_ABOUT_THE_LIST: Final = frozenset({"number", "change", "change_note"})
_ABOUT_THE_MATTER: Final = tuple(name for name in _COMPARED if name not in _ABOUT_THE_LIST)


def title_key(title: str) -> str:
    """Return a title without what offices write differently: width, white space, quotation marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", title)).casefold()


def check_item(item: Item) -> None:
    """Check what every item must have, however it came in.

    Raises: TitleMissingError, LeadUnitError.
    Source: 713 art. 11 (R5).
    """
    if not item.key:
        raise TitleMissingError(field="title")
    if not has_one_lead_unit(item):
        raise LeadUnitError(field="lead_unit")


def has_one_lead_unit(item: Item) -> bool:
    """Whether exactly one unit leads.

    Source: 713 art. 11 (R5).
    """
    return bool(item.lead_unit.strip()) and not _UNIT_SEPARATORS.search(item.lead_unit.strip())


def changed_fields(old: Item, new: Item, *, matter_only: bool = False) -> tuple[str, ...]:
    """Return the names of the fields that differ, in the table's order.

    Shape: with matter_only, another place in the list and the remark on how the item changed are none.
    """
    names = _ABOUT_THE_MATTER if matter_only else _COMPARED
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


@dataclass(frozen=True, slots=True)
class Difference:
    """How one decision's item differs between two versions; old or new is None where it is absent."""

    old: Item | None
    new: Item | None
    fields: tuple[str, ...]

    @property
    def item(self) -> Item:
        """The item as it is now, or as it last was."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a difference has at least one side")
        return found


def compare(old: Iterable[Item], new: Iterable[Item], *, matter_only: bool = False) -> list[Difference]:
    """Return what differs between two versions, decision by decision.

    Shape: items are told apart by their code; in the new order, items that are gone at the end;
        matter_only is for catalogues of different years, each of which numbers and remarks anew.
    """
    before = {item.code: item for item in old}
    differences = []
    for item in new:
        earlier = before.pop(item.code, None)
        names = changed_fields(earlier, item, matter_only=matter_only) if earlier else ()
        if earlier is None or names:
            differences.append(Difference(earlier, item, names))
    return differences + [Difference(item, None, ()) for item in before.values()]


def reordered(numbers: Sequence[int], index: int, steps: int) -> list[int]:
    """Return the numbers of a list's lines after one line was moved.

    Shape:  numbers in the list's order; steps < 0 moves line `index` up, > 0 down, never past an end. The
            same numbers are dealt out again; if some were given twice, the lines are numbered from 1.
    """
    order = list(range(len(numbers)))
    order.insert(min(max(index + steps, 0), len(order) - 1), order.pop(index))
    dealt = sorted(numbers) if len(set(numbers)) == len(numbers) else range(1, len(numbers) + 1)
    given = dict(zip(order, dealt, strict=True))
    return [given[line] for line in range(len(numbers))]


def item_json(item: Item) -> dict[str, Any]:
    """Return an item as it is published."""
    return {field.name: _json(getattr(item, field.name), field.name) for field in fields(Item)}


def _json(value: Any, name: str) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None and name.startswith("planned") else value


def item_from_json(published: Mapping[str, Any]) -> Item:
    """Return a published item as a value again."""
    return Item(**{field.name: _value(published[field.name], field.name) for field in fields(Item)})


def _value(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if name in {"planned_from", "planned_to"}:
        return date.fromisoformat(value) if value else None
    return value

"""Who undertakes an item: one lead and its partners, out of what offices write into one or two cells."""

import re
from collections.abc import Iterable
from enum import Enum, auto
from typing import Final, NamedTuple

from decisions.services.spreadsheet.text import split_list


class Units(NamedTuple):
    """The units of an item; lead None when there are several and none is named the lead, or none at all."""

    lead: str | None
    partners: tuple[str, ...]
    undecided: tuple[str, ...] = ()  # among which the lead is to be named


class _Part(Enum):
    """Which part a unit plays."""

    LEAD = auto()
    PARTNER = auto()


_LEAD: Final = "牵头承办单位|主要承办单位|牵头单位|牵头部门|主办单位|牵头承办|牵头|主办"
_PARTNER: Final = "配合单位|协办单位|参与单位|会办单位|配合部门|其他单位|配合|协办|协同|参与|会办"
_LABEL: Final = re.compile(rf"^(?:(?P<lead>{_LEAD})|(?P<partner>{_PARTNER}|责任单位|承办单位))\s*[:：]\s*")
_MARK: Final = re.compile(rf"\s*[（(]?(?:为?(?P<lead>{_LEAD})|(?P<partner>等?{_PARTNER}))[）)]?$")
_TOGETHER_WITH: Final = re.compile(r"会同|联合|商(?=[区市县浦])")
_NUMBERING: Final = re.compile(r"^(?:\d{1,2}[.．]|[(（]\d{1,2}[)）])\s*")
_END_OF_UNIT: Final = re.compile(
    r"(?:局|委|办|处|中心|政府|街道|镇|乡|院|校|学|公司|集团|部|厅|队|所|会|站|馆|社|团|科|室|行|联|司|园|厂|[）)、，,；;:：])$"
)


def read_units(lead_cell: str, partner_cell: str) -> Units:
    """Return lead and partners.

    The lead is marked (区教育局（牵头）, 牵头：…, 区教育局会同…) or stands alone in its cell; of several
    unmarked ones none is taken, a person says which.
    """
    led = list(_members(_TOGETHER_WITH.sub("（牵头）、", _without_wraps(lead_cell))))
    partners = [unit for unit, _ in _members(_without_wraps(partner_cell))]
    leads = [unit for unit, part in led if part is _Part.LEAD]
    if not leads:
        leads = [unit for unit, part in led if part is None]
    undecided = tuple(dict.fromkeys(leads))
    lead = undecided[0] if len(undecided) == 1 else None
    others = [unit for unit, _ in led if unit != lead]
    return Units(
        lead,
        tuple(dict.fromkeys(unit for unit in [*others, *partners] if unit != lead)),
        undecided if lead is None else (),
    )


def _members(text: str) -> Iterable[tuple[str, _Part | None]]:
    """Give each unit with its part; a label holds until the next one."""
    labelled: _Part | None = None
    for member in split_list(text, "、,，;；\n/"):
        unit = _NUMBERING.sub("", member)
        label = _LABEL.match(unit)
        if label:
            labelled = (
                _Part.LEAD if label["lead"] else _Part.PARTNER if label["partner"] in _PARTNER else None
            )
            unit = unit[label.end() :]
        mark = _MARK.search(unit)
        part = labelled
        if mark and mark.start():
            part = _Part.LEAD if mark["lead"] else _Part.PARTNER
            unit = unit[: mark.start()]
        if unit:
            yield unit, part


def _without_wraps(text: str) -> str:
    """Join lines that were broken inside a unit's name to fit a narrow column."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = ""
    for line in lines:
        carries_on = line.startswith(("（", "(")) or not _END_OF_UNIT.search(joined)
        joined += line if carries_on else f"\n{line}"
    return joined

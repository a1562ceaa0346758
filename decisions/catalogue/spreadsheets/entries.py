"""From the rows below the header to entries: one for each item, whatever rows it was spread over.

Headings of a section give their category or change to the items under them; notes, sums and rows that only
hold a number are left out, and said so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from decisions.catalogue.rules import Category, ChangeKind, category_of, change_of
from decisions.catalogue.spreadsheets.columns import NUMBER, TITLE
from decisions.errors import N_
from decisions.services.spreadsheet.findings import Findings
from decisions.services.spreadsheet.headings import Header, is_footer
from decisions.services.spreadsheet.table import Row

_LEFT_OUT: Final = N_("第 %(rows)s 行是表下的说明或合计，没有导入。")
_ONLY_NUMBER: Final = N_("第 %(rows)s 行只有序号，没有导入。")
_NO_ITEM: Final = N_("“%(text)s”不像是决策事项，没有导入。如果是事项，请补全这一行的各栏。")
_CONTINUED: Final = N_("这一行没有事项名称，已并入上一项。如果是单独的事项，请填写“%(heading)s”。")
_UNREADABLE: Final = N_("“%(heading)s”一栏：%(reason)s")

_SECTION_NUMBER: Final = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[)）])"
)
_COUNT: Final = re.compile(r"[（(]\s*(?:共)?\d+\s*[项件个]\s*[)）]|类$|事项$")
_LONGEST_SECTION: Final = 40
_LONGEST_QUOTED: Final = 30


@dataclass(slots=True)
class Entry:
    """One item's cells as printed, by field; category and change as its section says."""

    row: int
    texts: dict[str, str]
    category: Category | None
    change: ChangeKind | None


@dataclass(slots=True)
class _Place:
    """Where the reading stands: what the last section said, which rows were left out."""

    category: Category | None = None
    change: ChangeKind | None = None
    below_the_table: bool = False
    notes: list[int] = field(default_factory=list)
    only_numbers: list[int] = field(default_factory=list)


def read_entries(header: Header, findings: Findings) -> list[Entry]:
    """Return the entries in the file's order."""
    place = _Place()
    entries: list[Entry] = []
    for row in header.body():
        _report_troubles(row, header, findings)
        if _is_no_item(row, header, place, findings):
            continue
        if entries and _continues(row, header):
            if not row.is_copied(header.index(TITLE)):
                findings.warn(_CONTINUED, row.number, TITLE)
            _continue(entries[-1], row, header)
        else:
            texts = dict(_texts(row, header))
            entries.append(Entry(row.number, texts, place.category, place.change))
    for text, rows in ((_LEFT_OUT, place.notes), (_ONLY_NUMBER, place.only_numbers)):
        if rows:
            findings.warn(text, rows[0], None, rows="、".join(map(str, rows)))
    return entries


def _report_troubles(row: Row, header: Header, findings: Findings) -> None:
    for trouble in row.troubles:
        name = header.field_at(trouble.column)
        if name is not None:
            findings.warn(_UNREADABLE, row.number, name, reason=trouble.message)


def _is_no_item(row: Row, header: Header, place: _Place, findings: Findings) -> bool:
    """Whether a row is a section's heading, a note or an unused line; remembers what it said."""
    only = row.only_text()
    place.below_the_table = is_footer(row) or (place.below_the_table and only is not None)
    if place.below_the_table:
        place.notes.append(row.number)
        return True
    if not any(row.text(column.index) for column in header.columns if column.field):
        return True
    if only is None:
        return False
    if row.text(header.index(NUMBER)) == only and not row.text(header.index(TITLE)) and only.isdecimal():
        place.only_numbers.append(row.number)
        return True
    if not (row.copied or _SECTION_NUMBER.match(only) or row.text(header.index(TITLE)) != only):
        return False  # a title and nothing else: an item that lacks the rest
    if not _begin_section(only, place):
        findings.warn(_NO_ITEM, row.number, None, text=only[:_LONGEST_QUOTED])
    return True


def _begin_section(text: str, place: _Place) -> bool:
    if len(text) > _LONGEST_SECTION:
        return False
    plain = _COUNT.sub("", _COUNT.sub("", _SECTION_NUMBER.sub("", text)))
    category, (change, _) = category_of(plain), change_of(plain)
    place.category = category or place.category
    place.change = change or place.change
    return bool(category or change or _SECTION_NUMBER.match(text))


def _continues(row: Row, header: Header) -> bool:
    """Whether a row carries on the item above: title and number are merged down, or both are missing."""
    title = header.index(TITLE)
    if row.text(title):
        return row.is_copied(title) and (header.index(NUMBER) is None or _number_is_silent(row, header))
    return _number_is_silent(row, header)


def _number_is_silent(row: Row, header: Header) -> bool:
    number = header.index(NUMBER)
    return not row.text(number) or row.is_copied(number)


def _continue(entry: Entry, row: Row, header: Header) -> None:
    for name, text in _texts(row, header):
        column = header.index(name)
        if text and not row.is_copied(column) and text != entry.texts.get(name):
            entry.texts[name] = "\n".join(filter(None, (entry.texts.get(name, ""), text)))


def _texts(row: Row, header: Header) -> Iterator[tuple[str, str]]:
    """Give each field's text with its line ends, which separate what one_line would join."""
    for column in header.columns:
        if column.field is not None:
            value = row.value(column.index)
            yield column.field, value if isinstance(value, str) else row.text(column.index)

"""Finding the header row of a table and what its columns mean, in whatever words and order.

A feature describes the columns it knows (Column); find_header looks for the row that names them below
titles and document numbers, joins headers of two rows, and gives the rows below. What a person knows
better overrides what was found. Not here: what a cell's text means.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from decisions.errors import N_, Message
from decisions.services.spreadsheet.errors import HeaderNotFoundError
from decisions.services.spreadsheet.table import Row, Sheet
from decisions.services.spreadsheet.text import half_width

_COLUMNS_UNKNOWN: Final = N_(
    "没有识别这些列：%(names)s，其中内容没有导入。如需要，请在预览中指定对应的栏目，或者改正表头。"
)
_OTHER_SHEETS: Final = N_(
    "文件中有多张工作表，只读取了“%(sheet)s”。其他工作表：%(names)s。如需导入，请另存为单独的文件。"
)

_ROWS_LOOKED_AT: Final = 40
_LONGEST_HEADING: Final = 24
_MOST_HEADER_ROWS: Final = 3
_EXACT: Final = 1000
_LOOSE: Final = 10
_IGNORED: Final = re.compile(r"[\s*:.,、\"'“”_\-—]+")
_BRACKETED: Final = re.compile(r"[(\[【<].*?[)\]】>]")
_FOOTER: Final = re.compile(
    r"(?:合计|共计|总计|小计|注(?:\d|[:：]|$)|备注[:：]|附注|说明[:：]|填[报表](?:说明|人|单位|时间|日期)|"
    r"联系(?:人|电话)[:：]|审核人?[:：]|制表|打印|导出时间|数据来源|第\s*\d+\s*页)"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import knows.

    Shape: heading is the official one, used in messages; words are other headings with the same meaning,
    the closest first; pattern finds still others inside a longer heading.
    """

    field: str
    heading: str
    words: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the file: where it is, its heading as printed, the field it was taken for."""

    index: int
    heading: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """The header that was found, and the table below it."""

    sheet: Sheet
    row: int  # the last row of the header
    columns: tuple[MappedColumn, ...]
    above: tuple[Row, ...]

    def index(self, field: str) -> int | None:
        """Return the column of a field, None when the file has none."""
        return next((column.index for column in self.columns if column.field == field), None)

    def field_at(self, index: int) -> str | None:
        """Return the field of a column."""
        return next((column.field for column in self.columns if column.index == index), None)

    def left_out(self) -> tuple[Message, ...]:
        """Return what of the file is not read: columns that were taken for nothing, other sheets."""
        unknown = "、".join(column.heading for column in self.columns if column.field is None)
        others = "、".join(sheet.name for sheet in self.sheet.siblings)
        messages = (
            unknown and Message(_COLUMNS_UNKNOWN, {"names": unknown}),
            others and Message(_OTHER_SHEETS, {"sheet": self.sheet.name, "names": others}),
        )
        return tuple(message for message in messages if isinstance(message, Message))

    def body(self) -> Iterator[Row]:
        """Give the rows below the header, without headers printed again on a later page."""
        headings = {column.index: _normalised(column.heading) for column in self.columns}
        for row in self.sheet.rows():
            if row.number > self.row and not _repeats(row, headings):
                yield row


def find_header(
    sheet: Sheet,
    columns: Sequence[Column],
    needed: frozenset[str],
    *,
    overrides: Mapping[int, str | None] | None = None,
    at_row: int | None = None,
) -> Header:
    """Return the header: the first row that names every needed field, and two at least.

    Shape: overrides gives the field of a column by its index (A is 0), None to leave the column out;
        at_row is the header's row number when a person says it.
    Raises: HeaderNotFoundError when neither this sheet nor a sibling has such a row.
    """
    for candidate in (sheet, *sheet.siblings):
        header = _find_in(candidate, columns, needed, overrides or {}, at_row)
        if header is not None:
            return header
    missing = "、".join(column.heading for column in columns if column.field in needed)
    raise HeaderNotFoundError(rows=_ROWS_LOOKED_AT, needed=missing)


def is_footer(row: Row) -> bool:
    """Whether a row below the table is no entry: a note, a sum, who filled it in."""
    first = next((text for text in map(row.text, range(len(row.cells))) if text), "")
    return bool(_FOOTER.match(first))


def _find_in(
    sheet: Sheet,
    columns: Sequence[Column],
    needed: frozenset[str],
    overrides: Mapping[int, str | None],
    at_row: int | None,
) -> Header | None:
    rows = list(islice(sheet.rows(), _ROWS_LOOKED_AT))
    for position, row in enumerate(rows):
        if at_row is not None and row.number != at_row:
            continue
        upper = [rows[position - 1]] if position and rows[position - 1].copied else []
        lines = [row, *_further_lines(row, rows[position + 1 :], columns, needed)]
        mapped = _overridden(_mapped(upper, lines, columns), overrides)
        found = {column.field for column in mapped} - {None}
        if needed <= found and (len(found) > 1 or overrides) and row.only_text() is None:
            return Header(sheet, lines[-1].number, mapped, tuple(rows[:position]))
    return None


def _further_lines(
    first: Row, following: Sequence[Row], columns: Sequence[Column], needed: frozenset[str]
) -> list[Row]:
    """Return the header's second and third rows: they say nothing where the needed columns are."""
    needed_at = [column.index for column in _mapped([], [first], columns) if column.field in needed]
    lines: list[Row] = []
    for row in following[: _MOST_HEADER_ROWS - 1]:
        own = [row.text(index) for index in range(len(row.cells)) if not row.is_copied(index)]
        own = [text for text in own if text]
        silent = all(row.text(index) in ("", first.text(index)) for index in needed_at)
        if not (needed_at and silent and own and row.only_text() is None):
            break
        if any(len(text) > _LONGEST_HEADING or text.isdecimal() for text in own):
            break
        lines.append(row)
    return lines


def _mapped(
    upper: Sequence[Row], lines: Sequence[Row], columns: Sequence[Column]
) -> tuple[MappedColumn, ...]:
    """Return each column with the field its heading fits best; a field is given once."""
    width = max(len(line.cells) for line in lines)
    stacks = [_stack([*upper, *lines], len(upper), index) for index in range(width)]
    scores = sorted(
        (
            (-_score(stack, column), index, column.field)
            for index, stack in enumerate(stacks)
            for column in columns
            if stack and _score(stack, column)
        ),
    )
    fields: dict[int, str] = {}
    for _, index, field in scores:
        if index not in fields and field not in fields.values():
            fields[index] = field
    return tuple(
        MappedColumn(index, stack[-1], fields.get(index)) for index, stack in enumerate(stacks) if stack
    )


def _stack(lines: Sequence[Row], uppers: int, index: int) -> list[str]:
    """Return the headings over a column from the top; in a .csv a group's heading stands at its first column.

    Empty when the column has no heading of its own.
    """
    if not any(line.text(index) for line in lines[uppers:]):
        return []
    stack: list[str] = []
    for depth, line in enumerate(lines):
        text = line.text(index)
        if not text and depth < len(lines) - 1:
            text = next((line.text(left) for left in range(index, -1, -1) if line.text(left)), "")
        if text and text not in stack:
            stack.append(text)
    return stack


def _score(stack: Sequence[str], column: Column) -> int:
    """Return how well the headings over a column fit: the lowest first, then together with those above."""
    words = [_normalised(word) for word in (column.heading, *column.words)]
    leaf = stack[-1]
    for heading in (_normalised(leaf), _normalised(_BRACKETED.sub("", half_width(leaf)))):
        if heading in words:
            return _EXACT - words.index(heading)
    together = _normalised("".join(stack[-2:])) if len(stack) > 1 else ""
    if together in words:
        return _EXACT - words.index(together)
    if column.pattern is None or len(leaf) > _LONGEST_HEADING:
        return 0
    found = re.search(column.pattern, _normalised(leaf))
    if found:
        return _LOOSE + len(found[0])
    short = len(together) <= 2 * _LONGEST_HEADING
    return 1 if short and re.search(column.pattern, together) else 0


def _overridden(
    mapped: Iterable[MappedColumn], overrides: Mapping[int, str | None]
) -> tuple[MappedColumn, ...]:
    taken = set(overrides.values())
    return tuple(
        replace(column, field=overrides[column.index])
        if column.index in overrides
        else replace(column, field=None if column.field in taken else column.field)
        for column in mapped
    )


def _repeats(row: Row, headings: Mapping[int, str]) -> bool:
    alike = 0
    for index, heading in headings.items():
        text = row.text(index)
        if text and (len(text) > 2 * _LONGEST_HEADING or _normalised(text) != heading):
            return False  # nearly every row leaves here at its first cell
        alike += bool(text)
    return alike > 1


def _normalised(heading: str) -> str:
    return _IGNORED.sub("", half_width(heading)).replace("(", "").replace(")", "").lower()

"""Reading .csv: separator, records, damaged places. One record is one row, whatever line ends it holds."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO, Final

from decisions.errors import N_, Message
from decisions.services.spreadsheet.encoding import Encoding, detect_encoding
from decisions.services.spreadsheet.errors import BrokenQuotesError, EmptySpreadsheetError
from decisions.services.spreadsheet.limits import MAX_COLUMNS, MAX_ROWS, too_large
from decisions.services.spreadsheet.table import Row, Sheet, TableKind, Trouble
from decisions.services.spreadsheet.text import clean_text

Opener = Callable[[], AbstractContextManager[BinaryIO]]

_SEPARATORS: Final = ",\t;"
_NAMED: Final = "sep="
_SAMPLE_RECORDS: Final = 60
_DAMAGED: Final = "\ufffd"
_DAMAGED_TEXT: Final = N_("有无法辨认的文字（显示为“�”），可能在导出时被截断。请对照原件核对。")


def read_csv(name: str, open_file: Opener) -> Sheet:
    """Return the table of a text file.

    Raises: UnknownEncodingError, BrokenQuotesError, EmptySpreadsheetError, SpreadsheetTooLargeError: all
    before the first row is given out, since a file is read through once to find its encoding and quotes.
    """
    with open_file() as stream:
        encoding = detect_encoding(stream)
        separator = _find_separator(stream, encoding)
        if not any(True for _ in _checked_rows(stream, encoding, separator)):
            raise EmptySpreadsheetError

    def rows() -> Iterator[Row]:
        with open_file() as stream:
            yield from _rows(stream, encoding, separator)

    return Sheet(name, TableKind.CSV, rows)


def _checked_rows(stream: BinaryIO, encoding: Encoding, separator: str) -> Iterator[Row]:
    """Read to the very end, so that a late fault is found before anything is used."""
    last: Row | None = None
    for row in _rows(stream, encoding, separator):
        last = row
    if last is not None:
        yield last


def _rows(stream: BinaryIO, encoding: Encoding, separator: str) -> Iterator[Row]:
    held = 0
    for number, record in _records(stream, encoding, separator):
        cells = [clean_text(cell) for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        held += 1
        if held > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise too_large()
        yield Row(number, tuple(cells), troubles=_troubles(cells))


def _troubles(cells: list[str]) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(column, Message(_DAMAGED_TEXT)) for column, cell in enumerate(cells) if _DAMAGED in cell
    )


def _records(stream: BinaryIO, encoding: Encoding, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record with its number; a first line `sep=;` is the spreadsheet's own and not counted."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding.name, encoding.errors, newline="")
    number = 0
    try:
        if not text.readline().startswith(_NAMED):
            text.seek(0)
        reader = csv.reader(text, delimiter=separator, strict=True)
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        raise BrokenQuotesError(row=number + 1) from error
    finally:
        text.detach()  # the stream is the caller's


def _find_separator(stream: BinaryIO, encoding: Encoding) -> str:
    """Return the separator that the file names, else the one under which most of the first records agree."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding.name, encoding.errors)
    named = text.readline().rstrip("\n").partition(_NAMED)
    text.detach()
    if not named[0] and len(named[2]) == 1:
        return named[2]
    return max(_SEPARATORS, key=lambda separator: _agreement(stream, encoding, separator))


def _agreement(stream: BinaryIO, encoding: Encoding, separator: str) -> tuple[int, int]:
    """Return how many of the first records have the same number of columns, above one, and that number."""
    widths: Counter[int] = Counter()
    try:
        for number, record in _records(stream, encoding, separator):
            if number > _SAMPLE_RECORDS:
                break
            widths[len(record)] += 1
    except BrokenQuotesError:
        return 0, 0
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

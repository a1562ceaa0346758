"""Spreadsheets made for a test: as offices make them, and as nobody should."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from decisions.services.spreadsheet.reading import read_table
from decisions.services.spreadsheet.table import Row, Sheet, Value

DATA = Path(__file__).parents[3] / "decisions" / "demo" / "data"
SHEET_PART = "xl/worksheets/sheet1.xml"


def xlsx_of(
    *rows: Sequence[Any], merge: Iterable[str] = (), write: Callable[[Any], None] | None = None
) -> bytes:
    """Return an .xlsx with these rows from A1 on and these areas merged."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    for area in merge:
        sheet.merge_cells(area)
    if write is not None:
        write(sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    """Return a workbook's bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_of(*rows: Sequence[str], encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    """Return a .csv as spreadsheet programs save it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def table(data: bytes | Path) -> Sheet:
    """Return the table in a file."""
    return read_table("表格", data)


def rows_of(data: bytes | Path) -> list[Row]:
    """Return all its rows."""
    return list(table(data).rows())


def cells_of(data: bytes | Path) -> list[tuple[Value, ...]]:
    """Return all its cells."""
    return [row.cells for row in rows_of(data)]


def with_part(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return an archive with one part rewritten, or added when it is not there."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        before = old.read(part).decode() if part in old.namelist() else ""
        new.writestr(part, change(before))
    return result.getvalue()


def archive_of(parts: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return result.getvalue()

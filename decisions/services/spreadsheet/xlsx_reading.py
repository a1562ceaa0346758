"""Reading the rows of an .xlsx as a stream."""

import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from typing import IO, BinaryIO

from decisions.services.spreadsheet.errors import EmptySpreadsheetError, SpreadsheetUnreadableError
from decisions.services.spreadsheet.limits import MAX_COLUMNS, MAX_ROWS, too_large
from decisions.services.spreadsheet.merging import Area, MergedAreas, column_index, find_merged_areas
from decisions.services.spreadsheet.table import Row, Sheet, TableKind, Trouble, Value
from decisions.services.spreadsheet.xlsx_cells import CellReader, RawCell
from decisions.services.spreadsheet.xlsx_package import Package, SheetPart, open_part, read_package
from decisions.services.spreadsheet.xml_stream import Attributes, Listener, stream_xml

Opener = Callable[[], AbstractContextManager[BinaryIO]]


def read_xlsx(open_file: Opener) -> Sheet:
    """Return the first visible sheet that holds something, the others as its siblings.

    Raises: a SpreadsheetUnreadableError that says what is wrong with the file.
    """
    with _open_archive(open_file) as archive:
        package = read_package(archive)
        sheets = [_sheet(open_file, archive, package, part) for part in package.sheets]
    filled = [sheet for sheet in sheets if any(True for _ in sheet.rows())]
    if not filled:
        raise EmptySpreadsheetError
    return replace(filled[0], siblings=tuple(filled[1:]))


@contextmanager
def _open_archive(open_file: Opener) -> Iterator[zipfile.ZipFile]:
    with open_file() as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SpreadsheetUnreadableError from error
        with archive:
            yield archive


def _sheet(open_file: Opener, archive: zipfile.ZipFile, package: Package, sheet: SheetPart) -> Sheet:
    with open_part(archive, sheet.part) as stream:
        areas = find_merged_areas(stream)
    return Sheet(sheet.title, TableKind.XLSX, partial(_rows, open_file, package, sheet.part, areas))


def _rows(open_file: Opener, package: Package, part: str, areas: list[Area]) -> Iterator[Row]:
    reader, merged = CellReader(package), MergedAreas(areas)
    held = 0
    with _open_archive(open_file) as archive, open_part(archive, part) as stream:
        for number, raw_cells in _raw_rows(stream):
            row = _row(number, raw_cells, reader, merged)
            if row is None:
                continue
            held += 1
            if held > MAX_ROWS:
                raise too_large()
            yield row


def _raw_rows(stream: IO[bytes]) -> Iterator[tuple[int, dict[int, RawCell]]]:
    listener = _SheetListener()
    try:
        for _ in stream_xml(stream, listener):
            while listener.rows:
                yield listener.rows.popleft()
    except ValueError as error:  # a coordinate or style that is no number
        raise SpreadsheetUnreadableError from error


def _row(number: int, raw_cells: dict[int, RawCell], reader: CellReader, merged: MergedAreas) -> Row | None:
    cells: dict[int, Value] = {}
    troubles = []
    for column, raw in raw_cells.items():
        value, complaint = reader.read(raw)
        if value != "":
            cells[column] = value
        if complaint:
            troubles.append(Trouble(column, complaint))
    copied = merged.fill(number, cells)
    width = max(cells, default=-1) + 1
    if width > MAX_COLUMNS:
        raise too_large()
    if not width and not troubles:
        return None
    return Row(number, tuple(cells.get(column, "") for column in range(width)), copied, tuple(troubles))


class _SheetListener(Listener):
    """Collects the rows of a sheet as they end."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: deque[tuple[int, dict[int, RawCell]]] = deque()
        self._columns: dict[str, int] = {}
        self._number = 0
        self._column = -1
        self._cells: dict[int, RawCell] = {}
        self._attributes: Attributes = {}
        self._pieces: list[str] = []
        self._listening = self._phonetic = self._has_formula = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._listening = not self._phonetic
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._column, self._cells = -1, {}
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._listening = False
        elif name == "row":
            self.rows.append((self._number, self._cells))
        elif name == "rPh":
            self._phonetic = False
        elif name == "sheetData":
            self.finished = True

    def text(self, data: str) -> None:
        if self._listening:
            self._pieces.append(data)

    def _start_cell(self, attributes: Attributes) -> None:
        self._attributes, self._has_formula = attributes, False
        self._pieces.clear()
        if "r" in attributes:
            letters = attributes["r"].rstrip("0123456789")
            if letters not in self._columns:
                self._columns[letters] = column_index(letters)
            self._column = self._columns[letters]
        else:
            self._column += 1

    def _end_cell(self) -> None:
        text = "".join(self._pieces)
        if text or self._has_formula:
            kind, style = self._attributes.get("t", "n"), int(self._attributes.get("s", "0"))
            self._cells[self._column] = RawCell(kind, style, self._has_formula, text)

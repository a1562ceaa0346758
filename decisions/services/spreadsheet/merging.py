"""Merged areas: the value in the first cell holds for the whole area, as a reader of the sheet sees it."""

import re
from collections.abc import Iterable
from typing import IO, Final, NamedTuple

from decisions.services.spreadsheet.errors import SuspiciousSpreadsheetError
from decisions.services.spreadsheet.limits import MAX_COLUMNS, MAX_MERGED_AREAS, too_large
from decisions.services.spreadsheet.table import Value

_CHUNK: Final = 1024 * 1024
_LONGEST_MARK: Final = 256
_MARK: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']"""
)


class Area(NamedTuple):
    """A merged area; columns count from 0, rows from 1, ends inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def column_index(letters: str) -> int:
    """Return a column's index from its letters: A is 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def find_merged_areas(stream: IO[bytes]) -> list[Area]:
    """Return the merged areas of a sheet.

    They stand behind the cells, so they are looked for in a pass of their own before cells are read.
    """
    areas: list[Area] = []
    rest = b""
    while chunk := stream.read(_CHUNK):
        window = rest + chunk
        end = 0
        for mark in _MARK.finditer(window):
            areas.append(_area(*(part.decode() for part in mark.groups())))
            end = mark.end()
        if len(areas) > MAX_MERGED_AREAS:
            raise too_large()
        rest = window[max(end, len(window) - _LONGEST_MARK) :]
    return areas


def _area(first_letters: str, first_row: str, last_letters: str, last_row: str) -> Area:
    return Area(
        int(first_row),
        column_index(first_letters),
        int(last_row),
        min(column_index(last_letters), MAX_COLUMNS - 1),
    )


class MergedAreas:
    """Fills merged areas while rows come by in ascending order."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._waiting = sorted(areas, reverse=True)
        self._open: list[tuple[Area, Value]] = []

    def fill(self, number: int, cells: dict[int, Value]) -> frozenset[int]:
        """Write the areas' values into a row's empty cells; return the columns that were filled."""
        is_empty = not cells
        while self._waiting and self._waiting[-1].first_row <= number:
            area = self._waiting.pop()
            value = cells.get(area.first_column, "") if area.first_row == number else ""
            if value != "":
                self._open.append((area, value))
        if len(self._open) > MAX_COLUMNS:  # areas that overlap: no program writes them
            raise SuspiciousSpreadsheetError
        copied = {
            column: value
            for area, value in self._open
            for column in range(area.first_column, area.last_column + 1)
            if cells.get(column, "") == ""
        }
        self._open = [(area, value) for area, value in self._open if area.last_row > number]
        if is_empty:  # such a row inside an area says nothing of its own
            return frozenset()
        cells.update(copied)
        return frozenset(copied)

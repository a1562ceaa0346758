"""A table as it was read: rows with the numbers a spreadsheet program shows, cells with their values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from decisions.errors import Message
from decisions.services.spreadsheet.text import one_line

Value = str | date | datetime


class TableKind(StrEnum):
    """What the file is."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about one cell that the file itself made unreadable."""

    column: int
    message: Message


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something.

    Shape: number counts from 1 as the spreadsheet does; cells from column A on, without empty ones at the
    end; copied names the columns whose value stands in another cell of a merged area, above or left.
    """

    number: int
    cells: tuple[Value, ...]
    copied: frozenset[int] = frozenset()
    troubles: tuple[Trouble, ...] = ()

    def value(self, column: int | None) -> Value:
        """Return a cell's value, empty when the row is shorter or the column absent."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    def text(self, column: int | None) -> str:
        """Return a cell as text on one line, a date in ISO form."""
        value = self.value(column)
        return one_line(value) if isinstance(value, str) else str(value)

    def is_copied(self, column: int | None) -> bool:
        """Whether the value was copied into a merged area."""
        return column in self.copied

    def only_text(self) -> str | None:
        """Return the one text that the row holds, merged over the row or alone in it, or None."""
        only = ""
        for column in range(len(self.cells)):
            text = self.text(column)
            if text and only and text != only:
                return None
            only = only or text
        return only or None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. rows() may be called again: each call reads the file anew, a row at a time.

    siblings are the other sheets of the same file that a person sees and that hold something.
    """

    name: str
    kind: TableKind
    read: Callable[[], Iterator[Row]]
    siblings: tuple["Sheet", ...] = ()

    def rows(self) -> Iterator[Row]:
        """Give each row that holds something, in order.

        Raises: SpreadsheetUnreadableError when the file turns out broken or too long on the way.
        """
        return self.read()

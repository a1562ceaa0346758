"""What is found wrong while a table is read, gathered so that one reading reports everything."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from decisions.errors import Level, Message, Problem
from decisions.services.spreadsheet.headings import Column, Header


@dataclass(slots=True)
class Findings:
    """Problems so far; each names the column as the file prints it, or officially when it has none."""

    header: Header
    columns: Iterable[Column]
    problems: list[Problem] = field(default_factory=list)

    def heading(self, name: str | None) -> str | None:
        """Return the heading of a field."""
        printed = (column.heading for column in self.header.columns if column.field == name)
        official = (column.heading for column in self.columns if column.field == name)
        return None if name is None else next(printed, None) or next(official, name)

    def error(self, message: str, row: int | None, name: str | None, /, **params: object) -> None:
        """Note what forbids the import."""
        self._note(Level.ERROR, message, row, name, params)

    def warn(self, message: str, row: int | None, name: str | None, /, **params: object) -> None:
        """Note what a person should look at."""
        self._note(Level.WARNING, message, row, name, params)

    def in_order(self) -> tuple[Problem, ...]:
        """Return the problems of the whole table, then those of its rows in their order."""
        return tuple(sorted(self.problems, key=lambda problem: problem.row or 0))

    def _note(
        self, level: Level, text: str, row: int | None, name: str | None, params: dict[str, object]
    ) -> None:
        heading = self.heading(name)
        message = Message(text, {"heading": heading, **params} if "%(heading)s" in text else params)
        self.problems.append(Problem(message, level, row=row, field=heading))

"""What a catalogue's spreadsheet was read to, and its form as JSON (a promise to scripts)."""

from dataclasses import dataclass
from typing import Any

from decisions.catalogue.rules import (
    CATEGORY_TERMS,
    CHANGE_TERMS,
    Category,
    ChangeKind,
    PlannedTime,
)
from decisions.catalogue.spreadsheets.preamble import Preamble
from decisions.errors import Level, Problem
from decisions.services.spreadsheet.headings import MappedColumn


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One item as read.

    Shape: None where the file has no such column or the cell can't be told; lead_unit None where the lead
    is still to be named among partner_units.
    """

    row: int
    number: int
    title: str
    category: Category | None
    lead_unit: str | None
    partner_units: tuple[str, ...]
    basis: str
    procedures: tuple[str, ...]
    planned_text: str
    planned: PlannedTime | None
    hearing: bool | None
    invites_public: bool | None
    enterprise_related: bool | None
    change: ChangeKind | None
    change_note: str

    def as_json(self) -> dict[str, Any]:
        """Return the item in the terms of the printed catalogue."""
        return {
            "row": self.row,
            "number": self.number,
            "title": self.title,
            "category": CATEGORY_TERMS[self.category] if self.category else None,
            "lead_unit": self.lead_unit,
            "partner_units": list(self.partner_units),
            "basis": self.basis,
            "procedures": list(self.procedures),
            "planned_text": self.planned_text,
            "planned_from": self.planned.starts_on.isoformat() if self.planned else None,
            "planned_to": self.planned.ends_on.isoformat() if self.planned else None,
            "hearing": self.hearing,
            "invites_public": self.invites_public,
            "enterprise_related": self.enterprise_related,
            "change": CHANGE_TERMS[self.change] if self.change else None,
        }


@dataclass(frozen=True, slots=True)
class CatalogueReading:
    """Everything one file gave: nothing of it is written anywhere yet."""

    sheet: str
    header_row: int
    columns: tuple[MappedColumn, ...]
    preamble: Preamble
    items: tuple[ReadItem, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid the import."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)

    def as_json(self) -> dict[str, Any]:
        """Return items and problems as the command prints them."""
        return {
            "items": [item.as_json() for item in self.items],
            "problems": [
                {
                    "row": problem.row,
                    "field": problem.field,
                    "level": problem.level.value,
                    "message": str(problem.message),
                }
                for problem in self.problems
            ],
        }

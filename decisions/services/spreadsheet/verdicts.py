"""What became of each row of a long table: taken in, refused, skipped, or noted with a warning.

Rows come one at a time, so that a table of any length needs little memory.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from decisions.errors import Message


class NoteKind(StrEnum):
    """What a note says about its row; the value is its key in JSON."""

    REFUSED = "refused"  # has to be mended and handed in again
    SKIPPED = "skipped"  # is no entry, or one that stands above already
    WARNING = "warnings"  # was taken in, yet wants a look


@dataclass(frozen=True, slots=True)
class RowNote:
    """A sentence about a row, as the spreadsheet numbers it."""

    kind: NoteKind
    row: int
    message: Message


Accepted = TypeVar("Accepted")


def verdicts_json(
    verdicts: Iterable[Accepted | RowNote], as_json: Callable[[Accepted], dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Return all verdicts as the import commands print them."""
    result: dict[str, list[dict[str, Any]]] = {"accepted": [], **{kind.value: [] for kind in NoteKind}}
    for verdict in verdicts:
        if isinstance(verdict, RowNote):
            note = {"row": verdict.row, "message": str(verdict.message)}
            result[verdict.kind].append(note)
        else:
            result["accepted"].append(as_json(verdict))
    return result

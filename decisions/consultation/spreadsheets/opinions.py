"""An opinion as read from a spreadsheet, and its form as JSON (a promise to scripts)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from decisions.consultation.rules import CHANNEL_LABELS, Channel, SubmitterType
from decisions.services.spreadsheet.verdicts import RowNote, verdicts_json


@dataclass(frozen=True, slots=True)
class ReadOpinion:
    """One opinion; empty where the file says nothing.

    Shape: disposition, reason and topic are the office's own words, which the feedback feature interprets;
        received_at is in Shanghai's time; cosigners counts the people, the sender among them.
    """

    row: int
    number: str
    received_at: datetime
    channel: Channel
    submitter_type: SubmitterType
    name: str
    contact: str
    clause_text: str
    text: str
    disposition: str
    reason: str
    topic: str
    cosigners: int

    def as_json(self) -> dict[str, Any]:
        """Return what the import command prints."""
        return {
            "row": self.row,
            "received_at": self.received_at.isoformat(),
            "channel": CHANNEL_LABELS[self.channel],
            "name": self.name,
            "contact": self.contact,
            "text": self.text,
        }


def opinions_json(verdicts: Iterable[ReadOpinion | RowNote]) -> dict[str, list[dict[str, Any]]]:
    """Return all verdicts as the import command prints them."""
    return verdicts_json(verdicts, ReadOpinion.as_json)

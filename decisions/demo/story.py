"""The demonstration as a story: acts with their instants, told in order of time.

The record is one chain for the whole portal, so the scenarios are told interleaved, as they would have
happened; what lies in the future of whoever loads the demonstration has not happened yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from decisions.clock import SHANGHAI
from decisions.services.actor import Actor
from decisions.services.storage import FileStore

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Stage:
    """What an act plays on: the database, the files, the people, and the instant it happens."""

    session: Session
    store: FileStore
    people: Mapping[str, Actor]
    now: datetime

    @property
    def today(self) -> date:
        """The civil day of the act."""
        return self.now.astimezone(SHANGHAI).date()


Act = Callable[[Stage], Any]


@dataclass(slots=True)
class Story:
    """Acts, each with its instant."""

    acts: list[tuple[datetime, Act]] = field(default_factory=list)

    def at(self, day: date, clock: str, act: Act) -> None:
        """Plan an act for a civil day and a time of day in Shanghai."""
        hour, minute = map(int, clock.split(":"))
        instant = datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI).astimezone(UTC)
        self.acts.append((instant, act))

    def tell(self, session: Session, store: FileStore, people: Mapping[str, Actor], until: datetime) -> int:
        """Play everything up to an instant and return how many acts were played."""
        past = sorted((act for act in self.acts if act[0] <= until), key=lambda planned: planned[0])
        for instant, act in past:
            act(Stage(session, store, people, instant))
        return len(past)


def data(name: str) -> bytes:
    """Return a data file's bytes."""
    return (DATA / name).read_bytes()

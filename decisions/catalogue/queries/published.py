"""Reading what was published: years, versions, a version's items, the yearly duty.

The number of queries is constant, however many years, versions and items there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.catalogue.errors import CatalogueNotPublishedError
from decisions.catalogue.rules import subject_of, year_of
from decisions.catalogue.rules.duties import catalogue_duty
from decisions.catalogue.rules.items import Item, item_from_json
from decisions.clock import civil_day
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of
from decisions.services.duties import Duty
from decisions.services.working_days.store import load_calendar

CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Version:
    """One publication of a year's catalogue; number counts from 1."""

    number: int
    seq: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedCatalogue:
    """One version of a year's catalogue as the public sees it.

    Shape: versions oldest first; payload is None when it was withheld later.
    """

    year: int
    version: Version
    versions: tuple[Version, ...]
    payload: Mapping[str, Any] | None
    entry_hash: str

    @property
    def items(self) -> list[Item]:
        """The items in the catalogue's order."""
        return [item_from_json(item) for item in self.payload["items"]] if self.payload else []

    @property
    def is_newest(self) -> bool:
        """Whether no later version was published."""
        return self.version == self.versions[-1]

    @property
    def before(self) -> Version | None:
        """The version that this one replaced."""
        return self.versions[self.version.number - 2] if self.version.number > 1 else None

    @property
    def first_published_on(self) -> date:
        """The civil day on which the year's catalogue first became public (R3)."""
        return civil_day(self.versions[0].published_at)


def list_published_years(session: Session) -> Sequence[int]:
    """Return the years whose catalogue is public, newest first."""
    found = select(RecordEntry.subject).where(RecordEntry.kind == CATALOGUE).distinct()
    return sorted(map(year_of, session.scalars(found)), reverse=True)


def first_published_days(session: Session) -> dict[int, date]:
    """Return, by year, the civil day on which its catalogue first became public (R3)."""
    found = (
        select(RecordEntry.subject, func.min(RecordEntry.published_at))
        .where(RecordEntry.kind == CATALOGUE)
        .group_by(RecordEntry.subject)
    )
    return {year_of(subject): civil_day(at) for subject, at in session.execute(found)}


def list_versions(session: Session, year: int) -> tuple[Version, ...]:
    """Return every publication of a year's catalogue, oldest first."""
    found = (
        select(RecordEntry.seq, RecordEntry.published_at)
        .where(RecordEntry.kind == CATALOGUE, RecordEntry.subject == subject_of(year))
        .order_by(RecordEntry.seq)
    )
    rows = session.execute(found).all()
    return tuple(Version(number, seq, at) for number, (seq, at) in enumerate(rows, start=1))


def get_published(session: Session, year: int, seq: int | None = None) -> PublishedCatalogue:
    """Return the newest published version of a year's catalogue, or the one an entry of the record holds.

    Raises: CatalogueNotPublishedError.
    """
    published = find_published(session, year, seq)
    if published is None:
        raise CatalogueNotPublishedError(year=year)
    return published


def find_published(session: Session, year: int, seq: int | None = None) -> PublishedCatalogue | None:
    """Return what get_published returns, or None."""
    versions = list_versions(session, year)
    chosen = [version for version in versions if seq is None or version.seq == seq]
    if not chosen:
        return None
    entry = session.get_one(RecordEntry, chosen[-1].seq)
    return PublishedCatalogue(year, chosen[-1], versions, payload_of(entry), entry.entry_hash)


def get_duty(session: Session, year: int, today: date) -> Duty:
    """Return how the duty to publish a year's catalogue by 31 March stands on a day (R3)."""
    published_on = first_published_days(session).get(year)
    return catalogue_duty(load_calendar(session), year, published_on=published_on, today=today)


def get_duty_of(session: Session, published: PublishedCatalogue, today: date) -> Duty:
    """Return how the duty to publish this catalogue by 31 March stands on a day (R3)."""
    first_on = published.first_published_on
    return catalogue_duty(load_calendar(session), published.year, published_on=first_on, today=today)


def find_listing(session: Session, code: str) -> tuple[PublishedCatalogue, Item] | None:
    """Return the newest published catalogue that lists a decision, and its line there.

    The database looks for the code in the payloads, which are canonical JSON: twenty years of them need
    neither be read nor parsed to find one line.
    """
    of_catalogues = select(func.max(RecordEntry.seq)).where(RecordEntry.kind == CATALOGUE)
    mark = f'"code":"{code}"'
    found = (
        select(RecordEntry)
        .where(
            RecordEntry.seq.in_(of_catalogues.group_by(RecordEntry.subject)),
            RecordEntry.payload.contains(mark, autoescape=True),
        )
        .order_by(RecordEntry.subject.desc())
    )
    for entry in session.scalars(found):
        payload = payload_of(entry) or {}
        line = next((line for line in payload["items"] if line["code"] == code), None)
        if line is not None:
            year = year_of(entry.subject)
            versions = list_versions(session, year)
            published = PublishedCatalogue(year, versions[-1], versions, payload, entry.entry_hash)
            return published, item_from_json(line)
    return None


@dataclass(frozen=True, slots=True)
class Appearance:
    """A published version of a catalogue that lists a decision, and its line there."""

    year: int
    seq: int
    published_at: datetime
    item: Item


def list_appearances(session: Session, code: str) -> list[Appearance]:
    """Return every version of every year's catalogue that lists a decision, oldest first."""
    found = select(RecordEntry).where(
        RecordEntry.kind == CATALOGUE, RecordEntry.payload.contains(f'"code":"{code}"', autoescape=True)
    )
    listed = []
    for entry in session.scalars(found.order_by(RecordEntry.seq)):
        lines = (payload_of(entry) or {}).get("items", ())
        line = next((line for line in lines if line["code"] == code), None)
        if line is not None:
            year, item = year_of(entry.subject), item_from_json(line)
            listed.append(Appearance(year, entry.seq, entry.published_at, item))
    return listed


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one year's catalogue among those of all years."""

    year: int
    version: Version


def list_editions(session: Session) -> list[Edition]:
    """Return every version of every year's catalogue: the newest year first, its newest version first."""
    found = select(RecordEntry.subject, RecordEntry.seq, RecordEntry.published_at)
    rows = session.execute(found.where(RecordEntry.kind == CATALOGUE).order_by(RecordEntry.seq))
    versions: dict[int, list[Version]] = {}
    for subject, seq, at in rows:
        of_year = versions.setdefault(year_of(subject), [])
        of_year.append(Version(len(of_year) + 1, seq, at))
    return [
        Edition(year, version)
        for year in sorted(versions, reverse=True)
        for version in reversed(versions[year])
    ]

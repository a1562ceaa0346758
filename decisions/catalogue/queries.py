"""Reading the catalogue: the desk's rows, and what the record holds of it.

Every reading for the public comes from entries of the record; the number of queries is constant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.catalogue.errors import (
    CatalogueItemNotFoundError,
    CatalogueNotFoundError,
    CatalogueNotPublishedError,
    DecisionNotFoundError,
    UploadNotFoundError,
)
from decisions.catalogue.models import Catalogue, CatalogueItem, CatalogueUpload, Decision
from decisions.catalogue.rules import ChangeKind, is_catalogue_year, subject_of
from decisions.catalogue.rules.duties import catalogue_duty
from decisions.catalogue.rules.items import Item, item_from_json, title_key
from decisions.catalogue.rules.stages import (
    CALL,
    MILESTONES,
    NOTICE,
    OUTSIDE_WINDOWS,
    Milestone,
    Stage,
    settled_stage,
    stage_of,
)
from decisions.clock import civil_day
from decisions.record.models import RecordEntry
from decisions.record.queries import list_latest_entries, payload_of
from decisions.services.duties import Duty
from decisions.services.working_days.store import load_calendar

CATALOGUE = "catalogue"


# The desk


def find_decision(session: Session, code: str) -> Decision | None:
    """Return the decision of this code."""
    return session.scalar(select(Decision).where(Decision.code == code))


def get_decision(session: Session, code: str) -> Decision:
    """Return the decision of this code. Raises: DecisionNotFoundError."""
    decision = find_decision(session, code)
    if decision is None:
        raise DecisionNotFoundError(decision=code)
    return decision


def list_decisions(session: Session, *, unit_id: int | None = None) -> Sequence[Decision]:
    """Return all decisions, or those one unit leads, newest year first and by number within it."""
    found = select(Decision)
    if unit_id is not None:
        found = found.where(Decision.lead_unit_id == unit_id)
    return sorted(session.scalars(found), key=lambda decision: _newest_year_first(decision.code))


def _newest_year_first(code: str) -> tuple[int, int]:
    year, _, number = code.partition("-")
    return -int(year), int(number)


def find_decisions_by_title(session: Session, titles: Iterable[str]) -> Mapping[str, Decision]:
    """Return decisions of any year by normalised title, the newest where a title came back."""
    wanted = {title_key(title) for title in titles}
    rows = session.scalars(select(Decision).order_by(Decision.id))
    return {key: row for row in rows if (key := title_key(row.title)) in wanted}


def list_catalogues(session: Session) -> Sequence[Catalogue]:
    """Return the desk's catalogues, newest year first."""
    return session.scalars(select(Catalogue).order_by(Catalogue.year.desc())).all()


def find_catalogue(session: Session, year: int, *, lock: bool = False) -> Catalogue | None:
    """Return a year's catalogue as the desk has it, locked when it is to be changed."""
    if not is_catalogue_year(year):
        return None
    found = select(Catalogue).where(Catalogue.year == year)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def get_catalogue(session: Session, year: int, *, lock: bool = False) -> Catalogue:
    """Return a year's catalogue as the desk has it. Raises: CatalogueNotFoundError."""
    catalogue = find_catalogue(session, year, lock=lock)
    if catalogue is None:
        raise CatalogueNotFoundError(year=year)
    return catalogue


def get_item(session: Session, catalogue: Catalogue, item_id: int) -> CatalogueItem:
    """Return an item of this catalogue. Raises: CatalogueItemNotFoundError."""
    item = session.get(CatalogueItem, item_id)
    if item is None or item.catalogue_id != catalogue.id:
        raise CatalogueItemNotFoundError
    return item


def get_upload(session: Session, upload_id: int, *, lock: bool = False) -> CatalogueUpload:
    """Return an uploaded spreadsheet, locked when it is to be imported. Raises: UploadNotFoundError."""
    locking = {"of": CatalogueUpload} if lock else None
    upload = session.get(CatalogueUpload, upload_id, with_for_update=locking, populate_existing=lock)
    if upload is None:
        raise UploadNotFoundError
    return upload


# The record


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
    def first_published_on(self) -> date:
        """The civil day on which the year's catalogue first became public (R3)."""
        return civil_day(self.versions[0].published_at)


def list_published_years(session: Session) -> Sequence[int]:
    """Return the years whose catalogue is public, newest first."""
    found = select(RecordEntry.subject).where(RecordEntry.kind == CATALOGUE).distinct()
    return sorted((int(subject.partition("/")[2]) for subject in session.scalars(found)), reverse=True)


def first_published_days(session: Session) -> dict[int, date]:
    """Return, by year, the civil day on which its catalogue first became public (R3)."""
    found = (
        select(RecordEntry.subject, func.min(RecordEntry.published_at))
        .where(RecordEntry.kind == CATALOGUE)
        .group_by(RecordEntry.subject)
    )
    return {int(subject.partition("/")[2]): civil_day(at) for subject, at in session.execute(found)}


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


def find_listing(session: Session, code: str) -> tuple[PublishedCatalogue, Item] | None:
    """Return the newest published catalogue that lists a decision, and its line there."""
    entries = list_latest_entries(session, CATALOGUE)
    for payload in sorted(filter(None, map(payload_of, entries)), key=lambda found: -found["year"]):
        if any(item["code"] == code for item in payload["items"]):
            published = get_published(session, payload["year"])
            return published, next(item for item in published.items if item.code == code)
    return None


def stages_of(session: Session, items: Sequence[Item], now: datetime) -> dict[str, Stage]:
    """Return where each decision stands, by its code, told from the record in two queries.

    Shape: an item that the catalogue withdrew is withdrawn, unless its decision was issued all the same.
    """
    steps: dict[str, list[Milestone]] = {item.code: [] for item in items}
    newest: dict[tuple[str, str], int] = {}
    found = (
        select(RecordEntry.subject, RecordEntry.kind, RecordEntry.seq, RecordEntry.corrects)
        .where(RecordEntry.subject.in_(steps), RecordEntry.kind.in_(MILESTONES))
        .order_by(RecordEntry.seq)
    )
    for code, kind, seq, corrects in session.execute(found):
        steps[code].append(Milestone(kind, seq, corrects is not None))
        newest[code, kind] = seq
    is_over = {code: settled_stage(milestones) in OUTSIDE_WINDOWS for code, milestones in steps.items()}
    payloads = _payloads(
        session, [seq for (code, kind), seq in newest.items() if kind in {NOTICE, CALL} and not is_over[code]]
    )
    stages = {
        code: stage_of(milestones, now, notice=payloads.get((code, NOTICE)), call=payloads.get((code, CALL)))
        for code, milestones in steps.items()
    }
    for item in items:
        if item.change == ChangeKind.WITHDRAWN and stages[item.code] not in {Stage.ISSUED, Stage.ANSWERED}:
            stages[item.code] = Stage.WITHDRAWN
    return stages


def _payloads(session: Session, seqs: Sequence[int]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the payloads of these entries by subject and kind, without those that were withheld."""
    entries = session.scalars(select(RecordEntry).where(RecordEntry.seq.in_(seqs)))
    return {
        (entry.subject, entry.kind): payload
        for entry in entries
        if (payload := payload_of(entry)) is not None
    }

"""Reading what the desk works on: decisions, years, items, kept spreadsheets."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.catalogue.errors import (
    CatalogueItemNotFoundError,
    CatalogueNotFoundError,
    DecisionNotFoundError,
    UploadNotFoundError,
)
from decisions.catalogue.models import Catalogue, CatalogueItem, CatalogueUpload, Decision
from decisions.catalogue.rules import is_catalogue_year
from decisions.catalogue.rules.items import title_key


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


def has_earlier_decisions(session: Session, year: int) -> bool:
    """Whether the portal knows a decision from a year before this one."""
    earlier = select(Decision.id).where(Decision.code < f"{year}-").limit(1)
    return session.scalar(earlier) is not None


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

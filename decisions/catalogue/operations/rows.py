"""Writing one item's rows: its line in the catalogue and its decision. Used by every verb that edits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.operations import ensure_unit
from decisions.catalogue.errors import CatalogueNotFoundError, CatalogueSubmittedError
from decisions.catalogue.models import Catalogue, CatalogueItem, Decision
from decisions.catalogue.queries import find_catalogue, get_catalogue
from decisions.catalogue.rules import CatalogueState, ChangeKind, decision_code, is_catalogue_year
from decisions.catalogue.rules.items import Item
from decisions.services.actor import Actor


def open_catalogue(session: Session, year: int) -> Catalogue:
    """Return a year's catalogue, locked, ready to be changed.

    Raises: CatalogueNotFoundError, CatalogueSubmittedError.
    """
    catalogue = get_catalogue(session, year, lock=True)
    if catalogue.state is CatalogueState.SUBMITTED:
        raise CatalogueSubmittedError
    return catalogue


def ensure_catalogue(session: Session, year: int) -> Catalogue:
    """Return a year's catalogue ready to be changed, made when there is none.

    Raises: CatalogueSubmittedError; CatalogueNotFoundError for a number that is no year.
    Writes: catalogues.
    """
    if not is_catalogue_year(year):
        raise CatalogueNotFoundError(year=year)
    if find_catalogue(session, year) is None:
        session.add(
            Catalogue(
                year=year,
                title=f"{year}年度重大行政决策事项目录",
                document_number="",
                consent_number="",
                state=CatalogueState.COMPILING,
            )
        )
        session.flush()
    return open_catalogue(session, year)


def reopen(catalogue: Catalogue) -> None:
    """Note that the desk's version is being worked on; the public one stays."""
    catalogue.state = CatalogueState.COMPILING


def add_line(
    session: Session,
    catalogue: Catalogue,
    item: Item,
    known: Mapping[str, Decision],
    *,
    actor: Actor,
    now: datetime,
) -> CatalogueItem:
    """Add an item to a catalogue, with a decision of its own or the one it carries on.

    Shape:  known are decisions of earlier years by normalised title.
    Writes: catalogue_items, decisions, units.
    """
    decision = known.get(item.key) if item.change != ChangeKind.ADDED else None
    taken = {line.decision_id for line in catalogue.items}
    if decision is None or decision.id in taken:
        code = _free_code(session, catalogue.year, item.number)
        decision = Decision(code=code, title=item.title, created_at=now)
    return append_line(session, catalogue, item, decision, actor=actor, now=now)


def append_line(
    session: Session, catalogue: Catalogue, item: Item, decision: Decision, *, actor: Actor, now: datetime
) -> CatalogueItem:
    """Add an item to a catalogue as a line about this decision.

    Writes: catalogue_items, decisions, units.
    """
    line = CatalogueItem(decision=decision)
    line.take(item)
    catalogue.items.append(line)
    write_line(session, line, item, actor=actor, now=now)
    return line


def write_line(session: Session, line: CatalogueItem, item: Item, *, actor: Actor, now: datetime) -> None:
    """Make a line and its decision say what the item says.

    Writes: catalogue_items, decisions, units.
    """
    line.take(item)
    decision = line.decision
    decision.title = item.title
    decision.enterprise_related = bool(item.enterprise_related)
    decision.invites_public = bool(item.invites_public)
    if item.lead_unit:
        decision.lead_unit = ensure_unit(session, item.lead_unit, actor=actor, now=now)
    session.flush()


def _free_code(session: Session, year: int, number: int) -> str:
    """Return the code of a year's item, or the next free one where an earlier item left with that number."""
    found = select(Decision.code).where(Decision.code.startswith(f"{year}-", autoescape=True))
    taken = set(session.scalars(found))
    while decision_code(year, number) in taken:
        number += 1
    return decision_code(year, number)

"""Compiling a catalogue by hand: add, edit and withdraw items, name the catalogue, note the consent."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.errors import ChangeReasonMissingError, ItemExistsError
from decisions.catalogue.models import Catalogue, CatalogueItem
from decisions.catalogue.operations.rows import (
    add_line,
    ensure_catalogue,
    open_catalogue,
    reopen,
    write_line,
)
from decisions.catalogue.permissions import may_compile_catalogue
from decisions.catalogue.queries import find_decisions_by_title, get_item
from decisions.catalogue.rules import ChangeKind, subject_of
from decisions.catalogue.rules.gate import check_consent
from decisions.catalogue.rules.items import Item, changed_fields, check_item, reordered
from decisions.clock import civil_day
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.titles import bare_title

_NEEDS_REASON = frozenset({ChangeKind.ADJUSTED, ChangeKind.WITHDRAWN})


def add_item(session: Session, year: int, item: Item, *, actor: Actor, now: datetime) -> CatalogueItem:
    """Add one item to a year's catalogue.

    Raises: TitleMissingError, LeadUnitError, ItemExistsError, ChangeReasonMissingError,
            CatalogueSubmittedError, NotAllowedError.
    Writes: catalogues, catalogue_items, decisions, units, audit_entries.
    Allowed: openness office.
    Source: R4, R5.
    """
    require(may_compile_catalogue(actor))
    catalogue = ensure_catalogue(session, year)
    check_line(item, catalogue, None)
    known = find_decisions_by_title(session, [item.title])
    line = add_line(session, catalogue, item, known, actor=actor, now=now)
    reopen(catalogue)
    code = line.decision.code
    audit.log(session, actor, "catalogue.add_item", subject_of(year), now=now, decision=code)
    session.flush()
    session.refresh(catalogue, ["items"])
    return line


def edit_item(
    session: Session, year: int, item_id: int, item: Item, *, actor: Actor, now: datetime
) -> CatalogueItem:
    """Make an item of the desk's catalogue say something else; the published one stays until it is approved.

    Raises: CatalogueNotFoundError, CatalogueItemNotFoundError, CatalogueSubmittedError, TitleMissingError,
            LeadUnitError, ItemExistsError, ChangeReasonMissingError, NotAllowedError.
    Writes: catalogues, catalogue_items, decisions, units, audit_entries.
    Allowed: openness office.
    Source: R4, R5.
    """
    require(may_compile_catalogue(actor))
    catalogue = open_catalogue(session, year)
    line = get_item(session, catalogue, item_id)
    check_line(item, catalogue, line)
    before = line.as_item()
    names = changed_fields(before, item)
    if names:
        write_line(session, line, replace(item, code=before.code), actor=actor, now=now)
        reopen(catalogue)
        detail = {"decision": before.code, "fields": list(names)}
        audit.log(session, actor, "catalogue.edit_item", subject_of(year), now=now, **detail)
        session.flush()
    return line


def withdraw_item(
    session: Session, year: int, item_id: int, *, reason: str, actor: Actor, now: datetime
) -> CatalogueItem:
    """Withdraw an item from the catalogue; it stays in the list, marked, with its reason.

    Raises: CatalogueNotFoundError, CatalogueItemNotFoundError, CatalogueSubmittedError,
            ChangeReasonMissingError, NotAllowedError.
    Writes: catalogues, catalogue_items, audit_entries.
    Allowed: openness office.
    Source: R4.
    """
    require(may_compile_catalogue(actor))
    catalogue = open_catalogue(session, year)
    line = get_item(session, catalogue, item_id)
    if not reason.strip():
        raise ChangeReasonMissingError(field="reason")
    line.change, line.change_note = ChangeKind.WITHDRAWN, reason.strip()
    reopen(catalogue)
    code = line.decision.code
    audit.log(session, actor, "catalogue.withdraw_item", subject_of(year), now=now, decision=code)
    session.flush()
    return line


def move_item(
    session: Session, year: int, item_id: int, *, steps: int, actor: Actor, now: datetime
) -> CatalogueItem:
    """Move an item up (steps < 0) or down in the catalogue; codes stay as they are.

    Raises: CatalogueNotFoundError, CatalogueItemNotFoundError, CatalogueSubmittedError, NotAllowedError.
    Writes: catalogues, catalogue_items, audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    catalogue = open_catalogue(session, year)
    line = get_item(session, catalogue, item_id)
    lines = list(catalogue.items)
    before = [each.number for each in lines]
    after = reordered(before, lines.index(line), steps)
    for each, number in zip(lines, after, strict=True):
        each.number = number
    if after != before:
        reopen(catalogue)
        detail = {"decision": line.decision.code, "number": line.number}
        audit.log(session, actor, "catalogue.move_item", subject_of(year), now=now, **detail)
    session.flush()
    session.refresh(catalogue, ["items"])
    return line


def describe_catalogue(
    session: Session, year: int, *, title: str, document_number: str, actor: Actor, now: datetime
) -> Catalogue:
    """Set what the whole catalogue is called and under which number it is issued.

    Raises: CatalogueNotFoundError, CatalogueSubmittedError, NotAllowedError.
    Writes: catalogues, audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    catalogue = open_catalogue(session, year)
    named = title.strip() or catalogue.title, document_number.strip()
    if named != (catalogue.title, catalogue.document_number):
        catalogue.title, catalogue.document_number = named
        reopen(catalogue)
        audit.log(session, actor, "catalogue.describe", subject_of(year), now=now)
        session.flush()
    return catalogue


def record_consent(
    session: Session, year: int, *, number: str, given_on: date | None, actor: Actor, now: datetime
) -> Catalogue:
    """Note the party committee's consent: the number of its document and the day.

    Raises: CatalogueNotFoundError, CatalogueSubmittedError, ConsentMissingError, ConsentInFutureError,
            NotAllowedError.
    Writes: catalogues, audit_entries.
    Allowed: openness office.
    Source: 713 art. 3 ¶4 (R2).
    """
    require(may_compile_catalogue(actor))
    catalogue = open_catalogue(session, year)
    check_consent(number, given_on, civil_day(now))
    if (number.strip(), given_on) != (catalogue.consent_number, catalogue.consent_on):
        catalogue.consent_number, catalogue.consent_on = number.strip(), given_on
        reopen(catalogue)
        audit.log(session, actor, "catalogue.record_consent", subject_of(year), now=now)
        session.flush()
    return catalogue


def check_line(item: Item, catalogue: Catalogue, own: CatalogueItem | None) -> None:
    """Check an item against the rules and the other lines; own is the line it replaces.

    Raises: TitleMissingError, LeadUnitError, ItemExistsError, ChangeReasonMissingError.
    """
    check_item(item)
    for line in catalogue.items:
        other = line.as_item()
        if line is not own and (other.key == item.key or other.number == item.number):
            field = "title" if other.key == item.key else "number"
            raise ItemExistsError(field=field, number=other.number, title=bare_title(other.title))
    if item.change in _NEEDS_REASON and not item.change_note.strip():
        raise ChangeReasonMissingError(field="change_note")

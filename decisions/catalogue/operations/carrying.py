"""Carrying an earlier year's unfinished item into a later catalogue: the decision and its code stay."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.errors import AlreadyListedError, ChangeReasonMissingError
from decisions.catalogue.models import CatalogueItem
from decisions.catalogue.operations.compiling import check_line
from decisions.catalogue.operations.rows import append_line, ensure_catalogue, reopen
from decisions.catalogue.permissions import may_compile_catalogue
from decisions.catalogue.queries import get_decision, get_unfinished
from decisions.catalogue.rules import ChangeKind, subject_of
from decisions.catalogue.rules.items import Item
from decisions.services import audit
from decisions.services.actor import Actor, require


def carry_over_item(
    session: Session, year: int, code: str, item: Item, *, actor: Actor, now: datetime
) -> CatalogueItem:
    """List an earlier year's decision in this year's catalogue as 保留, under its own code.

    Shape:  item is the line as this year says it, its change_note why it goes on.
    Raises: DecisionNotFoundError, AlreadyListedError, NotCarriedOverError, ChangeReasonMissingError,
            TitleMissingError, LeadUnitError, ItemExistsError, CatalogueSubmittedError, NotAllowedError.
    Writes: catalogues, catalogue_items, decisions, units, audit_entries.
    Allowed: openness office.
    Source: R4.
    """
    require(may_compile_catalogue(actor))
    decision = get_decision(session, code)
    catalogue = ensure_catalogue(session, year)
    if any(line.decision_id == decision.id for line in catalogue.items):
        raise AlreadyListedError(year=year, decision=code)
    get_unfinished(session, year, code)
    if not item.change_note.strip():
        raise ChangeReasonMissingError(field="change_note")
    item = replace(item, change=ChangeKind.KEPT)
    check_line(item, catalogue, None)
    line = append_line(session, catalogue, item, decision, actor=actor, now=now)
    reopen(catalogue)
    audit.log(session, actor, "catalogue.carry_over_item", subject_of(year), now=now, decision=code)
    session.flush()
    session.refresh(catalogue, ["items"])
    return line

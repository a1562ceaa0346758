"""Importing a year's items from a spreadsheet: kept, previewed, then confirmed.

Between the preview and the confirmation only the file is kept: it is read again, so nothing that a browser
sends back is believed. Not here: reading the spreadsheet (spreadsheets/).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from decisions.catalogue.errors import SpreadsheetRefusedError, UploadUsedError
from decisions.catalogue.models import CatalogueUpload
from decisions.catalogue.operations.rows import add_line, ensure_catalogue, reopen, write_line
from decisions.catalogue.permissions import may_compile_catalogue
from decisions.catalogue.queries import (
    find_catalogue,
    find_decisions_by_title,
    get_upload,
    has_earlier_decisions,
)
from decisions.catalogue.rules import ChangeKind, subject_of
from decisions.catalogue.rules.importing import ImportPlan, plan_import
from decisions.catalogue.rules.items import Item, title_key
from decisions.catalogue.spreadsheets import CatalogueReading, ReadItem
from decisions.errors import N_, Level, Message, Problem
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.filetypes import TABLES
from decisions.services.storage import FileStore, store_file
from decisions.services.titles import bare_title

_UNMATCHED: Final = N_(
    "《%(title)s》标为保留，但以往目录中没有这个名称，导入后会作为新事项取得新的编号和页面。"
    "名称有改动的，请先在目录页面用“结转上年度事项”结转，再修改名称。"
)


def as_item(read: ReadItem) -> Item:
    """Return an item as it was read from a spreadsheet; what the file doesn't state stays unstated."""
    return Item(
        number=read.number,
        title=read.title,
        category=read.category or "",
        lead_unit=read.lead_unit or "",
        partner_units=read.partner_units,
        basis=read.basis,
        procedures=read.procedures,
        planned_text=read.planned_text,
        planned_from=read.planned.starts_on if read.planned else None,
        planned_to=read.planned.ends_on if read.planned else None,
        hearing=read.hearing,
        invites_public=read.invites_public,
        enterprise_related=read.enterprise_related,
        change=read.change or "",
        change_note=read.change_note,
    )


def as_items(reading: CatalogueReading) -> tuple[Item, ...]:
    """Return the items of a spreadsheet that may be imported.

    Raises: SpreadsheetRefusedError when a row has an error: nothing is imported by halves.
    """
    if reading.errors:
        raise SpreadsheetRefusedError(problems=reading.errors, count=len(reading.errors))
    return tuple(as_item(read) for read in reading.items)


def plan_import_of(session: Session, year: int, items: Iterable[Item]) -> ImportPlan:
    """Return what importing these items would add, change and leave alone; writes nothing."""
    catalogue = find_catalogue(session, year)
    return plan_import([line.as_item() for line in catalogue.items] if catalogue else [], items)


def list_unmatched(session: Session, year: int, reading: CatalogueReading) -> tuple[Problem, ...]:
    """Return a warning for each row that calls itself carried over but is known under no such title.

    Shape: it would be given a code and a page of its own, and the earlier one would end without a word.
           A portal that holds no earlier year has nothing to compare with and warns of nothing.
    """
    carried = [read for read in reading.items if read.change is ChangeKind.KEPT]
    if not carried or not has_earlier_decisions(session, year):
        return ()
    known = find_decisions_by_title(session, (read.title for read in carried))
    return tuple(
        Problem(Message(_UNMATCHED, {"title": bare_title(read.title)}), Level.WARNING, read.row, "调整情况")
        for read in carried
        if title_key(read.title) not in known
    )


def import_items(
    session: Session,
    year: int,
    items: Sequence[Item],
    *,
    title: str = "",
    document_number: str = "",
    actor: Actor,
    now: datetime,
) -> ImportPlan:
    """Add items to a year's catalogue, update those it has, and return what was done.

    Shape:  an item is the same when its normalised title is, so the same table again changes nothing; title
            and document_number are those of the whole catalogue, kept as they are when empty. Items that
            are not in the table stay: withdrawing one is an act of its own, with its reason.
    Raises: CatalogueSubmittedError, NotAllowedError.
    Writes: catalogues, catalogue_items, decisions, units, audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    catalogue = ensure_catalogue(session, year)
    plan = plan_import([line.as_item() for line in catalogue.items], items)
    if title or document_number:
        catalogue.title = title or catalogue.title
        catalogue.document_number = document_number or catalogue.document_number
    known = find_decisions_by_title(session, (item.title for item in plan.added))
    for item in plan.added:
        add_line(session, catalogue, item, known, actor=actor, now=now)
    lines = {line.as_item().key: line for line in catalogue.items}
    for change in plan.changed:
        write_line(session, lines[change.new.key], change.new, actor=actor, now=now)
    if not plan.changes_nothing:
        reopen(catalogue)
        counts = {"added": len(plan.added), "changed": len(plan.changed), "unchanged": len(plan.unchanged)}
        audit.log(session, actor, "catalogue.import_items", subject_of(year), now=now, **counts)
    session.flush()
    session.refresh(catalogue, ["items"])
    return plan


def keep_upload(
    session: Session, store: FileStore, *, year: int, name: str, data: bytes, actor: Actor, now: datetime
) -> CatalogueUpload:
    """Keep an uploaded spreadsheet until somebody has looked at what it would change.

    Raises: FileRefusedError, StorageUnavailableError, NotAllowedError.
    Writes: stored_files, the store, catalogue_uploads, audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    stored = store_file(session, store, name=name, data=data, accept=TABLES, now=now)
    upload = CatalogueUpload(year=year, file=stored, uploaded_by_name=actor.name, uploaded_at=now)
    session.add(upload)
    session.flush()
    audit.log(session, actor, "catalogue.keep_upload", subject_of(year), now=now, sha256=stored.sha256)
    return upload


def confirm_upload(
    session: Session, upload_id: int, reading: CatalogueReading, *, actor: Actor, now: datetime
) -> ImportPlan:
    """Import a kept spreadsheet, once.

    Shape:  reading is the kept file, read again.
    Raises: UploadNotFoundError, UploadUsedError, SpreadsheetRefusedError, CatalogueSubmittedError,
            NotAllowedError.
    Writes: what import_items writes, and catalogue_uploads.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    upload = get_upload(session, upload_id, lock=True)
    if upload.imported_at is not None:
        raise UploadUsedError
    plan = import_items(
        session,
        upload.year,
        as_items(reading),
        title=reading.preamble.title,
        document_number=reading.preamble.document_number,
        actor=actor,
        now=now,
    )
    upload.imported_at = now
    session.flush()
    return plan

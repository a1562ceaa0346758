"""A spreadsheet of opinions between its preview and the decision to take it in."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from decisions.consultation.models import Consultation, OpinionUpload
from decisions.consultation.operations.importing import (
    ImportReport,
    Verdict,
    import_opinions,
    plan_import,
)
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.spreadsheets import read_opinions
from decisions.services.actor import Actor, require
from decisions.services.spreadsheet.reading import read_table

KEPT_FOR: Final = timedelta(days=1)


def read_file(name: str, data: bytes | Path, consultation: Consultation) -> Iterator[Verdict]:
    """Give the verdicts on a file of opinions.

    Raises: SpreadsheetUnreadableError, HeaderNotFoundError.
    """
    year = consultation.opens_on.year if consultation.opens_on else None
    return read_opinions(read_table(name, data), year=year)


def keep_upload(
    session: Session, consultation: Consultation, *, name: str, data: bytes, actor: Actor, now: datetime
) -> OpinionUpload:
    """Keep a file for its preview; it is deleted when taken in, discarded, or a day old.

    Raises: SpreadsheetUnreadableError, HeaderNotFoundError, NotAllowedError.
    Writes: opinion_uploads.
    Allowed: 经办 and 审核 of the lead unit.
    """
    require(may_handle_opinions(actor, consultation.decision))
    next(read_file(name, data, consultation), None)  # refuse at once what can't be read
    session.execute(delete(OpinionUpload).where(OpinionUpload.uploaded_at < now - KEPT_FOR))
    upload = OpinionUpload(
        consultation_id=consultation.id,
        name=name[-255:],
        content=base64.b64encode(data).decode(),
        uploaded_by_id=actor.id,
        uploaded_at=now,
    )
    session.add(upload)
    session.flush()
    return upload


def plan_upload(
    session: Session, consultation: Consultation, upload: OpinionUpload, *, now: datetime
) -> Iterator[Verdict]:
    """Give the verdicts on a kept file, with what the portal knows."""
    return plan_import(session, consultation, _verdicts(upload, consultation), now=now)


def take_in_upload(
    session: Session, consultation: Consultation, upload: OpinionUpload, *, actor: Actor, now: datetime
) -> ImportReport:
    """Take in a kept file and forget it.

    Raises: as import_opinions.
    Writes: opinions, opinion_articles, opinion_uploads, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    """
    verdicts = _verdicts(upload, consultation)
    report = import_opinions(session, consultation, verdicts, actor=actor, now=now)
    session.delete(upload)
    session.flush()
    return report


def _verdicts(upload: OpinionUpload, consultation: Consultation) -> Iterator[Verdict]:
    return read_file(upload.name, base64.b64decode(upload.content), consultation)


def discard_upload(
    session: Session, consultation: Consultation, upload: OpinionUpload, *, actor: Actor
) -> None:
    """Forget a kept file.

    Raises: NotAllowedError.
    Writes: opinion_uploads.
    Allowed: 经办 and 审核 of the lead unit.
    """
    require(may_handle_opinions(actor, consultation.decision))
    session.delete(upload)
    session.flush()

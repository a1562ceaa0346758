"""A spreadsheet of opinions between its preview and the decision to take it in."""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from decisions.consultation.errors import ImportUnderWayError
from decisions.consultation.models import Consultation, OpinionUpload
from decisions.consultation.operations.importing import (
    ImportReport,
    Verdict,
    import_opinions,
    plan_import,
)
from decisions.consultation.operations.opinions import require_open_set
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.spreadsheets import read_opinions
from decisions.services.actor import Actor, require
from decisions.services.background import BackgroundJob, find_job, request_job
from decisions.services.spreadsheet.reading import read_table

KEPT_FOR: Final = timedelta(days=1)
JOB: Final = "consultation.import_opinions"
LARGE: Final = 3_000_000  # signs as kept, about two megabytes of file: some five thousand opinions


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


def is_large(upload: OpinionUpload) -> bool:
    """Whether a file is too large to be taken in while somebody waits for the page."""
    return len(upload.content) > LARGE


def take_in_upload(
    session: Session,
    consultation: Consultation,
    upload: OpinionUpload,
    *,
    actor: Actor,
    now: datetime,
    on_verdict: Callable[[Verdict], None] | None = None,
    on_chunk: Callable[[int], None] | None = None,
) -> ImportReport:
    """Take in a kept file and forget it.

    Shape:  on_verdict, on_chunk as import_opinions tells them.
    Raises: as import_opinions.
    Writes: opinions, opinion_articles, opinion_uploads, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    """
    verdicts = _verdicts(upload, consultation)
    report = import_opinions(
        session, consultation, verdicts, actor=actor, now=now, on_verdict=on_verdict, on_chunk=on_chunk
    )
    session.delete(upload)
    session.flush()
    return report


def request_import(
    session: Session, consultation: Consultation, upload: OpinionUpload, *, actor: Actor, now: datetime
) -> BackgroundJob:
    """Ask for a large file to be taken in by a worker; asking twice is asking once.

    Raises: NoticeNotPublishedError, SetClosedError, NotAllowedError.
    Writes: background_jobs.
    Allowed: 经办 and 审核 of the lead unit.
    """
    require(may_handle_opinions(actor, consultation.decision))
    require_open_set(consultation)
    arguments = {"upload": upload.id, "unit": actor.unit_id, "roles": sorted(actor.roles)}
    return request_job(
        session, JOB, import_subject(consultation, upload.id), arguments=arguments, actor=actor, now=now
    )


def import_subject(consultation: Consultation, upload_id: int) -> str:
    """Return by what a job of taking in a file is found."""
    return f"{consultation.code}/{upload_id}"


def count_verdicts(upload: OpinionUpload, consultation: Consultation) -> int:
    """Return how many verdicts a file has: it is read once to its end before anything of it is stored.

    Raises: SpreadsheetUnreadableError, SpreadsheetTooLargeError.
    """
    return sum(1 for _verdict in _verdicts(upload, consultation))


def _verdicts(upload: OpinionUpload, consultation: Consultation) -> Iterator[Verdict]:
    return read_file(upload.name, base64.b64decode(upload.content), consultation)


def discard_upload(
    session: Session, consultation: Consultation, upload: OpinionUpload, *, actor: Actor
) -> None:
    """Forget a kept file.

    Raises: ImportUnderWayError, NotAllowedError.
    Writes: opinion_uploads.
    Allowed: 经办 and 审核 of the lead unit.
    """
    require(may_handle_opinions(actor, consultation.decision))
    job = find_job(session, JOB, import_subject(consultation, upload.id))
    if job is not None and job.is_under_way:
        raise ImportUnderWayError
    session.delete(upload)
    session.flush()

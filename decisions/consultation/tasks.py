"""What the consultation does in the background: taking in a large spreadsheet of opinions.

Not here: the work itself (operations), nor when it runs (jobs.background).
"""

from collections import Counter
from typing import Any, Final

from sqlalchemy.orm import Session

from decisions import clock
from decisions.consultation.errors import UploadNotFoundError
from decisions.consultation.models import Consultation, OpinionUpload
from decisions.consultation.operations.importing import Verdict
from decisions.consultation.operations.uploads import count_verdicts, take_in_upload
from decisions.services.actor import Actor, Role
from decisions.services.background import BackgroundJob, Report
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote

NOTES_KEPT: Final = 200  # of each kind; the figures count all


def import_upload(session: Session, job: BackgroundJob, report: Report) -> dict[str, Any]:
    """Take in a kept spreadsheet, a few hundred rows in each transaction, so that nobody else waits for it.

    The file is read to its end first: one that is damaged is refused before anything of it is stored. What is
    stored twice after an interruption is skipped by its key.
    Shape:  the result has accepted, the number of notes of each kind, and the first notes of each.
    Raises: UploadNotFoundError, and what import_opinions raises.
    Writes: as import_opinions; opinion_uploads.
    """
    upload = session.get(OpinionUpload, job.arguments["upload"])
    if upload is None:
        raise UploadNotFoundError
    consultation = session.get_one(Consultation, upload.consultation_id)
    total = count_verdicts(upload, consultation)
    report(0, total)
    counts: Counter[NoteKind] = Counter()
    notes: list[dict[str, Any]] = []

    def note(verdict: Verdict) -> None:
        if isinstance(verdict, RowNote):
            counts[verdict.kind] += 1
            if counts[verdict.kind] <= NOTES_KEPT:
                notes.append(_json(verdict))

    done = take_in_upload(
        session,
        consultation,
        upload,
        actor=_asker(job),
        now=clock.now(),
        on_verdict=note,
        on_chunk=lambda judged: report(min(judged, total), total),
    )
    report(total, total)
    return {
        "accepted": done.accepted,
        "counts": {kind.value: counts[kind] for kind in NoteKind},
        "notes": notes,
    }


def _asker(job: BackgroundJob) -> Actor:
    """Return who asked, with the rights they had when they did."""
    roles = frozenset(Role(role) for role in job.arguments["roles"])
    return Actor(job.asked_by_id, job.asked_by_name, unit_id=job.arguments["unit"], roles=roles)


def _json(note: RowNote) -> dict[str, Any]:
    params = {
        name: value if isinstance(value, int) else str(value) for name, value in note.message.params.items()
    }
    return {"kind": note.kind.value, "row": note.row, "text": note.message.text, "params": params}

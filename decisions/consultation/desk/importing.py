"""Desk pages on which a spreadsheet of opinions is previewed, then taken in: a large one by a worker."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation.desk.access import HANDLERS, blueprint, handled, round_of, round_path
from decisions.consultation.errors import UploadNotFoundError
from decisions.consultation.forms import UploadForm
from decisions.consultation.models import Consultation, OpinionUpload
from decisions.consultation.operations.importing import Verdict
from decisions.consultation.operations.uploads import (
    JOB,
    discard_upload,
    import_subject,
    is_large,
    keep_upload,
    plan_upload,
    request_import,
    take_in_upload,
)
from decisions.consultation.queries import find_upload
from decisions.consultation.spreadsheets import ReadOpinion
from decisions.errors import DecisionsError, Message
from decisions.services.background import BackgroundJob, find_job
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines
from decisions.web.files import uploaded
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

_ROUND = "/desk/decisions/<code>/consultation/<round_code>"
_UPLOAD = f"{_ROUND}/import/<int:upload_id>"
_ROWS_SHOWN = 200
_ROWS_LOOKED_AT = 2_000  # of a large file; the rest is judged when it is taken in


@dataclass(slots=True)
class _Preview:
    """What a preview shows: the first rows of each kind, all of them counted."""

    accepted_count: int = 0
    accepted: list[ReadOpinion] = field(default_factory=list)
    counts: Counter[NoteKind] = field(default_factory=Counter)
    notes: dict[NoteKind, list[RowNote]] = field(default_factory=lambda: {kind: [] for kind in NoteKind})

    def add(self, verdict: Verdict) -> None:
        """Count a verdict, and keep it while there is room."""
        if isinstance(verdict, RowNote):
            self.counts[verdict.kind] += 1
            if len(self.notes[verdict.kind]) < _ROWS_SHOWN:
                self.notes[verdict.kind].append(verdict)
            return
        self.accepted_count += 1
        if len(self.accepted) < _ROWS_SHOWN:
            self.accepted.append(verdict)


@blueprint.route(f"{_ROUND}/import", methods=["GET", "POST"])
@staff(*HANDLERS)
def upload(code: str, round_code: str) -> ResponseReturnValue:
    """Take a spreadsheet for its preview; nothing is imported yet."""
    consultation = round_of(handled(code), round_code)
    form = UploadForm()
    if form.validate_on_submit() and (received := uploaded(form.file.data)):
        try:
            kept = keep_upload(
                current_session(),
                consultation,
                name=received[0],
                data=received[1],
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            consultation = round_of(handled(code), round_code)
            error.field = "file"
            form.absorb(error)
        else:
            return redirect(round_path(consultation, f"import/{kept.id}"), 303)
    page = render_template(
        "consultation/desk/upload.html", consultation=consultation, decision=consultation.decision, form=form
    )
    return page, 422 if form.errors else 200


@blueprint.get(_UPLOAD)
@staff(*HANDLERS)
def preview(code: str, round_code: str, upload_id: int) -> ResponseReturnValue:
    """Show the verdict on each row before anything is written."""
    consultation = round_of(handled(code), round_code)
    if _is_under_way(_job(consultation, upload_id)):
        return redirect(round_path(consultation, f"import/{upload_id}/progress"), 303)
    return _preview_page(consultation, _get_upload(consultation, upload_id))


def _job(consultation: Consultation, upload_id: int) -> BackgroundJob | None:
    return find_job(current_session(), JOB, import_subject(consultation, upload_id))


def _is_under_way(job: BackgroundJob | None) -> bool:
    return job is not None and job.is_under_way


def _get_upload(consultation: Consultation, upload_id: int) -> OpinionUpload:
    found = find_upload(current_session(), consultation, upload_id)
    if found is None:
        raise UploadNotFoundError
    return found


def _preview_page(
    consultation: Consultation, kept: OpinionUpload, refusal: DecisionsError | None = None
) -> ResponseReturnValue:
    shown, verdicts = _Preview(), plan_upload(current_session(), consultation, kept, now=clock.now())
    for verdict in islice(verdicts, _ROWS_LOOKED_AT) if is_large(kept) else verdicts:
        shown.add(verdict)
    page = render_template(
        "consultation/desk/preview.html",
        consultation=consultation,
        decision=consultation.decision,
        upload=kept,
        is_large=is_large(kept),
        rows_looked_at=_ROWS_LOOKED_AT,
        accepted=shown.accepted,
        accepted_count=shown.accepted_count,
        notes={kind.value: shown.notes[kind] for kind in NoteKind},
        counts={kind.value: shown.counts[kind] for kind in NoteKind},
        problems=refusal_lines(refusal),
    )
    return (page, refusal.status) if refusal else page


@blueprint.post(f"{_UPLOAD}/confirm")
@staff(*HANDLERS)
def confirm(code: str, round_code: str, upload_id: int) -> ResponseReturnValue:
    """Take in what was previewed."""
    consultation = round_of(handled(code), round_code)
    kept = _get_upload(consultation, upload_id)
    if is_large(kept):
        return act(
            lambda: request_import(
                current_session(), consultation, kept, actor=current_actor(), now=clock.now()
            ),
            done=_("已开始在后台导入。"),
            path=round_path(consultation, f"import/{upload_id}/progress"),
            again=lambda error: _preview_page(consultation, kept, error),
        )
    try:
        report = take_in_upload(current_session(), consultation, kept, actor=current_actor(), now=clock.now())
    except DecisionsError as error:
        transactions.undo()
        consultation = round_of(handled(code), round_code)
        return _preview_page(consultation, _get_upload(consultation, upload_id), error)
    flash(
        _("已导入 %(count)s 条意见，每条都有回执编号，等待审核公开。", count=str(report.accepted)), "success"
    )
    return redirect(round_path(consultation, "opinions"), 303)


@blueprint.post(f"{_UPLOAD}/discard")
@staff(*HANDLERS)
def discard(code: str, round_code: str, upload_id: int) -> ResponseReturnValue:
    """Forget the spreadsheet."""
    consultation = round_of(handled(code), round_code)
    kept = _get_upload(consultation, upload_id)
    return act(
        lambda: discard_upload(current_session(), consultation, kept, actor=current_actor()),
        done=_("已放弃导入，文件已删除。"),
        path=round_path(consultation, "import"),
        again=lambda error: _preview_page(consultation, kept, error),
    )


@blueprint.get(f"{_UPLOAD}/progress")
@staff(*HANDLERS)
def import_progress(code: str, round_code: str, upload_id: int) -> ResponseReturnValue:
    """Show how far a large file is, and in the end what became of its rows."""
    consultation = round_of(handled(code), round_code)
    job = _job(consultation, upload_id)
    if job is None:
        abort(404)
    return render_template(
        "consultation/desk/import_progress.html",
        consultation=consultation,
        decision=consultation.decision,
        job=job,
        upload=find_upload(current_session(), consultation, upload_id),
        result=job.result,
        notes=_notes(job.result.get("notes", [])),
    )


def _notes(stored: list[dict[str, Any]]) -> dict[str, list[tuple[int, Message]]]:
    """Return the notes that a job kept, by kind, as sentences."""
    found: dict[str, list[tuple[int, Message]]] = {kind.value: [] for kind in NoteKind}
    for each in stored:
        found[each["kind"]].append((each["row"], Message(each["text"], each["params"])))
    return found

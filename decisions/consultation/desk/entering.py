"""Desk pages on which opinions from paper are typed in, and those from spreadsheets imported."""

from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation import operations
from decisions.consultation.desk.access import (
    HANDLERS,
    blueprint,
    handled,
    round_of,
    round_path,
)
from decisions.consultation.errors import UploadNotFoundError
from decisions.consultation.forms import OfflineOpinionForm, UploadForm
from decisions.consultation.models import Consultation, OpinionUpload
from decisions.consultation.operations.importing import Verdict
from decisions.consultation.operations.uploads import (
    discard_upload,
    keep_upload,
    plan_upload,
    take_in_upload,
)
from decisions.consultation.queries import find_upload
from decisions.consultation.rules import Channel
from decisions.consultation.spreadsheets import ReadOpinion
from decisions.errors import DecisionsError
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from decisions.web import transactions
from decisions.web.acts import refusal_lines
from decisions.web.files import uploaded
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

_ROUND = "/desk/decisions/<code>/consultation/<round_code>"
_UPLOAD = f"{_ROUND}/import/<int:upload_id>"
_ROWS_SHOWN = 200


@blueprint.route(f"{_ROUND}/enter", methods=["GET", "POST"])
@staff(*HANDLERS)
def enter(code: str, round_code: str) -> ResponseReturnValue:
    """Type in one opinion after the other; channel and time stay for the next one."""
    consultation = round_of(handled(code), round_code)
    form = OfflineOpinionForm()
    if request.method == "GET":
        _carry_over(form)
    if form.validate_on_submit():
        try:
            opinion = operations.enter_offline_opinion(
                current_session(),
                consultation,
                form.as_input(),
                channel=Channel(form.channel.data),
                received_at=form.received_at.data.replace(tzinfo=clock.SHANGHAI),
                number=form.number.data or "",
                idempotency_key=form.idempotency_key,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            consultation = round_of(handled(code), round_code)
            form.absorb(error)
        else:
            flash(_("已录入，回执编号 %(receipt)s。请继续录入下一条。", receipt=opinion.receipt), "success")
            return redirect(_next_entry(consultation, form), 303)
    page = render_template(
        "consultation/desk/enter.html", consultation=consultation, decision=consultation.decision, form=form
    )
    return page, 422 if form.errors else 200


def _next_entry(consultation: Consultation, form: OfflineOpinionForm) -> str:
    """Return the form again, for the next opinion of the same pile."""
    kept = {"channel": form.channel.data, "received_at": form.received_at.data.isoformat("T", "minutes")}
    return f"{round_path(consultation, 'enter')}?{urlencode(kept)}"


def _carry_over(form: OfflineOpinionForm) -> None:
    """Take channel and time from the entry before."""
    if request.args.get("channel") in set(Channel):
        form.channel.data = request.args["channel"]
    try:
        form.received_at.data = datetime.fromisoformat(request.args.get("received_at", ""))
    except ValueError:
        form.received_at.data = None


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
    return _preview_page(consultation, _get_upload(consultation, upload_id))


def _get_upload(consultation: Consultation, upload_id: int) -> OpinionUpload:
    found = find_upload(current_session(), consultation, upload_id)
    if found is None:
        raise UploadNotFoundError
    return found


def _preview_page(
    consultation: Consultation, kept: OpinionUpload, refusal: DecisionsError | None = None
) -> ResponseReturnValue:
    verdicts = list(plan_upload(current_session(), consultation, kept, now=clock.now()))
    accepted = [verdict for verdict in verdicts if isinstance(verdict, ReadOpinion)]
    page = render_template(
        "consultation/desk/preview.html",
        consultation=consultation,
        decision=consultation.decision,
        upload=kept,
        accepted=list(islice(accepted, _ROWS_SHOWN)),
        accepted_count=len(accepted),
        notes={kind.value: _notes(verdicts, kind) for kind in NoteKind},
        rows_shown=_ROWS_SHOWN,
        problems=refusal_lines(refusal),
    )
    return (page, refusal.status) if refusal else page


def _notes(verdicts: list[Verdict], kind: NoteKind) -> list[RowNote]:
    return [verdict for verdict in verdicts if isinstance(verdict, RowNote) and verdict.kind is kind]


@blueprint.post(f"{_UPLOAD}/confirm")
@staff(*HANDLERS)
def confirm(code: str, round_code: str, upload_id: int) -> ResponseReturnValue:
    """Take in what was previewed."""
    consultation = round_of(handled(code), round_code)
    kept = _get_upload(consultation, upload_id)
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
    discard_upload(current_session(), consultation, kept, actor=current_actor())
    flash(_("已放弃导入，文件已删除。"), "success")
    return redirect(round_path(consultation, "import"), 303)

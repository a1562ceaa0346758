"""Desk pages on which an office's spreadsheet of answers is looked at and taken over."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.errors import DecisionsError, NotAllowedError
from decisions.feedback.desk.places import answerable, blueprint, desk_page
from decisions.feedback.forms import ConfirmForm, ImportForm
from decisions.feedback.operations import import_upload, keep_answers
from decisions.feedback.queries.work import get_answer_upload, list_known_opinions
from decisions.feedback.rules.importing import AnswerRow, plan_answers
from decisions.feedback.spreadsheets import read_answers
from decisions.services.actor import Role
from decisions.services.spreadsheet.reading import read_table
from decisions.web import transactions
from decisions.web.files import uploaded
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

_SHOWN_ROWS = 50


@blueprint.route("/desk/decisions/<code>/feedback/import", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def upload_answers(code: str) -> ResponseReturnValue:
    """Take a spreadsheet to look at; nothing is answered yet."""
    decision = answerable(code)
    form = ImportForm()
    if form.validate_on_submit():
        try:
            upload_id = _keep(decision, form)
        except NotAllowedError:
            raise
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            return redirect(f"/desk/decisions/{code}/feedback/import/{upload_id}")
    page = desk_page("feedback/desk/import.html", decision, "/import", form=form)
    return page, 422 if form.errors else 200


def _keep(decision: Decision, form: ImportForm) -> int:
    name, data = uploaded(form.file.data) or ("", b"")
    rows = read_answers(read_table(name, data))
    kept = keep_answers(current_session(), decision, rows, name=name, actor=current_actor(), now=clock.now())
    return kept.id


@blueprint.route("/desk/decisions/<code>/feedback/import/<int:upload_id>", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def confirm_answers(code: str, upload_id: int) -> ResponseReturnValue:
    """Show what a spreadsheet would change, row by row, and take it over on request."""
    decision, session = answerable(code), current_session()
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            plan = import_upload(session, decision, upload_id, actor=current_actor(), now=clock.now())
        except NotAllowedError:
            raise
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            done = _("已导入：新答复 %(new)s 条，更改 %(changed)s 条，未变 %(same)s 条。")
            counts = {"new": plan.count_new, "changed": plan.count_changed, "same": plan.count_unchanged}
            flash(done % counts, "success")
            return redirect(f"/desk/decisions/{code}/feedback")
    upload = get_answer_upload(session, decision.id, upload_id)
    rows = [AnswerRow(**row) for row in upload.rows]
    plan = plan_answers(rows, list_known_opinions(session, decision.id))
    page = desk_page(
        "feedback/desk/confirm.html",
        decision,
        "/import",
        form=form,
        upload=upload,
        plan=plan,
        shown=plan.answers[:_SHOWN_ROWS],
    )
    return page, 422 if form.errors else 200

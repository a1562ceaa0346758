"""Desk pages of issuing the decision."""

from datetime import date

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import get_decision
from decisions.errors import DecisionsError
from decisions.procedure import operations, queries
from decisions.procedure.desk.matters import (
    READERS,
    blueprint,
    kept_file,
    matter_page,
    preparable,
    readable,
    standing_of,
)
from decisions.procedure.errors import NothingPreparedError
from decisions.procedure.forms import IssuingForm
from decisions.procedure.models import IssuedDocument
from decisions.procedure.operations.issuing import check_complete, issuing_matter
from decisions.procedure.rules import issuing_warnings
from decisions.services.actor import Role
from decisions.web.acts import act, is_carried_out, remark, submission_id
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session


@blueprint.get("/desk/decisions/<code>/issuing")
@staff(*READERS)
def issuing(code: str) -> ResponseReturnValue:
    """Show the decision document on its way to the public."""
    return _issuing_page(readable(code))


def _issuing_page(decision: Decision, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    row = queries.find_issuing(session, decision.id)
    if row is None:
        return matter_page("procedure/desk/issuing.html", decision, None, refusal)
    matter = issuing_matter(row, settings().clock_basis)
    published = queries.find_issued_entry(session, decision.code)
    standing = standing_of(session, matter, published)
    return matter_page(
        "procedure/desk/issuing.html",
        decision,
        standing,
        refusal,
        count=queries.count_feedback_days(session, date.fromisoformat(standing.shown["clock_on"])),
        hints=_hints(row),
    )


def _hints(row: IssuedDocument) -> list[dict[str, str | None]]:
    """Return what is still missing, and what is odd."""
    stated = [note["outlet"] for note in row.outlets]
    meeting = queries.find_meeting(current_session(), row.decision_id)
    held_on = meeting.held_on if meeting else None
    dates = queries.dates_of(row)
    warnings = issuing_warnings(dates, row.effective_on, stated, clock.today(), held_on)
    hints: list[dict[str, str | None]] = [
        {"title": translate(problem.message), "status": "due_soon", "status_label": _("请核对")}
        for problem in warnings
    ]
    try:
        check_complete(current_session(), row)
    except DecisionsError as error:
        text = translate(error.reader_message)
        link = next((problem.link for problem in error.problems), None)
        hints.insert(0, {"title": text, "href": link, "status": "returned", "status_label": _("不能送审")})
    return hints


def _get_issuing(code: str) -> IssuedDocument:
    decision = get_decision(current_session(), code)
    row = queries.find_issuing(current_session(), decision.id)
    if row is None:
        raise NothingPreparedError
    return row


@blueprint.route("/desk/decisions/<code>/issuing/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_issuing(code: str) -> ResponseReturnValue:
    """Enter the document, its dates and its interpretation."""
    decision = preparable(code)
    row = queries.find_issuing(current_session(), decision.id)
    form = IssuingForm.of(row)
    if form.validate_on_submit() and is_carried_out(form, lambda: _save_issuing(decision, row, form)):
        flash(_("已保存。核对无误后请送审。"), "success")
        return redirect(f"/desk/decisions/{code}/issuing")
    row = queries.find_issuing(current_session(), decision.id)  # a refusal has undone what was read
    page = render_template("procedure/desk/edit_issuing.html", decision=decision, issuing=row, form=form)
    return page, 422 if form.errors else 200


def _save_issuing(decision: Decision, row: IssuedDocument | None, form: IssuingForm) -> None:
    document = kept_file(
        form.document.data, row.file if row else None, drop=form.drop_document.data, field="document"
    )
    interpretation = kept_file(
        form.interpretation_document.data,
        row.interpretation_file if row else None,
        drop=form.drop_interpretation.data,
        field="interpretation_document",
    )
    draft = form.draft(document, interpretation)
    actor, now = current_actor(), clock.now()
    if row is None:
        operations.prepare_issuing(current_session(), decision, draft, actor=actor, now=now)
    else:
        operations.update_issuing(current_session(), row, draft, actor=actor, now=now)


@blueprint.post("/desk/decisions/<code>/issuing/submit")
@staff(Role.DRAFTER)
def submit_issuing(code: str) -> ResponseReturnValue:
    """Hand the document to the approver."""
    row = _get_issuing(code)
    return act(
        lambda: operations.submit_issuing(
            current_session(),
            row,
            basis=settings().clock_basis,
            reason=request.form.get("reason", ""),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已送审，请审核人员办理。"),
        path=f"/desk/decisions/{code}/issuing",
        again=lambda error: _issuing_page(row.decision, error),
    )


@blueprint.post("/desk/decisions/<code>/issuing/approve")
@staff(Role.APPROVER)
def approve_issuing(code: str) -> ResponseReturnValue:
    """Publish the decision."""
    row = _get_issuing(code)
    return act(
        lambda: operations.approve_issuing(
            current_session(),
            row,
            submission_id(),
            basis=settings().clock_basis,
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已向社会公布，意见采纳情况反馈的期限开始计算。"),
        path=f"/desk/decisions/{code}/issuing",
        again=lambda error: _issuing_page(row.decision, error),
    )


@blueprint.post("/desk/decisions/<code>/issuing/send-back")
@staff(Role.APPROVER)
def send_back_issuing(code: str) -> ResponseReturnValue:
    """Return the document with what is to be mended."""
    row = _get_issuing(code)
    return act(
        lambda: operations.send_back_issuing(
            current_session(),
            row,
            submission_id(),
            basis=settings().clock_basis,
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=f"/desk/decisions/{code}/issuing",
        again=lambda error: _issuing_page(row.decision, error),
    )

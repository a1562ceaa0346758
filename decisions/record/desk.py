"""Staff pages of the record: what waits for approval everywhere, and withholding by two people."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.record import operations, queries
from decisions.record.forms import FindEntryForm, WithholdingForm
from decisions.record.schemas import KIND_LABELS
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

blueprint = Blueprint("record_desk", __name__)


@blueprint.get("/desk/record/")
@staff(Role.OPENNESS, Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """List every unit's submissions that wait for approval, and find an entry to withhold."""
    session = current_session()
    form = FindEntryForm(request.args)
    if "seq" in request.args and form.validate():
        return redirect(f"/desk/record/{form.seq.data}/withholding")
    return render_template(
        "record/desk/index.html",
        form=form,
        labels=KIND_LABELS,
        waiting=queries.list_pending_submissions(session),
        withheld=queries.list_newest_of_kind(session, queries.WITHHOLDING, limit=20),
        head=queries.find_head(session),
    )


@blueprint.route("/desk/record/<int:seq>/withholding", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def withholding(seq: int) -> ResponseReturnValue:
    """Ask for an entry's content to be withheld, or see what was asked and decided."""
    form = WithholdingForm()
    if form.validate_on_submit():
        try:
            operations.request_withholding(
                current_session(),
                seq,
                reason=form.reason.data,
                desk_path=f"/desk/record/{seq}/withholding",
                actor=current_actor(),
                now=clock.now(),
            )
        except NotFoundError:
            raise
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            flash(_("已提交，须由本办另一人确认后撤下。"), "success")
            return redirect(f"/desk/record/{seq}/withholding")
    return _withholding_page(seq, form, status=422 if form.errors else 200)


def _withholding_page(
    seq: int, form: WithholdingForm, *, status: int = 200, problem: str = ""
) -> ResponseReturnValue:
    session = current_session()
    entry = queries.get_entry(session, seq)
    asked = queries.find_withholding_request(session, entry)
    page = render_template(
        "record/desk/withholding.html",
        form=form,
        problems=[{"text": problem}] if problem else [],
        entry=entry,
        kind=KIND_LABELS.get(entry.kind, entry.kind),
        headline=(queries.payload_of(entry) or {}).get("headline", ""),
        note=queries.find_withholding_of(session, entry),
        asked=asked,
        reason=queries.reason_of(asked) if asked else "",
        is_note=entry.kind == queries.WITHHOLDING,
    )
    return page, status


@blueprint.post("/desk/record/<int:seq>/withholding/confirm")
@staff(Role.OPENNESS)
def confirm(seq: int) -> ResponseReturnValue:
    """Withhold the content, as another person asked."""
    number = request.form.get("submission", 0, type=int)
    try:
        operations.confirm_withholding(current_session(), seq, number, actor=current_actor(), now=clock.now())
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        return _refused(seq, error)
    flash(_("内容已撤下，撤下说明已写入公开记录。"), "success")
    return redirect(f"/desk/record/{seq}/withholding")


@blueprint.post("/desk/record/<int:seq>/withholding/refuse")
@staff(Role.OPENNESS)
def refuse(seq: int) -> ResponseReturnValue:
    """Let the content stand, with a remark to the person who asked."""
    number = request.form.get("submission", 0, type=int)
    remark = request.form.get("remark", "")
    try:
        operations.refuse_withholding(
            current_session(), seq, number, remark=remark, actor=current_actor(), now=clock.now()
        )
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        return _refused(seq, error)
    flash(_("已退回，内容保持公开。"), "success")
    return redirect(f"/desk/record/{seq}/withholding")


def _refused(seq: int, error: DecisionsError) -> ResponseReturnValue:
    transactions.undo()
    form = WithholdingForm(formdata=None)
    return _withholding_page(seq, form, status=error.status, problem=translate(error.reader_message))

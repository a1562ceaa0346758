"""Desk pages of the meeting that decides."""

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
    matter_page,
    preparable,
    readable,
    show_refusal,
    standing_of,
)
from decisions.procedure.desk.papers import is_held, lines_of
from decisions.procedure.errors import NothingPreparedError
from decisions.procedure.forms import MeetingForm
from decisions.procedure.models import Meeting
from decisions.procedure.operations.meeting import meeting_matter
from decisions.procedure.rules import MeetingKind
from decisions.procedure.rules.papers import missing_papers
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act, remark, submission_id
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get("/desk/decisions/<code>/meeting")
@staff(*READERS)
def meeting(code: str) -> ResponseReturnValue:
    """Show the meeting on its way to the public."""
    return _meeting_page(readable(code))


def _meeting_page(decision: Decision, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    row = queries.find_meeting(session, decision.id)
    standing = None
    if row is not None:
        published = queries.find_meeting_entry(session, decision.code)
        standing = standing_of(session, meeting_matter(row), published)
    return matter_page(
        "procedure/desk/meeting.html",
        decision,
        standing,
        refusal,
        is_held=is_held(decision),
        missing=missing_papers(lines_of(decision)),
    )


def _get_meeting(code: str) -> Meeting:
    decision = get_decision(current_session(), code)
    row = queries.find_meeting(current_session(), decision.id)
    if row is None:
        raise NothingPreparedError
    return row


@blueprint.route("/desk/decisions/<code>/meeting/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_meeting(code: str) -> ResponseReturnValue:
    """Plan the meeting, or record that it was held."""
    decision = preparable(code)
    row = queries.find_meeting(current_session(), decision.id)
    form = MeetingForm.of(row)
    problems: list[dict[str, str | None]] = []
    if form.validate_on_submit():
        try:
            _save_meeting(decision, form)
        except DecisionsError as error:
            transactions.undo()
            problems = show_refusal(form, error)
        else:
            flash(_("已保存。核对无误后请送审。"), "success")
            return redirect(f"/desk/decisions/{code}/meeting")
    page = render_template(
        "procedure/desk/edit_meeting.html", decision=decision, form=form, problems=problems
    )
    return page, 422 if form.errors or problems else 200


def _save_meeting(decision: Decision, form: MeetingForm) -> None:
    operations.enter_meeting(
        current_session(),
        decision,
        name=form.name.data or "",
        kind=MeetingKind(form.kind.data),
        planned_on=form.planned_on.data,
        held_on=form.held_on.data,
        experts_needed=settings().experts_needed,
        actor=current_actor(),
        now=clock.now(),
    )


@blueprint.post("/desk/decisions/<code>/meeting/submit")
@staff(Role.DRAFTER)
def submit_meeting(code: str) -> ResponseReturnValue:
    """Hand the meeting to the approver."""
    row = _get_meeting(code)
    return act(
        lambda: operations.submit_meeting(
            current_session(),
            row,
            reason=request.form.get("reason", ""),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已送审，请审核人员办理。"),
        path=f"/desk/decisions/{code}/meeting",
        again=lambda error: _meeting_page(row.decision, error),
    )


@blueprint.post("/desk/decisions/<code>/meeting/approve")
@staff(Role.APPROVER)
def approve_meeting(code: str) -> ResponseReturnValue:
    """Publish the meeting."""
    row = _get_meeting(code)
    return act(
        lambda: operations.approve_meeting(
            current_session(), row, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("已向社会公布。"),
        path=f"/desk/decisions/{code}/meeting",
        again=lambda error: _meeting_page(row.decision, error),
    )


@blueprint.post("/desk/decisions/<code>/meeting/send-back")
@staff(Role.APPROVER)
def send_back_meeting(code: str) -> ResponseReturnValue:
    """Return the meeting with what is to be mended."""
    row = _get_meeting(code)
    return act(
        lambda: operations.send_back_meeting(
            current_session(), row, submission_id(), remark=remark(), actor=current_actor(), now=clock.now()
        ),
        done=_("已退回经办人修改。"),
        path=f"/desk/decisions/{code}/meeting",
        again=lambda error: _meeting_page(row.decision, error),
    )

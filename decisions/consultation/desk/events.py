"""Desk pages of offline ways of hearing opinions: meetings, visits, written consultations, polls."""

import re

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.consultation import operations
from decisions.consultation.desk.access import (
    READERS,
    blueprint,
    preparable,
    readable,
    rights,
)
from decisions.consultation.forms import EventForm, EventUploadForm
from decisions.consultation.models import OfflineEvent
from decisions.consultation.operations.event_snapshots import event_payload, facts_of
from decisions.consultation.operations.events import event_desk_path
from decisions.consultation.queries import OFFLINE_EVENT, get_event, list_events
from decisions.consultation.rules import Way
from decisions.consultation.rules.events import poll_doubts
from decisions.consultation.spreadsheets.events import ReadEvent, read_events
from decisions.errors import DecisionsError
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.services.spreadsheet.reading import read_table
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.context import file_store
from decisions.web.files import uploaded
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

_EVENTS = "/desk/decisions/<code>/consultation/events"
_NOT_WORDS = re.compile(r"\W")


@blueprint.get(_EVENTS)
@staff(*READERS)
def events(code: str) -> ResponseReturnValue:
    """List the records of a decision's offline events."""
    return _list_page(readable(code), EventUploadForm(formdata=None))


def _list_page(decision: Decision, form: EventUploadForm) -> ResponseReturnValue:
    rows = list_events(current_session(), decision.id)
    page = render_template(
        "consultation/desk/events.html",
        decision=decision,
        events=[(row, _state_code(row, _latest(row))) for row in rows],
        form=form,
        **rights(decision),
    )
    return page, 422 if form.errors else 200


def _latest(event: OfflineEvent) -> Submission | None:
    path = event_desk_path(event)
    return find_latest_submission(current_session(), OFFLINE_EVENT, event.decision.code, path)


def _state_code(event: OfflineEvent, submission: Submission | None) -> str:
    if event.published_seq is not None:
        return "published"
    codes = {SubmissionState.PENDING: "submitted", SubmissionState.SENT_BACK: "returned"}
    return codes.get(submission.state, "draft") if submission is not None else "draft"


@blueprint.post(f"{_EVENTS}/import")
@staff(Role.DRAFTER)
def import_file(code: str) -> ResponseReturnValue:
    """Write down the events of a spreadsheet that belong to this decision."""
    decision, form = preparable(code), EventUploadForm()
    if form.validate_on_submit() and (received := uploaded(form.file.data)):
        try:
            rows = [row for row in read_events(read_table(*received)) if isinstance(row, ReadEvent)]
            own = [row.facts for row in rows if _is_of(row, decision)]
            made = operations.import_events(
                current_session(), decision, own, actor=current_actor(), now=clock.now()
            )
        except DecisionsError as error:
            transactions.undo()
            decision = preparable(code)
            error.field = "file"
            form.absorb(error)
        else:
            flash(
                _("文件中有本事项的记录 %(own)s 条，新登记 %(made)s 条。", own=len(own), made=len(made)),
                "success",
            )
            return redirect(f"/desk/decisions/{code}/consultation/events", 303)
    return _list_page(decision, form)


def _is_of(row: ReadEvent, decision: Decision) -> bool:
    """Whether a row is about this decision: by its title, where the file names one."""
    title = _NOT_WORDS.sub("", row.matter_title)
    return (
        not title
        or title in _NOT_WORDS.sub("", decision.title)
        or _NOT_WORDS.sub("", decision.title) in title
    )


@blueprint.route(f"{_EVENTS}/new", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def create_event(code: str) -> ResponseReturnValue:
    """Write down a further event."""
    decision, form = preparable(code), EventForm()
    if request.method == "GET" and request.args.get("before"):
        form.before_procedure.data, form.way.data = True, Way.SYMPOSIUM.value
    if form.validate_on_submit():
        try:
            event = operations.record_event(
                current_session(), decision, form.as_facts(""), actor=current_actor(), now=clock.now()
            )
            _attach(event, form)
        except DecisionsError as error:
            transactions.undo()
            decision = preparable(code)
            form.absorb(error)
        else:
            flash(_("已保存。核对无误后请送审。"), "success")
            return redirect(event_desk_path(event), 303)
    return _edit_page(decision, form, None)


def _attach(event: OfflineEvent, form: EventForm) -> None:
    received = uploaded(form.record.data)
    if received is not None:
        name, data = received
        operations.attach_event_record(
            current_session(),
            file_store(),
            event,
            name=name,
            data=data,
            actor=current_actor(),
            now=clock.now(),
        )
    for name, data in filter(None, map(uploaded, form.files.data or ())):
        operations.add_event_file(
            current_session(),
            file_store(),
            event,
            name=name,
            data=data,
            actor=current_actor(),
            now=clock.now(),
        )


def _edit_page(decision: Decision, form: EventForm, event: OfflineEvent | None) -> ResponseReturnValue:
    page = render_template("consultation/desk/edit_event.html", decision=decision, form=form, event=event)
    return page, 422 if form.errors else 200


@blueprint.route(f"{_EVENTS}/<int:event_id>/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_event(code: str, event_id: int) -> ResponseReturnValue:
    """Correct what was written down of an event."""
    decision = preparable(code)
    event = get_event(current_session(), decision.id, event_id)
    form = EventForm.of(event)
    if form.validate_on_submit():
        try:
            operations.update_event(
                current_session(), event, form.as_facts(event.number), actor=current_actor(), now=clock.now()
            )
            _attach(event, form)
        except DecisionsError as error:
            transactions.undo()
            decision = preparable(code)
            event = get_event(current_session(), decision.id, event_id)
            form.absorb(error)
        else:
            flash(_("已保存。核对无误后请送审。"), "success")
            return redirect(event_desk_path(event), 303)
    return _edit_page(decision, form, event)


@blueprint.get(f"{_EVENTS}/<int:event_id>")
@staff(*READERS)
def event(code: str, event_id: int) -> ResponseReturnValue:
    """Show the record of an event as it would be published."""
    return _event_page(get_event(current_session(), readable(code).id, event_id))


def _event_page(event: OfflineEvent, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    submission = _latest(event)
    page = render_template(
        "consultation/desk/event.html",
        decision=event.decision,
        event=event,
        shown=event_payload(event),
        state=_state_code(event, submission),
        path=event_desk_path(event),
        submission=submission if event.published_seq is None else None,
        doubts=[translate(problem.message) for problem in poll_doubts(facts_of(event))],
        problems=refusal_lines(refusal),
        **rights(event.decision),
    )
    return (page, refusal.status) if refusal else page


@blueprint.post(f"{_EVENTS}/<int:event_id>/files/<int:attachment_id>/remove")
@staff(Role.DRAFTER)
def remove_event_file(code: str, event_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a file from the record of an event."""
    row = get_event(current_session(), readable(code).id, event_id)
    return act(
        lambda: operations.remove_event_file(
            current_session(), row, attachment_id, actor=current_actor(), now=clock.now()
        ),
        done=_("已移除附件。"),
        path=event_desk_path(row),
        again=lambda error: _event_page(row, error),
    )


@blueprint.post(f"{_EVENTS}/<int:event_id>/submit")
@staff(Role.DRAFTER)
def submit_event(code: str, event_id: int) -> ResponseReturnValue:
    """Hand the record of an event to the approver."""
    row = get_event(current_session(), readable(code).id, event_id)
    return act(
        lambda: operations.submit_event(current_session(), row, actor=current_actor(), now=clock.now()),
        done=_("已送审，请审核人员办理。"),
        path=event_desk_path(row),
        again=lambda error: _event_page(row, error),
    )


@blueprint.post(f"{_EVENTS}/<int:event_id>/approve")
@staff(Role.APPROVER)
def approve_event(code: str, event_id: int) -> ResponseReturnValue:
    """Publish the record of an event."""
    row = get_event(current_session(), readable(code).id, event_id)
    return act(
        lambda: operations.approve_event(
            current_session(), row, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("已向社会公布。"),
        path=event_desk_path(row),
        again=lambda error: _event_page(row, error),
    )


@blueprint.post(f"{_EVENTS}/<int:event_id>/send-back")
@staff(Role.APPROVER)
def send_back_event(code: str, event_id: int) -> ResponseReturnValue:
    """Return the record of an event with what is to be mended."""
    row = get_event(current_session(), readable(code).id, event_id)
    return act(
        lambda: operations.send_back_event(
            current_session(),
            row,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=event_desk_path(row),
        again=lambda error: _event_page(row, error),
    )

"""Staff pages of the meeting: who came, what was said, the replies, and their publication."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.desk.access import (
    CALL,
    READERS,
    blueprint,
    latest_submission,
    page_of,
    path_to,
    readable_call,
    refuse,
    shown_payload,
)
from decisions.attendance.forms.desk import AttendedForm, ReasonForm, StatementForm
from decisions.attendance.models import AttendanceCall
from decisions.attendance.operations import (
    answer_statement,
    approve_statements,
    enter_statement,
    record_attendance,
    remove_statement,
    send_back_statements,
    submit_statements,
)
from decisions.attendance.operations.statements import list_missing
from decisions.attendance.permissions import may_approve_statements, may_prepare_statements
from decisions.attendance.queries import (
    find_meeting,
    get_representative,
    get_statement,
    list_representatives,
    list_statements,
    snapshots,
)
from decisions.attendance.queries.published import is_published_as_it_is
from decisions.errors import DecisionsError
from decisions.services.actor import Role
from decisions.web.acts import remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get(f"{CALL}/statements")
@staff(*READERS)
def statements(code: str, call_code: str) -> ResponseReturnValue:
    """Show who came and what was said, with what is missing before it can be published."""
    call = readable_call(code, call_code)
    return _page(call, _attended_form(call), ReasonForm())


def _attended_form(call: AttendanceCall) -> AttendedForm:
    people = list_representatives(current_session(), call)
    form = AttendedForm(data={"present": [person.id for person in people if person.attended]})
    form.present.choices = [(person.id, person.name) for person in people]
    return form


def _page(call: AttendanceCall, attended: AttendedForm, form: ReasonForm) -> str:
    session, actor = current_session(), current_actor()
    people = list_representatives(session, call)
    submission = latest_submission(snapshots.STATEMENTS, call)
    payload = shown_payload(submission, snapshots.statements_payload(session, call, clock.today()))
    return page_of(
        call,
        "statements",
        "statements",
        people=people,
        meeting=find_meeting(session, call.decision_id),
        attended=attended,
        attendance_known=bool(people) and all(person.attended is not None for person in people),
        spoken=list_statements(session, call),
        missing=list_missing(session, call),
        payload=payload,
        is_published_as_it_is=is_published_as_it_is(session, call.statements_seq, payload),
        submission=submission,
        form=form,
        may_prepare=may_prepare_statements(actor, call.decision),
        may_approve=may_approve_statements(actor, call.decision),
    )


@blueprint.post(f"{CALL}/attendance")
@staff(Role.DRAFTER, Role.OPENNESS)
def attendance(code: str, call_code: str) -> ResponseReturnValue:
    """Note who came."""
    call = readable_call(code, call_code)
    form = _attended_form(call)
    if form.validate_on_submit():
        try:
            record_attendance(
                current_session(), call, set(form.present.data), actor=current_actor(), now=clock.now()
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("到会情况已保存。"), "success")
            return redirect(path_to(call, "statements"))
    return _page(call, form, ReasonForm()), 422


@blueprint.route(f"{CALL}/statements/new", methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.OPENNESS)
def say(code: str, call_code: str) -> ResponseReturnValue:
    """Write down what somebody said, with or without its reply."""
    call, session, actor = readable_call(code, call_code), current_session(), current_actor()
    form = StatementForm()
    form.representative.choices = [
        (person.id, person.name) for person in list_representatives(session, call) if person.attended
    ]
    if form.validate_on_submit():
        try:
            person = get_representative(session, call, form.representative.data or 0)
            entered = enter_statement(session, call, person, form.content.data, actor=actor, now=clock.now())
            answer_statement(
                session,
                call,
                entered,
                content=form.content.data,
                reply=form.reply.data or "",
                adoption=form.chosen_adoption,
                actor=actor,
                now=clock.now(),
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("发言已保存。"), "success")
            return redirect(path_to(call, "statements"))
    return page_of(call, "statement", "statements", form=form, statement=None)


@blueprint.route(f"{CALL}/statements/<int:statement_id>", methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.OPENNESS)
def statement(code: str, call_code: str, statement_id: int) -> ResponseReturnValue:
    """Answer a statement."""
    call, session = readable_call(code, call_code), current_session()
    found = get_statement(session, call, statement_id)
    form = StatementForm(obj=found)
    del form.representative  # who spoke is settled
    if form.validate_on_submit():
        try:
            answer_statement(
                session,
                call,
                found,
                content=form.content.data,
                reply=form.reply.data or "",
                adoption=form.chosen_adoption,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("答复已保存。"), "success")
            return redirect(path_to(call, "statements"))
    person = get_representative(session, call, found.representative_id)
    return page_of(call, "statement", "statements", form=form, statement=found, person=person)


@blueprint.post(f"{CALL}/statements/<int:statement_id>/remove")
@staff(Role.DRAFTER, Role.OPENNESS)
def remove(code: str, call_code: str, statement_id: int) -> ResponseReturnValue:
    """Take out a statement entered by mistake."""
    call, session = readable_call(code, call_code), current_session()
    found = get_statement(session, call, statement_id)
    remove_statement(session, call, found, actor=current_actor(), now=clock.now())
    flash(_("发言已删除。"), "success")
    return redirect(path_to(call, "statements"))


@blueprint.post(f"{CALL}/statements/submit")
@staff(Role.DRAFTER, Role.OPENNESS)
def submit_answers(code: str, call_code: str) -> ResponseReturnValue:
    """Submit the statements with their replies."""
    call, form = readable_call(code, call_code), ReasonForm()
    try:
        submit_statements(
            current_session(),
            call,
            reason=form.reason.data or "",
            actor=current_actor(),
            now=clock.now(),
        )
    except DecisionsError as error:
        refuse(form, error)
        return _page(call, _attended_form(call), form), error.status
    flash(_("列席意见及采纳情况已送审。"), "success")
    return redirect(path_to(call, "statements"))


@blueprint.post(f"{CALL}/statements/approve")
@staff(Role.APPROVER, Role.OPENNESS)
def approve_answers(code: str, call_code: str) -> ResponseReturnValue:
    """Publish the statements."""
    call = readable_call(code, call_code)
    approve_statements(current_session(), call, submission_id(), actor=current_actor(), now=clock.now())
    flash(_("列席意见及采纳情况已公布。"), "success")
    return redirect(path_to(call, "statements"))


@blueprint.post(f"{CALL}/statements/send-back")
@staff(Role.APPROVER, Role.OPENNESS)
def send_back_answers(code: str, call_code: str) -> ResponseReturnValue:
    """Return the statements."""
    call = readable_call(code, call_code)
    send_back_statements(
        current_session(),
        call,
        submission_id(),
        remark=remark(),
        actor=current_actor(),
        now=clock.now(),
    )
    flash(_("已退回。"), "success")
    return redirect(path_to(call, "statements"))

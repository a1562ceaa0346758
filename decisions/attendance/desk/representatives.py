"""Staff pages of representatives: choosing, the list and its approval, who can't come."""

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
from decisions.attendance.forms.desk import AbsenceForm, InvitedForm, ReasonForm, SelectionForm
from decisions.attendance.models import AttendanceCall
from decisions.attendance.operations import (
    add_representative,
    approve_representatives,
    confirm_for,
    record_replacement,
    select_representatives,
    send_back_representatives,
    state_of,
    submit_representatives,
)
from decisions.attendance.permissions import may_approve_call, may_handle_sign_ups
from decisions.attendance.queries import (
    get_representative,
    list_representatives,
    list_sign_ups,
    snapshots,
)
from decisions.attendance.queries.published import is_published_as_it_is
from decisions.attendance.rules import CATEGORY_LABELS, OPEN_METHODS, Absence, Eligibility, SelectionMethod
from decisions.errors import DecisionsError
from decisions.services.actor import Role
from decisions.web.acts import act, remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session


@blueprint.get(f"{CALL}/representatives")
@staff(*READERS)
def representatives(code: str, call_code: str) -> ResponseReturnValue:
    """Show the list as it would be published, and what is to be done about it."""
    return _page(readable_call(code, call_code), ReasonForm())


def _page(call: AttendanceCall, form: ReasonForm) -> str:
    session, actor = current_session(), current_actor()
    people = list_representatives(session, call)
    submission = latest_submission(snapshots.REPRESENTATIVES, call)
    payload = shown_payload(submission, snapshots.representatives_payload(session, call, clock.today()))
    return page_of(
        call,
        "representatives",
        "representatives",
        people=people,
        offers={person.id: state_of(person, clock.now()) for person in people},
        payload=payload,
        is_published_as_it_is=is_published_as_it_is(session, call.representatives_seq, payload),
        submission=submission,
        form=form,
        handles=may_handle_sign_ups(actor),
        may_approve=may_approve_call(actor),
        by_draw=call.method is SelectionMethod.OPEN_DRAW,
        by_sign_up=call.method in OPEN_METHODS,
    )


@blueprint.route(f"{CALL}/representatives/select", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def select(code: str, call_code: str) -> ResponseReturnValue:
    """Choose from the eligible sign-ups."""
    call, session = readable_call(code, call_code), current_session()
    eligible = [
        (item.id, f"{item.name} · {translate(CATEGORY_LABELS[item.category])} · {item.area}")
        for item in list_sign_ups(session, call)
        if item.eligibility is Eligibility.ELIGIBLE
    ]
    form = SelectionForm.among(eligible, list_representatives(session, call))
    if form.validate_on_submit():
        try:
            select_representatives(
                session,
                call,
                form.members.data,
                form.alternates.data,
                reason=form.reason.data or "",
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("代表人选已保存，请送审后公布。"), "success")
            return redirect(path_to(call, "representatives"))
    return page_of(call, "select", "representatives", form=form, eligible=eligible)


@blueprint.route(f"{CALL}/representatives/new", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def add(code: str, call_code: str) -> ResponseReturnValue:
    """Add somebody recommended or invited."""
    call = readable_call(code, call_code)
    form = InvitedForm() if call.reserved else InvitedForm().without_seats_apart()
    if form.validate_on_submit():
        try:
            add_representative(
                current_session(), call, form.as_invited(), actor=current_actor(), now=clock.now()
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("代表已登记。"), "success")
            return redirect(path_to(call, "representatives"))
    return page_of(call, "add", "representatives", form=form)


@blueprint.route(f"{CALL}/representatives/<int:person_id>/absence", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def absence(code: str, call_code: str, person_id: int) -> ResponseReturnValue:
    """Note that somebody can't come; the next one in line takes the seat."""
    call, session = readable_call(code, call_code), current_session()
    person = get_representative(session, call, person_id)
    form = AbsenceForm()
    if form.validate_on_submit():
        try:
            successor = record_replacement(
                session,
                call,
                person,
                Absence(form.kind.data),
                remark=form.remark.data or "",
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            name = successor.name if successor else ""
            flash(_("已登记，由%(name)s递补。", name=name) if name else _("已登记，没有人递补。"), "success")
            return redirect(path_to(call, "representatives"))
    return page_of(call, "absence", "representatives", form=form, person=person)


@blueprint.post(f"{CALL}/representatives/<int:person_id>/confirm")
@staff(Role.OPENNESS)
def confirm(code: str, call_code: str, person_id: int) -> ResponseReturnValue:
    """Note that somebody said by telephone that they come."""
    call, session = readable_call(code, call_code), current_session()
    person = get_representative(session, call, person_id)
    return act(
        lambda: confirm_for(session, call, person, actor=current_actor(), now=clock.now()),
        done=_("已登记确认到会。"),
        path=path_to(call, "representatives"),
        again=lambda error: _refused(call, error),
    )


def _refused(call: AttendanceCall, error: DecisionsError) -> ResponseReturnValue:
    form = ReasonForm()
    refuse(form, error)
    return _page(call, form), error.status


@blueprint.post(f"{CALL}/representatives/submit")
@staff(Role.OPENNESS)
def submit_list(code: str, call_code: str) -> ResponseReturnValue:
    """Submit the list."""
    call, form = readable_call(code, call_code), ReasonForm()
    try:
        submit_representatives(
            current_session(),
            call,
            reason=form.reason.data or "",
            actor=current_actor(),
            now=clock.now(),
        )
    except DecisionsError as error:
        refuse(form, error)
        return _page(call, form), error.status
    flash(_("名单已送审，由另一人审核公布。"), "success")
    return redirect(path_to(call, "representatives"))


@blueprint.post(f"{CALL}/representatives/approve")
@staff(Role.OPENNESS)
def approve_list(code: str, call_code: str) -> ResponseReturnValue:
    """Publish the list."""
    call = readable_call(code, call_code)
    approve_representatives(current_session(), call, submission_id(), actor=current_actor(), now=clock.now())
    flash(_("代表名单已公布。"), "success")
    return redirect(path_to(call, "representatives"))


@blueprint.post(f"{CALL}/representatives/send-back")
@staff(Role.OPENNESS)
def send_back_list(code: str, call_code: str) -> ResponseReturnValue:
    """Return the list."""
    call = readable_call(code, call_code)
    send_back_representatives(
        current_session(),
        call,
        submission_id(),
        remark=remark(),
        actor=current_actor(),
        now=clock.now(),
    )
    flash(_("名单已退回。"), "success")
    return redirect(path_to(call, "representatives"))

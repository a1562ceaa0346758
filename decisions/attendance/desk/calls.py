"""Staff pages of the call itself: draft, submit, approve."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.desk.access import (
    BASE,
    CALL,
    LABELS,
    READERS,
    blueprint,
    latest_submission,
    page_of,
    path_to,
    readable_call,
    readable_decision,
    refuse,
    shown_payload,
)
from decisions.attendance.forms.call import CallForm
from decisions.attendance.operations import (
    approve_call,
    create_call,
    draft_of,
    send_back_call,
    submit_call,
    update_call,
)
from decisions.attendance.permissions import may_approve_call, may_prepare_call
from decisions.attendance.queries import list_calls_of, snapshots
from decisions.attendance.rules import CallState
from decisions.attendance.rules.calls import call_problems
from decisions.errors import DecisionsError
from decisions.services.actor import Role, require
from decisions.web.acts import remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get(BASE)
@staff(*READERS)
def index(code: str) -> ResponseReturnValue:
    """List a decision's calls."""
    decision = readable_decision(code)
    return render_template(
        "attendance/desk/index.html",
        decision=decision,
        calls=list_calls_of(current_session(), decision.id),
        may_prepare=may_prepare_call(current_actor(), decision),
        labels=LABELS,
    )


@blueprint.route(f"{BASE}/new", methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.OPENNESS)
def create(code: str) -> ResponseReturnValue:
    """Draft a call."""
    decision, actor = readable_decision(code), current_actor()
    require(may_prepare_call(actor, decision))
    form = CallForm()
    if form.validate_on_submit():
        try:
            call = create_call(current_session(), decision, form.as_draft(), actor=actor, now=clock.now())
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("公告已保存，核对后请送审。"), "success")
            return redirect(path_to(call, "show"))
    return render_template("attendance/desk/edit.html", decision=decision, call_=None, form=form)


@blueprint.get(CALL)
@staff(*READERS)
def show(code: str, call_code: str) -> ResponseReturnValue:
    """Show a call as it would be, or was, published, with what it still lacks."""
    call, actor = readable_call(code, call_code), current_actor()
    is_published = call.state is CallState.PUBLISHED
    submission = latest_submission(snapshots.CALL, call)
    current = snapshots.call_payload(current_session(), call, clock.today())
    return page_of(
        call,
        "show",
        "show",
        notice=shown_payload(submission, current),
        submission=submission,
        problems=[] if is_published else call_problems(draft_of(call), clock.now()),
        may_prepare=not is_published and may_prepare_call(actor, call.decision),
        may_approve=may_approve_call(actor),
        is_published=is_published,
    )


@blueprint.route(f"{CALL}/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.OPENNESS)
def edit(code: str, call_code: str) -> ResponseReturnValue:
    """Change a call that is not published."""
    call, actor = readable_call(code, call_code), current_actor()
    require(may_prepare_call(actor, call.decision))
    form = CallForm() if request.method == "POST" else CallForm.showing(draft_of(call))
    if form.validate_on_submit():
        try:
            update_call(current_session(), call, form.as_draft(), actor=actor, now=clock.now())
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("公告已保存，核对后请送审。"), "success")
            return redirect(path_to(call, "show"))
    return render_template("attendance/desk/edit.html", decision=call.decision, call_=call, form=form)


@blueprint.post(f"{CALL}/submit")
@staff(Role.DRAFTER, Role.OPENNESS)
def submit(code: str, call_code: str) -> ResponseReturnValue:
    """Submit a call."""
    call = readable_call(code, call_code)
    submit_call(current_session(), call, actor=current_actor(), now=clock.now())
    flash(_("公告已送审，由区政务公开办另一人审核发布。"), "success")
    return redirect(path_to(call, "show"))


@blueprint.post(f"{CALL}/approve")
@staff(Role.OPENNESS)
def approve(code: str, call_code: str) -> ResponseReturnValue:
    """Publish a call."""
    call = readable_call(code, call_code)
    approve_call(current_session(), call, submission_id(), actor=current_actor(), now=clock.now())
    flash(_("公告已公布。"), "success")
    return redirect(path_to(call, "show"))


@blueprint.post(f"{CALL}/send-back")
@staff(Role.OPENNESS)
def send_back(code: str, call_code: str) -> ResponseReturnValue:
    """Return a call to its drafter."""
    call = readable_call(code, call_code)
    send_back_call(
        current_session(),
        call,
        submission_id(),
        remark=remark(),
        actor=current_actor(),
        now=clock.now(),
    )
    flash(_("公告已退回。"), "success")
    return redirect(path_to(call, "show"))

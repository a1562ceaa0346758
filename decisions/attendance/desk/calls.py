"""Staff pages of the call itself: draft, submit, approve."""

from flask import flash, redirect, render_template
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
    window_of,
)
from decisions.attendance.forms.call import CallForm, CorrectionForm
from decisions.attendance.operations import (
    approve_call,
    approve_correction,
    create_call,
    send_back_call,
    submit_call,
    submit_correction,
    update_call,
)
from decisions.attendance.permissions import may_approve_call, may_prepare_call
from decisions.attendance.queries import list_calls_of, snapshots
from decisions.attendance.queries.drafts import corrected_draft_of, draft_of
from decisions.attendance.queries.pool import count_members
from decisions.attendance.rules import CallState
from decisions.attendance.rules.calls import call_problems
from decisions.attendance.rules.window import Window
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import list_decisions
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
    form = CallForm.showing(None, _agenda_of(decision))
    if form.validate_on_submit():
        try:
            call = create_call(current_session(), decision, form.as_draft(), actor=actor, now=clock.now())
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("公告已保存，核对后请送审。"), "success")
            return redirect(path_to(call, "show"))
    return render_template("attendance/desk/edit.html", decision=decision, call_=None, form=form)


def _agenda_of(decision: Decision) -> list[tuple[str, str]]:
    """Return the year's other decisions, as choices."""
    listed = [item for item in list_decisions(current_session()) if item.id != decision.id]
    year = decision.code[:5]
    return [(item.code, f"{item.code} {item.title}") for item in listed if item.code.startswith(year)]


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
        may_prepare=may_prepare_call(actor, call.decision),
        may_approve=may_approve_call(actor),
        is_published=is_published,
        may_invite=window_of(call) is Window.OPEN and is_published and call.pool_invited_at is None,
        pool_count=count_members(current_session(), clock.today()).total,
    )


@blueprint.route(f"{CALL}/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.OPENNESS)
def edit(code: str, call_code: str) -> ResponseReturnValue:
    """Change a call that is not published."""
    call, actor = readable_call(code, call_code), current_actor()
    require(may_prepare_call(actor, call.decision))
    form = CallForm.showing(draft_of(call), _agenda_of(call.decision))
    if form.validate_on_submit():
        try:
            update_call(current_session(), call, form.as_draft(), actor=actor, now=clock.now())
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("公告已保存，核对后请送审。"), "success")
            return redirect(path_to(call, "show"))
    return render_template("attendance/desk/edit.html", decision=call.decision, call_=call, form=form)


@blueprint.route(f"{CALL}/correct", methods=["GET", "POST"])
@staff(Role.DRAFTER, Role.OPENNESS)
def correct(code: str, call_code: str) -> ResponseReturnValue:
    """Correct a published call: a further version with its reason, for a second person to approve."""
    call, actor = readable_call(code, call_code), current_actor()
    require(may_prepare_call(actor, call.decision))
    draft = corrected_draft_of(call) or draft_of(call)
    form = CorrectionForm.showing(draft, _agenda_of(call.decision))
    if form.validate_on_submit():
        try:
            submit_correction(
                current_session(),
                call,
                form.as_draft(),
                reason=form.reason.data,
                actor=actor,
                now=clock.now(),
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("更正已送审，审核同意之前公告不变。"), "success")
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
    """Publish a call, or its correction."""
    call = readable_call(code, call_code)
    publish = approve_correction if call.state is CallState.PUBLISHED else approve_call
    publish(current_session(), call, submission_id(), actor=current_actor(), now=clock.now())
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

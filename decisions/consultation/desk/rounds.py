"""Desk pages of the rounds of a consultation and their notices."""

import json
from typing import Any

from flask import flash, redirect, render_template
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
    round_of,
    round_path,
    warnings_among,
)
from decisions.consultation.forms import NoticeForm
from decisions.consultation.models import Consultation
from decisions.consultation.operations.notices import notice_desk_path, preview_payload
from decisions.consultation.queries import (
    NOTICE,
    count_opinions_by_visibility,
    list_consultations_of,
    list_draft_versions,
    list_events,
)
from decisions.consultation.rules.notices import errors_among
from decisions.consultation.rules.window import Window, WindowState, window_state
from decisions.errors import DecisionsError
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import day, translate
from decisions.web.transactions import current_session

_BASE = "/desk/decisions/<code>/consultation"


@blueprint.get(_BASE)
@staff(*READERS)
def index(code: str) -> ResponseReturnValue:
    """Show a decision's rounds, offline events and versions of the text at a glance."""
    return _index_page(readable(code))


def _index_page(decision: Decision, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    rounds = [_round_facts(each) for each in list_consultations_of(session, decision.id)]
    page = render_template(
        "consultation/desk/index.html",
        decision=decision,
        rounds=rounds,
        events=list_events(session, decision.id),
        versions=list_draft_versions(session, decision.id),
        problems=refusal_lines(refusal),
        **rights(decision),
    )
    return (page, refusal.status) if refusal else page


def _round_facts(consultation: Consultation) -> dict[str, Any]:
    session = current_session()
    return {
        "consultation": consultation,
        "state": state_code(consultation, _latest(consultation)),
        "counts": count_opinions_by_visibility(session, consultation.id),
    }


def _latest(consultation: Consultation) -> Submission | None:
    path = notice_desk_path(consultation)
    return find_latest_submission(current_session(), NOTICE, consultation.decision.code, path)


def state_code(consultation: Consultation, submission: Submission | None) -> str:
    """Return the code of a round's tag: its window once published, else where the notice stands."""
    if consultation.published_seq and consultation.opens_on and consultation.closes_on:
        return window_state(consultation.opens_on, consultation.closes_on, clock.now()).value
    if submission is None:
        return "draft"
    codes = {SubmissionState.PENDING: "submitted", SubmissionState.SENT_BACK: "returned"}
    return codes.get(submission.state, "draft")


@blueprint.post(f"{_BASE}/new")
@staff(Role.DRAFTER)
def create(code: str) -> ResponseReturnValue:
    """Begin the notice of a further round."""
    decision = preparable(code)
    try:
        consultation = operations.create_notice(
            current_session(), decision, actor=current_actor(), now=clock.now()
        )
    except DecisionsError as error:
        transactions.undo()
        return _index_page(readable(code), error)
    return redirect(round_path(consultation, "notice"), 303)


@blueprint.route(f"{_BASE}/<round_code>/notice", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit(code: str, round_code: str) -> ResponseReturnValue:
    """Write the notice: text, window, ways and channels."""
    consultation = round_of(preparable(code), round_code)
    form = NoticeForm.of(consultation)
    if form.validate_on_submit():
        try:
            window = operations.update_notice(
                current_session(), consultation, form.as_input(), actor=current_actor(), now=clock.now()
            )
        except DecisionsError as error:
            transactions.undo()
            consultation = round_of(preparable(code), round_code)
            form.absorb(error)
        else:
            flash(_saved_message(window), "success")
            return redirect(round_path(consultation, "notice"), 303)
    page = render_template(
        "consultation/desk/notice.html",
        consultation=consultation,
        decision=consultation.decision,
        state=state_code(consultation, _latest(consultation)),
        form=form,
    )
    return page, 422 if form.errors else 200


def _saved_message(window: Window | None) -> str:
    if window is None:
        return str(_("已保存。"))
    until, days = day(window.closes_on), str(window.days)
    if window.has_moved:
        moved = _("已保存。%(nominal)s 不是工作日，截止日顺延至 %(until)s，期限 %(days)s 日。")
        return str(moved) % {"nominal": day(window.nominal_on), "until": until, "days": days}
    return str(_("已保存。截止日 %(until)s，期限 %(days)s 日。", until=until, days=days))


@blueprint.get(f"{_BASE}/<round_code>/review")
@staff(*READERS)
def review(code: str, round_code: str) -> ResponseReturnValue:
    """Show the notice exactly as it would go out, with what it lacks and the way to publish it."""
    return _review_page(round_of(readable(code), round_code))


def _review_page(consultation: Consultation, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    submission = _latest(consultation)
    is_pending = submission is not None and submission.state is SubmissionState.PENDING
    current = preview_payload(session, consultation)
    shown = json.loads(submission.payload) if submission is not None and is_pending else current
    problems = operations.list_notice_problems(session, consultation)
    page = render_template(
        "consultation/desk/review.html",
        consultation=consultation,
        decision=consultation.decision,
        state=state_code(consultation, submission),
        submission=submission if consultation.published_seq is None else None,
        published=shown,
        is_pending=is_pending,
        is_changed=is_pending and shown != current,
        missing=[translate(problem.message) for problem in errors_among(problems)],
        warnings=warnings_among(problems),
        is_short=bool(shown and shown["short_reason"]),
        problems=refusal_lines(refusal),
        **rights(consultation.decision),
    )
    return (page, refusal.status) if refusal else page


@blueprint.post(f"{_BASE}/<round_code>/submit")
@staff(Role.DRAFTER)
def submit(code: str, round_code: str) -> ResponseReturnValue:
    """Hand the notice to the approver."""
    consultation = round_of(readable(code), round_code)
    return act(
        lambda: operations.submit_notice(
            current_session(), consultation, actor=current_actor(), now=clock.now()
        ),
        done=_("已送审，请审核人员办理。"),
        path=round_path(consultation, "review"),
        again=lambda error: _review_page(round_of(readable(code), round_code), error),
    )


@blueprint.post(f"{_BASE}/<round_code>/approve")
@staff(Role.APPROVER)
def approve(code: str, round_code: str) -> ResponseReturnValue:
    """Publish the notice."""
    consultation = round_of(readable(code), round_code)
    return act(
        lambda: operations.approve_notice(
            current_session(), consultation, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("公告已发布。"),
        path=round_path(consultation, "review"),
        again=lambda error: _review_page(round_of(readable(code), round_code), error),
    )


@blueprint.post(f"{_BASE}/<round_code>/send-back")
@staff(Role.APPROVER)
def send_back(code: str, round_code: str) -> ResponseReturnValue:
    """Return the notice with what is to be mended."""
    consultation = round_of(readable(code), round_code)
    return act(
        lambda: operations.send_back_notice(
            current_session(),
            consultation,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=round_path(consultation, "review"),
        again=lambda error: _review_page(round_of(readable(code), round_code), error),
    )


def is_over(consultation: Consultation) -> bool:
    """Whether the window of a published round has ended."""
    if consultation.published_seq is None or not (consultation.opens_on and consultation.closes_on):
        return False
    state = window_state(consultation.opens_on, consultation.closes_on, clock.now())
    return state is WindowState.CLOSED

"""Desk pages of a published notice's further versions: extended, stopped early, corrected."""

import json
from typing import Any

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation import operations
from decisions.consultation.desk.access import (
    READERS,
    blueprint,
    preparable,
    readable,
    rights,
    round_of,
    round_path,
)
from decisions.consultation.desk.rounds import is_over, state_code
from decisions.consultation.errors import NoticeNotPublishedError
from decisions.consultation.forms import ChangeForm, change_form
from decisions.consultation.models import Consultation, NoticeChange
from decisions.consultation.operations.changes import change_desk_path, preview_change
from decisions.consultation.queries import NOTICE, list_consultations_of
from decisions.consultation.queries.changes import get_change, list_changes, list_notice_versions
from decisions.consultation.rules import ChangeKind
from decisions.consultation.rules.notices import consultation_code
from decisions.errors import DecisionsError
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

_ROUND = "/desk/decisions/<code>/consultation/<round_code>/changes"
_CHANGE = f"{_ROUND}/<int:change_id>"


@blueprint.get(_ROUND)
@staff(*READERS)
def changes(code: str, round_code: str) -> ResponseReturnValue:
    """List the versions of a published notice, and what is being changed in it."""
    consultation = _published(round_of(readable(code), round_code))
    session = current_session()
    rounds = list_consultations_of(session, consultation.decision_id)
    return render_template(
        "consultation/desk/changes.html",
        **_frame(consultation),
        versions=list(reversed(list_notice_versions(session, consultation))),
        open_changes=[
            (change, _tag(_latest(change)))
            for change in list_changes(session, consultation)
            if change.published_seq is None
        ],
        is_over=is_over(consultation),
        is_newest=consultation.id == rounds[-1].id,
        next_code=consultation_code(code, len(rounds) + 1),
    )


def _published(consultation: Consultation) -> Consultation:
    if consultation.published_seq is None:
        raise NoticeNotPublishedError
    return consultation


def _frame(consultation: Consultation) -> dict[str, Any]:
    return {
        "consultation": consultation,
        "decision": consultation.decision,
        "state": state_code(consultation, None),
        **rights(consultation.decision),
    }


def _latest(change: NoticeChange) -> Submission | None:
    subject = change.consultation.decision.code
    return find_latest_submission(current_session(), NOTICE, subject, change_desk_path(change))


def _tag(submission: Submission | None) -> str:
    codes = {SubmissionState.PENDING: "submitted", SubmissionState.SENT_BACK: "returned"}
    return codes.get(submission.state, "draft") if submission is not None else "draft"


@blueprint.route(f"{_ROUND}/new/<kind>", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def create_change(code: str, round_code: str, kind: str) -> ResponseReturnValue:
    """Write down how the notice shall change."""
    if kind not in set(ChangeKind):
        abort(404)
    consultation = _published(round_of(preparable(code), round_code))
    form = change_form(ChangeKind(kind), consultation, None)
    if form.validate_on_submit():
        try:
            change = operations.propose_change(
                current_session(),
                consultation,
                ChangeKind(kind),
                form.as_input(),
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            consultation = round_of(preparable(code), round_code)
            form.absorb(error)
        else:
            flash(_("已保存，尚未公布。核对无误后请送审。"), "success")
            return redirect(change_desk_path(change), 303)
    return _form_page(consultation, ChangeKind(kind), form)


def _form_page(consultation: Consultation, kind: ChangeKind, form: ChangeForm) -> ResponseReturnValue:
    page = render_template("consultation/desk/edit_change.html", **_frame(consultation), kind=kind, form=form)
    return page, 422 if form.errors else 200


@blueprint.route(f"{_CHANGE}/edit", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_change(code: str, round_code: str, change_id: int) -> ResponseReturnValue:
    """Write it down otherwise."""
    consultation = round_of(preparable(code), round_code)
    change = get_change(current_session(), consultation, change_id)
    form = change_form(change.kind, consultation, change)
    if form.validate_on_submit():
        try:
            operations.update_change(
                current_session(), change, form.as_input(), actor=current_actor(), now=clock.now()
            )
        except DecisionsError as error:
            transactions.undo()
            consultation = round_of(preparable(code), round_code)
            change = get_change(current_session(), consultation, change_id)
            form.absorb(error)
        else:
            flash(_("已保存，尚未公布。核对无误后请送审。"), "success")
            return redirect(change_desk_path(change), 303)
    return _form_page(consultation, change.kind, form)


@blueprint.get(_CHANGE)
@staff(*READERS)
def change(code: str, round_code: str, change_id: int) -> ResponseReturnValue:
    """Show the further version exactly as it would go out, and the way to publish it."""
    return _change_page(_found(code, round_code, change_id))


def _found(code: str, round_code: str, change_id: int) -> NoticeChange:
    consultation = round_of(readable(code), round_code)
    return get_change(current_session(), consultation, change_id)


def _change_page(change: NoticeChange, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    consultation, submission = change.consultation, _latest(change)
    is_pending = submission is not None and submission.state is SubmissionState.PENDING
    is_published = change.published_seq is not None
    current = None if is_published else preview_change(current_session(), change)
    shown = json.loads(submission.payload) if submission is not None and is_pending else current
    page = render_template(
        "consultation/desk/change.html",
        **_frame(consultation),
        change=change,
        path=change_desk_path(change),
        submission=None if is_published else submission,
        change_state="published" if is_published else _tag(submission),
        published=shown,
        line=shown["changes"][-1] if shown else change.said,
        before={name: getattr(consultation, name) for name in change.content},
        is_pending=is_pending,
        is_changed=is_pending and shown != current,
        problems=refusal_lines(refusal),
    )
    return (page, refusal.status) if refusal else page


@blueprint.post(f"{_CHANGE}/submit")
@staff(Role.DRAFTER)
def submit_change(code: str, round_code: str, change_id: int) -> ResponseReturnValue:
    """Hand the change to the approver."""
    found = _found(code, round_code, change_id)
    return act(
        lambda: operations.submit_change(current_session(), found, actor=current_actor(), now=clock.now()),
        done=_("已送审，请审核人员办理。"),
        path=change_desk_path(found),
        again=lambda error: _change_page(_found(code, round_code, change_id), error),
    )


@blueprint.post(f"{_CHANGE}/approve")
@staff(Role.APPROVER)
def approve_change(code: str, round_code: str, change_id: int) -> ResponseReturnValue:
    """Publish the change."""
    found = _found(code, round_code, change_id)
    return act(
        lambda: operations.approve_change(
            current_session(), found, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("变更已公布，公众看到的页面已经更新。"),
        path=round_path(found.consultation, "changes"),
        again=lambda error: _change_page(_found(code, round_code, change_id), error),
    )


@blueprint.post(f"{_CHANGE}/send-back")
@staff(Role.APPROVER)
def send_back_change(code: str, round_code: str, change_id: int) -> ResponseReturnValue:
    """Return the change with what is to be mended."""
    found = _found(code, round_code, change_id)
    return act(
        lambda: operations.send_back_change(
            current_session(),
            found,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=change_desk_path(found),
        again=lambda error: _change_page(_found(code, round_code, change_id), error),
    )


@blueprint.post(f"{_CHANGE}/discard")
@staff(Role.DRAFTER)
def discard_change(code: str, round_code: str, change_id: int) -> ResponseReturnValue:
    """Give the change up."""
    found = _found(code, round_code, change_id)
    return act(
        lambda: operations.discard_change(current_session(), found, actor=current_actor(), now=clock.now()),
        done=_("已放弃这项变更。"),
        path=round_path(found.consultation, "changes"),
        again=lambda error: _change_page(_found(code, round_code, change_id), error),
    )

"""Desk pages of a hearing before it is held: its announcement, its people, the delivery of materials."""

import json
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation import operations
from decisions.consultation.desk.access import READERS, blueprint, preparable, readable, rights
from decisions.consultation.errors import NoHearingError
from decisions.consultation.forms import ParticipantsForm
from decisions.consultation.models import OfflineEvent
from decisions.consultation.operations.event_snapshots import facts_of, participant_of
from decisions.consultation.operations.events import event_desk_path
from decisions.consultation.operations.hearings import (
    HearingPart,
    list_part_problems,
    papers_of,
    part_desk_path,
    part_kind,
    part_payload,
)
from decisions.consultation.queries import get_event
from decisions.consultation.rules import Way
from decisions.consultation.rules.hearings import (
    delivery_problems,
    latest_delivery,
    participants_text,
    read_participants,
)
from decisions.errors import DecisionsError
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

_HEARING = "/desk/decisions/<code>/consultation/events/<int:event_id>/hearing"
_PART = f"{_HEARING}/<part>"


@blueprint.get(_HEARING)
@staff(*READERS)
def hearing(code: str, event_id: int) -> ResponseReturnValue:
    """Show how far a hearing is prepared, with the way to publish each part."""
    return _hearing_page(_readable(code, event_id))


def _readable(code: str, event_id: int) -> OfflineEvent:
    return _hearing(get_event(current_session(), readable(code).id, event_id))


def _hearing(event: OfflineEvent) -> OfflineEvent:
    if event.way is not Way.HEARING:
        raise NoHearingError
    return event


def _hearing_page(event: OfflineEvent, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    papers = papers_of(session, event)
    page = render_template(
        "consultation/desk/hearing.html",
        decision=event.decision,
        event=event,
        path=event_desk_path(event),
        parts=[_part_facts(event, part) for part in HearingPart],
        papers=papers,
        late=[translate(each.message) for each in delivery_problems(facts_of(event), papers.participants)],
        latest_on=latest_delivery(event.from_on),
        problems=refusal_lines(refusal),
        **rights(event.decision),
    )
    return (page, refusal.status) if refusal else page


def _part_facts(event: OfflineEvent, part: HearingPart) -> dict[str, Any]:
    session = current_session()
    submission = _latest(event, part)
    is_pending = submission is not None and submission.state is SubmissionState.PENDING
    seq = event.notice_seq if part is HearingPart.ANNOUNCEMENT else event.list_seq
    current = part_payload(event, part)
    return {
        "part": part.value,
        "submission": submission,
        "is_pending": is_pending,
        "seq": seq,
        "is_changed": seq is not None and not is_pending and _published_payload(submission) != current,
        "shown": json.loads(submission.payload) if submission is not None and is_pending else current,
        "missing": [
            translate(each.message) for each in list_part_problems(session, event, part, clock.now())
        ],
    }


def _published_payload(submission: Submission | None) -> Any:
    return json.loads(submission.payload) if submission is not None else None


def _latest(event: OfflineEvent, part: HearingPart) -> Submission | None:
    subject, path = event.decision.code, part_desk_path(event, part)
    return find_latest_submission(current_session(), part_kind(part), subject, path)


@blueprint.route(f"{_HEARING}/participants", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def participants(code: str, event_id: int) -> ResponseReturnValue:
    """Write down who takes part, and when the materials reached each of them."""
    event = _hearing(get_event(current_session(), preparable(code).id, event_id))
    form = ParticipantsForm(data={"people": participants_text(map(participant_of, event.participants))})
    if form.validate_on_submit():
        people, problems = read_participants(form.people.data or "")
        form.people.errors = [*form.people.errors, *(translate(each.message) for each in problems)]
        if not problems:
            try:
                operations.set_participants(
                    current_session(), event, people, actor=current_actor(), now=clock.now()
                )
            except DecisionsError as error:
                transactions.undo()
                event = get_event(current_session(), preparable(code).id, event_id)
                form.absorb(error)
            else:
                flash(_("已保存 %(count)s 名听证参加人。", count=str(len(people))), "success")
                return redirect(f"{event_desk_path(event)}/hearing", 303)
    page = render_template(
        "consultation/desk/participants.html",
        decision=event.decision,
        event=event,
        form=form,
        path=event_desk_path(event),
        latest_on=latest_delivery(event.from_on),
    )
    return page, 422 if form.errors else 200


def _part(word: str) -> HearingPart:
    if word not in set(HearingPart):
        abort(404)
    return HearingPart(word)


@blueprint.post(f"{_PART}/submit")
@staff(Role.DRAFTER)
def submit_part(code: str, event_id: int, part: str) -> ResponseReturnValue:
    """Hand the announcement or the list to the approver."""
    event, which = _readable(code, event_id), _part(part)
    return act(
        lambda: operations.submit_part(
            current_session(),
            event,
            which,
            reason=request.form.get("reason", "")[:2000],
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已送审，请审核人员办理。"),
        path=part_desk_path(event, which),
        again=lambda error: _hearing_page(event, error),
    )


@blueprint.post(f"{_PART}/approve")
@staff(Role.APPROVER)
def approve_part(code: str, event_id: int, part: str) -> ResponseReturnValue:
    """Publish the announcement or the list."""
    event, which = _readable(code, event_id), _part(part)
    return act(
        lambda: operations.approve_part(
            current_session(), event, which, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("已向社会公布。"),
        path=part_desk_path(event, which),
        again=lambda error: _hearing_page(event, error),
    )


@blueprint.post(f"{_PART}/send-back")
@staff(Role.APPROVER)
def send_back_part(code: str, event_id: int, part: str) -> ResponseReturnValue:
    """Return the announcement or the list with what is to be mended."""
    event, which = _readable(code, event_id), _part(part)
    return act(
        lambda: operations.send_back_part(
            current_session(),
            event,
            which,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=part_desk_path(event, which),
        again=lambda error: _hearing_page(event, error),
    )

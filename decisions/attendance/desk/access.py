"""What all staff pages of a call share: the call, whether one may see it, its tabs, what was submitted."""

import json
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.errors import CallNotFoundError
from decisions.attendance.models import AttendanceCall
from decisions.attendance.operations.submissions import desk_path_of
from decisions.attendance.permissions import may_handle_sign_ups, may_read
from decisions.attendance.queries import get_call
from decisions.attendance.rules import (
    ABSENCE_LABELS,
    ADOPTION_LABELS,
    CATEGORY_LABELS,
    CAUSE_LABELS,
    CHANNEL_LABELS,
    ELIGIBILITY_LABELS,
    GENDER_LABELS,
    METHOD_LABELS,
    OPEN_METHODS,
    STANDING_LABELS,
    CallState,
    SelectionMethod,
)
from decisions.attendance.rules.identity import DOCUMENT_LABELS
from decisions.attendance.rules.window import Window, window_at
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import get_decision
from decisions.errors import DecisionsError
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Actor, Role, require
from decisions.web import transactions
from decisions.web.forms import Form
from decisions.web.guards import current_actor
from decisions.web.transactions import current_session

blueprint = Blueprint("attendance_desk", __name__)

BASE = "/desk/decisions/<code>/attendance"
CALL = f"{BASE}/<call_code>"

# Who may come to pages without personal data; the lead unit only to its own decisions (may_read).
READERS = (Role.DRAFTER, Role.APPROVER, Role.OPENNESS, Role.JUSTICE)

LABELS: dict[str, Any] = {
    "absence": ABSENCE_LABELS,
    "adoption": ADOPTION_LABELS,
    "category": CATEGORY_LABELS,
    "document": DOCUMENT_LABELS,
    "cause": CAUSE_LABELS,
    "channel": CHANNEL_LABELS,
    "eligibility": ELIGIBILITY_LABELS,
    "gender": GENDER_LABELS,
    "method": METHOD_LABELS,
    "standing": STANDING_LABELS,
}


def readable_decision(code: str) -> Decision:
    """Return a decision that the actor may see. Raises: DecisionNotFoundError, NotAllowedError."""
    decision = get_decision(current_session(), code)
    require(may_read(current_actor(), decision))
    return decision


def readable_call(code: str, call_code: str) -> AttendanceCall:
    """Return a decision's call that the actor may see. Raises: CallNotFoundError, NotAllowedError."""
    call = get_call(current_session(), call_code)
    if call.decision.code != code:
        raise CallNotFoundError(code=call_code)
    require(may_read(current_actor(), call.decision))
    return call


def page_of(call: AttendanceCall, template: str, current: str, **context: Any) -> str:
    """Render a staff page of a call, with its tabs."""
    actor = current_actor()
    return render_template(
        f"attendance/desk/{template}.html",
        call_=call,
        tabs=_tabs(call, actor, current),
        labels=LABELS,
        actor=actor,
        **context,
    )


def _tabs(call: AttendanceCall, actor: Actor, current: str) -> list[dict[str, Any]]:
    tabs = [("show", _("公告"))]
    if call.state is CallState.PUBLISHED:
        handles = may_handle_sign_ups(actor)
        if handles and call.method in OPEN_METHODS:
            tabs.append(("sign_ups", _("报名和资格")))
        if handles and call.method is SelectionMethod.OPEN_DRAW:
            tabs.append(("draw", _("抽签")))
        tabs.append(("representatives", _("代表名单")))
        tabs.append(("check_in", _("会前和签到")))
        tabs.append(("statements", _("到会和发言")))
    return [
        {"label": label, "href": path_to(call, endpoint), "current": endpoint == current}
        for endpoint, label in tabs
    ]


def path_to(call: AttendanceCall, endpoint: str, **values: Any) -> str:
    """Return the address of a staff page of a call."""
    return url_for(f"attendance_desk.{endpoint}", code=call.decision.code, call_code=call.code, **values)


def window_of(call: AttendanceCall) -> Window:
    """Return how sign-up stands now; closed where nobody signs up."""
    if call.opens_at is None or call.closes_at is None:
        return Window.CLOSED
    return window_at(call.opens_at, call.closes_at, clock.now())


def latest_submission(kind: str, call: AttendanceCall) -> Submission | None:
    """Return what was last submitted of this kind for a call, whatever became of it."""
    return find_latest_submission(current_session(), kind, call.decision.code, desk_path_of(kind, call))


def shown_payload(submission: Submission | None, current: dict[str, Any]) -> dict[str, Any]:
    """Return what waits for approval, exactly as it was submitted, or else what would be submitted now."""
    if submission is None or submission.state is not SubmissionState.PENDING:
        return current
    payload: dict[str, Any] = json.loads(submission.payload)
    return payload


def refuse(form: Form, error: DecisionsError) -> None:
    """Undo what an operation began before it refused, and show the refusal on the form."""
    transactions.undo()
    form.absorb(error)

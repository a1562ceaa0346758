"""What the desk pages of the feedback share: whose decision it is, and the clock that is always in sight."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import get_decision
from decisions.feedback.forms import reading_words
from decisions.feedback.models import DisclosureState
from decisions.feedback.permissions import may_answer, may_approve, may_read
from decisions.feedback.queries.published import assess_duty, find_working_disclosure
from decisions.feedback.queries.work import measure_progress
from decisions.feedback.rules import working_days_left
from decisions.services.actor import Role, require
from decisions.services.working_days.store import load_calendar
from decisions.web.guards import current_actor
from decisions.web.transactions import current_session

blueprint = Blueprint("feedback_desk", __name__)
blueprint.context_processor(reading_words)

READERS = (Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS)


def readable(code: str) -> Decision:
    """Return a decision whose answers the viewer may read."""
    decision = get_decision(current_session(), code)
    require(may_read(current_actor(), decision))
    return decision


def answerable(code: str) -> Decision:
    """Return a decision on which the viewer may answer opinions."""
    decision = get_decision(current_session(), code)
    require(may_answer(current_actor(), decision))
    return decision


def desk_page(template: str, decision: Decision, tab: str, **more: Any) -> str:
    """Show a page of the feedback's desk: its tabs, how much is done, and how long there is left."""
    session, actor, today = current_session(), current_actor(), clock.today()
    duty = assess_duty(session, decision, today=today)
    working = find_working_disclosure(session, decision.id)
    base = f"/desk/decisions/{decision.code}/feedback"
    return render_template(
        template,
        decision=decision,
        base=base,
        tabs=_tabs(base, tab, may_answer(actor, decision)),
        duty=duty,
        days_left=working_days_left(load_calendar(session), duty, today),
        progress=measure_progress(session, decision.id),
        is_waiting=working is not None and working.state is DisclosureState.SUBMITTED,
        may_answer=may_answer(actor, decision),
        may_approve=may_approve(actor, decision),
        **more,
    )


def _tabs(base: str, current: str, may_import: bool) -> list[dict[str, Any]]:
    places = [
        ("/groups", _("归并")),
        ("", _("逐条答复")),
        ("/topics", _("按主题答复")),
        ("/import", _("导入答复")),
        ("/disclosure", _("审核公布")),
    ]
    if not may_import:
        places = [place for place in places if place[0] != "/import"]
    return [{"label": label, "href": base + end, "current": end == current} for end, label in places]

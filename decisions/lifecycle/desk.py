"""Staff pages of the lifecycle: a unit's decisions, and the hub of one, from which each step is reached."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from decisions import clock
from decisions.catalogue.queries import get_decision, list_decisions
from decisions.lifecycle.queries.course import find_course
from decisions.lifecycle.rules import Kind
from decisions.record.models import SubmissionState
from decisions.record.queries import find_latest_submission, list_entries_of
from decisions.services.actor import Role, is_of_unit
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

blueprint = Blueprint("lifecycle_desk", __name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a decision at the desk; path follows /desk/decisions/<code>/."""

    label: str
    path: str
    kind: str


STEPS = (
    Step(_l("听取意见活动（座谈会、走访、书面征求意见、民意调查）"), "consultation/events", Kind.EVENT),
    Step(_l("公开征求意见公告和草案"), "consultation", Kind.NOTICE),
    Step(_l("公众代表列席"), "attendance", Kind.CALL),
    Step(_l("专家论证、风险评估、合法性审查等程序"), "steps", Kind.STEP),
    Step(_l("决策会议"), "meeting", Kind.MEETING),
    Step(_l("公布决策和解读"), "issuing", Kind.ISSUED),
    Step(_l("意见处理和采纳情况反馈"), "feedback", Kind.DISCLOSURE),
)


@blueprint.get("/desk/decisions/")
@staff()
def index() -> ResponseReturnValue:
    """List the decisions: a unit's own first, for the offices all of them."""
    actor, session = current_actor(), current_session()
    sees_all = actor.has(Role.OPENNESS, Role.JUSTICE, Role.ADMINISTRATOR)
    decisions = list_decisions(session, unit_id=None if sees_all else actor.unit_id)
    return render_template("lifecycle/desk/index.html", decisions=decisions, sees_all=sees_all)


@blueprint.get("/desk/decisions/<code>")
@staff()
def show(code: str) -> ResponseReturnValue:
    """Show where a decision stands at the desk, each step with its state and, for its readers, its link."""
    session, actor = current_session(), current_actor()
    decision = get_decision(session, code)
    may_open = actor.has(Role.OPENNESS, Role.JUSTICE) or is_of_unit(actor, [decision.lead_unit_id])
    published = {entry.kind for entry in list_entries_of(session, code)}
    tasks = []
    for step in STEPS:
        submission = find_latest_submission(session, step.kind, code)
        state = submission.state if submission else None
        tasks.append(
            {
                "title": step.label,
                "href": f"/desk/decisions/{code}/{step.path}" if may_open else None,
                "status": _status(step.kind in published, state),
            }
        )
    course = find_course(session, code, clock.now())
    return render_template(
        "lifecycle/desk/show.html", decision=decision, tasks=tasks, course=course, may_open=may_open
    )


def _status(is_published: bool, state: SubmissionState | None) -> str:
    if state is SubmissionState.PENDING:
        return "submitted"
    if state is SubmissionState.SENT_BACK:
        return "returned"
    return "published" if is_published else "pending"

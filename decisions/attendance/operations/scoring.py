"""Points for a selection by published criteria, recorded before anybody is chosen."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import ScoresRefusedError, SelectionRefusedError
from decisions.attendance.models import AttendanceCall, SignUp
from decisions.attendance.operations.gates import require_closed, require_unsettled
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import lock_call
from decisions.attendance.rules import Eligibility
from decisions.attendance.rules.parts import read_criteria, score_problems
from decisions.errors import N_, Message, Problem
from decisions.services import audit
from decisions.services.actor import Actor, require


def score_sign_up(
    session: Session,
    call: AttendanceCall,
    sign_up: SignUp,
    points: Mapping[str, int],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Record somebody's points for each published criterion, and return their sum.

    Shape:  points by the criterion's name; points recorded before are replaced, the audit keeps both.
    Raises: NotAllowedError, SignUpsStillOpenError, SignUpsSettledError, SelectionRefusedError (not eligible),
            ScoresRefusedError.
    Writes: sign_ups, audit_entries.
    Allowed: openness office, once sign-up is over and before anybody is chosen.
    Source: R22 (a selection is by published criteria).
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    require_closed(call, now)
    require_unsettled(session, call)
    if sign_up.eligibility is not Eligibility.ELIGIBLE:
        problem = Problem(Message(N_("只给资格核对为“符合条件”的报名人评分。")))
        raise SelectionRefusedError(count=1, problems=[problem])
    criteria = read_criteria(call.criteria)
    problems = list(score_problems(criteria, points))
    if problems:
        raise ScoresRefusedError(count=len(problems), problems=problems)
    sign_up.scores = {criterion.name: points[criterion.name] for criterion in criteria}
    total = sum(sign_up.scores.values())
    audit.log(
        session,
        actor,
        "attendance.score_sign_up",
        call.code,
        now=now,
        receipt=sign_up.receipt,
        points=dict(sign_up.scores),
    )
    session.flush()
    return total

"""Preparing a draw with quotas: asked for at the desk, carried out in the background, refused in plain words.

Not here: freezing (`draws`), the search itself (`draw.preparing`).
"""

import math
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance import draw as lottery
from decisions.attendance.draw.errors import DrawError
from decisions.attendance.errors import AlreadyFrozenError, NoQuotasError
from decisions.attendance.models import AttendanceCall, DrawPreparation
from decisions.attendance.operations.draws import require_checked
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import find_draw, lock_call
from decisions.attendance.queries.draws import list_preparations, pool_rows, rule_of
from decisions.attendance.rules import PreparationOutcome
from decisions.errors import Message, Problem
from decisions.services import audit
from decisions.services.actor import SYSTEM, Actor, require
from decisions.services.background import BackgroundJob, find_job, request_job

JOB = "attendance.prepare_draw"
LIMIT_SECONDS = 300
"""How long the search for fairness may go on; whatever was found by then is valid, and the file says so."""

# Where the two goals of the search begin and end on the way to the whole; each closes its gap to a tolerance.
_GOALS = {"smallest": (0, 60, 2e-4), "largest": (60, 99, 5e-3)}

Report = Callable[[int, int], None]


def request_preparation(
    session: Session,
    call: AttendanceCall,
    *,
    actor: Actor,
    now: datetime,
    limit_seconds: int = LIMIT_SECONDS,
) -> DrawPreparation:
    """Ask for the lottery over compositions to be prepared, for the pool as it is now.

    Shape:  an attempt under way for the same pool and rule is returned instead of a second one.
    Raises: NotAllowedError, AlreadyFrozenError, NoQuotasError; as require_checked; RuleRefusedError,
            PoolRefusedError of the draw.
    Writes: draw_preparations, background_jobs, audit_entries.
    Allowed: openness office.
    Source: DRAW sections 1 and 5.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    if find_draw(session, call) is not None:
        raise AlreadyFrozenError
    require_checked(session, call, now)
    if not call.quotas:
        raise NoQuotasError
    digest = lottery.digest_of_inputs(pool_rows(session, call), rule_of(call), now)
    latest = next(iter(list_preparations(session, call)), None)
    if latest is not None and latest.digest == digest and is_under_way(session, latest):
        return latest
    attempt = DrawPreparation(
        call_id=call.id,
        digest=digest,
        limit_seconds=limit_seconds,
        requested_at=now,
        requested_by_id=actor.id,
        requested_by_name=actor.name,
        message={},
        problems=[],
        people=0,
        types=0,
        compositions=0,
        smallest="",
        largest="",
        complete=True,
    )
    session.add(attempt)
    session.flush()
    audit.log(session, actor, "attendance.request_preparation", call.code, now=now, attempt=attempt.id)
    arguments = {"attempt": attempt.id}
    request_job(session, JOB, _subject(attempt), arguments=arguments, actor=actor, now=now)
    return attempt


def find_preparation_job(session: Session, attempt: DrawPreparation) -> BackgroundJob | None:
    """Return the background work that carries an attempt out."""
    return find_job(session, JOB, _subject(attempt))


def is_under_way(session: Session, attempt: DrawPreparation) -> bool:
    """Whether an attempt may still come to its end: one whose work failed never will."""
    job = find_preparation_job(session, attempt)
    return attempt.outcome is None and job is not None and job.is_under_way


def _subject(attempt: DrawPreparation) -> str:
    return f"draw-preparation/{attempt.id}"


def prepare_draw(
    session: Session, attempt_id: int, *, report: Report, clock: Callable[[], datetime]
) -> DrawPreparation:
    """Carry out an attempt: find the lottery, or note why there is none.

    The search holds no transaction: what it is for is read before and compared after.
    Shape:  report(done, total) hears how far it is.
    Writes: draw_preparations, audit_entries.
    Allowed: the portal itself, as somebody asked.
    """
    attempt = session.get_one(DrawPreparation, attempt_id)
    if attempt.outcome is not None:
        return attempt
    call = session.get_one(AttendanceCall, attempt.call_id)
    rows, rule, limit = pool_rows(session, call), rule_of(call), attempt.limit_seconds
    session.commit()
    begun_at, reported = clock(), 0

    def tell(step: lottery.Step) -> None:
        nonlocal reported
        reported = max(reported, percent_of(step))
        report(reported, 100)

    found: lottery.Prepared | DrawError
    try:
        found = lottery.prepare(rows, rule, begun_at, limit_seconds=limit, progress=tell)
    except DrawError as refusal:
        found = refusal
    lock_call(session, call)
    session.refresh(attempt)
    attempt.finished_at = clock()
    outcome = _note(attempt, found, _is_current(session, call, attempt, begun_at))
    audit.log(
        session,
        SYSTEM,
        "attendance.prepare_draw",
        call.code,
        now=attempt.finished_at,
        attempt=attempt.id,
        outcome=outcome.value,
    )
    session.flush()
    return attempt


def percent_of(step: lottery.Step) -> int:
    """Return how far the search is: the gap of each goal closes from 1 to its tolerance, by powers of ten."""
    begins, ends, tolerance = _GOALS[step.goal]
    gap = min(max(step.gap, tolerance), 1.0)
    return begins + int((ends - begins) * math.log(gap) / math.log(tolerance))


def problems_of(attempt: DrawPreparation, link: str) -> list[Problem]:
    """Return why an attempt was refused, each leading to where it is mended."""
    return [Problem(Message(item["text"], item["params"]), link=link) for item in attempt.problems]


def message_of(attempt: DrawPreparation) -> Message | None:
    """Return the refusal of an attempt as a sentence."""
    return Message(attempt.message["text"], attempt.message["params"]) if attempt.message else None


def _is_current(session: Session, call: AttendanceCall, attempt: DrawPreparation, at: datetime) -> bool:
    """Whether pool and rule are what they were; what is refused now is refused with its reason, not this."""
    try:
        return lottery.digest_of_inputs(pool_rows(session, call), rule_of(call), at) == attempt.digest
    except DrawError:
        return True


def _note(
    attempt: DrawPreparation, found: lottery.Prepared | DrawError, is_current: bool
) -> PreparationOutcome:
    if not is_current:
        outcome = PreparationOutcome.OUTDATED
    elif isinstance(found, DrawError):
        outcome = PreparationOutcome.REFUSED
        attempt.message = _kept(found.reader_message)
        attempt.problems = [_kept(problem.message) for problem in found.problems]
    else:
        outcome, attempt.lottery = PreparationOutcome.READY, found.lottery
        attempt.people, attempt.types = found.people, found.types
        attempt.compositions, attempt.complete = found.compositions, found.complete
        attempt.smallest, attempt.largest = str(found.smallest), str(found.largest)
    attempt.outcome = outcome
    return outcome


def _kept(message: Message) -> dict[str, object]:
    return {"text": message.text, "params": dict(message.params)}

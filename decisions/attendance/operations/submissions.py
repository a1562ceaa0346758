"""What every publication of a call has in common: it is handed in, found again, and belongs to its call."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall
from decisions.attendance.queries.snapshots import CALL, REPRESENTATIVES, STATEMENTS
from decisions.record import operations as record
from decisions.record.models import Submission
from decisions.record.queries import get_submission_at
from decisions.services.actor import Actor

_DESK_PAGES = {CALL: "", REPRESENTATIVES: "/representatives", STATEMENTS: "/statements"}


def desk_path_of(kind: str, call: AttendanceCall) -> str:
    """Return the page on which a second person decides about a publication of this kind."""
    return f"/desk/decisions/{call.decision.code}/attendance/{call.code}{_DESK_PAGES[kind]}"


def hand_in(
    session: Session,
    kind: str,
    call: AttendanceCall,
    payload: dict[str, Any],
    *,
    title: str,
    actor: Actor,
    now: datetime,
    unit_id: int | None = None,
    corrects: int | None = None,
    reason: str = "",
) -> Submission:
    """Submit a payload for approval.

    Shape:  unit_id is the unit that approves; None for the openness office.
    Writes: submissions, audit_entries.
    """
    return record.submit(
        session,
        kind=kind,
        subject=call.decision.code,
        title=title,
        desk_path=desk_path_of(kind, call),
        unit_id=unit_id,
        payload=payload,
        actor=actor,
        now=now,
        corrects=corrects,
        reason=reason,
    )


def get_submission_of(session: Session, kind: str, call: AttendanceCall, submission_id: int) -> Submission:
    """Return a waiting submission of this kind and call, whatever number a page sent along.

    Raises: SubmissionNotFoundError.
    """
    return get_submission_at(
        session,
        submission_id,
        kind=kind,
        subject=call.decision.code,
        desk_path=desk_path_of(kind, call),
    )


def occurred_on_of(submission: Submission) -> date:
    """Return the day that the submitted payload belongs to."""
    return date.fromisoformat(json.loads(submission.payload)["occurred_on"])

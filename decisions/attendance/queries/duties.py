"""The duty of a call: what representatives said is public in time (R23)."""

from datetime import date

from sqlalchemy.orm import Session

from decisions.attendance.queries.published import PublishedCall
from decisions.attendance.queries.snapshots import STATEMENTS
from decisions.attendance.rules.duties import statements_duty
from decisions.clock import civil_day
from decisions.record.queries import find_latest_entry, list_entries_of, payload_of
from decisions.services.duties import Duty
from decisions.services.working_days.store import load_calendar

ISSUED = "decision_issued"


def get_statements_duty(session: Session, published: PublishedCall, today: date) -> Duty:
    """Return the duty to publish what a call's representatives said; a later version mends no lateness."""
    code = published.call.decision.code
    issued = find_latest_entry(session, code, ISSUED)
    payload = payload_of(issued) if issued else None
    first = next(iter(list_entries_of(session, code, STATEMENTS)), None)
    return statements_duty(
        load_calendar(session),
        code,
        clock_on=date.fromisoformat(payload["clock_on"]) if payload else None,
        met_on=civil_day(first.published_at) if first else None,
        today=today,
    )

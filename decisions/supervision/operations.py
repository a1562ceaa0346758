"""The one thing supervision changes: the calendar, and with it every open date."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.working_days.arithmetic import YearTable
from decisions.services.working_days.store import add_year
from decisions.supervision.permissions import may_add_calendar_year
from decisions.supervision.queries import list_duties
from decisions.supervision.rules import RegisteredDuty


def add_calendar_year(
    session: Session, table: YearTable, *, actor: Actor, now: datetime, today: date
) -> list[tuple[RegisteredDuty, date | None]]:
    """Add a year's table and return every duty whose due date moved, with the date it had before.

    Due dates are computed when they are asked for; comparing before and after is what logs the change.
    Raises: NotAllowedError.
    Writes: calendar_years, audit_entries (one per moved duty).
    Allowed: administrator.
    Source: RULES "Working days".
    """
    require(may_add_calendar_year(actor))
    before = {_key(entry): entry.duty.due_on for entry in list_duties(session, today)}
    add_year(session, table, actor=actor, now=now)
    moved = []
    for entry in list_duties(session, today):
        was = before.get(_key(entry))
        if entry.duty.due_on != was:
            moved.append((entry, was))
            audit.log(
                session,
                actor,
                "supervision.recompute_due_date",
                entry.duty.subject,
                now=now,
                duty=entry.duty.kind,
                before=was.isoformat() if was else None,
                after=entry.duty.due_on.isoformat() if entry.duty.due_on else None,
            )
    session.flush()
    return moved


def _key(entry: RegisteredDuty) -> tuple[str, str]:
    return entry.duty.kind, entry.duty.subject

"""The calendar as this portal knows it: the shipped years, overlaid with those an administrator added.

Not here: recounting the open duties after a change; the caller does that in the same transaction.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.services import audit
from decisions.services.actor import Actor
from decisions.services.working_days.arithmetic import Calendar, NamedDay, Notice, YearTable
from decisions.services.working_days.models import CalendarYear
from decisions.services.working_days.tables import shipped_calendar


def load_calendar(session: Session) -> Calendar:
    """Return the calendar to count with: an added year prevails over a shipped one."""
    rows = session.scalars(select(CalendarYear).order_by(CalendarYear.year))
    return shipped_calendar().overlaid_with(_as_table(row) for row in rows)


def add_year(session: Session, table: YearTable, *, actor: Actor, now: datetime) -> tuple[date, ...]:
    """Add a year's table, or replace the one there is, and return the days named anew or differently.

    Shape:  the days in order; of a year that is added for the first time, every day it names.
    Writes: calendar_years; the audit log with the notice and those days.
    Allowed: administrators (checked by the caller, who knows how the command came in).
    """
    before = load_calendar(session).find_table(table.year)
    changed = _changed_days(before, table)
    row = session.get(CalendarYear, table.year) or CalendarYear(year=table.year)
    row.notice_title = table.notice.title
    row.notice_number = table.notice.number
    row.notice_issued_on = table.notice.issued_on
    row.days = [{"date": day.day.isoformat(), "working": day.working, "name": day.name} for day in table.days]
    row.added_at = now
    row.added_by = actor.name
    session.add(row)
    session.flush()
    audit.log(
        session,
        actor,
        "calendar.add_year",
        f"calendar/{table.year}",
        now=now,
        notice=table.notice.number,
        replaced_notice=before.notice.number if before else None,
        changed_days=[day.isoformat() for day in changed],
    )
    return changed


def _as_table(row: CalendarYear) -> YearTable:
    return YearTable(
        year=row.year,
        notice=Notice(row.notice_title, row.notice_number, row.notice_issued_on),
        days=tuple(
            NamedDay(date.fromisoformat(day["date"]), day["working"], day["name"]) for day in row.days
        ),
    )


def _changed_days(before: YearTable | None, after: YearTable) -> tuple[date, ...]:
    """Return the days that one table names and the other does not, or not alike."""
    known = {day.day: day.working for day in before.days} if before else {}
    named = {day.day: day.working for day in after.days}
    return tuple(sorted(day for day in known.keys() | named.keys() if known.get(day) != named.get(day)))

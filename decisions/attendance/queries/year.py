"""The year's count of meetings that representatives of the public sat in on, and what is planned (R21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, Representative
from decisions.catalogue.models import Decision
from decisions.procedure.models import Meeting


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """How often representatives of the public sat in during a year (R21): items (事项) and times (次)."""

    year: int
    items: int
    times: int

    def is_met(self, needed: int) -> bool:
        """Whether both ways of counting reach what is needed."""
        return min(self.items, self.times) >= needed


@dataclass(frozen=True, slots=True)
class Planned:
    """A decision on which representatives are to sit in; call_code is empty while no call is published."""

    decision: Decision
    call_code: str
    planned_on: date | None


def count_attendance(session: Session, year: int) -> AttendanceCount:
    """Return in how many items, and at how many meetings, representatives sat in during a year.

    Shape:  one meeting on several items counts once as a time and once for each item, those that a call
            names beside its own included.
    Source: R21.
    """
    came = select(Representative.id).where(
        Representative.call_id == AttendanceCall.id, Representative.attended.is_(True)
    )
    found = (
        select(Decision.code, AttendanceCall.agenda, Meeting.held_on, Meeting.name)
        .join(AttendanceCall, AttendanceCall.decision_id == Decision.id)
        .join(Meeting, Meeting.decision_id == Decision.id)
        .where(came.exists(), Meeting.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    )
    rows = session.execute(found).all()
    return AttendanceCount(
        year=year,
        items=len({code for own, agenda, _on, _name in rows for code in (own, *agenda)}),
        times=len({(held_on, name) for _own, _agenda, held_on, name in rows}),
    )


def list_planned(session: Session, year: int) -> Sequence[Planned]:
    """Return what is planned for a year and not yet held: published calls by date, then promised items.

    Shape:  an item is promised where the year's catalogue says that the public is invited; the calls of
            earlier years' items count in the year of their meeting.
    """
    found = (
        select(AttendanceCall, Meeting.planned_on, Meeting.held_on)
        .outerjoin(Meeting, Meeting.decision_id == AttendanceCall.decision_id)
        .where(AttendanceCall.published_seq.is_not(None))
        .order_by(AttendanceCall.id)
    )
    called, covered = [], set()
    for call, planned_on, held_on in session.execute(found).unique():
        covered |= {call.decision.code, *call.agenda}
        in_year = planned_on.year == year if planned_on else call.decision.code.startswith(f"{year}-")
        if in_year and held_on is None:
            called.append(Planned(call.decision, call.code, planned_on))
    promised = session.scalars(
        select(Decision)
        .where(Decision.invites_public.is_(True), Decision.code.startswith(f"{year}-"))
        .order_by(Decision.code)
    ).unique()
    held = set(session.scalars(select(Meeting.decision_id).where(Meeting.held_on.is_not(None))))
    waiting = [
        Planned(item, "", None) for item in promised if item.code not in covered and item.id not in held
    ]
    return [*sorted(called, key=lambda item: item.planned_on or date.max), *waiting]

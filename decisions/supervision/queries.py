"""Gathering the duties of all decisions, from what was published; the number of queries is constant."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Staff
from decisions.attendance.rules.duties import statements_duty
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import first_published_days, list_catalogues
from decisions.catalogue.rules.duties import PREPARED_FROM_MONTH, catalogue_duty
from decisions.clock import civil_day
from decisions.feedback.queries.views import list_open_views
from decisions.feedback.rules import disclosure_duty
from decisions.record.models import RecordEntry, Submission, SubmissionState
from decisions.record.queries import payload_of
from decisions.services.actor import Actor, Role
from decisions.services.duties import Duty
from decisions.services.working_days.arithmetic import Calendar
from decisions.services.working_days.store import load_calendar
from decisions.supervision.rules import RegisteredDuty, by_urgency, is_due_soon

OPENNESS_OFFICE = "区政务公开办"


def list_duties(session: Session, today: date) -> list[RegisteredDuty]:
    """Return every duty there is, the most pressing first."""
    calendar = load_calendar(session)
    published = _Published(session, ("decision_issued", "disclosure", "statements", "representatives"))
    entries = _of_catalogues(session, calendar, today)
    for decision in session.scalars(select(Decision).order_by(Decision.code)).unique():
        issued = published.latest("decision_issued", decision.code)
        if issued is None:
            continue
        clock_on = date.fromisoformat(issued["clock_on"])
        met_on = published.first_day("disclosure", decision.code, kind="final")
        duty = disclosure_duty(calendar, decision.code, clock_on=clock_on, met_on=met_on, today=today)
        entries.append(_registered(duty, decision, f"/feedback/{decision.code}", "feedback", today))
        people = published.latest("representatives", decision.code)
        if people is not None:
            said_on = published.first_day("statements", decision.code)
            duty = statements_duty(calendar, decision.code, clock_on=clock_on, met_on=said_on, today=today)
            entries.append(_registered(duty, decision, str(people["page"]), "attendance", today))
    return by_urgency(entries)


def _of_catalogues(session: Session, calendar: Calendar, today: date) -> list[RegisteredDuty]:
    """Return the duty of every year whose catalogue is owed.

    Shape: a portal that has a catalogue owes one for every year from then on, the coming one included
           from October; an empty portal owes none for years it was not there.
    """
    published = first_published_days(session)
    begun = {catalogue.year for catalogue in list_catalogues(session)}
    coming = today.year + (1 if today.month >= PREPARED_FROM_MONTH else 0)
    known = published.keys() | begun
    owed = range(min(known), coming + 1) if known else range(0)
    return [
        _of_catalogue(calendar, year, published.get(year), today, is_begun=year in begun)
        for year in sorted({*known, *owed})
    ]


def _of_catalogue(
    calendar: Calendar, year: int, published_on: date | None, today: date, *, is_begun: bool
) -> RegisteredDuty:
    duty = catalogue_duty(calendar, year, published_on=published_on, today=today)
    return RegisteredDuty(
        duty=duty,
        decision_title=f"{year}年度重大行政决策事项目录",
        unit=OPENNESS_OFFICE,
        unit_id=None,
        path=f"/catalogue/{year}" if published_on else "",
        desk_path=f"/desk/catalogue/{year}" if is_begun else "/desk/catalogue/",
        is_due_soon=is_due_soon(duty, today),
    )


def _registered(duty: Duty, decision: Decision, path: str, desk: str, today: date) -> RegisteredDuty:
    return RegisteredDuty(
        duty=duty,
        decision_title=decision.title,
        unit=decision.lead_unit.name if decision.lead_unit else "",
        unit_id=decision.lead_unit_id,
        path=path,
        desk_path=f"/desk/decisions/{decision.code}/{desk}",
        is_due_soon=is_due_soon(duty, today),
    )


class _Published:
    """The entries of a few kinds, read at once and looked up by decision."""

    def __init__(self, session: Session, kinds: Iterable[str]) -> None:
        found = select(RecordEntry).where(RecordEntry.kind.in_(tuple(kinds))).order_by(RecordEntry.seq)
        self._by_key: dict[tuple[str, str], list[RecordEntry]] = {}
        for entry in session.scalars(found):
            self._by_key.setdefault((entry.kind, entry.subject), []).append(entry)

    def latest(self, kind: str, subject: str) -> dict[str, Any] | None:
        """Return the newest payload that is not withheld."""
        for entry in reversed(self._by_key.get((kind, subject), [])):
            payload = payload_of(entry)
            if payload is not None:
                return payload
        return None

    def first_day(self, kind: str, subject: str, /, **members: str) -> date | None:
        """Return the civil day of the first entry whose payload has these members."""
        for entry in self._by_key.get((kind, subject), []):
            payload = payload_of(entry)
            if payload is not None and all(payload.get(key) == value for key, value in members.items()):
                return civil_day(entry.published_at)
        return None


def list_sent_back(session: Session, actor: Actor) -> Sequence[Submission]:
    """Return what an actor submitted, was sent back and has not submitted again, newest first."""
    newest = select(Submission).where(Submission.prepared_by_id == actor.id).order_by(Submission.id)
    latest = {(item.kind, item.subject): item for item in session.scalars(newest)}
    return [item for item in reversed(latest.values()) if item.state == SubmissionState.SENT_BACK]


def list_reminded(session: Session, today: date) -> list[RegisteredDuty]:
    """Return every duty of which a unit is reminded: those of the register, and views that are awaited."""
    views = [
        RegisteredDuty(
            duty=found.duty,
            decision_title=found.request.decision.title,
            unit=found.request.unit.name,
            unit_id=found.request.unit_id,
            path="",
            desk_path=f"/desk/feedback/views/{found.request.id}",
            is_due_soon=is_due_soon(found.duty, today),
        )
        for found in list_open_views(session, today)
    ]
    return [*list_duties(session, today), *views]


def list_to_remind(session: Session) -> dict[int | None, list[Staff]]:
    """Return whom a reminder goes to, by unit; under None the openness office's, for what binds no unit."""
    people: dict[int | None, list[Staff]] = {}
    active = select(Staff).where(Staff.active.is_(True)).order_by(Staff.id)
    for person in session.scalars(active).unique():
        held = {role.name for role in person.roles}
        if held & {Role.DRAFTER, Role.APPROVER}:
            people.setdefault(person.unit_id, []).append(person)
        if Role.OPENNESS in held:
            people.setdefault(None, []).append(person)
    return people

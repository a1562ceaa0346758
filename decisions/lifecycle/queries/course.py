"""Gathering what a decision's page and the front page show. Read-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from decisions.accounts.models import Unit
from decisions.attendance.queries.published import list_entries_on_agenda
from decisions.attendance.rules.duties import statements_duty
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import Appearance, find_listing, list_appearances
from decisions.catalogue.rules.items import changed_fields
from decisions.clock import civil_day
from decisions.errors import NotFoundError
from decisions.feedback.rules import disclosure_duty
from decisions.lifecycle.rules import Course, Kind, Listed, Listing, Published
from decisions.record.models import RecordEntry
from decisions.record.queries import (
    STATE,
    list_entries_of,
    list_latest_entries,
    list_newest_entries,
    payload_of,
)
from decisions.services.duties import Duty
from decisions.services.working_days.store import load_calendar


def published(entry: RecordEntry) -> Published:
    """Return an entry as the rules of this feature see it."""
    payload = payload_of(entry)
    return Published(
        seq=entry.seq,
        kind=entry.kind,
        published_at=entry.published_at,
        payload=payload or {},
        corrects=entry.corrects,
        reason=entry.reason,
        is_withheld=payload is None,
    )


def get_course(session: Session, code: str, now: datetime) -> Course:
    """Return the public course of a decision: a constant number of queries.

    Raises: NotFoundError while nothing about it was published.
    """
    course = find_course(session, code, now)
    if course is None:
        raise NotFoundError
    return course


_STATE_OF_COURSE = (
    select(*STATE, Decision.title, Unit.name)
    .outerjoin(Unit, Unit.id == Decision.lead_unit_id)
    .where(Decision.code == bindparam("code"))
)


def find_state_of_course(connection: Connection, *, code: str) -> tuple[Any, ...] | None:
    """Return a value that differs as soon as get_course would tell something else at the same instant.

    Shape: the state of the record, and the row's own words, shown while no catalogue lists the decision.
    """
    found = connection.execute(_STATE_OF_COURSE, {"code": code}).one_or_none()
    return tuple(found) if found else None


def find_course(session: Session, code: str, now: datetime) -> Course | None:
    """Return what get_course returns, or None."""
    decision = session.scalar(select(Decision).where(Decision.code == code))
    listing = _listing(session, code) if decision else None
    own = [published(entry) for entry in list_entries_of(session, code)]
    # A meeting may have several items: the call, the list and what was said belong to each of them.
    shared = [published(entry) for entry in list_entries_on_agenda(session, code)]
    entries = sorted([*own, *shared], key=lambda entry: entry.seq)
    if decision is None or not (listing or entries):
        return None
    return Course(
        code=code,
        title=listing.title if listing else decision.title,
        unit=listing.lead_unit if listing else decision.lead_unit.name if decision.lead_unit else "",
        listing=listing,
        entries=entries,
        duties=_duties(session, code, own, civil_day(now)),
        now=now,
        listed=_listed(list_appearances(session, code)) if listing else (),
    )


def _listed(appearances: Sequence[Appearance]) -> list[Listed]:
    """Return what each version said of the decision; one that says nothing new is left out."""
    found: list[Listed] = []
    before: Appearance | None = None
    for each in appearances:
        is_first = before is None or before.year != each.year
        if is_first or before is None or set(changed_fields(before.item, each.item)) - {"number"}:
            found.append(
                Listed(
                    year=each.year,
                    seq=each.seq,
                    published_on=civil_day(each.published_at),
                    is_first_of_year=is_first,
                    change=each.item.change,
                    change_note=each.item.change_note,
                )
            )
        before = each
    return found


def _listing(session: Session, code: str) -> Listing | None:
    found = find_listing(session, code)
    if found is None:
        return None
    catalogue, item = found
    return Listing(
        year=catalogue.year,
        title=item.title,
        category=item.category or "",
        lead_unit=item.lead_unit,
        partner_units=item.partner_units,
        procedures=item.procedures,
        planned_text=item.planned_text,
        planned_to=item.planned_to,
        invites_public=item.invites_public,
        change=item.change,
        published_on=catalogue.first_published_on,
    )


def _duties(session: Session, code: str, entries: Sequence[Published], today: date) -> list[Duty]:
    issued = next((entry for entry in reversed(entries) if entry.kind == Kind.ISSUED and entry.payload), None)
    clock_on = date.fromisoformat(issued.payload["clock_on"]) if issued else None
    calendar = load_calendar(session)
    met_on = _first_day(entries, Kind.DISCLOSURE, "final")
    duties = [disclosure_duty(calendar, code, clock_on=clock_on, met_on=met_on, today=today)]
    if any(entry.kind in {Kind.CALL, Kind.REPRESENTATIVES} for entry in entries):
        met_on = _first_day(entries, Kind.STATEMENTS)
        duties.append(statements_duty(calendar, code, clock_on=clock_on, met_on=met_on, today=today))
    return duties


def _first_day(entries: Sequence[Published], kind: str, which: str = "") -> date | None:
    """Return the civil day on which something was first published: later versions don't mend lateness."""
    for entry in entries:
        if entry.kind == kind and (not which or entry.payload.get("kind") == which):
            return civil_day(entry.published_at)
    return None


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows: the payloads of what is open, and the newest entries."""

    notices: Sequence[dict[str, Any]]
    calls: Sequence[dict[str, Any]]
    newest: Sequence[Published]
    subjects: dict[int, str]
    titles: dict[str, str]


def get_front_page(session: Session, newest: int = 8) -> FrontPage:
    """Return what is announced and what was published last."""
    entries = list_newest_entries(session, limit=newest)
    codes = {entry.subject for entry in entries}
    rows = session.execute(select(Decision.code, Decision.title).where(Decision.code.in_(codes))).all()
    return FrontPage(
        notices=_payloads(session, Kind.NOTICE),
        calls=_payloads(session, Kind.CALL),
        newest=[published(entry) for entry in entries],
        subjects={entry.seq: entry.subject for entry in entries},
        titles={row.code: row.title for row in rows},
    )


def _payloads(session: Session, kind: str) -> list[dict[str, Any]]:
    found = []
    for entry in list_latest_entries(session, kind):
        payload = payload_of(entry)
        if payload:
            found.append({**payload, "decision": entry.subject})
    return found

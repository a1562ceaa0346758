"""Reading how far a catalogue's decisions have come, what became of them in its year, what is unfinished.

The number of queries is constant, however many items there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.catalogue.errors import NotCarriedOverError
from decisions.catalogue.queries.desk import find_catalogue
from decisions.catalogue.queries.published import (
    CATALOGUE,
    PublishedCatalogue,
    find_published,
    list_published_years,
)
from decisions.catalogue.rules import ChangeKind, subject_of
from decisions.catalogue.rules.carrying import carried_item, may_be_carried_over
from decisions.catalogue.rules.filters import Listed
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.outcomes import outcome_of
from decisions.catalogue.rules.stages import (
    CALL,
    DATES,
    ISSUED,
    MEETING,
    MILESTONES,
    NOTICE,
    OUTSIDE_WINDOWS,
    TOLD_BY_PAYLOAD,
    Milestone,
    Stage,
    settled_stage,
    stage_of,
)
from decisions.clock import civil_day
from decisions.record.models import RecordEntry
from decisions.record.queries import member, payload_of


def stages_of(session: Session, items: Sequence[Item], now: datetime) -> dict[str, Stage]:
    """Return where each decision stands, by its code, told from the record in two queries.

    Shape: an item that the catalogue withdrew is withdrawn, unless its decision was issued all the same.
    """
    steps: dict[str, list[Milestone]] = {item.code: [] for item in items}
    newest: dict[tuple[str, str], int] = {}
    found = (
        select(RecordEntry.subject, RecordEntry.kind, RecordEntry.seq, RecordEntry.corrects)
        .where(RecordEntry.subject.in_(steps), RecordEntry.kind.in_(MILESTONES))
        .order_by(RecordEntry.seq)
    )
    for code, kind, seq, corrects in session.execute(found):
        steps[code].append(Milestone(kind, seq, corrects is not None))
        newest[code, kind] = seq
    is_over = {code: settled_stage(milestones) in OUTSIDE_WINDOWS for code, milestones in steps.items()}
    asked = [seq for (code, kind), seq in newest.items() if kind in TOLD_BY_PAYLOAD and not is_over[code]]
    told = _told(session, asked)
    stages = {
        code: stage_of(
            milestones,
            now,
            notice=told.get((code, NOTICE)),
            call=told.get((code, CALL)),
            meeting=told.get((code, MEETING)),
        )
        for code, milestones in steps.items()
    }
    for item in items:
        if item.change == ChangeKind.WITHDRAWN and stages[item.code] not in {Stage.ISSUED, Stage.ANSWERED}:
            stages[item.code] = Stage.WITHDRAWN
    return stages


def _told(session: Session, seqs: Sequence[int]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what these entries say of windows and dates, by subject and kind, unless withheld."""
    members = [member(session, name).label(name) for name in DATES]
    found = select(RecordEntry.subject, RecordEntry.kind, *members).where(
        RecordEntry.seq.in_(seqs), RecordEntry.payload.is_not(None)
    )
    return {
        (row.subject, row.kind): {name: getattr(row, name) for name in DATES}
        for row in session.execute(found)
    }


def list_progress(session: Session, published: PublishedCatalogue, now: datetime) -> list[Listed]:
    """Return the items of a published catalogue, each with its stage and its outcome in that year."""
    items = published.items
    stages = stages_of(session, items, now)
    issued_on = first_issued_days(session, [item.code for item in items])
    followers = _codes_listed_next(session, published.year)
    return [
        Listed(
            item=item,
            stage=stages[item.code],
            outcome=outcome_of(
                stages[item.code],
                year=published.year,
                issued_on=issued_on.get(item.code),
                is_carried_over=item.code in followers,
            ),
        )
        for item in items
    ]


def first_issued_days(session: Session, codes: Sequence[str]) -> dict[str, date]:
    """Return, by code, the civil day on which a decision's issuing was first published."""
    found = (
        select(RecordEntry.subject, func.min(RecordEntry.published_at))
        .where(RecordEntry.subject.in_(codes), RecordEntry.kind == ISSUED)
        .group_by(RecordEntry.subject)
    )
    return {code: civil_day(at) for code, at in session.execute(found)}


def _codes_listed_next(session: Session, year: int) -> frozenset[str]:
    """Return the decisions that the catalogue published for the following year lists."""
    found = (
        select(RecordEntry)
        .where(RecordEntry.kind == CATALOGUE, RecordEntry.subject > subject_of(year))
        .order_by(RecordEntry.subject, RecordEntry.seq.desc())
        .limit(1)
    )
    entry = session.scalar(found)
    payload = payload_of(entry) if entry else None
    return frozenset(item["code"] for item in payload["items"]) if payload else frozenset()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An item of an earlier catalogue that can go on, and the line it would become."""

    year: int
    item: Item
    carried: Item


def list_unfinished(session: Session, year: int) -> list[Unfinished]:
    """Return what a year's catalogue can take over from the newest one published before it, in its order.

    Shape:  what the year lists already is left out.
    """
    earlier = next((other for other in list_published_years(session) if other < year), None)
    published = find_published(session, earlier) if earlier else None
    if published is None:
        return []
    catalogue = find_catalogue(session, year)
    listed = {line.decision.code for line in catalogue.items} if catalogue else set()
    number = catalogue.following_number if catalogue else 1
    issued_on = first_issued_days(session, [item.code for item in published.items])
    return [
        Unfinished(
            published.year,
            item,
            carried_item(item, from_year=published.year, into_year=year, number=number),
        )
        for item in published.items
        if item.code not in listed
        and may_be_carried_over(item, year=published.year, issued_on=issued_on.get(item.code))
    ]


def get_unfinished(session: Session, year: int, code: str) -> Unfinished:
    """Return one decision that can be carried into a year. Raises: NotCarriedOverError."""
    found = next((each for each in list_unfinished(session, year) if each.item.code == code), None)
    if found is None:
        raise NotCarriedOverError(decision=code)
    return found

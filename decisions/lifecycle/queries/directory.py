"""Every decision of which the public knows: what a catalogue lists, or the record tells of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.catalogue.queries import CATALOGUE, list_decisions, stages_of
from decisions.catalogue.rules.items import Item, item_from_json
from decisions.catalogue.rules.stages import Stage
from decisions.record.models import RecordEntry
from decisions.record.queries import list_latest_entries, payload_of


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """One decision as lists show it, and how far it has come.

    Shape: words are those of the newest catalogue that lists it; catalogue_years newest first.
    """

    code: str
    title: str
    category: str
    lead_unit: str
    catalogue_years: tuple[int, ...]
    stage: Stage


def list_public_decisions(session: Session, now: datetime) -> Sequence[PublicDecision]:
    """Return them all, newest year first and by number within it: a constant number of queries."""
    years, lines = _listed(session)
    told = set(session.scalars(select(RecordEntry.subject).distinct()))
    items = [
        lines.get(decision.code) or _unlisted(decision)
        for decision in list_decisions(session)
        if decision.code in lines or decision.code in told
    ]
    stages = stages_of(session, items, now)
    return [
        PublicDecision(
            code=item.code,
            title=item.title,
            category=item.category,
            lead_unit=item.lead_unit,
            catalogue_years=tuple(years.get(item.code, ())),
            stage=stages[item.code],
        )
        for item in items
    ]


def _listed(session: Session) -> tuple[dict[str, list[int]], dict[str, Item]]:
    """Return, by code, the years whose newest catalogue lists a decision, and its line in the newest."""
    payloads = filter(None, map(payload_of, list_latest_entries(session, CATALOGUE)))
    years: dict[str, list[int]] = {}
    lines: dict[str, Item] = {}
    for payload in sorted(payloads, key=lambda found: -found["year"]):
        for published in payload["items"]:
            item = item_from_json(published)
            years.setdefault(item.code, []).append(payload["year"])
            lines.setdefault(item.code, item)
    return years, lines


def _unlisted(decision: Decision) -> Item:
    """Return a decision that no catalogue lists (any more) as if it had a line."""
    unit = decision.lead_unit.name if decision.lead_unit else ""
    return Item(number=0, title=decision.title, code=decision.code, lead_unit=unit)

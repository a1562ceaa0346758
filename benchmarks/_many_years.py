"""Twenty years of sixty decisions with twenty entries each, written straight into the tables.

The fullest course of the demonstration is published again under 1,200 further codes: payloads of real size,
a chain that verifies. Nothing here is read by the portal itself.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.catalogue.rules import decision_code, subject_of
from decisions.database import keyed_seal
from decisions.record.models import RecordEntry, RecordHead
from decisions.record.queries import find_latest_entry, list_entries_of
from decisions.record.rules import Link, canonical, digest, timestamp

YEARS = range(2005, 2025)
ITEMS = 60
ENTRIES = 20
MODEL, MODEL_YEAR = "2026-01", 2026


def fill(session: Session) -> None:
    """Publish the model's course for every decision of every year."""
    course = [(entry.kind, entry.payload or "{}") for entry in list_entries_of(session, MODEL)]
    model = session.scalars(select(Decision).where(Decision.code == MODEL)).unique().one()
    head = session.get_one(RecordHead, 1)
    for year in YEARS:
        codes = [decision_code(year, number) for number in range(1, ITEMS + 1)]
        beginning = datetime(year, 3, 20, 2, tzinfo=UTC)
        row = {"title": model.title, "lead_unit_id": model.lead_unit_id, "created_at": beginning}
        session.execute(insert(Decision), [{"code": code, **row} for code in codes])
        published = [("catalogue", subject_of(year), _catalogue(session, year, codes))]
        published += [
            (kind, code, payload.replace(MODEL, code))
            for code in codes
            for kind, payload in islice(cycle(course), ENTRIES)
        ]
        session.execute(insert(RecordEntry), list(_chained(head, published, beginning)))
    head.seal = keyed_seal(f"head {head.seq} {head.entry_hash}")
    session.commit()


def _catalogue(session: Session, year: int, codes: list[str]) -> str:
    """Return the payload of a year's catalogue that lists these codes."""
    newest = find_latest_entry(session, subject_of(MODEL_YEAR), "catalogue")
    if newest is None or newest.payload is None:
        raise RuntimeError("load the demonstration first")
    payload: dict[str, Any] = json.loads(newest.payload)
    line = next(line for line in payload["items"] if line["code"] == MODEL)
    items = [{**line, "number": number, "code": code} for number, code in enumerate(codes, 1)]
    return canonical({**payload, "year": year, "page": f"/catalogue/{year}", "items": items})


def _chained(
    head: RecordHead, published: list[tuple[str, str, str]], beginning: datetime
) -> Iterator[dict[str, Any]]:
    """Yield rows for (kind, subject, payload), each chained to the one before it; the head moves along."""
    for minutes, (kind, subject, payload) in enumerate(published):
        at, seq, previous = beginning + timedelta(minutes=minutes), head.seq + 1, head.entry_hash
        link = Link(seq, kind, subject, timestamp(at), digest(payload), None, "", previous)
        head.seq, head.entry_hash = seq, link.hash()
        yield {
            "seq": seq,
            "kind": kind,
            "subject": subject,
            "published_at": at,
            "payload": payload,
            "payload_sha256": link.payload_sha256,
            "corrects": None,
            "reason": "",
            "previous_hash": previous,
            "entry_hash": head.entry_hash,
            "seal": keyed_seal(head.entry_hash),
            "blanked_at": None,
        }

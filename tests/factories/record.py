"""Entries of the record for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from decisions.record.models import RecordEntry
from decisions.record.operations import publish
from decisions.services.actor import SYSTEM

BEGINNING = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def payload(number: int = 1, **members: Any) -> dict[str, Any]:
    return {
        "headline": f"第{number}次公布",
        "occurred_on": "2026-03-02",
        "page": "",
        "documents": [],
        **members,
    }


def published(session: Session, count: int, subject: str = "2026-03") -> list[RecordEntry]:
    """Publish some entries, an hour apart, and commit."""
    entries = [
        publish(
            session,
            kind="procedure_step",
            subject=subject,
            payload=payload(number, step="expert"),
            actor=SYSTEM,
            now=BEGINNING + timedelta(hours=number),
        )
        for number in range(1, count + 1)
    ]
    session.commit()
    return entries

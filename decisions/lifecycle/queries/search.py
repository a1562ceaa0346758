"""Searching what the public may read."""

import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.record.models import RecordEntry


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where it is, what it is called, the words around the place."""

    kind: str
    title: str
    href: str
    excerpt: str = ""


MAX_HITS = 50
_AROUND = 60


def search(session: Session, words: str) -> list[Hit]:
    """Return what the public may read that contains the words: decisions, consultations, opinions shown.

    Shape: case and position do not matter; at most MAX_HITS a kind, newest first.
    """
    pattern = f"%{_escaped(words)}%"
    return [
        *_decisions_found(session, pattern),
        *_consultations_found(session, pattern, words),
        *_opinions_found(session, pattern, words),
    ]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _decisions_found(session: Session, pattern: str) -> list[Hit]:
    is_public = select(RecordEntry.seq).where(RecordEntry.subject == Decision.code).exists()
    listed = select(RecordEntry.payload).where(RecordEntry.kind == "catalogue")
    codes = {code for payload in session.scalars(listed) if payload for code in _codes(payload)}
    found = select(Decision).where(
        Decision.title.ilike(pattern, escape="\\"), or_(is_public, Decision.code.in_(codes))
    )
    rows = session.scalars(found.order_by(Decision.id.desc()).limit(MAX_HITS)).unique()
    return [
        Hit("decision", row.title, f"/decisions/{row.code}", row.lead_unit.name if row.lead_unit else "")
        for row in rows
    ]


def _codes(payload: str) -> list[str]:
    return [str(item["code"]) for item in json.loads(payload)["items"]]


def _is_public() -> ColumnElement[bool]:
    """Whether a consultation's notice is public: published, and not withheld since."""
    shown = select(RecordEntry.seq).where(
        RecordEntry.seq == Consultation.published_seq, RecordEntry.blanked_at.is_(None)
    )
    return shown.exists()


def _consultations_found(session: Session, pattern: str, words: str) -> list[Hit]:
    found = (
        select(Consultation)
        .where(
            _is_public(),
            or_(
                Consultation.title.ilike(pattern, escape="\\"), Consultation.body.ilike(pattern, escape="\\")
            ),
        )
        .order_by(Consultation.id.desc())
        .limit(MAX_HITS)
    )
    return [
        Hit("consultation", row.title, f"/consultations/{row.code}", _excerpt(row.body, words))
        for row in session.scalars(found).unique()
    ]


def _opinions_found(session: Session, pattern: str, words: str) -> list[Hit]:
    found = (
        select(Opinion.content_shown, Consultation.title, Consultation.code)
        .join(Consultation, Opinion.consultation_id == Consultation.id)
        .where(
            Opinion.visibility == Visibility.SHOWN,
            _is_public(),
            Opinion.content_shown.ilike(pattern, escape="\\"),
        )
        .order_by(Opinion.id.desc())
        .limit(MAX_HITS)
    )
    return [
        Hit("opinion", title, f"/consultations/{code}#opinions", _excerpt(text, words))
        for text, title, code in session.execute(found)
    ]


def _excerpt(text: str, words: str) -> str:
    at = text.lower().find(words.lower())
    start = max(0, at - _AROUND)
    piece = text[start : start + 2 * _AROUND + len(words)].strip()
    return f"{'…' if start else ''}{piece}{'…' if start + len(piece) < len(text) else ''}"

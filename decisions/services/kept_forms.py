"""What somebody typed when their session had run out, kept until they have signed in again.

Kept for a short time, encrypted, found only by the key that the browser holds. Not here: which forms are
kept and where they are shown again (web.kept_forms).
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from decisions.database import Base, EncryptedText, UTCDateTime

KEPT_FOR: Final = timedelta(hours=2)
MAX_CHARACTERS: Final = 200_000
MAX_KEPT: Final = 500

Fields = Sequence[tuple[str, str]]


class KeptForm(Base):
    """One form that was sent without a valid session."""

    __tablename__ = "kept_forms"

    key_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    page: Mapped[str] = mapped_column(String(500))
    action: Mapped[str] = mapped_column(String(500))
    fields: Mapped[str] = mapped_column(EncryptedText)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: page is where the form stands, action where it was sent, both without their query."""

    page: str
    action: str
    fields: Fields


def keep_form(session: Session, typed: Typed, *, now: datetime) -> str | None:
    """Keep what was typed and return the key that finds it; None when it is nothing or far too much.

    What has lain too long is deleted, and the oldest where too many lie here.
    Writes: kept_forms.
    """
    size = sum(len(name) + len(value) for name, value in typed.fields)
    if not typed.fields or size > MAX_CHARACTERS:
        return None
    session.execute(delete(KeptForm).where(KeptForm.kept_at < now - KEPT_FOR))
    newest = select(KeptForm.key_sha256).order_by(KeptForm.kept_at.desc()).limit(MAX_KEPT - 1)
    session.execute(delete(KeptForm).where(KeptForm.key_sha256.not_in(newest)))
    key = secrets.token_urlsafe(24)
    session.add(
        KeptForm(
            key_sha256=_digest(key),
            page=typed.page,
            action=typed.action,
            fields=json.dumps(typed.fields, ensure_ascii=False),
            kept_at=now,
        )
    )
    session.flush()
    return key


def find_kept_form(session: Session, key: str, *, now: datetime) -> Typed | None:
    """Return what was kept under this key and is not too old."""
    kept = session.get(KeptForm, _digest(key))
    if kept is None or kept.kept_at < now - KEPT_FOR:
        return None
    return Typed(kept.page, kept.action, [(name, value) for name, value in json.loads(kept.fields)])


def forget_kept_form(session: Session, key: str) -> None:
    """Delete what was kept under this key.

    Writes: kept_forms.
    """
    session.execute(delete(KeptForm).where(KeptForm.key_sha256 == _digest(key)))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

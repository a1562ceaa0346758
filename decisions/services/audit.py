"""The audit log: who did what at the desk, and when. For supervision, never shown to the public.

Not here: the public record (record/). No personal data of citizens goes into `detail`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from decisions.database import Base, UTCDateTime
from decisions.services.actor import Actor


class AuditEntry(Base):
    """One act at the desk."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(100), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


def log(session: Session, actor: Actor, action: str, subject: str, *, now: datetime, **detail: Any) -> None:
    """Note an act in the same transaction that carries it out.

    Shape:  action is `<feature>.<operation>`; detail holds JSON values only.
    Writes: audit_entries.
    """
    session.add(
        AuditEntry(
            at=now, actor_id=actor.id, actor_name=actor.name, action=action, subject=subject, detail=detail
        )
    )

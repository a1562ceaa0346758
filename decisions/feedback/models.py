"""Tables of topics, answers and disclosures."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.database import Base, Code, UTCDateTime
from decisions.feedback.rules import Disposition


class Topic(Base):
    """Opinions with the same concern, answered once (归并主题)."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("decision_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    disposition: Mapped[Disposition | None] = mapped_column(Code(Disposition))
    reason: Mapped[str] = mapped_column(Text, default="")
    clause_text: Mapped[str] = mapped_column(String(200), default="")


class Answer(Base):
    """What becomes of one opinion: its own disposition, or its topic's where its own is empty."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"), unique=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    disposition: Mapped[Disposition | None] = mapped_column(Code(Disposition))
    reason: Mapped[str] = mapped_column(Text, default="")
    clause_text: Mapped[str] = mapped_column(String(200), default="")  # the clause it changed
    answered_by_id: Mapped[int | None]
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revision: Mapped[int] = mapped_column(default=1)  # two people at once: the second is told

    opinion: Mapped[Opinion] = relationship(lazy="joined")
    topic: Mapped[Topic | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 — SQLAlchemy's own form


class DisclosureState(StrEnum):
    """Where a disclosure stands at the desk."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class DisclosureKind(StrEnum):
    """An early version may precede the final one (R25)."""

    EARLY = "early"
    FINAL = "final"


class Disclosure(Base):
    """The answer to the public (采纳情况反馈), version by version."""

    __tablename__ = "disclosures"
    __table_args__ = (UniqueConstraint("decision_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    version: Mapped[int]
    kind: Mapped[DisclosureKind] = mapped_column(Code(DisclosureKind), default=DisclosureKind.FINAL)
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[DisclosureState] = mapped_column(Code(DisclosureState), default=DisclosureState.DRAFTING)
    due_on: Mapped[date | None]
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="joined")

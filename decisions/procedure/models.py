"""Tables of a decision's documents, procedural steps, meeting and issuing."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.catalogue.models import Decision
from decisions.database import Base, Code, UTCDateTime
from decisions.procedure.rules import StepKind, StepState
from decisions.services.storage import StoredFile


class ProcedureStep(Base):
    """What the unit says of one step: done on a day, expected by a day, or why it does not apply (R26)."""

    __tablename__ = "procedure_steps"
    __table_args__ = (UniqueConstraint("decision_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    kind: Mapped[StepKind] = mapped_column(Code(StepKind))
    state: Mapped[StepState] = mapped_column(Code(StepState))
    done_on: Mapped[date | None]
    planned_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    published_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="joined")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")


class Meeting(Base):
    """The meeting that decides (R20), its kind a rules.MeetingKind; internal minutes are never kept here."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    kind: Mapped[str] = mapped_column(String(50), default="")
    planned_on: Mapped[date | None]
    held_on: Mapped[date | None]
    materials_delivered_on: Mapped[date | None]
    published_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="joined")


class IssuingState(StrEnum):
    """Where the issuing of a decision stands."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class IssuedDocument(Base):
    """The decision document with its three dates (成文, 印发, 发布) and its interpretation (R24, R27)."""

    __tablename__ = "issued_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    document_number: Mapped[str] = mapped_column(String(100))
    written_on: Mapped[date]
    printed_on: Mapped[date]
    published_on: Mapped[date]
    effective_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    interpretation_text: Mapped[str] = mapped_column(Text, default="")
    interpretation_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    interpretation_exemption: Mapped[str] = mapped_column(Text, default="")
    outlets: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # [{"outlet", "url", "on"}] (R24)
    state: Mapped[IssuingState] = mapped_column(Code(IssuingState), default=IssuingState.DRAFTING)
    published_seq: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    decision: Mapped[Decision] = relationship(lazy="joined")
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id], lazy="joined")
    interpretation_file: Mapped[StoredFile | None] = relationship(
        foreign_keys=[interpretation_file_id], lazy="joined"
    )

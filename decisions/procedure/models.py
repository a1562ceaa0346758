"""Tables of a decision's procedural steps and what stands behind them, its meeting and its issuing."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.catalogue.models import Decision
from decisions.database import Base, Code, EncryptedText, UTCDateTime
from decisions.procedure.rules import StepKind, StepState
from decisions.procedure.rules.experts import Conflict, ExpertFacts
from decisions.procedure.rules.legality import Conclusion, ReviewFacts
from decisions.procedure.rules.papers import Paper
from decisions.procedure.rules.risks import RiskFacts, RiskLevel
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
    body: Mapped[str] = mapped_column(String(200), default="")  # who did it, or executes
    contact: Mapped[str] = mapped_column(Text, default="")  # where to complain of the execution (R30)
    report_reason: Mapped[str] = mapped_column(Text, default="")  # why the report is not published
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    published_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="joined")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")

    @property
    def public_file(self) -> StoredFile | None:
        """The file as the public gets it: none while a reason is stated why the report stays inside."""
        return None if self.report_reason else self.file


class Expert(Base):
    """One expert of the argumentation (R16), with the declaration; the name is published by consent only."""

    __tablename__ = "experts"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    field: Mapped[str] = mapped_column(String(100))
    affiliation: Mapped[str] = mapped_column(EncryptedText, default="")
    role: Mapped[str] = mapped_column(String(50), default="")
    conflict: Mapped[Conflict] = mapped_column(Code(Conflict), default=Conflict.UNDECLARED)
    conflict_note: Mapped[str] = mapped_column(Text, default="")
    declared_on: Mapped[date | None]
    opinion_on: Mapped[date | None]  # of the signed opinion
    consents_name: Mapped[bool] = mapped_column(default=False)

    decision: Mapped[Decision] = relationship(lazy="select")

    @property
    def facts(self) -> ExpertFacts:
        """The expert as rules take them."""
        return ExpertFacts(self.name, self.conflict, self.opinion_on)


class RiskPoint(Base):
    """One point of the risk assessment (R17)."""

    __tablename__ = "risk_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    description: Mapped[str] = mapped_column(String(500))
    level: Mapped[RiskLevel] = mapped_column(Code(RiskLevel))
    is_controllable: Mapped[bool]
    measures: Mapped[str] = mapped_column(Text, default="")

    decision: Mapped[Decision] = relationship(lazy="select")

    @property
    def facts(self) -> RiskFacts:
        """The point as rules take it."""
        return RiskFacts(self.description, self.level, self.is_controllable, self.measures)


class LegalityReview(Base):
    """One hand-in for legality review and its conclusion (R18); a decision may go through several."""

    __tablename__ = "legality_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_by_name: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(Text, default="")
    material_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    received_on: Mapped[date | None]
    opinion_on: Mapped[date | None]
    conclusion: Mapped[Conclusion | None] = mapped_column(Code(Conclusion))
    opinion: Mapped[str] = mapped_column(Text, default="")
    short_reason: Mapped[str] = mapped_column(Text, default="")
    opinion_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    concluded_by_name: Mapped[str] = mapped_column(String(100), default="")
    response: Mapped[str] = mapped_column(Text, default="")  # what the unit made of suggestions

    decision: Mapped[Decision] = relationship(lazy="joined")
    material: Mapped[StoredFile | None] = relationship(foreign_keys=[material_id], lazy="joined")
    opinion_file: Mapped[StoredFile | None] = relationship(foreign_keys=[opinion_file_id], lazy="joined")

    @property
    def facts(self) -> ReviewFacts:
        """The review as rules take it."""
        return ReviewFacts(self.conclusion, self.response)


class MeetingPaper(Base):
    """A paper handed in for the meeting alone (R19): the draft, the adoption statement. Never published."""

    __tablename__ = "meeting_papers"
    __table_args__ = (UniqueConstraint("decision_id", "paper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    paper: Mapped[Paper] = mapped_column(Code(Paper))
    note: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    provided_at: Mapped[datetime] = mapped_column(UTCDateTime)

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

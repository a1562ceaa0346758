"""Tables of attendance calls, sign-ups, the draw, representatives and what they said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.attendance.rules import (
    Absence,
    Adoption,
    CallState,
    Cause,
    Eligibility,
    PreparationOutcome,
    RepresentativeCategory,
    SelectionMethod,
    SignUpChannel,
    Standing,
)
from decisions.catalogue.models import Decision
from decisions.database import Base, Code, EncryptedText, UTCDateTime


class AttendanceCall(Base):
    """An invitation to sit in on the meeting that decides (列席公告)."""

    __tablename__ = "attendance_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    minimum_age: Mapped[int] = mapped_column(default=18)
    age_reference_on: Mapped[date | None]
    seats: Mapped[int]
    alternates: Mapped[int]
    method: Mapped[SelectionMethod] = mapped_column(Code(SelectionMethod), default=SelectionMethod.OPEN_DRAW)
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    contact: Mapped[str] = mapped_column(Text, default="")
    retention_days: Mapped[int] = mapped_column(default=30)
    # Where the draw's seed will come from, as rules.sources writes a source; empty without a draw.
    draw_sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    draw_fallback: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # Codes of further decisions on the same agenda; their pages show the call too.
    agenda: Mapped[list[str]] = mapped_column(JSON, default=list)
    addressed_to: Mapped[str] = mapped_column(Text, default="")
    maximum_age: Mapped[int | None]
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    cool_down_months: Mapped[int] = mapped_column(default=0)
    conflict: Mapped[str] = mapped_column(Text, default="")
    needs_identity: Mapped[bool] = mapped_column(default=False, server_default=false())
    objections_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    materials: Mapped[str] = mapped_column(Text, default="")
    confidentiality: Mapped[str] = mapped_column(Text, default="")
    # As rules.quotas and rules.parts write them.
    quotas: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reserved: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # A correction of the published call that is being prepared: the fields that differ, as JSON.
    correction: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    pool_invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[CallState] = mapped_column(Code(CallState), default=CallState.DRAFTING)
    published_seq: Mapped[int | None]
    representatives_seq: Mapped[int | None]
    statements_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="joined")


class SignUp(Base):
    """One person's sign-up. Personal fields are encrypted; of those not selected they are erased in time.

    The row itself stays: its receipt is in the published pool, and whoever holds it is told the outcome.
    """

    __tablename__ = "sign_ups"
    __table_args__ = (Index(None, "call_id", "phone_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("attendance_calls.id"), index=True)
    receipt: Mapped[str] = mapped_column(String(20), unique=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[SignUpChannel] = mapped_column(Code(SignUpChannel), default=SignUpChannel.WEB)
    name: Mapped[str] = mapped_column(EncryptedText)
    gender: Mapped[str] = mapped_column(String(10), default="")
    born: Mapped[str] = mapped_column(EncryptedText)  # YYYY-MM
    phone: Mapped[str] = mapped_column(EncryptedText)
    phone_index: Mapped[str] = mapped_column(String(64))
    # Only where the call demands proof of identity.
    document_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    document_number: Mapped[str | None] = mapped_column(EncryptedText)
    category: Mapped[RepresentativeCategory] = mapped_column(Code(RepresentativeCategory))
    area: Mapped[str] = mapped_column(String(100), default="")
    relation: Mapped[str] = mapped_column(EncryptedText, default="")
    statement: Mapped[str] = mapped_column(EncryptedText, default="")
    consent_publish: Mapped[bool] = mapped_column(default=False)
    eligibility: Mapped[Eligibility] = mapped_column(Code(Eligibility), default=Eligibility.PENDING)
    eligibility_reason: Mapped[str] = mapped_column(String(200), default="")
    eligibility_cause: Mapped[Cause | None] = mapped_column(Code(Cause))
    # Points of a selection by criterion.
    scores: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    amended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    call: Mapped[AttendanceCall] = relationship(lazy="select")
    objections: Mapped[list["Objection"]] = relationship(
        lazy="select", order_by="Objection.id", back_populates="sign_up"
    )


class Draw(Base):
    """The draw of one call; one only, its files kept byte for byte as published (DRAW.md)."""

    __tablename__ = "draws"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("attendance_calls.id"), unique=True)
    root: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_seq: Mapped[int | None]
    drawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    drawn_seq: Mapped[int | None]

    files: Mapped[list["DrawFile"]] = relationship(
        lazy="selectin", order_by="DrawFile.name", cascade="all, delete-orphan"
    )


class DrawFile(Base):
    """One published file of a draw."""

    __tablename__ = "draw_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Representative(Base):
    """A person chosen to sit in (列席代表).

    standing is as what they were chosen; an alternate who takes a seat keeps it and gets called_up_at.
    """

    __tablename__ = "representatives"
    __table_args__ = (UniqueConstraint("call_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("attendance_calls.id"), index=True)
    sign_up_id: Mapped[int | None] = mapped_column(ForeignKey("sign_ups.id"))
    position: Mapped[int]
    standing: Mapped[Standing] = mapped_column(Code(Standing))
    name: Mapped[str] = mapped_column(EncryptedText)
    consent_publish: Mapped[bool] = mapped_column(default=False)
    gender: Mapped[str] = mapped_column(String(10), default="")
    category: Mapped[RepresentativeCategory] = mapped_column(Code(RepresentativeCategory))
    area: Mapped[str] = mapped_column(String(100), default="")
    # How this person was found, where that is not the call's main way: recommended or invited seats apart.
    method: Mapped[SelectionMethod | None] = mapped_column(Code(SelectionMethod))
    absence: Mapped[Absence | None] = mapped_column(Code(Absence))
    absent_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The seat as offered: until when it is to be answered, exclusive, and when it was confirmed.
    answer_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    materials_on: Mapped[date | None]
    attended: Mapped[bool | None]
    remark: Mapped[str] = mapped_column(String(200), default="")  # for the desk only

    statements: Mapped[list["Statement"]] = relationship(
        lazy="selectin", order_by="Statement.number", cascade="all, delete-orphan"
    )


class Statement(Base):
    """What a representative said at the meeting, and what became of it (R23)."""

    __tablename__ = "statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    representative_id: Mapped[int] = mapped_column(ForeignKey("representatives.id"), index=True)
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text, default="")
    adoption: Mapped[Adoption | None] = mapped_column(Code(Adoption))


class DrawPreparation(Base):
    """One attempt to find a fair lottery for the quotas; every attempt leaves its row, the refused too.

    outcome is empty while it is under way; problems are sentences with their places.
    """

    __tablename__ = "draw_preparations"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("attendance_calls.id"), index=True)
    # Of the pool and the rule that it is for: what is frozen must be the same.
    digest: Mapped[str] = mapped_column(String(64))
    limit_seconds: Mapped[int]
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    requested_by_id: Mapped[int | None]
    requested_by_name: Mapped[str] = mapped_column(String(100))
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[PreparationOutcome | None] = mapped_column(Code(PreparationOutcome))
    message: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    lottery: Mapped[bytes | None] = mapped_column(LargeBinary)
    people: Mapped[int] = mapped_column(default=0)
    types: Mapped[int] = mapped_column(default=0)
    compositions: Mapped[int] = mapped_column(default=0)
    smallest: Mapped[str] = mapped_column(String(60), default="")  # an exact fraction: 1/13
    largest: Mapped[str] = mapped_column(String(60), default="")
    complete: Mapped[bool] = mapped_column(default=True)


class Objection(Base):
    """An objection to being found ineligible, and the office's answer; the texts go with the sign-up."""

    __tablename__ = "objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    content: Mapped[str] = mapped_column(EncryptedText)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_name: Mapped[str] = mapped_column(String(100), default="")
    answer: Mapped[str] = mapped_column(EncryptedText, default="")
    upheld: Mapped[bool | None]

    sign_up: Mapped[SignUp] = relationship(lazy="joined", back_populates="objections")


class AttendanceTrace(Base):
    """That somebody sat in, as keyed digests only: for the pause between two meetings, and nothing else."""

    __tablename__ = "attendance_traces"
    __table_args__ = (UniqueConstraint("call_id", "phone_index", "person_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("attendance_calls.id"))
    met_on: Mapped[date] = mapped_column(index=True)
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    person_index: Mapped[str] = mapped_column(String(64), index=True)  # of name and month of birth


class PoolMember(Base):
    """Somebody who wants to hear of further meetings (常备库). Consent ends by itself, or at any time."""

    __tablename__ = "pool_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(20), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_on: Mapped[date] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    contact: Mapped[str] = mapped_column(EncryptedText)
    contact_index: Mapped[str] = mapped_column(String(64), index=True)
    category: Mapped[RepresentativeCategory] = mapped_column(Code(RepresentativeCategory))
    area: Mapped[str] = mapped_column(String(100), default="")
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

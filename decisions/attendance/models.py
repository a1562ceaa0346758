"""Tables of attendance calls, sign-ups, the draw, representatives and what they said."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.attendance.rules import RepresentativeCategory
from decisions.catalogue.models import Decision
from decisions.database import Base, Code, EncryptedText, UTCDateTime


class CallState(StrEnum):
    """Where a call stands at the desk; whether sign-up is open is computed from its times."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class SelectionMethod(StrEnum):
    """How representatives are found (R22)."""

    OPEN_DRAW = "open_draw"  # 公开报名，抽签产生
    OPEN_SELECTION = "open_selection"  # 公开报名遴选
    RECOMMENDATION = "recommendation"  # 推荐
    INVITATION = "invitation"  # 邀请


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
    state: Mapped[CallState] = mapped_column(Code(CallState), default=CallState.DRAFTING)
    published_seq: Mapped[int | None]
    representatives_seq: Mapped[int | None]
    statements_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="joined")


class Eligibility(StrEnum):
    """The verdict on a sign-up."""

    PENDING = "pending"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class SignUp(Base):
    """One person's sign-up. Personal fields are encrypted; those not selected are deleted in time."""

    __tablename__ = "sign_ups"
    __table_args__ = (Index(None, "call_id", "phone_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("attendance_calls.id"), index=True)
    receipt: Mapped[str] = mapped_column(String(20), unique=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    name: Mapped[str] = mapped_column(EncryptedText)
    gender: Mapped[str] = mapped_column(String(10), default="")
    born: Mapped[str] = mapped_column(EncryptedText)  # YYYY-MM
    phone: Mapped[str] = mapped_column(EncryptedText)
    phone_index: Mapped[str] = mapped_column(String(64))
    category: Mapped[RepresentativeCategory] = mapped_column(Code(RepresentativeCategory))
    area: Mapped[str] = mapped_column(String(100), default="")
    relation: Mapped[str] = mapped_column(EncryptedText, default="")
    statement: Mapped[str] = mapped_column(EncryptedText, default="")
    consent_publish: Mapped[bool] = mapped_column(default=False)
    eligibility: Mapped[Eligibility] = mapped_column(Code(Eligibility), default=Eligibility.PENDING)
    eligibility_reason: Mapped[str] = mapped_column(String(200), default="")

    call: Mapped[AttendanceCall] = relationship(lazy="select")


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


class Standing(StrEnum):
    """As what somebody was chosen."""

    MEMBER = "member"  # 正式代表
    ALTERNATE = "alternate"  # 候补代表


class Adoption(StrEnum):
    """What became of a statement; the same three words as for opinions."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"


class Representative(Base):
    """A person chosen to sit in (列席代表)."""

    __tablename__ = "representatives"

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
    attended: Mapped[bool | None]
    remark: Mapped[str] = mapped_column(String(200), default="")

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

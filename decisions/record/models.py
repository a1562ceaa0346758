"""Tables of the public record and of what waits for a second person's approval."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from decisions.database import Base, Code, UTCDateTime


class RecordEntry(Base):
    """One published snapshot. Never changed; its payload may be blanked, with a further entry saying so."""

    __tablename__ = "record_entries"
    __table_args__ = (Index(None, "subject", "kind", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(60))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    payload: Mapped[str | None] = mapped_column(Text)
    payload_sha256: Mapped[str] = mapped_column(String(64))
    corrects: Mapped[int | None] = mapped_column(ForeignKey("record_entries.seq"))
    reason: Mapped[str] = mapped_column(Text, default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64), unique=True)
    seal: Mapped[str] = mapped_column(String(64))
    blanked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RecordHead(Base):
    """The one row that says where the chain ends; its lock numbers the entries."""

    __tablename__ = "record_heads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    entry_hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class PublishedFile(Base):
    """A file that an entry published; only files named here are served to the public."""

    __tablename__ = "published_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("record_entries.seq"), primary_key=True)


class SubmissionState(StrEnum):
    """Where a submission stands."""

    PENDING = "pending"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Submission(Base):
    """A snapshot one person wants published, waiting for another person's approval (R29)."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    title: Mapped[str] = mapped_column(String(300))
    desk_path: Mapped[str] = mapped_column(String(300))
    unit_id: Mapped[int | None] = mapped_column(index=True)
    payload: Mapped[str] = mapped_column(Text)
    payload_sha256: Mapped[str] = mapped_column(String(64))
    corrects: Mapped[int | None] = mapped_column(ForeignKey("record_entries.seq"))
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[SubmissionState] = mapped_column(Code(SubmissionState), index=True)
    prepared_by_id: Mapped[int | None]
    prepared_by_name: Mapped[str] = mapped_column(String(100))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None]
    decided_by_name: Mapped[str] = mapped_column(String(100), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    remark: Mapped[str] = mapped_column(Text, default="")
    entry_seq: Mapped[int | None] = mapped_column(ForeignKey("record_entries.seq"))

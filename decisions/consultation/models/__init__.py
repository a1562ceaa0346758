"""Tables of consultations, draft versions, opinions and the other ways of hearing the public."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.catalogue.models import Decision
from decisions.consultation.models.sending import ContactCode as ContactCode
from decisions.consultation.models.sending import OpinionVersion as OpinionVersion
from decisions.consultation.models.sending import SpentChallenge as SpentChallenge
from decisions.consultation.rules import (
    WITHHOLD_LABELS,
    ChangeKind,
    Channel,
    DraftStage,
    Side,
    SubmitterType,
    Verification,
    Way,
    WithholdReason,
)
from decisions.database import Base, Code, EncryptedText, UTCDateTime
from decisions.services.storage import StoredFile


class NoticeState(StrEnum):
    """Where a notice stands at the desk; whether it is open is computed from its dates."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class DraftVersion(Base):
    """A text in clauses. Immutable once published; comments bind to (version, clause)."""

    __tablename__ = "draft_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    stage: Mapped[DraftStage] = mapped_column(Code(DraftStage))
    title: Mapped[str] = mapped_column(String(300))
    tree: Mapped[dict[str, Any]] = mapped_column(JSON)  # drafts.Draft.as_json()
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="select")
    file: Mapped[StoredFile] = relationship(lazy="joined")


class Consultation(Base):
    """One round of asking the public (公开征求意见): its notice and its window."""

    __tablename__ = "consultations"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text, default="")
    background: Mapped[str] = mapped_column(Text, default="")
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]  # the last civil day, to its 24:00
    short_reason: Mapped[str] = mapped_column(Text, default="")
    groups_reason: Mapped[str] = mapped_column(Text, default="")  # why no specific group is touched (R7)
    contact: Mapped[str] = mapped_column(Text, default="")
    ways: Mapped[dict[str, str]] = mapped_column(JSON)  # {"post", "email", "phone"}: where to send opinions
    channels: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # [{"channel", "url", "on"}] (R11)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft_versions.id"))
    explanation: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # as a tree, where it could be read
    explanation_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[NoticeState] = mapped_column(Code(NoticeState), default=NoticeState.DRAFTING)
    published_seq: Mapped[int | None]
    closed_seq: Mapped[int | None]  # the entry with the Merkle root of the closed set

    decision: Mapped[Decision] = relationship(lazy="joined")
    draft: Mapped[DraftVersion | None] = relationship(lazy="select")
    explanation_file: Mapped[StoredFile | None] = relationship(lazy="select")


class NoticeChange(Base):
    """A further version of a published notice: its end moved (R9, R10), or a mistake in it corrected.

    What is published holds in consultations and in the record; said is the line that the page then shows.
    """

    __tablename__ = "notice_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(Code(ChangeKind))
    reason: Mapped[str] = mapped_column(Text)
    closes_on: Mapped[date | None]  # the new last day; of a correction none
    short_reason: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # of a correction: the members it puts right
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)  # once published: its line in the payload's changes
    published_seq: Mapped[int | None]

    consultation: Mapped[Consultation] = relationship(lazy="select")


class Visibility(StrEnum):
    """What the public sees of an opinion's text (moderation)."""

    RECEIVED = "received"
    SHOWN = "shown"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"  # taken back by whoever sent it: neither shown, counted nor answered


def _own_receipt(context: Any) -> str:
    return str(context.get_current_parameters()["receipt"])


class Opinion(Base):
    """One opinion, whichever way it came: never deleted, and only masked for display.

    Whoever sent it may amend it or take it back; what it said before is kept. What one person sent at once
    are several opinions with one `sending`, the receipt of the first.
    """

    __tablename__ = "opinions"
    __table_args__ = (Index(None, "consultation_id", "visibility", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    receipt: Mapped[str] = mapped_column(String(20), unique=True)
    sending: Mapped[str] = mapped_column(String(20), index=True, default=_own_receipt)
    idempotency_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    number: Mapped[str] = mapped_column(String(30), default="")  # the office's own number, if it has one
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[Channel] = mapped_column(Code(Channel), index=True)
    submitter_type: Mapped[SubmitterType] = mapped_column(Code(SubmitterType))
    name: Mapped[str] = mapped_column(EncryptedText, default="")
    contact: Mapped[str] = mapped_column(EncryptedText, default="")
    clause_text: Mapped[str] = mapped_column(String(200), default="")
    clause_ids: Mapped[list[str]] = mapped_column(JSON)
    content: Mapped[str] = mapped_column(EncryptedText)
    content_shown: Mapped[str] = mapped_column(Text, default="")  # masked, what the public reads
    content_sha256: Mapped[str] = mapped_column(String(64), index=True)
    consent_publish: Mapped[bool] = mapped_column(default=False)
    cosigners: Mapped[int] = mapped_column(default=1)
    visibility: Mapped[Visibility] = mapped_column(Code(Visibility), default=Visibility.RECEIVED)
    withheld_reason: Mapped[str] = mapped_column(String(200), default="")  # a rules.WithholdReason
    verification: Mapped[Verification] = mapped_column(Code(Verification), default=Verification.UNVERIFIED)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revision: Mapped[int] = mapped_column(default=1)  # two amendments at once: the second is told
    amended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    consultation: Mapped[Consultation] = relationship(lazy="select")
    articles: Mapped[list["OpinionArticle"]] = relationship(lazy="select", cascade="all, delete-orphan")
    attachments: Mapped[list["OpinionAttachment"]] = relationship(
        lazy="select", order_by="OpinionAttachment.id", cascade="all, delete-orphan"
    )
    earlier: Mapped[list[OpinionVersion]] = relationship(lazy="select", order_by=OpinionVersion.revision)

    @property
    def is_withdrawn(self) -> bool:
        """Whether whoever sent it took it back."""
        return self.visibility is Visibility.WITHDRAWN

    @property
    def withheld_label(self) -> str:
        """Why it is not shown, as a sentence to translate; empty when it is."""
        return WITHHOLD_LABELS[WithholdReason(self.withheld_reason)] if self.withheld_reason else ""


class OpinionArticle(Base):
    """An article on which an opinion comments: what Opinion.clause_ids says, made for counting."""

    __tablename__ = "opinion_articles"

    article_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"), primary_key=True, index=True)


class OpinionAttachment(Base):
    """A file that came with an opinion."""

    __tablename__ = "opinion_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))

    file: Mapped[StoredFile] = relationship(lazy="joined")


class OfflineEvent(Base):
    """A meeting, visit, written consultation or poll (R6, R7, R8), with its own record."""

    __tablename__ = "offline_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    number: Mapped[str] = mapped_column(String(30), default="")
    way: Mapped[Way] = mapped_column(Code(Way))
    from_on: Mapped[date]
    to_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    organiser: Mapped[str] = mapped_column(String(200), default="")
    invited: Mapped[int | None]
    attended: Mapped[int | None]
    counted_in: Mapped[str] = mapped_column(String(10), default="")  # 人, 家, 户, 份, 处
    opinions_count: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    before_procedure: Mapped[bool] = mapped_column(default=False)  # enterprises heard first (R8)
    materials_delivered_on: Mapped[date | None]  # of a hearing (R13)
    record_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))  # signed (R14)
    sampling: Mapped[str] = mapped_column(Text, default="")  # of a poll: who was asked, chosen how
    valid_answers: Mapped[int | None]
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)  # specific groups heard (R7)
    selection: Mapped[str] = mapped_column(Text, default="")  # of a hearing: how its people are chosen (R13)
    notice_seq: Mapped[int | None]  # the entry that announced the hearing
    list_seq: Mapped[int | None]  # the entry that published its people
    published_seq: Mapped[int | None]

    decision: Mapped[Decision] = relationship(lazy="select")
    record_file: Mapped[StoredFile | None] = relationship(lazy="joined")
    participants: Mapped[list["HearingParticipant"]] = relationship(
        lazy="select", order_by="HearingParticipant.id", cascade="all, delete-orphan"
    )
    attachments: Mapped[list["EventAttachment"]] = relationship(
        lazy="select", order_by="EventAttachment.id", cascade="all, delete-orphan"
    )


class HearingParticipant(Base):
    """Somebody invited to a hearing, for a side, and when the materials reached them (R13)."""

    __tablename__ = "hearing_participants"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("offline_events.id"), index=True)
    side: Mapped[Side] = mapped_column(Code(Side))
    name: Mapped[str] = mapped_column(EncryptedText)
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    consents: Mapped[bool] = mapped_column(default=False)  # to the name being published whole
    delivered_on: Mapped[date | None]


class EventAttachment(Base):
    """A further file of an offline event, published with its record."""

    __tablename__ = "event_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("offline_events.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))

    file: Mapped[StoredFile] = relationship(lazy="joined")


class OpinionUpload(Base):
    """A spreadsheet of opinions between its preview and the decision to take it in; then it is deleted.

    It holds names and telephone numbers, so it is kept here, encrypted, and not among the files.
    """

    __tablename__ = "opinion_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[str] = mapped_column(EncryptedText)  # the file's bytes in base64
    uploaded_by_id: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)

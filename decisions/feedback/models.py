"""Tables of topics, answers, groups and disclosures."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.accounts.models import Unit
from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.database import Base, Code, UTCDateTime
from decisions.errors import Message
from decisions.feedback.rules import DisclosureKind, Disposition
from decisions.feedback.rules.answers import Reply
from decisions.feedback.rules.groups import GroupKind, GroupState, Verb


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

    @property
    def reply(self) -> Reply:
        """What it tells its members; empty while it is not answered."""
        return Reply(self.disposition, self.reason or "", self.clause_text or "")


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
    # Answered point by point: what stands above then sums the parts up, and a topic is not inherited.
    is_split: Mapped[bool] = mapped_column(default=False, server_default=false())

    opinion: Mapped[Opinion] = relationship(lazy="select")
    topic: Mapped[Topic | None] = relationship(lazy="joined")
    parts: Mapped[list["AnswerPart"]] = relationship(
        lazy="select", order_by="AnswerPart.number", cascade="all, delete-orphan"
    )

    @property
    def reply(self) -> Reply:
        """The opinion's own answer, its topic's left out."""
        return Reply(self.disposition, self.reason or "", self.clause_text or "")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 — SQLAlchemy's own form


class AnswerPart(Base):
    """One point of an opinion that has several, with an answer of its own.

    Its words are those of the opinion from starts_at to the next part, so that stars put over personal data
    later cover them too.
    """

    __tablename__ = "answer_parts"
    __table_args__ = (UniqueConstraint("answer_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    number: Mapped[int]
    starts_at: Mapped[int]
    disposition: Mapped[Disposition | None] = mapped_column(Code(Disposition))
    reason: Mapped[str] = mapped_column(Text, default="")
    clause_text: Mapped[str] = mapped_column(String(200), default="")

    @property
    def reply(self) -> Reply:
        """What this point was told."""
        return Reply(self.disposition, self.reason or "", self.clause_text or "")


class AnswerTemplate(Base):
    """A unit's own phrase for answers, with places that are filled in when it is used."""

    __tablename__ = "answer_templates"
    __table_args__ = (UniqueConstraint("unit_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    updated_by_name: Mapped[str] = mapped_column(String(100))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ViewRequest(Base):
    """Another unit is asked for its view on an opinion or on a topic, by a date that is counted.

    Only how many working days it was given is kept: the date follows from the calendar as it is known.
    """

    __tablename__ = "view_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinions.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    working_days: Mapped[int]
    asked_by_name: Mapped[str] = mapped_column(String(100))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    view: Mapped[str] = mapped_column(Text, default="")
    answered_by_name: Mapped[str] = mapped_column(String(100), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    decision: Mapped[Decision] = relationship(lazy="joined")
    unit: Mapped[Unit] = relationship(lazy="joined")
    opinion: Mapped[Opinion | None] = relationship(lazy="select")
    topic: Mapped[Topic | None] = relationship(lazy="select")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 — SQLAlchemy's own form


class AnswerUpload(Base):
    """A spreadsheet's answers between their preview and the decision to take them over; then it is deleted.

    Only numbers, dispositions, reasons and topics are kept: no name and no opinion.
    """

    __tablename__ = "answer_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # of rules.importing.AnswerRow
    uploaded_by_id: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DisclosureState(StrEnum):
    """Where a disclosure stands at the desk."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class Disclosure(Base):
    """The answer to the public (采纳情况反馈), version by version."""

    __tablename__ = "disclosures"
    __table_args__ = (UniqueConstraint("decision_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    version: Mapped[int]
    kind: Mapped[DisclosureKind] = mapped_column(Code(DisclosureKind), default=DisclosureKind.FINAL)
    summary: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")  # why a final version is published once more
    state: Mapped[DisclosureState] = mapped_column(Code(DisclosureState), default=DisclosureState.DRAFTING)
    due_on: Mapped[date | None]  # as counted when it was published
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_seq: Mapped[int | None]
    figures: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # of the published version, for lists

    decision: Mapped[Decision] = relationship(lazy="joined")


class OpinionGroup(Base):
    """Opinions proposed, or confirmed by a person, as copies of one text; or proposed as one topic.

    A topic that is confirmed becomes a Topic, and its members' answers point to it: there is no second kind
    of topic. joins_id names the confirmed group, topic_id the topic that a proposal is an addition to, or
    that it has become part of.
    """

    __tablename__ = "opinion_groups"
    __table_args__ = (Index(None, "decision_id", "kind", "state", "size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    kind: Mapped[GroupKind] = mapped_column(Code(GroupKind))
    state: Mapped[GroupState] = mapped_column(Code(GroupState), default=GroupState.PROPOSED)
    label: Mapped[str] = mapped_column(String(100), default="")
    joins_id: Mapped[int | None] = mapped_column(ForeignKey("opinion_groups.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"), index=True)
    size: Mapped[int] = mapped_column(default=0)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("opinions.id"))  # what others are compared with
    differing: Mapped[int] = mapped_column(default=0)  # members with other words
    other_figures: Mapped[int] = mapped_column(default=0)  # members with other figures
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_act_id: Mapped[int | None]  # the person's act that changed it last; None while nobody has
    disposition: Mapped[Disposition | None] = mapped_column(Code(Disposition))  # given to all copies at once
    reason: Mapped[str] = mapped_column(Text, default="")
    clause_text: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(default=1)  # two people at once: the second is told

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 — SQLAlchemy's own form

    @property
    def reply(self) -> Reply:
        """What was answered to all its copies; empty while nothing was."""
        return Reply(self.disposition, self.reason or "", self.clause_text or "")


class GroupMember(Base):
    """An opinion in a group. In at most one living group of a kind; operations see to it under a lock."""

    __tablename__ = "group_members"

    group_id: Mapped[int] = mapped_column(ForeignKey("opinion_groups.id"), primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"), primary_key=True, index=True)
    difference: Mapped[int] = mapped_column(default=0)  # a rules.groups.Difference


class GroupingAct(Base):
    """What a person did with groups, and how it is undone."""

    __tablename__ = "grouping_acts"
    __table_args__ = (Index(None, "decision_id", "actor_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    verb: Mapped[Verb] = mapped_column(Code(Verb))
    title: Mapped[dict[str, Any]] = mapped_column(JSON)  # of a Message: what it was done to
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # of operations.grouping.ledger
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def title_message(self) -> Message:
        """What it was done to, for a reader."""
        return Message(self.title["text"], self.title["params"])

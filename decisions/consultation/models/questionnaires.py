"""Tables of questionnaires (问卷调查, R6) and of what was answered.

An answer is stored choice by choice, so that the database adds up ten thousand of them in one statement.
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.consultation.models import Consultation, Visibility
from decisions.consultation.rules import WITHHOLD_LABELS, Channel, SubmitterType, WithholdReason
from decisions.database import Base, Code, EncryptedText, UTCDateTime


class Questionnaire(Base):
    """The questionnaire of one round, as the desk works on it; what the public sees is its entry."""

    __tablename__ = "questionnaires"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), unique=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # rules.questionnaires.Question.as_json()
    revision: Mapped[int] = mapped_column(default=0)  # counts the desk's changes
    version: Mapped[int] = mapped_column(default=0)  # counts what was published
    published_seq: Mapped[int | None]
    results_seq: Mapped[int | None]

    consultation: Mapped[Consultation] = relationship(lazy="joined")


class QuestionnaireAnswer(Base):
    """One answer to a questionnaire (一份答卷). Nobody's name is asked."""

    __tablename__ = "questionnaire_answers"
    __table_args__ = (Index(None, "questionnaire_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    receipt: Mapped[str] = mapped_column(String(20), unique=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    number: Mapped[str] = mapped_column(String(30), default="")  # the office's own, on paper
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    channel: Mapped[Channel] = mapped_column(Code(Channel))
    submitter_type: Mapped[SubmitterType] = mapped_column(Code(SubmitterType))
    content_sha256: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=0)

    questionnaire: Mapped[Questionnaire] = relationship(lazy="select")
    choices: Mapped[list["QuestionnaireChoice"]] = relationship(lazy="select", cascade="all, delete-orphan")
    words: Mapped[list["QuestionnaireWords"]] = relationship(
        lazy="select", cascade="all, delete-orphan", back_populates="answer"
    )


class QuestionnaireChoice(Base):
    """Something that was chosen: of one question, one option or one point of a scale."""

    __tablename__ = "questionnaire_choices"

    answer_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_answers.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(10), primary_key=True)
    option: Mapped[str] = mapped_column(String(10), primary_key=True)


def _anywhere() -> int:
    return secrets.randbelow(2**31)


class QuestionnaireWords(Base):
    """Words of one's own: the answer to a text question, or what 其他 means. Masked before they are shown."""

    __tablename__ = "questionnaire_words"
    __table_args__ = (
        Index(None, "answer_id", "question", unique=True),
        Index(None, "questionnaire_id", "question", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_answers.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    question: Mapped[str] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(EncryptedText)
    content_shown: Mapped[str] = mapped_column(Text)  # masked, what the public reads
    visibility: Mapped[Visibility] = mapped_column(Code(Visibility), default=Visibility.RECEIVED)
    withheld_reason: Mapped[str] = mapped_column(String(200), default="")  # a rules.WithholdReason
    # Random: in the order of sending, words of one person could be found under one question and the next.
    place: Mapped[int] = mapped_column(default=_anywhere)

    answer: Mapped[QuestionnaireAnswer] = relationship(lazy="select", back_populates="words")

    @property
    def withheld_label(self) -> str:
        """Why they are not shown, as a sentence to translate; empty when they are."""
        return WITHHOLD_LABELS[WithholdReason(self.withheld_reason)] if self.withheld_reason else ""

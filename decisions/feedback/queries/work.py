"""What the desk works on: opinions with their answers, topics, how much is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVarTuple

from sqlalchemy import Select, case, false, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.consultation.rules import Channel
from decisions.feedback.errors import (
    AnswerUploadNotFoundError,
    OpinionElsewhereError,
    TopicNotFoundError,
)
from decisions.feedback.models import Answer, AnswerPart, AnswerUpload, Topic
from decisions.feedback.rules import NEEDS_REASON, Disposition
from decisions.feedback.rules.answers import Reply, effective_reply
from decisions.feedback.rules.importing import KnownOpinion


class AnswerState(StrEnum):
    """How far an opinion's answer is; the filter of the queue."""

    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    REASON_MISSING = "reason_missing"
    CLAUSE_MISSING = "clause_missing"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which opinions to list; None and empty mean all. topic_id 0 means those without a topic."""

    state: AnswerState | None = None
    topic_id: int | None = None
    channel: Channel | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class QueuedOpinion:
    """One opinion with its answer so far; revision 0 while it has none of its own."""

    opinion: Opinion
    number: str
    topic: str
    reply: Reply
    own: Reply
    revision: int
    topic_id: int = 0
    is_split: bool = False

    @property
    def is_inherited(self) -> bool:
        """Whether its topic answers for it."""
        return self.own.disposition is None and self.reply.disposition is not None


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a decision's opinions is answered."""

    total: int
    answered: int
    looked_at: int

    @property
    def left(self) -> int:
        """How many still lack an answer."""
        return self.total - self.answered


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """A topic with its members: how many there are, how many people, and how many answer for themselves."""

    topic: Topic
    opinions: int
    persons: int
    with_own_answer: int


Columns = TypeVarTuple("Columns")

# An opinion answered point by point is answered when every point is, whatever its topic says.
_DISPOSITION = case(
    (Answer.is_split, Answer.disposition), else_=func.coalesce(Answer.disposition, Topic.disposition)
)
_ANSWERS_ITSELF = Answer.disposition.is_not(None) | Answer.is_split


def _effective(own: Any, of_topic: Any) -> ColumnElement[str]:
    return func.coalesce(case((_ANSWERS_ITSELF, own), else_=of_topic), "")


_REASON = _effective(Answer.reason, Topic.reason)
_CLAUSE = _effective(Answer.clause_text, Topic.clause_text)

_STATES = {
    AnswerState.UNANSWERED: _DISPOSITION.is_(None),
    AnswerState.ANSWERED: _DISPOSITION.is_not(None),
    AnswerState.REASON_MISSING: _DISPOSITION.in_(NEEDS_REASON) & (func.trim(_REASON) == ""),
    AnswerState.CLAUSE_MISSING: ((_DISPOSITION == Disposition.ADOPTED) & (func.trim(_CLAUSE) == ""))
    | select(AnswerPart.id)
    .where(
        AnswerPart.answer_id == Answer.id,
        AnswerPart.disposition == Disposition.ADOPTED,
        func.trim(AnswerPart.clause_text) == "",
    )
    .exists(),
}


def with_answers(found: Select[*Columns], decision_id: int) -> Select[*Columns]:
    """Join opinions of a decision, in whatever round they came, with their answers and topics."""
    return (
        found.join(Consultation, Opinion.consultation_id == Consultation.id)
        .outerjoin(Answer, Answer.opinion_id == Opinion.id)
        .outerjoin(Topic, Answer.topic_id == Topic.id)
        .where(Consultation.decision_id == decision_id)
    )


def public_number(office_number: str, place: int) -> str:
    """Return how an opinion is referred to: the office's own number, else its place among all."""
    return office_number or str(place)


def measure_progress(session: Session, decision_id: int) -> Progress:
    """Return how much is answered, and how many opinions somebody has looked at."""
    counted = select(
        func.count(Opinion.id),
        func.count(_DISPOSITION),
        func.count(case((Opinion.visibility != Visibility.RECEIVED, 1))),
    ).select_from(Opinion)
    total, answered, looked_at = session.execute(with_answers(counted, decision_id)).one()
    return Progress(total, answered, looked_at)


def count_queue(session: Session, decision_id: int, wanted: QueueFilter) -> int:
    """Return how many opinions fit a filter."""
    counted = with_answers(select(func.count(Opinion.id)).select_from(Opinion), decision_id)
    return session.scalar(_filtered(counted, wanted)) or 0


def list_queue(
    session: Session, decision_id: int, wanted: QueueFilter, *, limit: int, offset: int = 0
) -> Sequence[QueuedOpinion]:
    """Return opinions that fit a filter, in the order they were taken in."""
    found = _filtered(_queued(decision_id), wanted).order_by(Opinion.id).limit(limit).offset(offset)
    return [_as_queued(row) for row in session.execute(found)]


def get_queued(session: Session, decision_id: int, opinion_id: int) -> QueuedOpinion:
    """Return one opinion of a decision with its answer. Raises: OpinionElsewhereError."""
    row = session.execute(_queued(decision_id).where(Opinion.id == opinion_id)).one_or_none()
    if row is None:
        raise OpinionElsewhereError
    return _as_queued(row)


def list_with_reason(
    session: Session, decision_id: int, reason: str, *, except_id: int, limit: int
) -> Sequence[QueuedOpinion]:
    """Return other opinions that were told the same reason word for word, each by an answer of its own."""
    same = _queued(decision_id).where(
        Answer.reason == reason, Answer.disposition.is_not(None), Opinion.id != except_id
    )
    return [_as_queued(row) for row in session.execute(same.order_by(Opinion.id).limit(limit))]


def find_next_unanswered(session: Session, decision_id: int, after_id: int = 0) -> int | None:
    """Return the next opinion without an answer, from the beginning again after the last; None when done."""
    unanswered = with_answers(select(func.min(Opinion.id)).select_from(Opinion), decision_id).where(
        _STATES[AnswerState.UNANSWERED], Opinion.id != after_id
    )
    following = session.scalar(unanswered.where(Opinion.id > after_id))
    return following if following is not None else session.scalar(unanswered)


def _queued(decision_id: int) -> Select[Any]:
    places = (
        select(Opinion.id, func.row_number().over(order_by=Opinion.id).label("place"))
        .join(Consultation, Opinion.consultation_id == Consultation.id)
        .where(Consultation.decision_id == decision_id)
        .subquery()
    )
    found = with_answers(select(Opinion, Answer, Topic, places.c.place).select_from(Opinion), decision_id)
    return found.join(places, places.c.id == Opinion.id)


def _as_queued(row: Any) -> QueuedOpinion:
    opinion, answer, topic, place = row
    own = answer.reply if answer else Reply()
    is_split = answer is not None and answer.is_split
    return QueuedOpinion(
        opinion=opinion,
        number=public_number(opinion.number, place),
        topic=topic.label if topic else "",
        reply=own if is_split else effective_reply(own, topic.reply if topic else None),
        own=own,
        revision=answer.revision if answer else 0,
        topic_id=topic.id if topic else 0,
        is_split=is_split,
    )


def _filtered(found: Select[*Columns], wanted: QueueFilter) -> Select[*Columns]:
    if wanted.state is not None:
        found = found.where(_STATES[wanted.state])
    if wanted.topic_id is not None:
        found = found.where(Answer.topic_id == wanted.topic_id if wanted.topic_id else Topic.id.is_(None))
    if wanted.channel is not None:
        found = found.where(Opinion.channel == wanted.channel)
    if wanted.text:
        matches = Opinion.content_shown.contains(wanted.text, autoescape=True)
        found = found.where(matches | (Opinion.number == wanted.text))
    return found


def list_topics(session: Session, decision_id: int) -> Sequence[TopicSummary]:
    """Return a decision's topics with their counts, those of most people first."""
    counted = (
        select(
            Topic,
            func.count(Opinion.id),
            func.coalesce(func.sum(Opinion.cosigners), 0),
            func.count(case((_ANSWERS_ITSELF, 1))),
        )
        .outerjoin(Answer, Answer.topic_id == Topic.id)
        .outerjoin(Opinion, Answer.opinion_id == Opinion.id)
        .where(Topic.decision_id == decision_id)
        .group_by(Topic.id)
    )
    found = [TopicSummary(*row) for row in session.execute(counted)]
    return sorted(found, key=lambda each: (-each.persons, each.topic.label))


def find_topic(session: Session, decision_id: int, label: str) -> Topic | None:
    """Return a decision's topic by its label."""
    return session.scalar(select(Topic).where(Topic.decision_id == decision_id, Topic.label == label))


def get_topic(session: Session, decision_id: int, topic_id: int) -> Topic:
    """Return a decision's topic. Raises: TopicNotFoundError."""
    topic = session.get(Topic, topic_id)
    if topic is None or topic.decision_id != decision_id:
        raise TopicNotFoundError
    return topic


def find_answer_row(session: Session, opinion_id: int) -> Answer | None:
    """Return what the desk holds for an opinion, locked against a second person."""
    return session.scalar(select(Answer).where(Answer.opinion_id == opinion_id).with_for_update(of=Answer))


def get_answer_upload(session: Session, decision_id: int, upload_id: int) -> AnswerUpload:
    """Return a spreadsheet's answers that wait to be taken over. Raises: AnswerUploadNotFoundError."""
    upload = session.get(AnswerUpload, upload_id)
    if upload is None or upload.decision_id != decision_id:
        raise AnswerUploadNotFoundError
    return upload


def list_known_opinions(session: Session, decision_id: int) -> list[KnownOpinion]:
    """Return every opinion with its answer so far, as an import compares them; no text is decrypted."""
    found = with_answers(
        select(
            Opinion.id,
            Opinion.number,
            func.coalesce(Topic.label, ""),
            _DISPOSITION,
            _REASON,
            _CLAUSE,
            func.coalesce(Answer.is_split, false()),
        ).select_from(Opinion),
        decision_id,
    ).order_by(Opinion.id)
    return [
        KnownOpinion(
            opinion_id, public_number(number, place), topic, Reply(disposition, reason, clause), is_split
        )
        for place, (opinion_id, number, topic, disposition, reason, clause, is_split) in enumerate(
            session.execute(found), start=1
        )
    ]

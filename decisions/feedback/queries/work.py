"""What the desk works on: opinions with their answers, topics, how much is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Any, TypeVarTuple

from sqlalchemy import Select, case, false, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from decisions.consultation.models import Consultation, Opinion, OpinionArticle, Visibility
from decisions.consultation.queries import STANDING
from decisions.consultation.rules import Channel
from decisions.feedback.errors import (
    AnswerUploadNotFoundError,
    OpinionElsewhereError,
    TopicNotFoundError,
)
from decisions.feedback.models import Answer, AnswerPart, AnswerUpload, Topic, ViewRequest
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
    """Which opinions to list; None and empty mean all.

    Shape:  topic_id 0 means those without a topic; clause is an article's id; unit_id is a unit that was
            asked for its view on them.
    """

    state: AnswerState | None = None
    topic_id: int | None = None
    channel: Channel | None = None
    clause: str = ""
    unit_id: int | None = None
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
    """Join opinions of a decision, in whatever round they came, with their answers and topics.

    Those taken back by whoever sent them are not in scope.
    """
    return (
        found.join(Consultation, Opinion.consultation_id == Consultation.id)
        .outerjoin(Answer, Answer.opinion_id == Opinion.id)
        .outerjoin(Topic, Answer.topic_id == Topic.id)
        .where(Consultation.decision_id == decision_id, STANDING)
    )


def public_number(office_number: str, place: int) -> str:
    """Return how an opinion is referred to: the office's own number, else its place among all."""
    return office_number or str(place)


def _rounds(session: Session, decision_id: int) -> list[int]:
    """Return the rounds of a decision; opinions are found by them faster than through a join."""
    return list(session.scalars(select(Consultation.id).where(Consultation.decision_id == decision_id)))


def measure_progress(session: Session, decision_id: int) -> Progress:
    """Return how much is answered, and how many opinions somebody has looked at."""
    rounds = _rounds(session, decision_id)
    received = select(func.count(), func.count(case((Opinion.visibility != Visibility.RECEIVED, 1)))).where(
        Opinion.consultation_id.in_(rounds), STANDING
    )
    total, looked_at = session.execute(received).one()
    answered = (
        select(func.count())
        .select_from(Answer)
        .join(Opinion, Answer.opinion_id == Opinion.id)
        .outerjoin(Topic, Answer.topic_id == Topic.id)
        .where(Opinion.consultation_id.in_(rounds), _DISPOSITION.is_not(None), STANDING)
    )
    return Progress(total, session.scalar(answered) or 0, looked_at)


def count_queue(session: Session, decision_id: int, wanted: QueueFilter) -> int:
    """Return how many opinions fit a filter."""
    found = _filtered(_rounds(session, decision_id), wanted)
    return session.scalar(found.with_only_columns(func.count())) or 0


def list_queue(
    session: Session, decision_id: int, wanted: QueueFilter, *, limit: int, offset: int = 0
) -> Sequence[QueuedOpinion]:
    """Return opinions that fit a filter, in the order they were taken in."""
    rounds = _rounds(session, decision_id)
    found = _filtered(rounds, wanted).order_by(Opinion.id).limit(limit).offset(offset)
    return _load(session, rounds, list(session.scalars(found)))


def _load(session: Session, rounds: Sequence[int], ids: Sequence[int]) -> list[QueuedOpinion]:
    """Return these opinions with their answers; two statements however many there are."""
    if not ids:
        return []
    rows = session.execute(
        select(Opinion, Answer, Topic)
        .outerjoin(Answer, Answer.opinion_id == Opinion.id)
        .outerjoin(Topic, Answer.topic_id == Topic.id)
        .where(Opinion.id.in_(ids))
        .order_by(Opinion.id)
    ).all()
    places = _places(session, rounds, [row[0].id for row in rows if not row[0].number])
    return [_as_queued(row, places.get(row[0].id, 0)) for row in rows]


def _places(session: Session, rounds: Sequence[int], ids: Sequence[int]) -> dict[int, int]:
    """Return the place of opinions among all of the decision, for those without a number of their own.

    What lies between two of them is counted, so that all of them cost no more than the last one.
    """
    if not ids:
        return {}
    counts = [
        select(func.count())
        .where(Opinion.consultation_id.in_(rounds), STANDING, Opinion.id > before, Opinion.id <= last)
        .scalar_subquery()
        for before, last in pairwise([0, *ids])
    ]
    return dict(zip(ids, accumulate(session.execute(select(*counts)).one()), strict=True))


def get_queued(session: Session, decision_id: int, opinion_id: int) -> QueuedOpinion:
    """Return one opinion of a decision with its answer. Raises: OpinionElsewhereError."""
    rounds = _rounds(session, decision_id)
    found = _load(session, rounds, [opinion_id])
    if not found or found[0].opinion.consultation_id not in rounds or found[0].opinion.is_withdrawn:
        raise OpinionElsewhereError
    return found[0]


def list_with_reason(
    session: Session, decision_id: int, reason: str, *, except_id: int, limit: int
) -> Sequence[QueuedOpinion]:
    """Return other opinions that were told the same reason word for word, each by an answer of its own."""
    rounds = _rounds(session, decision_id)
    same = (
        select(Answer.opinion_id)
        .join(Opinion, Answer.opinion_id == Opinion.id)
        .where(
            Answer.reason == reason,
            Answer.disposition.is_not(None),
            Opinion.consultation_id.in_(rounds),
            STANDING,
            Opinion.id != except_id,
            STANDING,
        )
    )
    return _load(session, rounds, list(session.scalars(same.order_by(Answer.opinion_id).limit(limit))))


def find_next_unanswered(session: Session, decision_id: int, after_id: int = 0) -> int | None:
    """Return the next opinion without an answer, from the beginning again after the last; None when done."""
    unanswered = _filtered(_rounds(session, decision_id), QueueFilter(state=AnswerState.UNANSWERED)).where(
        Opinion.id != after_id
    )
    following = unanswered.where(Opinion.id > after_id).order_by(Opinion.id).limit(1)
    found = session.scalar(following)
    return found if found is not None else session.scalar(unanswered.order_by(Opinion.id).limit(1))


def _as_queued(row: Any, place: int) -> QueuedOpinion:
    opinion, answer, topic = row
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


def _filtered(rounds: Sequence[int], wanted: QueueFilter) -> Select[int]:
    """Return the ids of the opinions that fit; answers and topics are joined only where the filter asks."""
    found = select(Opinion.id).where(Opinion.consultation_id.in_(rounds), STANDING)
    if wanted.topic_id:
        found = found.join(Answer, Answer.opinion_id == Opinion.id).where(Answer.topic_id == wanted.topic_id)
    elif wanted.state is not None or wanted.topic_id is not None:
        found = found.outerjoin(Answer, Answer.opinion_id == Opinion.id)
    if wanted.topic_id == 0:
        found = found.where(Answer.topic_id.is_(None))
    if wanted.state is not None:
        found = found.outerjoin(Topic, Answer.topic_id == Topic.id).where(_STATES[wanted.state])
    if wanted.channel is not None:
        found = found.where(Opinion.channel == wanted.channel)
    if wanted.clause:
        about = select(OpinionArticle.opinion_id).where(OpinionArticle.article_id == wanted.clause)
        found = found.where(Opinion.id.in_(about))
    if wanted.unit_id is not None:
        found = found.where(_was_asked(wanted.unit_id))
    if wanted.text:
        matches = Opinion.content_shown.contains(wanted.text, autoescape=True)
        found = found.where(matches | (Opinion.number == wanted.text))
    return found


def _was_asked(unit_id: int) -> ColumnElement[bool]:
    """Return whether a unit was asked about an opinion, or about the topic that answers for it."""
    asked = select(ViewRequest).where(ViewRequest.unit_id == unit_id, ViewRequest.withdrawn_at.is_(None))
    members = select(Answer.opinion_id).where(
        Answer.topic_id.in_(asked.with_only_columns(ViewRequest.topic_id))
    )
    return Opinion.id.in_(asked.with_only_columns(ViewRequest.opinion_id)) | Opinion.id.in_(members)


def list_topic_names(session: Session, decision_id: int) -> Sequence[tuple[int, str]]:
    """Return a decision's topics by name, without counting their members."""
    found = select(Topic.id, Topic.label).where(Topic.decision_id == decision_id).order_by(Topic.label)
    return [(row[0], row[1]) for row in session.execute(found)]


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
        .outerjoin(Opinion, (Answer.opinion_id == Opinion.id) & STANDING)
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

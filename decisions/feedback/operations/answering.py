"""Answering opinions: one by one, or a topic at once."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.feedback.errors import (
    AnsweredMeanwhileError,
    DisclosureSubmittedError,
    DispositionMissingError,
    OpinionSplitError,
    TopicLabelTakenError,
)
from decisions.feedback.models import Answer, DisclosureState, Topic
from decisions.feedback.permissions import may_answer
from decisions.feedback.queries.published import find_working_disclosure
from decisions.feedback.queries.work import find_answer_row, find_topic
from decisions.feedback.rules.answers import Reply, check_reply
from decisions.services import audit
from decisions.services.actor import Actor, require


def answer_opinion(
    session: Session,
    opinion: Opinion,
    reply: Reply,
    *,
    topic_label: str,
    revision: int,
    actor: Actor,
    now: datetime,
) -> Answer:
    """Answer one opinion, or leave its answer to its topic.

    Shape:  an empty reply takes the topic's; topic_label empty means no topic, a new one is made; revision
            is the one that was read, 0 when there was no answer.
    Raises: AnswerIncompleteError, DispositionMissingError, AnsweredMeanwhileError, OpinionSplitError,
            DisclosureSubmittedError, NotAllowedError.
    Writes: answers, topics, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R15, R25.
    """
    decision = opinion.consultation.decision
    require(may_answer(actor, decision))
    check_not_submitted(session, decision)
    check_reply(reply)
    topic_label = topic_label.strip()
    if reply.disposition is None and not topic_label:
        raise DispositionMissingError(field="disposition")
    topic = ensure_topic(session, decision, topic_label) if topic_label else None
    answer = find_answer_row(session, opinion.id)
    if (answer.revision if answer else 0) != revision:
        raise AnsweredMeanwhileError
    if answer is not None and answer.is_split:
        raise OpinionSplitError
    if answer is None:
        answer = Answer(opinion_id=opinion.id)
    write_answer(answer, reply, topic, actor, now)
    flush_answer(session, answer)
    audit.log(
        session,
        actor,
        "feedback.answer_opinion",
        decision.code,
        now=now,
        opinion=opinion.id,
        disposition=reply.disposition,
        topic=topic_label,
    )
    return answer


def flush_answer(session: Session, answer: Answer) -> None:
    """Store an answer; whoever answered the same opinion a moment earlier has the row already.

    Raises: AnsweredMeanwhileError.
    """
    try:
        with session.begin_nested():
            session.add(answer)
    except IntegrityError as error:
        raise AnsweredMeanwhileError from error


def answer_topic(session: Session, topic: Topic, reply: Reply, *, actor: Actor, now: datetime) -> Topic:
    """Answer a topic once; members without an answer of their own inherit it, an own answer wins.

    Raises: DispositionMissingError, AnswerIncompleteError, DisclosureSubmittedError, NotAllowedError.
    Writes: topics, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R25.
    """
    decision = session.get_one(Decision, topic.decision_id)
    require(may_answer(actor, decision))
    check_not_submitted(session, decision)
    if reply.disposition is None:
        raise DispositionMissingError(field="disposition")
    check_reply(reply)
    write_topic(topic, reply)
    session.flush()
    audit.log(
        session,
        actor,
        "feedback.answer_topic",
        decision.code,
        now=now,
        topic=topic.label,
        disposition=reply.disposition,
    )
    return topic


def rename_topic(session: Session, topic: Topic, label: str, *, actor: Actor, now: datetime) -> Topic:
    """Give a topic another name.

    Raises: TopicLabelTakenError, DisclosureSubmittedError, NotAllowedError.
    Writes: topics, audit_entries.
    Allowed: drafter of the lead unit.
    """
    decision = session.get_one(Decision, topic.decision_id)
    require(may_answer(actor, decision))
    check_not_submitted(session, decision)
    label = label.strip()
    other = find_topic(session, decision.id, label)
    if other is not None and other.id != topic.id:
        raise TopicLabelTakenError(field="label", label=label)
    before, topic.label = topic.label, label
    session.flush()
    audit.log(
        session, actor, "feedback.rename_topic", decision.code, now=now, before=before, after=topic.label
    )
    return topic


def ensure_topic(session: Session, decision: Decision, label: str) -> Topic:
    """Return the decision's topic of this label, made when there is none.

    Writes: topics.
    """
    topic = find_topic(session, decision.id, label)
    if topic is not None:
        return topic
    topic = Topic(decision_id=decision.id, label=label)
    try:
        with session.begin_nested():
            session.add(topic)
    except IntegrityError:
        found = find_topic(session, decision.id, label)
        if found is None:
            raise
        return found
    return topic


def write_answer(answer: Answer, reply: Reply, topic: Topic | None, actor: Actor, now: datetime) -> None:
    """Put a reply into a row."""
    answer.disposition, answer.reason = reply.disposition, reply.reason.strip()
    answer.clause_text, answer.topic = reply.clause_text.strip(), topic
    answer.answered_by_id, answer.answered_at = actor.id, now


def write_topic(topic: Topic, reply: Reply) -> None:
    """Put a reply into a topic's row."""
    topic.disposition, topic.reason = reply.disposition, reply.reason.strip()
    topic.clause_text = reply.clause_text.strip()


def check_not_submitted(session: Session, decision: Decision) -> None:
    """Refuse to change answers while a disclosure waits for approval. Raises: DisclosureSubmittedError."""
    disclosure = find_working_disclosure(session, decision.id)
    if disclosure is not None and disclosure.state is DisclosureState.SUBMITTED:
        raise DisclosureSubmittedError

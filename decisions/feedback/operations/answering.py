"""Answering opinions: one by one, a topic at once, or from the spreadsheet in which an office sorted them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.feedback.errors import (
    AnsweredMeanwhileError,
    AnswersRefusedError,
    DisclosureSubmittedError,
    DispositionMissingError,
    TopicLabelTakenError,
)
from decisions.feedback.models import Answer, DisclosureState, Topic
from decisions.feedback.permissions import may_answer
from decisions.feedback.queries.published import find_working_disclosure
from decisions.feedback.queries.work import find_answer_row, find_topic, list_known_opinions
from decisions.feedback.rules.answers import Reply, check_reply
from decisions.feedback.rules.importing import AnswerRow, AnswersPlan, PlannedAnswer, plan_answers
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
    Raises: AnswerIncompleteError, DispositionMissingError, AnsweredMeanwhileError, DisclosureSubmittedError,
            NotAllowedError.
    Writes: answers, topics, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R15, R25.
    """
    decision = opinion.consultation.decision
    require(may_answer(actor, decision))
    _check_not_submitted(session, decision)
    check_reply(reply)
    topic_label = topic_label.strip()
    if reply.disposition is None and not topic_label:
        raise DispositionMissingError(field="disposition")
    topic = ensure_topic(session, decision, topic_label) if topic_label else None
    answer = find_answer_row(session, opinion.id)
    if (answer.revision if answer else 0) != revision:
        raise AnsweredMeanwhileError
    if answer is None:
        answer = Answer(opinion_id=opinion.id)
    _write(answer, reply, topic, actor, now)
    _flush_new(session, answer)
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


def _flush_new(session: Session, answer: Answer) -> None:
    """Store an answer; whoever answered the same opinion a moment earlier has the row already."""
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
    _check_not_submitted(session, decision)
    if reply.disposition is None:
        raise DispositionMissingError(field="disposition")
    check_reply(reply)
    _write_topic(topic, reply)
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
    _check_not_submitted(session, decision)
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


def import_answers(
    session: Session, decision: Decision, rows: Iterable[AnswerRow], *, actor: Actor, now: datetime
) -> AnswersPlan:
    """Take over the answers of a spreadsheet, all of them or none; a second time it changes nothing.

    Raises: AnswersRefusedError naming every row with an error, DisclosureSubmittedError, NotAllowedError.
    Writes: answers, topics, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R15, R25.
    """
    require(may_answer(actor, decision))
    _check_not_submitted(session, decision)
    plan = plan_answers(rows, list_known_opinions(session, decision.id))
    if plan.problems:
        raise AnswersRefusedError(problems=plan.problems, count=len(plan.problems))
    topics = {label: ensure_topic(session, decision, label) for label in _labels(plan)}
    for label, reply in plan.topics.items():
        if reply.disposition is not None:
            _write_topic(topics[label], reply)
    _write_answers(session, plan.answers, topics, actor, now)
    audit.log(
        session,
        actor,
        "feedback.import_answers",
        decision.code,
        now=now,
        new=plan.count_new,
        changed=plan.count_changed,
        unchanged=plan.count_unchanged,
    )
    return plan


def _labels(plan: AnswersPlan) -> list[str]:
    """Return the topics that the planned answers belong to, in the order they are named."""
    return list(dict.fromkeys(answer.topic for answer in plan.answers if answer.topic))


def _write_answers(
    session: Session,
    planned: Iterable[PlannedAnswer],
    topics: dict[str, Topic],
    actor: Actor,
    now: datetime,
) -> None:
    wanted = {answer.opinion_id: answer for answer in planned if answer.is_new or answer.is_changed}
    known: dict[int, Answer] = {}
    ids = list(wanted)
    for start in range(0, len(ids), 500):
        found = select(Answer).where(Answer.opinion_id.in_(ids[start : start + 500]))
        known.update((answer.opinion_id, answer) for answer in session.scalars(found).unique())
    for opinion_id, answer in wanted.items():
        row = known.get(opinion_id) or Answer(opinion_id=opinion_id)
        _write(row, answer.own, topics.get(answer.topic), actor, now)
        session.add(row)
    session.flush()


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


def _write(answer: Answer, reply: Reply, topic: Topic | None, actor: Actor, now: datetime) -> None:
    answer.disposition, answer.reason = reply.disposition, reply.reason.strip()
    answer.clause_text, answer.topic = reply.clause_text.strip(), topic
    answer.answered_by_id, answer.answered_at = actor.id, now


def _write_topic(topic: Topic, reply: Reply) -> None:
    topic.disposition, topic.reason = reply.disposition, reply.reason.strip()
    topic.clause_text = reply.clause_text.strip()


def _check_not_submitted(session: Session, decision: Decision) -> None:
    disclosure = find_working_disclosure(session, decision.id)
    if disclosure is not None and disclosure.state is DisclosureState.SUBMITTED:
        raise DisclosureSubmittedError

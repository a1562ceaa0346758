"""What a person does with the members of topics that were confirmed: move, merge, dissolve.

Not here: a topic's name and its answer (operations.answering).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.feedback.errors import (
    GroupChangedError,
    GroupLabelMissingError,
    NothingChosenError,
    TargetMissingError,
)
from decisions.feedback.models import Topic
from decisions.feedback.operations.grouping.ledger import Ledger, begin
from decisions.feedback.queries.groups import list_topic_members, topic_version
from decisions.feedback.queries.work import find_topic, get_topic
from decisions.feedback.rules.groups import MAX_LABEL, Verb, topic_title
from decisions.services.actor import Actor


def move_between_topics(
    session: Session,
    decision: Decision,
    topic_id: int,
    chosen: Sequence[int],
    label: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Move chosen opinions out of a topic into another, a new one, or none.

    Shape:  label names the other topic; empty means none. An opinion moved by somebody else meanwhile stays
            where they put it, and the act is refused.
    Raises: TopicNotFoundError, NothingChosenError, GroupChangedError, TargetMissingError,
            GroupLabelMissingError, DisclosureSubmittedError, NotAllowedError.
    Writes: answers, topics, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.MOVE, actor=actor, now=now)
    topic = get_topic(session, decision.id, topic_id)
    if not chosen:
        raise NothingChosenError
    goal = _goal(ledger, label.strip())
    if goal is not None and goal.id == topic.id:
        raise TargetMissingError(field="label")
    if ledger.assign(chosen, topic.id, goal.id if goal else None) != len(chosen):
        raise GroupChangedError(title=topic_title(topic.label))
    ledger.close(topic_title(topic.label), members=len(chosen), into=goal.label if goal else "")


def _goal(ledger: Ledger, label: str) -> Topic | None:
    if not label:
        return None
    if len(label) > MAX_LABEL:
        raise GroupLabelMissingError(field="label")
    return find_topic(ledger.session, ledger.decision.id, label) or ledger.new_topic(label)


def merge_topics(
    session: Session,
    decision: Decision,
    topic_id: int,
    into_id: int,
    version: str,
    *,
    actor: Actor,
    now: datetime,
) -> Topic:
    """Put all of a topic into another one, whose answer holds for them from then on.

    Shape:  version is the topic's as it was read (queries.groups.topic_version).
    Raises: TopicNotFoundError, TargetMissingError, GroupChangedError, DisclosureSubmittedError,
            NotAllowedError.
    Writes: answers, topics, view_requests, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.MERGE, actor=actor, now=now)
    topic = _as_read(session, decision, topic_id, version)
    if into_id in {0, topic_id}:
        raise TargetMissingError(field="target")
    goal = get_topic(session, decision.id, into_id)
    label, goal_label = topic.label, goal.label
    ledger.assign(list_topic_members(session, topic.id), topic.id, goal.id)
    ledger.drop_topic(topic, into=goal.id)
    ledger.close(topic_title(label), into=goal_label)
    return goal


def dissolve_topic(
    session: Session, decision: Decision, topic_id: int, version: str, *, actor: Actor, now: datetime
) -> None:
    """Delete a topic; its members are in none, and those that only inherited have no answer any more.

    Raises: TopicNotFoundError, GroupChangedError, DisclosureSubmittedError, NotAllowedError.
    Writes: answers, topics, view_requests, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.DISSOLVE, actor=actor, now=now)
    topic = _as_read(session, decision, topic_id, version)
    label = topic.label
    ledger.assign(list_topic_members(session, topic.id), topic.id, None)
    ledger.drop_topic(topic, into=None)
    ledger.close(topic_title(label))


def _as_read(session: Session, decision: Decision, topic_id: int, version: str) -> Topic:
    topic = get_topic(session, decision.id, topic_id)
    if topic_version(session, topic) != version:
        raise GroupChangedError(title=topic_title(topic.label))
    return topic

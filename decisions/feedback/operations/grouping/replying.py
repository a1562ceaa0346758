"""One answer to all copies of a confirmed group."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.feedback.errors import (
    AnsweredMeanwhileError,
    DispositionMissingError,
    GroupNotConfirmedError,
)
from decisions.feedback.models import Answer, GroupMember, OpinionGroup
from decisions.feedback.operations.answering import check_not_submitted
from decisions.feedback.operations.grouping.ledger import get_live, is_unconfirmed, lock
from decisions.feedback.permissions import may_answer
from decisions.feedback.rules.answers import Reply, check_reply
from decisions.feedback.rules.groups import GroupKind
from decisions.services import audit
from decisions.services.actor import Actor, require


@dataclass(frozen=True, slots=True)
class GroupAnswered:
    """How many copies got the answer, and how many keep one of their own."""

    answered: int
    kept: int


def answer_group(
    session: Session,
    decision: Decision,
    read: tuple[int, int],
    reply: Reply,
    *,
    actor: Actor,
    now: datetime,
) -> GroupAnswered:
    """Answer all copies at once. One that was answered for itself, or point by point, keeps its answer.

    Answered again, those follow that still say what the group was told before.
    Raises: GroupNotFoundError, GroupChangedError, GroupNotConfirmedError, DispositionMissingError,
            AnswerIncompleteError, AnsweredMeanwhileError, DisclosureSubmittedError, NotAllowedError.
    Writes: answers, opinion_groups, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R15, R25.
    """
    require(may_answer(actor, decision))
    lock(session, decision)
    check_not_submitted(session, decision)
    group = get_live(session, decision, *read)
    if group.kind is not GroupKind.COPIES or is_unconfirmed(group):
        raise GroupNotConfirmedError
    if reply.disposition is None:
        raise DispositionMissingError(field="disposition")
    check_reply(reply)
    answered = _update(session, group, reply, actor, now) + _insert(session, group, reply, actor, now)
    group.disposition, group.reason = reply.disposition, reply.reason.strip()
    group.clause_text = reply.clause_text.strip()
    session.flush()
    session.expire_all()
    audit.log(
        session,
        actor,
        "feedback.answer_group",
        decision.code,
        now=now,
        group=group.id,
        answered=answered,
        disposition=reply.disposition,
    )
    return GroupAnswered(answered, group.size - answered)


def _update(session: Session, group: OpinionGroup, reply: Reply, actor: Actor, now: datetime) -> int:
    fits = (Answer.opinion_id.in_(_members(group.id)), Answer.is_split.is_(False), _follows(group.reply))
    found = session.scalar(select(func.count()).select_from(Answer).where(*fits)) or 0
    session.execute(
        update(Answer)
        .where(*fits)
        .values(
            disposition=reply.disposition,
            reason=reply.reason.strip(),
            clause_text=reply.clause_text.strip(),
            answered_by_id=actor.id,
            answered_at=now,
            revision=Answer.revision + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return found


def _follows(before: Reply) -> ColumnElement[bool]:
    """What tells an answer that is the group's from one of its own."""
    unanswered = Answer.disposition.is_(None)
    if before.disposition is None:
        return unanswered
    same = (
        (Answer.disposition == before.disposition)
        & (Answer.reason == before.reason)
        & (Answer.clause_text == before.clause_text)
    )
    return unanswered | same


def _insert(session: Session, group: OpinionGroup, reply: Reply, actor: Actor, now: datetime) -> int:
    held = select(Answer.id).where(Answer.opinion_id == GroupMember.opinion_id).exists()
    missing = session.scalars(_members(group.id).where(~held)).all()
    rows = [
        {
            "opinion_id": opinion_id,
            "topic_id": None,
            "disposition": reply.disposition,
            "reason": reply.reason.strip(),
            "clause_text": reply.clause_text.strip(),
            "answered_by_id": actor.id,
            "answered_at": now,
            "revision": 1,
        }
        for opinion_id in missing
    ]
    try:
        if rows:
            with session.begin_nested():
                session.execute(insert(Answer), rows)
    except IntegrityError as error:
        raise AnsweredMeanwhileError from error
    return len(rows)


def _members(group_id: int) -> Select[int]:
    return select(GroupMember.opinion_id).where(GroupMember.group_id == group_id)

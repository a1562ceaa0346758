"""One act upon groups: its changes are made here and written down with it, so that they can be taken back.

Not here: what a person may ask for (acting, topics), nor whether an act may be undone (undoing).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.errors import Message
from decisions.feedback.errors import GroupChangedError, GroupNotFoundError
from decisions.feedback.grouping.signatures import Difference, difference_of, signature_of
from decisions.feedback.models import Answer, GroupingAct, GroupMember, OpinionGroup, Topic, ViewRequest
from decisions.feedback.operations.answering import check_not_submitted
from decisions.feedback.permissions import may_answer
from decisions.feedback.rules.groups import LIVE, GroupKind, GroupState, Verb, group_title, topic_title
from decisions.services import audit
from decisions.services.actor import Actor, require

# A database binds so many values in one statement.
_AT_ONCE: Final = 5000

Change = dict[str, Any]


def begin(session: Session, decision: Decision, verb: Verb, *, actor: Actor, now: datetime) -> "Ledger":
    """Begin an act: one after the other for a decision, so that no two people place an opinion twice.

    Raises: NotAllowedError, DisclosureSubmittedError.
    Writes: grouping_acts.
    Allowed: drafter of the lead unit.
    """
    require(may_answer(actor, decision))
    lock(session, decision)
    check_not_submitted(session, decision)
    return Ledger(session, decision, verb, actor, now)


def in_parts(members: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield opinions in parts that one statement can name."""
    for start in range(0, len(members), _AT_ONCE):
        yield members[start : start + _AT_ONCE]


def lock(session: Session, decision: Decision) -> None:
    """Wait until nobody else changes the decision's groups; until the end of the transaction."""
    session.execute(select(Decision.id).where(Decision.id == decision.id).with_for_update(of=Decision))


def get_live(
    session: Session, decision: Decision, group_id: int, revision: int | None = None
) -> OpinionGroup:
    """Return a living group as it was read. Raises: GroupNotFoundError, GroupChangedError."""
    group = session.get(OpinionGroup, group_id, populate_existing=True)
    if group is None or group.decision_id != decision.id or group.state not in LIVE:
        raise GroupNotFoundError
    if revision is not None and group.revision != revision:
        raise GroupChangedError(title=title_of(group))
    return group


def title_of(group: OpinionGroup) -> Message:
    """Return how a group is spoken of."""
    return topic_title(group.label) if group.kind is GroupKind.TOPIC else group_title(group.id)


def members_of(session: Session, group_id: int) -> list[int]:
    """Return a group's opinions, ascending."""
    found = select(GroupMember.opinion_id).where(GroupMember.group_id == group_id)
    return list(session.scalars(found.order_by(GroupMember.opinion_id)))


class Ledger:
    """Makes the changes of one act, each with what was before."""

    def __init__(self, session: Session, decision: Decision, verb: Verb, actor: Actor, now: datetime) -> None:
        self.session, self.decision, self.actor, self.now = session, decision, actor, now
        self.changes: list[Change] = []
        self._act = GroupingAct(
            decision_id=decision.id,
            actor_id=actor.id,
            actor_name=actor.name,
            at=now,
            verb=verb,
            title={},
            changes=[],
        )
        session.add(self._act)
        session.flush()

    def close(self, title: Message, **detail: Any) -> GroupingAct:
        """End the act: what was done to what, for the person who may undo it and for the audit."""
        self._act.title = {"text": title.text, "params": dict(title.params)}
        self._act.changes = self.changes
        self.session.flush()
        audit.log(
            self.session,
            self.actor,
            f"feedback.{self._act.verb.value}_groups",
            self.decision.code,
            now=self.now,
            act=self._act.id,
            title=str(title),
            **detail,
        )
        return self._act

    def change(self, group: OpinionGroup, **after: Any) -> None:
        """Change a group's own columns; without any, note that its members change."""
        before = {name: getattr(group, name) for name in after}
        self.changes.append(
            {
                "what": "group",
                "id": group.id,
                "before": before,
                "after": dict(after),
                "last_act": group.last_act_id,
            }
        )
        for name, value in after.items():
            setattr(group, name, value)
        group.last_act_id = self._act.id
        self.session.flush()

    def new_group(self, like: OpinionGroup, members: Sequence[int], **values: Any) -> OpinionGroup:
        """Make a group out of opinions of another one, which keeps them until they are removed."""
        group = OpinionGroup(
            decision_id=like.decision_id,
            kind=like.kind,
            proposed_at=self.now,
            last_act_id=self._act.id,
            **{"state": like.state, "label": "", **values},
        )
        self.session.add(group)
        self.session.flush()
        self.changes.append({"what": "new_group", "id": group.id})
        self.add(group, members)
        return group

    def add(self, group: OpinionGroup, members: Sequence[int]) -> None:
        """Put opinions into a group."""
        put_in(self.session, group, members)
        self.changes.append({"what": "add", "id": group.id, "members": list(members)})

    def remove(self, group: OpinionGroup, members: Sequence[int]) -> None:
        """Take opinions out of a group."""
        take_from(self.session, group, members)
        self.changes.append({"what": "remove", "id": group.id, "members": list(members)})

    def assign(self, members: Sequence[int], before: int | None, after: int | None) -> int:
        """Put opinions that are in one topic, or in none, into another or none; return how many those are.

        What an opinion was answered by itself stays as it is.
        """
        moved = assign_topic(self.session, members, before, after, self.actor, self.now)
        self.changes.append({"what": "assign", "members": moved, "before": before, "after": after})
        return len(moved)

    def new_topic(self, label: str) -> Topic:
        """Make a topic."""
        topic = Topic(decision_id=self.decision.id, label=label)
        self.session.add(topic)
        self.session.flush()
        self.changes.append({"what": "new_topic", "id": topic.id, "label": label})
        return topic

    def drop_topic(self, topic: Topic, *, into: int | None) -> None:
        """Delete a topic that has no members any more; views asked on it go where its members went."""
        session = self.session
        views = list(session.scalars(select(ViewRequest.id).where(ViewRequest.topic_id == topic.id)))
        groups = list(session.scalars(select(OpinionGroup.id).where(OpinionGroup.topic_id == topic.id)))
        session.execute(update(ViewRequest).where(ViewRequest.id.in_(views)).values(topic_id=into))
        session.execute(update(OpinionGroup).where(OpinionGroup.id.in_(groups)).values(topic_id=into))
        self.changes.append(
            {"what": "drop_topic", "row": topic_row(topic), "views": views, "groups": groups, "into": into}
        )
        session.delete(topic)
        session.flush()


def topic_row(topic: Topic) -> dict[str, Any]:
    """Return a topic's columns, to make it again."""
    return {
        "id": topic.id,
        "decision_id": topic.decision_id,
        "label": topic.label,
        "disposition": topic.disposition,
        "reason": topic.reason,
        "clause_text": topic.clause_text,
    }


def put_in(session: Session, group: OpinionGroup, members: Sequence[int]) -> None:
    """Write opinions into a group and count it anew."""
    rows = [{"group_id": group.id, "opinion_id": member, "difference": 0} for member in members]
    if rows:
        session.execute(insert(GroupMember), rows)
    recount(session, group, members)


def take_from(session: Session, group: OpinionGroup, members: Sequence[int]) -> None:
    """Delete opinions from a group and count it anew."""
    for part in in_parts(members):
        gone = GroupMember.opinion_id.in_(part)
        session.execute(delete(GroupMember).where(GroupMember.group_id == group.id, gone))
    recount(session, group, ())


def recount(session: Session, group: OpinionGroup, fresh: Sequence[int]) -> None:
    """Set a group's counts; of copies those that are fresh, or all under a new first one, are compared."""
    first = session.scalar(select(func.min(GroupMember.opinion_id)).where(GroupMember.group_id == group.id))
    if group.kind is GroupKind.COPIES and first is not None:
        _mark(session, group, first, fresh if first == group.first_id else members_of(session, group.id))
    counted = (
        select(GroupMember.difference, func.count())
        .where(GroupMember.group_id == group.id)
        .group_by(GroupMember.difference)
    )
    counts = {row[0]: row[1] for row in session.execute(counted)}
    group.size, group.first_id = sum(counts.values()), first
    group.other_figures = counts.get(Difference.FIGURES, 0)
    group.differing = group.other_figures + counts.get(Difference.WORDS, 0)
    session.flush()


def _mark(session: Session, group: OpinionGroup, first: int, members: Sequence[int]) -> None:
    """Write down how copies differ from the first one."""
    against = signature_of(session.scalar(select(Opinion.content_shown).where(Opinion.id == first)) or "")
    for part in in_parts(members):
        rows = session.execute(
            select(GroupMember.opinion_id, GroupMember.difference, Opinion.content_shown)
            .join(Opinion, Opinion.id == GroupMember.opinion_id)
            .where(GroupMember.group_id == group.id, GroupMember.opinion_id.in_(part))
        )
        found = [
            (each.opinion_id, each.difference, difference_of(against, signature_of(each.content_shown)))
            for each in rows
        ]
        changed = [
            {"group_id": group.id, "opinion_id": opinion_id, "difference": int(difference)}
            for opinion_id, stored, difference in found
            if difference != stored
        ]
        if changed:
            session.execute(update(GroupMember), changed)


def assign_topic(
    session: Session,
    members: Sequence[int],
    before: int | None,
    after: int | None,
    actor: Actor,
    now: datetime,
) -> list[int]:
    """Change the topic of opinions that have the one named; return which those were.

    An opinion the desk holds nothing for yet gets its row. Writes: answers.
    """
    moved: list[int] = []
    for part in in_parts(members):
        held = dict(
            session.execute(
                select(Answer.opinion_id, Answer.topic_id)
                .where(Answer.opinion_id.in_(part))
                .with_for_update()
            ).all()
        )
        fitting = [member for member in part if member in held and held[member] == before]
        session.execute(
            update(Answer)
            .where(Answer.opinion_id.in_(fitting))
            .values(topic_id=after, revision=Answer.revision + 1)
        )
        fresh = [member for member in part if member not in held] if before is None else []
        if fresh and after is not None:
            session.execute(insert(Answer), [_row(member, after, actor, now) for member in fresh])
        moved += [*fitting, *fresh]
    session.expire_all()
    return moved


def _row(opinion_id: int, topic_id: int | None, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "opinion_id": opinion_id,
        "topic_id": topic_id,
        "disposition": None,
        "reason": "",
        "clause_text": "",
        "answered_by_id": actor.id,
        "answered_at": now,
        "revision": 1,
    }


def count_in_topic(session: Session, topic_id: int) -> int:
    """Return how many opinions are in a topic."""
    return session.scalar(select(func.count()).where(Answer.topic_id == topic_id)) or 0


def is_unconfirmed(group: OpinionGroup) -> bool:
    """Whether a group is a proposal only."""
    return group.state is GroupState.PROPOSED

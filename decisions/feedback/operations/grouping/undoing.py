"""Taking an act upon groups back, the last one of a person first, unless somebody has built on it since."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI
from decisions.feedback.errors import (
    AnsweredSinceError,
    ChangedSinceError,
    GroupNotFoundError,
    NothingToUndoError,
)
from decisions.feedback.models import GroupingAct, GroupMember, OpinionGroup, Topic, ViewRequest
from decisions.feedback.operations.answering import check_not_submitted
from decisions.feedback.operations.grouping.ledger import (
    Change,
    assign_topic,
    count_in_topic,
    in_parts,
    lock,
    members_of,
    put_in,
    take_from,
    title_of,
)
from decisions.feedback.permissions import may_answer
from decisions.feedback.queries.groups import find_last_act
from decisions.feedback.rules.groups import LIVE, GroupState
from decisions.services import audit
from decisions.services.actor import Actor, require


def undo_act(
    session: Session, decision: Decision, act_id: int, *, actor: Actor, now: datetime
) -> GroupingAct:
    """Take back the last act of the person, as it was shown to them.

    Raises: NothingToUndoError, ChangedSinceError, AnsweredSinceError, DisclosureSubmittedError,
            NotAllowedError.
    Writes: opinion_groups, group_members, topics, answers, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit, for what they did themselves.
    """
    require(may_answer(actor, decision))
    lock(session, decision)
    check_not_submitted(session, decision)
    act = find_last_act(session, decision.id, actor.id)
    if act is None or act.id != act_id:
        raise NothingToUndoError
    undo = _Undo(session, act, actor, now)
    undo.check()
    undo.run()
    act.undone_at = now
    session.flush()
    audit.log(
        session,
        actor,
        "feedback.undo_groups",
        decision.code,
        now=now,
        act=act.id,
        verb=act.verb,
        title=act.title,
    )
    return act


class _Undo:
    """Takes the changes of an act back, the last one first."""

    def __init__(self, session: Session, act: GroupingAct, actor: Actor, now: datetime) -> None:
        self.session, self.act, self.actor, self.now = session, act, actor, now
        self._ways: dict[str, Callable[[Change], None]] = {
            "group": self._group,
            "new_group": self._new_group,
            "add": self._add,
            "remove": self._remove,
            "assign": self._assign,
            "new_topic": self._new_topic,
            "drop_topic": self._drop_topic,
        }

    def check(self) -> None:
        """Refuse where a later act changed one of the groups. Raises: ChangedSinceError."""
        for change in self.act.changes:
            if change["what"] in {"group", "new_group"}:
                group = self._get(change["id"])
                if group.last_act_id != self.act.id:
                    raise self._changed_since(group)

    def run(self) -> None:
        """Take every change back."""
        for change in reversed(self.act.changes):
            self._ways[change["what"]](change)
            self.session.flush()

    def _get(self, group_id: int) -> OpinionGroup:
        group = self.session.get(OpinionGroup, group_id, populate_existing=True)
        if group is None:
            raise GroupNotFoundError
        return group

    def _changed_since(self, group: OpinionGroup) -> ChangedSinceError:
        later = self.session.get(GroupingAct, group.last_act_id) if group.last_act_id else None
        at = (later.at if later else self.now).astimezone(SHANGHAI)
        return ChangedSinceError(
            title=title_of(group), name=later.actor_name if later else "—", at=f"{at:%Y-%m-%d %H:%M}"
        )

    def _group(self, change: Change) -> None:
        group = self._get(change["id"])
        before = dict(change["before"])
        if "state" in before:
            before["state"] = GroupState(before["state"])
            if before["state"] in LIVE and group.state not in LIVE:
                self._claim(group)
        for name, value in before.items():
            setattr(group, name, value)
        group.last_act_id = change["last_act"]

    def _claim(self, group: OpinionGroup) -> None:
        """Have a group's members out of what was proposed for them while it was gone."""
        members = set(members_of(self.session, group.id))
        for other in _living_groups_of(self.session, group, members):
            if other.state is GroupState.CONFIRMED or other.last_act_id is not None:
                raise self._changed_since(other)
            take_from(self.session, other, sorted(members.intersection(members_of(self.session, other.id))))
            if other.size < 2 and other.joins_id is None and other.topic_id is None:
                remove_group(self.session, other.id)

    def _new_group(self, change: Change) -> None:
        additions = select(OpinionGroup.id).where(
            OpinionGroup.joins_id == change["id"], OpinionGroup.last_act_id.is_(None)
        )
        for group_id in [*self.session.scalars(additions), change["id"]]:
            remove_group(self.session, group_id)

    def _add(self, change: Change) -> None:
        take_from(self.session, self._get(change["id"]), change["members"])

    def _remove(self, change: Change) -> None:
        put_in(self.session, self._get(change["id"]), change["members"])

    def _assign(self, change: Change) -> None:
        members, before, after = change["members"], change["before"], change["after"]
        moved = assign_topic(self.session, members, after, before, self.actor, self.now)
        if len(moved) != len(members):
            raise AnsweredSinceError(title=self._label(after or before))

    def _label(self, topic_id: int | None) -> str:
        topic = self.session.get(Topic, topic_id) if topic_id else None
        return topic.label if topic else str(self.act.title_message)

    def _new_topic(self, change: Change) -> None:
        topic = self.session.get(Topic, change["id"])
        if topic is None or self._is_in_use(topic, change["label"]):
            raise AnsweredSinceError(title=topic.label if topic else change["label"])
        additions = select(OpinionGroup.id).where(
            OpinionGroup.topic_id == topic.id,
            OpinionGroup.state == GroupState.PROPOSED,
            OpinionGroup.last_act_id.is_(None),
        )
        for group_id in list(self.session.scalars(additions)):
            remove_group(self.session, group_id)
        self.session.delete(topic)

    def _is_in_use(self, topic: Topic, label: str) -> bool:
        views = select(func.count()).where(ViewRequest.topic_id == topic.id)
        return (
            topic.label != label
            or topic.disposition is not None
            or count_in_topic(self.session, topic.id) > 0
            or bool(self.session.scalar(views))
        )

    def _drop_topic(self, change: Change) -> None:
        row: dict[str, Any] = change["row"]
        taken = select(Topic.id).where(
            (Topic.id == row["id"])
            | ((Topic.decision_id == row["decision_id"]) & (Topic.label == row["label"]))
        )
        if self.session.scalar(taken.limit(1)) is not None:
            raise AnsweredSinceError(title=row["label"])
        topic = Topic(**row)
        self.session.add(topic)
        self.session.flush()
        for table, ids in ((ViewRequest, change["views"]), (OpinionGroup, change["groups"])):
            self.session.execute(update(table).where(table.id.in_(ids)).values(topic_id=topic.id))
        self.session.expire_all()


def _living_groups_of(session: Session, group: OpinionGroup, members: set[int]) -> Sequence[OpinionGroup]:
    """Return the other living groups of a kind that some opinions are in."""
    found: dict[int, OpinionGroup] = {}
    for part in in_parts(sorted(members)):
        query = (
            select(OpinionGroup)
            .join(GroupMember, GroupMember.group_id == OpinionGroup.id)
            .where(
                OpinionGroup.decision_id == group.decision_id,
                OpinionGroup.kind == group.kind,
                OpinionGroup.state.in_(LIVE),
                OpinionGroup.id != group.id,
                GroupMember.opinion_id.in_(part),
            )
            .distinct()
        )
        found.update((each.id, each) for each in session.scalars(query))
    return list(found.values())


def remove_group(session: Session, group_id: int) -> None:
    """Delete a group and what is in it."""
    session.execute(delete(GroupMember).where(GroupMember.group_id == group_id))
    session.execute(delete(OpinionGroup).where(OpinionGroup.id == group_id))
    session.expire_all()

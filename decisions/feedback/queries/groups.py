"""Groups of opinions as the desk reads them: lists, one group with its members, what can be undone.

The number of queries does not depend on how many groups or members there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from decisions.consultation.drafts import Segment, SegmentKind, clause_label
from decisions.consultation.models import Consultation, Opinion
from decisions.consultation.rules.opinions import shown_name
from decisions.errors import Message
from decisions.feedback.errors import GroupNotFoundError
from decisions.feedback.grouping import Opinion as Text
from decisions.feedback.grouping import mark_differences
from decisions.feedback.grouping.signatures import Difference
from decisions.feedback.models import Answer, GroupingAct, GroupMember, OpinionGroup, Topic
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.groups import (
    LIVE,
    GroupKind,
    GroupState,
    Refused,
    Standing,
    group_title,
    topic_title,
)

# Marking what differs takes the square of a text's length; a longer one is shown without marks.
_MARKED_LENGTH = 3000


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A group as a list shows it.

    Shape:  text is what its first opinion says, masked; joins names what it is an addition to.
    Units:  persons counts everybody who signed.
    """

    group: OpinionGroup
    text: str
    persons: int
    joins: Message | None


@dataclass(frozen=True, slots=True)
class Member:
    """An opinion in a group, masked as the public reads it; segments mark what differs from the first."""

    id: int
    reference: str
    name: str
    channel: str
    clause: str
    cosigners: int
    text: str
    difference: Difference
    segments: tuple[Segment, ...]
    disposition: Disposition | None

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The segments as pages mark them."""
        words = {SegmentKind.INSERTED: "insert", SegmentKind.DELETED: "delete"}
        return [(words.get(segment.kind, "equal"), segment.text) for segment in self.segments]


Counts = Mapping[tuple[GroupKind, GroupState], int]


def count_groups(session: Session, decision_id: int) -> Counts:
    """Return how many living groups there are of each kind and state."""
    counted = (
        select(OpinionGroup.kind, OpinionGroup.state, func.count())
        .where(OpinionGroup.decision_id == decision_id, OpinionGroup.state.in_(LIVE))
        .group_by(OpinionGroup.kind, OpinionGroup.state)
    )
    return {(kind, state): count for kind, state, count in session.execute(counted)}


def list_groups(
    session: Session,
    decision_id: int,
    kind: GroupKind,
    state: GroupState,
    *,
    limit: int,
    offset: int = 0,
) -> list[GroupSummary]:
    """Return groups of a kind, the largest first."""
    found = _summaries().where(
        OpinionGroup.decision_id == decision_id, OpinionGroup.kind == kind, OpinionGroup.state == state
    )
    ordered = found.order_by(OpinionGroup.size.desc(), OpinionGroup.id).limit(limit).offset(offset)
    rows = session.execute(ordered).all()
    persons = _persons(session, [row[0].id for row in rows])
    return [_summary(row, persons) for row in rows]


def get_group(session: Session, decision_id: int, group_id: int) -> GroupSummary:
    """Return a living group of a decision. Raises: GroupNotFoundError."""
    found = _summaries().where(
        OpinionGroup.id == group_id,
        OpinionGroup.decision_id == decision_id,
        OpinionGroup.state.in_(LIVE),
    )
    row = session.execute(found).one_or_none()
    if row is None:
        raise GroupNotFoundError
    return _summary(row, _persons(session, [group_id]))


def _summaries() -> Select[*tuple[Any, ...]]:
    return (
        select(OpinionGroup, Opinion.content_shown, Topic.label)
        .outerjoin(Opinion, Opinion.id == OpinionGroup.first_id)
        .outerjoin(Topic, Topic.id == OpinionGroup.topic_id)
    )


def _summary(row: Any, persons: Mapping[int, int]) -> GroupSummary:
    group, text, topic = row
    joins = None
    if group.joins_id is not None:
        joins = group_title(group.joins_id)
    elif topic:
        joins = topic_title(topic)
    return GroupSummary(group, text or "", persons.get(group.id, 0), joins)


def _persons(session: Session, group_ids: Sequence[int]) -> dict[int, int]:
    counted = (
        select(GroupMember.group_id, func.sum(Opinion.cosigners))
        .join(Opinion, Opinion.id == GroupMember.opinion_id)
        .where(GroupMember.group_id.in_(group_ids))
        .group_by(GroupMember.group_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)} if group_ids else {}


def list_members(
    session: Session, group: OpinionGroup, first_text: str, *, limit: int, offset: int = 0
) -> list[Member]:
    """Return a group's members: of copies those with other figures first, then those with other words."""
    found = (
        _member_columns(GroupMember.difference)
        .join(GroupMember, GroupMember.opinion_id == Opinion.id)
        .where(GroupMember.group_id == group.id)
        .order_by(GroupMember.difference.desc(), Opinion.id)
        .limit(limit)
        .offset(offset)
    )
    against = first_text if group.kind is GroupKind.COPIES else None
    return [_member(row, against) for row in session.execute(found)]


def list_topic_page(session: Session, topic_id: int, *, limit: int, offset: int = 0) -> list[Member]:
    """Return members of a confirmed topic in the order they were taken in."""
    found = (
        _member_columns(Answer.id)
        .where(Answer.topic_id == topic_id)
        .order_by(Opinion.id)
        .limit(limit)
        .offset(offset)
    )
    return [_member(row, None) for row in session.execute(found)]


def _member_columns(difference: Any) -> Select[*tuple[Any, ...]]:
    return select(
        Opinion.id,
        Opinion.number,
        Opinion.receipt,
        Opinion.name,
        Opinion.submitter_type,
        Opinion.consent_publish,
        Opinion.channel,
        Opinion.clause_text,
        Opinion.clause_ids,
        Opinion.cosigners,
        Opinion.content_shown,
        Answer.disposition,
        difference.label("difference"),
    ).outerjoin(Answer, Answer.opinion_id == Opinion.id)


def _member(row: Any, against: str | None) -> Member:
    is_other = against is not None and row.difference != Difference.NONE
    can_mark = is_other and max(len(against or ""), len(row.content_shown)) <= _MARKED_LENGTH
    return Member(
        id=row.id,
        reference=" ".join(filter(None, (row.number, row.receipt))),
        name=shown_name(row.name, row.submitter_type, consents=row.consent_publish),
        channel=row.channel,
        clause=row.clause_text or "、".join(map(clause_label, row.clause_ids or ())),
        cosigners=row.cosigners,
        text=row.content_shown,
        difference=Difference(row.difference) if is_other else Difference.NONE,
        segments=mark_differences(against or "", row.content_shown) if can_mark else (),
        disposition=row.disposition,
    )


def find_next_proposal(session: Session, decision_id: int, kind: GroupKind) -> int | None:
    """Return the largest proposal that waits, None when there is none."""
    found = select(OpinionGroup.id).where(
        OpinionGroup.decision_id == decision_id,
        OpinionGroup.kind == kind,
        OpinionGroup.state == GroupState.PROPOSED,
    )
    return session.scalar(found.order_by(OpinionGroup.size.desc(), OpinionGroup.id).limit(1))


def find_last_act(session: Session, decision_id: int, actor_id: int | None) -> GroupingAct | None:
    """Return the last act of a person that was not undone."""
    found = select(GroupingAct).where(
        GroupingAct.decision_id == decision_id,
        GroupingAct.actor_id == actor_id,
        GroupingAct.undone_at.is_(None),
    )
    return session.scalar(found.order_by(GroupingAct.id.desc()).limit(1))


def list_topic_members(session: Session, topic_id: int) -> list[int]:
    """Return the opinions in a topic, ascending."""
    found = select(Answer.opinion_id).where(Answer.topic_id == topic_id).order_by(Answer.opinion_id)
    return list(session.scalars(found))


def topic_version(session: Session, topic: Topic) -> str:
    """Return what changes whenever a topic's members do."""
    counted = select(func.count(), func.coalesce(func.sum(Answer.revision), 0))
    count, revisions = session.execute(counted.where(Answer.topic_id == topic.id)).one()
    return f"{topic.id}-{count}-{revisions}"


def list_texts(session: Session, decision_id: int) -> tuple[list[int], list[Text]]:
    """Return the ids of a decision's opinions and what they say, as grouping compares them."""
    found = (
        select(Opinion.id, Opinion.content_shown, Opinion.clause_text, Opinion.clause_ids)
        .join(Consultation, Opinion.consultation_id == Consultation.id)
        .where(Consultation.decision_id == decision_id)
        .order_by(Opinion.id)
    )
    ids, texts = [], []
    for opinion_id, text, clause, clause_ids in session.execute(found):
        ids.append(opinion_id)
        texts.append(
            Text(str(opinion_id), text or "", clause or "、".join(map(clause_label, clause_ids or ())))
        )
    return ids, texts


def get_standing(session: Session, decision_id: int, kind: GroupKind) -> Standing:
    """Return what a new proposal must leave as it is."""
    members = (
        select(GroupMember.opinion_id, OpinionGroup.id, OpinionGroup.state)
        .join(OpinionGroup, OpinionGroup.id == GroupMember.group_id)
        .where(OpinionGroup.decision_id == decision_id, OpinionGroup.kind == kind)
    )
    begun = members.where(OpinionGroup.state.in_(LIVE), OpinionGroup.last_act_id.is_not(None))
    of_group, busy = {}, set()
    for opinion_id, group_id, state in session.execute(begun):
        if state is GroupState.CONFIRMED:
            of_group[opinion_id] = group_id
        else:
            busy.add(opinion_id)
    topics = kind is GroupKind.TOPIC
    return Standing(
        of_holder=_of_topic(session, decision_id) if topics else of_group,
        busy=frozenset(busy),
        refused=_refused(session, decision_id, kind),
        labels=_labels(session, decision_id) if topics else None,
    )


def _of_topic(session: Session, decision_id: int) -> dict[int, int]:
    found = (
        select(Answer.opinion_id, Answer.topic_id)
        .join(Topic, Topic.id == Answer.topic_id)
        .where(Topic.decision_id == decision_id)
    )
    return {opinion: topic for opinion, topic in session.execute(found) if topic is not None}


def _labels(session: Session, decision_id: int) -> dict[str, int]:
    found = select(Topic.label, Topic.id).where(Topic.decision_id == decision_id)
    return {row[0]: row[1] for row in session.execute(found)}


def _refused(session: Session, decision_id: int, kind: GroupKind) -> list[Refused]:
    """Return what was dissolved or taken out; a topic's proposal that was confirmed since is the topic."""
    parent = aliased(OpinionGroup)
    found = (
        select(
            GroupMember.group_id,
            GroupMember.opinion_id,
            OpinionGroup.joins_id,
            func.coalesce(OpinionGroup.topic_id, parent.topic_id),
        )
        .join(OpinionGroup, OpinionGroup.id == GroupMember.group_id)
        .outerjoin(parent, parent.id == OpinionGroup.joins_id)
        .where(
            OpinionGroup.decision_id == decision_id,
            OpinionGroup.kind == kind,
            OpinionGroup.state == GroupState.DISSOLVED,
        )
    )
    members: dict[tuple[int, int | None], set[int]] = {}
    for group_id, opinion_id, joins_id, topic_id in session.execute(found):
        joins = topic_id if kind is GroupKind.TOPIC else joins_id
        members.setdefault((group_id, joins), set()).add(opinion_id)
    return [Refused(frozenset(each), joins) for (_, joins), each in members.items()]


def list_targets(
    session: Session, decision_id: int, kind: GroupKind, *, without: int | None = None, limit: int = 200
) -> list[GroupSummary]:
    """Return the largest living groups that members can be moved into, confirmed ones first."""
    found = _summaries().where(
        OpinionGroup.decision_id == decision_id,
        OpinionGroup.kind == kind,
        OpinionGroup.state.in_(LIVE),
        OpinionGroup.joins_id.is_(None),
        OpinionGroup.topic_id.is_(None),
        OpinionGroup.id != (without or 0),
    )
    ordered = found.order_by(OpinionGroup.state, OpinionGroup.size.desc(), OpinionGroup.id).limit(limit)
    return [_summary(row, {}) for row in session.execute(ordered)]


def list_topic_labels(session: Session, decision_id: int, *, limit: int = 200) -> Iterable[Topic]:
    """Return a decision's topics by name."""
    found = select(Topic).where(Topic.decision_id == decision_id).order_by(Topic.label)
    return session.scalars(found.limit(limit)).all()

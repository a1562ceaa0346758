"""What a person does with proposed groups, and with confirmed groups of copies.

Each act names the revision of the group that was read; whoever was second is told. Not here: topics that
were confirmed (topics), undoing (undoing).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.errors import DecisionsError, Message
from decisions.feedback.errors import (
    AllChosenError,
    GroupLabelMissingError,
    GroupNotFoundError,
    NothingChosenError,
    TargetMissingError,
    TopicLabelTakenError,
)
from decisions.feedback.models import OpinionGroup, Topic
from decisions.feedback.operations.grouping.ledger import (
    Ledger,
    begin,
    get_live,
    is_unconfirmed,
    members_of,
    title_of,
)
from decisions.feedback.queries.work import find_topic, get_topic
from decisions.feedback.rules.groups import (
    MAX_LABEL,
    GroupKind,
    GroupState,
    Verb,
    fit_label,
    group_title,
    several_title,
    topic_title,
)
from decisions.services.actor import Actor

Read = tuple[int, int]
"""A group's id, and its revision as it was read."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where opinions go: another group, or a topic that was confirmed."""

    group_id: int | None = None
    topic_id: int | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of a page of proposals: how many were confirmed, and which were not and why."""

    count: int
    refused: tuple[tuple[Message, DecisionsError], ...] = ()


def confirm_group(
    session: Session, decision: Decision, read: Read, *, label: str | None = None, actor: Actor, now: datetime
) -> None:
    """Confirm one proposal: copies become a confirmed group, a topic one that is answered for all.

    Shape:  label, where given, is the name the topic shall have.
    Raises: GroupNotFoundError, GroupChangedError, TopicLabelTakenError, GroupLabelMissingError,
            DisclosureSubmittedError, NotAllowedError.
    Writes: opinion_groups, group_members, topics, answers, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R15.
    """
    ledger = begin(session, decision, Verb.CONFIRM, actor=actor, now=now)
    group = get_live(session, decision, *read)
    if label is not None and group.kind is GroupKind.TOPIC and group.topic_id is None:
        _rename(ledger, group, label)
    _confirm(ledger, group)
    ledger.close(title_of(group), groups=[group.id])


def confirm_groups(
    session: Session, decision: Decision, reads: Iterable[Read], *, actor: Actor, now: datetime
) -> Confirmed:
    """Confirm a page of proposals in one act; those that changed meanwhile are left out and named.

    Raises: NothingChosenError, DisclosureSubmittedError, NotAllowedError.
    Writes: as confirm_group.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.CONFIRM, actor=actor, now=now)
    done, refused = [], []
    for group_id, revision in reads:
        try:
            group = get_live(session, decision, group_id, revision)
            _confirm(ledger, group)
        except DecisionsError as error:
            refused.append((group_title(group_id), error))
        else:
            done.append(group)
    if not done and not refused:
        raise NothingChosenError
    if not done:
        raise refused[0][1]
    title = title_of(done[0]) if len(done) == 1 else several_title(len(done))
    ledger.close(title, groups=[group.id for group in done])
    return Confirmed(len(done), tuple(refused))


def _confirm(ledger: Ledger, group: OpinionGroup) -> None:
    """Confirm a proposal; refuses before anything is changed. One confirmed already stays as it is."""
    if not is_unconfirmed(group):
        return
    session, decision, members = ledger.session, ledger.decision, members_of(ledger.session, group.id)
    if group.kind is GroupKind.COPIES:
        if group.joins_id is None:
            ledger.change(group, state=GroupState.CONFIRMED)
        else:
            target = get_live(session, decision, group.joins_id)
            ledger.change(group, state=GroupState.JOINED)
            ledger.change(target)
            ledger.add(target, members)
        return
    if group.topic_id is not None:
        topic = get_topic(session, decision.id, group.topic_id)
    else:
        if find_topic(session, decision.id, group.label) is not None:
            raise TopicLabelTakenError(field="label", label=group.label)
        topic = ledger.new_topic(group.label)
    ledger.change(group, state=GroupState.JOINED, topic_id=topic.id)
    ledger.assign(members, None, topic.id)


def split_group(
    session: Session, decision: Decision, read: Read, chosen: Sequence[int], *, actor: Actor, now: datetime
) -> OpinionGroup | None:
    """Take chosen opinions out of a group into one of their own; a single one goes out and stands alone.

    What was taken out is not proposed for that group again. Returns the new group, None for a single one.
    Raises: GroupNotFoundError, GroupChangedError, NothingChosenError, AllChosenError,
            DisclosureSubmittedError, NotAllowedError.
    Writes: opinion_groups, group_members, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.SPLIT, actor=actor, now=now)
    group = get_live(session, decision, *read)
    gone = _chosen(session, group, chosen)
    if len(gone) == group.size:
        raise AllChosenError
    ledger.change(group)
    ledger.remove(group, gone)
    if len(gone) == 1:
        ledger.new_group(
            group,
            gone,
            state=GroupState.DISSOLVED,
            joins_id=group.joins_id or group.id,
            topic_id=group.topic_id,
        )
        made = None
    else:
        made = ledger.new_group(group, gone, label=_second_label(session, decision, group))
    ledger.close(title_of(group), group=group.id, members=len(gone), made=made.id if made else None)
    return made


def _second_label(session: Session, decision: Decision, group: OpinionGroup) -> str:
    if group.kind is GroupKind.COPIES:
        return ""
    label = fit_label(group.label, [group.label])
    while find_topic(session, decision.id, label) is not None:
        label = fit_label(group.label, [group.label, label])
    return label


def _chosen(session: Session, group: OpinionGroup, chosen: Sequence[int]) -> list[int]:
    """Return what was chosen of a group. Raises: NothingChosenError."""
    members = set(members_of(session, group.id))
    found = sorted(members.intersection(chosen))
    if not found:
        raise NothingChosenError
    return found


def move_members(
    session: Session,
    decision: Decision,
    read: Read,
    chosen: Sequence[int],
    target: Target,
    *,
    actor: Actor,
    now: datetime,
) -> Message:
    """Move chosen opinions into another group or topic; return what that is called.

    Raises: GroupNotFoundError, TopicNotFoundError, GroupChangedError, NothingChosenError,
            TargetMissingError, DisclosureSubmittedError, NotAllowedError.
    Writes: opinion_groups, group_members, answers, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.MOVE, actor=actor, now=now)
    group = get_live(session, decision, *read)
    moved = _chosen(session, group, chosen)
    goal = _goal(session, decision, group, target)
    if len(moved) == group.size:
        _pour(ledger, group, goal, moved)
    else:
        ledger.change(group)
        ledger.remove(group, moved)
        _put(ledger, goal, moved)
    ledger.close(title_of(group), group=group.id, members=len(moved), into=str(_name(goal)))
    return _name(goal)


def merge_groups(
    session: Session, decision: Decision, read: Read, target: Target, *, actor: Actor, now: datetime
) -> Message:
    """Make one group of two; return what it is called. A confirmed one takes in a proposed one.

    Raises: GroupNotFoundError, TopicNotFoundError, GroupChangedError, TargetMissingError,
            DisclosureSubmittedError, NotAllowedError.
    Writes: opinion_groups, group_members, answers, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.MERGE, actor=actor, now=now)
    group = get_live(session, decision, *read)
    goal = _goal(session, decision, group, target)
    if isinstance(goal, OpinionGroup) and is_unconfirmed(goal) and not is_unconfirmed(group):
        group, goal = goal, group
    _pour(ledger, group, goal, members_of(session, group.id))
    ledger.close(title_of(group), group=group.id, into=str(_name(goal)))
    return _name(goal)


def merge_chosen(
    session: Session, decision: Decision, reads: Sequence[Read], *, actor: Actor, now: datetime
) -> int:
    """Make one proposal of several, called like the largest; return how many were put together.

    Raises: GroupNotFoundError, GroupChangedError, NothingChosenError (fewer than two),
            DisclosureSubmittedError, NotAllowedError.
    Writes: opinion_groups, group_members, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.MERGE, actor=actor, now=now)
    groups = [get_live(session, decision, *read) for read in reads]
    if len(groups) < 2:
        raise NothingChosenError
    if len({(group.kind, group.state) for group in groups}) > 1:
        raise GroupNotFoundError
    # An addition to something confirmed takes in others only where all are additions.
    goal, *others = sorted(groups, key=lambda each: (_is_addition(each), -each.size, each.id))
    for group in others:
        _pour(ledger, group, goal, members_of(session, group.id))
    ledger.close(several_title(len(groups)), groups=[group.id for group in groups], into=goal.id)
    return len(groups)


def _is_addition(group: OpinionGroup) -> bool:
    return group.joins_id is not None or group.topic_id is not None


def _goal(session: Session, decision: Decision, group: OpinionGroup, target: Target) -> OpinionGroup | Topic:
    if target.topic_id is not None and group.kind is GroupKind.TOPIC:
        return get_topic(session, decision.id, target.topic_id)
    if target.group_id is None or target.group_id == group.id:
        raise TargetMissingError(field="target")
    goal = get_live(session, decision, target.group_id)
    if goal.kind is not group.kind:
        raise GroupNotFoundError
    return goal


def _pour(ledger: Ledger, group: OpinionGroup, goal: OpinionGroup | Topic, members: Sequence[int]) -> None:
    """Put a whole group into another; its row keeps its members, to be undone."""
    place = {"joins_id": goal.id} if isinstance(goal, OpinionGroup) else {"topic_id": goal.id}
    ledger.change(group, state=GroupState.JOINED, **place)
    _put(ledger, goal, members)


def _put(ledger: Ledger, goal: OpinionGroup | Topic, members: Sequence[int]) -> None:
    if isinstance(goal, OpinionGroup):
        ledger.change(goal)
        ledger.add(goal, members)
    else:
        ledger.assign(members, None, goal.id)


def _name(goal: OpinionGroup | Topic) -> Message:
    return title_of(goal) if isinstance(goal, OpinionGroup) else topic_title(goal.label)


def rename_group(
    session: Session, decision: Decision, read: Read, label: str, *, actor: Actor, now: datetime
) -> None:
    """Give a proposed topic another name.

    Raises: GroupNotFoundError, GroupChangedError, GroupLabelMissingError, TopicLabelTakenError,
            DisclosureSubmittedError, NotAllowedError.
    Writes: opinion_groups, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.RENAME, actor=actor, now=now)
    group = get_live(session, decision, *read)
    if group.kind is not GroupKind.TOPIC or group.topic_id is not None:
        raise GroupNotFoundError
    _rename(ledger, group, label)
    ledger.close(title_of(group), group=group.id)


def _rename(ledger: Ledger, group: OpinionGroup, label: str) -> None:
    label = label.strip()
    if not label or len(label) > MAX_LABEL:
        raise GroupLabelMissingError(field="label")
    if find_topic(ledger.session, ledger.decision.id, label) is not None:
        raise TopicLabelTakenError(field="label", label=label)
    if label != group.label:
        ledger.change(group, label=label)


def dissolve_groups(
    session: Session, decision: Decision, reads: Sequence[Read], *, actor: Actor, now: datetime
) -> int:
    """Say that these are no groups: their opinions stand alone and are not proposed like this again.

    Raises: GroupNotFoundError, GroupChangedError, NothingChosenError, DisclosureSubmittedError,
            NotAllowedError.
    Writes: opinion_groups, grouping_acts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    ledger = begin(session, decision, Verb.DISSOLVE, actor=actor, now=now)
    if not reads:
        raise NothingChosenError
    groups = [get_live(session, decision, *read) for read in reads]
    for group in groups:
        ledger.change(group, state=GroupState.DISSOLVED)
    title = title_of(groups[0]) if len(groups) == 1 else several_title(len(groups))
    ledger.close(title, groups=[group.id for group in groups])
    return len(groups)

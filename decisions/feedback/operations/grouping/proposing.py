"""Proposals of groups: asked for by a person, found in the background, stored for a person to look at.

Nothing here applies one. What was confirmed, begun or refused is left as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.feedback.grouping.signatures import Difference, Signature, difference_of
from decisions.feedback.models import GroupMember, OpinionGroup
from decisions.feedback.operations.grouping.ledger import lock
from decisions.feedback.permissions import may_answer
from decisions.feedback.queries.groups import get_standing
from decisions.feedback.rules.groups import (
    Found,
    GroupKind,
    GroupState,
    Proposal,
    fit_label,
    plan_proposals,
)
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.background import BackgroundJob, request_job

PROPOSING: Final = "feedback.propose_groups"


@dataclass(frozen=True, slots=True)
class FoundGroups:
    """What was found among a decision's opinions; signatures are those of copies."""

    copies: Sequence[Found]
    topics: Sequence[Found]
    signatures: dict[int, Signature]


def request_proposals(session: Session, decision: Decision, *, actor: Actor, now: datetime) -> BackgroundJob:
    """Ask for new proposals; while some are being made, those.

    Raises: NotAllowedError.
    Writes: background_jobs, audit_entries.
    Allowed: drafter of the lead unit.
    """
    require(may_answer(actor, decision))
    job = request_job(session, PROPOSING, decision.code, actor=actor, now=now)
    audit.log(session, actor, PROPOSING, decision.code, now=now, job=job.id)
    return job


def store_proposals(
    session: Session, decision: Decision, found: FoundGroups, *, now: datetime
) -> dict[str, int]:
    """Replace the proposals that nobody has touched by what was found; return how many are new.

    Writes: opinion_groups, group_members.
    """
    lock(session, decision)
    _clear(session, decision.id)
    counts = {}
    for kind, groups in ((GroupKind.COPIES, found.copies), (GroupKind.TOPIC, found.topics)):
        standing = get_standing(session, decision.id, kind)
        planned = plan_proposals(groups, standing, kind)
        _store(session, decision, kind, _labelled(planned, standing.labels or ()), found.signatures, now)
        counts[kind.value] = len(planned)
    return counts


def _clear(session: Session, decision_id: int) -> None:
    untouched = select(OpinionGroup.id).where(
        OpinionGroup.decision_id == decision_id,
        OpinionGroup.state == GroupState.PROPOSED,
        OpinionGroup.last_act_id.is_(None),
    )
    session.execute(
        delete(GroupMember)
        .where(GroupMember.group_id.in_(untouched))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(OpinionGroup)
        .where(
            OpinionGroup.decision_id == decision_id,
            OpinionGroup.state == GroupState.PROPOSED,
            OpinionGroup.last_act_id.is_(None),
        )
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _labelled(planned: Iterable[Proposal], taken: Iterable[str]) -> list[tuple[Proposal, str]]:
    """Return proposals with the names they get; only an addition may be called like a topic there is."""
    known, named = set(taken), []
    for proposal in planned:
        label = proposal.label
        if label and proposal.joins is None:
            label = fit_label(label, known)
            known.add(label)
        named.append((proposal, label[:100]))
    return named


def _store(
    session: Session,
    decision: Decision,
    kind: GroupKind,
    planned: Sequence[tuple[Proposal, str]],
    signatures: dict[int, Signature],
    now: datetime,
) -> None:
    groups, rows = [], []
    for proposal, label in planned:
        differences = _differences(proposal.members, signatures if kind is GroupKind.COPIES else {})
        group = OpinionGroup(
            decision_id=decision.id,
            kind=kind,
            state=GroupState.PROPOSED,
            label=label,
            joins_id=proposal.joins if kind is GroupKind.COPIES else None,
            topic_id=proposal.joins if kind is GroupKind.TOPIC else None,
            size=len(proposal.members),
            first_id=proposal.members[0],
            differing=sum(each is not Difference.NONE for each in differences),
            other_figures=sum(each is Difference.FIGURES for each in differences),
            proposed_at=now,
        )
        groups.append(group)
        rows.append((proposal.members, differences))
    session.add_all(groups)
    session.flush()
    members = [
        {"group_id": group.id, "opinion_id": member, "difference": int(difference)}
        for group, (of_group, differences) in zip(groups, rows, strict=True)
        for member, difference in zip(of_group, differences, strict=True)
    ]
    if members:
        session.execute(insert(GroupMember), members)


def _differences(members: Sequence[int], signatures: dict[int, Signature]) -> list[Difference]:
    first = signatures.get(members[0])
    return [
        difference_of(first, signatures[member])
        if first is not None and member in signatures
        else Difference.NONE
        for member in members
    ]

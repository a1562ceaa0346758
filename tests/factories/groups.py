"""Opinions that are alike, and proposals made of them at once, without a worker."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.consultation.rules import Channel, SubmitterType
from decisions.feedback.models import GroupMember, OpinionGroup
from decisions.feedback.operations.grouping import PROPOSING, request_proposals
from decisions.feedback.rules.groups import LIVE, GroupKind, GroupState
from decisions.feedback.tasks import propose_groups
from decisions.services.actor import Actor
from decisions.services.background import BackgroundJob, claim_job, run_job
from tests.factories import feedback as make

NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
CAMPAIGN = "建议小区停车位夜间错时共享，开放到晚上22:00，收费标准应当公开，由居委会负责协调管理。"
LATER = "建议小区停车位夜间错时共享，开放到晚上22:30，收费标准应当公开，由居委会负责协调管理。"
POLITE = "各位领导好！" + CAMPAIGN
SCHOOL = "学校操场周末应当向附近居民开放，方便大家锻炼身体，请教育局统一安排时间。"


def spoken(session: Session, round_: Consultation, texts: Iterable[str], *, cosigners: int = 1) -> list[int]:
    """Store opinions with these texts and return their ids."""
    start = session.scalar(select(func.count(Opinion.id))) or 0
    made = [_spoken(round_, text, start + place, cosigners) for place, text in enumerate(texts, start=1)]
    session.add_all(made)
    session.commit()
    return [opinion.id for opinion in made]


def _spoken(round_: Consultation, text: str, place: int, cosigners: int) -> Opinion:
    return Opinion(
        consultation_id=round_.id,
        receipt=f"YJ-GRP-{place:06d}",
        received_at=NOW,
        channel=Channel.WEB,
        submitter_type=SubmitterType.INDIVIDUAL,
        name="甲乙丙",
        clause_ids=[],
        content=text,
        content_shown=text,
        content_sha256=f"{place:064x}",
        cosigners=cosigners,
        visibility=Visibility.SHOWN,
    )


def round_with(session: Session, texts: Sequence[str]) -> tuple[Decision, Consultation, list[int]]:
    """Return a decision with opinions that say this."""
    decision = make.decision(session)
    round_ = make.consultation(session, decision)
    return decision, round_, spoken(session, round_, texts)


def propose(session: Session, decision: Decision, actor: Actor) -> BackgroundJob:
    """Ask for proposals and have them made, as the worker does."""
    request_proposals(session, decision, actor=actor, now=NOW)
    session.commit()
    job = claim_job(session, [PROPOSING], now=NOW)
    assert job is not None
    run_job(session, job, propose_groups, lambda: NOW)
    assert not job.refusal, [str(each) for each in job.refusal]
    return job


def living(session: Session, kind: GroupKind, state: GroupState | None = None) -> list[OpinionGroup]:
    """Return living groups, oldest first."""
    found = select(OpinionGroup).where(OpinionGroup.kind == kind)
    states = LIVE if state is None else (state,)
    return list(session.scalars(found.where(OpinionGroup.state.in_(states)).order_by(OpinionGroup.id)))


def read(group: OpinionGroup) -> tuple[int, int]:
    """Return a group as a page has it."""
    return group.id, group.revision


def members(session: Session, group: OpinionGroup) -> list[int]:
    """Return the opinions in a group."""
    found = select(GroupMember.opinion_id).where(GroupMember.group_id == group.id)
    return sorted(session.scalars(found))

"""Reading what stands behind the steps: experts, risk points, reviews, the meeting's papers, the counters."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Catalogue, CatalogueItem, Decision
from decisions.errors import Problem
from decisions.procedure.errors import ExpertNotFoundError, ReviewNotFoundError, RiskNotFoundError
from decisions.procedure.models import Expert, LegalityReview, MeetingPaper, RiskPoint
from decisions.procedure.queries import STEP, find_issuing, list_step_entries, list_steps
from decisions.procedure.rules import StepKind, StepState
from decisions.procedure.rules.experts import argumentation_gaps
from decisions.procedure.rules.legality import review_gaps
from decisions.procedure.rules.papers import Dossier, Paper
from decisions.procedure.rules.risks import assessment_gaps
from decisions.record.models import RecordEntry
from decisions.record.queries import find_latest_entry, list_entries_of, payload_of
from decisions.services.storage import StoredFile

# Entries of other features that are papers of the meeting, or tell that the public was heard.
_NOTICE, _VERSION, _DISCLOSURE = "consultation_notice", "draft_version", "disclosure"
_FOR_THE_MEETING = frozenset({"review", "final"})


def desk_of(decision: Decision) -> str:
    """Return the path of a decision at the desk."""
    return f"/desk/decisions/{decision.code}"


def list_experts(session: Session, decision_id: int) -> Sequence[Expert]:
    """Return the experts of a decision as they were entered."""
    found = select(Expert).where(Expert.decision_id == decision_id).order_by(Expert.id)
    return session.scalars(found).all()


def get_expert(session: Session, decision_id: int, expert_id: int) -> Expert:
    """Return an expert of this decision. Raises: ExpertNotFoundError."""
    expert = session.get(Expert, expert_id)
    if expert is None or expert.decision_id != decision_id:
        raise ExpertNotFoundError
    return expert


def list_risks(session: Session, decision_id: int) -> Sequence[RiskPoint]:
    """Return the risk points of a decision as they were entered."""
    found = select(RiskPoint).where(RiskPoint.decision_id == decision_id).order_by(RiskPoint.id)
    return session.scalars(found).all()


def get_risk(session: Session, decision_id: int, risk_id: int) -> RiskPoint:
    """Return a risk point of this decision. Raises: RiskNotFoundError."""
    risk = session.get(RiskPoint, risk_id)
    if risk is None or risk.decision_id != decision_id:
        raise RiskNotFoundError
    return risk


def list_reviews(session: Session, decision_id: int) -> Sequence[LegalityReview]:
    """Return the legality reviews of a decision, newest first."""
    found = select(LegalityReview).where(LegalityReview.decision_id == decision_id)
    return session.scalars(found.order_by(LegalityReview.id.desc())).all()


def find_review(session: Session, decision_id: int) -> LegalityReview | None:
    """Return the newest legality review of a decision: the one that counts."""
    found = select(LegalityReview).where(LegalityReview.decision_id == decision_id)
    return session.scalar(found.order_by(LegalityReview.id.desc()).limit(1))


def get_review(session: Session, decision_id: int, review_id: int) -> LegalityReview:
    """Return the newest review of this decision when it is the one asked for.

    Raises: ReviewNotFoundError, also when something newer was handed in since.
    """
    review = find_review(session, decision_id)
    if review is None or review.id != review_id:
        raise ReviewNotFoundError
    return review


def list_open_reviews(session: Session) -> Sequence[LegalityReview]:
    """Return the reviews without a conclusion, the one that waits longest first."""
    found = select(LegalityReview).where(LegalityReview.conclusion.is_(None)).order_by(LegalityReview.id)
    return session.scalars(found).all()


def list_concluded_reviews(session: Session, limit: int = 50) -> Sequence[LegalityReview]:
    """Return the reviews concluded last, newest first."""
    found = select(LegalityReview).where(LegalityReview.conclusion.is_not(None))
    return session.scalars(found.order_by(LegalityReview.id.desc()).limit(limit)).all()


def list_papers(session: Session, decision_id: int) -> Mapping[Paper, MeetingPaper]:
    """Return what was handed in for the meeting alone."""
    found = select(MeetingPaper).where(MeetingPaper.decision_id == decision_id)
    return {paper.paper: paper for paper in session.scalars(found)}


def find_desk_file(session: Session, decision_id: int, sha256: str) -> StoredFile | None:
    """Return a file that the desk keeps of a decision's procedure, published or not."""
    issuing = find_issuing(session, decision_id)
    files = [issuing.file, issuing.interpretation_file] if issuing else []
    files += [step.file for step in list_steps(session, decision_id).values()]
    files += [paper.file for paper in list_papers(session, decision_id).values()]
    for review in list_reviews(session, decision_id):
        files += [review.material, review.opinion_file]
    return next((file for file in files if file is not None and file.sha256 == sha256), None)


def gaps_behind(session: Session, decision: Decision, kind: StepKind, experts_needed: int) -> list[Problem]:
    """Return what stands behind a step and is still open: nothing for a step that only states something."""
    desk = desk_of(decision)
    match kind:
        case StepKind.EXPERT:
            experts = [expert.facts for expert in list_experts(session, decision.id)]
            return argumentation_gaps(experts, experts_needed, desk)
        case StepKind.RISK:
            return assessment_gaps([risk.facts for risk in list_risks(session, decision.id)], desk)
        case StepKind.LEGALITY:
            review = find_review(session, decision.id)
            return review_gaps(review.facts if review else None, desk)
        case _:
            return []


def assessors_of(session: Session, decision_id: int) -> dict[StepKind, str]:
    """Return who did the main assessments before the decision: they don't evaluate it afterwards (R30)."""
    steps = list_steps(session, decision_id)
    earlier = (StepKind.EXPERT, StepKind.RISK, StepKind.FAIR_COMPETITION)
    return {kind: steps[kind].body for kind in earlier if kind in steps}


def find_dossier(session: Session, decision: Decision, experts_needed: int) -> Dossier:
    """Return all that is known of the papers for a decision's meeting, in a constant number of queries."""
    papers = list_papers(session, decision.id)
    steps = list_steps(session, decision.id)
    review = find_review(session, decision.id)
    return Dossier(
        procedures=_listed_procedures(session, decision.id),
        concerns_enterprises=decision.enterprise_related,
        was_consulted=find_latest_entry(session, decision.code, _NOTICE) is not None,
        not_applicable=_published_reasons(session, decision.code),
        done=frozenset(kind for kind, step in steps.items() if step.state is StepState.DONE),
        has_draft=Paper.DRAFT in papers or _has_later_text(session, decision.code),
        has_adoption=Paper.ADOPTION in papers
        or find_latest_entry(session, decision.code, _DISCLOSURE) is not None,
        experts=[expert.facts for expert in list_experts(session, decision.id)],
        risks=[risk.facts for risk in list_risks(session, decision.id)],
        review=review.facts if review else None,
        experts_needed=experts_needed,
    )


def _listed_procedures(session: Session, decision_id: int) -> Sequence[str]:
    """Return the procedures that the newest catalogue lists for a decision, as the desk has it."""
    found = (
        select(CatalogueItem)
        .join(CatalogueItem.catalogue)
        .where(CatalogueItem.decision_id == decision_id)
        .order_by(Catalogue.year.desc())
        .limit(1)
    )
    item = session.scalar(found)
    return item.procedures if item else ()


def _published_reasons(session: Session, code: str) -> dict[StepKind, str]:
    """Return the steps of which the public was told that they don't apply, each with its reason."""
    payloads = {kind: payload_of(entry) or {} for kind, entry in list_step_entries(session, code).items()}
    return {
        kind: str(payload["reason"])
        for kind, payload in payloads.items()
        if payload.get("state") == StepState.NOT_APPLICABLE
    }


def _has_later_text(session: Session, code: str) -> bool:
    """Whether a text made after the consultation was published: it is the draft that the meeting gets."""
    payloads = (payload_of(entry) or {} for entry in list_entries_of(session, code, _VERSION))
    return any(payload.get("stage") in _FOR_THE_MEETING for payload in payloads)


def count_draft_interpretations(session: Session, year: int) -> int:
    """Return how many decisions had the interpretation of their draft published in a year.

    Source: R12 (row 19); the day is that of the interpretation itself.
    """
    found = select(RecordEntry).where(RecordEntry.kind == STEP).order_by(RecordEntry.seq)
    newest = {}
    for entry in session.scalars(found):
        payload = payload_of(entry) or {}
        if payload.get("step") == StepKind.DRAFT_INTERPRETATION:
            newest[entry.subject] = payload
    done = [payload for payload in newest.values() if payload["state"] == StepState.DONE]
    return sum(date.fromisoformat(payload["done_on"]).year == year for payload in done)

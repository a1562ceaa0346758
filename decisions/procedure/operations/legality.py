"""Legality review: the unit hands in, the justice bureau concludes, the unit answers suggestions (R18)."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.procedure.errors import (
    ResponseMissingError,
    ReviewConcludedError,
    ReviewMaterialMissingError,
    ReviewNotFoundError,
    ReviewOpenError,
)
from decisions.procedure.models import LegalityReview
from decisions.procedure.permissions import may_prepare, may_review
from decisions.procedure.queries.dossier import find_review
from decisions.procedure.rules.legality import Conclusion, Verdict, check_verdict
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.storage import StoredFile
from decisions.services.working_days.store import load_calendar


def submit_review(
    session: Session,
    decision: Decision,
    *,
    note: str = "",
    material: StoredFile | None = None,
    actor: Actor,
    now: datetime,
) -> LegalityReview:
    """Hand the draft in for legality review; after an earlier conclusion it begins anew.

    Raises: NotAllowedError, ReviewOpenError, ReviewMaterialMissingError.
    Writes: legality_reviews, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 25-26 (R18).
    """
    require(may_prepare(actor, decision))
    session.get(Decision, decision.id, with_for_update={"of": Decision})  # two hand-ins at once are one
    newest = find_review(session, decision.id)
    if newest is not None and newest.conclusion is None:
        raise ReviewOpenError
    if material is None and not note.strip():
        raise ReviewMaterialMissingError(field="material")
    review = LegalityReview(
        decision=decision,
        submitted_at=now,
        submitted_by_name=actor.name,
        note=note.strip(),
        material=material,
    )
    session.add(review)
    session.flush()
    audit.log(session, actor, "procedure.submit_review", decision.code, now=now, review=review.id)
    return review


def conclude_review(
    session: Session,
    review: LegalityReview,
    verdict: Verdict,
    *,
    file: StoredFile | None = None,
    actor: Actor,
    now: datetime,
) -> LegalityReview:
    """Enter what the reviewers found.

    Raises: NotAllowedError, ReviewConcludedError, DateInFutureError, ReviewDatesOutOfOrderError,
            ReviewOpinionMissingError, ReviewTooShortError.
    Writes: legality_reviews, audit_entries.
    Allowed: 区司法局.
    Source: 713 art. 27 (R18).
    """
    require(may_review(actor))
    if review.conclusion is not None:
        raise ReviewConcludedError
    check_verdict(
        verdict,
        submitted_on=civil_day(review.submitted_at),
        calendar=load_calendar(session),
        today=civil_day(now),
    )
    review.received_on, review.opinion_on = verdict.received_on, verdict.opinion_on
    review.conclusion, review.opinion = verdict.conclusion, verdict.opinion.strip()
    review.short_reason, review.opinion_file = verdict.short_reason.strip(), file
    review.concluded_by_name = actor.name
    session.flush()
    audit.log(
        session,
        actor,
        "procedure.conclude_review",
        review.decision.code,
        now=now,
        review=review.id,
        conclusion=verdict.conclusion,
    )
    return review


def respond_to_review(
    session: Session, review: LegalityReview, response: str, *, actor: Actor, now: datetime
) -> LegalityReview:
    """Say what became of the suggestions: the meeting asks for it.

    Raises: NotAllowedError, ReviewNotFoundError, ResponseMissingError.
    Writes: legality_reviews, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 28.
    """
    require(may_prepare(actor, review.decision))
    if review.conclusion is not Conclusion.AMEND:
        raise ReviewNotFoundError
    if not response.strip():
        raise ResponseMissingError(field="response")
    review.response = response.strip()
    session.flush()
    audit.log(session, actor, "procedure.respond_to_review", review.decision.code, now=now, review=review.id)
    return review

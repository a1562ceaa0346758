"""What the desk pages of a consultation share: whom they admit, and whose round it is."""

from typing import Any

from flask import Blueprint

from decisions.catalogue.models import Decision
from decisions.catalogue.queries import get_decision
from decisions.consultation.errors import ConsultationNotFoundError
from decisions.consultation.models import Consultation
from decisions.consultation.permissions import (
    may_approve,
    may_handle_opinions,
    may_prepare,
    may_read,
)
from decisions.consultation.queries import find_consultation
from decisions.consultation.rules import (
    CHANGE_LABELS,
    CHANNEL_LABELS,
    GROUP_LABELS,
    SIDE_LABELS,
    STAGE_LABELS,
    SUBMITTER_LABELS,
    VERIFICATION_LABELS,
    WAY_LABELS,
    WITHHOLD_LABELS,
)
from decisions.errors import Level, Problem
from decisions.services.actor import Role, require
from decisions.web.guards import current_actor
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

blueprint = Blueprint("consultation_desk", __name__)

READERS = (Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS)
HANDLERS = (Role.DRAFTER, Role.APPROVER)


@blueprint.context_processor
def _labels() -> dict[str, Any]:
    return {
        "CHANGE_LABELS": CHANGE_LABELS,
        "CHANNEL_LABELS": CHANNEL_LABELS,
        "GROUP_LABELS": GROUP_LABELS,
        "SIDE_LABELS": SIDE_LABELS,
        "VERIFICATION_LABELS": VERIFICATION_LABELS,
        "STAGE_LABELS": STAGE_LABELS,
        "SUBMITTER_LABELS": SUBMITTER_LABELS,
        "WAY_LABELS": WAY_LABELS,
        "WITHHOLD_LABELS": WITHHOLD_LABELS,
    }


def readable(code: str) -> Decision:
    """Return a decision whose desk pages the viewer may read."""
    decision = get_decision(current_session(), code)
    require(may_read(current_actor(), decision))
    return decision


def preparable(code: str) -> Decision:
    """Return a decision for which the viewer may draft."""
    decision = get_decision(current_session(), code)
    require(may_prepare(current_actor(), decision))
    return decision


def handled(code: str) -> Decision:
    """Return a decision whose opinions the viewer may handle."""
    decision = get_decision(current_session(), code)
    require(may_handle_opinions(current_actor(), decision))
    return decision


def round_of(decision: Decision, code: str) -> Consultation:
    """Return a round of this decision. Raises: ConsultationNotFoundError."""
    consultation = find_consultation(current_session(), code)
    if consultation is None or consultation.decision_id != decision.id:
        raise ConsultationNotFoundError(code=code)
    return consultation


def rights(decision: Decision) -> dict[str, bool]:
    """Return what the viewer may do, for the page's buttons."""
    actor = current_actor()
    return {
        "may_prepare": may_prepare(actor, decision),
        "may_approve": may_approve(actor, decision),
        "may_handle": may_handle_opinions(actor, decision),
    }


def round_path(consultation: Consultation, page: str) -> str:
    """Return the path of one of a round's desk pages."""
    return f"/desk/decisions/{consultation.decision.code}/consultation/{consultation.code}/{page}"


def warnings_among(problems: list[Problem]) -> list[str]:
    """Return the sentences of the warnings."""
    return [translate(problem.message) for problem in problems if problem.level is Level.WARNING]

"""What the desk pages of a consultation share: whom they admit, and what an act answers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

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
    CHANNEL_LABELS,
    STAGE_LABELS,
    SUBMITTER_LABELS,
    WAY_LABELS,
    WITHHOLD_LABELS,
)
from decisions.errors import DecisionsError, Level, NotAllowedError, NotFoundError, Problem
from decisions.services.actor import Role, require
from decisions.web import transactions
from decisions.web.guards import current_actor
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

blueprint = Blueprint("consultation_desk", __name__)

READERS = (Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS)
HANDLERS = (Role.DRAFTER, Role.APPROVER)


@blueprint.context_processor
def _labels() -> dict[str, Any]:
    return {
        "CHANNEL_LABELS": CHANNEL_LABELS,
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


def act(
    run: Callable[[], object], *, done: str, path: str, again: Callable[[DecisionsError], ResponseReturnValue]
) -> ResponseReturnValue:
    """Carry out an operation; a refusal is shown on the page it came from, with nothing changed."""
    try:
        run()
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        return again(error)
    flash(done, "success")
    return redirect(path, 303)


def listed(error: DecisionsError | None) -> list[dict[str, str | None]]:
    """Return a refusal and its details as the error summary takes them."""
    if error is None:
        return []
    details = [{"text": translate(problem.message), "href": problem.link} for problem in error.problems]
    return [{"text": translate(error.reader_message), "href": None}, *details]


def warnings_among(problems: list[Problem]) -> list[str]:
    """Return the sentences of the warnings."""
    return [translate(problem.message) for problem in problems if problem.level is Level.WARNING]


def submission_id() -> int:
    """Return the number of the submission that the page's button was about."""
    return request.form.get("submission", 0, type=int)


def remark() -> str:
    """Return why something is sent back."""
    return request.form.get("remark", "")

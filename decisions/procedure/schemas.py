"""Published payloads of the procedure as pages read them: documents with addresses, codes with labels."""

from typing import Any

from decisions.procedure.rules import (
    BASIS_LABELS,
    MEETING_LABELS,
    OUTLET_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    missing_outlets,
)
from decisions.procedure.rules.experts import CONFLICT_LABELS
from decisions.procedure.rules.legality import CONCLUSION_LABELS
from decisions.procedure.rules.papers import PAPER_LABELS
from decisions.procedure.rules.risks import RISK_LABELS
from decisions.procedure.rules.statements import BODY_LABELS
from decisions.record.schemas import document_path


def documents_of(payload: dict[str, Any], prefix: str = "") -> list[dict[str, Any]]:
    """Return a payload's documents with their addresses; prefix is the desk's, before they are public."""
    return [
        {
            "title": document["title"],
            "href": prefix + document_path(document),
            "kind": document["kind"].upper(),
            "size": document["size"],
        }
        for document in payload["documents"]
    ]


def labels() -> dict[str, Any]:
    """Return the words for the codes of a payload, as templates use them with the filter `translate`."""
    return {
        "STEP_LABELS": STEP_LABELS,
        "STATE_LABELS": STATE_LABELS,
        "MEETING_LABELS": MEETING_LABELS,
        "OUTLET_LABELS": OUTLET_LABELS,
        "BASIS_LABELS": BASIS_LABELS,
        "BODY_LABELS": BODY_LABELS,
        "CONFLICT_LABELS": CONFLICT_LABELS,
        "RISK_LABELS": RISK_LABELS,
        "CONCLUSION_LABELS": CONCLUSION_LABELS,
        "PAPER_LABELS": PAPER_LABELS,
        "missing_outlets": missing_outlets,
    }

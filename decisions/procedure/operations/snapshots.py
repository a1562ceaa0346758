"""What of the procedure is published: each row as the payload of an entry.

Nothing here depends on the time at which it is made: what is approved is what was submitted. So what has not
happened yet, or has no day, leaves occurred_on empty: it belongs to the day on which it is published.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from decisions.config import ClockBasis
from decisions.procedure.models import (
    Expert,
    IssuedDocument,
    LegalityReview,
    Meeting,
    ProcedureStep,
    RiskPoint,
)
from decisions.procedure.queries import dates_of
from decisions.procedure.queries.dossier import find_review, list_experts, list_risks
from decisions.procedure.rules import (
    MEETING_LABELS,
    STEP_LABELS,
    MeetingKind,
    StepKind,
    StepState,
    clock_start,
)
from decisions.procedure.rules.risks import overall_level
from decisions.record.schemas import document_json
from decisions.services.storage import StoredFile


def issuing_payload(issuing: IssuedDocument, basis: ClockBasis) -> dict[str, Any]:
    """Return the payload of `decision_issued`; of its documents each names its role."""
    return {
        "headline": f"决策文件发布：{issuing.document_number or issuing.title}",
        "occurred_on": issuing.published_on.isoformat(),
        "page": f"/decisions/{issuing.decision.code}/issued",
        "title": issuing.title,
        "document_number": issuing.document_number,
        "written_on": issuing.written_on.isoformat(),
        "printed_on": issuing.printed_on.isoformat(),
        "published_on": issuing.published_on.isoformat(),
        "effective_on": _day(issuing.effective_on),
        "clock_basis": basis.value,
        "clock_on": clock_start(dates_of(issuing), basis).isoformat(),
        "text": issuing.text,
        "interpretation": issuing.interpretation_text,
        "interpretation_exemption": issuing.interpretation_exemption,
        "outlets": issuing.outlets,
        "documents": [
            *_document(issuing.title, issuing.file, role="decision"),
            *_document(f"{issuing.title}解读", issuing.interpretation_file, role="interpretation"),
        ],
    }


def step_payload(session: Session, step: ProcedureStep) -> dict[str, Any]:
    """Return the payload of `procedure_step`; what stands behind a step is told once it is done."""
    return {
        "headline": _headline(step),
        "occurred_on": _day(step.done_on),
        "page": f"/decisions/{step.decision.code}/steps/{step.kind}",
        "step": step.kind.value,
        "state": step.state.value,
        "done_on": _day(step.done_on),
        "planned_on": _day(step.planned_on),
        "reason": step.reason,
        "note": step.note,
        "body": step.body,
        "contact": step.contact,
        "report_reason": step.report_reason,
        "documents": _document(STEP_LABELS[step.kind], step.public_file),
        **(_behind(session, step) if step.state is StepState.DONE else {}),
    }


def _headline(step: ProcedureStep) -> str:
    label = STEP_LABELS[step.kind]
    if step.kind is StepKind.EXECUTION and step.state is StepState.DONE:
        return f"{label}：由{step.body}执行"
    said = {
        StepState.DONE: f"{label}：已完成",
        StepState.PENDING: f"{label}：尚未完成",
        StepState.NOT_APPLICABLE: f"{label}：不适用",
    }
    return said[step.state]


def _behind(session: Session, step: ProcedureStep) -> dict[str, Any]:
    """Return the members that only one kind of step has."""
    match step.kind:
        case StepKind.EXPERT:
            return {"experts": _experts(list_experts(session, step.decision_id))}
        case StepKind.RISK:
            return _risks(list_risks(session, step.decision_id))
        case StepKind.LEGALITY:
            review = find_review(session, step.decision_id)
            return _review(review) if review else {}
        case _:
            return {}


def _experts(experts: Sequence[Expert]) -> list[dict[str, str]]:
    """Return the experts who count; without consent nothing that would name them, only their field."""
    return [
        {
            "field": expert.field,
            "role": expert.role,
            "name": expert.name if expert.consents_name else "",
            "affiliation": expert.affiliation if expert.consents_name else "",
        }
        for expert in experts
        if expert.facts.counts
    ]


def _risks(risks: Sequence[RiskPoint]) -> dict[str, Any]:
    facts = [risk.facts for risk in risks]
    level = overall_level(facts)
    return {
        "risk_level": level.value if level else "",
        "risk_points": len(facts),
        "risks_controllable": all(risk.is_controllable for risk in facts),
    }


def _review(review: LegalityReview) -> dict[str, Any]:
    """Return the course of the review; its opinion is a paper of the meeting and stays inside."""
    return {
        "received_on": _day(review.received_on),
        "opinion_on": _day(review.opinion_on),
        "conclusion": review.conclusion.value if review.conclusion else "",
        "short_reason": review.short_reason,
    }


def meeting_payload(meeting: Meeting) -> dict[str, Any]:
    """Return the payload of `meeting`; the internal minutes are no part of it (R20)."""
    label = MEETING_LABELS[MeetingKind(meeting.kind)]
    name = meeting.name or label
    return {
        "headline": f"{name}审议" if meeting.held_on else f"拟提请{name}审议",
        "occurred_on": _day(meeting.held_on),
        "page": "",
        "name": meeting.name,
        "kind": meeting.kind,
        "planned_on": _day(meeting.planned_on),
        "held_on": _day(meeting.held_on),
        "documents": [],
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _document(title: str, stored: StoredFile | None, **members: str) -> list[dict[str, Any]]:
    return [] if stored is None else [{**document_json(title, stored), **members}]

"""Verbs of the procedure: enter what stands behind a step, state it; hold the meeting; issue the decision."""

from decisions.procedure.operations.experts import ExpertDraft, add_expert, remove_expert, update_expert
from decisions.procedure.operations.issuing import (
    IssuingDraft,
    approve_issuing,
    prepare_issuing,
    send_back_issuing,
    submit_issuing,
    update_issuing,
)
from decisions.procedure.operations.legality import conclude_review, respond_to_review, submit_review
from decisions.procedure.operations.meeting import (
    approve_meeting,
    enter_meeting,
    plan_meeting,
    record_meeting,
    send_back_meeting,
    submit_meeting,
)
from decisions.procedure.operations.papers import provide_paper
from decisions.procedure.operations.risks import add_risk, remove_risk, update_risk
from decisions.procedure.operations.steps import approve_step, send_back_step, state_step, submit_step

__all__ = [
    "ExpertDraft",
    "IssuingDraft",
    "add_expert",
    "add_risk",
    "approve_issuing",
    "approve_meeting",
    "approve_step",
    "conclude_review",
    "enter_meeting",
    "plan_meeting",
    "prepare_issuing",
    "provide_paper",
    "record_meeting",
    "remove_expert",
    "remove_risk",
    "respond_to_review",
    "send_back_issuing",
    "send_back_meeting",
    "send_back_step",
    "state_step",
    "submit_issuing",
    "submit_meeting",
    "submit_review",
    "submit_step",
    "update_expert",
    "update_issuing",
    "update_risk",
]

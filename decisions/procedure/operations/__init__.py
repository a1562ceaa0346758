"""Verbs of the procedure: issue the decision, state a step, plan and record the meeting."""

from decisions.procedure.operations.issuing import (
    IssuingDraft,
    approve_issuing,
    prepare_issuing,
    send_back_issuing,
    submit_issuing,
    update_issuing,
)
from decisions.procedure.operations.meeting import (
    approve_meeting,
    enter_meeting,
    plan_meeting,
    record_meeting,
    send_back_meeting,
    submit_meeting,
)
from decisions.procedure.operations.steps import approve_step, send_back_step, state_step, submit_step

__all__ = [
    "IssuingDraft",
    "approve_issuing",
    "approve_meeting",
    "approve_step",
    "enter_meeting",
    "plan_meeting",
    "prepare_issuing",
    "record_meeting",
    "send_back_issuing",
    "send_back_meeting",
    "send_back_step",
    "state_step",
    "submit_issuing",
    "submit_meeting",
    "submit_step",
    "update_issuing",
]

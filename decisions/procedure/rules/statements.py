"""What a step says of itself beside its state: who did it, its report, whom to complain to. Pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from decisions.errors import N_, Message
from decisions.procedure.errors import (
    BodyMissingError,
    ContactMissingError,
    DraftInterpretationMissingError,
    ReportAbsenceUnexplainedError,
    SameAssessorError,
)
from decisions.procedure.rules import REPORTED, STEP_LABELS, StepKind, StepState

BODY_LABELS: dict[StepKind, str] = {
    StepKind.EXPERT: N_("组织论证的单位"),
    StepKind.RISK: N_("评估机构"),
    StepKind.FAIR_COMPETITION: N_("审查机构"),
    StepKind.EXECUTION: N_("执行单位"),
    StepKind.EFFECT: N_("评估机构"),
}

# Without a name they would say nothing: who assessed the risk, who executes, who evaluates.
_NAMES_ITS_BODY = frozenset({StepKind.RISK, StepKind.EXECUTION, StepKind.EFFECT})


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a step; the report is withheld when there is a reason why it is not published."""

    kind: StepKind
    state: StepState
    note: str = ""
    body: str = ""
    contact: str = ""
    report_reason: str = ""
    has_file: bool = False


def check_details(said: Statement) -> None:
    """Refuse a step that is done and does not say what belongs to it.

    Raises: BodyMissingError, ContactMissingError, ReportAbsenceUnexplainedError,
            DraftInterpretationMissingError.
    Source: R12, R17, R30; R26: a report that is not published is explained.
    """
    if said.state is not StepState.DONE:
        return
    if said.kind in _NAMES_ITS_BODY and not said.body.strip():
        raise BodyMissingError(field="body")
    if said.kind is StepKind.EXECUTION and not said.contact.strip():
        raise ContactMissingError(field="contact")
    if said.kind in REPORTED and not said.has_file and not said.report_reason.strip():
        raise ReportAbsenceUnexplainedError(field="report_reason")
    if said.kind is StepKind.DRAFT_INTERPRETATION and not (said.has_file or said.note.strip()):
        raise DraftInterpretationMissingError(field="note")


def check_evaluator(body: str, assessors: Mapping[StepKind, str]) -> None:
    """Refuse an evaluation by the body that did the main assessment before the decision.

    Shape:  assessors names who did each of the earlier steps; blanks and widths of letters don't count.
    Raises: SameAssessorError.
    Source: R30 (713 art. 36).
    """
    for kind, assessor in assessors.items():
        if _folded(assessor) and _folded(assessor) == _folded(body):
            raise SameAssessorError(field="body", body=body.strip(), step=Message(STEP_LABELS[kind]))


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())

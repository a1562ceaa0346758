"""Risk assessment: the points found, and whether each can be controlled. Pure.

Source: 713 art. 22-24 (R17).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from decisions.errors import N_, Message, Problem
from decisions.procedure.errors import MeasuresMissingError


class RiskLevel(StrEnum):
    """How heavy a risk weighs, lightest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RISK_LABELS: dict[RiskLevel, str] = {
    RiskLevel.LOW: N_("低风险"),
    RiskLevel.MEDIUM: N_("中风险"),
    RiskLevel.HIGH: N_("高风险"),
}


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """One risk point."""

    description: str
    level: RiskLevel
    is_controllable: bool
    measures: str = ""


def check_risk(risk: RiskFacts) -> None:
    """Refuse to call a considerable risk controllable without saying by what.

    Raises: MeasuresMissingError.
    """
    if risk.is_controllable and risk.level is not RiskLevel.LOW and not risk.measures.strip():
        raise MeasuresMissingError(field="measures")


def overall_level(risks: Sequence[RiskFacts]) -> RiskLevel | None:
    """Return the level of the heaviest point, None when there is none."""
    order = list(RiskLevel)
    return max((risk.level for risk in risks), key=order.index, default=None)


def assessment_gaps(risks: Sequence[RiskFacts], desk: str) -> list[Problem]:
    """Return what the assessment still lacks: its points, one by one.

    Shape: desk is the path of the decision at the desk.
    """
    if risks:
        return []
    text = N_("尚未登记风险点。没有较大风险的，也要逐项登记评估过的风险点和等级。")
    return [Problem(Message(text), link=f"{desk}/steps/risk/points")]


def uncontrollable(risks: Sequence[RiskFacts], desk: str) -> list[Problem]:
    """Return the risks that forbid to decide, each by its name.

    Source: 713 art. 24 (R17): one decides once the risk is controllable.
    """
    text = N_("风险点“%(risk)s”认定为不可控。调整草案或者采取措施、重新认定为可控后，才能作出决策。")
    link = f"{desk}/steps/risk/points"
    return [
        Problem(Message(text, {"risk": risk.description}), link=link)
        for risk in risks
        if not risk.is_controllable
    ]

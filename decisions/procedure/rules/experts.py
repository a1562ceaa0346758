"""Expert argumentation: who may count, and what is still missing. Pure.

Source: 713 art. 19-21 (R16): independent, without direct interest, signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from decisions.errors import N_, Message, Problem
from decisions.procedure.errors import DeclarationDateMissingError
from decisions.procedure.rules import check_reached


class Conflict(StrEnum):
    """What an expert declares about an interest of their own in the decision."""

    UNDECLARED = "undeclared"
    NONE = "none"
    INTEREST = "interest"


CONFLICT_LABELS: dict[Conflict, str] = {
    Conflict.UNDECLARED: N_("尚未声明"),
    Conflict.NONE: N_("声明无利害关系"),
    Conflict.INTEREST: N_("有利害关系，回避"),
}


@dataclass(frozen=True, slots=True)
class ExpertFacts:
    """What decides whether an expert counts: the declaration and the signed opinion."""

    name: str
    conflict: Conflict
    opinion_on: date | None

    @property
    def counts(self) -> bool:
        """Whether the expert declared no interest and handed in a signed opinion."""
        return self.conflict is Conflict.NONE and self.opinion_on is not None


def check_expert(conflict: Conflict, declared_on: date | None, opinion_on: date | None, today: date) -> None:
    """Refuse a declaration without its date, and days to come.

    Raises: DeclarationDateMissingError, DateInFutureError.
    """
    if conflict is not Conflict.UNDECLARED and declared_on is None:
        raise DeclarationDateMissingError(field="declared_on")
    check_reached(declared_on, today, field="declared_on")
    check_reached(opinion_on, today, field="opinion_on")


def argumentation_gaps(experts: Sequence[ExpertFacts], needed: int, desk: str) -> list[Problem]:
    """Return what the argumentation still lacks; empty when it is complete.

    Shape:  desk is the path of the decision at the desk. Whoever has an interest stays on the list and does
            not count.
    Source: 713 art. 19-21; how many are needed is a district setting.
    """
    link = f"{desk}/steps/expert/experts"
    found = [problem for expert in experts for problem in _gaps_of(expert, link)]
    counted = sum(expert.counts for expert in experts)
    if counted < needed:
        text = N_("可以计入的专家有 %(counted)d 名，至少需要 %(needed)d 名。")
        found.append(Problem(Message(text, {"counted": counted, "needed": needed}), link=link))
    return found


def _gaps_of(expert: ExpertFacts, link: str) -> list[Problem]:
    who = {"name": expert.name}
    if expert.conflict is Conflict.UNDECLARED:
        return [Problem(Message(N_("%(name)s 尚未声明有无利害关系。"), who), link=link)]
    if expert.conflict is Conflict.NONE and expert.opinion_on is None:
        return [Problem(Message(N_("%(name)s 的署名论证意见尚未收到。"), who), link=link)]
    return []

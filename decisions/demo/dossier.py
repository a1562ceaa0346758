"""What stands behind the steps of the demonstration: experts, risk points, legality review, papers.

Experts have no invented names: they are numbered, and most of them are published by their field alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from decisions.demo.acts import Team, decision_of
from decisions.demo.story import Act, Stage
from decisions.procedure import operations as procedure
from decisions.procedure.queries.dossier import find_review
from decisions.procedure.rules.experts import Conflict
from decisions.procedure.rules.legality import Conclusion, Verdict
from decisions.procedure.rules.papers import Paper
from decisions.procedure.rules.risks import RiskFacts

REPORT_INSIDE = "报告含有专家个人意见和测算底数，作为会议材料留存；结论已在此公布。（演示）"
_NUMBERS = "甲乙丙丁戊"


def hear_experts(
    code: str, team: Team, fields: Sequence[str], *, declared_on: date, opinion_on: date, named: int = 0
) -> Act:
    """Enter one expert for each field; the first so many consent to be named."""

    def act(stage: Stage) -> None:
        for place, field in enumerate(fields):
            draft = procedure.ExpertDraft(
                name=f"演示专家{_NUMBERS[place]}",
                field=field,
                affiliation="演示研究机构",
                role="成员" if place else "组长",
                conflict=Conflict.NONE,
                declared_on=declared_on,
                opinion_on=opinion_on,
                consents_name=place < named,
            )
            procedure.add_expert(stage.session, decision_of(stage, code), draft, **_by(stage, team.drafter))

    return act


def find_risks(code: str, team: Team, risks: Sequence[RiskFacts]) -> Act:
    """Enter the points of the risk assessment."""

    def act(stage: Stage) -> None:
        for risk in risks:
            procedure.add_risk(stage.session, decision_of(stage, code), risk, **_by(stage, team.drafter))

    return act


def hand_in_for_review(code: str, team: Team, note: str) -> Act:
    """Hand the draft in for legality review."""

    def act(stage: Stage) -> None:
        decision = decision_of(stage, code)
        procedure.submit_review(stage.session, decision, note=note, **_by(stage, team.drafter))

    return act


def conclude_lawful(code: str, *, received_on: date) -> Act:
    """Conclude on the day of the act that the draft is lawful."""

    def act(stage: Stage) -> None:
        review = find_review(stage.session, decision_of(stage, code).id)
        if review is None:
            raise ValueError(f"{code} was not handed in for review")
        verdict = Verdict(received_on, stage.today, Conclusion.LAWFUL, "符合法定权限和程序，内容合法。")
        procedure.conclude_review(stage.session, review, verdict, **_by(stage, "sifa"))

    return act


def hand_in_papers(code: str, team: Team, **notes: str) -> Act:
    """Hand in papers that no step makes, each as a text: draft, adoption."""

    def act(stage: Stage) -> None:
        for paper, note in notes.items():
            procedure.provide_paper(
                stage.session, decision_of(stage, code), Paper(paper), note=note, **_by(stage, team.drafter)
            )

    return act


def _by(stage: Stage, who: str) -> dict[str, Any]:
    return {"actor": stage.people[who], "now": stage.now}

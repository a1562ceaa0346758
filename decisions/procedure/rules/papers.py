"""What a meeting needs before it can decide, and what of it is missing. Pure.

Source: 713 art. 29 (R19). A step that the catalogue does not list, or that was published as not applicable,
is not asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from decisions.errors import N_, Message, Problem
from decisions.procedure.rules import StepKind
from decisions.procedure.rules.experts import ExpertFacts, argumentation_gaps
from decisions.procedure.rules.legality import ReviewFacts, review_gaps
from decisions.procedure.rules.risks import RiskFacts, assessment_gaps, uncontrollable


class Paper(StrEnum):
    """The papers, in the order of the law."""

    DRAFT = "draft"
    ADOPTION = "adoption"
    EXPERT = "expert"
    RISK = "risk"
    FAIR_COMPETITION = "fair_competition"
    LEGALITY = "legality"


PAPER_LABELS: dict[Paper, str] = {
    Paper.DRAFT: N_("决策草案（送审稿）"),
    Paper.ADOPTION: N_("社会公众意见的研究采纳情况"),
    Paper.EXPERT: N_("专家论证意见"),
    Paper.RISK: N_("风险评估报告"),
    Paper.FAIR_COMPETITION: N_("公平竞争审查情况"),
    Paper.LEGALITY: N_("合法性审查意见"),
}

# Handed in for the meeting alone; the others come from their steps.
HANDED_IN = (Paper.DRAFT, Paper.ADOPTION)


class PaperState(StrEnum):
    """How a paper stands."""

    READY = "ready"
    MISSING = "missing"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of a decision's papers.

    Shape:  procedures as the catalogue lists them; not_applicable holds the published reasons; done are the
            steps that the desk states as done; has_draft and has_adoption also hold for what was published.
    """

    procedures: Sequence[str] = ()
    concerns_enterprises: bool = False
    was_consulted: bool = False
    not_applicable: Mapping[StepKind, str] = field(default_factory=dict)
    done: frozenset[StepKind] = frozenset()
    has_draft: bool = False
    has_adoption: bool = False
    experts: Sequence[ExpertFacts] = ()
    risks: Sequence[RiskFacts] = ()
    review: ReviewFacts | None = None
    experts_needed: int = 0

    def lists(self, word: str) -> bool:
        """Whether the catalogue lists a procedure of this name."""
        return any(word in procedure for procedure in self.procedures)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the checklist: where it is made, what it lacks, or why it is not asked for."""

    paper: Paper
    state: PaperState
    link: str
    problems: tuple[Problem, ...] = ()
    reason: Message | None = None


def checklist(dossier: Dossier, desk: str) -> list[PaperLine]:
    """Return every paper with its state.

    Shape:  desk is the path of the decision at the desk.
    Source: 713 art. 29 (R19); art. 25 leaves no decision without legality review, and none is made without
            its draft.
    """
    return [
        _of_draft(dossier, desk),
        _of_adoption(dossier, desk),
        _of_experts(dossier, desk),
        _of_risks(dossier, desk),
        _of_competition(dossier, desk),
        _line(Paper.LEGALITY, f"{desk}/steps/legality/review", review_gaps(dossier.review, desk)),
    ]


def missing_papers(lines: Iterable[PaperLine]) -> list[PaperLine]:
    """Return the papers that are missing; their problems say what of each, and where it is made."""
    return [line for line in lines if line.state is PaperState.MISSING]


def _line(paper: Paper, link: str, problems: Sequence[Problem]) -> PaperLine:
    state = PaperState.MISSING if problems else PaperState.READY
    return PaperLine(paper, state, link, tuple(problems))


def _not_asked(paper: Paper, link: str, text: str, **params: object) -> PaperLine:
    return PaperLine(paper, PaperState.NOT_ASKED, link, reason=Message(text, params))


def _of_draft(dossier: Dossier, desk: str) -> PaperLine:
    link = f"{desk}/meeting/papers/draft"
    lacking = Problem(Message(N_("尚未提供提请会议讨论的决策草案。")), link=link)
    return _line(Paper.DRAFT, link, [] if dossier.has_draft else [lacking])


def _of_adoption(dossier: Dossier, desk: str) -> PaperLine:
    link = f"{desk}/meeting/papers/adoption"
    reason = dossier.not_applicable.get(StepKind.CONSULTATION)
    if reason is not None:
        return _not_asked(Paper.ADOPTION, link, N_("已公布不公开征求意见的理由：%(reason)s"), reason=reason)
    if not (dossier.was_consulted or dossier.lists("公众参与") or dossier.has_adoption):
        return _not_asked(Paper.ADOPTION, link, N_("目录没有列明公众参与，也没有公开征求过意见。"))
    lacking = Problem(Message(N_("尚未提供社会公众意见的研究采纳情况。")), link=link)
    return _line(Paper.ADOPTION, link, [] if dossier.has_adoption else [lacking])


def _of_step(
    dossier: Dossier, desk: str, paper: Paper, kind: StepKind, gaps: Sequence[Problem], *, asked: bool
) -> PaperLine:
    """Return the line of a paper that its step makes: stated as done, and with nothing open behind it."""
    link = f"{desk}/steps/{kind}"
    reason = dossier.not_applicable.get(kind)
    if reason is not None:
        return _not_asked(paper, link, N_("已公布不适用的理由：%(reason)s"), reason=reason)
    if kind in dossier.done:
        return _line(paper, link, gaps)
    if not asked:
        return _not_asked(paper, link, N_("目录所列本事项的拟履行程序不包括此项。"))
    undone = Problem(Message(_UNDONE[kind]), link=link)
    return _line(paper, link, [*gaps, undone])


_UNDONE = {
    StepKind.EXPERT: N_("专家论证尚未说明为已完成。"),
    StepKind.RISK: N_("风险评估尚未说明为已完成。"),
    StepKind.FAIR_COMPETITION: N_("公平竞争审查尚未说明为已完成。"),
}


def _of_experts(dossier: Dossier, desk: str) -> PaperLine:
    gaps = argumentation_gaps(dossier.experts, dossier.experts_needed, desk)
    asked = dossier.lists("专家论证")
    return _of_step(dossier, desk, Paper.EXPERT, StepKind.EXPERT, gaps, asked=asked)


def _of_risks(dossier: Dossier, desk: str) -> PaperLine:
    """A risk that stands as uncontrollable forbids to decide, asked for or not (R17)."""
    standing = uncontrollable(dossier.risks, desk)
    gaps = [*assessment_gaps(dossier.risks, desk), *standing]
    asked = dossier.lists("风险评估")
    line = _of_step(dossier, desk, Paper.RISK, StepKind.RISK, gaps, asked=asked)
    if standing and line.state is PaperState.NOT_ASKED:
        return _line(Paper.RISK, line.link, standing)
    return line


def _of_competition(dossier: Dossier, desk: str) -> PaperLine:
    """Wherever the economic activity of enterprises is concerned, listed or not (713 art. 29)."""
    asked = dossier.lists("公平竞争") or dossier.concerns_enterprises
    return _of_step(dossier, desk, Paper.FAIR_COMPETITION, StepKind.FAIR_COMPETITION, (), asked=asked)

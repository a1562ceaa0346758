"""What stands behind a step: experts, risks, legality review, and the papers of the meeting."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.errors import DecisionsError
from decisions.procedure.errors import (
    BodyMissingError,
    ContactMissingError,
    DateInFutureError,
    DeclarationDateMissingError,
    DraftInterpretationMissingError,
    MeasuresMissingError,
    MeetingNotHeldError,
    ReportAbsenceUnexplainedError,
    ReviewDatesOutOfOrderError,
    ReviewOpinionMissingError,
    ReviewTooShortError,
    SameAssessorError,
)
from decisions.procedure.rules import StepKind, StepState, check_decided
from decisions.procedure.rules.experts import (
    CONFLICT_LABELS,
    Conflict,
    ExpertFacts,
    argumentation_gaps,
    check_expert,
)
from decisions.procedure.rules.legality import (
    CONCLUSION_LABELS,
    Conclusion,
    ReviewFacts,
    Verdict,
    check_verdict,
    review_gaps,
)
from decisions.procedure.rules.papers import (
    PAPER_LABELS,
    Dossier,
    Paper,
    PaperState,
    checklist,
    missing_papers,
)
from decisions.procedure.rules.risks import (
    RISK_LABELS,
    RiskFacts,
    RiskLevel,
    assessment_gaps,
    check_risk,
    overall_level,
    uncontrollable,
)
from decisions.procedure.rules.statements import Statement, check_details, check_evaluator
from decisions.services.working_days.tables import shipped_calendar

DESK = "/desk/decisions/2026-01"
TODAY = date(2026, 9, 23)
TOMORROW = TODAY + timedelta(days=1)


# --- Experts (R16) ---


def expert(conflict: Conflict = Conflict.NONE, opinion_on: date | None = TODAY) -> ExpertFacts:
    return ExpertFacts("演示专家甲", conflict, opinion_on)


UNDECLARED = expert(Conflict.UNDECLARED)
UNHEARD = expert(opinion_on=None)
INTERESTED = expert(Conflict.INTEREST)


@pytest.mark.parametrize(
    ("experts", "says"),
    [
        ([], ["可以计入的专家有 0 名，至少需要 3 名。"]),
        ([expert()] * 2, ["可以计入的专家有 2 名，至少需要 3 名。"]),
        ([expert()] * 3, []),
        ([expert()] * 4, []),
        ([expert()] * 3 + [INTERESTED], []),
        ([expert()] * 2 + [INTERESTED], ["可以计入的专家有 2 名，至少需要 3 名。"]),
        ([expert()] * 3 + [UNDECLARED], ["演示专家甲 尚未声明有无利害关系。"]),
        ([expert()] * 3 + [UNHEARD], ["演示专家甲 的署名论证意见尚未收到。"]),
        (
            [expert()] * 2 + [UNDECLARED],
            ["演示专家甲 尚未声明有无利害关系。", "可以计入的专家有 2 名，至少需要 3 名。"],
        ),
    ],
)
def test_an_argumentation_needs_enough_independent_signed_experts(experts, says) -> None:
    gaps = argumentation_gaps(experts, 3, DESK)
    assert [str(gap.message) for gap in gaps] == says
    assert {gap.link for gap in gaps} <= {f"{DESK}/steps/expert/experts"}


@given(st.lists(st.sampled_from([expert(), UNDECLARED, UNHEARD, INTERESTED])), st.integers(0, 6))
def test_it_is_complete_only_when_all_spoke_and_enough_count(experts, needed) -> None:
    complete = not argumentation_gaps(experts, needed, DESK)
    everybody_spoke = all(each.counts or each.conflict is Conflict.INTEREST for each in experts)
    assert complete == (everybody_spoke and sum(each.counts for each in experts) >= needed)


@pytest.mark.parametrize(
    ("conflict", "declared_on", "opinion_on", "refusal"),
    [
        (Conflict.UNDECLARED, None, None, None),
        (Conflict.NONE, TODAY, TODAY, None),
        (Conflict.NONE, None, None, DeclarationDateMissingError),
        (Conflict.INTEREST, None, None, DeclarationDateMissingError),
        (Conflict.NONE, TOMORROW, None, DateInFutureError),
        (Conflict.NONE, TODAY, TOMORROW, DateInFutureError),
    ],
)
def test_a_declaration_bears_its_date(conflict, declared_on, opinion_on, refusal) -> None:
    if refusal is None:
        check_expert(conflict, declared_on, opinion_on, TODAY)
    else:
        with pytest.raises(refusal):
            check_expert(conflict, declared_on, opinion_on, TODAY)


# --- Risks (R17) ---

LOW = RiskFacts("泊位周转变慢", RiskLevel.LOW, is_controllable=True)
STANDING = RiskFacts("业主之间发生冲突", RiskLevel.HIGH, is_controllable=False)


@pytest.mark.parametrize(
    ("risk", "refused"),
    [
        (LOW, False),
        (replace(LOW, level=RiskLevel.MEDIUM), True),
        (replace(LOW, level=RiskLevel.HIGH, measures=" "), True),
        (replace(LOW, level=RiskLevel.HIGH, measures="由业主共同决定"), False),
        (STANDING, False),
    ],
)
def test_a_considerable_risk_is_controllable_by_something(risk: RiskFacts, refused: bool) -> None:
    if refused:
        with pytest.raises(MeasuresMissingError):
            check_risk(risk)
    else:
        check_risk(risk)


def test_an_assessment_names_its_points_and_the_heaviest_sets_the_level() -> None:
    assert len(assessment_gaps([], DESK)) == 1
    assert assessment_gaps([LOW], DESK) == []
    assert overall_level([]) is None
    assert overall_level([LOW, STANDING, LOW]) is RiskLevel.HIGH


def test_only_what_is_uncontrollable_stands_in_the_way() -> None:
    assert uncontrollable([LOW], DESK) == []
    (problem,) = uncontrollable([LOW, STANDING], DESK)
    assert "业主之间发生冲突" in str(problem.message)
    assert problem.link == f"{DESK}/steps/risk/points"


# --- Legality review (R18) ---


def check(received_on: date, opinion_on: date, **more: object) -> None:
    verdict = Verdict(received_on, opinion_on, **{"conclusion": Conclusion.LAWFUL, **more})  # type: ignore[arg-type]
    check_verdict(verdict, submitted_on=received_on, calendar=shipped_calendar(), today=date(2027, 12, 31))


@pytest.mark.parametrize(
    ("received_on", "seventh"),
    [
        (date(2026, 8, 17), date(2026, 8, 26)),  # Monday to the Wednesday of the next week
        (date(2026, 1, 23), date(2026, 2, 3)),  # received on a Friday
        (date(2026, 9, 22), date(2026, 10, 9)),  # over the National Day holiday
        (date(2026, 2, 9), date(2026, 2, 25)),  # over the Spring Festival; 14 February is worked
        (date(2026, 4, 25), date(2026, 5, 8)),  # received on a Saturday, over the May holiday
    ],
)
def test_seven_working_days_are_kept_or_shortened_with_a_reason(received_on: date, seventh: date) -> None:
    check(received_on, seventh)
    day_before = seventh - timedelta(days=1)
    with pytest.raises(ReviewTooShortError) as refused:
        check(received_on, day_before)
    assert refused.value.field == "short_reason"
    assert refused.value.reader_message.params["due_on"] == seventh
    check(received_on, day_before, short_reason="应急补贴发放在即")
    with pytest.raises(ReviewTooShortError):
        check(received_on, day_before, short_reason=" ")


def test_across_a_year_without_a_notice_only_what_is_surely_too_short_is_refused() -> None:
    received_on = date(2026, 12, 29)  # 30 and 31 are two; five days of January at the least
    with pytest.raises(ReviewTooShortError):
        check(received_on, date(2027, 1, 4))
    check(received_on, date(2027, 1, 5))


@pytest.mark.parametrize(
    ("submitted_on", "received_on", "opinion_on", "refusal"),
    [
        (date(2026, 8, 14), date(2026, 8, 17), date(2026, 8, 31), None),
        (date(2026, 8, 17), date(2026, 8, 17), date(2026, 8, 31), None),
        (date(2026, 8, 18), date(2026, 8, 17), date(2026, 8, 31), ReviewDatesOutOfOrderError),
        (date(2026, 8, 14), date(2026, 8, 31), date(2026, 8, 17), ReviewDatesOutOfOrderError),
        (date(2026, 8, 14), date(2026, 8, 17), TOMORROW, DateInFutureError),
        (date(2026, 8, 14), TOMORROW, TOMORROW, DateInFutureError),
    ],
)
def test_the_days_of_a_review_follow_each_other(submitted_on, received_on, opinion_on, refusal) -> None:
    verdict = Verdict(received_on, opinion_on, Conclusion.LAWFUL)
    common = {"submitted_on": submitted_on, "calendar": shipped_calendar(), "today": TODAY}
    if refusal is None:
        check_verdict(verdict, **common)
    else:
        with pytest.raises(refusal):
            check_verdict(verdict, **common)


@pytest.mark.parametrize("conclusion", [Conclusion.AMEND, Conclusion.UNLAWFUL])
def test_what_is_not_simply_lawful_says_why(conclusion: Conclusion) -> None:
    days = (date(2026, 8, 17), date(2026, 8, 31))
    with pytest.raises(ReviewOpinionMissingError):
        check(*days, conclusion=conclusion)
    check(*days, conclusion=conclusion, opinion="第十条超越权限。")


@pytest.mark.parametrize(
    ("review", "blocks"),
    [
        (None, True),
        (ReviewFacts(None), True),
        (ReviewFacts(Conclusion.LAWFUL), False),
        (ReviewFacts(Conclusion.AMEND), True),
        (ReviewFacts(Conclusion.AMEND, "第十条已删去。"), False),
        (ReviewFacts(Conclusion.UNLAWFUL), True),
        (ReviewFacts(Conclusion.UNLAWFUL, "不影响"), True),
    ],
)
def test_what_the_review_leaves_open_before_the_meeting(review: ReviewFacts | None, blocks: bool) -> None:
    gaps = review_gaps(review, DESK)
    assert bool(gaps) is blocks
    assert {gap.link for gap in gaps} <= {f"{DESK}/steps/legality/review"}


# --- What a step says of itself (R12, R26, R30) ---


def done(kind: StepKind, **more: object) -> Statement:
    return Statement(kind, StepState.DONE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (done(StepKind.FAIR_COMPETITION), None),
        (done(StepKind.EXPERT), ReportAbsenceUnexplainedError),
        (done(StepKind.EXPERT, has_file=True), None),
        (done(StepKind.EXPERT, report_reason="涉及个人意见"), None),
        (done(StepKind.RISK, has_file=True), BodyMissingError),
        (done(StepKind.RISK, body="演示评估机构"), ReportAbsenceUnexplainedError),
        (done(StepKind.RISK, body="演示评估机构", has_file=True), None),
        (done(StepKind.EFFECT, body="演示评估机构", has_file=True), None),
        (done(StepKind.EXECUTION, contact="021-0000-0000"), BodyMissingError),
        (done(StepKind.EXECUTION, body="区建交委"), ContactMissingError),
        (done(StepKind.EXECUTION, body="区建交委", contact="021-0000-0000"), None),
        (done(StepKind.DRAFT_INTERPRETATION), DraftInterpretationMissingError),
        (done(StepKind.DRAFT_INTERPRETATION, note="为什么制定"), None),
        (done(StepKind.DRAFT_INTERPRETATION, has_file=True), None),
        (Statement(StepKind.RISK, StepState.PENDING), None),
        (Statement(StepKind.EXPERT, StepState.NOT_APPLICABLE), None),
    ],
)
def test_what_is_done_says_what_belongs_to_it(said: Statement, refusal: type[DecisionsError] | None) -> None:
    if refusal is None:
        check_details(said)
    else:
        with pytest.raises(refusal):
            check_details(said)


@pytest.mark.parametrize("name", ["演示评估机构", " 演示 评估机构 ", "演示评估机构\u3000"])
def test_whoever_assessed_before_does_not_evaluate_afterwards(name: str) -> None:
    with pytest.raises(SameAssessorError) as refused:
        check_evaluator(name, {StepKind.EXPERT: "", StepKind.RISK: "演示评估机构"})
    assert "风险评估" in str(refused.value)


def test_another_body_evaluates_and_a_step_without_a_body_bars_nobody() -> None:
    check_evaluator("另一机构", {StepKind.EXPERT: "", StepKind.RISK: "演示评估机构"})
    check_evaluator("", {StepKind.EXPERT: ""})


# --- The meeting's papers (R19) ---

READY = Dossier(
    procedures=("公众参与", "专家论证", "风险评估", "公平竞争审查", "合法性审查", "集体讨论决定"),
    concerns_enterprises=True,
    was_consulted=True,
    done=frozenset({StepKind.EXPERT, StepKind.RISK, StepKind.FAIR_COMPETITION}),
    has_draft=True,
    has_adoption=True,
    experts=[expert()] * 3,
    risks=[LOW],
    review=ReviewFacts(Conclusion.LAWFUL),
    experts_needed=3,
)
BARE = Dossier(
    procedures=("合法性审查", "集体讨论决定"), has_draft=True, review=ReviewFacts(Conclusion.LAWFUL)
)


def state_of(dossier: Dossier, paper: Paper) -> PaperState:
    return next(line.state for line in checklist(dossier, DESK) if line.paper is paper)


def missing(dossier: Dossier) -> list[Paper]:
    return [line.paper for line in missing_papers(checklist(dossier, DESK))]


def test_every_paper_is_on_the_list_in_the_order_of_the_law() -> None:
    assert [line.paper for line in checklist(READY, DESK)] == list(Paper)
    assert missing(READY) == []


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ({"has_draft": False}, Paper.DRAFT),
        ({"has_adoption": False}, Paper.ADOPTION),
        ({"done": READY.done - {StepKind.EXPERT}}, Paper.EXPERT),
        ({"experts": [expert()] * 2}, Paper.EXPERT),
        ({"done": READY.done - {StepKind.RISK}}, Paper.RISK),
        ({"risks": []}, Paper.RISK),
        ({"risks": [LOW, STANDING]}, Paper.RISK),
        ({"done": READY.done - {StepKind.FAIR_COMPETITION}}, Paper.FAIR_COMPETITION),
        ({"review": None}, Paper.LEGALITY),
        ({"review": ReviewFacts(Conclusion.UNLAWFUL)}, Paper.LEGALITY),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(change: dict, lacking: Paper) -> None:
    lines = missing_papers(checklist(replace(READY, **change), DESK))
    assert [line.paper for line in lines] == [lacking]
    assert lines[0].problems
    assert all(problem.link and problem.link.startswith(DESK) for problem in lines[0].problems)


def test_what_the_catalogue_does_not_list_is_not_asked_for() -> None:
    states = {line.paper: line.state for line in checklist(BARE, DESK)}
    assert states == {
        Paper.DRAFT: PaperState.READY,
        Paper.ADOPTION: PaperState.NOT_ASKED,
        Paper.EXPERT: PaperState.NOT_ASKED,
        Paper.RISK: PaperState.NOT_ASKED,
        Paper.FAIR_COMPETITION: PaperState.NOT_ASKED,
        Paper.LEGALITY: PaperState.READY,
    }
    assert all(line.reason for line in checklist(BARE, DESK) if line.state is PaperState.NOT_ASKED)


@pytest.mark.parametrize(
    ("change", "paper"),
    [
        ({"procedures": ("公众参与（含听证）",)}, Paper.ADOPTION),
        ({"was_consulted": True}, Paper.ADOPTION),
        ({"concerns_enterprises": True}, Paper.FAIR_COMPETITION),
        ({"risks": [STANDING]}, Paper.RISK),
    ],
)
def test_what_the_case_demands_is_asked_for_all_the_same(change: dict, paper: Paper) -> None:
    assert missing(replace(BARE, **change)) == [paper]


@pytest.mark.parametrize(
    ("kind", "paper"),
    [
        (StepKind.EXPERT, Paper.EXPERT),
        (StepKind.RISK, Paper.RISK),
        (StepKind.FAIR_COMPETITION, Paper.FAIR_COMPETITION),
        (StepKind.CONSULTATION, Paper.ADOPTION),
    ],
)
def test_a_published_reason_takes_a_paper_off_the_list(kind: StepKind, paper: Paper) -> None:
    without = replace(READY, done=frozenset(), has_adoption=False, risks=[LOW])
    assert state_of(without, paper) is PaperState.MISSING
    line = next(
        line
        for line in checklist(replace(without, not_applicable={kind: "不涉及"}), DESK)
        if line.paper is paper
    )
    assert line.state is PaperState.NOT_ASKED
    assert "不涉及" in str(line.reason)


def test_no_reason_takes_away_the_legality_review_or_a_risk_that_stands() -> None:
    excused = replace(
        READY, not_applicable={StepKind.LEGALITY: "不需要", StepKind.RISK: "不涉及"}, review=None
    )
    assert missing(excused) == [Paper.LEGALITY]
    assert missing(replace(excused, risks=[STANDING])) == [Paper.RISK, Paper.LEGALITY]


# --- The meeting decides (R20) ---


def test_a_decision_is_made_by_a_meeting_unless_it_is_history() -> None:
    entered_at = datetime(2026, 8, 16, 16, 0, tzinfo=UTC)  # 17 August, 0:00 in Shanghai
    check_decided(TODAY, TODAY, entered_at, DESK)
    check_decided(None, date(2026, 8, 16), entered_at, DESK)
    with pytest.raises(MeetingNotHeldError) as refused:
        check_decided(None, date(2026, 8, 17), entered_at, DESK)
    assert refused.value.problems[0].link == f"{DESK}/meeting"


def test_every_code_has_a_word() -> None:
    assert set(CONFLICT_LABELS) == set(Conflict)
    assert set(RISK_LABELS) == set(RiskLevel)
    assert set(CONCLUSION_LABELS) == set(Conclusion)
    assert set(PAPER_LABELS) == set(Paper)

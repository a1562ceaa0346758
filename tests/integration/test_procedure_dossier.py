"""Experts, risks, legality review and the meeting's papers on a real database; the gates they hold."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.errors import NotAllowedError
from decisions.procedure import operations
from decisions.procedure.errors import (
    ExpertNotFoundError,
    NotIssuedYetError,
    PaperEmptyError,
    PaperNotFoundError,
    PapersMissingError,
    ReportAbsenceUnexplainedError,
    ResponseMissingError,
    ReviewConcludedError,
    ReviewMaterialMissingError,
    ReviewNotFoundError,
    ReviewOpenError,
    ReviewTooShortError,
    RiskNotFoundError,
    SameAssessorError,
    StepIncompleteError,
)
from decisions.procedure.models import ProcedureStep
from decisions.procedure.queries import dossier
from decisions.procedure.rules import StepKind, StepState
from decisions.procedure.rules.experts import Conflict
from decisions.procedure.rules.legality import Conclusion
from decisions.procedure.rules.papers import Paper
from decisions.procedure.rules.risks import RiskLevel
from decisions.record import operations as record
from decisions.record.errors import ChangedSinceSubmissionError
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of
from decisions.services.actor import SYSTEM
from decisions.services.audit import AuditEntry
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories.catalogue import make_decision
from tests.factories.procedure import (
    EXPERT,
    HELD_ON,
    ISSUED_AT,
    LAWFUL,
    PDF,
    RISK,
    SUBMITTED_AT,
    all_papers,
    expert,
    file_of,
    in_review,
    issued,
    reviewed,
    risk,
)

ALL = ("公众参与", "专家论证", "风险评估", "公平竞争审查", "合法性审查", "集体讨论决定")
DESK = "/desk/decisions/2026-01"


@pytest.fixture
def decision(session: Session, cast: Cast) -> Decision:
    """A decision whose catalogue lists every procedure."""
    return make_decision(session, procedures=ALL)


def state(session: Session, cast: Cast, decision: Decision, kind: StepKind, **more) -> ProcedureStep:
    more = {
        "state": StepState.DONE,
        "done_on": date(2026, 8, 7),
        "body": "演示评估机构",
        "report_reason": "报告含有专家个人意见",
        "actor": cast.drafter,
        "now": ISSUED_AT,
        **more,
    }
    return operations.state_step(session, decision, kind, **more)


def publish(session: Session, cast: Cast, step: ProcedureStep, reason: str = "") -> RecordEntry:
    submission = operations.submit_step(session, step, reason=reason, actor=cast.drafter, now=ISSUED_AT)
    return operations.approve_step(session, step, submission.id, actor=cast.approver, now=ISSUED_AT)


def hold(session: Session, cast: Cast, decision: Decision, held_on: date = HELD_ON):
    return operations.record_meeting(session, decision, held_on=held_on, actor=cast.drafter, now=ISSUED_AT)


# --- Experts (R16) ---


def test_an_argumentation_is_done_when_three_counted_experts_have_signed(
    session: Session, cast: Cast, decision: Decision
) -> None:
    expert(session, cast, decision)
    expert(session, cast, decision)
    undeclared = expert(session, cast, decision, conflict=Conflict.UNDECLARED, declared_on=None)
    expert(session, cast, decision, conflict=Conflict.INTEREST)
    with pytest.raises(StepIncompleteError) as refused:
        state(session, cast, decision, StepKind.EXPERT)
    assert len(refused.value.problems) == 2, "a declaration is missing, and one who counts"
    assert {problem.link for problem in refused.value.problems} == {f"{DESK}/steps/expert/experts"}
    operations.update_expert(session, undeclared, EXPERT, actor=cast.drafter, now=ISSUED_AT)
    assert state(session, cast, decision, StepKind.EXPERT).state is StepState.DONE


def test_how_many_experts_are_needed_is_a_setting(session: Session, cast: Cast, decision: Decision) -> None:
    expert(session, cast, decision)
    step = state(session, cast, decision, StepKind.EXPERT, experts_needed=1)
    with pytest.raises(StepIncompleteError):
        operations.submit_step(session, step, experts_needed=2, actor=cast.drafter, now=ISSUED_AT)


def test_experts_are_named_by_consent_only(session: Session, cast: Cast, decision: Decision) -> None:
    expert(session, cast, decision, name="演示专家甲", consents_name=True)
    expert(session, cast, decision, name="演示专家乙", field="法学", role="成员")
    expert(session, cast, decision, name="演示专家丙", field="交通工程", role="成员")
    expert(session, cast, decision, name="演示专家丁", conflict=Conflict.INTEREST)
    entry = publish(session, cast, state(session, cast, decision, StepKind.EXPERT))
    payload = payload_of(entry)
    assert payload is not None
    assert payload["experts"] == [
        {"field": "城市规划", "role": "组长", "name": "演示专家甲", "affiliation": "演示研究机构"},
        {"field": "法学", "role": "成员", "name": "", "affiliation": ""},
        {"field": "交通工程", "role": "成员", "name": "", "affiliation": ""},
    ]
    assert "演示专家乙" not in (entry.payload or "")
    assert payload["report_reason"] == "报告含有专家个人意见"


def test_names_of_experts_are_unreadable_in_the_database_and_absent_from_the_log(
    session: Session, cast: Cast, decision: Decision
) -> None:
    row = expert(session, cast, decision)
    stored = session.execute(text("SELECT name, affiliation FROM experts")).one()
    assert row.name == "演示专家甲"
    assert "演示" not in "".join(stored)
    details = [str(entry.detail) for entry in session.scalars(select(AuditEntry))]
    assert not any("演示专家甲" in detail for detail in details)


def test_an_expert_who_falls_away_after_the_statement_stops_it(
    session: Session, cast: Cast, decision: Decision
) -> None:
    people = [expert(session, cast, decision) for _ in range(3)]
    step = state(session, cast, decision, StepKind.EXPERT)
    submission = operations.submit_step(session, step, actor=cast.drafter, now=ISSUED_AT)
    interested = replace(EXPERT, conflict=Conflict.INTEREST)
    operations.update_expert(session, people[0], interested, actor=cast.drafter, now=ISSUED_AT)
    with pytest.raises(ChangedSinceSubmissionError):
        operations.approve_step(session, step, submission.id, actor=cast.approver, now=ISSUED_AT)
    with pytest.raises(StepIncompleteError):
        operations.submit_step(session, step, actor=cast.drafter, now=ISSUED_AT)
    operations.remove_expert(session, people[0], actor=cast.drafter, now=ISSUED_AT)
    assert len(dossier.list_experts(session, decision.id)) == 2


# --- Risks (R17) ---


def test_a_standing_risk_is_told_and_forbids_the_meeting(
    session: Session, cast: Cast, decision: Decision
) -> None:
    with pytest.raises(StepIncompleteError):
        state(session, cast, decision, StepKind.RISK)
    all_papers(session, cast, decision)
    standing = risk(session, cast, decision, level=RiskLevel.HIGH, is_controllable=False)
    step = state(session, cast, decision, StepKind.RISK)
    payload = payload_of(publish(session, cast, step))
    assert payload is not None
    assert (payload["risk_level"], payload["risk_points"], payload["risks_controllable"]) == (
        "high",
        2,
        False,
    )
    with pytest.raises(PapersMissingError) as refused:
        hold(session, cast, decision)
    assert [problem.link for problem in refused.value.problems] == [f"{DESK}/steps/risk/points"]
    mended = replace(RISK, level=RiskLevel.MEDIUM, measures="夜间优先保障业主")
    operations.update_risk(session, standing, mended, actor=cast.drafter, now=ISSUED_AT)
    assert hold(session, cast, decision).held_on == HELD_ON


def test_what_belongs_to_another_decision_is_not_found(
    session: Session, cast: Cast, decision: Decision
) -> None:
    other = make_decision(session, "另一事项")
    somebody, point = expert(session, cast, decision), risk(session, cast, decision)
    with pytest.raises(ExpertNotFoundError):
        dossier.get_expert(session, other.id, somebody.id)
    with pytest.raises(RiskNotFoundError):
        dossier.get_risk(session, other.id, point.id)
    operations.remove_risk(session, point, actor=cast.drafter, now=ISSUED_AT)
    with pytest.raises(RiskNotFoundError):
        dossier.get_risk(session, decision.id, point.id)


# --- Legality review (R18) ---


def conclude(session: Session, cast: Cast, review, now: datetime = ISSUED_AT, actor=None, **changes):
    verdict = replace(LAWFUL, **changes)
    return operations.conclude_review(session, review, verdict, actor=actor or cast.justice, now=now)


def test_a_review_goes_from_the_unit_to_the_justice_bureau_and_back(
    session: Session, cast: Cast, decision: Decision
) -> None:
    with pytest.raises(ReviewMaterialMissingError):
        operations.submit_review(session, decision, actor=cast.drafter, now=SUBMITTED_AT)
    review = in_review(session, cast, decision)
    assert list(dossier.list_open_reviews(session)) == [review]
    with pytest.raises(ReviewOpenError):
        in_review(session, cast, decision)
    with pytest.raises(StepIncompleteError):
        state(session, cast, decision, StepKind.LEGALITY)
    conclude(session, cast, review)
    assert list(dossier.list_open_reviews(session)) == []
    with pytest.raises(ReviewConcludedError):
        conclude(session, cast, review)
    step = state(session, cast, decision, StepKind.LEGALITY, done_on=date(2026, 9, 1))
    assert step.done_on == LAWFUL.opinion_on, "done on the day of the opinion, whatever was typed"
    payload = payload_of(publish(session, cast, step))
    assert payload is not None
    assert (payload["received_on"], payload["opinion_on"], payload["conclusion"]) == (
        "2026-08-17",
        "2026-08-26",
        "lawful",
    )


def test_six_working_days_need_a_reason_that_the_public_reads(
    session: Session, cast: Cast, decision: Decision
) -> None:
    review = in_review(session, cast, decision)
    with pytest.raises(ReviewTooShortError):
        conclude(session, cast, review, opinion_on=date(2026, 8, 25))
    conclude(session, cast, review, opinion_on=date(2026, 8, 25), short_reason="汛期临近，急需实施")
    payload = payload_of(publish(session, cast, state(session, cast, decision, StepKind.LEGALITY)))
    assert payload is not None
    assert payload["short_reason"] == "汛期临近，急需实施"


@pytest.mark.parametrize("conclusion", [Conclusion.AMEND, Conclusion.UNLAWFUL])
def test_an_unfavourable_conclusion_blocks_until_it_is_mended(
    session: Session, cast: Cast, decision: Decision, conclusion: Conclusion
) -> None:
    all_papers(session, cast, decision)
    review = reviewed(session, cast, decision, conclusion)
    with pytest.raises(PapersMissingError) as refused:
        hold(session, cast, decision)
    assert [problem.link for problem in refused.value.problems] == [f"{DESK}/steps/legality/review"]
    if conclusion is Conclusion.AMEND:
        with pytest.raises(ResponseMissingError):
            operations.respond_to_review(session, review, " ", actor=cast.drafter, now=ISSUED_AT)
        operations.respond_to_review(session, review, "第十条已删去。", actor=cast.drafter, now=ISSUED_AT)
    else:
        with pytest.raises(ReviewNotFoundError):
            operations.respond_to_review(session, review, "不改", actor=cast.drafter, now=ISSUED_AT)
        reviewed(session, cast, decision)
    assert hold(session, cast, decision).held_on == HELD_ON


def test_only_the_newest_review_is_concluded(session: Session, cast: Cast, decision: Decision) -> None:
    old = reviewed(session, cast, decision, Conclusion.UNLAWFUL)
    new = in_review(session, cast, decision)
    assert dossier.get_review(session, decision.id, new.id) is new
    with pytest.raises(ReviewNotFoundError):
        dossier.get_review(session, decision.id, old.id)


def test_who_may_do_what_with_the_dossier(session: Session, cast: Cast, decision: Decision) -> None:
    review, now = in_review(session, cast, decision), ISSUED_AT
    for actor in (cast.approver, cast.other_drafter, cast.openness, cast.justice, cast.administrator):
        common = {"actor": actor, "now": now}
        for forbidden in (
            lambda c=common: operations.add_expert(session, decision, EXPERT, **c),
            lambda c=common: operations.add_risk(session, decision, RISK, **c),
            lambda c=common: operations.submit_review(session, decision, note="x", **c),
            lambda c=common: operations.provide_paper(session, decision, Paper.DRAFT, note="x", **c),
        ):
            with pytest.raises(NotAllowedError):
                forbidden()
    for actor in (cast.drafter, cast.approver, cast.openness, cast.administrator):
        with pytest.raises(NotAllowedError):
            conclude(session, cast, review, actor=actor)


# --- The meeting's papers (R19) ---


def test_a_meeting_without_papers_names_each_and_where_it_is_made(
    session: Session, cast: Cast, decision: Decision
) -> None:
    operations.plan_meeting(session, decision, planned_on=HELD_ON, actor=cast.drafter, now=ISSUED_AT)
    with pytest.raises(PapersMissingError) as refused:
        hold(session, cast, decision)
    assert refused.value.reader_message.params["count"] == 6
    assert {problem.link for problem in refused.value.problems} == {
        f"{DESK}/meeting/papers/draft",
        f"{DESK}/meeting/papers/adoption",
        f"{DESK}/steps/expert/experts",
        f"{DESK}/steps/expert",
        f"{DESK}/steps/risk/points",
        f"{DESK}/steps/risk",
        f"{DESK}/steps/fair_competition",
        f"{DESK}/steps/legality/review",
    }
    all_papers(session, cast, decision)
    meeting = hold(session, cast, decision)
    assert (meeting.planned_on, meeting.held_on) == (HELD_ON, HELD_ON)


def test_a_held_meeting_is_corrected_without_asking_for_papers_again(
    session: Session, cast: Cast, decision: Decision
) -> None:
    all_papers(session, cast, decision)
    hold(session, cast, decision)
    risk(session, cast, decision, is_controllable=False)
    assert hold(session, cast, decision, HELD_ON - timedelta(days=1)).held_on == date(2026, 9, 9)


def test_a_meeting_before_the_portal_knew_of_the_decision_needs_no_papers(
    session: Session, cast: Cast, decision: Decision
) -> None:
    entered_on = civil_day(decision.created_at)
    with pytest.raises(PapersMissingError):
        hold(session, cast, decision, entered_on)
    assert hold(session, cast, decision, entered_on - timedelta(days=1)).held_on is not None


def test_what_is_published_as_not_applicable_is_not_asked_for(
    session: Session, cast: Cast, decision: Decision
) -> None:
    all_papers(session, cast, decision)
    said = {"state": StepState.NOT_APPLICABLE, "done_on": None, "reason": "不涉及社会稳定"}
    step = state(session, cast, decision, StepKind.RISK, **said)
    with pytest.raises(PapersMissingError):
        hold(session, cast, decision)
    publish(session, cast, step)
    assert hold(session, cast, decision).held_on == HELD_ON


def test_published_texts_are_the_draft_and_the_adoption_statement(
    session: Session, cast: Cast, decision: Decision
) -> None:
    def known() -> tuple[bool, bool, bool]:
        found = dossier.find_dossier(session, decision, 3)
        return found.was_consulted, found.has_draft, found.has_adoption

    def tell(kind: str, /, **payload: object) -> None:
        record.publish(
            session, kind=kind, subject=decision.code, payload=payload, actor=SYSTEM, now=ISSUED_AT
        )

    assert known() == (False, False, False)
    tell("consultation_notice", code="2026-01-c")
    tell("draft_version", stage="consultation")
    assert known() == (True, False, False), "the text that was asked about is not the one to decide on"
    tell("draft_version", stage="review")
    tell("disclosure", kind="early")
    assert known() == (True, True, True)


def test_a_paper_says_something_and_keeps_its_file_inside(
    session: Session, cast: Cast, decision: Decision, store: FileStore
) -> None:
    common = {"actor": cast.drafter, "now": ISSUED_AT}
    with pytest.raises(PaperEmptyError):
        operations.provide_paper(session, decision, Paper.ADOPTION, note=" ", **common)
    with pytest.raises(PaperNotFoundError):
        operations.provide_paper(session, decision, Paper.LEGALITY, note="合法", **common)
    stored = file_of(session, store)
    operations.provide_paper(session, decision, Paper.ADOPTION, file=stored, **common)
    operations.provide_paper(session, decision, Paper.ADOPTION, note="采纳18条。", file=stored, **common)
    (kept,) = dossier.list_papers(session, decision.id).values()
    assert (kept.note, kept.file) == ("采纳18条。", stored)
    assert dossier.find_desk_file(session, decision.id, stored.sha256) == stored
    assert list(session.scalars(select(RecordEntry))) == []


# --- Reports, execution, evaluation (R26, R30), draft interpretations (R12) ---


def test_a_report_is_published_or_its_absence_explained(
    session: Session, cast: Cast, decision: Decision, store: FileStore
) -> None:
    risk(session, cast, decision)
    with pytest.raises(ReportAbsenceUnexplainedError):
        state(session, cast, decision, StepKind.RISK, report_reason="")
    report = file_of(session, store)
    inside = state(session, cast, decision, StepKind.RISK, file=report)
    first = payload_of(publish(session, cast, inside))
    assert first is not None
    assert (first["documents"], first["report_reason"]) == ([], "报告含有专家个人意见")
    assert dossier.find_desk_file(session, decision.id, report.sha256) == report
    shown = state(session, cast, decision, StepKind.RISK, file=report, report_reason="")
    second = payload_of(publish(session, cast, shown, reason="经研究同意公开报告"))
    assert second is not None
    assert [document["sha256"] for document in second["documents"]] == [report.sha256]


def test_execution_and_evaluation_follow_the_decision(
    session: Session, cast: Cast, decision: Decision
) -> None:
    execution = {"body": "区建交委、各街镇", "contact": "021-0000-0000"}
    for kind in (StepKind.EXECUTION, StepKind.EFFECT):
        with pytest.raises(NotIssuedYetError):
            state(session, cast, decision, kind, **execution)
    issued(session, cast, decision)
    entry = publish(session, cast, state(session, cast, decision, StepKind.EXECUTION, **execution))
    payload = payload_of(entry)
    assert payload is not None
    assert payload["headline"] == "决策执行：由区建交委、各街镇执行"
    assert (payload["body"], payload["contact"]) == ("区建交委、各街镇", "021-0000-0000")

    with pytest.raises(SameAssessorError):
        state(session, cast, decision, StepKind.EFFECT, body=" 演示评估机构")
    assert state(session, cast, decision, StepKind.EFFECT, body="另一演示机构").contact == ""


def test_an_evaluation_may_be_expected_before_it_is_done(
    session: Session, cast: Cast, decision: Decision
) -> None:
    said = {"state": StepState.PENDING, "done_on": None, "planned_on": date(2027, 10, 29)}
    payload = payload_of(publish(session, cast, state(session, cast, decision, StepKind.EFFECT, **said)))
    assert payload is not None
    assert (payload["state"], payload["planned_on"]) == ("pending", "2027-10-29")


def test_interpreted_drafts_are_counted_by_year_and_decision(
    session: Session, cast: Cast, decision: Decision
) -> None:
    def interpret(about: Decision, done_on: date, reason: str = "") -> None:
        note = f"为什么制定（{reason}）"
        step = state(session, cast, about, StepKind.DRAFT_INTERPRETATION, done_on=done_on, note=note)
        publish(session, cast, step, reason)

    assert dossier.count_draft_interpretations(session, 2026) == 0
    interpret(decision, date(2026, 6, 15))
    interpret(decision, date(2026, 6, 15), reason="补充说明")
    interpret(make_decision(session, "另一事项"), date(2026, 9, 1))
    interpret(make_decision(session, "上一年的事项"), date(2025, 12, 31))
    assert dossier.count_draft_interpretations(session, 2026) == 2
    assert dossier.count_draft_interpretations(session, 2025) == 1


def test_files_of_the_review_stay_at_the_desk(
    session: Session, cast: Cast, decision: Decision, store: FileStore
) -> None:
    material, opinion = file_of(session, store, "送审稿.pdf"), file_of(session, store, "意见.pdf", PDF + b"2")
    review = operations.submit_review(
        session, decision, material=material, actor=cast.drafter, now=SUBMITTED_AT
    )
    operations.conclude_review(session, review, LAWFUL, file=opinion, actor=cast.justice, now=ISSUED_AT)
    for stored in (material, opinion):
        assert dossier.find_desk_file(session, decision.id, stored.sha256) == stored
    payload = payload_of(publish(session, cast, state(session, cast, decision, StepKind.LEGALITY)))
    assert payload is not None
    assert payload["documents"] == []

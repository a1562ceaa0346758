"""Issuing, steps and meeting on a real database: refused, submitted, approved, corrected."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI, civil_day
from decisions.config import ClockBasis
from decisions.errors import NotAllowedError
from decisions.procedure import operations, queries
from decisions.procedure.errors import (
    AlreadyPreparedError,
    ContradictedByRecordError,
    DateInFutureError,
    DatesOutOfOrderError,
    DocumentMissingError,
    InterpretationMissingError,
    MeetingNotHeldError,
)
from decisions.procedure.models import IssuedDocument, IssuingState
from decisions.procedure.rules import MeetingKind, StepKind, StepState
from decisions.record import operations as record
from decisions.record.errors import (
    ChangedSinceSubmissionError,
    ReasonMissingError,
    SamePersonError,
    SubmissionNotFoundError,
)
from decisions.record.queries import is_published_file, list_entries_of, payload_of, verify_record
from decisions.services.actor import SYSTEM
from decisions.services.filetypes import DOCUMENTS
from decisions.services.storage import FileStore, store_file
from tests.cast import Cast
from tests.factories.catalogue import make_decision
from tests.factories.procedure import (
    DRAFT,
    HELD_ON,
    ISSUED_AT,
    PDF,
    all_papers,
    issued,
    prepared,
    publish_again,
)

BASIS = ClockBasis.EARLIEST


@pytest.fixture
def decision(session: Session, cast: Cast) -> Decision:
    return make_decision(session)


def submit(session: Session, cast: Cast, issuing: IssuedDocument, **more):
    more = {"basis": BASIS, "actor": cast.drafter, "now": ISSUED_AT, **more}
    return operations.submit_issuing(session, issuing, **more)


def approve(session: Session, cast: Cast, issuing: IssuedDocument, submission_id: int, **more):
    more = {"basis": BASIS, "actor": cast.approver, "now": ISSUED_AT, **more}
    return operations.approve_issuing(session, issuing, submission_id, **more)


def test_an_issued_decision_starts_the_clock(session: Session, cast: Cast, decision: Decision) -> None:
    assert queries.clock_start_of(session, decision) is None
    assert queries.find_issued(session, decision.id) is None
    issuing = prepared(session, cast, decision)
    assert queries.find_issued(session, decision.id) is None, "a draft is not issued"
    submission = submit(session, cast, issuing)
    assert issuing.state is IssuingState.SUBMITTED
    assert queries.clock_start_of(session, decision) is None, "nor is what waits for approval"
    entry = approve(session, cast, issuing, submission.id)

    assert (issuing.state, issuing.published_seq) == (IssuingState.PUBLISHED, entry.seq)
    assert queries.find_issued(session, decision.id) == issuing
    assert queries.clock_start_of(session, decision) == date(2026, 9, 22)
    count = queries.count_feedback_days(session, date(2026, 9, 22))
    assert count.due_on == date(2026, 10, 13)


def test_what_is_published_of_a_decision(
    session: Session, cast: Cast, decision: Decision, store: FileStore
) -> None:
    document = store_file(session, store, name="办法.pdf", data=PDF, accept=DOCUMENTS, now=ISSUED_AT)
    reading = store_file(session, store, name="解读.pdf", data=PDF + b"2", accept=DOCUMENTS, now=ISSUED_AT)
    issued(session, cast, decision, file=document, interpretation_file=reading)
    assert queries.published_issuing(session, decision.code) == {
        "headline": "决策文件发布：浦府规（演示）〔2026〕5号",
        "occurred_on": "2026-09-23",
        "page": "/decisions/2026-01/issued",
        "title": "浦东新区公共停车资源共享利用管理办法",
        "document_number": "浦府规（演示）〔2026〕5号",
        "written_on": "2026-09-22",
        "printed_on": "2026-09-22",
        "published_on": "2026-09-23",
        "effective_on": "2026-10-01",
        "clock_basis": "earliest",
        "clock_on": "2026-09-22",
        "text": "第一条　为了盘活公共停车资源，制定本办法。",
        "interpretation": "机关、国有单位的停车场夜间对外共享。",
        "interpretation_exemption": "",
        "outlets": [{"outlet": "website", "url": "https://example.cn/5", "on": "2026-09-23"}],
        "documents": [
            {
                "title": "浦东新区公共停车资源共享利用管理办法",
                "name": "办法.pdf",
                "kind": "pdf",
                "size": len(PDF),
                "sha256": document.sha256,
                "role": "decision",
            },
            {
                "title": "浦东新区公共停车资源共享利用管理办法解读",
                "name": "解读.pdf",
                "kind": "pdf",
                "size": len(PDF) + 1,
                "sha256": reading.sha256,
                "role": "interpretation",
            },
        ],
    }
    assert is_published_file(session, document.sha256)
    assert is_published_file(session, reading.sha256)
    assert verify_record(session) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"text": ""}, DocumentMissingError),
        ({"interpretation_text": ""}, InterpretationMissingError),
    ],
)
def test_what_is_incomplete_is_kept_at_the_desk(
    session: Session, cast: Cast, decision: Decision, changes: dict, refusal: type[Exception]
) -> None:
    issuing = prepared(session, cast, decision, **changes)
    with pytest.raises(refusal):
        submit(session, cast, issuing)
    assert list_entries_of(session, decision.code) == []


def test_a_stated_exemption_stands_for_the_interpretation(
    session: Session, cast: Cast, decision: Decision
) -> None:
    issued(session, cast, decision, interpretation_text="", interpretation_exemption="仅调整机构名称")
    payload = queries.published_issuing(session, decision.code)
    assert payload is not None
    assert (payload["interpretation"], payload["interpretation_exemption"]) == ("", "仅调整机构名称")


def test_missing_outlets_stop_nothing(session: Session, cast: Cast, decision: Decision) -> None:
    issued(session, cast, decision, outlets=())
    payload = queries.published_issuing(session, decision.code)
    assert payload is not None
    assert payload["outlets"] == []


def test_no_decision_without_its_meeting(session: Session, cast: Cast, decision: Decision) -> None:
    issuing = operations.prepare_issuing(session, decision, DRAFT, actor=cast.drafter, now=ISSUED_AT)
    with pytest.raises(MeetingNotHeldError) as refused:
        submit(session, cast, issuing)
    assert [problem.link for problem in refused.value.problems] == ["/desk/decisions/2026-01/meeting"]
    operations.plan_meeting(session, decision, planned_on=HELD_ON, actor=cast.drafter, now=ISSUED_AT)
    with pytest.raises(MeetingNotHeldError):
        submit(session, cast, issuing)
    all_papers(session, cast, decision)
    operations.record_meeting(session, decision, held_on=HELD_ON, actor=cast.drafter, now=ISSUED_AT)
    submission = submit(session, cast, issuing)
    operations.plan_meeting(session, decision, planned_on=HELD_ON, actor=cast.drafter, now=ISSUED_AT)
    with pytest.raises(MeetingNotHeldError):
        approve(session, cast, issuing, submission.id)


def test_what_was_issued_before_the_portal_knew_of_it_needs_no_meeting(
    session: Session, cast: Cast, decision: Decision
) -> None:
    entered_on = civil_day(decision.created_at)
    for days, is_history in ((1, True), (0, False)):
        day = entered_on - timedelta(days=days)
        old = replace(DRAFT, written_on=day, printed_on=day, published_on=day)
        issuing = queries.find_issuing(session, decision.id)
        if issuing is None:
            issuing = operations.prepare_issuing(session, decision, old, actor=cast.drafter, now=ISSUED_AT)
        else:
            operations.update_issuing(session, issuing, old, actor=cast.drafter, now=ISSUED_AT)
        if is_history:
            submit(session, cast, issuing)
        else:
            with pytest.raises(MeetingNotHeldError):
                submit(session, cast, issuing)


def test_dates_out_of_order_are_refused_at_once(session: Session, cast: Cast, decision: Decision) -> None:
    with pytest.raises(DatesOutOfOrderError):
        prepared(session, cast, decision, published_on=date(2026, 9, 21))
    issuing = prepared(session, cast, decision)
    with pytest.raises(DatesOutOfOrderError):
        operations.update_issuing(
            session, issuing, replace(DRAFT, printed_on=date(2026, 9, 24)), actor=cast.drafter, now=ISSUED_AT
        )


@pytest.mark.parametrize(
    ("moment", "is_early"),
    [
        (datetime(2026, 9, 22, 23, 59, tzinfo=SHANGHAI), True),
        (datetime(2026, 9, 23, 0, 0, tzinfo=SHANGHAI), False),
    ],
)
def test_a_decision_is_not_published_before_its_day_in_shanghai(
    session: Session, cast: Cast, decision: Decision, moment: datetime, is_early: bool
) -> None:
    issuing = prepared(session, cast, decision)
    submission = submit(session, cast, issuing, now=moment - timedelta(hours=20))
    if is_early:
        with pytest.raises(DateInFutureError):
            approve(session, cast, issuing, submission.id, now=moment)
    else:
        assert approve(session, cast, issuing, submission.id, now=moment).seq == 1


@pytest.mark.parametrize(
    ("basis", "start"),
    [(ClockBasis.PUBLISHED, date(2026, 9, 23)), (ClockBasis.PRINTED, date(2026, 9, 22))],
)
def test_the_district_s_basis_is_published_with_the_date(
    session: Session, cast: Cast, decision: Decision, basis: ClockBasis, start: date
) -> None:
    issuing = prepared(session, cast, decision)
    publish_again(session, cast, issuing, basis=basis)
    payload = queries.published_issuing(session, decision.code)
    assert payload is not None
    assert payload["clock_basis"] == basis
    assert queries.clock_start_of(session, decision) == start


def test_only_the_lead_unit_s_people_issue_and_never_one_alone(
    session: Session, cast: Cast, decision: Decision
) -> None:
    strangers = (cast.approver, cast.other_drafter, cast.openness, cast.justice, cast.administrator)
    for actor in strangers:
        with pytest.raises(NotAllowedError):
            operations.prepare_issuing(session, decision, DRAFT, actor=actor, now=ISSUED_AT)
    issuing = prepared(session, cast, decision)
    with pytest.raises(AlreadyPreparedError):
        prepared(session, cast, decision)
    with pytest.raises(NotAllowedError):
        submit(session, cast, issuing, actor=cast.approver)
    submission = submit(session, cast, issuing)
    for actor in (cast.drafter, cast.other_approver, cast.openness, cast.administrator):
        with pytest.raises(NotAllowedError):
            approve(session, cast, issuing, submission.id, actor=actor)
    both = replace(cast.drafter, roles=cast.drafter.roles | cast.approver.roles)
    with pytest.raises(SamePersonError):
        approve(session, cast, issuing, submission.id, actor=both)
    assert list_entries_of(session, decision.code) == []


def test_what_changed_after_submission_is_not_published(
    session: Session, cast: Cast, decision: Decision
) -> None:
    issuing = prepared(session, cast, decision)
    submission = submit(session, cast, issuing)
    changed = replace(DRAFT, document_number="浦府规（演示）〔2026〕6号")
    operations.update_issuing(session, issuing, changed, actor=cast.drafter, now=ISSUED_AT)
    assert issuing.state is IssuingState.DRAFTING
    with pytest.raises(ChangedSinceSubmissionError):
        approve(session, cast, issuing, submission.id)
    again = submit(session, cast, issuing)
    with pytest.raises(SubmissionNotFoundError):
        approve(session, cast, issuing, submission.id)
    assert approve(session, cast, issuing, again.id).seq == 1


def test_sent_back_with_a_remark_and_submitted_again(
    session: Session, cast: Cast, decision: Decision
) -> None:
    issuing = prepared(session, cast, decision)
    submission = submit(session, cast, issuing)
    common = {"basis": BASIS, "actor": cast.approver, "now": ISSUED_AT}
    with pytest.raises(ReasonMissingError):
        operations.send_back_issuing(session, issuing, submission.id, remark="", **common)
    operations.send_back_issuing(session, issuing, submission.id, remark="文号有误", **common)
    assert issuing.state is IssuingState.DRAFTING
    with pytest.raises(SubmissionNotFoundError):
        approve(session, cast, issuing, submission.id)
    assert approve(session, cast, issuing, submit(session, cast, issuing).id).seq == 1


def test_a_correction_needs_its_reason_and_keeps_the_old_version(
    session: Session, cast: Cast, decision: Decision
) -> None:
    issuing = issued(session, cast, decision)
    corrected = replace(DRAFT, written_on=date(2026, 9, 21))
    operations.update_issuing(session, issuing, corrected, actor=cast.drafter, now=ISSUED_AT)
    assert queries.clock_start_of(session, decision) == date(2026, 9, 22), "the desk's version is not public"
    with pytest.raises(ReasonMissingError):
        submit(session, cast, issuing)
    publish_again(session, cast, issuing, reason="成文日期录入有误")
    first, second = list_entries_of(session, decision.code, "decision_issued")
    assert (second.corrects, second.reason) == (first.seq, "成文日期录入有误")
    assert queries.clock_start_of(session, decision) == date(2026, 9, 21)
    assert issuing.published_seq == second.seq


def test_a_withheld_version_gives_way_to_the_one_before_and_the_clock_goes_on(
    session: Session, cast: Cast, decision: Decision
) -> None:
    issuing = issued(session, cast, decision)
    operations.update_issuing(
        session, issuing, replace(DRAFT, text="含有个人信息"), actor=cast.drafter, now=ISSUED_AT
    )
    publish_again(session, cast, issuing, reason="补充")
    record.withhold(session, 2, reason="含有个人信息", actor=SYSTEM, now=ISSUED_AT)
    entry = queries.find_issued_entry(session, decision.code)
    assert entry is not None
    assert entry.seq == 1
    record.withhold(session, 1, reason="含有个人信息", actor=SYSTEM, now=ISSUED_AT)
    assert queries.published_issuing(session, decision.code) is None
    assert queries.clock_start_of(session, decision) == date(2026, 9, 22)


def test_a_button_s_number_of_something_else_is_refused(
    session: Session, cast: Cast, decision: Decision
) -> None:
    issuing = prepared(session, cast, decision)
    step = state(session, cast, decision)
    other = operations.submit_step(session, step, actor=cast.drafter, now=ISSUED_AT)
    submit(session, cast, issuing)
    with pytest.raises(SubmissionNotFoundError):
        approve(session, cast, issuing, other.id)
    with pytest.raises(SubmissionNotFoundError):
        operations.send_back_issuing(
            session, issuing, other.id, basis=BASIS, remark="退回", actor=cast.approver, now=ISSUED_AT
        )


# --- Steps ---


def state(
    session: Session, cast: Cast, decision: Decision, kind: StepKind = StepKind.FAIR_COMPETITION, **more
):
    """State a step; the default one has nothing behind it, so that only its own course is tested."""
    more = {"state": StepState.DONE, "done_on": date(2026, 8, 20), "actor": cast.drafter, **more}
    return operations.state_step(session, decision, kind, now=ISSUED_AT, **more)


def publish_step(session: Session, cast: Cast, step, reason: str = ""):
    submission = operations.submit_step(session, step, reason=reason, actor=cast.drafter, now=ISSUED_AT)
    return operations.approve_step(session, step, submission.id, actor=cast.approver, now=ISSUED_AT)


def test_a_step_is_published_with_what_belongs_to_its_state(
    session: Session, cast: Cast, decision: Decision
) -> None:
    step = state(
        session,
        cast,
        decision,
        planned_on=date(2026, 8, 1),
        reason="不用",
        note="不存在排除、限制竞争的内容。",
        body="区市场监管局",
        contact="不用",
        report_reason="不用",
    )
    entry = publish_step(session, cast, step)
    assert payload_of(entry) == {
        "headline": "公平竞争审查：已完成",
        "occurred_on": "2026-08-20",
        "page": "/decisions/2026-01/steps/fair_competition",
        "step": "fair_competition",
        "state": "done",
        "done_on": "2026-08-20",
        "planned_on": "",
        "reason": "",
        "note": "不存在排除、限制竞争的内容。",
        "body": "区市场监管局",
        "contact": "",
        "report_reason": "",
        "documents": [],
    }
    assert step.published_seq == entry.seq


def test_steps_wait_for_approval_side_by_side(session: Session, cast: Cast, decision: Decision) -> None:
    fair = state(session, cast, decision)
    risk = state(
        session, cast, decision, StepKind.RISK, state=StepState.PENDING, planned_on=date(2026, 10, 1)
    )
    first = operations.submit_step(session, fair, actor=cast.drafter, now=ISSUED_AT)
    second = operations.submit_step(session, risk, actor=cast.drafter, now=ISSUED_AT)
    for step, submission in ((fair, first), (risk, second)):
        operations.approve_step(session, step, submission.id, actor=cast.approver, now=ISSUED_AT)
    assert list(queries.list_step_entries(session, decision.code)) == [
        StepKind.RISK,
        StepKind.FAIR_COMPETITION,
    ], "in the order of the law, whichever was first"


def test_a_pending_step_that_happened_is_no_correction_and_a_changed_one_is(
    session: Session, cast: Cast, decision: Decision
) -> None:
    publish_step(
        session, cast, state(session, cast, decision, state=StepState.PENDING, planned_on=date(2026, 8, 1))
    )
    done = publish_step(session, cast, state(session, cast, decision))
    assert done.corrects is None
    changed = state(session, cast, decision, done_on=date(2026, 8, 21))
    with pytest.raises(ReasonMissingError):
        publish_step(session, cast, changed)
    corrected = publish_step(session, cast, changed, reason="日期有误")
    assert corrected.corrects == done.seq
    versions = queries.list_step_versions(session, decision.code, StepKind.FAIR_COMPETITION)
    assert [payload_of(entry)["state"] for entry in versions] == ["pending", "done", "done"]  # type: ignore[index]
    published = queries.published_step(session, decision.code, StepKind.FAIR_COMPETITION)
    assert published is not None
    assert published["done_on"] == "2026-08-21"


def test_does_not_apply_is_refused_once_the_public_was_called(
    session: Session, cast: Cast, decision: Decision
) -> None:
    said = {"state": StepState.NOT_APPLICABLE, "done_on": None, "reason": "本事项不邀请公众代表列席"}
    step = state(session, cast, decision, StepKind.ATTENDANCE, **said)
    submission = operations.submit_step(session, step, actor=cast.drafter, now=ISSUED_AT)
    record.publish(
        session, kind="attendance_call", subject=decision.code, payload={}, actor=SYSTEM, now=ISSUED_AT
    )
    with pytest.raises(ContradictedByRecordError):
        operations.approve_step(session, step, submission.id, actor=cast.approver, now=ISSUED_AT)
    with pytest.raises(ContradictedByRecordError):
        state(session, cast, decision, StepKind.ATTENDANCE, **said)


def test_only_the_lead_unit_speaks_of_its_steps(session: Session, cast: Cast, decision: Decision) -> None:
    for actor in (cast.approver, cast.other_drafter, cast.justice, cast.openness, cast.administrator):
        with pytest.raises(NotAllowedError):
            state(session, cast, decision, actor=actor)
    step = state(session, cast, decision)
    submission = operations.submit_step(session, step, actor=cast.drafter, now=ISSUED_AT)
    for actor in (cast.other_approver, cast.justice):
        with pytest.raises(NotAllowedError):
            operations.approve_step(session, step, submission.id, actor=actor, now=ISSUED_AT)
        with pytest.raises(NotAllowedError):
            operations.send_back_step(session, step, submission.id, remark="x", actor=actor, now=ISSUED_AT)


# --- Meeting ---


def publish_meeting(session: Session, cast: Cast, meeting, reason: str = ""):
    submission = operations.submit_meeting(session, meeting, reason=reason, actor=cast.drafter, now=ISSUED_AT)
    return operations.approve_meeting(session, meeting, submission.id, actor=cast.approver, now=ISSUED_AT)


def test_a_meeting_is_planned_then_held(session: Session, cast: Cast, decision: Decision) -> None:
    common = {"name": "第41次常务会议", "kind": MeetingKind.STANDING, "actor": cast.drafter, "now": ISSUED_AT}
    meeting = operations.plan_meeting(session, decision, planned_on=date(2026, 9, 9), **common)
    publish_meeting(session, cast, meeting)
    all_papers(session, cast, decision)
    held = operations.record_meeting(session, decision, held_on=date(2026, 9, 10), **common)
    assert held is meeting
    entry = publish_meeting(session, cast, meeting)
    assert entry.corrects is None
    assert queries.published_meeting(session, decision.code) == {
        "headline": "第41次常务会议审议",
        "occurred_on": "2026-09-10",
        "page": "",
        "name": "第41次常务会议",
        "kind": "standing",
        "planned_on": "2026-09-09",
        "held_on": "2026-09-10",
        "documents": [],
    }


def test_another_day_for_a_published_plan_is_a_correction(
    session: Session, cast: Cast, decision: Decision
) -> None:
    common = {"actor": cast.drafter, "now": ISSUED_AT}
    publish_meeting(
        session, cast, operations.plan_meeting(session, decision, planned_on=date(2026, 9, 9), **common)
    )
    meeting = operations.plan_meeting(session, decision, planned_on=date(2026, 9, 16), **common)
    with pytest.raises(ReasonMissingError):
        publish_meeting(session, cast, meeting)
    assert publish_meeting(session, cast, meeting, reason="会议改期").corrects == 1


def test_a_meeting_is_not_recorded_before_it_was_held(
    session: Session, cast: Cast, decision: Decision
) -> None:
    with pytest.raises(DateInFutureError):
        operations.record_meeting(
            session, decision, held_on=date(2026, 9, 24), actor=cast.drafter, now=ISSUED_AT
        )
    with pytest.raises(NotAllowedError):
        operations.plan_meeting(
            session, decision, planned_on=date(2026, 9, 24), actor=cast.other_drafter, now=ISSUED_AT
        )


def test_what_has_not_happened_belongs_to_the_day_of_its_publication(
    session: Session, cast: Cast, decision: Decision
) -> None:
    pending = state(session, cast, decision, state=StepState.PENDING, planned_on=date(2026, 12, 1))
    publish_step(session, cast, pending)
    publish_meeting(
        session,
        cast,
        operations.plan_meeting(
            session, decision, planned_on=date(2026, 12, 10), actor=cast.drafter, now=ISSUED_AT
        ),
    )
    for entry in list_entries_of(session, decision.code):
        payload = payload_of(entry)
        assert payload is not None
        assert payload["occurred_on"] == ""
        assert payload["planned_on"].startswith("2026-12")

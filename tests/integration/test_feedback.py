"""From answers to the published disclosure, on both engines."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion, Visibility
from decisions.errors import NotAllowedError
from decisions.extensions import db
from decisions.feedback.errors import (
    AnsweredMeanwhileError,
    AnswerIncompleteError,
    AnswersEmptyError,
    AnswersRefusedError,
    AnswerUploadNotFoundError,
    DisclosureIncompleteError,
    DisclosureNotPublishedError,
    DisclosureSubmittedError,
    DisclosureUnchangedError,
    DispositionMissingError,
    EarlyAfterFinalError,
    TopicLabelTakenError,
)
from decisions.feedback.models import Answer, AnswerUpload, Disclosure, Topic
from decisions.feedback.operations import (
    answer_opinion,
    answer_topic,
    approve_disclosure,
    import_answers,
    import_upload,
    keep_answers,
    prepare_disclosure,
    rename_topic,
    send_back_disclosure,
    submit_disclosure,
)
from decisions.feedback.queries.published import (
    assess_duty,
    find_answer,
    find_published,
    get_published,
    list_disclosures,
    list_versions,
)
from decisions.feedback.queries.work import (
    AnswerState,
    QueueFilter,
    count_queue,
    find_next_unanswered,
    get_queued,
    list_queue,
    list_topics,
    measure_progress,
)
from decisions.feedback.rules import DisclosureKind, Disposition
from decisions.feedback.rules.answers import Reply
from decisions.feedback.rules.importing import AnswerRow
from decisions.record.errors import (
    ChangedSinceSubmissionError,
    ReasonMissingError,
    SamePersonError,
    SubmissionNotFoundError,
)
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import payload_of, verify_record
from decisions.record.rules import canonical
from decisions.services.actor import Actor, Role
from decisions.services.duties import DutyState
from decisions.services.outbox import OutboxMessage
from tests.cast import Cast
from tests.factories import feedback as make

NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
ADOPTED, PARTLY, NOT, OUT = Disposition
YES = Reply(ADOPTED, "采纳。", "送审稿第九条")
NO = Reply(NOT, "没有上位法依据。")
PORTAL = "https://example.cn"


def first_opinion(session: Session) -> Opinion:
    return session.scalars(select(Opinion).order_by(Opinion.id)).first()  # type: ignore[return-value]


def answer_all(session: Session, decision: Decision, name: str, drafter: Actor) -> None:
    import_answers(session, decision, make.answer_rows(name), actor=drafter, now=NOW)


def prepared(session: Session, decision: Decision, drafter: Actor, **changes: object) -> Disclosure:
    values = {"kind": DisclosureKind.FINAL, "summary": "感谢参与。", "actor": drafter, "now": NOW, **changes}
    return prepare_disclosure(session, decision, **values)  # type: ignore[arg-type]


def published(
    session: Session,
    decision: Decision,
    drafter: Actor,
    approver: Actor,
    *,
    now: datetime = NOW,
    **changes: object,
) -> RecordEntry:
    disclosure = prepared(session, decision, drafter, now=now, **changes)
    submission = submit_disclosure(session, disclosure, actor=drafter, now=now)
    return approve_disclosure(session, disclosure, submission.id, portal_url=PORTAL, actor=approver, now=now)


# Answering


def test_an_answer_is_kept_with_its_topic(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    opinion = first_opinion(session)
    answer_opinion(session, opinion, NO, topic_label=" 小区 ", revision=0, actor=cast.drafter, now=NOW)
    session.commit()

    queued = get_queued(session, decision.id, opinion.id)
    assert (queued.topic, queued.reply, queued.own, queued.revision) == ("小区", NO, NO, 1)
    assert not queued.is_inherited
    assert measure_progress(session, decision.id).answered == 1


def test_the_second_of_two_people_is_told(session: Session, cast: Cast) -> None:
    make.scenario(session, "A")
    opinion = first_opinion(session)
    answer_opinion(session, opinion, NO, topic_label="", revision=0, actor=cast.drafter, now=NOW)
    with pytest.raises(AnsweredMeanwhileError):
        answer_opinion(session, opinion, YES, topic_label="", revision=0, actor=cast.drafter, now=NOW)
    answer_opinion(session, opinion, YES, topic_label="", revision=1, actor=cast.drafter, now=NOW)
    with pytest.raises(AnsweredMeanwhileError):
        answer_opinion(session, opinion, NO, topic_label="", revision=1, actor=cast.drafter, now=NOW)
    assert session.scalars(select(Answer)).one().disposition is ADOPTED


def test_two_first_answers_at_the_same_moment_are_one(session: Session, cast: Cast) -> None:
    """The row that another transaction put in between is what the unique key is for."""
    make.scenario(session, "A")
    opinion = first_opinion(session)
    session.add(Answer(opinion_id=opinion.id, answered_at=NOW))
    session.commit()
    session.add(Answer(opinion_id=opinion.id, answered_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_members_inherit_their_topic_s_answer_and_an_own_answer_wins(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    one, two, three = session.scalars(select(Opinion).order_by(Opinion.id).limit(3))
    for opinion in (one, two):
        answer_opinion(session, opinion, Reply(), topic_label="小区", revision=0, actor=cast.drafter, now=NOW)
    answer_opinion(session, three, YES, topic_label="小区", revision=0, actor=cast.drafter, now=NOW)
    assert measure_progress(session, decision.id).answered == 1

    (summary,) = list_topics(session, decision.id)
    answer_topic(session, summary.topic, NO, actor=cast.drafter, now=NOW)
    assert (summary.opinions, summary.persons, summary.with_own_answer) == (3, 3, 1)
    replies = [get_queued(session, decision.id, opinion.id).reply for opinion in (one, two, three)]
    assert replies == [NO, NO, YES]
    assert get_queued(session, decision.id, one.id).is_inherited


@pytest.mark.parametrize(
    ("reply", "topic", "error"),
    [
        (Reply(), "", DispositionMissingError),
        (Reply(NOT), "", AnswerIncompleteError),
        (Reply(PARTLY, " "), "小区", AnswerIncompleteError),
    ],
)
def test_an_incomplete_answer_is_refused(
    session: Session, cast: Cast, reply: Reply, topic: str, error: type[Exception]
) -> None:
    make.scenario(session, "A")
    with pytest.raises(error):
        answer_opinion(
            session, first_opinion(session), reply, topic_label=topic, revision=0, actor=cast.drafter, now=NOW
        )
    assert session.scalar(select(func.count(Answer.id))) == 0


@pytest.mark.parametrize("post", ["approver", "other_drafter", "openness", "justice", "administrator"])
def test_only_the_lead_unit_s_drafters_answer(session: Session, cast: Cast, post: str) -> None:
    decision = make.scenario(session, "A")
    actor = getattr(cast, post)
    with pytest.raises(NotAllowedError):
        answer_opinion(session, first_opinion(session), YES, topic_label="", revision=0, actor=actor, now=NOW)
    with pytest.raises(NotAllowedError):
        import_answers(session, decision, make.answer_rows("A"), actor=actor, now=NOW)
    with pytest.raises(NotAllowedError):
        prepare_disclosure(session, decision, kind=DisclosureKind.FINAL, summary="", actor=actor, now=NOW)


def test_two_topics_can_t_have_one_name(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    one, two = session.scalars(select(Opinion).order_by(Opinion.id).limit(2))
    answer_opinion(session, one, YES, topic_label="甲", revision=0, actor=cast.drafter, now=NOW)
    answer_opinion(session, two, YES, topic_label="乙", revision=0, actor=cast.drafter, now=NOW)
    topic = session.scalars(select(Topic).where(Topic.label == "乙")).one()
    with pytest.raises(TopicLabelTakenError):
        rename_topic(session, topic, "甲", actor=cast.drafter, now=NOW)
    rename_topic(session, topic, "丙", actor=cast.drafter, now=NOW)
    assert {each.topic.label for each in list_topics(session, decision.id)} == {"甲", "丙"}


# The queue


def test_the_queue_is_filtered_and_leads_to_the_next_one(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    ids = list(session.scalars(select(Opinion.id).order_by(Opinion.id)))
    assert find_next_unanswered(session, decision.id) == ids[0]
    assert find_next_unanswered(session, decision.id, after_id=ids[-1]) == ids[0]
    answer_opinion(
        session, first_opinion(session), NO, topic_label="小区", revision=0, actor=cast.drafter, now=NOW
    )
    assert find_next_unanswered(session, decision.id, after_id=ids[0]) == ids[1]

    def count(**wanted: object) -> int:
        return count_queue(session, decision.id, QueueFilter(**wanted))  # type: ignore[arg-type]

    topic = session.scalars(select(Topic)).one()
    assert count() == 47
    assert count(state=AnswerState.UNANSWERED) == 46
    assert count(state=AnswerState.ANSWERED) == 1
    assert count(topic_id=topic.id) == 1
    assert count(topic_id=0) == 46
    assert count(channel="symposium") == 6
    assert count(text="TC2026-003") == 1
    assert count(text="信用黑名单") == 1
    assert count(text="%") == 0
    page = list_queue(session, decision.id, QueueFilter(), limit=20, offset=40)
    assert [each.number for each in page] == [f"TC2026-{place:03d}" for place in range(41, 48)]


def test_missing_reasons_and_clauses_are_found_wherever_the_answer_stands(
    session: Session, cast: Cast
) -> None:
    decision = make.scenario(session, "A")
    one, two, three = session.scalars(select(Opinion).order_by(Opinion.id).limit(3))
    topic = Topic(decision_id=decision.id, label="小区", disposition=PARTLY, reason="")
    session.add(topic)
    session.add(Answer(opinion_id=one.id, topic=topic, answered_at=NOW))
    session.add(Answer(opinion_id=two.id, topic=topic, disposition=ADOPTED, reason="采纳", answered_at=NOW))
    session.add(Answer(opinion_id=three.id, disposition=NOT, reason="", answered_at=NOW))
    session.flush()

    def numbers(state: AnswerState) -> list[int]:
        found = list_queue(session, decision.id, QueueFilter(state=state), limit=9)
        return [each.opinion.id for each in found]

    assert numbers(AnswerState.REASON_MISSING) == [one.id, three.id]
    assert numbers(AnswerState.CLAUSE_MISSING) == [two.id]


# Importing


@pytest.mark.parametrize(
    ("name", "counts"), [("A", (18, 9, 14, 6)), ("B", (5, 1, 2, 0)), ("C", (2, 0, 1, 0))]
)
def test_the_answers_of_the_demonstration_are_taken_over_once(
    session: Session, cast: Cast, name: str, counts: tuple[int, ...]
) -> None:
    decision = make.scenario(session, name)
    drafter = cast.other_drafter if name == "C" else cast.drafter
    plan = import_answers(session, decision, make.answer_rows(name), actor=drafter, now=NOW)
    session.commit()
    again = import_answers(session, decision, make.answer_rows(name), actor=drafter, now=NOW)
    session.commit()

    assert plan.count_new == sum(counts)
    assert (again.count_new, again.count_changed) == (0, 0)
    revisions = set(session.scalars(select(Answer.revision)))
    assert revisions == {1}  # the second time no row was touched
    found = list_queue(session, decision.id, QueueFilter(), limit=50)
    told = [sum(each.reply.disposition is one for each in found) for one in Disposition]
    assert tuple(told) == counts


def test_one_wrong_row_and_nothing_is_taken_over(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    rows = [*make.answer_rows("A"), AnswerRow(49, "TC2026-999", "采纳")]
    with pytest.raises(AnswersRefusedError) as refusal:
        import_answers(session, decision, rows, actor=cast.drafter, now=NOW)
    assert [problem.row for problem in refusal.value.problems] == [49]
    assert session.scalar(select(func.count(Answer.id))) == 0
    assert session.scalar(select(func.count(Topic.id))) == 0


def test_answers_are_looked_at_before_they_are_taken_over(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    upload = keep_answers(
        session, decision, make.answer_rows("A"), name="意见.xlsx", actor=cast.drafter, now=NOW
    )
    assert measure_progress(session, decision.id).answered == 0
    import_upload(session, decision, upload.id, actor=cast.drafter, now=NOW)
    session.commit()
    assert measure_progress(session, decision.id).answered == 47
    assert session.scalar(select(func.count(AnswerUpload.id))) == 0
    with pytest.raises(AnswerUploadNotFoundError):
        import_upload(session, decision, upload.id, actor=cast.drafter, now=NOW)


def test_a_spreadsheet_without_answers_is_not_kept(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    with pytest.raises(AnswersEmptyError):
        keep_answers(
            session, decision, [AnswerRow(2, "TC2026-001", "")], name="x", actor=cast.drafter, now=NOW
        )


# The gate


def missing(session: Session, decision: Decision, actor: Actor) -> list[str]:
    disclosure = prepared(session, decision, actor)
    try:
        submit_disclosure(session, disclosure, actor=actor, now=NOW)
    except DisclosureIncompleteError as refusal:
        return [str(problem.message) for problem in refusal.problems]
    return []


def test_the_gate_refuses_and_names_what_is_missing(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A", issued=False)
    opinions = session.scalars(select(Opinion).order_by(Opinion.id)).all()
    opinions[0].visibility = Visibility.RECEIVED
    rows = [row for row in make.answer_rows("A") if row.number != "TC2026-047"]
    import_answers(session, decision, rows, actor=cast.drafter, now=NOW)
    lines = missing(session, decision, cast.drafter)
    assert [line.split("（")[0] for line in lines] == [
        "1 条意见尚未决定是否公开展示",
        "1 条意见还没有处理结果",
        "决策文件尚未公布。正式反馈在决策文件出台后公布；在此之前可以先公布阶段性反馈。",
    ]
    assert session.scalar(select(func.count(Submission.id))) == 0


def test_the_gate_wants_the_record_of_every_occasion(session: Session, cast: Cast) -> None:
    decision = make.decision(session, "B")
    round_ = make.consultation(session, decision, "B")
    make.opinions(session, round_, make.rows_of("B"))
    make.issue(session, decision, "B")
    answer_all(session, decision, "B", cast.drafter)
    assert missing(session, decision, cast.drafter) == ["有 3 条意见来自座谈会，但没有这次座谈会的记录。"]


def test_an_open_window_stops_even_the_early_version(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A", issued=False)
    answer_all(session, decision, "A", cast.drafter)
    early = prepared(session, decision, cast.drafter, kind=DisclosureKind.EARLY)
    with pytest.raises(DisclosureIncompleteError):
        submit_disclosure(session, early, actor=cast.drafter, now=datetime(2026, 7, 15, 15, tzinfo=UTC))
    submit_disclosure(session, early, actor=cast.drafter, now=datetime(2026, 7, 15, 16, tzinfo=UTC))


# Publishing


def test_the_parking_rules_are_answered_on_the_ninth_working_day(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    entry = published(session, decision, cast.drafter, cast.approver)
    session.commit()

    payload = payload_of(entry)
    assert payload is not None
    totals = payload["totals"]
    assert [totals["received"], *(totals[each] for each in Disposition)] == [47, 18, 9, 14, 6]
    assert totals["received"] == totals["shown"] + totals["withheld"]
    assert [(each["topic"], each["persons"]) for each in payload["concentrated"]] == [
        ("住宅小区一律不得对外共享", 7),
        ("机关事业单位停车场全天免费开放", 6),
    ]
    assert [way["way"] for way in payload["ways"]] == [
        "open_consultation", "symposium", "poll", "visit", "symposium",
    ]  # fmt: skip
    assert sum(way["opinions"] for way in payload["ways"]) == 47
    duty = assess_duty(session, decision, today=date(2026, 11, 1))
    assert (duty.state, duty.met_on, duty.met_working_day, duty.due_on) == (
        DutyState.MET, date(2026, 10, 12), 9, date(2026, 10, 13),
    )  # fmt: skip
    row = session.scalars(select(Disclosure)).one()
    assert (row.published_seq, row.published_at, row.due_on) == (entry.seq, NOW, date(2026, 10, 13))
    assert row.figures["adopted"] == 18
    assert verify_record(session) == []


def test_the_village_was_answered_one_working_day_late_and_stays_so(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "B")
    answer_all(session, decision, "B", cast.drafter)
    late = datetime(2026, 3, 6, 1, tzinfo=UTC)
    entry = published(session, decision, cast.drafter, cast.approver, now=late)
    session.commit()
    for today in (date(2026, 3, 6), date(2026, 3, 9), date(2026, 12, 31)):
        duty = assess_duty(session, decision, today=today)
        assert (duty.state, duty.due_on, duty.late_working_days) == (DutyState.MET_LATE, date(2026, 3, 5), 1)
        assert duty.met_working_day == 11
    payload = payload_of(entry)
    assert payload is not None
    assert [(each["topic"], each["persons"], each["opinions"]) for each in payload["concentrated"]] == [
        ("安置房选址", 3, 2)
    ]
    assert payload["totals"]["persons"] == 9


@pytest.mark.parametrize(
    ("instant", "state", "late"),
    [
        (datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC), DutyState.MET, 0),  # 23:59:59 in Shanghai
        (datetime(2026, 3, 5, 16, 0, 0, tzinfo=UTC), DutyState.MET_LATE, 1),  # 24:00: the next day
    ],
)
def test_the_last_day_lasts_to_its_end_in_shanghai(
    session: Session, cast: Cast, instant: datetime, state: DutyState, late: int
) -> None:
    decision = make.scenario(session, "B")
    answer_all(session, decision, "B", cast.drafter)
    published(session, decision, cast.drafter, cast.approver, now=instant)
    duty = assess_duty(session, decision, today=date(2026, 4, 1))
    assert (duty.state, duty.late_working_days) == (state, late)


def test_the_centre_heard_three_spoken_opinions_and_none_from_the_public(
    session: Session, cast: Cast
) -> None:
    decision = make.scenario(session, "C")
    answer_all(session, decision, "C", cast.other_drafter)
    now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    entry = published(
        session, decision, cast.other_drafter, cast.other_approver, now=now, kind=DisclosureKind.EARLY
    )
    payload = payload_of(entry)
    assert payload is not None
    assert payload["ways"][0]["opinions"] == 0
    assert [(each["way"], each["opinions"]) for each in payload["ways"][1:]] == [
        ("written", 0),
        ("symposium", 3),
    ]
    assert payload["issued"] == {}
    duty = assess_duty(session, decision, today=date(2026, 11, 24))
    assert duty.state is DutyState.NOT_STARTED


def test_nobody_said_anything_and_that_is_published(session: Session, cast: Cast) -> None:
    decision = make.decision(session, "A")
    make.consultation(session, decision, "A")
    make.issue(session, decision, "A")
    entry = published(session, decision, cast.drafter, cast.approver)
    payload = payload_of(entry)
    assert payload is not None
    assert payload["totals"]["received"] == 0
    assert payload["opinions"] == payload["concentrated"] == []
    assert payload["headline"] == "公布公众意见采纳情况：未收到意见"


def test_no_personal_data_goes_out(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    entry = published(session, decision, cast.drafter, cast.approver)
    text = entry.payload or ""
    contacts = [row["联系方式"] for row in make.rows_of("A") if row["联系方式"]]
    people = [row["姓名或单位"] for row in make.rows_of("A") if row["提交者类型"] == "个人"]
    assert not [each for each in contacts if each in text]
    assert not [each for each in people if len(each) > 1 and each in text]
    assert not [opinion.receipt for opinion in session.scalars(select(Opinion)) if opinion.receipt in text]
    assert "上海泊邻演示停车管理有限公司" in text


def test_a_withheld_opinion_is_counted_and_answered_and_not_shown(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    opinion = first_opinion(session)
    opinion.visibility, opinion.withheld_reason = Visibility.WITHHELD, "no_substance"
    answer_all(session, decision, "A", cast.drafter)
    payload = payload_of(published(session, decision, cast.drafter, cast.approver))
    assert payload is not None
    told = payload["opinions"][0]
    assert (told["text"], told["withheld_reason"], told["disposition"]) == (
        "", "测试或者没有实质内容", "not_adopted",
    )  # fmt: skip
    assert (payload["totals"]["shown"], payload["totals"]["withheld"]) == (46, 1)
    assert payload["totals"]["withheld_by_reason"] == [{"reason": "测试或者没有实质内容", "count": 1}]


def test_two_people_publish(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    both = Actor(
        id=cast.drafter.id,
        name=cast.drafter.name,
        unit_id=cast.drafter.unit_id,
        roles=frozenset({Role.DRAFTER, Role.APPROVER}),
    )
    disclosure = prepared(session, decision, both)
    submission = submit_disclosure(session, disclosure, actor=both, now=NOW)
    session.commit()
    for actor, error in (
        (both, SamePersonError),
        (cast.drafter, NotAllowedError),
        (cast.other_approver, NotAllowedError),
        (cast.openness, NotAllowedError),
    ):
        with pytest.raises(error):
            approve_disclosure(session, disclosure, submission.id, portal_url=PORTAL, actor=actor, now=NOW)
    assert find_published(session, decision.id) is None
    approve_disclosure(session, disclosure, submission.id, portal_url=PORTAL, actor=cast.approver, now=NOW)
    with pytest.raises(SubmissionNotFoundError):
        approve_disclosure(
            session, disclosure, submission.id, portal_url=PORTAL, actor=cast.approver, now=NOW
        )


def test_while_it_waits_nothing_changes_and_what_did_change_is_noticed(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    disclosure = prepared(session, decision, cast.drafter)
    submission = submit_disclosure(session, disclosure, actor=cast.drafter, now=NOW)
    opinion = first_opinion(session)
    topic = session.scalars(select(Topic)).first()
    assert topic is not None
    with pytest.raises(DisclosureSubmittedError):
        answer_opinion(session, opinion, YES, topic_label="", revision=1, actor=cast.drafter, now=NOW)
    with pytest.raises(DisclosureSubmittedError):
        answer_topic(session, topic, YES, actor=cast.drafter, now=NOW)
    with pytest.raises(DisclosureSubmittedError):
        import_answers(session, decision, make.answer_rows("A"), actor=cast.drafter, now=NOW)
    with pytest.raises(DisclosureSubmittedError):
        prepared(session, decision, cast.drafter)
    with pytest.raises(DisclosureSubmittedError):
        submit_disclosure(session, disclosure, actor=cast.drafter, now=NOW)
    opinion.content_shown = "改过"
    session.flush()
    with pytest.raises(ChangedSinceSubmissionError):
        approve_disclosure(
            session, disclosure, submission.id, portal_url=PORTAL, actor=cast.approver, now=NOW
        )


def test_what_is_sent_back_can_be_mended_and_submitted_again(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    disclosure = prepared(session, decision, cast.drafter)
    submission = submit_disclosure(session, disclosure, actor=cast.drafter, now=NOW)
    with pytest.raises(ReasonMissingError):
        send_back_disclosure(session, disclosure, submission.id, remark=" ", actor=cast.approver, now=NOW)
    with pytest.raises(NotAllowedError):
        send_back_disclosure(session, disclosure, submission.id, remark="改", actor=cast.drafter, now=NOW)
    send_back_disclosure(
        session, disclosure, submission.id, remark="请补充说明。", actor=cast.approver, now=NOW
    )
    entry = published(session, decision, cast.drafter, cast.approver, summary="补充后的说明。")
    payload = payload_of(entry)
    assert payload is not None
    assert (payload["version"], payload["summary"]) == (1, "补充后的说明。")


# Versions


def test_an_early_version_and_the_final_one_are_both_kept(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A", issued=False)
    answer_all(session, decision, "A", cast.drafter)
    early_at = datetime(2026, 8, 1, 2, tzinfo=UTC)
    published(session, decision, cast.drafter, cast.approver, now=early_at, kind=DisclosureKind.EARLY)
    make.issue(session, decision, "A")
    duty = assess_duty(session, decision, today=date(2026, 9, 30))
    assert duty.state is DutyState.PENDING  # the early version does not meet the duty

    entry = published(session, decision, cast.drafter, cast.approver)
    session.commit()
    assert entry.corrects is None
    assert [(each.version, each.kind) for each in list_versions(session, decision.id)] == [
        (2, DisclosureKind.FINAL),
        (1, DisclosureKind.EARLY),
    ]
    assert get_published(session, decision.id).version == 2
    assert get_published(session, decision.id, 1).kind is DisclosureKind.EARLY
    with pytest.raises(DisclosureNotPublishedError):
        get_published(session, decision.id, 3)
    assert assess_duty(session, decision, today=date(2026, 11, 1)).state is DutyState.MET
    with pytest.raises(EarlyAfterFinalError):
        prepared(session, decision, cast.drafter, kind=DisclosureKind.EARLY)


def test_a_correction_needs_its_reason_and_leaves_the_day_of_the_first(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    first = published(session, decision, cast.drafter, cast.approver)
    with pytest.raises(DisclosureUnchangedError):
        published(session, decision, cast.drafter, cast.approver, reason="没有改动")
    opinion = first_opinion(session)
    revision = get_queued(session, decision.id, opinion.id).revision
    answer_opinion(session, opinion, NO, topic_label="小区", revision=revision, actor=cast.drafter, now=NOW)
    later = datetime(2026, 11, 2, 2, tzinfo=UTC)
    with pytest.raises(ReasonMissingError):
        published(session, decision, cast.drafter, cast.approver, now=later)
    second = published(
        session, decision, cast.drafter, cast.approver, now=later, reason="答复有误，予以更正。"
    )
    session.commit()
    assert (second.corrects, second.reason) == (first.seq, "答复有误，予以更正。")
    duty = assess_duty(session, decision, today=date(2026, 12, 1))
    assert (duty.state, duty.met_on) == (DutyState.MET, date(2026, 10, 12))


# What the public and the submitters are told


def test_a_receipt_says_nothing_before_the_disclosure_is_published(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    opinion = first_opinion(session)
    assert find_answer(session, opinion) is None
    answer_all(session, decision, "A", cast.drafter)
    assert find_answer(session, opinion) is None
    disclosure = prepared(session, decision, cast.drafter)
    submission = submit_disclosure(session, disclosure, actor=cast.drafter, now=NOW)
    assert find_answer(session, opinion) is None
    approve_disclosure(session, disclosure, submission.id, portal_url=PORTAL, actor=cast.approver, now=NOW)
    answer = find_answer(session, opinion)
    assert answer is not None
    assert (answer.disposition, answer.version, answer.published_at) == (NOT, 1, NOW)
    assert answer.reason.startswith("征求意见稿第九条以")
    assert answer.page == "/feedback/2026-01"


def test_a_receipt_shows_what_was_published_not_what_the_desk_says_now(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    published(session, decision, cast.drafter, cast.approver)
    opinion = first_opinion(session)
    revision = get_queued(session, decision.id, opinion.id).revision
    answer_opinion(session, opinion, YES, topic_label="", revision=revision, actor=cast.drafter, now=NOW)
    answer = find_answer(session, opinion)
    assert answer is not None
    assert answer.disposition is NOT


def test_whoever_left_an_address_is_told_once(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A", issued=False)
    answer_all(session, decision, "A", cast.drafter)
    published(session, decision, cast.drafter, cast.approver, kind=DisclosureKind.EARLY)
    make.issue(session, decision, "A")
    addresses = {row["联系方式"] for row in make.rows_of("A") if "@" in row["联系方式"]}
    assert addresses
    published(session, decision, cast.drafter, cast.approver)
    session.commit()
    messages = session.scalars(select(OutboxMessage)).all()
    assert sorted(message.recipient for message in messages) == sorted(addresses)
    lawyer = next(message for message in messages if message.recipient == "hejc_law@example.cn")
    assert "处理结果：采纳" in lawyer.body
    assert "修改条款：征求意见稿第二十一条" in lawyer.body
    assert "https://example.cn/feedback/2026-01" in lawyer.body

    opinion = session.scalars(select(Opinion).where(Opinion.number == "TC2026-012")).one()
    revision = get_queued(session, decision.id, opinion.id).revision
    answer_opinion(
        session, opinion, NO, topic_label="信用惩戒条款", revision=revision, actor=cast.drafter, now=NOW
    )
    published(session, decision, cast.drafter, cast.approver, reason="更正一条答复。")
    assert session.scalar(select(func.count(OutboxMessage.id))) == len(addresses) + 1


def test_the_list_of_disclosures_takes_a_constant_number_of_queries(session: Session, cast: Cast) -> None:
    from sqlalchemy import event

    parking = make.scenario(session, "A")
    answer_all(session, parking, "A", cast.drafter)
    published(session, parking, cast.drafter, cast.approver)
    make.scenario(session, "B")
    make.scenario(session, "C")
    session.commit()
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *each: statements.append(each[2]))
    listed = list_disclosures(session, today=date(2026, 11, 24))
    states = {each.decision.code: (each.duty.state, each.latest is not None) for each in listed}
    assert states == {
        "2026-01": (DutyState.MET, True),
        "2026-02": (DutyState.OVERDUE, False),
        "2026-03": (DutyState.NOT_STARTED, False),
    }
    assert len(statements) <= 8
    assert listed[0].figures["received"] == 47


def test_the_snapshot_is_the_same_whenever_it_is_made(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    answer_all(session, decision, "A", cast.drafter)
    disclosure = prepared(session, decision, cast.drafter)
    submission = submit_disclosure(session, disclosure, actor=cast.drafter, now=NOW)
    session.commit()
    session.expire_all()
    entry = approve_disclosure(
        session,
        disclosure,
        submission.id,
        portal_url=PORTAL,
        actor=cast.approver,
        now=datetime(2026, 10, 13, 15, tzinfo=UTC),
    )
    payload = payload_of(entry)
    assert canonical(payload) == entry.payload == submission.payload

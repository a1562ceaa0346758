"""Answers, counts, concentration and the gate, on the demonstration's own opinions and made-up ones."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.consultation.rules import Channel, Way
from decisions.errors import Level
from decisions.feedback.errors import AnswerIncompleteError, PartsTooFewError, PartsUnlikeError
from decisions.feedback.rules import Disposition, doubts
from decisions.feedback.rules.answers import (
    HeardOpinion,
    Part,
    Reply,
    changed_clause,
    check_reply,
    effective_reply,
    parse_disposition,
)
from decisions.feedback.rules.concentration import Threshold, concentrated_refusals
from decisions.feedback.rules.doubts import repeated_reasons, says_nothing
from decisions.feedback.rules.gate import Case, HeardWay, HeardWindow, missing_for_disclosure
from decisions.feedback.rules.importing import AnswerRow, KnownOpinion, plan_answers
from decisions.feedback.rules.parts import find_cuts, overall_reply, part_texts, propose_points
from decisions.feedback.rules.totals import count_totals
from tests.factories.feedback import answer_rows, heard, rows_of

ADOPTED, PARTLY, NOT, OUT = Disposition
SYMPOSIUM = HeardWay(Way.SYMPOSIUM, "EV-1", is_published=True, opinions_count=1)
WINDOW = HeardWindow("2026-01-c", is_closed=True, received=1, sealed_count=None)


def case(*opinions: HeardOpinion, **changes: object) -> Case:
    whole = Case(
        code="2026-01",
        opinions=opinions,
        windows=[WINDOW],
        ways=[],
        is_issued=True,
        has_clauses=True,
        has_clause=lambda _text: True,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def told(whole: Case, *, is_final: bool = True) -> list[str]:
    return [str(problem.message) for problem in missing_for_disclosure(whole, is_final=is_final)]


# What one opinion was told


def test_an_own_answer_wins_over_the_topic_s() -> None:
    own, topic = Reply(ADOPTED, "采纳。", "第九条"), Reply(NOT, "不采纳。")
    assert effective_reply(own, topic) == own
    assert effective_reply(Reply(), topic) == topic
    assert effective_reply(None, topic) == topic
    assert effective_reply(None, None) == Reply()


@pytest.mark.parametrize(
    ("disposition", "reason", "is_refused"),
    [
        (ADOPTED, "", False),
        (OUT, "", False),
        (PARTLY, "", True),
        (NOT, "", True),
        (NOT, " 　\n", True),
        (PARTLY, "部分采纳。", True),
        (PARTLY, "部分采纳。开放时段由小区自定。", False),
        (NOT, "已阅，谢谢。", True),
        (NOT, "没有上位法依据。", False),
        (None, "", False),
    ],
)
def test_whoever_did_not_get_all_is_told_why(
    disposition: Disposition | None, reason: str, is_refused: bool
) -> None:
    if is_refused:
        with pytest.raises(AnswerIncompleteError):
            check_reply(Reply(disposition, reason))
    else:
        check_reply(Reply(disposition, reason))


@pytest.mark.parametrize(
    ("word", "disposition"),
    [
        ("采纳", ADOPTED),
        (" 部分采纳。", PARTLY),
        ("不予采纳", NOT),
        ("未采纳", NOT),
        ("不属于本事项", OUT),
        ("采 纳", ADOPTED),
        ("研究中", None),
        ("", None),
    ],
)
def test_words_of_an_office_mean_dispositions(word: str, disposition: Disposition | None) -> None:
    assert parse_disposition(word) is disposition


@pytest.mark.parametrize(
    ("reason", "clause"),
    [
        ("采纳。送审稿第十八条第三款增加单独列账的规定。", "送审稿第十八条第三款"),
        ("采纳。征求意见稿第二十一条整条删除；改由送审稿第十九条处理。", "征求意见稿第二十一条"),
        ("采纳。送审稿新增第十六条第二款，明确减免。", "送审稿第十六条第二款"),
        ("采纳。实施方案增加第九部分，要求提前告知。", "实施方案第九部分"),
        ("采纳。实施方案第五部分改为按月发放。", "实施方案第五部分"),
        ("采纳。按照《民法典》第二百七十八条办理。", ""),
        ("采纳。设计单位已将坡道调整至主入口东侧。", ""),
    ],
)
def test_the_changed_clause_is_read_from_the_reason(reason: str, clause: str) -> None:
    assert changed_clause(reason) == clause


def test_every_adopted_opinion_of_the_parking_rules_names_its_clause() -> None:
    adopted = [row["理由"] for row in rows_of("A") if row["处理结果"] == "采纳"]
    assert len(adopted) == 18
    assert all(changed_clause(reason) for reason in adopted)


# Answers from a spreadsheet


def known(scenario: str) -> list[KnownOpinion]:
    return [KnownOpinion(place, row["编号"]) for place, row in enumerate(rows_of(scenario), start=1)]


@pytest.mark.parametrize(
    ("scenario", "counts"), [("A", (18, 9, 14, 6)), ("B", (5, 1, 2, 0)), ("C", (2, 0, 1, 0))]
)
def test_all_rows_of_the_demonstration_are_understood(scenario: str, counts: tuple[int, ...]) -> None:
    plan = plan_answers(answer_rows(scenario), known(scenario))
    assert not plan.problems
    assert plan.count_new == sum(counts)
    assert (
        tuple(
            sum(answer.reply.disposition is disposition for answer in plan.answers)
            for disposition in Disposition
        )
        == counts
    )


def test_a_topic_whose_members_hear_the_same_answers_once() -> None:
    plan = plan_answers(answer_rows("A"), known("A"))
    answered = {topic for topic, reply in plan.topics.items() if reply.disposition}
    assert answered == {"住宅小区一律不得对外共享", "机关事业单位停车场全天免费开放"}
    inherited = [answer for answer in plan.answers if answer.own == Reply()]
    assert len(inherited) == 13
    assert all(answer.reply.disposition is NOT for answer in inherited)


def test_a_second_import_of_the_same_file_changes_nothing() -> None:
    first = plan_answers(answer_rows("A"), known("A"))
    after = [
        KnownOpinion(answer.opinion_id, answer.number, answer.topic, answer.reply) for answer in first.answers
    ]
    second = plan_answers(answer_rows("A"), after)
    assert (second.count_new, second.count_changed, second.count_unchanged) == (0, 0, 47)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (AnswerRow(2, "T-1", "研究中"), "处理结果“研究中”不是采纳、部分采纳、不采纳或者不属于本事项。"),
        (AnswerRow(2, "", "采纳"), "没有填写意见编号，不知道答复的是哪条意见。"),
        (AnswerRow(2, "T-9", "采纳"), "本事项没有编号为“T-9”的意见。"),
        (AnswerRow(2, "T-2", "采纳"), "编号“T-2”对应多条意见，请在工作台逐条答复。"),
        (AnswerRow(2, "T-1", "不采纳"), "部分采纳或者不采纳的，请写明理由。"),
        (AnswerRow(2, "T-1", "采纳", topic="长" * 101), "主题名称不能超过 100 个字。"),
    ],
)
def test_a_row_that_can_t_be_taken_is_named(row: AnswerRow, message: str) -> None:
    opinions = [KnownOpinion(1, "T-1"), KnownOpinion(2, "T-2"), KnownOpinion(3, "T-2")]
    plan = plan_answers([row], opinions)
    assert [(problem.row, str(problem.message)) for problem in plan.problems] == [(2, message)]
    assert not plan.answers


def test_a_number_named_twice_and_rows_without_a_disposition() -> None:
    rows = [AnswerRow(2, "T-1", "采纳"), AnswerRow(3, "T-1", "采纳"), AnswerRow(4, "T-3", " ")]
    plan = plan_answers(rows, [KnownOpinion(1, "T-1")])
    assert [problem.row for problem in plan.problems] == [3]
    assert [answer.number for answer in plan.answers] == ["T-1"]


# Counts


def from_file(scenario: str) -> list[HeardOpinion]:
    """Return a scenario's opinions, answered as its file says."""
    channels = {"网站": Channel.WEB, "随申办": Channel.APP, "邮件": Channel.EMAIL, "信函": Channel.LETTER}
    return [
        heard(
            place,
            number=row["编号"],
            channel=channels.get(row["渠道"], Channel.SYMPOSIUM),
            cosigners=int(row.get("联名人数") or 1),
            topic=row["主题"],
            reply=Reply(parse_disposition(row["处理结果"]), row["理由"], changed_clause(row["理由"])),
        )
        for place, row in enumerate(rows_of(scenario), start=1)
    ]


def test_the_parking_rules_add_up_as_published() -> None:
    totals = count_totals(from_file("A"))
    counts = totals.all
    assert (counts.received, counts.persons) == (47, 47)
    assert (counts.adopted, counts.partly_adopted, counts.not_adopted, counts.out_of_scope) == (18, 9, 14, 6)
    assert [(channel.value, each.received) for channel, each in totals.by_channel] == [
        ("web", 21),
        ("app", 12),
        ("email", 6),
        ("letter", 2),
        ("symposium", 6),
    ]
    assert totals.reconciles


def test_a_letter_with_two_signatures_counts_two_persons() -> None:
    counts = count_totals(from_file("B")).all
    assert (counts.received, counts.persons) == (8, 9)


REPLIES = st.sampled_from([Reply(disposition, "理由", "第一条") for disposition in Disposition])
SEEN = st.sampled_from([(True, False, ""), (False, True, "广告"), (False, True, "辱骂")])


@st.composite
def answered_opinions(draw: st.DrawFn) -> list[HeardOpinion]:
    opinions = []
    for place in range(draw(st.integers(0, 30))):
        shown, withheld, why = draw(SEEN)
        opinions.append(
            heard(
                place,
                channel=draw(st.sampled_from(list(Channel))),
                cosigners=draw(st.integers(1, 4)),
                topic=draw(st.sampled_from(["", "甲", "乙", "丙"])),
                is_shown=shown,
                is_withheld=withheld,
                withheld_reason=why,
                reply=draw(REPLIES),
            )
        )
    return opinions


@given(answered_opinions())
def test_counts_reconcile_whatever_was_said(opinions: list[HeardOpinion]) -> None:
    totals = count_totals(opinions)
    counts = totals.all
    assert totals.reconciles
    assert counts.received == len(opinions) == totals.shown + totals.withheld
    assert (
        counts.received == counts.adopted + counts.partly_adopted + counts.not_adopted + counts.out_of_scope
    )
    assert sum(count for _, count in totals.withheld_by_reason) == totals.withheld
    for member in ("received", "persons", "adopted", "partly_adopted", "not_adopted", "out_of_scope"):
        assert sum(getattr(each, member) for _, each in totals.by_channel) == getattr(counts, member)


@given(answered_opinions(), st.data())
def test_one_opinion_without_answer_or_unseen_breaks_the_sum(
    opinions: list[HeardOpinion], data: st.DataObject
) -> None:
    faulty = data.draw(st.sampled_from([heard(99, reply=Reply()), heard(99, is_shown=False)]))
    assert not count_totals([*opinions, faulty]).reconciles


# Concentrated refusals


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("A", [("住宅小区一律不得对外共享", 7, 7), ("机关事业单位停车场全天免费开放", 6, 6)]),
        ("B", [("安置房选址", 3, 2)]),
        ("C", []),
    ],
)
def test_concentrated_refusals_of_the_demonstration(
    scenario: str, expected: list[tuple[str, int, int]]
) -> None:
    found = concentrated_refusals(from_file(scenario))
    assert [(each.topic, each.persons, each.opinions) for each in found] == expected
    assert all(each.reasons and all(each.reasons) for each in found)


def test_the_same_words_are_one_reason_and_other_words_another() -> None:
    parking, _ = concentrated_refusals(from_file("A"))
    assert len(parking.reasons) == 1
    (village,) = concentrated_refusals(from_file("B"))
    assert len(village.reasons) == 2


@pytest.mark.parametrize(
    ("persons", "threshold", "topics"),
    [
        ({"甲": 2, "乙": 1}, 3, ["甲"]),  # nobody reaches three: the largest counts
        ({"甲": 1, "乙": 1}, 3, []),  # one person each is no concentration
        ({"甲": 3, "乙": 2}, 3, ["甲"]),
        ({"甲": 3, "乙": 5}, 3, ["乙", "甲"]),
        ({"甲": 3, "乙": 5}, 4, ["乙"]),
    ],
)
def test_how_many_people_make_an_opinion_concentrated(
    persons: dict[str, int], threshold: int, topics: list[str]
) -> None:
    refused = [
        heard(place, topic=topic, cosigners=count, reply=Reply(NOT, "理由"))
        for place, (topic, count) in enumerate(persons.items())
    ]
    adopted = [heard(9, topic="丁", cosigners=20)]
    loose = [heard(10, reply=Reply(NOT, "理由"))]
    found = concentrated_refusals(
        [*refused, *adopted, *loose], threshold=Threshold(persons=threshold, percent=0)
    )
    assert [each.topic for each in found] == topics


def refusals(topic: str, count: int, *, reason: str = "理由", first: int = 1) -> list[HeardOpinion]:
    return [
        heard(place, topic=topic, text=f"{topic}的说法{place % 2}", reply=Reply(NOT, reason))
        for place in range(first, first + count)
    ]


@pytest.mark.parametrize(
    ("percent", "topics"), [(0, ["甲", "乙"]), (5, ["甲", "乙"]), (6, ["甲"]), (11, ["甲"])]
)
def test_a_share_of_everybody_is_needed_too(percent: int, topics: list[str]) -> None:
    others = [heard(place) for place in range(100, 185)]
    opinions = [*refusals("甲", 10), *refusals("乙", 5, first=20), *others]  # of 100 persons
    found = concentrated_refusals(opinions, threshold=Threshold(3, percent))
    assert [each.topic for each in found] == topics


def test_a_letter_that_many_signed_is_concentrated_on_its_own() -> None:
    letter = heard(7, cosigners=20, reply=Reply(NOT, "没有依据。"))
    (found,) = concentrated_refusals([letter, heard(8)])
    assert (found.topic, found.number, found.persons, found.opinions) == (
        "第 7 号意见（联名）", "7", 20, 1,
    )  # fmt: skip


def test_arguments_are_counted_beside_submissions() -> None:
    (found,) = concentrated_refusals(refusals("甲", 10))
    assert (found.persons, found.opinions, found.arguments) == (10, 10, 2)
    (found,) = concentrated_refusals(refusals("甲", 10), find_alike=lambda texts: [range(len(texts))])
    assert found.arguments == 1


def test_what_many_asked_for_is_refused_with_a_reason_of_its_own() -> None:
    apart = case(*refusals("甲", 3), *refusals("乙", 3, first=10, reason="另一个理由"))
    assert told(apart) == []
    alike = case(*refusals("甲", 3), *refusals("乙", 3, first=10, reason="理由。"))
    assert "集中而未采纳的意见须分别说明理由，下列主题的理由一字不差：乙、甲。" in told(alike)


@pytest.mark.parametrize(
    ("reason", "is_nothing"),
    [
        ("已阅", True),
        ("谢谢！", True),
        ("收到，感谢您的宝贵意见。", True),
        ("您的意见已收悉，我们将认真研究。", True),
        ("不采纳。", True),
        ("同上", True),
        ("", False),
        ("没有上位法依据。", False),
        ("采纳。送审稿第九条已写明。", False),
        ("谢谢。收费标准由价格主管部门另定。", False),
        ("谢" * 100, False),
    ],
)
def test_courtesies_say_nothing(reason: str, is_nothing: bool) -> None:
    assert says_nothing(reason) is is_nothing


def test_one_reason_over_copies_of_one_text_is_no_doubt() -> None:
    opinions = [heard(place, text="小区不得开放。", reply=Reply(NOT, "没有依据。")) for place in (1, 2)]
    other = heard(3, text="要建充电桩。", reply=Reply(NOT, "没有依据"))

    def alike(texts: Sequence[str]) -> list[list[int]]:
        return [[place for place, text in enumerate(texts) if text.startswith("小区")]]

    assert list(repeated_reasons(opinions, alike)) == []
    (found,) = repeated_reasons([*opinions, other], alike)
    assert [opinion.id for opinion in found.opinions] == [1, 2, 3]


# Opinions of several points


def part(number: int, disposition: Disposition | None, clause: str = "") -> Part:
    return Part(number, f"第{number}点", Reply(disposition, f"理由{number}。", clause))


@pytest.mark.parametrize(
    ("told_each", "overall"),
    [
        ([ADOPTED, ADOPTED], ADOPTED),
        ([NOT, NOT], NOT),
        ([OUT, OUT], OUT),
        ([PARTLY, PARTLY], PARTLY),
        ([ADOPTED, NOT], PARTLY),
        ([ADOPTED, OUT], ADOPTED),
        ([NOT, OUT], NOT),
        ([ADOPTED, PARTLY, OUT], PARTLY),
        ([ADOPTED, None], None),
        ([], None),
    ],
)
def test_what_an_opinion_was_told_on_the_whole(
    told_each: list[Disposition | None], overall: Disposition | None
) -> None:
    parts = [part(number, each) for number, each in enumerate(told_each, start=1)]
    assert overall_reply(parts).disposition is overall


def test_the_whole_names_each_point_and_every_clause_once() -> None:
    reply = overall_reply([part(1, ADOPTED, "第九条"), part(2, NOT), part(3, ADOPTED, "第九条")])
    assert reply.reason == (
        "第1点：采纳。理由1。（修改条款：第九条）\n第2点：不采纳。理由2。\n第3点：采纳。理由3。（修改条款：第九条）"
    )
    assert reply.clause_text == "第九条"
    many = [part(number, ADOPTED, f"送审稿第{number}条第一款第二项") for number in range(1, 31)]
    assert len(overall_reply(many).clause_text) == 200


def test_every_point_is_looked_at_by_the_gate() -> None:
    parts = (part(1, ADOPTED), part(2, NOT, ""))
    opinion = heard(1, parts=parts, reply=overall_reply(parts))
    assert any("没有写明修改了哪一条款" in line for line in told(case(opinion)))


@given(st.lists(st.text("一二三，。 \n字", min_size=1, max_size=20), min_size=2, max_size=6))
def test_no_word_is_lost_by_splitting(pieces: list[str]) -> None:
    content = "".join(pieces)
    typed = "\n\n".join(pieces)
    words = [piece for piece in re.split(r"\n\s*\n", typed.strip()) if piece.strip()]
    if len(words) < 2:
        with pytest.raises((PartsTooFewError, PartsUnlikeError)):
            find_cuts(content, typed)
        return
    texts = part_texts(content, find_cuts(content, typed))
    assert "".join("".join(texts).split()) == "".join(content.split())
    assert len(texts) == len(words)


@pytest.mark.parametrize("typed", ["甲。\n\n乙。丙。", "甲。\n\n丙。", "甲。\n\n乙！"])
def test_splitting_changes_no_word(typed: str) -> None:
    with pytest.raises(PartsUnlikeError):
        find_cuts("甲。乙。", typed)


def test_points_are_proposed_where_they_are_numbered() -> None:
    assert propose_points("您好：\n一、甲。二、乙。（三）丙。共3.5米。") == (
        "您好：\n\n一、甲。\n\n二、乙。\n\n（三）丙。共3.5米。"
    )


# The gate


def test_a_whole_case_lacks_nothing() -> None:
    assert told(case(heard())) == []


def test_zero_opinions_are_no_fault() -> None:
    assert told(case()) == []


@pytest.mark.parametrize(
    ("opinion", "message", "link"),
    [
        (
            heard(reply=Reply()),
            "1 条意见还没有处理结果（1）。收到数须等于四种处理结果之和。",
            "/desk/decisions/2026-01/feedback?state=unanswered",
        ),
        (
            heard(reply=Reply(NOT)),
            "1 条意见没有采纳或者只部分采纳，但没有写明理由（1）。",
            "/desk/decisions/2026-01/feedback?state=reason_missing",
        ),
        (
            heard(reply=Reply(ADOPTED, "采纳。")),
            "1 条意见已采纳，但没有写明修改了哪一条款（1）。",
            "/desk/decisions/2026-01/feedback?state=clause_missing",
        ),
        (
            heard(is_shown=False),
            "1 条意见尚未决定是否公开展示（1）。收到数须等于展示数与不予展示数之和。",
            "/desk/decisions/2026-01/consultation/2026-01-c/opinions?visibility=received",
        ),
        (
            heard(is_shown=False, is_withheld=True),
            "1 条意见不予展示而没有写明理由（1）。",
            "/desk/decisions/2026-01/consultation/2026-01-c/opinions?visibility=withheld",
        ),
    ],
)
def test_what_an_opinion_lacks_is_named_and_linked(opinion: HeardOpinion, message: str, link: str) -> None:
    (problem,) = missing_for_disclosure(case(opinion), is_final=True)
    assert (str(problem.message), problem.link, problem.level) == (message, link, Level.ERROR)


def test_many_faults_are_one_line_with_the_first_numbers() -> None:
    opinions = [heard(place, reply=Reply()) for place in range(1, 13)]
    (line,) = told(case(*opinions))
    assert line.startswith("12 条意见还没有处理结果（1、2、3、4、5……）")


def test_a_clause_is_asked_for_only_where_the_draft_has_clauses() -> None:
    opinion = heard(reply=Reply(ADOPTED, "采纳。"))
    assert told(case(opinion, has_clauses=False)) == []


def test_a_clause_that_no_version_has_is_pointed_out() -> None:
    (problem,) = missing_for_disclosure(case(heard(), has_clause=lambda _text: False), is_final=True)
    assert problem.level is Level.WARNING


def test_only_the_final_version_waits_for_the_document() -> None:
    whole = case(heard(), is_issued=False)
    assert told(whole, is_final=False) == []
    assert told(whole) == ["决策文件尚未公布。正式反馈在决策文件出台后公布；在此之前可以先公布阶段性反馈。"]


@pytest.mark.parametrize(
    ("window", "message"),
    [
        (
            HeardWindow("2026-01-c", is_closed=False, received=1, sealed_count=None),
            "公开征求意见（2026-01-c）尚未截止，截止后方可公布采纳情况。",
        ),
        (
            HeardWindow("2026-01-c", is_closed=True, received=1, sealed_count=2),
            "公开征求意见（2026-01-c）截止时收到 2 条意见，现在只有 1 条。",
        ),
    ],
)
def test_an_open_or_shrunken_window_stops_it(window: HeardWindow, message: str) -> None:
    assert told(case(heard(), windows=[window])) == [message]


def test_opinions_typed_in_after_the_window_closed_are_welcome() -> None:
    window = HeardWindow("2026-01-c", is_closed=True, received=3, sealed_count=2)
    assert told(case(heard(), windows=[window])) == []


SPOKEN = heard(channel=Channel.SYMPOSIUM)


@pytest.mark.parametrize(
    ("ways", "messages"),
    [
        ([SYMPOSIUM], []),
        ([], ["有 1 条意见来自座谈会，但没有这次座谈会的记录。"]),
        ([replace(SYMPOSIUM, is_published=False)], ["座谈会（EV-1）的记录尚未公布。"]),
        ([replace(SYMPOSIUM, opinions_count=2)], ["座谈会的记录写明收到 2 条意见，只录入了 1 条。"]),
        ([replace(SYMPOSIUM, opinions_count=0)], ["座谈会的记录写明收到 0 条意见，却录入了 1 条。"]),
        ([replace(SYMPOSIUM, opinions_count=0), replace(SYMPOSIUM, number="EV-2")], []),
    ],
)
def test_every_occasion_has_its_record_and_its_opinions(ways: list[HeardWay], messages: list[str]) -> None:
    assert told(case(SPOKEN, ways=ways)) == messages


def test_a_decision_on_which_nobody_was_heard_is_stopped() -> None:
    assert told(case(windows=[])) == ["本事项还没有公布过任何一种听取意见的方式。"]
    assert told(case(windows=[], ways=[replace(SYMPOSIUM, opinions_count=0)])) == []


def test_the_same_reason_over_unlike_opinions_is_flagged_and_over_one_topic_not() -> None:
    alike = [heard(place, topic="甲", reply=Reply(NOT, "已研究。")) for place in (1, 2)]
    assert told(case(*alike)) == []
    (problem,) = missing_for_disclosure(
        case(*alike, heard(3, text="收费太高。", topic="乙", reply=Reply(NOT, "已研究。"))), is_final=True
    )
    assert problem.level is Level.WARNING
    assert "一字不差" in str(problem.message)


def test_any_number_of_the_same_words_are_one_concern() -> None:
    copies = [heard(place, text=f"请降低收费{'。' * (place % 3)}") for place in range(doubts.COMPARED + 1)]
    assert doubts.count_concerns(copies, lambda _texts: []) == 1
    other = heard(0, text="请延长开放时间")
    assert doubts.count_concerns([*copies, other], lambda _texts: []) == 2


def test_a_reason_that_repeats_a_telephone_number_is_pointed_out() -> None:
    opinion = heard(reply=Reply(NOT, "已电话 13900046638 联系本人说明。"))
    (problem,) = missing_for_disclosure(case(opinion), is_final=True)
    assert problem.level is Level.WARNING
    assert "个人信息" in str(problem.message)

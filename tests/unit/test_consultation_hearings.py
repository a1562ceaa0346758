"""Who takes part in a hearing, and what keeps it from being published: each boundary by the day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.consultation.rules import SIDE_LABELS, Side, Way
from decisions.consultation.rules.events import EventFacts, event_problems, poll_doubts, poll_problems
from decisions.consultation.rules.hearings import (
    HearingPapers,
    Participant,
    announcement_problems,
    delivery_problems,
    hearing_problems,
    list_problems,
    participants_text,
    read_participants,
    shown_participant,
)

HELD_ON = date(2026, 6, 26)
HEARING = EventFacts(
    way=Way.HEARING,
    from_on=HELD_ON,
    to_on=HELD_ON,
    place="会议室",
    selection="报名后抽签产生。",
    summary="各方发言。",
)
OWNER = Participant(Side.AFFECTED, "甲某某", "某小区业主", date(2026, 6, 19))
EXPERT = Participant(Side.EXPERT, "乙某某", "某大学", date(2026, 6, 1), consents=True)
UNIT = Participant(Side.UNIT, "丙某某")
PAPERS = HearingPapers([OWNER, EXPERT, UNIT], date(2026, 6, 1), date(2026, 6, 10), has_record=True)


@pytest.mark.parametrize(
    ("delivered_on", "is_late"),
    [(date(2026, 6, 18), False), (date(2026, 6, 19), False), (date(2026, 6, 20), True), (HELD_ON, True)],
)
def test_materials_arrive_seven_days_before_and_who_had_them_late_is_named(
    delivered_on: date, is_late: bool
) -> None:
    problems = delivery_problems(HEARING, [replace(OWNER, delivered_on=delivered_on), EXPERT])
    assert ["甲某某" in str(problem.message) for problem in problems] == [True] * is_late
    assert not any("乙某某" in str(problem.message) for problem in problems)


def test_who_has_no_materials_is_named_and_the_unit_needs_none() -> None:
    (problem,) = delivery_problems(HEARING, [replace(OWNER, delivered_on=None), EXPERT, UNIT])
    assert "甲某某" in str(problem.message)
    assert "丙某某" not in str(problem.message)


@pytest.mark.parametrize(
    ("today", "fields"), [(date(2026, 6, 25), []), (HELD_ON, ["from_on"]), (date(2026, 6, 27), ["from_on"])]
)
def test_it_is_announced_in_advance(today: date, fields: list[str]) -> None:
    assert [problem.field for problem in announcement_problems(HEARING, today)] == fields


def test_an_announcement_tells_how_people_are_chosen() -> None:
    problems = announcement_problems(replace(HEARING, selection=" "), date(2026, 6, 1))
    assert [problem.field for problem in problems] == ["selection"]


@pytest.mark.parametrize(
    ("people", "is_enough"),
    [
        ([OWNER, EXPERT], True),
        ([OWNER, OWNER], False),
        ([OWNER, UNIT], False),
        ([UNIT], False),
        ([], False),
    ],
)
def test_all_sides_are_there(people: list[Participant], is_enough: bool) -> None:
    papers = HearingPapers(people, announced_on=date(2026, 6, 1))
    assert (list_problems(HEARING, papers, date(2026, 6, 10)) == []) == is_enough


@pytest.mark.parametrize(
    ("announced_on", "today", "count"),
    [(date(2026, 6, 1), date(2026, 6, 25), 0), (date(2026, 6, 1), HELD_ON, 1), (None, date(2026, 6, 10), 1)],
)
def test_the_list_follows_the_announcement_and_comes_before_the_hearing(
    announced_on: date | None, today: date, count: int
) -> None:
    papers = replace(PAPERS, announced_on=announced_on)
    assert len(list_problems(HEARING, papers, today)) == count


def test_a_hearing_with_everything_is_published_the_day_it_was_held() -> None:
    assert hearing_problems(HEARING, PAPERS, today=HELD_ON) == []
    assert len(hearing_problems(HEARING, PAPERS, today=HELD_ON - timedelta(days=1))) == 1


@pytest.mark.parametrize(
    ("facts", "papers"),
    [
        (HEARING, replace(PAPERS, announced_on=None)),
        (HEARING, replace(PAPERS, announced_on=HELD_ON)),
        (HEARING, replace(PAPERS, listed_on=None)),
        (HEARING, replace(PAPERS, listed_on=HELD_ON)),
        (HEARING, replace(PAPERS, has_record=False)),
        (replace(HEARING, summary=""), PAPERS),
        (replace(HEARING, from_on=date(2026, 6, 25)), PAPERS),  # moved forward, and so too close
    ],
)
def test_each_thing_a_hearing_lacks_keeps_its_record_back(facts: EventFacts, papers: HearingPapers) -> None:
    assert len(hearing_problems(facts, papers, today=HELD_ON)) == 1


def test_other_ways_need_no_hearing_s_papers() -> None:
    meeting = replace(HEARING, way=Way.SYMPOSIUM)
    assert hearing_problems(meeting, HearingPapers(), today=HELD_ON) == []


def test_people_are_read_a_line_each_however_they_are_parted() -> None:
    lines = [
        "利害关系人，甲某某，某小区业主，2026-06-19",
        "",
        "专家;乙某某;同意公开;某大学;2026年6月1日",
        "承办单位\t丙某某",
    ]
    people, problems = read_participants("\n".join(lines))
    assert problems == []
    assert people == [OWNER, EXPERT, UNIT]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("路人，甲某某", "第 1 行：没有“路人”这一方"),
        ("专家", "第 1 行：请写明姓名"),
        ("\n专家，乙某某，2026-06-31", "第 2 行：没有“2026-06-31”这一天"),
    ],
)
def test_a_line_that_can_t_be_read_is_named(typed: str, said: str) -> None:
    people, (problem,) = read_participants(typed)
    assert people == []
    assert said in str(problem.message)


_WORDS = st.text(st.characters(categories=["Lo"]), min_size=1, max_size=8).filter(
    lambda word: not word.startswith("同意公开")
)


@given(
    st.lists(
        st.builds(
            Participant,
            st.sampled_from(list(SIDE_LABELS)),
            _WORDS,
            st.one_of(st.just(""), _WORDS),
            st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1))),
            st.booleans(),
        ),
        max_size=10,
    )
)
def test_what_is_written_back_reads_the_same(people: list[Participant]) -> None:
    # 人民团体、社会组织 is one side although it holds a mark between words
    assert read_participants(participants_text(people)) == (people, [])


def test_names_are_whole_only_with_consent() -> None:
    assert shown_participant(EXPERT) == "乙某某"
    assert shown_participant(OWNER) == "甲*某"


POLL = EventFacts(
    way=Way.POLL,
    from_on=HELD_ON,
    to_on=HELD_ON,
    invited=100,
    attended=80,
    valid_answers=75,
    counted_in="份",
    summary="多数赞成。",
    sampling="常住居民，按街镇分层抽样。",
)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"attended": 100, "valid_answers": 100}, []),
        ({"attended": 101}, ["attended"]),
        ({"valid_answers": 81}, ["valid_answers"]),
        ({"valid_answers": -1}, ["valid_answers"]),
    ],
)
def test_the_counts_of_a_poll_agree(changes: dict[str, int], fields: list[str]) -> None:
    assert [problem.field for problem in event_problems(replace(POLL, **changes))] == fields


def test_a_poll_is_published_with_its_sample_and_a_meeting_without() -> None:
    assert [each.field for each in poll_problems(replace(POLL, invited=None, attended=None))] == [
        "invited",
        "attended",
    ]
    assert poll_problems(replace(POLL, way=Way.SYMPOSIUM, invited=None)) == []
    assert [each.field for each in poll_doubts(replace(POLL, sampling="", valid_answers=None))] == [
        "sampling",
        "valid_answers",
    ]
    assert poll_doubts(POLL) == []

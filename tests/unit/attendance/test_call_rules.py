"""What a call must say, where the seed may come from, when statements may be published, by when."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from decisions.attendance.draw import EventKind
from decisions.attendance.draw.rule import read_rule
from decisions.attendance.rules import Absence, Adoption, SelectionMethod, Standing
from decisions.attendance.rules.calls import CallDraft, call_problems, next_code
from decisions.attendance.rules.duties import statements_duty
from decisions.attendance.rules.reports import read_reported
from decisions.attendance.rules.sources import (
    GAMES,
    Game,
    game_of,
    read_numbers,
    source_of,
    sources_problems,
)
from decisions.attendance.rules.statements import Spoken, statement_problems
from decisions.clock import SHANGHAI
from decisions.services.duties import DutyState
from decisions.services.working_days.tables import shipped_calendar

NOW = datetime(2026, 8, 3, 8, tzinfo=SHANGHAI)
CLOSES_AT = datetime(2026, 8, 15, tzinfo=SHANGHAI)
DRAWN_ON = date(2026, 8, 18)
KUAILE = source_of(Game.KUAILE_8, "2026218", DRAWN_ON)

DRAFT = CallDraft(
    title="公告",
    body="面向本区居民",
    place="",
    conditions="年满18周岁",
    seats=5,
    alternates=2,
    method=SelectionMethod.OPEN_DRAW,
    opens_at=NOW,
    closes_at=CLOSES_AT,
    contact="021-0000-0000",
    draw_sources=[KUAILE],
)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"place": ""}, []),
        ({"title": " "}, ["title"]),
        ({"body": ""}, ["body"]),
        ({"conditions": ""}, ["conditions"]),
        ({"contact": ""}, ["contact"]),
        ({"seats": 0}, ["seats"]),
        ({"seats": 101}, ["seats"]),
        ({"alternates": 0}, []),
        ({"alternates": -1}, ["alternates"]),
        ({"retention_days": 366}, ["retention_days"]),
        ({"minimum_age": -1}, ["minimum_age"]),
        ({"opens_at": None}, ["opens_at"]),
        ({"closes_at": None}, ["closes_at"]),
        ({"closes_at": NOW}, ["closes_at"]),
        ({"opens_at": NOW - timedelta(days=9), "closes_at": NOW - timedelta(days=1)}, ["closes_at"]),
        ({"draw_sources": []}, ["draw_sources"]),
        ({"draw_sources": [source_of(Game.KUAILE_8, "1", date(2026, 8, 15))]}, ["draw_sources"]),
        ({"draw_sources": [], "method": SelectionMethod.OPEN_SELECTION}, []),
        (
            {"method": SelectionMethod.INVITATION, "opens_at": None, "closes_at": None, "draw_sources": []},
            [],
        ),
    ],
)
def test_a_call_says_everything(changes: dict, fields: list[str]) -> None:
    assert [problem.field for problem in call_problems(replace(DRAFT, **changes), NOW)] == fields


@pytest.mark.parametrize(
    ("existing", "code"),
    [
        ([], "2026-03-a"),
        (["2026-03-a"], "2026-03-a2"),
        (["2026-03-a", "2026-03-a2"], "2026-03-a3"),
        (["2026-03-a9", "2026-03-a10"], "2026-03-a11"),
        (["2026-03-c"], "2026-03-a"),
    ],
)
def test_codes(existing: list[str], code: str) -> None:
    assert next_code("2026-03", existing) == code


def test_every_game_makes_a_source_that_the_draw_takes() -> None:
    for game in Game:
        source = source_of(game, "2026094", DRAWN_ON)
        rule = read_rule({"seats": 5, "alternates": 2, "quotas": {}, "sources": [source]}, NOW)
        assert rule.sources[0].count == GAMES[game].count
        assert game_of(source) is game


def test_outcomes_are_counted_exactly() -> None:
    assert GAMES[Game.SHUANGSEQIU_RED].outcomes == 1_107_568
    assert GAMES[Game.PAILIE_5].outcomes == 100_000
    assert GAMES[Game.KUAILE_8].outcomes > 2**60


@pytest.mark.parametrize(
    ("games", "enough"),
    [
        ([Game.KUAILE_8], True),
        ([Game.SHUANGSEQIU_RED], False),
        ([Game.SHUANGSEQIU_RED, Game.DALETOU_FRONT, Game.PAILIE_5], False),
        ([Game.SHUANGSEQIU_RED, Game.KUAILE_8], True),
    ],
)
def test_few_outcomes_are_refused(games: list[Game], enough: bool) -> None:
    sources = [source_of(game, "1", DRAWN_ON) for game in games]
    assert (sources_problems(sources, None, date(2026, 8, 15)) == []) == enough


def test_one_source_twice_is_refused_the_fallback_included() -> None:
    assert len(sources_problems([KUAILE, KUAILE], None, date(2026, 8, 15))) == 1
    assert len(sources_problems([KUAILE], KUAILE, date(2026, 8, 15))) == 1
    other = source_of(Game.KUAILE_8, "2026219", DRAWN_ON)
    assert sources_problems([KUAILE], other, date(2026, 8, 15)) == []


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("03 07 19", [3, 7, 19]),
        ("3、7，19", [3, 7, 19]),
        ("3,7;19 ", [3, 7, 19]),
        ("02.09.13", [2, 9, 13]),
        ("", None),
        ("三 七", None),
        ("3 -7", None),
    ],
)
def test_numbers(typed: str, numbers: list[int] | None) -> None:
    assert read_numbers(typed) == numbers


def said(number: int = 1, reply: str = "采纳。", adoption: Adoption | None = Adoption.ADOPTED) -> Spoken:
    return Spoken(number, "建议设公示牌。", reply, adoption, f"/desk/{number}")


def gate(*spoken: Spoken, **known: bool) -> list[str]:
    facts = {"is_listed": True, "is_held": True, "attendance_known": True} | known
    return [str(problem.message) for problem in statement_problems(spoken, **facts)]


def test_the_gate_of_statements() -> None:
    assert gate() == []
    assert gate(said(), said(2)) == []
    assert gate(said(reply="")) == ["第 1 条发言还没有答复。"]
    assert gate(said(2, adoption=None)) == ["第 2 条发言还没有写明是否采纳。"]
    assert len(gate(said(reply="请联系 13900012345"))) == 1
    assert len(gate(is_listed=False, is_held=False, attendance_known=False)) == 3


@pytest.mark.parametrize(
    ("met_on", "today", "state", "late"),
    [
        (None, date(2026, 10, 13), DutyState.PENDING, 0),
        (None, date(2026, 10, 14), DutyState.OVERDUE, 1),
        (date(2026, 10, 12), date(2026, 11, 1), DutyState.MET, 0),
        (date(2026, 10, 13), date(2026, 11, 1), DutyState.MET, 0),
        (date(2026, 10, 14), date(2026, 11, 1), DutyState.MET_LATE, 1),
    ],
)
def test_statements_are_due_ten_working_days_after_issuing(met_on, today, state, late) -> None:
    duty = statements_duty(
        shipped_calendar(), "2026-01", clock_on=date(2026, 9, 22), met_on=met_on, today=today
    )
    assert (duty.due_on, duty.state, duty.late_working_days) == (date(2026, 10, 13), state, late)
    assert duty.kind == "attendance_statements"


def test_the_duty_does_not_run_before_the_decision_is_issued() -> None:
    duty = statements_duty(
        shipped_calendar(), "2026-01", clock_on=None, met_on=None, today=date(2026, 10, 13)
    )
    assert duty.state is DutyState.NOT_STARTED


CELLS = {
    "序号": "6",
    "姓名": "苗青",
    "性别": "男",
    "代表类别": "企业",
    "居住或工作街镇": "陆家嘴街道",
    "身份": "候补代表（递补到会）",
    "产生方式": "公开报名遴选",
    "是否到会": "是",
    "发言序号": "",
    "意见内容": "",
    "答复": "",
    "采纳情况": "",
    "备注": "到会，未发言",
}


def test_a_reported_row() -> None:
    row = read_reported(CELLS)
    assert (row.position, row.standing, row.called_up, row.attended) == (6, Standing.ALTERNATE, True, True)
    assert (row.number, row.adoption) == (None, None)
    spoken = read_reported(CELLS | {"发言序号": "2", "采纳情况": "部分采纳", "身份": "正式代表"})
    assert (spoken.number, spoken.adoption, spoken.standing) == (2, Adoption.PARTLY_ADOPTED, Standing.MEMBER)


@pytest.mark.parametrize("change", [{"序号": "六"}, {"代表类别": "宾客"}])
def test_a_reported_row_with_a_strange_word_is_refused(change: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(change.values()))):
        read_reported(CELLS | change)


def test_why_somebody_is_absent_is_said_in_the_draw_s_own_words() -> None:
    assert {kind.value for kind in Absence} == {kind.value for kind in EventKind}

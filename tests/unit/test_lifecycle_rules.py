"""A decision's page from its entries: slots never silently missing, timeline, stages, key facts."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.clock import SHANGHAI
from decisions.feedback.rules import disclosure_duty
from decisions.lifecycle.rules import Course, Kind, Listed, Listing, Published
from decisions.lifecycle.rules.facts import facts_of
from decisions.lifecycle.rules.slots import Slot, SlotKind, SlotState, slots_of
from decisions.lifecycle.rules.stages import stages_of
from decisions.lifecycle.rules.timeline import timeline_of
from decisions.lifecycle.rules.window import days_left, is_open, is_over
from decisions.services.working_days.tables import shipped_calendar

CODE = "2026-01"
LISTING = Listing(
    year=2026,
    title="停车办法",
    category="public_policy",
    lead_unit="区建交委",
    partner_units=(),
    procedures=("公众参与", "专家论证", "合法性审查"),
    planned_text="第三季度",
    planned_to=date(2026, 9, 30),
    invites_public=True,
    change="added",
    published_on=date(2026, 3, 27),
)


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def entry(seq: int, kind: Kind, on: date, /, **payload: Any) -> Published:
    published_at = datetime(on.year, on.month, on.day, 10, tzinfo=SHANGHAI)
    members = {"headline": kind.value, "occurred_on": on.isoformat(), "page": "", "documents": [], **payload}
    return Published(seq, kind, published_at, members)


NOTICE = entry(
    1,
    Kind.NOTICE,
    date(2026, 6, 15),
    page="/consultations/2026-01-c",
    opens_on="2026-06-15",
    closes_on="2026-07-15",
    ends_at="2026-07-15T16:00:00+00:00",
    draft={"title": "停车办法"},
    explanation={"title": "说明"},
    background="背景",
)
ISSUED = entry(
    5,
    Kind.ISSUED,
    date(2026, 9, 23),
    clock_on="2026-09-22",
    interpretation="解读",
    interpretation_exemption="",
)
FINAL = entry(6, Kind.DISCLOSURE, date(2026, 10, 12), kind="final", page="/feedback/2026-01")


def course(now: datetime, *entries: Published, listing: Listing | None = LISTING) -> Course:
    issued = next((item for item in entries if item.kind == Kind.ISSUED), None)
    final = next((item for item in entries if item.kind == Kind.DISCLOSURE), None)
    duty = disclosure_duty(
        shipped_calendar(),
        CODE,
        clock_on=date.fromisoformat(issued.payload["clock_on"]) if issued else None,
        met_on=final.occurred_on if final else None,
        today=now.date(),
    )
    return Course(CODE, "停车办法", "区建交委", listing, entries, [duty], now)


def slot(of: Course, kind: SlotKind) -> Slot:
    return next(found for found in slots_of(of) if found.kind is kind)


def test_every_slot_is_there_from_the_first_day() -> None:
    slots = slots_of(course(at(2026, 3, 28)))
    assert [found.kind for found in slots] == list(SlotKind)
    assert all(found.detail or found.reason or found.on or found.due_on for found in slots)


@pytest.mark.parametrize(
    ("now", "state", "due_on"),
    [
        (at(2026, 6, 15), SlotState.PENDING, date(2026, 7, 15)),
        (at(2026, 7, 15, 23), SlotState.PENDING, date(2026, 7, 15)),
        (at(2026, 7, 16, 0), SlotState.PUBLISHED, None),
    ],
)
def test_the_opinions_slot_follows_the_clock(now, state, due_on) -> None:
    found = slot(course(now, NOTICE), SlotKind.OPINIONS)
    assert (found.state, found.due_on) == (state, due_on)


@pytest.mark.parametrize(
    ("now", "entries", "state", "late"),
    [
        (at(2026, 8, 1), (NOTICE,), SlotState.PENDING, 0),
        (at(2026, 10, 13), (NOTICE, ISSUED), SlotState.PENDING, 0),
        (at(2026, 10, 14), (NOTICE, ISSUED), SlotState.OVERDUE, 1),
        (at(2026, 11, 1), (NOTICE, ISSUED, FINAL), SlotState.PUBLISHED, 0),
    ],
)
def test_the_adoption_slot_knows_its_date(now, entries, state, late) -> None:
    found = slot(course(now, *entries), SlotKind.ADOPTION)
    assert (found.state, found.late_working_days) == (state, late)


def test_an_early_disclosure_does_not_fill_the_slot() -> None:
    early = replace(FINAL, payload={**FINAL.payload, "kind": "early"})
    bare = course(at(2026, 9, 30), NOTICE, ISSUED)
    with_early = replace(bare, entries=(*bare.entries, early))
    assert slot(with_early, SlotKind.ADOPTION).state is SlotState.PENDING


def test_a_date_in_an_unknown_year_is_undetermined() -> None:
    late_in_the_year = replace(ISSUED, payload={**ISSUED.payload, "clock_on": "2026-12-18"})
    found = slot(course(at(2026, 12, 20), NOTICE, late_in_the_year), SlotKind.ADOPTION)
    assert found.state is SlotState.UNDETERMINED


def test_a_statement_that_a_step_does_not_apply_shows_its_reason() -> None:
    stated = entry(2, Kind.STEP, date(2026, 7, 1), step="risk", state="not_applicable", reason="不涉及风险")
    found = slot(course(at(2026, 7, 2), stated), SlotKind.RISK)
    assert found.state is SlotState.DOES_NOT_APPLY
    assert str(found.reason) == "不涉及风险"


@pytest.mark.parametrize(("kind", "step"), [(SlotKind.EXPERT, "expert"), (SlotKind.EFFECT, "effect")])
def test_a_step_that_is_expected_has_the_date_its_unit_named(kind: SlotKind, step: str) -> None:
    stated = entry(2, Kind.STEP, date(2026, 7, 1), step=step, state="pending", planned_on="2026-08-20")
    in_time, passed = slot(course(at(2026, 8, 20), stated), kind), slot(course(at(2026, 8, 21), stated), kind)
    for found in (in_time, passed):
        assert (found.state, found.due_on) == (SlotState.PENDING, date(2026, 8, 20))
    assert "已过" not in str(in_time.detail)
    assert "已过" in str(passed.detail)


def test_a_report_that_stays_inside_is_explained() -> None:
    members = {"step": "expert", "state": "done", "page": "/decisions/2026-01/steps/expert"}
    shown = entry(2, Kind.STEP, date(2026, 7, 24), **members, report_reason="")
    inside = entry(2, Kind.STEP, date(2026, 7, 24), **members, report_reason="涉及专家个人意见")
    now = at(2026, 8, 1)
    assert slot(course(now, shown), SlotKind.EXPERT).detail is None
    found = slot(course(now, inside), SlotKind.EXPERT)
    assert (found.state, str(found.detail)) == (SlotState.PUBLISHED, "报告未公开：涉及专家个人意见")


def test_the_catalogue_says_what_is_not_planned() -> None:
    closed = replace(LISTING, invites_public=False)
    now = at(2026, 4, 1)
    assert slot(course(now, listing=closed), SlotKind.ATTENDANCE).state is SlotState.DOES_NOT_APPLY
    assert slot(course(now), SlotKind.ATTENDANCE).state is SlotState.PENDING
    assert slot(course(now), SlotKind.RISK).state is SlotState.DOES_NOT_APPLY  # not among the procedures
    assert slot(course(now), SlotKind.EXPERT).state is SlotState.PENDING


def test_an_exempted_interpretation_states_why() -> None:
    exempted = replace(
        ISSUED, payload={**ISSUED.payload, "interpretation": "", "interpretation_exemption": "内容简单"}
    )
    found = slot(course(at(2026, 9, 24), NOTICE, exempted), SlotKind.INTERPRETATION)
    assert (found.state, str(found.reason)) == (SlotState.DOES_NOT_APPLY, "内容简单")


def test_a_withheld_entry_counts_as_not_published() -> None:
    withheld = replace(NOTICE, payload={}, is_withheld=True)
    assert slot(course(at(2026, 8, 1), withheld), SlotKind.DRAFT).state is SlotState.PENDING
    titles = [str(event.detail) for event in timeline_of(course(at(2026, 8, 1), withheld)) if event.detail]
    assert "内容已依法撤下" in titles


def test_the_timeline_tells_the_past_and_what_is_due() -> None:
    events = timeline_of(course(at(2026, 10, 1), NOTICE, ISSUED))
    days = [event.on for event in events]
    assert days == sorted(days)
    due = [event for event in events if event.state != "done"]
    assert [(event.on, event.state) for event in due] == [(date(2026, 10, 13), "due")]
    assert due[0].source is not None


def test_an_overdue_duty_stands_in_the_timeline() -> None:
    events = timeline_of(course(at(2026, 10, 20), NOTICE, ISSUED))
    assert [(event.state, event.late_working_days) for event in events if event.state == "overdue"] == [
        ("overdue", 5)
    ]


def test_a_corrected_entry_gives_way_to_its_correction() -> None:
    corrected = replace(NOTICE, seq=9, corrects=1, reason="更正附件")
    events = timeline_of(course(at(2026, 7, 1), NOTICE, corrected))
    notices = [event for event in events if event.detail and "更正" in str(event.detail)]
    assert len(notices) == 1
    assert len([event for event in events if str(event.title) == "公开征求意见公告"]) == 1


@pytest.mark.parametrize(
    ("now", "entries", "states"),
    [
        (at(2026, 4, 1), (), ["done", "current", "upcoming", "upcoming", "upcoming", "upcoming"]),
        (at(2026, 8, 1), (NOTICE,), ["done", "done", "current", "upcoming", "upcoming", "upcoming"]),
        (at(2026, 11, 1), (NOTICE, ISSUED, FINAL), ["done", "done", "current", "done", "done", "done"]),
    ],
)
def test_stages(now, entries, states) -> None:
    of = course(now, *entries)
    assert [mark.state for mark in stages_of(of, slots_of(of))] == states


def test_key_facts_lead_to_the_form_only_while_it_is_open() -> None:
    assert facts_of(course(at(2026, 7, 1), NOTICE)).action == "/consultations/2026-01-c/respond"
    assert facts_of(course(at(2026, 7, 16), NOTICE)).action == ""
    assert facts_of(course(at(2026, 6, 14), NOTICE)).until is None


@given(st.integers(min_value=-80_000, max_value=80_000))
def test_a_window_is_upcoming_open_or_over(minutes: int) -> None:
    now = at(2026, 7, 1) + timedelta(minutes=minutes)
    notice = NOTICE.payload
    upcoming = now < at(2026, 6, 15, 0)
    assert [upcoming, is_open(notice, now), is_over(notice, now)].count(True) == 1
    assert (days_left(notice, now) > 0) == (not is_over(notice, now))


def test_days_left_counts_the_last_day() -> None:
    assert days_left(NOTICE.payload, at(2026, 7, 15, 23)) == 1
    assert days_left(NOTICE.payload, at(2026, 7, 14, 23)) == 2


def test_the_opinions_slot_tells_zero_as_plainly_as_any_number() -> None:
    by_channel = [{"channel": "symposium", "count": 3}]
    closed = entry(3, Kind.CLOSED, date(2026, 7, 16), count=3, by_channel=by_channel)
    found = slot(course(at(2026, 8, 1), NOTICE, closed), SlotKind.OPINIONS)
    assert str(found.detail) == "公开征集收到意见0条，座谈会等其他方式收到3条"


# Two years of one decision, and what was corrected


def listed(year: int, seq: int, on: date, change: str, note: str = "", *, first: bool = True) -> Listed:
    return Listed(year, seq, on, first, change, note)


def test_the_timeline_tells_every_year_s_catalogue_and_why_a_later_version_changed() -> None:
    lines = [
        listed(2026, 1, date(2026, 3, 27), "added"),
        listed(2026, 9, date(2026, 8, 3), "adjusted", "上位法修订", first=False),
        listed(2027, 20, date(2027, 3, 20), "kept", "继续推进"),
        listed(2027, 30, date(2027, 9, 1), "withdrawn", "不再实施", first=False),
    ]
    events = timeline_of(replace(course(at(2027, 10, 1)), listed=lines))
    told = [
        (event.on, str(event.title), str(event.detail or "")) for event in events if "version=" in event.href
    ]
    assert told == [
        (date(2026, 3, 27), "列入2026年度重大行政决策事项目录", ""),
        (date(2026, 8, 3), "调整2026年度重大行政决策事项目录中的本事项", "理由：上位法修订"),
        (date(2027, 3, 20), "结转列入2027年度重大行政决策事项目录", "理由：继续推进"),
        (date(2027, 9, 1), "从2027年度重大行政决策事项目录中撤销", "理由：不再实施"),
    ]


def test_corrections_name_what_they_replace_the_newest_first() -> None:
    first, second = entry(1, Kind.EVENT, date(2026, 6, 1)), entry(2, Kind.EVENT, date(2026, 6, 2))
    second, third = replace(second, corrects=1), replace(entry(3, Kind.EVENT, date(2026, 6, 3)), corrects=2)
    found = course(at(2026, 7, 1), first, second, third).corrections
    assert [(old.seq, new.seq) for old, new in found] == [(2, 3), (1, 2)]


@pytest.mark.parametrize(("entries", "note"), [([], "下一步"), ([NOTICE], "")])
def test_a_stage_that_has_not_begun_is_called_the_next_one(entries: list[Published], note: str) -> None:
    decision = course(at(2026, 6, 20), *entries)
    marks = {mark.label: mark for mark in stages_of(decision, slots_of(decision))}
    assert (marks["公开征求意见"].state, marks["公开征求意见"].note) == ("current", note)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["pending"], [(date(2026, 7, 24), "due")]),
        (["pending", "done"], [(date(2026, 7, 20), "done")]),
    ],
)
def test_a_step_still_to_come_is_told_where_it_is_planned(states: list[str], told: list) -> None:
    page, planned_on = "/decisions/2026-01/steps/expert", "2026-07-24"
    said_on = {"pending": date(2026, 6, 1), "done": date(2026, 7, 20)}
    entries = [
        entry(seq, Kind.STEP, said_on[state], step="expert", state=state, planned_on=planned_on, page=page)
        for seq, state in enumerate(states, start=2)
    ]
    events = [event for event in timeline_of(course(at(2026, 8, 1), *entries)) if event.href == page]
    assert [(event.on, event.state) for event in events] == told
    assert {str(event.title) for event in events} == {"专家论证"}

"""The rules of the catalogue: items, what an import changes, the gate, the stage, the filters, the duty."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.catalogue.errors import (
    CatalogueIncompleteError,
    ConsentInFutureError,
    ConsentMissingError,
    EmptyCatalogueError,
    LeadUnitError,
    TitleMissingError,
)
from decisions.catalogue.rules import ChangeKind, decision_code
from decisions.catalogue.rules.duties import catalogue_duty
from decisions.catalogue.rules.filters import FACETS, ItemFilter, Listed, count_choices, select_items
from decisions.catalogue.rules.gate import check_consent, check_items, find_problems
from decisions.catalogue.rules.importing import plan_import
from decisions.catalogue.rules.items import (
    FIELD_LABELS,
    Item,
    check_item,
    compare,
    item_from_json,
    item_json,
    title_key,
)
from decisions.catalogue.rules.outcomes import Outcome
from decisions.catalogue.rules.stages import MILESTONES, STAGE_LABELS, Milestone, Stage, stage_of
from decisions.record.rules import canonical
from decisions.services.duties import DutyState
from decisions.services.working_days.tables import shipped_calendar

ITEM = Item(number=1, title="《停车办法》", code="2026-01", lead_unit="区建交委", planned_text="第三季度")

words = st.text(st.sampled_from("甲乙丙丁 ，（）“”abc1"), max_size=12)
answers = st.sampled_from([None, True, False])
items = st.builds(
    Item,
    number=st.integers(1, 99),
    title=st.sampled_from(["停车办法", "《停车办法》", "养老中心", "养老 中心", "旧改方案", "幼儿园收费"]),
    code=st.just(""),
    category=st.sampled_from(["", "plan", "other"]),
    lead_unit=st.sampled_from(["", "区建交委", "区民政局"]),
    partner_units=st.lists(words, max_size=3).map(tuple),
    basis=words,
    procedures=st.lists(words, max_size=3).map(tuple),
    planned_text=words,
    planned_from=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    planned_to=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    hearing=answers,
    invites_public=answers,
    enterprise_related=answers,
    change=st.sampled_from(["", *ChangeKind]),
    change_note=words,
)


# Items


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("《停车办法》", "停车办法", True),
        ("停车 办法", "停车办法", True),
        ("停车（试行）", "停车(试行)", True),
        ("“十五五”规划", '"十五五"规划', True),
        ("ＡＩ措施", "ai措施", True),
        ("停车办法", "停车办法（试行）", False),
        ("2025年计划", "2026年计划", False),
    ],
)
def test_a_title_is_recognised_however_it_is_typed(one: str, other: str, same: bool) -> None:
    assert (title_key(one) == title_key(other)) is same


@pytest.mark.parametrize(
    "lead_unit",
    ["", " ", "区建交委、区民政局", "区建交委,区民政局", "甲；乙", "甲;乙", "甲/乙", "甲\n乙", "甲，乙"],
)
def test_one_lead_unit_and_one_only(lead_unit: str) -> None:
    with pytest.raises(LeadUnitError):
        check_item(replace(ITEM, lead_unit=lead_unit))


@pytest.mark.parametrize("title", ["", "  ", "《》"])
def test_an_item_has_a_title(title: str) -> None:
    with pytest.raises(TitleMissingError):
        check_item(replace(ITEM, title=title))


def test_a_whole_item_is_accepted() -> None:
    check_item(ITEM)
    check_item(replace(ITEM, lead_unit="南汀镇人民政府（演示）"))


@given(items)
def test_what_is_published_reads_back_the_same_and_is_canonical(item: Item) -> None:
    published = item_json(item)
    canonical(published)
    assert item_from_json(published) == item
    assert set(published) == {field.name for field in fields(Item)}


def test_every_compared_field_has_a_name() -> None:
    named = set(FIELD_LABELS) | {"code", "planned_from", "planned_to"}
    assert named == {field.name for field in fields(Item)}


def test_versions_are_compared_by_code() -> None:
    moved = replace(ITEM, number=2, title="停车管理办法")
    new = replace(ITEM, number=1, code="2026-02", title="养老中心")
    gone = replace(ITEM, number=3, code="2026-03", title="旧改方案")
    found = compare([ITEM, gone], [new, moved])
    assert [(difference.item.code, difference.fields) for difference in found] == [
        ("2026-02", ()),
        ("2026-01", ("number", "title")),
        ("2026-03", ()),
    ]
    assert compare([ITEM], [ITEM]) == []


@pytest.mark.parametrize(
    ("number", "code"), [(1, "2026-01"), (14, "2026-14"), (99, "2026-99"), (100, "2026-100")]
)
def test_codes(number: int, code: str) -> None:
    assert decision_code(2026, number) == code


# Importing


@given(st.lists(items, max_size=6), st.lists(items, max_size=6))
def test_importing_the_same_twice_changes_nothing_the_second_time(old: list[Item], new: list[Item]) -> None:
    first = plan_import(_apply([], old), new)
    after = _apply(_apply([], old), new)
    second = plan_import(after, new)
    assert second.changes_nothing
    assert len(second.unchanged) == len({item.key for item in new})
    assert len(first.added) + len(first.changed) + len(first.unchanged) == len({item.key for item in new})


@given(st.lists(items, max_size=6), st.lists(items, max_size=6))
def test_an_import_removes_nothing_and_keeps_codes(old: list[Item], new: list[Item]) -> None:
    before = [replace(item, code=f"2026-{n:02d}") for n, item in enumerate(_apply([], old), start=1)]
    plan = plan_import(before, new)
    kept = {change.new.code for change in plan.changed} | {
        item.code for item in (*plan.unchanged, *plan.absent)
    }
    assert kept == {item.code for item in before}
    for change in plan.changed:
        assert change.fields
        assert change.old.key == change.new.key


def _apply(existing: list[Item], incoming: list[Item]) -> list[Item]:
    plan = plan_import(existing, incoming)
    return [*plan.absent, *plan.unchanged, *(change.new for change in plan.changed), *plan.added]


def test_a_column_the_table_lacks_empties_nothing() -> None:
    whole = replace(
        ITEM, category="plan", hearing=True, partner_units=("甲",), change="kept", change_note="结转"
    )
    bare = Item(number=1, title="停车办法", lead_unit="区建交委")
    plan = plan_import([whole], [bare])
    assert [change.fields for change in plan.changed] == [("title",)]
    assert plan.changed[0].new == replace(whole, title="停车办法")


# The gate


@pytest.mark.parametrize(
    ("number", "given_on", "refusal"),
    [
        ("浦委〔2026〕21号", date(2026, 3, 27), None),
        ("浦委〔2026〕21号", date(2026, 3, 28), ConsentInFutureError),
        ("浦委〔2026〕21号", None, ConsentMissingError),
        ("", date(2026, 3, 20), ConsentMissingError),
        (" ", date(2026, 3, 20), ConsentMissingError),
    ],
)
def test_consent_is_a_number_and_a_day_gone_by(number, given_on, refusal) -> None:
    if refusal is None:
        check_consent(number, given_on, date(2026, 3, 27))
    else:
        with pytest.raises(refusal):
            check_consent(number, given_on, date(2026, 3, 27))


def test_an_empty_catalogue_is_refused() -> None:
    with pytest.raises(EmptyCatalogueError):
        check_items([], None)


@pytest.mark.parametrize(
    ("item", "published", "field"),
    [
        (replace(ITEM, lead_unit=""), None, "lead_unit"),
        (replace(ITEM, change="adjusted"), None, "change_note"),
        (replace(ITEM, change="withdrawn", change_note=" "), None, "change_note"),
        (replace(ITEM, planned_text="年底"), ITEM, "change_note"),
        (replace(ITEM, planned_text="年底", change="kept"), ITEM, "change_note"),
    ],
)
def test_faults_are_named_with_item_and_field(item: Item, published: Item | None, field: str) -> None:
    problems = find_problems([item], [published] if published else None)
    assert [(problem.row, problem.field) for problem in problems] == [(1, field)]
    with pytest.raises(CatalogueIncompleteError):
        check_items([item], [published] if published else None)


def test_what_needs_no_reason() -> None:
    assert find_problems([replace(ITEM, change="added"), replace(ITEM, number=2, change="")], None) == []
    changed = replace(ITEM, planned_text="年底", change="adjusted", change_note="论证延长")
    assert find_problems([changed], [ITEM]) == []
    assert find_problems([replace(ITEM, change="kept", change_note="结转")], [ITEM]) == []


def test_every_adjustment_has_a_reason_of_its_own() -> None:
    before = replace(ITEM, change="adjusted", change_note="论证延长")
    again = replace(before, planned_text="年底")
    assert [problem.field for problem in find_problems([again], [before])] == ["change_note"]
    assert find_problems([replace(again, change_note="再次延长")], [before]) == []


def test_what_is_added_after_the_first_publication_says_why() -> None:
    new = replace(ITEM, number=2, code="2026-02", title="养老中心", change="added")
    assert find_problems([ITEM, new], None) == []
    assert [problem.row for problem in find_problems([ITEM, new], [ITEM])] == [2]
    assert find_problems([ITEM, replace(new, change_note="上级新部署")], [ITEM]) == []


def test_another_place_in_the_list_is_no_adjustment() -> None:
    assert find_problems([replace(ITEM, number=7)], [ITEM]) == []


def test_two_items_of_one_number_are_refused() -> None:
    problems = find_problems([ITEM, replace(ITEM, title="养老中心", code="2026-02")], None)
    assert [problem.field for problem in problems] == ["number"]


# The stage

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
OPEN = {"opens_on": "2026-06-15", "ends_at": "2026-07-15T16:00:00+00:00"}


def course(*kinds: str) -> list[Milestone]:
    return [Milestone(kind, seq) for seq, kind in enumerate(kinds, start=1)]


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        ((), Stage.LISTED),
        (("consultation_notice",), Stage.CONSULTED),
        (("consultation_notice", "attendance_call"), Stage.REPRESENTATIVES),
        (("attendance_call", "draw_result"), Stage.REPRESENTATIVES),
        (("consultation_notice", "representatives", "meeting"), Stage.MEETING),
        (("meeting", "attendance_call", "representatives"), Stage.REPRESENTATIVES),
        (("consultation_notice", "decision_issued"), Stage.ISSUED),
        (("decision_issued", "disclosure"), Stage.ANSWERED),
        (("disclosure", "decision_issued"), Stage.ISSUED),
        (("disclosure",), Stage.LISTED),
        (("decision_issued", "disclosure", "statements"), Stage.ANSWERED),
    ],
)
def test_the_newest_step_counts_until_the_decision_is_issued(kinds: tuple[str, ...], stage: Stage) -> None:
    assert stage_of(course(*kinds), NOON) is stage


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (datetime(2026, 6, 14, 15, 59, 59, tzinfo=UTC), Stage.CONSULTATION_ANNOUNCED),
        (datetime(2026, 6, 14, 16, tzinfo=UTC), Stage.CONSULTING),
        (datetime(2026, 7, 15, 15, 59, 59, tzinfo=UTC), Stage.CONSULTING),
        (datetime(2026, 7, 15, 16, tzinfo=UTC), Stage.CONSULTED),
    ],
)
def test_the_window_opens_at_midnight_and_closes_at_24(now: datetime, stage: Stage) -> None:
    assert stage_of(course("consultation_notice"), now, notice=OPEN) is stage


def test_an_open_window_goes_before_a_later_step_but_not_before_the_issuing() -> None:
    steps = course("consultation_notice", "attendance_call")
    call = {"closes_at": "2026-08-01T00:00:00+00:00"}
    assert stage_of(steps, NOON, notice=OPEN, call=call) is Stage.CONSULTING
    later = NOON + timedelta(days=20)
    assert stage_of(steps, later, notice=OPEN, call=call) is Stage.SIGN_UP
    assert stage_of(steps, later, notice=OPEN, call={"closes_at": ""}) is Stage.REPRESENTATIVES
    assert stage_of([*steps, Milestone("decision_issued", 9)], NOON, notice=OPEN) is Stage.ISSUED


def test_a_correction_is_no_step() -> None:
    steps = [
        *course("consultation_notice", "meeting"),
        Milestone("consultation_notice", 3, is_correction=True),
    ]
    assert stage_of(steps, NOON) is Stage.MEETING


def test_a_meeting_that_is_only_planned_has_decided_nothing() -> None:
    steps = course("consultation_notice", "representatives", "meeting")
    planned, held = {"held_on": "", "planned_on": "2026-09-01"}, {"held_on": "2026-09-01"}
    assert stage_of(steps, NOON, meeting=planned) is Stage.REPRESENTATIVES
    assert stage_of(steps, NOON, meeting=held) is Stage.MEETING
    assert stage_of(course("meeting"), NOON, meeting=planned) is Stage.LISTED
    assert stage_of(course("meeting", "decision_issued"), NOON, meeting=planned) is Stage.ISSUED
    assert stage_of(course("meeting", "statements"), NOON, meeting=planned) is Stage.MEETING


@given(st.lists(st.sampled_from(MILESTONES), max_size=8), st.randoms())
def test_the_order_in_which_entries_are_read_does_not_matter(kinds: list[str], random) -> None:
    steps = course(*kinds)
    shuffled = random.sample(steps, len(steps))
    assert stage_of(shuffled, NOON, notice=OPEN) is stage_of(steps, NOON, notice=OPEN)


def test_every_stage_has_a_word() -> None:
    assert set(STAGE_LABELS) == set(Stage)


# The filters

CARE_CENTRE = replace(
    ITEM, number=2, code="2026-02", title="养老中心", lead_unit="区民政局", category="project", hearing=True
)
AI_MEASURES = replace(
    ITEM, number=3, code="2026-03", title="ＡＩ若干措施", enterprise_related=True, category="plan"
)
LISTED = [
    Listed(ITEM, Stage.CONSULTING, Outcome.UNDER_WAY),
    Listed(CARE_CENTRE, Stage.LISTED, Outcome.CARRIED_OVER),
    Listed(AI_MEASURES, Stage.LISTED, Outcome.UNDER_WAY),
]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (ItemFilter(), ["2026-01", "2026-02", "2026-03"]),
        (ItemFilter(text="停车"), ["2026-01"]),
        (ItemFilter(text="ai 措施"), ["2026-03"]),
        (ItemFilter(text="ai 停车"), []),
        (ItemFilter(text="2026-02"), ["2026-02"]),
        (ItemFilter(unit="区民政局"), ["2026-02"]),
        (ItemFilter(unit="区建交委", stage="listed"), ["2026-03"]),
        (ItemFilter(category="project"), ["2026-02"]),
        (ItemFilter(enterprise="yes"), ["2026-03"]),
        (ItemFilter(enterprise="no"), ["2026-01", "2026-02"]),
        (ItemFilter(stage="consulting"), ["2026-01"]),
        (ItemFilter(hearing="yes"), ["2026-02"]),
        (ItemFilter(hearing="no"), ["2026-01", "2026-03"]),
        (ItemFilter(outcome="carried_over"), ["2026-02"]),
        (ItemFilter(outcome="under_way", enterprise="no"), ["2026-01"]),
    ],
)
def test_filters(wanted: ItemFilter, codes: list[str]) -> None:
    assert [each.item.code for each in select_items(LISTED, wanted)] == codes


def test_choices_come_in_the_order_of_the_course() -> None:
    choices = count_choices(LISTED)
    assert list(choices) == list(FACETS)
    assert choices["stage"] == {"listed": 2, "consulting": 1}
    assert choices["unit"] == {"区建交委": 2, "区民政局": 1}
    assert choices["category"] == {"plan": 1, "project": 1}, "an item without one adds no empty choice"
    assert choices["hearing"] == {"yes": 1, "no": 2}


wanted = st.builds(
    ItemFilter,
    text=st.sampled_from(["", "停车", "2026"]),
    unit=st.sampled_from(["", "区建交委", "区民政局"]),
    category=st.sampled_from(["", "plan", "project"]),
    stage=st.sampled_from(["", "listed", "consulting"]),
    outcome=st.sampled_from(["", "under_way", "carried_over"]),
    enterprise=st.sampled_from(["", "yes", "no"]),
    hearing=st.sampled_from(["", "yes", "no"]),
)


@given(wanted)
def test_a_choice_finds_as_many_as_it_says_whatever_else_is_chosen(wanted: ItemFilter) -> None:
    for facet, counts in count_choices(LISTED, wanted).items():
        assert set(counts) == set(count_choices(LISTED)[facet]), "a choice does not vanish, it finds nothing"
        for choice, count in counts.items():
            assert len(select_items(LISTED, replace(wanted, **{facet: choice}))) == count


# The duty


@pytest.mark.parametrize(
    ("published_on", "today", "state", "late"),
    [
        (date(2026, 3, 27), date(2026, 12, 1), DutyState.MET, 0),
        (date(2026, 3, 31), date(2026, 12, 1), DutyState.MET, 0),
        (date(2026, 4, 1), date(2026, 12, 1), DutyState.MET_LATE, 1),
        (date(2026, 4, 7), date(2026, 12, 1), DutyState.MET_LATE, 4),  # 清明 4 to 6 April
        (None, date(2026, 3, 30), DutyState.PENDING, 0),
        (None, date(2026, 3, 31), DutyState.PENDING, 0),
        (None, date(2026, 4, 1), DutyState.OVERDUE, 1),
    ],
)
def test_the_31st_of_march(published_on: date | None, today: date, state: DutyState, late: int) -> None:
    duty = catalogue_duty(shipped_calendar(), 2026, published_on=published_on, today=today)
    assert (duty.state, duty.late_working_days) == (state, late)
    assert duty.due_on == date(2026, 3, 31)
    assert duty.subject == "catalogue/2026"

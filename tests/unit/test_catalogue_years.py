"""From one year to the next: what became of an item, what is carried over; and the order within a year."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.catalogue.rules.carrying import carried_item, may_be_carried_over
from decisions.catalogue.rules.items import Item, reordered
from decisions.catalogue.rules.outcomes import OUTCOME_LABELS, Outcome, count_outcomes, outcome_of
from decisions.catalogue.rules.stages import Stage

ITEM = Item(
    number=4, title="停车办法", code="2025-04", lead_unit="区建交委", change="added", planned_text="第三季度"
)


@pytest.mark.parametrize(
    ("stage", "issued_on", "is_carried_over", "outcome"),
    [
        (Stage.LISTED, None, False, Outcome.UNDER_WAY),
        (Stage.MEETING, None, False, Outcome.UNDER_WAY),
        (Stage.CONSULTING, None, True, Outcome.CARRIED_OVER),
        (Stage.ISSUED, date(2025, 12, 31), False, Outcome.ISSUED),
        (Stage.ANSWERED, date(2025, 6, 1), True, Outcome.ISSUED),
        (Stage.ISSUED, date(2026, 1, 1), True, Outcome.CARRIED_OVER),
        (Stage.ISSUED, date(2026, 1, 1), False, Outcome.ISSUED),
        (Stage.WITHDRAWN, None, False, Outcome.WITHDRAWN),
        (Stage.WITHDRAWN, None, True, Outcome.WITHDRAWN),
    ],
)
def test_what_became_of_an_item_of_2025(
    stage: Stage, issued_on: date | None, is_carried_over: bool, outcome: Outcome
) -> None:
    assert outcome_of(stage, year=2025, issued_on=issued_on, is_carried_over=is_carried_over) is outcome


@given(st.lists(st.sampled_from(Outcome)))
def test_the_figures_add_up(outcomes: list[Outcome]) -> None:
    counts = count_outcomes(outcomes)
    assert sum(counts.values()) == len(outcomes)
    assert list(counts) == list(Outcome), "also those of which there are none"


def test_every_outcome_has_a_word() -> None:
    assert set(OUTCOME_LABELS) == set(Outcome)


@pytest.mark.parametrize(
    ("change", "issued_on", "may"),
    [
        ("added", None, True),
        ("kept", None, True),
        ("withdrawn", None, False),
        ("added", date(2025, 12, 31), False),
        ("added", date(2026, 1, 1), True),
    ],
)
def test_what_can_be_carried_over(change: str, issued_on: date | None, may: bool) -> None:
    item = replace(ITEM, change=change)
    assert may_be_carried_over(item, year=2025, issued_on=issued_on) is may


def test_a_carried_item_keeps_its_code_and_says_where_it_comes_from() -> None:
    carried = carried_item(ITEM, from_year=2025, into_year=2026, number=9)
    assert (carried.code, carried.title, carried.lead_unit) == ("2025-04", "停车办法", "区建交委")
    assert (carried.number, carried.change, carried.change_note) == (9, "kept", "2025年度目录结转")


@pytest.mark.parametrize(
    ("planned", "kept", "until"),
    [
        ("第三季度", "第三季度", date(2026, 9, 30)),
        ("年底前", "年底前", date(2026, 12, 31)),
        ("2026年6月", "2026年6月", date(2026, 6, 30)),
        ("2025年6月", "", None),
        ("2025年11月-2026年1月", "2025年11月-2026年1月", date(2026, 1, 31)),
        ("适时", "", None),
        ("", "", None),
    ],
)
def test_a_planned_time_that_has_gone_by_is_planned_anew(planned: str, kept: str, until: date | None) -> None:
    carried = carried_item(replace(ITEM, planned_text=planned), from_year=2025, into_year=2026, number=1)
    assert (carried.planned_text, carried.planned_to) == (kept, until)


@pytest.mark.parametrize(
    ("numbers", "index", "steps", "after"),
    [
        ([1, 2, 3], 1, -1, [2, 1, 3]),
        ([1, 2, 3], 1, 1, [1, 3, 2]),
        ([1, 2, 3], 0, -1, [1, 2, 3]),
        ([1, 2, 3], 2, 1, [1, 2, 3]),
        ([1, 2, 3], 2, -2, [2, 3, 1]),
        ([1, 4, 9], 2, -1, [1, 9, 4]),
        ([2, 2, 2], 0, 1, [2, 1, 3]),
        ([5], 0, 1, [5]),
    ],
)
def test_moving_a_line(numbers: list[int], index: int, steps: int, after: list[int]) -> None:
    assert reordered(numbers, index, steps) == after


@given(st.lists(st.integers(1, 99), min_size=1, max_size=30, unique=True), st.data())
def test_moving_deals_the_same_numbers_out_again(numbers: list[int], data: st.DataObject) -> None:
    numbers = sorted(numbers)
    index = data.draw(st.integers(0, len(numbers) - 1))
    moved = reordered(numbers, index, data.draw(st.integers(-40, 40)))
    assert sorted(moved) == numbers
    others = [moved[line] for line in range(len(numbers)) if line != index]
    assert others == sorted(others), "the other lines keep their order"

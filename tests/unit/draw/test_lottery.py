"""The lottery over compositions: every one keeps every quota, and the chances are as fair as proved."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from decisions.attendance.draw import Frozen, Step, freeze
from decisions.attendance.draw.canonical import read_json
from decisions.attendance.draw.errors import NobodyPlacedError, QuotasUnmeetableError, TooManyTypesError
from decisions.attendance.draw.fairness import decompose
from decisions.attendance.draw.lottery import Lottery, prepare_lottery, read_lottery
from decisions.attendance.draw.panels import PanelModel, new_solver
from decisions.attendance.draw.pool import Pool, read_pool
from decisions.attendance.draw.rounding import to_tickets
from decisions.attendance.draw.rule import Rule, read_rule
from tests.unit.draw import samples

Counts = tuple[int, ...]


def read(frozen: Frozen) -> tuple[Pool, Rule, Lottery]:
    rule = read_rule(samples.rule_of(frozen))
    pool = read_pool(frozen.files["pool.csv"], rule.quotas)
    return pool, rule, read_lottery(read_json("lottery.json", frozen.files["lottery.json"]), pool.attributes)


def every_panel(pool: Pool, rule: Rule) -> Iterator[Counts]:
    """Each valid panel, by trying all seat counts of all types."""
    for counts in ways_to_seat(list(pool.sizes.values()), rule.seats):
        if keeps_quotas(pool, rule, dict(zip(pool.sizes, counts, strict=True))):
            yield counts


def ways_to_seat(sizes: list[int], seats: int) -> Iterator[Counts]:
    if not sizes:
        if seats == 0:
            yield ()
        return
    for count in range(min(sizes[0], seats) + 1):
        for others in ways_to_seat(sizes[1:], seats - count):
            yield (count, *others)


def keeps_quotas(pool: Pool, rule: Rule, seats: dict[Any, int]) -> bool:
    return all(
        bounds.fewest
        <= sum(n for kind, n in seats.items() if kind[pool.attributes.index(attribute)] == value)
        <= bounds.most
        for attribute, values in rule.quotas.items()
        for value, bounds in values.items()
    )


def best_smallest_chance(pool: Pool, panels: list[Counts]) -> float:
    """z* by one linear programme over all panels there are."""
    solver = new_solver()
    sizes = list(pool.sizes.values())
    for _ in panels:
        solver.addVar(0.0, 1.0)
    solver.addCol(-1.0, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
    columns = np.arange(len(panels), dtype=np.int32)
    solver.addRow(1.0, 1.0, len(panels), columns, np.ones(len(panels)))
    for position, size in enumerate(sizes):
        values = np.array([panel[position] / size for panel in panels] + [-1.0])
        with_level = np.arange(len(panels) + 1, dtype=np.int32)
        solver.addRow(0.0, np.inf, len(values), with_level, values)
    solver.run()
    return -float(solver.getInfo().objective_function_value)


def check_fairness(frozen: Frozen) -> None:
    pool, rule, lottery = read(frozen)
    panels = list(every_panel(pool, rule))
    kinds = list(pool.sizes)
    for composition in lottery.compositions:
        assert tuple(composition.seats.get(kind, 0) for kind in kinds) in panels
    assert sum(composition.tickets for composition in lottery.compositions) == 1_000_000
    assert min(composition.tickets for composition in lottery.compositions) > 0
    chances = lottery.chances(pool, rule.seats)
    assert float(min(chances.values())) >= 0.95 * best_smallest_chance(pool, panels) * (1 - 0.002)
    assert sum(chances[kind] * size for kind, size in pool.sizes.items()) == rule.seats
    assert (frozen.smallest, frozen.largest) == (min(chances.values()), max(chances.values()))


def test_the_common_case_is_valid_and_fair() -> None:
    check_fairness(samples.frozen_mixed())


GENDERS = ("女", "男")
CATEGORIES = ("居民", "企业", "社会组织")
AGES = ("青", "中", "老")


@st.composite
def draws(draw: st.DrawFn) -> tuple[samples.Rows, dict[str, Any]]:
    """Small pools of up to 18 types with any bounds at all, meetable or not."""
    attributes = {"性别": GENDERS, "代表类别": CATEGORIES, "年龄段": AGES[: draw(st.integers(1, 3))]}
    kinds = list(product(*attributes.values()))
    sizes = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, 5, 40]), min_size=len(kinds), max_size=len(kinds)))
    seats = draw(st.integers(1, 4))
    quotas: dict[str, dict[str, dict[str, int]]] = {}
    for attribute, values in attributes.items():
        quotas[attribute] = {}
        for value in values:
            low = draw(st.integers(0, max(1, seats // len(values))))
            quotas[attribute][value] = {"min": low, "max": draw(st.integers(max(low, 1), 5))}
    rows = samples.rows_of(*zip(sizes, kinds, strict=True), attributes=list(attributes))
    assume(len(rows) >= seats)
    return rows, samples.rule(quotas, seats=seats)


@settings(max_examples=60, deadline=None)
@given(draws())
def test_any_small_pool_is_drawn_fairly_or_refused_for_a_true_reason(
    drawing: tuple[samples.Rows, dict[str, Any]],
) -> None:
    rows, rule = drawing
    pool, checked = pool_and_rule(rows, rule)
    panels = list(every_panel(pool, checked))
    unseated = [kind for place, kind in enumerate(pool.sizes) if not any(panel[place] for panel in panels)]
    if not panels:
        with pytest.raises(QuotasUnmeetableError) as unmeetable:
            freeze(rows, rule, samples.NOW)
        assert unmeetable.value.problems
    elif unseated:
        with pytest.raises(NobodyPlacedError) as unplaced:
            freeze(rows, rule, samples.NOW)
        listed = "".join(str(problem.message) for problem in unplaced.value.problems)
        assert all((who in listed) == (kind in unseated) for who, kind in pool.types.items())
    else:
        check_fairness(freeze(rows, rule, samples.NOW))


def pool_and_rule(rows: samples.Rows, rule: dict[str, Any]) -> tuple[Pool, Rule]:
    checked = read_rule(rule, samples.NOW)
    kinds = {row["id"]: tuple(row[name] for name in checked.attributes) for row in rows}
    return Pool(checked.attributes, kinds), checked


def with_bounds(**bounds: tuple[int, int]) -> dict[str, Any]:
    return samples.rule({"性别": {value: {"min": low, "max": high} for value, (low, high) in bounds.items()}})


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (with_bounds(女=(3, 5), 男=(0, 5)), ["可把“性别＝女”的下限由 3 改为 2。"]),
        (with_bounds(女=(0, 5), 男=(0, 2)), ["可把“性别＝男”的上限由 2 改为 3。"]),
        (with_bounds(女=(2, 2), 男=(4, 4)), ["可把“性别＝男”的下限由 4 改为 3。"]),
        (
            with_bounds(女=(3, 5), 男=(0, 2)),
            ["可把“性别＝女”的下限由 3 改为 2。", "可把“性别＝男”的上限由 2 改为 3。"],
        ),
    ],
)
def test_quotas_that_can_not_be_met_name_the_smallest_change(rule: dict[str, Any], words: list[str]) -> None:
    rows = samples.rows_of((2, ("女",)), (9, ("男",)), attributes=["性别"])
    with pytest.raises(QuotasUnmeetableError) as refusal:
        freeze(rows, rule, samples.NOW)
    assert [str(problem.message) for problem in refusal.value.problems] == words


def test_the_named_change_makes_the_quotas_feasible() -> None:
    rows = samples.rows_of((2, ("女",)), (9, ("男",)), attributes=["性别"])
    assert freeze(rows, with_bounds(女=(2, 5), 男=(3, 5)), samples.NOW).compositions == 1


def test_people_who_fit_into_no_panel_are_listed() -> None:
    """With all five seats for residents, the two from enterprises can never sit."""
    quotas = {"代表类别": {"居民": {"min": 5, "max": 5}, "企业": {"min": 0, "max": 2}}}
    rows = samples.rows_of((9, ("居民",)), (2, ("企业",)), attributes=["代表类别"])
    with pytest.raises(NobodyPlacedError) as refusal:
        freeze(rows, samples.rule(quotas), samples.NOW)
    (problem,) = refusal.value.problems
    assert (
        str(problem.message)
        == f"代表类别＝企业（2 人）无法进入任何组合：{'、'.join(sorted(map(samples.code, (9, 10))))}"
    )


def test_more_than_400_types_are_refused() -> None:
    values = [f"街镇{number}" for number in range(401)]
    quotas = {"街镇": {value: {"min": 0, "max": 1} for value in values}}
    rows = samples.rows_of(*[(1, (value,)) for value in values], attributes=["街镇"])
    with pytest.raises(TooManyTypesError, match="401"):
        freeze(rows, samples.rule(quotas), samples.NOW)
    assert freeze(rows[:400], samples.rule(quotas), samples.NOW).complete


def test_equal_chances_where_the_quotas_bind_nobody() -> None:
    quotas = {"性别": {"女": {"min": 0, "max": 5}, "男": {"min": 0, "max": 5}}}
    frozen = freeze(
        samples.rows_of((8, ("女",)), (12, ("男",)), attributes=["性别"]), samples.rule(quotas), samples.NOW
    )
    assert frozen.smallest == frozen.largest == Fraction(1, 4)


def test_the_largest_chance_is_cut_at_little_cost() -> None:
    """One enterprise alone for up to two seats would sit in always; half of that costs nobody anything."""
    quotas = {"类别": {"居民": {"min": 3, "max": 5}, "企业": {"min": 0, "max": 2}}}
    rows = samples.rows_of((40, ("居民",)), (1, ("企业",)), attributes=["类别"])
    frozen = freeze(rows, samples.rule(quotas), samples.NOW)
    assert frozen.largest <= Fraction(5, 41) * Fraction(101, 100)


def test_a_lottery_that_was_stopped_early_is_valid_and_says_so() -> None:
    frozen = freeze(samples.mixed_rows(), samples.rule(samples.QUOTAS), samples.NOW, limit_seconds=0)
    pool, rule, lottery = read(frozen)
    assert not frozen.complete
    assert read_json("lottery.json", frozen.files["lottery.json"])["complete"] is False
    assert all(keeps_quotas(pool, rule, dict(composition.seats)) for composition in lottery.compositions)
    assert frozen.smallest > 0


def test_progress_is_told_for_both_goals() -> None:
    pool, rule, _ = read(samples.frozen_mixed())
    steps: list[Step] = []
    prepare_lottery(pool, rule, progress=steps.append)
    assert {step.goal for step in steps} == {"smallest", "largest"}
    assert all(step.panels > 0 and step.gap >= 0 for step in steps)


@given(st.data())
def test_tickets_are_whole_sum_up_and_keep_the_floors_where_possible(data: st.DataObject) -> None:
    """Two panels, one for each of two types; the floor of the first is any number of tickets."""
    share = data.draw(st.floats(0.0, 1.0))
    floor = data.draw(st.integers(0, 1_000_000))
    tickets = to_tickets([(1, 0), (0, 1)], np.array([share, 1 - share]), np.array([float(floor), 0.0]))
    assert sum(tickets) == 1_000_000
    assert min(tickets) >= 0
    # 2,000 single tickets may be moved; the search itself never asks for more.
    assert tickets[0] >= min(floor, int(share * 1_000_000) + 2_000)


def test_unused_values_and_far_too_small_shares_do_no_harm() -> None:
    shares = np.array([1 - 3e-9, 1e-9, 1e-9, 1e-9])
    tickets = to_tickets([(3, 0), (2, 1), (1, 2), (0, 3)], shares, np.array([0.0, 2.0]))
    assert sum(tickets) == 1_000_000
    assert tickets[1] + 2 * tickets[2] + 3 * tickets[3] >= 2


def test_an_average_panel_is_taken_apart_in_few_steps() -> None:
    """Sixty types of three attributes, whole panels only; each step makes one more count whole."""
    attributes = {"性别": GENDERS, "代表类别": CATEGORIES, "街镇": [f"街镇{number}" for number in range(10)]}
    kinds = list(product(*attributes.values()))
    sizes = [7 * place % 11 + 1 for place in range(len(kinds))]
    rows = samples.rows_of(*zip(sizes, kinds, strict=True), attributes=list(attributes))
    anything = {
        name: {value: {"min": 0, "max": 20} for value in values} for name, values in attributes.items()
    }
    model = PanelModel(*pool_and_rule(rows, samples.rule(anything, seats=20)))
    average = model.sizes * 20 / model.sizes.sum()
    panels = list(decompose(model, average))
    assert len(panels) <= len(model.types) + len(model.limits) + 1
    assert all(map(model.is_valid, panels))
    assert {place for panel in panels for place, count in enumerate(panel) if count} == set(range(len(kinds)))

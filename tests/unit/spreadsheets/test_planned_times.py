"""Planned times as catalogues print them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.catalogue.rules.planned_times import parse_planned_time

YEAR = 2026


def days(text: str) -> str | None:
    planned = parse_planned_time(text, YEAR)
    return planned and f"{planned.starts_on} {planned.ends_on}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年6月", "2026-06-01 2026-06-30"),
        ("2026年6月底", "2026-06-01 2026-06-30"),
        ("第三季度", "2026-07-01 2026-09-30"),
        ("第一季度", "2026-01-01 2026-03-31"),
        ("2026.09", "2026-09-01 2026-09-30"),
        ("2026年5-7月", "2026-05-01 2026-07-31"),
        ("年底前", "2026-01-01 2026-12-31"),
    ],
)
def test_the_forms_of_the_demonstration(text: str, expected: str) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月", "2026-06-01 2026-06-30"),
        ("2026-6", "2026-06-01 2026-06-30"),
        ("2026/06", "2026-06-01 2026-06-30"),
        ("202606", "2026-06-01 2026-06-30"),
        ("二〇二六年六月", "2026-06-01 2026-06-30"),
        ("２０２６年６月", "2026-06-01 2026-06-30"),
        ("26年6月", "2026-06-01 2026-06-30"),
        ("2026年2月", "2026-02-01 2026-02-28"),
        ("2024年2月", "2024-02-01 2024-02-29"),
        ("12月", "2026-12-01 2026-12-31"),
        ("6月上旬", "2026-06-01 2026-06-10"),
        ("6月中旬", "2026-06-11 2026-06-20"),
        ("2月下旬", "2026-02-21 2026-02-28"),
        ("6月30日", "2026-06-30 2026-06-30"),
        ("6月30日前", "2026-01-01 2026-06-30"),
        ("六月三十日之前", "2026-01-01 2026-06-30"),
        ("6月底前完成", "2026-01-01 2026-06-30"),
        ("2026-06-15", "2026-06-15 2026-06-15"),
        ("2026.6.15", "2026-06-15 2026-06-15"),
        ("20260615", "2026-06-15 2026-06-15"),
        ("46188", "2026-06-15 2026-06-15"),
        ("三季度", "2026-07-01 2026-09-30"),
        ("Q3", "2026-07-01 2026-09-30"),
        ("2026年第4季度", "2026-10-01 2026-12-31"),
        ("四季度末", "2026-10-01 2026-12-31"),
        ("第三季度前", "2026-01-01 2026-09-30"),
        ("第二至三季度", "2026-04-01 2026-09-30"),
        ("二、三季度", "2026-04-01 2026-09-30"),
        ("三季度—四季度", "2026-07-01 2026-12-31"),
        ("上半年", "2026-01-01 2026-06-30"),
        ("2026年下半年", "2026-07-01 2026-12-31"),
        ("全年", "2026-01-01 2026-12-31"),
        ("2026年", "2026-01-01 2026-12-31"),
        ("年内", "2026-01-01 2026-12-31"),
        ("年底", "2026-12-01 2026-12-31"),
        ("2026年底前", "2026-01-01 2026-12-31"),
        ("5月至7月", "2026-05-01 2026-07-31"),
        ("5～7月", "2026-05-01 2026-07-31"),
        ("5一7月", "2026-05-01 2026-07-31"),
        ("2026.5-7", "2026-05-01 2026-07-31"),
        ("2026-05至2026-07", "2026-05-01 2026-07-31"),
        ("5月—2026年7月", "2026-05-01 2026-07-31"),
        ("6月10日-15日", "2026-06-10 2026-06-15"),
        ("6月10-15日", "2026-06-10 2026-06-15"),
        ("2026年11月—2027年2月", "2026-11-01 2027-02-28"),
        ("11月至次年2月", "2026-11-01 2027-02-28"),
        ("11月-2027年2月", "2026-11-01 2027-02-28"),
        ("2027年3月", "2027-03-01 2027-03-31"),
        ("力争6月底前出台", "2026-01-01 2026-06-30"),
        ("6月（力争5月）", "2026-06-01 2026-06-30"),
        (" 2026 年 6 月 ", "2026-06-01 2026-06-30"),
    ],
)
def test_other_forms(text: str, expected: str) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "持续推进",
        "长期",
        "待定",
        "适时",
        "视情推进",
        "13月",
        "6月31日",
        "第五季度",
        "7月-5月",
        "3000年6月",
        "每月",
        "前",
    ],
)
def test_what_names_no_time_gets_none(text: str) -> None:
    assert parse_planned_time(text, YEAR) is None


months = st.integers(1, 12)


@given(st.integers(2000, 2099), months, months)
def test_a_range_covers_its_months(year: int, first: int, last: int) -> None:
    planned = parse_planned_time(f"{first}-{last}月", year)
    if first > last:
        assert planned is None
    else:
        assert planned is not None
        assert planned.starts_on == date(year, first, 1)
        assert (planned.ends_on.year, planned.ends_on.month) == (year, last)
        assert planned.ends_on.toordinal() + 1 == date(year + last // 12, last % 12 + 1, 1).toordinal()


@given(st.integers(2000, 2099), months)
def test_every_spelling_of_a_month_means_the_same(year: int, month: int) -> None:
    spellings = (
        f"{year}年{month}月",
        f"{year}.{month:02}",
        f"{year}-{month}",
        f"{year}/{month:02}",
        f"{month}月",
    )
    assert len({parse_planned_time(spelling, year) for spelling in spellings}) == 1


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_that_day_and_by_it_ends_on_it(day: date) -> None:
    text = f"{day.year}年{day.month}月{day.day}日"
    planned, by = parse_planned_time(text, day.year), parse_planned_time(f"{text}前", day.year)
    assert planned is not None
    assert by is not None
    assert planned.starts_on == planned.ends_on == by.ends_on == day
    assert by.starts_on == date(day.year, 1, 1)


@given(st.text())
def test_any_text_gives_a_stretch_or_none(text: str) -> None:
    planned = parse_planned_time(text, YEAR)
    assert planned is None or planned.starts_on <= planned.ends_on

"""Counting in working days: golden cases, boundaries, unknown years, properties."""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.errors import Message
from decisions.services.working_days import arithmetic
from decisions.services.working_days.arithmetic import (
    Calendar,
    Count,
    NamedDay,
    Notice,
    YearTable,
    count_as_json,
    count_working_days,
    roll_to_working_day,
    working_day_number,
    working_days_late,
)
from decisions.services.working_days.errors import (
    CountOutOfRangeError,
    UnknownYearError,
)
from decisions.services.working_days.tables import shipped_calendar

CALENDAR = shipped_calendar()
NOTHING = Calendar(())


def d(text: str) -> date:
    return date.fromisoformat(text)


def reasons(count: Count) -> list[str]:
    return [f"{line.date:%m-%d} {line.reason}" for line in count.account]


# Counting


@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        ("2026-02-13", "2026-03-05"),
        ("2026-02-15", "2026-03-06"),
        ("2026-04-28", "2026-05-14"),
        ("2026-09-22", "2026-10-13"),
        ("2025-09-19", "2025-10-10"),
        ("2024-09-24", "2024-10-12"),
        ("2026-12-17", "2026-12-31"),
    ],
)
def test_ten_working_days_after(start: str, due_on: str) -> None:
    count = count_working_days(CALENDAR, d(start), 10)
    assert count.due_on == count.earliest_on == d(due_on)
    assert not count.undetermined


@pytest.mark.parametrize(
    ("start", "days", "due_on"),
    [
        ("2026-10-08", 1, "2026-10-09"),  # a plain Friday
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday worked for the National Day
        ("2026-10-10", 1, "2026-10-12"),  # from that Saturday over the Sunday
        ("2026-09-30", 1, "2026-10-08"),  # over the holiday
        ("2026-10-03", 1, "2026-10-08"),  # from within it
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday worked
        ("2025-12-31", 1, "2026-01-04"),  # into a year whose first working day is a Sunday
        ("2023-12-29", 1, None),
        ("2023-12-31", 1, "2024-01-02"),  # the day of the event itself need not be known
    ],
)
def test_boundaries(start: str, days: int, due_on: str | None) -> None:
    assert count_working_days(CALENDAR, d(start), days).due_on == (d(due_on) if due_on else None)


def test_a_date_in_a_year_without_notice_is_undetermined_with_its_lower_bound() -> None:
    count = count_working_days(CALENDAR, d("2026-12-18"), 10)
    assert count.due_on is None
    assert count.undetermined
    # Nine days are certain by 31 December; the next day is the first that could be the tenth.
    assert count.earliest_on == d("2027-01-01")
    assert reasons(count)[-2:] == [
        "12-31 第9个工作日",
        "01-01 2027年放假调休安排尚未公布或尚未录入，自本日起无法确定",
    ]
    assert [line.counted for line in count.account].count(True) == 9


def test_lower_bound_takes_every_unknown_day_for_a_working_day() -> None:
    assert count_working_days(CALENDAR, d("2026-12-30"), 10).earliest_on == d("2027-01-09")
    assert count_working_days(NOTHING, d("2030-05-01"), 3).earliest_on == d("2030-05-04")
    # Two unknown days, then known ones: 2 to 4 and 5 January 2024 are worked, 1 January is not.
    into_known = count_working_days(CALENDAR, d("2023-12-29"), 6)
    assert (into_known.undetermined, into_known.earliest_on) == (True, d("2024-01-05"))
    assert len(into_known.account) == 2


def test_adding_the_year_determines_the_date() -> None:
    off = tuple(NamedDay(date(2027, 1, day), working=False, name="元旦") for day in (1, 2, 3))
    table = YearTable(2027, Notice("通知", "文号", date(2026, 11, 1)), off)
    count = count_working_days(CALENDAR.overlaid_with([table]), d("2026-12-18"), 10)
    assert count.due_on == d("2027-01-04")


def test_account_says_of_each_day_why() -> None:
    assert reasons(count_working_days(CALENDAR, d("2026-09-18"), 5)) == [
        "09-18 起算日不计入",
        "09-19 周六",
        "09-20 国庆节调休上班，第1个工作日",
        "09-21 第2个工作日",
        "09-22 第3个工作日",
        "09-23 第4个工作日",
        "09-24 第5个工作日",
    ]
    assert reasons(count_working_days(CALENDAR, d("2026-09-24"), 1))[1:] == [
        "09-25 中秋节放假",
        "09-26 中秋节放假",
        "09-27 中秋节放假",
        "09-28 第1个工作日",
    ]
    assert reasons(count_working_days(CALENDAR, d("2026-07-03"), 1))[1:3] == ["07-04 周六", "07-05 周日"]


@pytest.mark.parametrize(
    ("start", "days", "field"),
    [
        ("2026-01-05", 0, "days"),
        ("2026-01-05", -1, "days"),
        ("2026-01-05", 1001, "days"),
        ("1948-12-31", 10, "start"),
        ("9999-12-31", 10, "start"),
    ],
)
def test_counts_out_of_range_are_refused(start: str, days: int, field: str) -> None:
    with pytest.raises(CountOutOfRangeError) as caught:
        count_working_days(CALENDAR, d(start), days)
    assert caught.value.field == field
    assert "1至1000" in str(caught.value.reader_message)


@pytest.mark.parametrize("days", [1, 1000])
def test_longest_and_shortest_counts_are_taken(days: int) -> None:
    assert count_working_days(CALENDAR, d("2999-12-31"), days).undetermined


known_days = st.dates(date(2024, 1, 1), date(2026, 11, 30))
few_days = st.integers(1, 20)


@given(known_days, few_days)
def test_count_properties(start: date, days: int) -> None:
    count = count_working_days(CALENDAR, start, days)
    assert count.due_on is not None
    assert CALENDAR.is_working_day(count.due_on)
    assert count.earliest_on == count.due_on
    assert sum(line.counted for line in count.account) == days
    span = (count.due_on - start).days + 1
    assert [line.date for line in count.account] == [start + timedelta(days=n) for n in range(span)]
    assert working_day_number(CALENDAR, start, count.due_on) == days
    assert chinese_calendar.get_workdays(start + timedelta(days=1), count.due_on) == [
        line.date for line in count.account if line.counted
    ]


@given(known_days, st.integers(0, 30), few_days, st.integers(0, 10))
def test_a_later_start_or_more_days_never_end_earlier(start: date, later: int, days: int, more: int) -> None:
    end = count_working_days(CALENDAR, start, days).earliest_on
    assert end <= count_working_days(CALENDAR, start + timedelta(days=later), days).earliest_on
    assert end + timedelta(days=more) <= count_working_days(CALENDAR, start, days + more).earliest_on


@given(st.dates(date(2025, 11, 1), date(2026, 1, 31)), few_days)
def test_learning_a_year_never_moves_a_date_before_its_lower_bound(start: date, days: int) -> None:
    without = Calendar(tuple(table for table in CALENDAR.tables if table.year != 2026))
    unsure = count_working_days(without, start, days)
    sure = count_working_days(CALENDAR, start, days)
    assert sure.due_on is not None
    assert unsure.earliest_on <= sure.due_on
    assert unsure.due_on in (None, sure.due_on)


# Rolling a last day


@pytest.mark.parametrize(
    ("day", "due_on"),
    [
        ("2026-07-15", "2026-07-15"),
        ("2026-07-18", "2026-07-20"),  # a Saturday
        ("2026-10-01", "2026-10-08"),
        ("2026-10-10", "2026-10-10"),  # a Saturday worked
        ("2026-12-31", "2026-12-31"),
        ("2025-02-09", "2025-02-10"),
    ],
)
def test_a_last_day_off_rolls_on(day: str, due_on: str) -> None:
    rolled = roll_to_working_day(CALENDAR, d(day))
    assert (rolled.nominal_on, rolled.due_on, rolled.earliest_on) == (d(day), d(due_on), d(due_on))
    assert not rolled.undetermined


def test_rolling_says_why() -> None:
    account = roll_to_working_day(CALENDAR, d("2025-01-24")).account
    assert [str(line.reason) for line in account] == ["工作日"]
    account = roll_to_working_day(CALENDAR, d("2025-01-25")).account
    assert [(str(line.reason), line.counted) for line in account] == [
        ("周六", False),
        ("春节调休上班", True),
    ]


def test_rolling_into_an_unknown_year_is_undetermined() -> None:
    table = CALENDAR.find_table(2026)
    assert table is not None
    eve = NamedDay(date(2026, 12, 31), working=False, name="元旦")
    calendar = Calendar((YearTable(2026, table.notice, (*table.days, eve)),))
    rolled = roll_to_working_day(calendar, d("2026-12-31"))
    assert (rolled.due_on, rolled.undetermined, rolled.earliest_on) == (None, True, d("2027-01-01"))
    assert [line.counted for line in rolled.account] == [False, False]

    rolled = roll_to_working_day(calendar, d("2027-03-01"))
    assert (rolled.due_on, rolled.undetermined, rolled.earliest_on) == (None, True, d("2027-03-01"))


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_rolling_stops_at_the_first_working_day(day: date) -> None:
    rolled = roll_to_working_day(CALENDAR, day)
    assert rolled.due_on is not None
    assert chinese_calendar.get_workdays(day, rolled.due_on) == [rolled.due_on]


# How late


def test_published_on_the_ninth_working_day() -> None:
    assert count_working_days(CALENDAR, d("2026-09-22"), 10).due_on == d("2026-10-13")
    assert working_day_number(CALENDAR, d("2026-09-22"), d("2026-10-12")) == 9
    assert working_days_late(CALENDAR, d("2026-10-13"), d("2026-10-12")) == 0


def test_published_on_the_eleventh_working_day() -> None:
    assert count_working_days(CALENDAR, d("2026-02-13"), 10).due_on == d("2026-03-05")
    assert working_day_number(CALENDAR, d("2026-02-13"), d("2026-03-06")) == 11
    assert working_days_late(CALENDAR, d("2026-03-05"), d("2026-03-06")) == 1


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2026-09-21", 0),  # before the event
        ("2026-09-22", 0),  # the event
        ("2026-09-23", 1),
        ("2026-09-24", 2),
        ("2026-09-26", 2),  # off: as the working day before it
        ("2026-09-28", 3),
    ],
)
def test_working_day_number(day: str, number: int) -> None:
    assert working_day_number(CALENDAR, d("2026-09-22"), d(day)) == number


@pytest.mark.parametrize(
    ("due_on", "done_on", "late"),
    [
        ("2026-09-30", "2026-09-29", 0),
        ("2026-09-30", "2026-09-30", 0),
        ("2026-09-30", "2026-10-01", 1),  # off, but late all the same
        ("2026-09-30", "2026-10-07", 1),
        ("2026-09-30", "2026-10-08", 1),
        ("2026-09-30", "2026-10-09", 2),
        ("2026-09-30", "2026-10-10", 3),  # the Saturday worked
        ("2026-09-30", "2026-10-11", 3),
        ("2026-12-31", "2026-01-05", 0),
    ],
)
def test_working_days_late(due_on: str, done_on: str, late: int) -> None:
    assert working_days_late(CALENDAR, d(due_on), d(done_on)) == late


def test_an_unknown_year_raises_and_is_never_guessed() -> None:
    with pytest.raises(UnknownYearError) as caught:
        CALENDAR.is_working_day(d("2027-01-01"))
    assert "2027年" in str(caught.value.reader_message)
    with pytest.raises(UnknownYearError):
        working_day_number(CALENDAR, d("2026-12-30"), d("2027-01-04"))
    with pytest.raises(UnknownYearError):
        working_days_late(CALENDAR, d("2026-12-31"), d("2027-01-04"))
    assert working_days_late(CALENDAR, d("2027-06-01"), d("2027-05-31")) == 0


# The calendar


def test_overlaid_table_replaces_that_year_alone() -> None:
    notice = Notice("更正通知", "文号", date(2025, 12, 1))
    calendar = CALENDAR.overlaid_with([YearTable(2026, notice, ())])
    assert calendar.years == (2024, 2025, 2026)
    assert calendar.is_working_day(d("2026-10-01"))
    assert not calendar.is_working_day(d("2025-10-01"))
    assert not CALENDAR.is_working_day(d("2026-10-01"))


def test_a_notice_prevails_over_the_december_before() -> None:
    days = (
        NamedDay(date(2026, 12, 26), working=True, name="元旦"),
        NamedDay(date(2026, 12, 31), working=False, name="元旦"),
    )
    table = YearTable(2027, Notice("通知", "文号", date(2026, 11, 1)), days)
    for calendar in (CALENDAR.overlaid_with([table]), Calendar((table, *CALENDAR.tables))):
        assert calendar.is_working_day(d("2026-12-26"))
        assert not calendar.is_working_day(d("2026-12-31"))
    alone = Calendar((table,))
    assert alone.is_known(d("2026-12-31"))
    assert not alone.is_working_day(d("2026-12-31"))
    assert not alone.is_known(d("2026-12-30"))


def test_of_two_notices_naming_a_day_the_later_year_prevails() -> None:
    eve = date(2026, 12, 27)
    notice = Notice("通知", "文号", date(2026, 11, 1))
    earlier = YearTable(2026, notice, (NamedDay(eve, working=False, name="元旦"),))
    later = YearTable(2027, notice, (NamedDay(eve, working=True, name="元旦"),))
    for calendar in (Calendar((earlier, later)), Calendar((later, earlier))):
        assert calendar.is_working_day(eve)
        assert calendar.years == (2026, 2027)


def test_notices_between_are_those_of_the_years_spanned() -> None:
    found = CALENDAR.notices_between(d("2025-12-31"), d("2027-01-05"))
    assert [notice.number for notice in found] == ["国办发明电〔2024〕12号", "国办发明电〔2025〕7号"]
    assert len(CALENDAR.notices_between(d("2026-03-01"), d("2026-03-01"))) == 1


# JSON


def test_count_as_json() -> None:
    data = count_as_json(count_working_days(CALENDAR, d("2026-07-03"), 1))
    assert json.loads(json.dumps(data)) == {
        "start": "2026-07-03",
        "days": 1,
        "due_on": "2026-07-06",
        "undetermined": False,
        "earliest_on": "2026-07-06",
        "account": [
            {"date": "2026-07-03", "counted": False, "reason": "起算日不计入"},
            {"date": "2026-07-04", "counted": False, "reason": "周六"},
            {"date": "2026-07-05", "counted": False, "reason": "周日"},
            {"date": "2026-07-06", "counted": True, "reason": "第1个工作日"},
        ],
    }


def test_undetermined_count_as_json_translated() -> None:
    def translate(message: Message) -> str:
        return f"<{message.text}>"

    data = count_as_json(count_working_days(CALENDAR, d("2026-12-31"), 2), translate)
    assert (data["due_on"], data["undetermined"], data["earliest_on"]) == (None, True, "2027-01-02")
    assert data["account"][0]["reason"] == "<起算日不计入>"
    assert "%(year)d" in data["account"][-1]["reason"]


def test_arithmetic_imports_no_framework() -> None:
    source = Path(arithmetic.__file__).read_text(encoding="utf-8")
    imported = [line.split()[1] for line in source.splitlines() if line.startswith(("from ", "import "))]
    assert set(imported) <= {
        "collections.abc",
        "dataclasses",
        "datetime",
        "typing",
        "decisions.errors",
        "decisions.services.working_days.errors",
    }

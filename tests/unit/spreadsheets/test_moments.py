"""Times of receipt as they stand in cells."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.clock import SHANGHAI
from decisions.services.spreadsheet.moments import read_moment


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-06-15 10:42", at(6, 15, 10, 42)),
        ("2026-06-15 10:42:07", at(6, 15, 10, 42, 7)),
        ("2026/6/3", at(6, 3)),
        ("2026.6.3 9:05", at(6, 3, 9, 5)),
        ("２０２６－０６－１５　１０：４２", at(6, 15, 10, 42)),
        ("2026年6月3日14时05分", at(6, 3, 14, 5)),
        ("2026年6月3日 下午3点", at(6, 3, 15)),
        ("2026年6月3日（星期三）上午9:30", at(6, 3, 9, 30)),
        ("2026/6/3 12:30 PM", at(6, 3, 12, 30)),
        ("2026/6/3 12:30 AM", at(6, 3, 0, 30)),
        ("2026-06-15T10:42:00+08:00", at(6, 15, 10, 42)),
        ("2026-06-15T02:42:00Z", at(6, 15, 10, 42)),
        ("2026-06-15T10:42:00.123", at(6, 15, 10, 42)),
        ("2026-06-15 24:00", at(6, 16)),
        ("20260615", at(6, 15)),
        ("46188", at(6, 15)),
        ("46188.445833333", at(6, 15, 10, 42)),
        ("6月3日", at(6, 3)),
        ("6月3日 10:42", at(6, 3, 10, 42)),
        ("6/3", at(6, 3)),
        (date(2026, 6, 15), at(6, 15)),
        (datetime(2026, 6, 15, 10, 42), at(6, 15, 10, 42)),  # noqa: DTZ001 — a cell has no zone
    ],
)
def test_times_that_are_read(value: str | date, moment: datetime) -> None:
    read = read_moment(value, 2026)
    assert read == moment
    assert read is not None
    assert read.isoformat().endswith("+08:00")


@pytest.mark.parametrize(
    "value",
    ["", "上周", "2026-13-01", "2026-02-30", "2026-06-15 25:00", "3/6/2026", "2026-06", "1926-06-15", "10:42",
     "15", "2026-06-15 10:42 左右", "6月"],
)  # fmt: skip
def test_times_that_are_not_guessed(value: str) -> None:
    assert read_moment(value, 2026) is None


def test_without_a_year_none_is_invented() -> None:
    assert read_moment("6月3日") is None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31, 23)))  # noqa: DTZ001
def test_every_minute_is_read_back(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    expected = moment.replace(tzinfo=SHANGHAI)
    for form in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日%H时%M分", "%Y%m%d %H:%M"):
        assert read_moment(moment.strftime(form)) == expected
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    assert read_moment(f"{days:.9f}") == expected

"""The comment window: from day 0 to 24:00 of its last day, never short without a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.clock import SHANGHAI
from decisions.consultation.errors import (
    WindowBackwardsError,
    WindowTooShortError,
    WindowUndeterminedError,
)
from decisions.consultation.rules.window import WindowState, days_left, window_end, window_state
from decisions.services.working_days.tables import shipped_calendar

CALENDAR = shipped_calendar()
REASON = "需在春节前确定实施方案。"


@pytest.mark.parametrize(
    ("opens_on", "open_days", "closes_on", "expected", "days"),
    [
        ("2026-06-15", 30, None, "2026-07-15", 30),
        ("2026-06-15", None, None, "2026-07-15", 30),
        ("2026-06-15", None, "2026-07-15", "2026-07-15", 30),
        ("2026-10-12", 30, None, "2026-11-11", 30),
        ("2026-06-11", 30, None, "2026-07-13", 32),  # day 30 is a Saturday
        ("2026-01-18", 30, None, "2026-02-24", 37),  # day 30 is in the Spring Festival
        ("2026-08-21", 30, None, "2026-09-20", 30),  # a Sunday, but a make-up working day
        ("2026-08-26", 30, None, "2026-09-28", 33),  # the Mid-Autumn holiday
        ("2026-06-15", 5, "2026-08-14", "2026-08-14", 60),  # the last day named prevails
    ],
)
def test_the_last_day(
    opens_on: str, open_days: int | None, closes_on: str | None, expected: str, days: int
) -> None:
    last = date.fromisoformat(closes_on) if closes_on else None
    window = window_end(CALENDAR, date.fromisoformat(opens_on), open_days=open_days, closes_on=last)
    assert (window.closes_on, window.days) == (date.fromisoformat(expected), days)
    assert window.has_moved == (window.closes_on != window.nominal_on)


def test_it_ends_at_midnight_in_shanghai() -> None:
    window = window_end(CALENDAR, date(2026, 6, 15))
    assert window.ends_at == datetime(2026, 7, 15, 16, tzinfo=UTC)


def test_a_shortened_window_carries_its_reason() -> None:
    window = window_end(CALENDAR, date(2025, 12, 29), open_days=15, short_reason=REASON)
    assert (window.closes_on, window.days, window.is_short) == (date(2026, 1, 13), 15, True)


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
@pytest.mark.parametrize("days", [1, 15, 29])
def test_a_short_window_without_a_reason_is_refused_at_the_reason(days: int, reason: str) -> None:
    with pytest.raises(WindowTooShortError) as refusal:
        window_end(CALENDAR, date(2026, 6, 15), open_days=days, short_reason=reason)
    assert refusal.value.field == "short_reason"


def test_29_days_that_roll_on_to_30_are_long_enough() -> None:
    window = window_end(CALENDAR, date(2026, 6, 13), open_days=29)  # day 29 is Sunday, 12 July
    assert (window.closes_on, window.days, window.is_short) == (date(2026, 7, 13), 30, False)


@pytest.mark.parametrize("closes_on", [date(2026, 6, 14), date(2026, 6, 15), date(2027, 9, 1)])
def test_a_last_day_that_makes_no_window(closes_on: date) -> None:
    with pytest.raises(WindowBackwardsError):
        window_end(CALENDAR, date(2026, 6, 15), closes_on=closes_on, short_reason=REASON)


def test_a_last_day_in_an_unknown_year_is_not_guessed() -> None:
    with pytest.raises(WindowUndeterminedError):
        window_end(CALENDAR, date(2026, 12, 10))


def test_the_last_known_day_is_known() -> None:
    assert window_end(CALENDAR, date(2026, 12, 1)).closes_on == date(2026, 12, 31)


@given(
    st.dates(date(2024, 1, 1), date(2026, 11, 1)),
    st.integers(min_value=1, max_value=120),
)
def test_whatever_the_day_the_public_has_at_least_what_was_promised(opens_on: date, days: int) -> None:
    try:
        window = window_end(CALENDAR, opens_on, open_days=days, short_reason=REASON)
    except WindowUndeterminedError:
        assert opens_on + timedelta(days=days) > date(2026, 12, 31)
        return
    assert window.days >= days
    assert CALENDAR.is_working_day(window.closes_on)
    between = [
        window.nominal_on + timedelta(days=n) for n in range((window.closes_on - window.nominal_on).days)
    ]
    assert not any(CALENDAR.is_working_day(day) for day in between)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 6, 14, 23, 59, 59, tzinfo=SHANGHAI), WindowState.UPCOMING),
        (datetime(2026, 6, 15, 0, 0, tzinfo=SHANGHAI), WindowState.OPEN),
        (datetime(2026, 7, 15, 23, 59, 59, tzinfo=SHANGHAI), WindowState.OPEN),
        (datetime(2026, 7, 16, 0, 0, tzinfo=SHANGHAI), WindowState.CLOSED),
        (datetime(2026, 7, 15, 15, 59, tzinfo=UTC), WindowState.OPEN),
        (datetime(2026, 7, 15, 16, 0, tzinfo=UTC), WindowState.CLOSED),
    ],
)
def test_the_clock_alone_opens_and_closes(moment: datetime, state: WindowState) -> None:
    assert window_state(date(2026, 6, 15), date(2026, 7, 15), moment) is state


@pytest.mark.parametrize(("day", "left"), [(14, 1), (15, 0), (16, 0)])
def test_days_left(day: int, left: int) -> None:
    assert days_left(date(2026, 7, 15), datetime(2026, 7, day, 12, tzinfo=SHANGHAI)) == left

"""How far the end of a published window moves, and what a correction may put right."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.clock import SHANGHAI, end_of_day
from decisions.consultation.errors import WindowTooShortError, WindowUndeterminedError
from decisions.consultation.errors.changes import (
    EndNotEarlierError,
    EndNotLaterError,
    EndPassedError,
    StopInThePastError,
)
from decisions.consultation.rules import ChangeKind
from decisions.consultation.rules.changes import changed_window, corrected_members
from decisions.consultation.rules.window import Window
from decisions.errors import DecisionsError
from decisions.services.working_days.tables import shipped_calendar

CALENDAR = shipped_calendar()
OPENS_ON, ENDS_ON = date(2026, 6, 15), date(2026, 7, 15)
NOON = datetime(2026, 7, 1, 12, tzinfo=SHANGHAI)
EXTENSION, STOP = ChangeKind.EXTENSION, ChangeKind.EARLY_STOP


def changed(kind: ChangeKind, closes_on: date, *, now: datetime = NOON, reason: str = "") -> Window:
    return changed_window(
        CALENDAR,
        kind,
        opens_on=OPENS_ON,
        ends_on=ENDS_ON,
        closes_on=closes_on,
        short_reason=reason,
        next_code="2026-01-c2",
        now=now,
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-07-16", "2026-07-16"),  # the day after
        ("2026-07-18", "2026-07-20"),  # a Saturday
        ("2026-09-19", "2026-09-20"),  # a Saturday before a Sunday made up for
        ("2026-09-25", "2026-09-28"),  # the Mid-Autumn holiday
        ("2026-10-01", "2026-10-08"),  # the National Day holiday
    ],
)
def test_an_extension_ends_on_a_working_day(asked: str, found: str) -> None:
    assert changed(EXTENSION, date.fromisoformat(asked)).closes_on == date.fromisoformat(found)


@pytest.mark.parametrize("asked", ["2026-07-15", "2026-07-14", "2026-06-01"])
def test_an_extension_extends(asked: str) -> None:
    with pytest.raises(EndNotLaterError) as refusal:
        changed(EXTENSION, date.fromisoformat(asked))
    assert refusal.value.field == "closes_on"


def test_an_extension_into_a_year_without_a_notice_is_undetermined() -> None:
    with pytest.raises(WindowUndeterminedError):
        changed(EXTENSION, date(2027, 1, 2))


@pytest.mark.parametrize(
    ("now", "is_too_late"),
    [
        (datetime(2026, 7, 14, 23, 59, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 7, 15, 23, 59, 59, 999999, tzinfo=SHANGHAI), False),
        (datetime(2026, 7, 16, 0, 0, tzinfo=SHANGHAI), True),
        (datetime(2026, 7, 17, 0, 0, tzinfo=SHANGHAI), True),
    ],
)
@pytest.mark.parametrize("kind", [EXTENSION, STOP])
def test_after_the_end_a_further_round_is_the_way(kind: ChangeKind, now: datetime, is_too_late: bool) -> None:
    def run() -> Window:
        closes_on = date(2026, 8, 14) if kind is EXTENSION else date(2026, 7, 14)
        return changed(kind, closes_on, now=now, reason="理由")

    if is_too_late:
        with pytest.raises(EndPassedError) as refusal:
            run()
        assert "2026-01-c2" in str(refusal.value)
    elif kind is EXTENSION:
        assert run().closes_on == date(2026, 8, 14)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ("2026-06-30", StopInThePastError),  # yesterday
        ("2026-07-01", None),  # today, to its 24:00
        ("2026-07-02", None),
        ("2026-07-14", None),  # the day before the end
        ("2026-07-15", EndNotEarlierError),  # the end itself
        ("2026-07-16", EndNotEarlierError),
    ],
)
def test_an_early_stop_lies_between_today_and_the_end(
    asked: str, refusal: type[DecisionsError] | None
) -> None:
    if refusal is None:
        assert changed(STOP, date.fromisoformat(asked), reason="理由").closes_on == date.fromisoformat(asked)
    else:
        with pytest.raises(refusal) as refused:
            changed(STOP, date.fromisoformat(asked), reason="理由")
        assert refused.value.field == "closes_on"


def test_an_early_stop_that_a_weekend_moves_to_the_end_stops_nothing() -> None:
    with pytest.raises(EndNotEarlierError):
        changed_window(
            CALENDAR,
            STOP,
            opens_on=OPENS_ON,
            ends_on=date(2026, 7, 20),
            closes_on=date(2026, 7, 18),
            short_reason="",
            next_code="",
            now=NOON,
        )


@pytest.mark.parametrize("reason", ["", " \n"])
def test_below_thirty_days_an_early_stop_says_why(reason: str) -> None:
    with pytest.raises(WindowTooShortError) as refusal:
        changed(STOP, date(2026, 7, 14), reason=reason)
    assert refusal.value.field == "short_reason"


def test_a_long_window_is_stopped_without_a_reason_for_a_short_one() -> None:
    window = changed_window(
        CALENDAR,
        STOP,
        opens_on=OPENS_ON,
        ends_on=date(2026, 8, 14),
        closes_on=date(2026, 7, 15),
        short_reason="",
        next_code="",
        now=NOON,
    )
    assert (window.days, window.is_short) == (30, False)


@given(days=st.integers(-20, 80), kind=st.sampled_from([EXTENSION, STOP]), hours=st.integers(0, 24 * 40))
def test_whatever_is_asked_the_end_moves_the_right_way_and_never_before_now(
    days: int, kind: ChangeKind, hours: int
) -> None:
    now = datetime(2026, 6, 15, tzinfo=SHANGHAI) + timedelta(hours=hours)
    try:
        window = changed(kind, ENDS_ON + timedelta(days=days), now=now, reason="理由")
    except DecisionsError:
        return
    assert end_of_day(window.closes_on) > now
    assert (window.closes_on > ENDS_ON) == (kind is EXTENSION)


def test_a_correction_keeps_what_differs_and_nothing_else() -> None:
    current = {"title": "甲", "body": "一\n二", "contact": "丙", "closes_on": "2026-07-15"}
    wanted = {
        "title": "乙",
        "body": "一\r\n二 ",
        "contact": "丙",
        "closes_on": "2026-09-01",
        "short_reason": "x",
    }
    assert corrected_members(current, wanted) == {"title": "乙"}

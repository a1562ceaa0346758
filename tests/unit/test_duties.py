"""Duties: the day before, the day, the day after, a holiday, a make-up workday, an unknown year."""

from datetime import date

import pytest

from decisions.errors import Message
from decisions.law import FEEDBACK_SOURCE
from decisions.services.duties import Duty, DutyState, assess_counted_duty, assess_dated_duty
from decisions.services.working_days.tables import shipped_calendar

LATE = DutyState.MET_LATE


def counted(started_on: date | None, met_on: date | None, today: date) -> Duty:
    return assess_counted_duty(
        shipped_calendar(),
        kind="feedback_disclosure",
        title=Message("公布公众意见采纳情况"),
        subject="2026-01",
        source=FEEDBACK_SOURCE,
        working_days=10,
        started_on=started_on,
        met_on=met_on,
        today=today,
    )


@pytest.mark.parametrize(
    ("started_on", "met_on", "today", "state", "due_on", "number", "late"),
    [
        # Scenario A: issued 2026-09-22, across Mid-Autumn and National Day.
        (date(2026, 9, 22), date(2026, 10, 12), date(2026, 11, 1), DutyState.MET, date(2026, 10, 13), 9, 0),
        (date(2026, 9, 22), date(2026, 10, 13), date(2026, 11, 1), DutyState.MET, date(2026, 10, 13), 10, 0),
        (
            date(2026, 9, 22),
            date(2026, 10, 14),
            date(2026, 11, 1),
            DutyState.MET_LATE,
            date(2026, 10, 13),
            11,
            1,
        ),
        # Scenario B: one working day late, and late for ever.
        (date(2026, 2, 13), date(2026, 3, 6), date(2027, 1, 1), LATE, date(2026, 3, 5), 11, 1),
        # Not met: pending to the end of the day itself, overdue on the next.
        (date(2026, 9, 22), None, date(2026, 10, 13), DutyState.PENDING, date(2026, 10, 13), None, 0),
        (date(2026, 9, 22), None, date(2026, 10, 14), DutyState.OVERDUE, date(2026, 10, 13), None, 1),
        # Due on a Friday, today Saturday: late although no working day has passed.
        (date(2026, 11, 6), None, date(2026, 11, 21), DutyState.OVERDUE, date(2026, 11, 20), None, 1),
        # The year after is unknown: nothing is guessed, but what was done by the bound was in time.
        (date(2026, 12, 18), None, date(2026, 12, 25), DutyState.UNDETERMINED, None, None, 0),
        (date(2026, 12, 18), date(2026, 12, 30), date(2027, 1, 9), DutyState.MET, None, 8, 0),
        (None, None, date(2026, 11, 25), DutyState.NOT_STARTED, None, None, 0),
    ],
)
def test_counted_duty(started_on, met_on, today, state, due_on, number, late) -> None:
    duty = counted(started_on, met_on, today)
    assert (duty.state, duty.due_on, duty.met_working_day, duty.late_working_days) == (
        state,
        due_on,
        number,
        late,
    )
    assert duty.is_late == (late > 0)


@pytest.mark.parametrize(
    ("met_on", "today", "state", "late"),
    [
        (date(2026, 3, 27), date(2026, 6, 1), DutyState.MET, 0),
        (date(2026, 3, 31), date(2026, 6, 1), DutyState.MET, 0),
        (date(2026, 4, 1), date(2026, 6, 1), DutyState.MET_LATE, 1),
        (None, date(2026, 3, 31), DutyState.PENDING, 0),
        (None, date(2026, 4, 7), DutyState.OVERDUE, 4),  # 4-6 April is 清明节
    ],
)
def test_dated_duty(met_on, today, state, late) -> None:
    duty = assess_dated_duty(
        shipped_calendar(),
        kind="catalogue",
        title=Message("公布年度目录"),
        subject="catalogue/2026",
        source=FEEDBACK_SOURCE,
        due_on=date(2026, 3, 31),
        met_on=met_on,
        today=today,
    )
    assert (duty.state, duty.late_working_days) == (state, late)


@pytest.mark.parametrize(
    ("due_on", "met_on", "today", "late", "is_bound"),
    [
        (date(2026, 3, 31), date(2026, 4, 7), date(2026, 5, 1), 4, False),
        (date(2023, 3, 31), date(2026, 3, 27), date(2026, 5, 1), 1, True),
        (date(2023, 3, 31), None, date(2026, 5, 1), 1, True),
        (date(2023, 3, 31), date(2023, 3, 31), date(2026, 5, 1), 0, False),
    ],
)
def test_lateness_across_a_year_without_a_notice_is_a_bound(
    due_on: date, met_on: date | None, today: date, late: int, is_bound: bool
) -> None:
    duty = assess_dated_duty(
        shipped_calendar(),
        kind="catalogue_publication",
        title=Message("公布目录"),
        subject="catalogue/2023",
        source=FEEDBACK_SOURCE,
        due_on=due_on,
        met_on=met_on,
        today=today,
    )
    assert (duty.late_working_days, duty.lateness_is_bound) == (late, is_bound)

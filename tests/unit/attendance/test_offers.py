"""An offered seat follows the clock: answered until an instant, expired from it on."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.attendance.rules.offers import OfferState, answer_by, offer_state
from decisions.clock import SHANGHAI

OFFERED_AT = datetime(2026, 8, 21, 15, tzinfo=SHANGHAI)
UNTIL = datetime(2026, 8, 25, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("meeting_on", "until"),
    [
        (None, UNTIL),
        (date(2026, 9, 10), UNTIL),
        (date(2026, 8, 25), UNTIL),
        (date(2026, 8, 23), datetime(2026, 8, 23, tzinfo=SHANGHAI)),
        (date(2026, 8, 22), datetime(2026, 8, 22, tzinfo=SHANGHAI)),
        (date(2026, 8, 21), datetime(2026, 8, 22, tzinfo=SHANGHAI)),
    ],
)
def test_until_when_it_is_answered(meeting_on: date | None, until: datetime) -> None:
    assert answer_by(OFFERED_AT, meeting_on) == until


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (UNTIL - timedelta(microseconds=1), OfferState.OFFERED),
        (UNTIL, OfferState.EXPIRED),
        (UNTIL + timedelta(days=1), OfferState.EXPIRED),
    ],
)
def test_nothing_has_to_run_for_it_to_expire(now: datetime, state: OfferState) -> None:
    assert offer_state(answer_by=UNTIL, confirmed_at=None, is_absent=False, now=now) is state


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(-10, 10))
def test_an_answer_outlives_the_term(offered: bool, confirmed: bool, absent: bool, hours: int) -> None:
    now = UNTIL + timedelta(hours=hours)
    state = offer_state(
        answer_by=UNTIL if offered else None,
        confirmed_at=OFFERED_AT if confirmed else None,
        is_absent=absent,
        now=now,
    )
    if absent:
        assert state is OfferState.DECLINED
    elif confirmed:
        assert state is OfferState.CONFIRMED
    else:
        assert (state is OfferState.NONE) == (not offered)

"""A seat is offered to whoever was chosen: confirmed, declined, or not answered in time. Pure.

The state follows the clock: nothing has to run for an offer to expire. What happens to a seat that is not
taken is the rule of replacement's (DRAW section 3), which somebody sets going.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from decisions.clock import civil_day, end_of_day, start_of_day

ANSWER_DAYS: Final = 3


class OfferState(StrEnum):
    """Where an offered seat stands."""

    NONE = "none"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"


def answer_by(offered_at: datetime, meeting_on: date | None) -> datetime:
    """Return until when an offer is to be answered, exclusive: 24:00 of the third day, or before the meeting.

    Units:  three calendar days after the day of the offer; never less than the rest of that day, since a
            seat may fall vacant on the very day of the meeting.
    Source: our inference (I): the law knows no such term; short enough for the next in line to come.
    """
    offered_on = civil_day(offered_at)
    last = end_of_day(offered_on + timedelta(days=ANSWER_DAYS))
    return last if meeting_on is None else max(min(last, start_of_day(meeting_on)), end_of_day(offered_on))


def offer_state(
    *, answer_by: datetime | None, confirmed_at: datetime | None, is_absent: bool, now: datetime
) -> OfferState:
    """Return where an offer stands at an instant; answer_by None: nothing was offered through the portal."""
    if is_absent:
        return OfferState.DECLINED
    if confirmed_at is not None:
        return OfferState.CONFIRMED
    if answer_by is None:
        return OfferState.NONE
    return OfferState.OFFERED if now < answer_by else OfferState.EXPIRED

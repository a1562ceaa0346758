"""Another unit's view on an opinion or a topic: by when it is due, and whether it came in time. Pure."""

from datetime import date
from typing import Final

from decisions.errors import N_, Message
from decisions.law import Source
from decisions.services.duties import Duty, assess_counted_duty
from decisions.services.working_days.arithmetic import Calendar

VIEW_WORKING_DAYS: Final = 3
MAX_WORKING_DAYS: Final = 30
MAX_WORDS: Final = 3000


def view_duty(
    calendar: Calendar,
    source: Source,
    *,
    subject: str,
    asked_on: date,
    working_days: int,
    answered_on: date | None,
    today: date,
) -> Duty:
    """Return how the duty to give a view stands on a day.

    Shape:  asked_on is day 0. No law sets the days: whoever asks does, within what the disclosure leaves.
    Units:  working_days counts working days.
    """
    return assess_counted_duty(
        calendar,
        kind="view",
        title=Message(N_("回复意见征询")),
        subject=subject,
        source=source,
        working_days=working_days,
        started_on=asked_on,
        met_on=answered_on,
        today=today,
    )

"""The yearly duty to publish the catalogue. Pure."""

from datetime import date
from typing import Final

from decisions import law
from decisions.catalogue.rules import subject_of
from decisions.errors import N_, Message
from decisions.services.duties import Duty, assess_dated_duty
from decisions.services.working_days.arithmetic import Calendar

# From October on, units propose for the coming year.
PREPARED_FROM_MONTH: Final = 10


def catalogue_due_on(year: int) -> date:
    """Return the last day on which a year's catalogue is published in time.

    Source: row 30 (R3).
    """
    return date(year, law.CATALOGUE_DUE_MONTH, law.CATALOGUE_DUE_DAY)


def catalogue_duty(calendar: Calendar, year: int, *, published_on: date | None, today: date) -> Duty:
    """Return the duty to publish a year's catalogue by 31 March.

    Shape:  published_on is the civil day of the first publication; later versions change nothing, so late
            stays late.
    Source: row 30 (R3).
    """
    return assess_dated_duty(
        calendar,
        kind="catalogue_publication",
        title=Message(N_("公布%(year)d年度重大行政决策事项目录"), {"year": year}),
        subject=subject_of(year),
        source=law.CATALOGUE_SOURCE,
        due_on=catalogue_due_on(year),
        met_on=published_on,
        today=today,
    )

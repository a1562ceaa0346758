"""Counting in working days, as the law counts them. Values in, values out.

Not here: reading a year's file (tables.py), the years an administrator added (store.py), any clock.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypedDict

from decisions.errors import N_, Message
from decisions.services.working_days.errors import CountOutOfRangeError, UnknownYearError

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
MAX_COUNT: Final = 1000
FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2999

_START = N_("起算日不计入")
_WORKING_DAY = N_("工作日")
_MAKE_UP_DAY = N_("%(name)s调休上班")
_NTH_WORKING_DAY = N_("第%(number)d个工作日")
_NTH_MAKE_UP_DAY = N_("%(name)s调休上班，第%(number)d个工作日")
_DAY_OFF = N_("%(name)s放假")
_WEEKEND = (N_("周六"), N_("周日"))
_UNKNOWN = N_("%(year)d年放假调休安排尚未公布或尚未录入，自本日起无法确定")


@dataclass(frozen=True, slots=True)
class Notice:
    """The State Council's yearly notice from which a year's table is taken."""

    title: str
    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that the notice names: off, or (working) a weekend day worked to make up for one."""

    day: date
    working: bool
    name: str


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year's notice and the days it names; every other day follows the week.

    Shape:  days in order of date, in the year itself or in the December before it (a notice may begin the
            New Year's holiday there, as those of 2019 and 2023 did).
    """

    year: int
    notice: Notice
    days: tuple[NamedDay, ...]


@dataclass(frozen=True)
class Calendar:
    """What is known of which days are worked: one table a year, in order of year."""

    tables: tuple[YearTable, ...]
    _tables: dict[int, YearTable] = field(init=False, repr=False, compare=False)
    _named: dict[date, NamedDay] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_year = {table.year: table for table in sorted(self.tables, key=lambda table: table.year)}
        object.__setattr__(self, "tables", tuple(by_year.values()))
        object.__setattr__(self, "_tables", by_year)
        # In order of year: what a notice says of the December before prevails over that year's own table.
        named = {day.day: day for table in by_year.values() for day in table.days}
        object.__setattr__(self, "_named", named)

    @property
    def years(self) -> tuple[int, ...]:
        """The years with a notice, ascending."""
        return tuple(self._tables)

    def overlaid_with(self, tables: Iterable[YearTable]) -> "Calendar":
        """Return a calendar in which these tables replace those of the same years."""
        return Calendar((*self.tables, *tables))

    def find_table(self, year: int) -> YearTable | None:
        """Return a year's table, or None when there is no notice for it."""
        return self._tables.get(year)

    def find_named_day(self, day: date) -> NamedDay | None:
        """Return what a notice says of this very day, or None when it follows the week."""
        return self._named.get(day)

    def notices_between(self, first: date, last: date) -> tuple[Notice, ...]:
        """Return the notices of the years that two days span, to name them beside a counted date."""
        return tuple(table.notice for table in self.tables if first.year <= table.year <= last.year)

    def is_known(self, day: date) -> bool:
        """Whether it can be said at all if this day is worked."""
        return day.year in self._tables or day in self._named

    def is_working_day(self, day: date) -> bool:
        """Whether this day is worked.

        Raises: UnknownYearError.
        """
        named = self._named.get(day)
        if named is not None:
            return named.working
        if day.year not in self._tables:
            raise UnknownYearError(year=day.year)
        return day.weekday() < SATURDAY


@dataclass(frozen=True, slots=True)
class AccountedDay:
    """One line of the account: a day, whether it counts as a working day, and why."""

    date: date
    counted: bool
    reason: Message


@dataclass(frozen=True, slots=True)
class Count:
    """The day that lies a number of working days after another, and how it was found.

    Shape:  due_on is None when undetermined. earliest_on is the earliest day it could be, and due_on itself
            when determined: what is done by then is in time in any case. account runs from start to due_on,
            or up to and including the first day of which nothing is known.
    """

    start: date
    days: int
    due_on: date | None
    undetermined: bool
    earliest_on: date
    account: tuple[AccountedDay, ...]


@dataclass(frozen=True, slots=True)
class RolledDay:
    """A last day, moved on to a working day where it was none.

    Shape:  nominal_on is the day asked for; due_on the working day it became, None when undetermined;
            earliest_on the earliest that could be. account runs from nominal_on as in Count.
    """

    nominal_on: date
    due_on: date | None
    undetermined: bool
    earliest_on: date
    account: tuple[AccountedDay, ...]


def count_working_days(calendar: Calendar, start: date, days: int) -> Count:
    """Return the last day of a period of working days that began with an event.

    Shape:  start is not counted; day one is the first working day after it; the result is inclusive.
    Units:  days counts working days, 1 to 1000.
    Raises: CountOutOfRangeError.
    Source: 民法典 art. 201; the yearly notices of the State Council.
    """
    if not (FIRST_YEAR <= start.year <= LAST_YEAR and 1 <= days <= MAX_COUNT):
        raise CountOutOfRangeError(
            field="start" if 1 <= days <= MAX_COUNT else "days",
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
            max_days=MAX_COUNT,
        )
    account = [AccountedDay(start, counted=False, reason=Message(_START))]
    day, number, determined = start, 0, True
    while number < days:
        day += ONE_DAY
        if calendar.is_known(day):
            working = calendar.is_working_day(day)
            number += working
            reason = _reason(calendar, day, number=number)
        else:
            # Any day of an unknown year may turn out to be worked: counting it gives the lower bound.
            working = False
            number += 1
            reason = Message(_UNKNOWN, {"year": day.year})
        if determined:
            account.append(AccountedDay(day, counted=working, reason=reason))
        determined = determined and calendar.is_known(day)
    return Count(
        start=start,
        days=days,
        due_on=day if determined else None,
        undetermined=not determined,
        earliest_on=day,
        account=tuple(account),
    )


def roll_to_working_day(calendar: Calendar, day: date) -> RolledDay:
    """Return the day itself when it is worked, else the next one that is.

    When that can't be said, due_on is None: the period ends on earliest_on or later, so until the year's
    table is there nobody may be turned away as too late.
    Source: 民法典 art. 203.
    """
    account: list[AccountedDay] = []
    last = day
    while calendar.is_known(last) and not calendar.is_working_day(last):
        account.append(AccountedDay(last, counted=False, reason=_reason(calendar, last)))
        last += ONE_DAY
    determined = calendar.is_known(last)
    reason = _reason(calendar, last) if determined else Message(_UNKNOWN, {"year": last.year})
    account.append(AccountedDay(last, counted=determined, reason=reason))
    return RolledDay(
        nominal_on=day,
        due_on=last if determined else None,
        undetermined=not determined,
        earliest_on=last,
        account=tuple(account),
    )


def working_day_number(calendar: Calendar, start: date, day: date) -> int:
    """Return which working day after start a day is.

    Shape:  start is not counted, so the first working day after it is 1; a day off has the number of the
            working day before it; start itself and any day before it have 0.
    Raises: UnknownYearError.
    """
    return sum(calendar.is_working_day(each) for each in _days_after(start, day))


def working_days_late(calendar: Calendar, due_on: date, done_on: date) -> int:
    """Return by how many working days something came after its last day; 0 when it was in time.

    Shape:  the working days that went by after due_on, done_on included; at least 1, because what was done
            on the day off that follows the last day is late although no working day has passed.
    Raises: UnknownYearError, when late and a day between lies in a year without a notice.
    """
    if done_on <= due_on:
        return 0
    return max(1, working_day_number(calendar, due_on, done_on))


class AccountedDayJson(TypedDict):
    """A line of the account, as handed to other systems."""

    date: str
    counted: bool
    reason: str


class CountJson(TypedDict):
    """A count, as handed to other systems."""

    start: str
    days: int
    due_on: str | None
    undetermined: bool
    earliest_on: str
    account: list[AccountedDayJson]


def count_as_json(count: Count, translate: Callable[[Message], str] = str) -> CountJson:
    """Return the published JSON of a count; translate puts the reasons into the reader's language."""
    return {
        "start": count.start.isoformat(),
        "days": count.days,
        "due_on": count.due_on.isoformat() if count.due_on else None,
        "undetermined": count.undetermined,
        "earliest_on": count.earliest_on.isoformat(),
        "account": [
            {"date": line.date.isoformat(), "counted": line.counted, "reason": translate(line.reason)}
            for line in count.account
        ],
    }


def _days_after(start: date, last: date) -> Iterator[date]:
    """Yield the days after start, up to and including last."""
    day = start
    while day < last:
        day += ONE_DAY
        yield day


def _reason(calendar: Calendar, day: date, number: int | None = None) -> Message:
    """Say why a known day is worked or not; number is its place when it is counted."""
    named = calendar.find_named_day(day)
    if not calendar.is_working_day(day):
        return (
            Message(_DAY_OFF, {"name": named.name}) if named else Message(_WEEKEND[day.weekday() - SATURDAY])
        )
    if named:
        if number is None:
            return Message(_MAKE_UP_DAY, {"name": named.name})
        return Message(_NTH_MAKE_UP_DAY, {"name": named.name, "number": number})
    return Message(_WORKING_DAY) if number is None else Message(_NTH_WORKING_DAY, {"number": number})

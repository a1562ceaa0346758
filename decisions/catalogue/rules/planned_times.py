"""What the planned times of a catalogue mean: 2026年6月底, 第三季度, 5-7月, 年底前. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from decisions.services.spreadsheet.text import chinese_number, half_width


@dataclass(frozen=True, slots=True)
class PlannedTime:
    """When an item is planned to be finished: both days inclusive."""

    starts_on: date
    ends_on: date


class _Point(NamedTuple):
    """A stretch of time named in one piece, and the unit that a bare number beside it would have."""

    starts_on: date
    ends_on: date
    unit: str
    names_year: bool


_SAID_BESIDE: Final = re.compile(
    r"[(\[].*?[)\]]|计划|预计|拟于?|力争|争取|原则上|暂定|完成|出台|印发|发布|公布|审议|提请|提交|报送|实施|左右|[。;,]$"
)
_BEFORE: Final = re.compile(r"(?:以前|之前|前)$")
_NUMERALS: Final = re.compile("[〇零一二三四五六七八九十]+")
_SERIAL: Final = re.compile(r"[3-6]\d{4}")  # a day as spreadsheet programs count, from 1982 to 2082
_SERIAL_ZERO: Final = date(1899, 12, 30)
_REWRITTEN: Final = (
    (re.compile(r"^(\d{4})([-./])(\d{1,2})\2(\d{1,2})日?$"), r"\1年\3月\4日"),
    (re.compile(r"^(\d{4})[-./](\d{1,2})月?$"), r"\1年\2月"),
    (re.compile(r"^(\d{4})(\d\d)(\d\d)$"), r"\1年\2月\3日"),
    (re.compile(r"^(\d{4})(\d\d)$"), r"\1年\2月"),
    (re.compile(r"^(\d{1,2})[./](\d{1,2})$"), r"\1月\2日"),
    (re.compile(r"^(\d{4})年?q([1-4])$"), r"\1年\2季度"),
    (re.compile(r"^q([1-4])$"), r"\1季度"),
)
_YEAR: Final = r"(?:(?P<year>\d{4}|\d\d|次|翌|明|当|本)年度?)?"
_DAY: Final = re.compile(_YEAR + r"(?P<month>\d{1,2})月份?(?P<day>\d{1,2})[日号]?")
_MONTH: Final = re.compile(
    _YEAR + r"(?P<month>\d{1,2})月份?(?P<part>上旬|中旬|下旬|月?[初中底末内])?"  # 6月底, 6月月底
)
_QUARTER: Final = re.compile(_YEAR + r"第?(?P<quarter>[1-4])季度?[初中底末内]?")
_HALF: Final = re.compile(_YEAR + r"(?P<half>[上下])半年[底末内]?")
_WHOLE_YEAR: Final = re.compile(_YEAR + r"(?P<part>全年|年?[底末内])?")
_PARTS_OF_MONTH: Final = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20), "下旬": (21, 31)}
_RANGE_MARKS: Final = (r"至|到|—+|–|~", r"[、和及]", r"-")
_BARE_NUMBER: Final = re.compile(r"(?P<before>.*?)(?P<number>\d{1,2})")
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100


def parse_planned_time(text: str, year: int) -> PlannedTime | None:
    """Return the days between which an item is planned to be finished, None when the text names no time.

    Shape: year is the catalogue's, taken where the text names none. A month, quarter or half-year is the
        whole of it, also when its end is named (6月底); "by" (6月30日前, 年底前) begins with the year; 年底
        alone is December.
    """
    plain = _plain(text)
    by = _BEFORE.search(plain)
    plain = _BEFORE.sub("", plain)
    try:
        planned = _parse_point(plain, year) or _parse_range(plain, year)
    except ValueError:  # the 31st of June
        return None
    if planned is None or not _FIRST_YEAR <= planned.starts_on.year <= planned.ends_on.year <= _LAST_YEAR:
        return None
    if planned.ends_on < planned.starts_on:
        return None
    starts_on = date(min(year, planned.ends_on.year), 1, 1) if by else planned.starts_on
    return PlannedTime(starts_on, planned.ends_on)


def _plain(text: str) -> str:
    """Return the text with Arabic digits and without spaces and what is said beside the time."""
    text = re.sub(r"\s", "", half_width(text)).lower()
    text = re.sub(r"(?<=\d)一(?=\d)", "-", text)  # 5一7月: the numeral one typed for a dash
    text = _NUMERALS.sub(lambda numeral: str(chinese_number(numeral[0]) or numeral[0]), text)
    previous = None
    while text != previous:
        previous, text = text, _SAID_BESIDE.sub("", text)
    return text


def _parse_point(text: str, year: int) -> _Point | None:
    for form, rewritten in _REWRITTEN:
        text = form.sub(rewritten, text)
    if _SERIAL.fullmatch(text):
        day = _SERIAL_ZERO + timedelta(days=int(text))
        return _Point(day, day, "日", names_year=True)
    for form, parse in (
        (_DAY, _day),
        (_MONTH, _month),
        (_QUARTER, _quarter),
        (_HALF, _half),
        (_WHOLE_YEAR, _year),
    ):
        match = form.fullmatch(text)
        if text and match:
            named = match["year"]
            return parse(match, _named_year(named, year), bool(named) and named not in "当本")
    return None


def _parse_range(text: str, year: int) -> _Point | None:
    for mark in _RANGE_MARKS:
        first, *others = re.split(mark, text)
        if others:
            return _join(first, others[-1], year)
    return None


def _join(first: str, last: str, year: int) -> _Point | None:
    """Return the stretch from first to last, each filled up from the other: 5-7月, 6月10日至15日."""
    start, end = _parse_point(first, year), _parse_point(last, year)
    if start is None and end is not None and _BARE_NUMBER.fullmatch(first):
        start = _parse_point(first + end.unit, year)
    if start is None:
        return None
    if re.fullmatch(r"\d{1,2}", last):
        last += start.unit
    if start.unit == "日" and re.fullmatch(r"\d{1,2}[日号]", last):
        last = f"{start.starts_on.month}月{last}"
    end = _parse_point(last, start.starts_on.year)
    if end is None:
        return None
    starts_on = start.starts_on
    if not start.names_year and end.names_year:
        starts_on = starts_on.replace(year=end.ends_on.year)
        if starts_on > end.ends_on:
            starts_on = starts_on.replace(year=end.ends_on.year - 1)
    return _Point(starts_on, end.ends_on, end.unit, names_year=True)


def _named_year(named: str | None, year: int) -> int:
    if named is None or named in "当本":
        return year
    if named in "次翌明":
        return year + 1
    return int(named) if len(named) > len("26") else _FIRST_YEAR + int(named)


def _day(match: re.Match[str], year: int, names_year: bool) -> _Point:
    day = date(year, int(match["month"]), int(match["day"]))
    return _Point(day, day, "日", names_year)


def _month(match: re.Match[str], year: int, names_year: bool) -> _Point:
    month = int(match["month"])
    last = _last_day(year, month)
    first_day, last_day = _PARTS_OF_MONTH.get((match["part"] or "").removeprefix("月"), (1, last.day))
    return _Point(date(year, month, first_day), date(year, month, min(last_day, last.day)), "月", names_year)


def _quarter(match: re.Match[str], year: int, names_year: bool) -> _Point:
    last = int(match["quarter"]) * 3
    return _Point(date(year, last - 2, 1), _last_day(year, last), "季度", names_year)


def _half(match: re.Match[str], year: int, names_year: bool) -> _Point:
    last = 6 if match["half"] == "上" else 12
    return _Point(date(year, last - 5, 1), _last_day(year, last), "", names_year)


def _year(match: re.Match[str], year: int, names_year: bool) -> _Point:
    at_its_end = (match["part"] or "").endswith(("底", "末"))
    return _Point(date(year, 12 if at_its_end else 1, 1), date(year, 12, 31), "", names_year)


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)

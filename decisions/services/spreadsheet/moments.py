"""Dates and times as people and programs write them into cells, read as Shanghai's."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from decisions.clock import SHANGHAI
from decisions.services.spreadsheet.table import Value
from decisions.services.spreadsheet.text import half_width, one_line

_DATE_FORMS: Final = (
    re.compile(r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?P<month>\d{1,2})\s*[月/.]\s*(?P<day>\d{1,2})\s*[日号]?(?![\d./-])"),
)
_TIME: Final = re.compile(
    r"(?P<half>上午|下午|早上|早|中午|晚上|傍晚|晚|凌晨|am|pm)?\s*"
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?"
    r"(?:[: ]?\s*(?P<second>\d{1,2})(?:\.\d+)?秒?)?"
    r"\s*(?P<half_after>am|pm)?\s*(?P<zone>z|[+-]\d\d:?\d\d)?"
)
_WEEKDAY: Final = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?")
_SERIAL: Final = re.compile(r"[3-7]\d{4}(?:\.\d+)?")  # days as spreadsheet programs count them
_SERIAL_ZERO: Final = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_AFTERNOON: Final = frozenset(("下午", "晚上", "傍晚", "晚", "中午", "pm"))
_NOON: Final = 12
_MIDNIGHT: Final = 24
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100


def read_moment(value: Value, year: int | None = None) -> datetime | None:
    """Return the instant that a cell names, a day alone as its beginning; None when it names none.

    Shape: year is taken where the text names none (6月3日); without it such a text names no instant.
    """
    if isinstance(value, datetime):
        moment: datetime | None = value.replace(tzinfo=SHANGHAI)
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day, tzinfo=SHANGHAI)
    else:
        moment = _read_text(half_width(one_line(value)).strip().lower(), year)
    return moment if moment and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _read_text(text: str, year: int | None) -> datetime | None:
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(seconds=round(float(text) * 24 * 3600))
    text = _WEEKDAY.sub(" ", text)
    for form in _DATE_FORMS:
        found = form.match(text)
        if found is None:
            continue
        named = found.groupdict().get("year")
        if named is None and year is None:
            return None
        try:
            day = datetime(int(named or year or 0), int(found["month"]), int(found["day"]), tzinfo=SHANGHAI)
            return _with_time(day, text[found.end() :].strip(" ,t"))
        except ValueError:
            return None
    return None


def _with_time(day: datetime, text: str) -> datetime | None:
    if not text:
        return day
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour = int(found["hour"])
    half = found["half"] or found["half_after"]
    if half in _AFTERNOON and hour < _NOON and not (half == "中午" and hour > _NOON - 2):
        hour += _NOON
    elif half in ("am", "凌晨") and hour == _NOON:
        hour = 0
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    if hour == _MIDNIGHT and not minute and not second:
        return day + timedelta(days=1)
    moment = day.replace(hour=hour, minute=minute, second=second)
    return _in_zone(moment, found["zone"])


def _in_zone(moment: datetime, zone: str | None) -> datetime:
    """Return the instant in Shanghai when the text gives its distance from UTC."""
    if not zone:
        return moment
    given = datetime.strptime("+0000" if zone == "z" else zone.replace(":", ""), "%z")
    return moment.replace(tzinfo=given.tzinfo).astimezone(SHANGHAI)

"""A field that the library lacks: a minute in Shanghai, in which 24:00 may be written as offices do."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField

from decisions.attendance.rules.window import clock_time
from decisions.clock import SHANGHAI

_MINUTE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2})[:时](\d{2})分?")


class ShanghaiMinuteField(StringField):  # type: ignore[misc]  # the library has no types
    """A civil day and a minute of it, kept as an aware instant; 24:00 is the end of the day."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock_time(self.data) if isinstance(self.data, datetime) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        self.data = None
        typed = unicodedata.normalize("NFKC", str(valuelist[0])).strip() if valuelist else ""
        if not typed:
            return
        self.data = read_minute(typed)
        if self.data is None:
            raise ValueError(_("请按“2026-08-14 24:00”的格式填写日期和时间。"))


def read_minute(typed: str) -> datetime | None:
    """Return the instant that a day and a minute in Shanghai name, or None."""
    found = _MINUTE.fullmatch(typed)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) for part in found.groups())
    ends_day = (hour, minute) == (24, 0)
    try:
        local = datetime(year, month, day, 0 if ends_day else hour, minute, tzinfo=SHANGHAI)
    except ValueError:
        return None
    return (local + timedelta(days=int(ends_day))).astimezone(UTC)

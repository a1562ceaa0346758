"""The only place that reads the time. Called at the edge; everything below takes `now` as a value."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the current civil day in Shanghai."""
    return civil_day(now())


def civil_day(instant: datetime) -> date:
    """Return the civil day in Shanghai on which an aware instant falls."""
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """Return 24:00 Asia/Shanghai of a civil day, as UTC: the first instant that is too late."""
    following = date.fromordinal(day.toordinal() + 1)
    return datetime(following.year, following.month, following.day, tzinfo=SHANGHAI).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """Return 0:00 Asia/Shanghai of a civil day, as UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)

"""How a published window of comment stands at an instant, read from its notice. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from decisions.clock import civil_day, start_of_day


def opens_at(notice: Mapping[str, Any]) -> datetime:
    """Return the instant at which the public may comment."""
    return start_of_day(date.fromisoformat(notice["opens_on"]))


def ends_at(notice: Mapping[str, Any]) -> datetime:
    """Return the first instant that is too late."""
    return datetime.fromisoformat(notice["ends_at"])


def is_open(notice: Mapping[str, Any], now: datetime) -> bool:
    """Whether the public may comment now."""
    return opens_at(notice) <= now < ends_at(notice)


def is_over(notice: Mapping[str, Any], now: datetime) -> bool:
    """Whether the window has ended."""
    return now >= ends_at(notice)


def days_left(notice: Mapping[str, Any], now: datetime) -> int:
    """Return how many civil days remain, the last one included; 1 on the last day, 0 afterwards."""
    if is_over(notice, now):
        return 0
    return (date.fromisoformat(notice["closes_on"]) - civil_day(now)).days + 1


def takes_sign_ups(call: Mapping[str, Any], now: datetime) -> bool:
    """Whether one may sign up for a published call now; a call without sign-up takes none."""
    if not call.get("opens_at") or not call.get("closes_at"):
        return False
    return datetime.fromisoformat(call["opens_at"]) <= now < datetime.fromisoformat(call["closes_at"])

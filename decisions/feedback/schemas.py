"""A published disclosure as machines read it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from decisions.errors import Message
from decisions.feedback.queries.published import PublishedDisclosure
from decisions.services.duties import Duty
from decisions.services.working_days.arithmetic import count_as_json


def published_json(
    published: PublishedDisclosure, duty: Duty, translate: Callable[[Message], str] = str
) -> dict[str, Any]:
    """Return a disclosure as machines read it: the payload as published, its entry, and whether in time."""
    return {
        **published.payload,
        "entry": published.seq,
        "published_at": published.published_at.isoformat(),
        "corrects": published.corrects,
        "correction_reason": published.reason,
        "duty": duty_json(duty, translate),
    }


def duty_json(duty: Duty, translate: Callable[[Message], str] = str) -> dict[str, Any]:
    """Return how the duty stands, with the count day by day."""
    return {
        "state": duty.state.value,
        "source": str(duty.source),
        "clock_on": _iso(duty.started_on),
        "due_on": _iso(duty.due_on),
        "met_on": _iso(duty.met_on),
        "met_working_day": duty.met_working_day,
        "late_working_days": duty.late_working_days,
        "count": count_as_json(duty.count, translate) if duty.count else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

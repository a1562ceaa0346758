"""How a published notice may change: its end moved, a mistake corrected (R9, R10).

Not here: who publishes it (operations), what a notice must hold (notices).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from decisions.clock import civil_day, end_of_day
from decisions.consultation.errors.changes import (
    EndNotEarlierError,
    EndNotLaterError,
    EndPassedError,
    StopInThePastError,
)
from decisions.consultation.rules import ChangeKind
from decisions.consultation.rules.window import Window, window_end
from decisions.services.working_days.arithmetic import Calendar

# What a correction may put right; never the window nor the reason for a short one.
CORRECTABLE = ("title", "body", "background", "contact", "ways", "channels")


def changed_window(
    calendar: Calendar,
    kind: ChangeKind,
    *,
    opens_on: date,
    ends_on: date,
    closes_on: date,
    short_reason: str,
    next_code: str,
    now: datetime,
) -> Window:
    """Return the window as an extension or an early stop would leave it.

    Shape:  ends_on is the last day so far, closes_on the one asked for; where that is no working day it moves
            on to the next one. next_code is that of the round which could follow.
    Raises: EndPassedError once the window is over; EndNotLaterError for an extension that extends nothing;
            StopInThePastError, EndNotEarlierError for an early stop; WindowTooShortError below the minimum
            without a reason; WindowBackwardsError, WindowUndeterminedError.
    Source: 713 art. 15 (R9, R10); 民法典 art. 203.
    """
    if now >= end_of_day(ends_on):
        raise EndPassedError(until=ends_on, next_code=next_code)
    if kind is ChangeKind.EARLY_STOP and closes_on < civil_day(now):
        raise StopInThePastError(field="closes_on", today=civil_day(now))
    if kind is ChangeKind.EXTENSION and closes_on <= ends_on:
        raise EndNotLaterError(field="closes_on", until=ends_on)
    window = window_end(calendar, opens_on, closes_on=closes_on, short_reason=short_reason)
    if kind is ChangeKind.EARLY_STOP and window.closes_on >= ends_on:
        raise EndNotEarlierError(field="closes_on", until=ends_on, found=window.closes_on)
    return window


def corrected_members(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that a correction makes different, as they shall read; line ends don't count."""
    asked = {name: _one_line_end(wanted[name]) for name in CORRECTABLE if name in wanted}
    return {name: said for name, said in asked.items() if said != _one_line_end(current.get(name))}


def _one_line_end(said: Any) -> Any:
    return said.replace("\r\n", "\n").strip() if isinstance(said, str) else said

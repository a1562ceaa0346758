"""What a call says, as the rules check it: as it is, and as a correction being prepared would have it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall
from decisions.attendance.rules import SelectionMethod
from decisions.attendance.rules.calls import CallDraft
from decisions.catalogue.models import Decision

_INSTANTS = {"opens_at", "closes_at", "objections_until"}
_NAMES = tuple(CallDraft.__dataclass_fields__)


def draft_of(call: AttendanceCall) -> CallDraft:
    """Return what a call says, as the rules check it and the form shows it."""
    return CallDraft(**{name: getattr(call, name) for name in _NAMES})


def corrected_draft_of(call: AttendanceCall) -> CallDraft | None:
    """Return what a call would say after the correction that is being prepared; None where there is none."""
    if call.correction is None:
        return None
    return replace(draft_of(call), **{name: _read(name, value) for name, value in call.correction.items()})


def changes_of(before: CallDraft, after: CallDraft) -> dict[str, Any]:
    """Return the fields in which two drafts differ, as JSON."""
    return {
        name: _kept(getattr(after, name)) for name in _NAMES if getattr(before, name) != getattr(after, name)
    }


def list_agenda(session: Session, codes: list[str]) -> list[Decision]:
    """Return the decisions of these codes, in their order; unknown ones are passed over."""
    found = {
        decision.code: decision
        for decision in session.scalars(select(Decision).where(Decision.code.in_(codes))).unique()
    }
    return [found[code] for code in codes if code in found]


def _kept(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, SelectionMethod) else value


def _read(name: str, value: Any) -> Any:
    if name in _INSTANTS and value is not None:
        return datetime.fromisoformat(value)
    if name == "age_reference_on" and value is not None:
        return date.fromisoformat(value)
    return SelectionMethod(value) if name == "method" else value

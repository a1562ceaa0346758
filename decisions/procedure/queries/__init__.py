"""Reading the procedure: the desk's rows, and what was published of them.

What stands behind the steps (experts, risks, reviews, the meeting's papers) is read in `dossier`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.config import ClockBasis
from decisions.law import FEEDBACK_WORKING_DAYS
from decisions.procedure.models import IssuedDocument, Meeting, ProcedureStep
from decisions.procedure.rules import IssuingDates, StepKind, clock_start
from decisions.record.models import RecordEntry
from decisions.record.queries import list_entries_of, payload_of
from decisions.services.working_days.arithmetic import Count, count_working_days
from decisions.services.working_days.store import load_calendar

ISSUED = "decision_issued"
STEP = "procedure_step"
MEETING = "meeting"


def find_issuing(session: Session, decision_id: int) -> IssuedDocument | None:
    """Return the decision's document as the desk has it, published or not."""
    return session.scalar(select(IssuedDocument).where(IssuedDocument.decision_id == decision_id))


def find_issued(session: Session, decision_id: int) -> IssuedDocument | None:
    """Return the decision's document once it was published; its row may be ahead of what the public sees."""
    issuing = find_issuing(session, decision_id)
    return issuing if issuing is not None and issuing.published_seq is not None else None


def find_step(session: Session, decision_id: int, kind: StepKind) -> ProcedureStep | None:
    """Return what the desk says of a step."""
    found = select(ProcedureStep).where(ProcedureStep.decision_id == decision_id, ProcedureStep.kind == kind)
    return session.scalar(found)


def list_steps(session: Session, decision_id: int) -> dict[StepKind, ProcedureStep]:
    """Return what the desk says of each step that something is said of."""
    found = session.scalars(select(ProcedureStep).where(ProcedureStep.decision_id == decision_id))
    return {step.kind: step for step in found}


def find_meeting(session: Session, decision_id: int) -> Meeting | None:
    """Return the meeting that decides, as the desk has it."""
    return session.scalar(select(Meeting).where(Meeting.decision_id == decision_id))


def find_issued_entry(session: Session, code: str) -> RecordEntry | None:
    """Return the newest published version of the decision's document that still shows its payload."""
    return _newest_shown(list_entries_of(session, code, ISSUED))


def find_step_entry(session: Session, code: str, kind: StepKind) -> RecordEntry | None:
    """Return the newest published statement about a step."""
    return _newest_shown(list_entries_of(session, code, STEP), step=kind)


def list_step_entries(session: Session, code: str) -> dict[StepKind, RecordEntry]:
    """Return the newest published statement about each step that has one, in their legal order."""
    entries = list_entries_of(session, code, STEP)
    found = {kind: _newest_shown(entries, step=kind) for kind in StepKind}
    return {kind: entry for kind, entry in found.items() if entry is not None}


def find_meeting_entry(session: Session, code: str) -> RecordEntry | None:
    """Return what was published last about the meeting that decides."""
    return _newest_shown(list_entries_of(session, code, MEETING))


def list_step_versions(session: Session, code: str, kind: StepKind) -> Sequence[RecordEntry]:
    """Return every published statement about a step that still shows its payload, oldest first."""
    entries = list_entries_of(session, code, STEP)
    return [entry for entry in entries if (payload_of(entry) or {}).get("step") == kind]


def _newest_shown(entries: Sequence[RecordEntry], **members: str) -> RecordEntry | None:
    for entry in reversed(entries):
        payload = payload_of(entry)
        if payload is not None and all(payload.get(name) == value for name, value in members.items()):
            return entry
    return None


def published_issuing(session: Session, code: str) -> dict[str, Any] | None:
    """Return the decision's document as the public sees it, or None while it is not issued."""
    return _payload(find_issued_entry(session, code))


def published_step(session: Session, code: str, kind: StepKind) -> dict[str, Any] | None:
    """Return what the public is told of a step, or None."""
    return _payload(find_step_entry(session, code, kind))


def published_meeting(session: Session, code: str) -> dict[str, Any] | None:
    """Return what the public is told of the meeting, or None."""
    return _payload(find_meeting_entry(session, code))


def _payload(entry: RecordEntry | None) -> dict[str, Any] | None:
    return None if entry is None else payload_of(entry)


def clock_start_of(session: Session, decision: Decision) -> date | None:
    """Return the day on which the feedback clock of a decision started; None while it is not issued.

    Taken from what was published. Should every published version be withheld, the desk's dates still start
    the clock: a duty does not vanish with the text.
    Source: R25.
    """
    published = published_issuing(session, decision.code)
    if published is not None:
        return date.fromisoformat(published["clock_on"])
    issued = find_issued(session, decision.id)
    return None if issued is None else clock_start(dates_of(issued), ClockBasis.EARLIEST)


def count_feedback_days(session: Session, clock_on: date) -> Count:
    """Return by when the opinions are to be answered, and how that day was found.

    Source: R25 (row 32).
    """
    return count_working_days(load_calendar(session), clock_on, FEEDBACK_WORKING_DAYS)


def dates_of(issuing: IssuedDocument) -> IssuingDates:
    """Return a document's three dates as rules take them."""
    return IssuingDates(issuing.written_on, issuing.printed_on, issuing.published_on)

"""A further version of a published notice: extended, stopped early, corrected; by two people, with a reason.

Not here: what may change and how far (rules.changes), the first version (notices).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.consultation.errors import NoticeIncompleteError, NoticeNotPublishedError
from decisions.consultation.errors.changes import (
    ChangePendingError,
    ChangePublishedError,
    NothingCorrectedError,
    RoundSupersededError,
)
from decisions.consultation.models import Consultation, NoticeChange
from decisions.consultation.operations.snapshots import change_line, changed_payload
from decisions.consultation.permissions import may_approve, may_prepare
from decisions.consultation.queries import NOTICE, list_consultations_of, lock_consultation
from decisions.consultation.queries.changes import list_changes
from decisions.consultation.rules import CHANGE_LABELS, ChangeKind
from decisions.consultation.rules.changes import CORRECTABLE, changed_window, corrected_members
from decisions.consultation.rules.notices import (
    NoticeFacts,
    consultation_code,
    errors_among,
    notice_problems,
)
from decisions.consultation.rules.window import Window
from decisions.record import operations as record
from decisions.record.errors import ReasonMissingError
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import find_pending_submission, get_entry, get_submission_at
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.working_days.store import load_calendar


@dataclass(frozen=True, slots=True)
class ChangeInput:
    """What staff want changed.

    Shape:  closes_on of an extension or an early stop; content of a correction: title, body, background,
            contact, ways, channels as they shall read.
    """

    reason: str
    closes_on: date | None = None
    short_reason: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


def change_desk_path(change: NoticeChange) -> str:
    """Return where the desk reviews a change."""
    consultation = change.consultation
    base = f"/desk/decisions/{consultation.decision.code}/consultation/{consultation.code}"
    return f"{base}/changes/{change.id}"


def propose_change(
    session: Session,
    consultation: Consultation,
    kind: ChangeKind,
    wanted: ChangeInput,
    *,
    actor: Actor,
    now: datetime,
) -> NoticeChange:
    """Write down how a published notice shall change; nothing is published yet.

    Raises: NoticeNotPublishedError, RoundSupersededError, ReasonMissingError, NothingCorrectedError,
            NoticeIncompleteError, and what rules.changes.changed_window raises; NotAllowedError.
    Writes: notice_changes, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 15 (R9, R10).
    """
    require(may_prepare(actor, consultation.decision))
    change = NoticeChange(
        consultation=consultation, kind=kind, reason="", short_reason="", content={}, said={}, created_at=now
    )
    _fill(session, change, wanted, now)
    session.add(change)
    session.flush()
    _log(session, change, "consultation.propose_change", actor, now)
    return change


def update_change(
    session: Session, change: NoticeChange, wanted: ChangeInput, *, actor: Actor, now: datetime
) -> None:
    """Write down otherwise how the notice shall change, as long as that is not published.

    Raises: as propose_change, and ChangePublishedError.
    Writes: notice_changes, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    _require_open(session, change, actor)
    _fill(session, change, wanted, now)
    session.flush()
    _log(session, change, "consultation.update_change", actor, now)


def discard_change(session: Session, change: NoticeChange, *, actor: Actor, now: datetime) -> None:
    """Give up a change that nobody has to decide on.

    Raises: ChangePublishedError, ChangePendingError, NotAllowedError.
    Writes: notice_changes, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    _require_open(session, change, actor)
    subject, path = change.consultation.decision.code, change_desk_path(change)
    if find_pending_submission(session, NOTICE, subject, path, lock=True) is not None:
        raise ChangePendingError
    _log(session, change, "consultation.discard_change", actor, now)
    session.delete(change)
    session.flush()


def submit_change(session: Session, change: NoticeChange, *, actor: Actor, now: datetime) -> Submission:
    """Hand the further version of the notice to a second person.

    Raises: as propose_change, and ChangePublishedError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: R29.
    """
    _require_open(session, change, actor)
    consultation = change.consultation
    return record.submit(
        session,
        kind=NOTICE,
        subject=consultation.decision.code,
        title=f"{CHANGE_LABELS[change.kind]}：{consultation.title}"[:300],
        desk_path=change_desk_path(change),
        unit_id=consultation.decision.lead_unit_id,
        payload=checked_change(session, change, now),
        actor=actor,
        now=now,
        corrects=consultation.published_seq,
        reason=change.reason,
    )


def approve_change(
    session: Session, change: NoticeChange, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish the further version; from now on its end and its words hold everywhere.

    Raises: as submit_change, and SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError.
    Writes: notice_changes, consultations, draft_versions, submissions, record_entries, audit_entries.
    Allowed: 审核 of the lead unit, another person than whoever submitted.
    Source: 713 art. 15 (R9, R10); R29.
    """
    require(may_approve(actor, change.consultation.decision))
    consultation = _lock(session, change)
    _get_own(session, change, submission_id)
    window = _window(session, change, now)
    payload = checked_change(session, change, now)
    entry = record.approve(
        session, submission_id, payload=payload, actor=actor, now=now, corrects=consultation.published_seq
    )
    change.said, change.published_seq = change_line(consultation, change, window), entry.seq
    _move_draft(session, consultation, entry)
    consultation.closes_on, consultation.published_seq = window.closes_on, entry.seq
    consultation.short_reason = payload["short_reason"]
    for name in CORRECTABLE:
        setattr(consultation, name, payload[name])
    session.flush()
    return entry


def _move_draft(session: Session, consultation: Consultation, entry: RecordEntry) -> None:
    """Let the draft be shown by the new version where the one before was withheld."""
    draft, seq = consultation.draft, consultation.published_seq
    if draft is not None and seq is not None and get_entry(session, seq).blanked_at is not None:
        draft.published_seq = entry.seq


def send_back_change(
    session: Session, change: NoticeChange, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return the change to whoever prepared it, with what is to be mended.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, change.consultation.decision))
    _get_own(session, change, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def checked_change(session: Session, change: NoticeChange, now: datetime) -> dict[str, Any]:
    """Return the further version as it would go out now, when the law allows it.

    Raises: as propose_change.
    """
    consultation = change.consultation
    _require_current(session, consultation)
    window = _window(session, change, now)
    payload = changed_payload(consultation, change, window, _earlier(session, consultation))
    problems = errors_among(notice_problems(_facts(payload)))
    if problems:
        raise NoticeIncompleteError(count=len(problems), problems=problems)
    return payload


def preview_change(session: Session, change: NoticeChange) -> dict[str, Any]:
    """Return the further version as it stands, whatever the clock says."""
    consultation = change.consultation
    opens_on, ends_on = _days(consultation)
    closes_on = change.closes_on or ends_on
    window = Window(opens_on, closes_on, closes_on)
    return changed_payload(consultation, change, window, _earlier(session, consultation))


def _fill(session: Session, change: NoticeChange, wanted: ChangeInput, now: datetime) -> None:
    consultation = change.consultation
    if not wanted.reason.strip():
        raise ReasonMissingError(field="reason")
    change.reason = wanted.reason.strip()
    if change.kind is ChangeKind.CORRECTION:
        current = {name: getattr(consultation, name) for name in CORRECTABLE}
        change.content = corrected_members(current, wanted.content)
        if not change.content:
            raise NothingCorrectedError
    else:
        change.closes_on, change.short_reason = wanted.closes_on, wanted.short_reason.strip()
        window = _window(session, change, now)
        change.closes_on = window.closes_on  # as it holds in law: moved on to a working day
        if consultation.short_reason or not window.is_short:
            change.short_reason = ""  # a reason once published is not edited (R10)
    checked_change(session, change, now)


def _window(session: Session, change: NoticeChange, now: datetime) -> Window:
    """Return the window as the change leaves it; a correction leaves it as it is."""
    consultation = change.consultation
    opens_on, ends_on = _days(consultation)
    if change.kind is ChangeKind.CORRECTION or change.closes_on is None:
        return Window(opens_on, ends_on, ends_on)
    return changed_window(
        load_calendar(session),
        change.kind,
        opens_on=opens_on,
        ends_on=ends_on,
        closes_on=change.closes_on,
        short_reason=consultation.short_reason or change.short_reason,
        next_code=_next_code(session, consultation),
        now=now,
    )


def _days(consultation: Consultation) -> tuple[date, date]:
    if consultation.published_seq is None or not (consultation.opens_on and consultation.closes_on):
        raise NoticeNotPublishedError
    return consultation.opens_on, consultation.closes_on


def _next_code(session: Session, consultation: Consultation) -> str:
    rounds = list_consultations_of(session, consultation.decision_id)
    return consultation_code(consultation.decision.code, len(rounds) + 1)


def _require_current(session: Session, consultation: Consultation) -> None:
    """Refuse once a further round was published: pages show the newest notice of a decision."""
    _days(consultation)
    for each in list_consultations_of(session, consultation.decision_id):
        if each.id > consultation.id and each.published_seq is not None:
            raise RoundSupersededError(code=each.code)


def _earlier(session: Session, consultation: Consultation) -> Sequence[Mapping[str, Any]]:
    published = (change for change in list_changes(session, consultation) if change.published_seq)
    return [change.said for change in sorted(published, key=lambda change: change.published_seq or 0)]


def _facts(payload: Mapping[str, Any]) -> NoticeFacts:
    return NoticeFacts(
        title=payload["title"],
        body=payload["body"],
        contact=payload["contact"],
        has_dates=True,
        ways=len(payload["ways"]),
        channels=len(payload["channels"]),
        has_draft=payload["draft"] is not None,
        has_explanation=payload["explanation"] is not None,
        says_groups=True,
    )


def _lock(session: Session, change: NoticeChange) -> Consultation:
    """Return the notice, locked: two changes, or a change and the closing, come one after the other."""
    consultation = lock_consultation(session, change.consultation, exclusively=True)
    session.refresh(change)
    if change.published_seq is not None:
        raise ChangePublishedError
    return consultation


def _require_open(session: Session, change: NoticeChange, actor: Actor) -> None:
    require(may_prepare(actor, change.consultation.decision))
    _lock(session, change)


def _get_own(session: Session, change: NoticeChange, submission_id: int) -> Submission:
    subject, path = change.consultation.decision.code, change_desk_path(change)
    return get_submission_at(session, submission_id, kind=NOTICE, subject=subject, desk_path=path)


def _log(session: Session, change: NoticeChange, action: str, actor: Actor, now: datetime) -> None:
    consultation = change.consultation
    subject, code = consultation.decision.code, consultation.code
    audit.log(session, actor, action, subject, now=now, code=code, kind=change.kind.value)

"""The notice of a consultation: drafted, completed, submitted by one person, published by another."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.consultation.errors import (
    EnterprisesNotHeardError,
    NoticeIncompleteError,
    OpensInThePastError,
    RoundStillOpenError,
)
from decisions.consultation.models import Consultation, NoticeState
from decisions.consultation.operations.editing import require_editable
from decisions.consultation.operations.snapshots import notice_payload
from decisions.consultation.permissions import may_approve, may_prepare
from decisions.consultation.queries import NOTICE, list_consultations_of, list_events, lock_consultation
from decisions.consultation.rules.events import heard_enterprises_before
from decisions.consultation.rules.notices import (
    NoticeFacts,
    consultation_code,
    errors_among,
    notice_problems,
)
from decisions.consultation.rules.window import Window, WindowState, window_end, window_state
from decisions.errors import N_, Message, Problem
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.titles import bare_title
from decisions.services.working_days.store import load_calendar


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """What staff write into a notice.

    Shape:  closes_on prevails over open_days; with neither, and a day to open on, the legal minimum holds.
            ways: {"post", "email", "phone"}; channels: [{"channel", "url", "on"}]. groups_reason says why no
            specific group's interests are touched (R7).
    """

    title: str
    body: str
    opens_on: date | None = None
    open_days: int | None = None
    closes_on: date | None = None
    short_reason: str = ""
    background: str = ""
    contact: str = ""
    ways: dict[str, str] = field(default_factory=dict)
    channels: list[dict[str, str]] = field(default_factory=list)
    groups_reason: str = ""


def notice_desk_path(consultation: Consultation) -> str:
    """Return where the desk reviews a notice."""
    decision, code = consultation.decision.code, consultation.code
    return f"/desk/decisions/{decision}/consultation/{code}/review"


def create_notice(session: Session, decision: Decision, *, actor: Actor, now: datetime) -> Consultation:
    """Begin the notice of a decision's next round.

    Raises: RoundStillOpenError, NotAllowedError.
    Writes: consultations, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, decision))
    rounds = list_consultations_of(session, decision.id)
    if rounds and not _is_over(rounds[-1], now):
        raise RoundStillOpenError(code=rounds[-1].code)
    consultation = Consultation(
        decision=decision,
        code=consultation_code(decision.code, len(rounds) + 1),
        title=f"关于公开征求《{bare_title(decision.title)}》意见的公告"[:300],
        body="",
        background="",
        short_reason="",
        groups_reason="",
        contact="",
        ways={},
        channels=[],
        state=NoticeState.DRAFTING,
    )
    session.add(consultation)
    session.flush()
    audit.log(session, actor, "consultation.create_notice", decision.code, now=now, code=consultation.code)
    return consultation


def _is_over(consultation: Consultation, now: datetime) -> bool:
    if consultation.published_seq is None or not (consultation.opens_on and consultation.closes_on):
        return False
    return window_state(consultation.opens_on, consultation.closes_on, now) is WindowState.CLOSED


def update_notice(
    session: Session, consultation: Consultation, notice: NoticeInput, *, actor: Actor, now: datetime
) -> Window | None:
    """Write a notice's text and window and return the window, None while no day is set.

    The last day is kept as it holds in law: moved on to a working day.
    Raises: NoticePublishedError, WindowTooShortError, WindowBackwardsError, WindowUndeterminedError,
            NotAllowedError.
    Writes: consultations, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 15 (R9, R10).
    """
    require_editable(session, consultation, actor)
    window = None
    if notice.opens_on is not None:
        window = window_end(
            load_calendar(session),
            notice.opens_on,
            open_days=notice.open_days,
            closes_on=notice.closes_on,
            short_reason=notice.short_reason,
        )
    consultation.title = notice.title.strip()
    consultation.body, consultation.background = notice.body.strip(), notice.background.strip()
    consultation.contact, consultation.groups_reason = notice.contact.strip(), notice.groups_reason.strip()
    consultation.ways = {way: where.strip() for way, where in notice.ways.items() if where.strip()}
    consultation.channels = [dict(channel) for channel in notice.channels]
    consultation.opens_on = window.opens_on if window else None
    consultation.closes_on = window.closes_on if window else None
    consultation.short_reason = notice.short_reason.strip() if window and window.is_short else ""
    session.flush()
    subject = consultation.decision.code
    audit.log(session, actor, "consultation.update_notice", subject, now=now, code=consultation.code)
    return window


def list_notice_problems(session: Session, consultation: Consultation) -> list[Problem]:
    """Return what the notice still lacks (errors) and what wants a look (warnings)."""
    facts = NoticeFacts(
        title=consultation.title,
        body=consultation.body,
        contact=consultation.contact,
        has_dates=consultation.opens_on is not None and consultation.closes_on is not None,
        ways=len(consultation.ways),
        channels=len(consultation.channels),
        has_draft=consultation.draft_id is not None,
        has_explanation=consultation.explanation_file_id is not None,
        bare_channels=[
            each["channel"] for each in consultation.channels if not (each.get("url") or each.get("on"))
        ],
        says_groups=bool(consultation.groups_reason)
        or any(event.groups for event in list_events(session, consultation.decision_id)),
    )
    return notice_problems(facts)


def submit_notice(session: Session, consultation: Consultation, *, actor: Actor, now: datetime) -> Submission:
    """Hand the notice to a second person for publication.

    Raises: NoticePublishedError, NoticeIncompleteError, WindowTooShortError, WindowUndeterminedError,
            OpensInThePastError, EnterprisesNotHeardError, NotAllowedError.
    Writes: consultations, submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 15 (R9, R10); row 56 (R8); R29.
    """
    require_editable(session, consultation, actor)
    payload = checked_payload(session, consultation, now)
    consultation.state = NoticeState.SUBMITTED
    return record.submit(
        session,
        kind=NOTICE,
        subject=consultation.decision.code,
        title=consultation.title,
        desk_path=notice_desk_path(consultation),
        unit_id=consultation.decision.lead_unit_id,
        payload=payload,
        actor=actor,
        now=now,
    )


def checked_payload(session: Session, consultation: Consultation, now: datetime) -> dict[str, Any]:
    """Return the notice as it would go out now, when everything the law asks for is there."""
    problems = errors_among(list_notice_problems(session, consultation))
    if problems or consultation.opens_on is None:
        raise NoticeIncompleteError(count=len(problems), problems=problems)
    window = window_end(
        load_calendar(session),
        consultation.opens_on,
        closes_on=consultation.closes_on,
        short_reason=consultation.short_reason,
    )
    if window.opens_on < civil_day(now):
        raise OpensInThePastError(field="opens_on", opens_on=window.opens_on)
    if consultation.decision.enterprise_related:
        heard = [
            (event.before_procedure, event.to_on) for event in list_events(session, consultation.decision_id)
        ]
        if not heard_enterprises_before(heard, window.opens_on):
            raise EnterprisesNotHeardError(problems=[_where_to_record(consultation.decision.code)])
    return notice_payload(consultation, window)


def preview_payload(session: Session, consultation: Consultation) -> dict[str, Any] | None:
    """Return the notice as it stands, whatever it lacks; None while its window can't be told."""
    if consultation.opens_on is None or consultation.closes_on is None:
        return None
    return notice_payload(
        consultation, Window(consultation.opens_on, consultation.closes_on, consultation.closes_on)
    )


def _where_to_record(decision_code: str) -> Problem:
    text = N_("登记进入决策程序前听取企业意见的情况")
    return Problem(Message(text), link=f"/desk/decisions/{decision_code}/consultation/events/new?before=1")


def approve_notice(
    session: Session, consultation: Consultation, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish the notice; from then on neither text nor window nor reason can be edited.

    Raises: as submit_notice, and SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError.
    Writes: consultations, draft_versions, submissions, record_entries, audit_entries.
    Allowed: 审核 of the lead unit, another person than whoever submitted.
    Source: R29.
    """
    require(may_approve(actor, consultation.decision))
    lock_consultation(session, consultation, exclusively=True)
    _get_own(session, consultation, submission_id)
    payload = checked_payload(session, consultation, now)
    entry = record.approve(session, submission_id, payload=payload, actor=actor, now=now)
    consultation.state, consultation.published_seq = NoticeState.PUBLISHED, entry.seq
    if consultation.draft is not None:
        consultation.draft.published_seq = entry.seq
    session.flush()
    return entry


def send_back_notice(
    session: Session,
    consultation: Consultation,
    submission_id: int,
    *,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Return the notice to whoever prepared it, with what is to be mended.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: consultations, submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, consultation.decision))
    _get_own(session, consultation, submission_id)
    submission = record.send_back(session, submission_id, remark=remark, actor=actor, now=now)
    consultation.state = NoticeState.DRAFTING
    return submission


def _get_own(session: Session, consultation: Consultation, submission_id: int) -> Submission:
    subject, path = consultation.decision.code, notice_desk_path(consultation)
    return get_submission_at(session, submission_id, kind=NOTICE, subject=subject, desk_path=path)

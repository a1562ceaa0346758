"""The disclosure's way to the public: prepared, submitted through the gate, approved by another person."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.consultation.models import Consultation, Opinion
from decisions.errors import ConflictError, Level
from decisions.feedback.errors import (
    DisclosureIncompleteError,
    DisclosureSubmittedError,
    DisclosureUnchangedError,
    EarlyAfterFinalError,
)
from decisions.feedback.models import Disclosure, DisclosureState
from decisions.feedback.permissions import may_answer, may_approve
from decisions.feedback.queries.gathering import gather_case, gather_facts
from decisions.feedback.queries.published import (
    DISCLOSURE,
    assess_duty,
    find_published,
    find_working_disclosure,
    list_versions,
)
from decisions.feedback.rules import DISPOSITION_LABELS, DisclosureKind, Disposition
from decisions.feedback.rules.concentration import DEFAULT_THRESHOLD, Threshold
from decisions.feedback.rules.gate import missing_for_disclosure
from decisions.feedback.rules.snapshot import disclosure_snapshot
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.mail import find_address
from decisions.services.outbox import queue_message
from decisions.services.titles import bare_title

_FIGURES: Final = ("received", "persons", "adopted", "partly_adopted", "not_adopted", "out_of_scope")
_MESSAGE: Final = """您好：

您对《{title}》提出的意见（回执编号 {receipt}）已有处理结果：{disposition}。
{reason}{changed}
全部意见的采纳情况见：{page}

{unit}
（此邮件由系统自动发送，请勿直接回复。）
"""


def prepare_disclosure(
    session: Session,
    decision: Decision,
    *,
    kind: DisclosureKind,
    summary: str,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Disclosure:
    """Begin the next version of a decision's disclosure, or change the one being prepared.

    Shape:  reason says why a final version follows a final one; it is published.
    Raises: EarlyAfterFinalError, DisclosureSubmittedError, NotAllowedError.
    Writes: disclosures, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R25 (an early version and the final one are both kept).
    """
    require(may_answer(actor, decision))
    if kind is DisclosureKind.EARLY and _last_final(session, decision) is not None:
        raise EarlyAfterFinalError(field="kind")
    disclosure = find_working_disclosure(session, decision.id)
    if disclosure is None:
        disclosure = _begin(session, decision)
    elif disclosure.state is DisclosureState.SUBMITTED:
        raise DisclosureSubmittedError
    disclosure.kind, disclosure.summary, disclosure.reason = kind, summary.strip(), reason.strip()
    disclosure.state = DisclosureState.DRAFTING
    session.flush()
    audit.log(
        session,
        actor,
        "feedback.prepare_disclosure",
        decision.code,
        now=now,
        version=disclosure.version,
        kind=kind.value,
    )
    return disclosure


def _begin(session: Session, decision: Decision) -> Disclosure:
    """Store the next version; whoever began it a moment earlier has it already."""
    disclosure = Disclosure(
        decision_id=decision.id, decision=decision, version=_next_version(session, decision), figures={}
    )
    try:
        with session.begin_nested():
            session.add(disclosure)
    except IntegrityError as error:
        raise ConflictError from error
    return disclosure


def submit_disclosure(
    session: Session,
    disclosure: Disclosure,
    *,
    threshold: Threshold = DEFAULT_THRESHOLD,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Hand the disclosure to a second person of the unit; the gate lets nothing incomplete through.

    Shape:  threshold is the district's, of concentrated opinions.
    Raises: DisclosureIncompleteError naming everything missing, DisclosureSubmittedError,
            DisclosureUnchangedError, ReasonMissingError (a correction without its reason), NotAllowedError.
    Writes: disclosures, submissions, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R25, R29.
    """
    decision = disclosure.decision
    require(may_answer(actor, decision))
    if disclosure.state is not DisclosureState.DRAFTING:
        raise DisclosureSubmittedError
    _check_gate(session, disclosure, threshold, now)
    payload = disclosure_snapshot(gather_facts(session, disclosure, threshold=threshold))
    _check_changed(session, disclosure, payload)
    corrected = _last_final(session, decision)
    submission = record.submit(
        session,
        kind=DISCLOSURE,
        subject=decision.code,
        title=f"公众意见采纳情况反馈：{decision.title}",
        desk_path=_desk_path(decision),
        unit_id=decision.lead_unit_id,
        payload=payload,
        actor=actor,
        now=now,
        corrects=corrected.published_seq if corrected else None,
        reason=disclosure.reason,
    )
    disclosure.state = DisclosureState.SUBMITTED
    session.flush()
    return submission


def approve_disclosure(
    session: Session,
    disclosure: Disclosure,
    submission_id: int,
    *,
    portal_url: str,
    threshold: Threshold = DEFAULT_THRESHOLD,
    actor: Actor,
    now: datetime,
) -> RecordEntry:
    """Publish the disclosure as it was submitted, and tell everybody who left an e-mail address.

    When it is published is a fact of its entry; whether that was in time follows from it for ever.
    Shape:  portal_url is the address of the portal, without a slash at its end, for links in messages.
    Raises: DisclosureIncompleteError, SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError,
            NotAllowedError.
    Writes: record_entries, submissions, disclosures, outbox_messages, audit_entries.
    Allowed: approver of the lead unit, another person than the one who submitted it.
    Source: R25, R29.
    """
    decision = disclosure.decision
    require(may_approve(actor, decision))
    _get_own(session, decision, submission_id)
    _check_gate(session, disclosure, threshold, now)
    payload = disclosure_snapshot(gather_facts(session, disclosure, threshold=threshold))
    entry = record.approve(session, submission_id, payload=payload, actor=actor, now=now)
    disclosure.state = DisclosureState.PUBLISHED
    disclosure.published_at, disclosure.published_seq = now, entry.seq
    disclosure.figures = {name: payload["totals"][name] for name in _FIGURES}
    session.flush()
    disclosure.due_on = assess_duty(session, decision, today=civil_day(now)).due_on
    _tell_submitters(session, decision, payload, portal_url=portal_url, now=now)
    session.flush()
    return entry


def send_back_disclosure(
    session: Session, disclosure: Disclosure, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return the disclosure to its drafter with what is to be mended.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, disclosures, audit_entries.
    Allowed: approver of the lead unit.
    """
    require(may_approve(actor, disclosure.decision))
    _get_own(session, disclosure.decision, submission_id)
    submission = record.send_back(session, submission_id, remark=remark, actor=actor, now=now)
    disclosure.state = DisclosureState.DRAFTING
    session.flush()
    return submission


def _get_own(session: Session, decision: Decision, submission_id: int) -> Submission:
    path = _desk_path(decision)
    return get_submission_at(session, submission_id, kind=DISCLOSURE, subject=decision.code, desk_path=path)


def _desk_path(decision: Decision) -> str:
    return f"/desk/decisions/{decision.code}/feedback/disclosure"


def _check_gate(session: Session, disclosure: Disclosure, threshold: Threshold, now: datetime) -> None:
    case = gather_case(session, disclosure.decision, now=now, threshold=threshold)
    is_final = disclosure.kind is DisclosureKind.FINAL
    missing = [
        problem for problem in missing_for_disclosure(case, is_final=is_final) if problem.level is Level.ERROR
    ]
    if missing:
        raise DisclosureIncompleteError(problems=missing, count=len(missing))


def _check_changed(session: Session, disclosure: Disclosure, payload: Mapping[str, Any]) -> None:
    """Refuse a version that differs from the published one in nothing but its number."""
    published = find_published(session, disclosure.decision_id)
    if published is not None and {**published.payload, "version": disclosure.version} == payload:
        raise DisclosureUnchangedError


def _last_final(session: Session, decision: Decision) -> Disclosure | None:
    versions = list_versions(session, decision.id)
    return next((each for each in versions if each.kind is DisclosureKind.FINAL), None)


def _next_version(session: Session, decision: Decision) -> int:
    newest = select(func.max(Disclosure.version)).where(Disclosure.decision_id == decision.id)
    return (session.scalar(newest) or 0) + 1


def _tell_submitters(
    session: Session, decision: Decision, payload: Mapping[str, Any], *, portal_url: str, now: datetime
) -> None:
    """Queue one message to each e-mail address an opinion came with; again only if its answer changed."""
    told = {opinion["id"]: opinion for opinion in payload["opinions"]}
    contacts = (
        select(Opinion.id, Opinion.receipt, Opinion.contact)
        .join(Consultation, Opinion.consultation_id == Consultation.id)
        .where(Consultation.decision_id == decision.id)
    )
    for opinion_id, receipt, contact in session.execute(contacts).all():
        address = find_address(contact)
        if address is not None and opinion_id in told:
            answer = told[opinion_id]
            queue_message(
                session,
                dedupe_key=f"disclosure/{opinion_id}/{_digest(answer)}",
                recipient=address,
                subject=f"您的意见已有处理结果：{decision.title}",
                body=_message(decision, receipt, answer, f"{portal_url}{payload['page']}"),
                now=now,
            )


def _digest(answer: Mapping[str, Any]) -> str:
    told = "\n".join((answer["disposition"], answer["reason"], answer["changed_clause"]))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _message(decision: Decision, receipt: str, answer: Mapping[str, Any], page: str) -> str:
    return _MESSAGE.format(
        title=bare_title(decision.title),
        receipt=receipt,
        disposition=DISPOSITION_LABELS[Disposition(answer["disposition"])],
        reason=f"理由：{answer['reason']}\n" if answer["reason"] else "",
        changed=f"修改条款：{answer['changed_clause']}\n" if answer["changed_clause"] else "",
        page=page,
        unit=decision.lead_unit.name if decision.lead_unit else "",
    )

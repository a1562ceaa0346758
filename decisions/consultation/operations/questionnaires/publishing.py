"""Publishing a questionnaire: submitted by one person, approved by another, from then on immutable."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.consultation.errors import NoticeNotPublishedError
from decisions.consultation.errors.questionnaires import (
    NothingChangedError,
    QuestionnaireIncompleteError,
    QuestionnaireOverError,
)
from decisions.consultation.models.questionnaires import Questionnaire
from decisions.consultation.operations.questionnaires.building import require_unanswered
from decisions.consultation.operations.questionnaires.snapshots import questionnaire_payload
from decisions.consultation.permissions import may_approve, may_prepare
from decisions.consultation.queries.questionnaires import (
    QUESTIONNAIRE,
    find_published_questionnaire,
    lock_questionnaire,
    window_of,
)
from decisions.consultation.rules.questionnaires import read_questions
from decisions.consultation.rules.questionnaires.building import questionnaire_problems
from decisions.consultation.rules.window import WindowState, window_state
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at
from decisions.services.actor import Actor, require


def questionnaire_desk_path(questionnaire: Questionnaire) -> str:
    """Return where the desk reviews a questionnaire."""
    consultation = questionnaire.consultation
    return f"/desk/decisions/{consultation.decision.code}/consultation/{consultation.code}/questionnaire"


def submit_questionnaire(
    session: Session, questionnaire: Questionnaire, *, reason: str = "", actor: Actor, now: datetime
) -> Submission:
    """Hand the questionnaire to a second person; it may wait there until the notice is published.

    Shape:  reason says why a published version is replaced; it is published with the new one.
    Raises: QuestionnaireIncompleteError, QuestionnaireAnsweredError, ResultsPublishedError,
            QuestionnaireOverError, NothingChangedError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 14 (R6); R29.
    """
    require(may_prepare(actor, questionnaire.consultation.decision))
    payload = _checked_payload(session, questionnaire, now)
    published = find_published_questionnaire(session, questionnaire.consultation)
    if published is not None and {**published.payload, "version": 0} == {**payload, "version": 0}:
        raise NothingChangedError
    return record.submit(
        session,
        kind=QUESTIONNAIRE,
        subject=questionnaire.consultation.decision.code,
        title=f"调查问卷：{questionnaire.title}"[:300],
        desk_path=questionnaire_desk_path(questionnaire),
        unit_id=questionnaire.consultation.decision.lead_unit_id,
        payload=payload,
        actor=actor,
        now=now,
        corrects=questionnaire.published_seq,
        reason=reason,
    )


def _checked_payload(session: Session, questionnaire: Questionnaire, now: datetime) -> dict[str, Any]:
    require_unanswered(session, questionnaire)
    problems = questionnaire_problems(questionnaire.title, read_questions(questionnaire.questions))
    if problems:
        raise QuestionnaireIncompleteError(count=len(problems), problems=problems)
    consultation = questionnaire.consultation
    is_announced = consultation.published_seq is not None
    if is_announced and window_state(*window_of(consultation), now) is WindowState.CLOSED:
        raise QuestionnaireOverError
    return questionnaire_payload(questionnaire)


def approve_questionnaire(
    session: Session, questionnaire: Questionnaire, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish the questionnaire, with the round's notice or after it.

    Raises: NoticeNotPublishedError, SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError,
            and as submit_questionnaire.
    Writes: questionnaires, submissions, record_entries, audit_entries.
    Allowed: 审核 of the lead unit, another person than whoever submitted.
    Source: R29.
    """
    require(may_approve(actor, questionnaire.consultation.decision))
    lock_questionnaire(session, questionnaire, exclusively=True)
    _get_own(session, questionnaire, submission_id)
    if questionnaire.consultation.published_seq is None:
        raise NoticeNotPublishedError
    payload = _checked_payload(session, questionnaire, now)
    entry = record.approve(session, submission_id, payload=payload, actor=actor, now=now)
    questionnaire.published_seq, questionnaire.version = entry.seq, payload["version"]
    session.flush()
    return entry


def send_back_questionnaire(
    session: Session,
    questionnaire: Questionnaire,
    submission_id: int,
    *,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Return the questionnaire to whoever prepared it.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, questionnaire.consultation.decision))
    _get_own(session, questionnaire, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def _get_own(session: Session, questionnaire: Questionnaire, submission_id: int) -> Submission:
    subject = questionnaire.consultation.decision.code
    path = questionnaire_desk_path(questionnaire)
    return get_submission_at(session, submission_id, kind=QUESTIONNAIRE, subject=subject, desk_path=path)

"""Publishing what a questionnaire brought, after its end, by two persons."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.consultation.errors.questionnaires import (
    QuestionnaireNotFoundError,
    QuestionnaireOpenError,
    ResultsPublishedError,
    WordsUndecidedError,
)
from decisions.consultation.models.questionnaires import Questionnaire
from decisions.consultation.operations.questionnaires.publishing import questionnaire_desk_path
from decisions.consultation.operations.questionnaires.snapshots import results_payload
from decisions.consultation.permissions import may_approve, may_prepare
from decisions.consultation.queries.questionnaires import (
    RESULTS,
    PublishedQuestionnaire,
    count_answers_by_channel,
    count_answers_by_submitter,
    count_tallies,
    find_published_questionnaire,
    list_answer_hashes,
    lock_questionnaire,
    map_shown_words,
)
from decisions.consultation.rules.window import WindowState
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at
from decisions.services.actor import Actor, require


def results_desk_path(questionnaire: Questionnaire) -> str:
    """Return where the desk reviews the results."""
    return f"{questionnaire_desk_path(questionnaire)}/results"


def preview_results(session: Session, published: PublishedQuestionnaire) -> dict[str, Any]:
    """Return the results as they stand now, whatever is still missing."""
    identity = published.questionnaire.id
    return results_payload(
        published.payload,
        by_channel=count_answers_by_channel(session, identity),
        by_submitter=count_answers_by_submitter(session, identity),
        tallies=count_tallies(session, identity, published.questions),
        hashes=list_answer_hashes(session, identity),
        texts=map_shown_words(session, identity),
    )


def _checked_payload(session: Session, questionnaire: Questionnaire, now: datetime) -> dict[str, Any]:
    """Return the results, when nothing can change them any more but the desk.

    Raises: QuestionnaireNotFoundError, QuestionnaireOpenError, ResultsPublishedError, WordsUndecidedError.
    """
    lock_questionnaire(session, questionnaire, exclusively=True)
    published = find_published_questionnaire(session, questionnaire.consultation)
    if published is None:
        raise QuestionnaireNotFoundError
    if questionnaire.results_seq is not None:
        raise ResultsPublishedError
    if published.state(now) is not WindowState.CLOSED:
        raise QuestionnaireOpenError(until=published.window[1])
    tallied = count_tallies(session, questionnaire.id, published.questions)
    undecided = sum(tally.words.undecided for tally in tallied)
    if undecided:
        raise WordsUndecidedError(count=undecided)
    return preview_results(session, published)


def submit_results(
    session: Session, questionnaire: Questionnaire, *, actor: Actor, now: datetime
) -> Submission:
    """Hand the results to a second person.

    Raises: QuestionnaireNotFoundError, QuestionnaireOpenError, ResultsPublishedError, WordsUndecidedError,
            NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 14, 18 (R6, R15); R29.
    """
    require(may_prepare(actor, questionnaire.consultation.decision))
    payload = _checked_payload(session, questionnaire, now)
    return record.submit(
        session,
        kind=RESULTS,
        subject=questionnaire.consultation.decision.code,
        title=f"问卷调查结果：{payload['title']}"[:300],
        desk_path=results_desk_path(questionnaire),
        unit_id=questionnaire.consultation.decision.lead_unit_id,
        payload=payload,
        actor=actor,
        now=now,
    )


def approve_results(
    session: Session, questionnaire: Questionnaire, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish the results; from then on no answer is added.

    Raises: SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError (an answer was typed in
            since), and as submit_results.
    Writes: questionnaires, submissions, record_entries, audit_entries.
    Allowed: 审核 of the lead unit, another person than whoever submitted.
    Source: R29.
    """
    require(may_approve(actor, questionnaire.consultation.decision))
    payload = _checked_payload(session, questionnaire, now)
    _get_own(session, questionnaire, submission_id)
    entry = record.approve(session, submission_id, payload=payload, actor=actor, now=now)
    questionnaire.results_seq = entry.seq
    session.flush()
    return entry


def send_back_results(
    session: Session,
    questionnaire: Questionnaire,
    submission_id: int,
    *,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Return the results to whoever prepared them.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, questionnaire.consultation.decision))
    _get_own(session, questionnaire, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def _get_own(session: Session, questionnaire: Questionnaire, submission_id: int) -> Submission:
    subject = questionnaire.consultation.decision.code
    path = results_desk_path(questionnaire)
    return get_submission_at(session, submission_id, kind=RESULTS, subject=subject, desk_path=path)

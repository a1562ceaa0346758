"""Deciding what the public reads of texts in answers: shown, personal data starred out, or withheld."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from decisions.consultation.errors import WordsNotFoundError
from decisions.consultation.errors.questionnaires import ResultsPublishedError
from decisions.consultation.models import Visibility
from decisions.consultation.models.questionnaires import Questionnaire, QuestionnaireWords
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.queries.questionnaires import lock_questionnaire
from decisions.consultation.rules import WithholdReason
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.personal_data import STAR, mask_text


def show_words(
    session: Session,
    questionnaire: Questionnaire,
    words: QuestionnaireWords,
    *,
    actor: Actor,
    now: datetime,
    also_hide: Sequence[str] = (),
) -> None:
    """Show a text, personal data and further words starred out; no word is changed.

    Raises: WordsNotFoundError, ResultsPublishedError, NotAllowedError.
    Writes: questionnaire_words, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: R29 (政府信息公开条例 art. 15, 17).
    """
    require(may_handle_opinions(actor, questionnaire.consultation.decision))
    _require_unpublished(session, questionnaire)
    hidden = [part.strip() for part in also_hide if part.strip()]
    for part in hidden:
        if part not in words.content:
            raise WordsNotFoundError(field="also_hide", words=part)
    words.content_shown = mask_text(words.content, (), hidden)
    words.visibility, words.withheld_reason = Visibility.SHOWN, ""
    _log(session, questionnaire, words, "consultation.show_words", actor, now)


def _require_unpublished(session: Session, questionnaire: Questionnaire) -> None:
    """Refuse to add to what is shown once the results say how much is shown; held until the end."""
    if lock_questionnaire(session, questionnaire, exclusively=True).results_seq is not None:
        raise ResultsPublishedError


def withhold_words(
    session: Session,
    questionnaire: Questionnaire,
    words: QuestionnaireWords,
    *,
    reason: WithholdReason,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep a text from the public, for a reason that is public; also after the results are out.

    Raises: NotAllowedError.
    Writes: questionnaire_words, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: R29.
    """
    require(may_handle_opinions(actor, questionnaire.consultation.decision))
    lock_questionnaire(session, questionnaire, exclusively=True)
    words.visibility, words.withheld_reason = Visibility.WITHHELD, reason.value
    _log(session, questionnaire, words, "consultation.withhold_words", actor, now, reason=reason.value)


def _log(
    session: Session,
    questionnaire: Questionnaire,
    words: QuestionnaireWords,
    action: str,
    actor: Actor,
    now: datetime,
    **detail: str,
) -> None:
    session.flush()
    subject = questionnaire.consultation.decision.code
    audit.log(session, actor, action, subject, now=now, words=words.id, **detail)


def show_all_words(session: Session, questionnaire: Questionnaire, *, actor: Actor, now: datetime) -> int:
    """Show every undecided text in which nothing had to be starred out, and return how many.

    Raises: ResultsPublishedError, NotAllowedError.
    Writes: questionnaire_words, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: R29.
    """
    require(may_handle_opinions(actor, questionnaire.consultation.decision))
    _require_unpublished(session, questionnaire)
    plain = (
        update(QuestionnaireWords)
        .where(
            QuestionnaireWords.questionnaire_id == questionnaire.id,
            QuestionnaireWords.visibility == Visibility.RECEIVED,
            QuestionnaireWords.content_shown.not_like(f"%{STAR}%"),
        )
        .values(visibility=Visibility.SHOWN)
    )
    session.flush()
    count = session.connection().execute(plain).rowcount
    session.expire_all()
    consultation = questionnaire.consultation
    subject, code = consultation.decision.code, consultation.code
    audit.log(session, actor, "consultation.show_all_words", subject, now=now, code=code, count=count)
    return count

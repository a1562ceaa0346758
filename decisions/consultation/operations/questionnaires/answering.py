"""Taking answers in: from the public while the window is open, from paper until the results are out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.consultation.errors import ConsentMissingError, KeyReusedError, ReceivedInFutureError
from decisions.consultation.errors.questionnaires import (
    AnswersEmptyError,
    AnswersInvalidError,
    AnswersTooEarlyError,
    AnswersTooLateError,
    AnswerWithdrawnError,
    NumberTakenError,
    QuestionnaireChangedError,
    ResultsPublishedError,
)
from decisions.consultation.models import Visibility
from decisions.consultation.models.questionnaires import (
    Questionnaire,
    QuestionnaireAnswer,
    QuestionnaireChoice,
    QuestionnaireWords,
)
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.queries.questionnaires import (
    PublishedQuestionnaire,
    find_answer_by_key,
    find_answer_by_number,
    get_published_questionnaire,
    lock_answer,
    lock_questionnaire,
)
from decisions.consultation.rules import Channel, SubmitterType, WithholdReason
from decisions.consultation.rules.questionnaires import RECEIPT_PREFIX
from decisions.consultation.rules.questionnaires.answering import (
    Given,
    answer_problems,
    answers_json,
    tidied,
)
from decisions.consultation.rules.window import WindowState
from decisions.errors import ConflictError
from decisions.record.rules import canonical
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.personal_data import mask_text
from decisions.services.receipts import new_receipt

_HOLDER = Actor(id=None, name="提交人")


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """What somebody answers; not yet checked.

    Shape:  version is that of the questionnaire they had before them, 0 where nobody says.
    """

    answers: Mapping[str, Given] = field(default_factory=dict)
    submitter_type: SubmitterType = SubmitterType.INDIVIDUAL
    consent: bool = False
    version: int = 0


def receive_answers(
    session: Session,
    questionnaire: Questionnaire,
    sent: AnswerInput,
    *,
    idempotency_key: str | None,
    now: datetime,
    channel: Channel = Channel.WEB,
) -> QuestionnaireAnswer:
    """Take an answer from the public and return it with its receipt.

    The same key with the same answers gives the same receipt, even after the end and even when both arrive at
    once: whoever sent twice on a bad line has answered once.
    Raises: QuestionnaireNotFoundError, AnswersTooEarlyError, AnswersTooLateError, QuestionnaireChangedError,
            ResultsPublishedError, ConsentMissingError, AnswersEmptyError, AnswersInvalidError,
            KeyReusedError.
    Writes: questionnaire_answers, questionnaire_choices, questionnaire_words.
    Source: 713 art. 14 (R6).
    """
    lock_questionnaire(session, questionnaire, exclusively=False)  # no new version, no results meanwhile
    published = get_published_questionnaire(session, questionnaire.consultation)
    answers = tidied(published.questions, sent.answers)
    if idempotency_key is not None:
        earlier = find_answer_by_key(session, idempotency_key)
        if earlier is not None:
            return _same(earlier, answers)
    require_open(published, now)
    if questionnaire.results_seq is not None:
        raise ResultsPublishedError
    if sent.version and sent.version != published.payload["version"]:
        raise QuestionnaireChangedError
    if not sent.consent:
        raise ConsentMissingError(field="consent")
    _require_fitting(published, answers)
    made = _made(published, answers, sent.submitter_type, channel=channel, received_at=now)
    made.idempotency_key = idempotency_key
    return _insert_once(session, made, answers)


def require_open(published: PublishedQuestionnaire, now: datetime) -> None:
    """Refuse before the window opens and after it has ended.

    Raises: AnswersTooEarlyError, AnswersTooLateError.
    """
    opens_on, closes_on = published.window
    state = published.state(now)
    if state is WindowState.UPCOMING:
        raise AnswersTooEarlyError(opens_on=opens_on)
    if state is WindowState.CLOSED:
        raise AnswersTooLateError(until=closes_on)


def _same(earlier: QuestionnaireAnswer, answers: Mapping[str, Given]) -> QuestionnaireAnswer:
    if earlier.content_sha256 != answers_digest(answers) and earlier.changed_at is None:
        raise KeyReusedError
    return earlier


def answers_digest(answers: Mapping[str, Given]) -> str:
    """Return the hash that stands on the receipt: SHA-256 of the answers as canonical JSON."""
    return hashlib.sha256(canonical(answers_json(answers)).encode()).hexdigest()


def _require_fitting(
    published: PublishedQuestionnaire, answers: Mapping[str, Given], *, may_skip: bool = False
) -> None:
    problems = answer_problems(published.questions, answers, may_skip=may_skip)
    if problems:
        raise AnswersInvalidError(count=len(problems), problems=problems)
    if not answers:
        raise AnswersEmptyError


def _made(
    published: PublishedQuestionnaire,
    answers: Mapping[str, Given],
    submitter_type: SubmitterType,
    *,
    channel: Channel,
    received_at: datetime,
    number: str = "",
) -> QuestionnaireAnswer:
    made = QuestionnaireAnswer(
        questionnaire_id=published.questionnaire.id,
        receipt=new_receipt(RECEIPT_PREFIX),
        number=number.strip(),
        received_at=received_at,
        channel=channel,
        submitter_type=submitter_type,
        revision=0,
    )
    _fill(made, answers)
    return made


def _fill(row: QuestionnaireAnswer, answers: Mapping[str, Given]) -> None:
    """Write answers into a row; words that stay as they were keep what was decided of them."""
    row.content_sha256 = answers_digest(answers)
    chosen = {(key, option) for key, given in answers.items() for option in given.chosen}
    known = {(choice.question, choice.option): choice for choice in row.choices}
    row.choices = [
        known.get(each) or QuestionnaireChoice(question=each[0], option=each[1]) for each in sorted(chosen)
    ]
    written = {each.question: each for each in row.words}
    texts = {key: given.words for key, given in answers.items() if given.words}
    for key, text in texts.items():
        if key in written and written[key].content != text:
            _write(written[key], text)
    row.words = [written.get(key) or _new_words(row, key, text) for key, text in texts.items()]


def _new_words(row: QuestionnaireAnswer, key: str, text: str) -> QuestionnaireWords:
    words = QuestionnaireWords(questionnaire_id=row.questionnaire_id, question=key)
    _write(words, text)
    return words


def _write(words: QuestionnaireWords, text: str) -> None:
    words.content, words.content_shown = text, mask_text(text)
    words.visibility, words.withheld_reason = Visibility.RECEIVED, ""


def _insert_once(
    session: Session, made: QuestionnaireAnswer, answers: Mapping[str, Given]
) -> QuestionnaireAnswer:
    """Insert, or return the one that another request with the same key inserted just now."""
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        earlier = find_answer_by_key(session, made.idempotency_key) if made.idempotency_key else None
        if earlier is None:
            raise
        return _same(earlier, answers)
    return made


def change_answers(
    session: Session, answer: QuestionnaireAnswer, sent: AnswerInput, *, revision: int, now: datetime
) -> None:
    """Let whoever holds the receipt answer differently, until the end; it counts once, as it stands last.

    Shape:  revision is that of the answers the page showed.
    Raises: AnswerWithdrawnError, AnswersTooLateError, ConflictError, AnswersEmptyError, AnswersInvalidError.
    Writes: questionnaire_answers, questionnaire_choices, questionnaire_words, audit_entries.
    """
    published = _held(session, answer)
    require_open(published, now)
    if answer.revision != revision:
        raise ConflictError
    answers = tidied(published.questions, sent.answers)
    _require_fitting(published, answers)
    _fill(answer, answers)
    answer.submitter_type = sent.submitter_type
    answer.revision, answer.changed_at = answer.revision + 1, now
    session.flush()
    _log(session, answer, "consultation.change_answers", now)


def _held(session: Session, answer: QuestionnaireAnswer) -> PublishedQuestionnaire:
    """Return the questionnaire of an answer, both locked, when the answer still stands."""
    lock_questionnaire(session, answer.questionnaire, exclusively=False)
    lock_answer(session, answer)
    if answer.withdrawn_at is not None:
        raise AnswerWithdrawnError
    return get_published_questionnaire(session, answer.questionnaire.consultation)


def _log(session: Session, answer: QuestionnaireAnswer, action: str, now: datetime) -> None:
    subject = answer.questionnaire.consultation.decision.code
    audit.log(session, _HOLDER, action, subject, now=now, receipt=answer.receipt)


def withdraw_answers(session: Session, answer: QuestionnaireAnswer, *, now: datetime) -> None:
    """Take an answer back: until the end all of it; later its words, while its choices stay mere numbers.

    Withdrawing is as easy as consenting: the receipt code alone is enough.
    Raises: AnswerWithdrawnError.
    Writes: questionnaire_answers, questionnaire_choices, questionnaire_words, audit_entries.
    Source: 个人信息保护法 art. 15; RULES "Personal data".
    """
    published = _held(session, answer)
    if published.state(now) is not WindowState.CLOSED:
        answer.choices, answer.words, answer.withdrawn_at = [], [], now
    else:
        for words in answer.words:
            words.content = words.content_shown = ""
            words.visibility = Visibility.WITHHELD
            words.withheld_reason = WithholdReason.WISH_OF_SUBMITTER.value
    session.flush()
    _log(session, answer, "consultation.withdraw_answers", now)


def enter_paper_answers(
    session: Session,
    questionnaire: Questionnaire,
    sent: AnswerInput,
    *,
    channel: Channel,
    received_at: datetime,
    actor: Actor,
    now: datetime,
    number: str = "",
    idempotency_key: str | None = None,
) -> QuestionnaireAnswer:
    """Type in a questionnaire filled in on paper, also after the end; what was left out there stays out.

    Raises: QuestionnaireNotFoundError, ResultsPublishedError, ReceivedInFutureError, NumberTakenError,
            AnswersEmptyError, AnswersInvalidError, KeyReusedError, NotAllowedError.
    Writes: questionnaire_answers, questionnaire_choices, questionnaire_words, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: 713 art. 14 (R6).
    """
    require(may_handle_opinions(actor, questionnaire.consultation.decision))
    lock_questionnaire(session, questionnaire, exclusively=False)
    published = get_published_questionnaire(session, questionnaire.consultation)
    answers = tidied(published.questions, sent.answers)
    earlier = find_answer_by_key(session, idempotency_key) if idempotency_key else None
    if earlier is not None:
        return _same(earlier, answers)
    if questionnaire.results_seq is not None:
        raise ResultsPublishedError
    if received_at > now:
        raise ReceivedInFutureError(field="received_at")
    if number.strip() and find_answer_by_number(session, questionnaire.id, number.strip()) is not None:
        raise NumberTakenError(field="number", number=number.strip())
    _require_fitting(published, answers, may_skip=True)
    made = _made(
        published, answers, sent.submitter_type, channel=channel, received_at=received_at, number=number
    )
    made.idempotency_key = idempotency_key
    stored = _insert_once(session, made, answers)
    subject = questionnaire.consultation.decision.code
    audit.log(session, actor, "consultation.enter_answers", subject, now=now, receipt=stored.receipt)
    return stored

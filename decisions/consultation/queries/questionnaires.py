"""Reading questionnaires: what was published, what was answered, and what the answers add up to.

Totals are counted by the database, in a number of statements that does not depend on how many answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, distinct, func, select, union_all
from sqlalchemy.orm import Session

from decisions.consultation.errors.questionnaires import (
    AnswerNotFoundError,
    QuestionnaireNotFoundError,
    ResultsNotFoundError,
)
from decisions.consultation.models import Consultation, Visibility
from decisions.consultation.models.questionnaires import (
    Questionnaire,
    QuestionnaireAnswer,
    QuestionnaireChoice,
    QuestionnaireWords,
)
from decisions.consultation.rules import WITHHOLD_LABELS, Channel, SubmitterType, WithholdReason
from decisions.consultation.rules.questionnaires import RECEIPT_PREFIX, Question, read_questions
from decisions.consultation.rules.questionnaires.answering import Given
from decisions.consultation.rules.questionnaires.tallying import Tally, WordCounts, tallies
from decisions.consultation.rules.window import WindowState, window_state
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of
from decisions.services.receipts import read_receipt

QUESTIONNAIRE = "questionnaire"
RESULTS = "questionnaire_results"

_COUNTED = QuestionnaireAnswer.withdrawn_at.is_(None)


def find_questionnaire(session: Session, consultation_id: int) -> Questionnaire | None:
    """Return the questionnaire of a round, published or not."""
    return session.scalar(select(Questionnaire).where(Questionnaire.consultation_id == consultation_id))


def lock_questionnaire(session: Session, questionnaire: Questionnaire, *, exclusively: bool) -> Questionnaire:
    """Return it as it stands now, locked: many may answer at once, one may change or close it."""
    lock = {"of": Questionnaire, "read": not exclusively}
    return session.get_one(Questionnaire, questionnaire.id, with_for_update=lock, populate_existing=True)


@dataclass(frozen=True, slots=True)
class PublishedQuestionnaire:
    """A questionnaire as the public may read it, and the window in which it may be answered."""

    questionnaire: Questionnaire
    entry: RecordEntry
    payload: dict[str, Any]

    @property
    def questions(self) -> list[Question]:
        """What is asked."""
        return read_questions(self.payload["questions"])

    @property
    def window(self) -> tuple[date, date]:
        """The round's first and last day, as they stand now."""
        return window_of(self.questionnaire.consultation)

    def state(self, now: datetime) -> WindowState:
        """Whether it may be answered."""
        return window_state(*self.window, now)


def window_of(consultation: Consultation) -> tuple[date, date]:
    """Return the first and the last day of a round whose notice is published."""
    if consultation.opens_on is None or consultation.closes_on is None:
        raise ValueError(f"the published notice {consultation.code} has no window")
    return consultation.opens_on, consultation.closes_on


def find_published_questionnaire(
    session: Session, consultation: Consultation
) -> PublishedQuestionnaire | None:
    """Return the questionnaire of a round if the public may read it."""
    questionnaire = find_questionnaire(session, consultation.id)
    if questionnaire is None or questionnaire.published_seq is None or consultation.published_seq is None:
        return None
    entry = session.get_one(RecordEntry, questionnaire.published_seq)
    payload = payload_of(entry)
    return PublishedQuestionnaire(questionnaire, entry, payload) if payload is not None else None


def get_published_questionnaire(session: Session, consultation: Consultation) -> PublishedQuestionnaire:
    """Return the questionnaire of a round. Raises: QuestionnaireNotFoundError."""
    found = find_published_questionnaire(session, consultation)
    if found is None:
        raise QuestionnaireNotFoundError
    return found


@dataclass(frozen=True, slots=True)
class PublishedResults:
    """The results as they were published."""

    questionnaire: Questionnaire
    entry: RecordEntry
    payload: dict[str, Any]


def find_results(session: Session, questionnaire: Questionnaire) -> PublishedResults | None:
    """Return the published results, None before and where they were withheld."""
    if questionnaire.results_seq is None:
        return None
    entry = session.get_one(RecordEntry, questionnaire.results_seq)
    payload = payload_of(entry)
    return PublishedResults(questionnaire, entry, payload) if payload is not None else None


def get_results(session: Session, consultation: Consultation) -> PublishedResults:
    """Return the published results of a round's questionnaire. Raises: ResultsNotFoundError."""
    questionnaire = find_questionnaire(session, consultation.id)
    found = find_results(session, questionnaire) if questionnaire is not None else None
    if found is None:
        raise ResultsNotFoundError
    return found


def list_published_questionnaires(session: Session, decision_id: int) -> Sequence[Questionnaire]:
    """Return the questionnaires of a decision's rounds that were published, the first round first."""
    found = (
        select(Questionnaire)
        .join(Consultation, Consultation.id == Questionnaire.consultation_id)
        .where(Consultation.decision_id == decision_id, Questionnaire.published_seq.is_not(None))
        .order_by(Questionnaire.consultation_id)
    )
    return session.scalars(found).all()


# Answers


def find_answer_by_receipt(session: Session, receipt: str) -> QuestionnaireAnswer | None:
    """Return the answer of a receipt code, forgiving how it was typed."""
    code = read_receipt(RECEIPT_PREFIX, receipt)
    found = select(QuestionnaireAnswer).where(QuestionnaireAnswer.receipt == code)
    return session.scalar(found) if code else None


def get_answer_by_receipt(session: Session, receipt: str) -> QuestionnaireAnswer:
    """Return the answer of a receipt code. Raises: AnswerNotFoundError."""
    found = find_answer_by_receipt(session, receipt)
    if found is None:
        raise AnswerNotFoundError
    return found


def find_answer_by_key(session: Session, idempotency_key: str) -> QuestionnaireAnswer | None:
    """Return the answer that came with this key before."""
    found = select(QuestionnaireAnswer).where(QuestionnaireAnswer.idempotency_key == idempotency_key)
    return session.scalar(found)


def find_answer_by_number(session: Session, questionnaire_id: int, number: str) -> QuestionnaireAnswer | None:
    """Return the answer that bears the office's number."""
    found = select(QuestionnaireAnswer).where(
        QuestionnaireAnswer.questionnaire_id == questionnaire_id, QuestionnaireAnswer.number == number
    )
    return session.scalar(found.limit(1))


def lock_answer(session: Session, answer: QuestionnaireAnswer) -> None:
    """Read an answer as it stands now, and hold it."""
    session.refresh(answer, with_for_update={"of": QuestionnaireAnswer})


def given_in(answer: QuestionnaireAnswer) -> dict[str, Given]:
    """Return what an answer holds, by question."""
    chosen: dict[str, list[str]] = {}
    for choice in answer.choices:
        chosen.setdefault(choice.question, []).append(choice.option)
    words = {each.question: each.content for each in answer.words}
    keys = [*chosen, *(key for key in words if key not in chosen)]
    return {key: Given(tuple(sorted(chosen.get(key, ()))), words.get(key, "")) for key in keys}


def count_answers(session: Session, questionnaire_id: int) -> int:
    """Return how many answers count: those withdrawn don't."""
    return sum(count_answers_by_channel(session, questionnaire_id).values())


def count_answers_by_channel(session: Session, questionnaire_id: int) -> dict[Channel, int]:
    """Return how many answers came through each channel, in the channels' own order."""
    found = (
        select(QuestionnaireAnswer.channel, func.count())
        .where(QuestionnaireAnswer.questionnaire_id == questionnaire_id, _COUNTED)
        .group_by(QuestionnaireAnswer.channel)
    )
    counted = dict(session.execute(found).all())
    return {channel: counted[channel] for channel in Channel if channel in counted}


def count_answers_by_submitter(session: Session, questionnaire_id: int) -> dict[SubmitterType, int]:
    """Return how many answers each kind of submitter gave, in the kinds' own order."""
    found = (
        select(QuestionnaireAnswer.submitter_type, func.count())
        .where(QuestionnaireAnswer.questionnaire_id == questionnaire_id, _COUNTED)
        .group_by(QuestionnaireAnswer.submitter_type)
    )
    counted = dict(session.execute(found).all())
    return {kind: counted[kind] for kind in SubmitterType if kind in counted}


def list_answer_hashes(session: Session, questionnaire_id: int) -> list[tuple[str, str]]:
    """Return (receipt, content_sha256) of every answer that counts, ordered by receipt."""
    found = select(QuestionnaireAnswer.receipt, QuestionnaireAnswer.content_sha256).where(
        QuestionnaireAnswer.questionnaire_id == questionnaire_id, _COUNTED
    )
    return sorted((receipt, sha256) for receipt, sha256 in session.execute(found))


def count_tallies(session: Session, questionnaire_id: int, questions: Sequence[Question]) -> list[Tally]:
    """Return the totals of every question as they stand now."""
    return tallies(
        questions,
        total=count_answers(session, questionnaire_id),
        chosen=_chosen(session, questionnaire_id),
        answered=_answered(session, questionnaire_id),
        words=count_words(session, questionnaire_id),
    )


def _chosen(session: Session, questionnaire_id: int) -> dict[tuple[str, str], int]:
    columns = (QuestionnaireChoice.question, QuestionnaireChoice.option)
    found = (
        select(*columns, func.count())
        .join(QuestionnaireAnswer, QuestionnaireAnswer.id == QuestionnaireChoice.answer_id)
        .where(QuestionnaireAnswer.questionnaire_id == questionnaire_id)
        .group_by(*columns)
    )
    return {(question, option): count for question, option, count in session.execute(found)}


def _answered(session: Session, questionnaire_id: int) -> dict[str, int]:
    """Return how many people answered each question, by choosing or in their own words."""

    def of(table: type[QuestionnaireChoice | QuestionnaireWords]) -> Select[str, int]:
        return (
            select(table.question.label("question"), table.answer_id.label("answer_id"))
            .join(QuestionnaireAnswer, QuestionnaireAnswer.id == table.answer_id)
            .where(QuestionnaireAnswer.questionnaire_id == questionnaire_id)
        )

    both = union_all(of(QuestionnaireChoice), of(QuestionnaireWords)).subquery()
    found = select(both.c.question, func.count(distinct(both.c.answer_id))).group_by(both.c.question)
    return dict(session.execute(found).all())


# Words of one's own


@dataclass(frozen=True, slots=True)
class WordsFilter:
    """Which texts are meant; what is empty does not narrow."""

    visibility: Visibility | None = None
    question: str = ""


def count_words(session: Session, questionnaire_id: int) -> dict[str, WordCounts]:
    """Return by question how many texts came, and how many are shown, withheld and undecided."""
    columns = (
        QuestionnaireWords.question,
        QuestionnaireWords.visibility,
        QuestionnaireWords.withheld_reason,
    )
    found = (
        select(*columns, func.count())
        .where(QuestionnaireWords.questionnaire_id == questionnaire_id)
        .group_by(*columns)
    )
    grouped: dict[str, list[tuple[Visibility, str, int]]] = {}
    for question, visibility, reason, count in session.execute(found):
        grouped.setdefault(question, []).append((visibility, reason, count))
    return {question: _word_counts(rows) for question, rows in grouped.items()}


def _word_counts(rows: Sequence[tuple[Visibility, str, int]]) -> WordCounts:
    by_visibility = dict.fromkeys(Visibility, 0)
    for visibility, _reason, count in rows:
        by_visibility[visibility] += count
    reasons = {reason: count for visibility, reason, count in rows if visibility is Visibility.WITHHELD}
    return WordCounts(
        shown=by_visibility[Visibility.SHOWN],
        withheld=by_visibility[Visibility.WITHHELD],
        undecided=by_visibility[Visibility.RECEIVED],
        by_reason=tuple(
            (WITHHOLD_LABELS[reason], reasons[reason]) for reason in WithholdReason if reason in reasons
        ),
    )


def count_listed_words(session: Session, questionnaire_id: int, wanted: WordsFilter) -> int:
    """Return how many texts a filter leaves."""
    found = select(func.count()).select_from(_words(questionnaire_id, wanted).subquery())
    return session.scalar(found) or 0


def list_words(
    session: Session, questionnaire_id: int, wanted: WordsFilter, *, limit: int, offset: int = 0
) -> Sequence[QuestionnaireWords]:
    """Return texts question by question, those of one question in an order that tells nothing."""
    found = _words(questionnaire_id, wanted).order_by(
        QuestionnaireWords.question, QuestionnaireWords.place, QuestionnaireWords.id
    )
    return session.scalars(found.limit(limit).offset(offset)).all()


def list_shown_words(
    session: Session, questionnaire_id: int, question: str, *, limit: int, offset: int = 0
) -> Sequence[str]:
    """Return what the public reads of one question's texts; nothing that was written is decrypted."""
    found = (
        select(QuestionnaireWords.content_shown)
        .where(
            QuestionnaireWords.questionnaire_id == questionnaire_id,
            QuestionnaireWords.question == question,
            QuestionnaireWords.visibility == Visibility.SHOWN,
        )
        .order_by(QuestionnaireWords.place, QuestionnaireWords.id)
    )
    return session.scalars(found.limit(limit).offset(offset)).all()


def map_shown_words(session: Session, questionnaire_id: int) -> Mapping[str, Sequence[str]]:
    """Return every shown text by question, each question's in the order of the page."""
    found = (
        select(QuestionnaireWords.question, QuestionnaireWords.content_shown)
        .where(
            QuestionnaireWords.questionnaire_id == questionnaire_id,
            QuestionnaireWords.visibility == Visibility.SHOWN,
        )
        .order_by(QuestionnaireWords.question, QuestionnaireWords.place, QuestionnaireWords.id)
    )
    shown: dict[str, list[str]] = {}
    for question, text in session.execute(found):
        shown.setdefault(question, []).append(text)
    return shown


def _words(questionnaire_id: int, wanted: WordsFilter) -> Select[QuestionnaireWords]:
    found = select(QuestionnaireWords).where(QuestionnaireWords.questionnaire_id == questionnaire_id)
    if wanted.visibility is not None:
        found = found.where(QuestionnaireWords.visibility == wanted.visibility)
    if wanted.question:
        found = found.where(QuestionnaireWords.question == wanted.question)
    return found


def get_words(session: Session, questionnaire: Questionnaire, words_id: int) -> QuestionnaireWords:
    """Return a text of this questionnaire. Raises: AnswerNotFoundError."""
    found = session.get(QuestionnaireWords, words_id)
    if found is None or found.questionnaire_id != questionnaire.id:
        raise AnswerNotFoundError
    return found

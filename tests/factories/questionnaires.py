"""Questionnaires for tests, made by the operations that the desk uses."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.consultation.models import Consultation
from decisions.consultation.models.questionnaires import Questionnaire, QuestionnaireAnswer
from decisions.consultation.operations import questionnaires as operations
from decisions.consultation.operations.questionnaires import AnswerInput
from decisions.consultation.rules.questionnaires import Option, Question, QuestionKind
from decisions.consultation.rules.questionnaires.answering import Given
from tests.cast import Cast
from tests.factories import consultation as make

OPTIONS = (Option("1", "步行"), Option("2", "骑行"), Option("3", "自驾"))
SINGLE = Question(
    "q1", QuestionKind.SINGLE, "您平时怎样出行？", required=True, options=OPTIONS, takes_other=True
)
MULTIPLE = Question("q2", QuestionKind.MULTIPLE, "您希望哪些地方共享车位？", options=OPTIONS, most=2)
SCALE = Question(
    "q3", QuestionKind.SCALE, "您对停车现状满意吗？", points=5, low_label="很不满意", high_label="很满意"
)
TEXT = Question("q4", QuestionKind.TEXT, "您还有什么建议？", help="可以不写。", length=100)
QUESTIONS = (SINGLE, MULTIPLE, SCALE, TEXT)
ANSWERS = {"q1": Given(("3",)), "q2": Given(("1", "2")), "q3": Given(("2",)), "q4": Given((), "夜里开放。")}


def draft_questionnaire(
    session: Session, cast: Cast, consultation: Consultation, questions: Sequence[Question] = QUESTIONS
) -> Questionnaire:
    """Return a questionnaire as its drafter built it."""
    common = {"actor": cast.drafter, "now": make.BEFORE}
    questionnaire = operations.begin_questionnaire(session, consultation, **common)
    for question in questions:
        operations.save_question(session, questionnaire, question, revision=questionnaire.revision, **common)
    session.commit()
    return questionnaire


def publish_questionnaire(
    session: Session, cast: Cast, questionnaire: Questionnaire, now: datetime = make.BEFORE, reason: str = ""
) -> Questionnaire:
    """Have a questionnaire submitted and approved by two persons."""
    submission = operations.submit_questionnaire(
        session, questionnaire, reason=reason, actor=cast.drafter, now=now
    )
    operations.approve_questionnaire(session, questionnaire, submission.id, actor=cast.approver, now=now)
    session.commit()
    return questionnaire


def open_questionnaire(
    session: Session, cast: Cast, questions: Sequence[Question] = QUESTIONS
) -> Questionnaire:
    """Return a published questionnaire of a published consultation of 15 June to 15 July 2026."""
    consultation = make.open_consultation(session, cast)
    return publish_questionnaire(session, cast, draft_questionnaire(session, cast, consultation, questions))


def answer(
    session: Session,
    questionnaire: Questionnaire,
    answers: dict[str, Given] = ANSWERS,
    *,
    key: str | None = None,
    now: datetime = make.DURING,
) -> QuestionnaireAnswer:
    """Send an answer as the public form does."""
    sent = AnswerInput(answers, consent=True)
    taken = operations.receive_answers(session, questionnaire, sent, idempotency_key=key, now=now)
    session.commit()
    return taken


def publish_results(session: Session, cast: Cast, questionnaire: Questionnaire) -> Questionnaire:
    """Show every text and have the results submitted and approved by two persons."""
    common = {"now": make.AFTER}
    operations.show_all_words(session, questionnaire, actor=cast.drafter, **common)
    submission = operations.submit_results(session, questionnaire, actor=cast.drafter, **common)
    operations.approve_results(session, questionnaire, submission.id, actor=cast.approver, **common)
    session.commit()
    return questionnaire

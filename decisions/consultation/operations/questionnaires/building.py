"""Building a questionnaire at the desk: its title, its questions, their order.

What the public sees is the published version; changes wait for the next one, and there is none once somebody
has answered.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.consultation.errors.questionnaires import (
    QuestionInvalidError,
    QuestionnaireAnsweredError,
    QuestionnaireIncompleteError,
    QuestionnaireNotFoundError,
    QuestionNotFoundError,
    ResultsPublishedError,
)
from decisions.consultation.models import Consultation
from decisions.consultation.models.questionnaires import Questionnaire
from decisions.consultation.permissions import may_prepare
from decisions.consultation.queries.questionnaires import (
    count_answers,
    find_published_questionnaire,
    find_questionnaire,
    lock_questionnaire,
)
from decisions.consultation.rules.questionnaires import MAX_QUESTIONS, Question, moved, read_questions
from decisions.consultation.rules.questionnaires.building import question_problems
from decisions.errors import N_, ConflictError, Message, Problem
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.titles import bare_title


def begin_questionnaire(
    session: Session, consultation: Consultation, *, actor: Actor, now: datetime
) -> Questionnaire:
    """Begin the questionnaire of a round, or return the one begun.

    Raises: NotAllowedError.
    Writes: questionnaires, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 14 (R6).
    """
    require(may_prepare(actor, consultation.decision))
    begun = find_questionnaire(session, consultation.id)
    if begun is not None:
        return begun
    title = f"关于《{bare_title(consultation.decision.title)}》的问卷调查"[:200]
    made = Questionnaire(
        consultation=consultation, title=title, introduction="", questions=[], revision=0, version=0
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:  # somebody else began it at this moment
        begun = find_questionnaire(session, consultation.id)
        if begun is None:
            raise
        return begun
    _log(session, made, "begin", actor, now)
    return made


def _log(
    session: Session, questionnaire: Questionnaire, verb: str, actor: Actor, now: datetime, **detail: str
) -> None:
    consultation = questionnaire.consultation
    action, code = f"consultation.{verb}_questionnaire", consultation.decision.code
    audit.log(session, actor, action, code, now=now, code=consultation.code, **detail)


def require_unanswered(session: Session, questionnaire: Questionnaire) -> None:
    """Refuse another version once somebody has answered; the row is locked, so that nobody does meanwhile.

    Raises: QuestionnaireAnsweredError, ResultsPublishedError.
    """
    lock_questionnaire(session, questionnaire, exclusively=True)
    if questionnaire.results_seq is not None:
        raise ResultsPublishedError
    count = count_answers(session, questionnaire.id)
    if count:
        raise QuestionnaireAnsweredError(count=count)


def _edit(session: Session, questionnaire: Questionnaire, actor: Actor, revision: int) -> list[Question]:
    """Return the questions for a change, which begins from what the page showed.

    Raises: ConflictError when somebody else changed them in between; as require_unanswered; NotAllowedError.
    """
    require(may_prepare(actor, questionnaire.consultation.decision))
    require_unanswered(session, questionnaire)
    if questionnaire.revision != revision:
        raise ConflictError
    questionnaire.revision += 1
    return read_questions(questionnaire.questions)


def _keep(questionnaire: Questionnaire, questions: Sequence[Question]) -> None:
    questionnaire.questions = [question.as_json() for question in questions]


def describe_questionnaire(
    session: Session,
    questionnaire: Questionnaire,
    *,
    title: str,
    introduction: str,
    revision: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Write the title and what stands above the questions.

    Raises: QuestionnaireIncompleteError, QuestionnaireAnsweredError, ResultsPublishedError, ConflictError,
            NotAllowedError.
    Writes: questionnaires, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    _edit(session, questionnaire, actor, revision)
    if not title.strip():
        problem = Problem(Message(N_("请填写问卷标题。")), field="title")
        raise QuestionnaireIncompleteError(count=1, problems=[problem])
    questionnaire.title, questionnaire.introduction = title.strip(), introduction.strip()
    session.flush()
    _log(session, questionnaire, "describe", actor, now)


def save_question(
    session: Session,
    questionnaire: Questionnaire,
    question: Question,
    *,
    revision: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Add a question at the end, or replace the one of its key.

    Raises: QuestionInvalidError, QuestionnaireAnsweredError, ResultsPublishedError, ConflictError,
            NotAllowedError.
    Writes: questionnaires, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    questions = _edit(session, questionnaire, actor, revision)
    problems = question_problems(question)
    is_new = question.key not in {each.key for each in questions}
    if is_new and len(questions) >= MAX_QUESTIONS:
        text = N_("题目最多 %(limit)d 个。请删去或者合并一些题目。")
        problems.append(Problem(Message(text, {"limit": MAX_QUESTIONS})))
    if problems:
        raise QuestionInvalidError(count=len(problems), problems=problems)
    _keep(
        questionnaire,
        [*questions, question]
        if is_new
        else [question if each.key == question.key else each for each in questions],
    )
    session.flush()
    _log(session, questionnaire, "save_question_of", actor, now, question=question.key)


def move_question(
    session: Session,
    questionnaire: Questionnaire,
    key: str,
    *,
    up: bool,
    revision: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Move a question one place up or down.

    Raises: QuestionNotFoundError, QuestionnaireAnsweredError, ResultsPublishedError, ConflictError,
            NotAllowedError.
    Writes: questionnaires, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    questions = _edit(session, questionnaire, actor, revision)
    _require_known(questions, key)
    _keep(questionnaire, moved(questions, key, up=up))
    session.flush()
    _log(session, questionnaire, "move_question_of", actor, now, question=key)


def delete_question(
    session: Session, questionnaire: Questionnaire, key: str, *, revision: int, actor: Actor, now: datetime
) -> None:
    """Take a question out.

    Raises: QuestionNotFoundError, QuestionnaireAnsweredError, ResultsPublishedError, ConflictError,
            NotAllowedError.
    Writes: questionnaires, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    questions = _edit(session, questionnaire, actor, revision)
    _require_known(questions, key)
    _keep(questionnaire, [question for question in questions if question.key != key])
    session.flush()
    _log(session, questionnaire, "delete_question_of", actor, now, question=key)


def _require_known(questions: Sequence[Question], key: str) -> None:
    if key not in {question.key for question in questions}:
        raise QuestionNotFoundError


def discard_changes(
    session: Session, questionnaire: Questionnaire, *, revision: int, actor: Actor, now: datetime
) -> None:
    """Go back to what is published, also when somebody has answered it meanwhile.

    Raises: QuestionnaireNotFoundError, ConflictError, NotAllowedError.
    Writes: questionnaires, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, questionnaire.consultation.decision))
    lock_questionnaire(session, questionnaire, exclusively=True)
    if questionnaire.revision != revision:
        raise ConflictError
    published = find_published_questionnaire(session, questionnaire.consultation)
    if published is None:
        raise QuestionnaireNotFoundError
    questionnaire.title = published.payload["title"]
    questionnaire.introduction = published.payload["introduction"]
    questionnaire.questions = list(published.payload["questions"])
    questionnaire.revision += 1
    session.flush()
    _log(session, questionnaire, "discard_changes_of", actor, now)

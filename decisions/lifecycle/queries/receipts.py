"""What a receipt tells whoever holds it: every step of their opinion or sign-up, and nothing of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.models import Representative, SignUp
from decisions.attendance.queries import find_draw, find_sign_up_by_receipt
from decisions.attendance.queries.receipts import is_choice_public
from decisions.catalogue.models import Decision
from decisions.clock import end_of_day
from decisions.consultation.models import Opinion
from decisions.consultation.models.questionnaires import QuestionnaireAnswer
from decisions.consultation.queries import find_opinion_by_receipt, list_sending
from decisions.consultation.queries.proofs import InclusionProof, find_proof
from decisions.consultation.queries.questionnaires import (
    PublishedResults,
    find_answer_by_receipt,
    find_results,
    get_published_questionnaire,
    given_in,
)
from decisions.consultation.rules.questionnaires import Question
from decisions.consultation.rules.questionnaires.answering import Given, given_lines
from decisions.consultation.rules.window import WindowState, window_state
from decisions.feedback.queries.published import PublicAnswer, find_answers
from decisions.lifecycle.queries.clauses import ChangedArticle, find_changed_articles
from decisions.lifecycle.queries.course import get_course
from decisions.lifecycle.rules import Course, Kind, Published
from decisions.lifecycle.rules.window import ends_at
from decisions.services.duties import Duty


@dataclass(frozen=True, slots=True)
class ToldOpinion:
    """One opinion of a sending, what it was told, and the proof that it is in the closed set."""

    opinion: Opinion
    answer: PublicAnswer | None
    proof: InclusionProof | None
    changed: Sequence[ChangedArticle] = ()  # the clauses before and after that its answer names


@dataclass(frozen=True, slots=True)
class OpinionCourse:
    """What became of an opinion."""

    receipt: str
    decision_code: str
    decision_title: str
    consultation_code: str
    opinion: Opinion
    told: tuple["ToldOpinion", ...]  # everything that was sent together, in its order
    duty: Duty | None
    is_open: bool
    ends_at: datetime | None = None
    issued: Published | None = None
    unit: str = ""
    contact: str = ""  # whom the notice names for questions

    @property
    def answer(self) -> PublicAnswer | None:
        """The answer to the first of them, if it is public."""
        return self.told[0].answer


@dataclass(frozen=True, slots=True)
class SignUpCourse:
    """What became of a sign-up."""

    receipt: str
    decision_code: str
    decision_title: str
    call_code: str
    sign_up: SignUp
    representative: Representative | None
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class AnswerCourse:
    """What became of an answer to a questionnaire; given pairs each question with what was answered."""

    receipt: str
    decision_code: str
    decision_title: str
    consultation_code: str
    title: str
    answer: QuestionnaireAnswer
    given: Sequence[tuple[Question, Sequence[str]]]
    is_open: bool
    ends_at: datetime
    results: PublishedResults | None


ReceiptCourse = OpinionCourse | SignUpCourse | AnswerCourse


def find_by_receipt(session: Session, typed: str, now: datetime) -> ReceiptCourse | None:
    """Return what a receipt code stands for, however it was typed; None when it stands for nothing."""
    sign_up = find_sign_up_by_receipt(session, typed)
    if sign_up is not None:
        return _sign_up_course(session, sign_up)
    opinion = find_opinion_by_receipt(session, typed)
    if opinion is not None:
        return _opinion_course(session, opinion, now)
    answer = find_answer_by_receipt(session, typed)
    return _answer_course(session, answer, now) if answer is not None else None


def _answer_course(session: Session, answer: QuestionnaireAnswer, now: datetime) -> AnswerCourse:
    consultation = answer.questionnaire.consultation
    published = get_published_questionnaire(session, consultation)
    given = given_in(answer)
    return AnswerCourse(
        receipt=answer.receipt,
        decision_code=consultation.decision.code,
        decision_title=consultation.decision.title,
        consultation_code=consultation.code,
        title=published.payload["title"],
        answer=answer,
        given=[
            (question, given_lines(question, given.get(question.key, Given())))
            for question in published.questions
        ],
        is_open=published.state(now) is WindowState.OPEN,
        ends_at=end_of_day(published.window[1]),
        results=find_results(session, answer.questionnaire),
    )


def _opinion_course(session: Session, opinion: Opinion, now: datetime) -> OpinionCourse:
    consultation, decision = opinion.consultation, opinion.consultation.decision
    course = get_course(session, decision.code, now)
    sent = list_sending(session, opinion)
    answers = find_answers(session, sent)
    opens_on, closes_on = consultation.opens_on, consultation.closes_on
    return OpinionCourse(
        receipt=opinion.sending,
        decision_code=decision.code,
        decision_title=course.title,
        consultation_code=opinion.consultation.code,
        opinion=sent[0],
        told=tuple(_told(session, each, answers.get(each.id)) for each in sent),
        duty=course.duty("feedback_disclosure"),
        is_open=opens_on is not None
        and closes_on is not None
        and consultation.closed_seq is None
        and window_state(opens_on, closes_on, now) is WindowState.OPEN,
        ends_at=_end_of(course, consultation.code),
        issued=course.latest(Kind.ISSUED),
        unit=decision.lead_unit.name if decision.lead_unit else "",
        contact=_contact_of(course, consultation.code),
    )


def _told(session: Session, opinion: Opinion, answer: PublicAnswer | None) -> ToldOpinion:
    """Return an opinion with what became of it; clauses are compared only where one was changed."""
    clauses = [answer.changed_clause, *(part["changed_clause"] for part in answer.parts)] if answer else []
    return ToldOpinion(
        opinion=opinion,
        answer=answer,
        proof=find_proof(session, opinion),
        changed=find_changed_articles(session, opinion.consultation, clauses),
    )


def _contact_of(course: Course, code: str) -> str:
    """Return whom the published notice names for questions."""
    notices = [entry for entry in course.all_of(Kind.NOTICE) if entry.payload.get("code") == code]
    return str(notices[-1].payload.get("contact") or "") if notices else ""


def _end_of(course: Course, code: str) -> datetime | None:
    """Return when comments on this round end, or ended; None once its notice was withheld."""
    notices = [entry for entry in course.all_of(Kind.NOTICE) if entry.payload.get("code") == code]
    return ends_at(notices[-1].payload) if notices else None


def _sign_up_course(session: Session, sign_up: SignUp) -> SignUpCourse:
    call = sign_up.call
    decision = session.get_one(Decision, call.decision_id)
    is_public = is_choice_public(call, find_draw(session, call))
    chosen = session.scalar(select(Representative).where(Representative.sign_up_id == sign_up.id))
    return SignUpCourse(
        receipt=sign_up.receipt,
        decision_code=decision.code,
        decision_title=decision.title,
        call_code=call.code,
        sign_up=sign_up,
        representative=chosen if is_public else None,
        is_drawn=is_public,
    )

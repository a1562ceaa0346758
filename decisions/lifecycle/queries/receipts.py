"""What a receipt tells whoever holds it: every step of their opinion or sign-up, and nothing of others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.models import Representative, SignUp
from decisions.attendance.queries import find_draw, find_sign_up_by_receipt
from decisions.attendance.queries.receipts import is_choice_public
from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion, Visibility
from decisions.consultation.queries import find_opinion_by_receipt
from decisions.feedback.queries.published import PublicAnswer, find_answer
from decisions.lifecycle.queries.course import get_course
from decisions.lifecycle.rules import Course, Kind
from decisions.lifecycle.rules.window import ends_at
from decisions.services.duties import Duty


@dataclass(frozen=True, slots=True)
class OpinionCourse:
    """What became of an opinion."""

    receipt: str
    decision_code: str
    decision_title: str
    consultation_code: str
    opinion: Opinion
    answer: PublicAnswer | None
    duty: Duty | None
    closed_root: str
    ends_at: datetime | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether its text is not shown to the public."""
        return self.opinion.visibility is Visibility.WITHHELD


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


def find_by_receipt(session: Session, typed: str, now: datetime) -> OpinionCourse | SignUpCourse | None:
    """Return what a receipt code stands for, however it was typed; None when it stands for nothing."""
    sign_up = find_sign_up_by_receipt(session, typed)
    if sign_up is not None:
        return _sign_up_course(session, sign_up)
    opinion = find_opinion_by_receipt(session, typed)
    return _opinion_course(session, opinion, now) if opinion is not None else None


def _opinion_course(session: Session, opinion: Opinion, now: datetime) -> OpinionCourse:
    decision = opinion.consultation.decision
    course = get_course(session, decision.code, now)
    closed = [
        entry
        for entry in course.all_of(Kind.CLOSED)
        if entry.payload.get("code") == opinion.consultation.code
    ]
    return OpinionCourse(
        receipt=opinion.receipt,
        decision_code=decision.code,
        decision_title=course.title,
        consultation_code=opinion.consultation.code,
        opinion=opinion,
        answer=find_answer(session, opinion),
        duty=course.duty("feedback_disclosure"),
        closed_root=str(closed[-1].payload["merkle_root"]) if closed else "",
        ends_at=_end_of(course, opinion.consultation.code),
    )


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

"""An opinion of several points: cut into parts, each answered on its own, or put together again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.consultation.models import Opinion
from decisions.feedback.errors import (
    AnsweredMeanwhileError,
    AnswerIncompleteError,
    OpinionAnsweredError,
    OpinionNotSplitError,
)
from decisions.feedback.models import Answer, AnswerPart
from decisions.feedback.operations.answering import check_not_submitted, flush_answer
from decisions.feedback.permissions import may_answer
from decisions.feedback.queries.gathering import heard_parts
from decisions.feedback.queries.work import find_answer_row
from decisions.feedback.rules.answers import Reply, check_reply
from decisions.feedback.rules.parts import find_cuts, overall_reply
from decisions.services import audit
from decisions.services.actor import Actor, require


def split_opinion(
    session: Session, opinion: Opinion, points: str, *, revision: int, actor: Actor, now: datetime
) -> Answer:
    """Cut an opinion into the points it makes, to be answered one by one.

    Shape:  points are its words as shown, with an empty line between two parts; revision is the answer's that
            was read, 0 when there was none. It keeps its topic, which answers for it no longer.
    Raises: PartsUnlikeError, PartsTooFewError, PartsTooManyError, OpinionAnsweredError,
            AnsweredMeanwhileError, DisclosureSubmittedError, NotAllowedError.
    Writes: answers, answer_parts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    answer = _get_row(session, opinion, revision, actor) or Answer(opinion_id=opinion.id, reason="")
    if answer.disposition is not None or answer.is_split:
        raise OpinionAnsweredError
    cuts = find_cuts(opinion.content_shown, points)
    answer.is_split, answer.answered_by_id, answer.answered_at = True, actor.id, now
    answer.parts = [
        AnswerPart(number=number, starts_at=start, reason="") for number, start in enumerate(cuts, start=1)
    ]
    flush_answer(session, answer)
    _log(session, opinion, "feedback.split_opinion", actor, now, parts=len(cuts))
    return answer


def join_opinion(session: Session, opinion: Opinion, *, revision: int, actor: Actor, now: datetime) -> Answer:
    """Undo a split, as long as no part is answered.

    Raises: OpinionNotSplitError, OpinionAnsweredError, AnsweredMeanwhileError, DisclosureSubmittedError,
            NotAllowedError.
    Writes: answers, answer_parts, audit_entries.
    Allowed: drafter of the lead unit.
    """
    answer = _get_split(session, opinion, revision, actor)
    if any(part.disposition is not None for part in answer.parts):
        raise OpinionAnsweredError
    answer.is_split, answer.answered_by_id, answer.answered_at = False, actor.id, now
    answer.parts = []
    session.flush()
    _log(session, opinion, "feedback.join_opinion", actor, now)
    return answer


def answer_parts(
    session: Session,
    opinion: Opinion,
    replies: Sequence[Reply],
    *,
    revision: int,
    actor: Actor,
    now: datetime,
) -> Answer:
    """Answer the points of an opinion; the opinion is answered when every point is.

    Shape:  one reply a part, in their order; an empty one leaves or takes away that part's answer.
    Raises: AnswerIncompleteError (its field is `parts-<place>-reason`), OpinionNotSplitError,
            AnsweredMeanwhileError, DisclosureSubmittedError, NotAllowedError.
    Writes: answers, answer_parts, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R15, R25.
    """
    answer = _get_split(session, opinion, revision, actor)
    if len(replies) != len(answer.parts):
        raise AnsweredMeanwhileError
    for place, (part, reply) in enumerate(zip(answer.parts, replies, strict=True)):
        try:
            check_reply(reply)
        except AnswerIncompleteError as error:
            raise type(error)(field=f"parts-{place}-reason") from error
        part.disposition, part.reason = reply.disposition, reply.reason.strip()
        part.clause_text = reply.clause_text.strip()
    overall = overall_reply(heard_parts(opinion.content_shown, answer.parts))
    answer.disposition, answer.reason, answer.clause_text = (
        overall.disposition,
        overall.reason,
        overall.clause_text,
    )
    answer.answered_by_id, answer.answered_at = actor.id, now
    session.flush()
    told = [part.disposition for part in answer.parts]
    _log(session, opinion, "feedback.answer_parts", actor, now, parts=told, disposition=overall.disposition)
    return answer


def _get_split(session: Session, opinion: Opinion, revision: int, actor: Actor) -> Answer:
    answer = _get_row(session, opinion, revision, actor)
    if answer is None or not answer.is_split:
        raise OpinionNotSplitError
    return answer


def _get_row(session: Session, opinion: Opinion, revision: int, actor: Actor) -> Answer | None:
    decision = opinion.consultation.decision
    require(may_answer(actor, decision))
    check_not_submitted(session, decision)
    answer = find_answer_row(session, opinion.id)
    if (answer.revision if answer else 0) != revision:
        raise AnsweredMeanwhileError
    return answer


def _log(
    session: Session, opinion: Opinion, action: str, actor: Actor, now: datetime, **told: object
) -> None:
    audit.log(session, actor, action, opinion.consultation.decision.code, now=now, opinion=opinion.id, **told)

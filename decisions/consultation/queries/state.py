"""What the public page of a consultation is made from, in a value that is cheap to ask for.

Not here: the page itself. Whatever is added to it that is no entry of the record belongs into this value too.
"""

from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, select, type_coerce

from decisions.consultation.models import Consultation, Opinion, OpinionArticle, Visibility
from decisions.consultation.models.questionnaires import Questionnaire, QuestionnaireAnswer
from decisions.record.queries import STATE

_NOTICE = select(*STATE, Consultation.id, Consultation.published_seq, Consultation.closed_seq).where(
    Consultation.code == bindparam("code")
)
_COUNTS = (
    select(Opinion.channel, Opinion.visibility, Opinion.verification, func.count())
    .where(Opinion.consultation_id == bindparam("consultation"))
    .group_by(Opinion.channel, Opinion.visibility, Opinion.verification)
    .order_by(Opinion.channel, Opinion.visibility, Opinion.verification)
)
_BY_ARTICLE = (
    select(OpinionArticle.article_id, func.count())
    .join(Opinion, Opinion.id == OpinionArticle.opinion_id)
    .where(Opinion.consultation_id == bindparam("consultation"), Opinion.visibility == Visibility.SHOWN)
    .group_by(OpinionArticle.article_id)
    .order_by(OpinionArticle.article_id)
)
_FIRST_SHOWN = (
    select(
        Opinion.id,
        Opinion.number,
        type_coerce(Opinion.name, Text),  # as it is stored: another name is stored otherwise
        Opinion.consent_publish,
        Opinion.clause_text,
        type_coerce(Opinion.clause_ids, Text),
        Opinion.content_shown,
        Opinion.cosigners,
        Opinion.amended_at,
    )
    .where(Opinion.consultation_id == bindparam("consultation"), Opinion.visibility == Visibility.SHOWN)
    .order_by(Opinion.received_at, Opinion.id)
    .limit(bindparam("limit"))
)
_ANSWERS = (
    select(func.count())
    .select_from(QuestionnaireAnswer)
    .join(Questionnaire, Questionnaire.id == QuestionnaireAnswer.questionnaire_id)
    .where(
        Questionnaire.consultation_id == bindparam("consultation"),
        QuestionnaireAnswer.withdrawn_at.is_(None),
    )
)


def find_state_of_consultation(connection: Connection, *, code: str, limit: int) -> tuple[Any, ...] | None:
    """Return a value that differs as soon as the page does that shows the first opinions, at one instant.

    Shape: the state of the record, the notice's place in it, the numbers of opinions by channel, by what the
        public sees of them, by verification and by article, all that is shown of the first `limit`, and the
        number of answers to the questionnaire.
    """
    notice = connection.execute(_NOTICE, {"code": code}).one_or_none()
    if notice is None or notice.published_seq is None:
        return None
    of_it = {"consultation": notice.id}
    return (
        tuple(notice),
        tuple(map(tuple, connection.execute(_COUNTS, of_it))),
        tuple(map(tuple, connection.execute(_BY_ARTICLE, of_it))),
        tuple(map(tuple, connection.execute(_FIRST_SHOWN, {**of_it, "limit": limit}))),
        connection.scalar(_ANSWERS, of_it),
    )

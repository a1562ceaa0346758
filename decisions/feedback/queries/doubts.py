"""Which other opinions were told the same, word for word, though they ask for something else."""

from typing import Final

from sqlalchemy.orm import Session

from decisions.feedback.queries.gathering import find_alike
from decisions.feedback.queries.work import QueuedOpinion, list_with_reason

_COMPARED: Final = 50
_NAMED: Final = 5


def list_same_reason(session: Session, decision_id: int, saved: QueuedOpinion) -> list[str]:
    """Return the numbers of unlike opinions with the same reason: no copies, and of no topic in common.

    Shape:  a few at the most; the gate looks at all of them.
    """
    if not saved.own.reason.strip() or saved.is_split:
        return []
    others = [
        each
        for each in list_with_reason(
            session, decision_id, saved.own.reason, except_id=saved.opinion.id, limit=_COMPARED
        )
        if not (saved.topic and each.topic == saved.topic)
    ]
    if not others:
        return []
    texts = [saved.opinion.content_shown, *(each.opinion.content_shown for each in others)]
    alike = {place for group in find_alike(texts) if 0 in group for place in group}
    unlike = [each.number for place, each in enumerate(others, start=1) if place not in alike]
    return unlike[:_NAMED]

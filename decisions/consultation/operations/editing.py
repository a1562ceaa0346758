"""When a notice, with its draft and explanation, may still be changed."""

from sqlalchemy.orm import Session

from decisions.consultation.errors import NoticePublishedError
from decisions.consultation.models import Consultation
from decisions.consultation.permissions import may_prepare
from decisions.consultation.queries import lock_consultation
from decisions.services.actor import Actor, require


def require_editable(session: Session, consultation: Consultation, actor: Actor) -> None:
    """Refuse once a notice is published; held until the end, so that it isn't published in between.

    Raises: NoticePublishedError, NotAllowedError.
    """
    require(may_prepare(actor, consultation.decision))
    if lock_consultation(session, consultation, exclusively=True).published_seq is not None:
        raise NoticePublishedError

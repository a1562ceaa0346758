"""Deciding what of an opinion the public sees: shown, with personal data starred out, or withheld."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from decisions.consultation.errors import WordsNotFoundError
from decisions.consultation.errors.receipts import OpinionChangedError
from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.queries import lock_opinion
from decisions.consultation.rules import WithholdReason
from decisions.consultation.rules.opinions import names_to_hide
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.personal_data import STAR, mask_text


def show_opinion(
    session: Session,
    opinion: Opinion,
    *,
    actor: Actor,
    now: datetime,
    also_hide: Sequence[str] = (),
    revision: int | None = None,
) -> None:
    """Show an opinion to the public, personal data and further words starred out; no word is changed.

    Shape:  also_hide are words as they stand in the text (a neighbour's name, an address); revision is the
            one that was read, so that nobody shows words they have not seen.
    Raises: WordsNotFoundError, OpinionChangedError, NotAllowedError.
    Writes: opinions, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: R29 (政府信息公开条例 art. 15, 17).
    """
    require(may_handle_opinions(actor, opinion.consultation.decision))
    opinion = _as_read(session, opinion, revision)
    hidden = [words.strip() for words in also_hide if words.strip()]
    for words in hidden:
        if words not in opinion.content:
            raise WordsNotFoundError(field="also_hide", words=words)
    names = names_to_hide(opinion.name, opinion.submitter_type, consents=opinion.consent_publish)
    opinion.content_shown = mask_text(opinion.content, names, hidden)
    opinion.visibility, opinion.withheld_reason = Visibility.SHOWN, ""
    _log(session, opinion, "consultation.show_opinion", actor, now)


def withhold_opinion(
    session: Session,
    opinion: Opinion,
    *,
    reason: WithholdReason,
    actor: Actor,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Keep an opinion's words from the public, for a reason that is public; it is answered all the same.

    Shape:  revision is the one that was read.
    Raises: OpinionChangedError, NotAllowedError.
    Writes: opinions, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: R29.
    """
    require(may_handle_opinions(actor, opinion.consultation.decision))
    opinion = _as_read(session, opinion, revision)
    opinion.visibility, opinion.withheld_reason = Visibility.WITHHELD, reason.value
    _log(session, opinion, "consultation.withhold_opinion", actor, now, reason=reason.value)


def _as_read(session: Session, opinion: Opinion, revision: int | None) -> Opinion:
    """Return the opinion, locked, if it still says what was read and was not taken back."""
    opinion = lock_opinion(session, opinion)
    if opinion.is_withdrawn or (revision is not None and revision != opinion.revision):
        raise OpinionChangedError
    return opinion


def _log(session: Session, opinion: Opinion, action: str, actor: Actor, now: datetime, **detail: str) -> None:
    session.flush()
    subject = opinion.consultation.decision.code
    audit.log(session, actor, action, subject, now=now, receipt=opinion.receipt, **detail)


def show_all(session: Session, consultation: Consultation, *, actor: Actor, now: datetime) -> int:
    """Show every undecided opinion in which nothing had to be starred out, and return how many.

    Those with stars are left: somebody has to see whether the stars cover enough.
    Raises: NotAllowedError.
    Writes: opinions, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: R29.
    """
    require(may_handle_opinions(actor, consultation.decision))
    plain = (
        update(Opinion)
        .where(
            Opinion.consultation_id == consultation.id,
            Opinion.visibility == Visibility.RECEIVED,
            Opinion.content_shown.not_like(f"%{STAR}%"),
        )
        .values(visibility=Visibility.SHOWN)
    )
    session.flush()
    count = session.connection().execute(plain).rowcount
    session.expire_all()
    subject = consultation.decision.code
    audit.log(session, actor, "consultation.show_all", subject, now=now, code=consultation.code, count=count)
    return count

"""What whoever holds a receipt may do to their opinion until the window ends: amend it, take it back."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from decisions.consultation.errors import SetClosedError
from decisions.consultation.errors.receipts import (
    AmendedMeanwhileError,
    NothingAmendedError,
    OpinionWithdrawnError,
)
from decisions.consultation.models import Opinion, OpinionArticle, OpinionVersion, Visibility
from decisions.consultation.operations.clauses import KnownClauses, clause_text
from decisions.consultation.operations.opinions import SUBMITTER, content_digest, require_open
from decisions.consultation.queries import is_closed_for_good, lock_opinion
from decisions.consultation.rules.clauses import articles_of
from decisions.consultation.rules.opinions import checked_content, shown_content
from decisions.errors import N_, Message
from decisions.services import audit
from decisions.services.mail import find_address
from decisions.services.outbox import queue_message
from decisions.services.titles import bare_title

_AMENDED: Final = N_("您的意见已修改，回执编号 %(receipt)s")
_WITHDRAWN: Final = N_("您的意见已撤回，回执编号 %(receipt)s")
_BODY: Final = N_(
    "您对《%(title)s》提出的意见（回执编号：%(receipt)s）刚刚凭回执修改或者撤回。\n\n"
    "如果不是您本人操作，请在征求意见截止前凭回执编号查看，并联系承办单位。"
)


def amend_opinion(
    session: Session, opinion: Opinion, *, content: str, clause: str, revision: int, now: datetime
) -> Opinion:
    """Let whoever holds the receipt say it otherwise; what was said before is kept with its digest.

    It waits for moderation anew: nobody has read the new words.
    Shape:  revision is the one that was read; when it is no longer the newest nothing is changed.
    Raises: WindowClosedError, SetClosedError, OpinionWithdrawnError, AmendedMeanwhileError,
            NothingAmendedError, OpinionEmptyError, OpinionTooLongError.
    Writes: opinions, opinion_versions, opinion_articles, outbox_messages, audit_entries.
    Source: 713 art. 15, 18.
    """
    said = checked_content(content)
    opinion = _changeable(session, opinion, revision, now)
    clause_ids = KnownClauses(opinion.consultation).ids_of(clause.strip())
    named = clause_text(clause.strip())
    if (said, named) == (opinion.content, opinion.clause_text):
        raise NothingAmendedError(field="content")
    session.add(_as_said(opinion))
    opinion.content, opinion.content_sha256 = said, content_digest(said)
    opinion.content_shown = shown_content(
        said, opinion.name, opinion.submitter_type, consents=opinion.consent_publish
    )
    opinion.clause_text, opinion.clause_ids = named, clause_ids
    _comment_on(opinion, articles_of(clause_ids))
    opinion.visibility, opinion.withheld_reason = Visibility.RECEIVED, ""
    _changed(session, opinion, _AMENDED, now)
    opinion.amended_at = now
    session.flush()
    _log(session, opinion, "consultation.amend_opinion", now)
    return opinion


def withdraw_opinion(session: Session, opinion: Opinion, *, revision: int, now: datetime) -> Opinion:
    """Let whoever holds the receipt take it back: no longer shown, counted or answered.

    The words stay sealed with the file of the consultation; name and contact, of no more use, are forgotten.
    Shape:  revision is the one that was read.
    Raises: WindowClosedError, SetClosedError, OpinionWithdrawnError, AmendedMeanwhileError.
    Writes: opinions, outbox_messages, audit_entries.
    """
    opinion = _changeable(session, opinion, revision, now)
    _changed(session, opinion, _WITHDRAWN, now)
    opinion.visibility, opinion.withheld_reason, opinion.content_shown = Visibility.WITHDRAWN, "", ""
    opinion.name, opinion.contact, opinion.consent_publish = "", "", False
    opinion.withdrawn_at = now
    session.flush()
    _log(session, opinion, "consultation.withdraw_opinion", now)
    return opinion


def _changeable(session: Session, opinion: Opinion, revision: int, now: datetime) -> Opinion:
    """Return the opinion, locked, if it may be changed now by whoever read this revision."""
    require_open(opinion.consultation, now)
    if is_closed_for_good(session, opinion.consultation):
        raise SetClosedError
    opinion = lock_opinion(session, opinion)
    if opinion.is_withdrawn:
        raise OpinionWithdrawnError
    if opinion.revision != revision:
        raise AmendedMeanwhileError
    return opinion


def _as_said(opinion: Opinion) -> OpinionVersion:
    return OpinionVersion(
        opinion_id=opinion.id,
        revision=opinion.revision,
        said_at=opinion.amended_at or opinion.received_at,
        clause_text=opinion.clause_text,
        content=opinion.content,
        content_sha256=opinion.content_sha256,
    )


def _comment_on(opinion: Opinion, articles: list[str]) -> None:
    """Count it with these articles; rows that stay are left alone."""
    kept = [row for row in opinion.articles if row.article_id in articles]
    known = {row.article_id for row in kept}
    opinion.articles = kept + [OpinionArticle(article_id=each) for each in articles if each not in known]


def _changed(session: Session, opinion: Opinion, subject: str, now: datetime) -> None:
    """Count the change, and tell whoever left an e-mail address: a receipt may be in other hands."""
    opinion.revision += 1
    address = find_address(opinion.contact)
    if address is None:
        return
    params = {"receipt": opinion.receipt, "title": bare_title(opinion.consultation.decision.title)}
    queue_message(
        session,
        dedupe_key=f"opinion-changed/{opinion.receipt}/{opinion.revision}",
        recipient=address,
        subject=str(Message(subject, params)),
        body=str(Message(_BODY, params)),
        now=now,
    )


def _log(session: Session, opinion: Opinion, action: str, now: datetime) -> None:
    subject = opinion.consultation.decision.code
    audit.log(
        session, SUBMITTER, action, subject, now=now, receipt=opinion.receipt, revision=opinion.revision
    )

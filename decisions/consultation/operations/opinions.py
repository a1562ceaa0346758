"""Taking opinions in: from the public while the window is open, from paper and meetings by staff."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.consultation.errors import (
    ConsentMissingError,
    KeyReusedError,
    NoticeNotPublishedError,
    ReceivedInFutureError,
    SetClosedError,
    TooManyAttachmentsError,
    TooManyPointsError,
    WindowClosedError,
    WindowNotOpenError,
)
from decisions.consultation.models import (
    Consultation,
    Opinion,
    OpinionArticle,
    OpinionAttachment,
    Visibility,
)
from decisions.consultation.operations.clauses import KnownClauses, clause_text
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.queries import (
    find_opinion_by_key,
    is_closed_for_good,
    list_sending,
    lock_consultation,
)
from decisions.consultation.queries.notice_texts import NoticeText
from decisions.consultation.rules import Channel, SubmitterType, Verification
from decisions.consultation.rules.clauses import articles_of
from decisions.consultation.rules.opinions import (
    MAX_ATTACHMENTS,
    MAX_CONTENT,
    MAX_OFFLINE_CONTENT,
    MAX_POINTS,
    RECEIPT_PREFIX,
    checked_content,
    names_to_hide,
    shown_content,
)
from decisions.consultation.rules.window import WindowState, window_state
from decisions.errors import N_, Message
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.filetypes import ATTACHMENTS
from decisions.services.mail import find_address
from decisions.services.outbox import queue_message
from decisions.services.personal_data import mask_text
from decisions.services.receipts import new_receipt
from decisions.services.storage import FileStore, store_file
from decisions.services.titles import bare_title

SUBMITTER: Final = Actor(id=None, name="提交人")  # whoever holds the receipt

_MAIL_SUBJECT = N_("您的意见已收到，回执编号 %(receipt)s")
_MAIL_BODY = N_(
    "您对《%(title)s》提出的意见已经收到。\n\n回执编号：%(receipt)s\n\n"
    "请妥善保存这个编号。在本平台的“回执查询”中输入编号，可以随时查看意见的办理情况。"
)


@dataclass(frozen=True, slots=True)
class Point:
    """What is said to one more clause in the same sending."""

    content: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class OpinionInput:
    """What somebody says, as the form, the desk, a file or another channel brings it; not yet checked.

    Shape:  clause is a clause's id, or words that name clauses (第九条第二款), or empty; attachments are
            (name, bytes). What is said to further clauses at once are further points.
    """

    content: str
    submitter_type: SubmitterType = SubmitterType.INDIVIDUAL
    clause: str = ""
    name: str = ""
    contact: str = ""
    consent: bool = False
    consent_publish: bool = False
    attachments: Sequence[tuple[str, bytes]] = ()
    cosigners: int = 1
    further: Sequence[Point] = ()


def receive_opinion(
    session: Session,
    store: FileStore,
    consultation: Consultation,
    opinion: OpinionInput,
    *,
    idempotency_key: str | None,
    now: datetime,
    channel: Channel = Channel.WEB,
    text: NoticeText | None = None,
    admit: Callable[[], None] | None = None,
) -> Opinion:
    """Take what somebody sends at once and return its first opinion, whose receipt stands for all of it.

    The same key with the same words gives the same opinion, even after the window has ended and even when
    both arrive at once: whoever sent twice on a bad line has said it once.
    Shape:  text is the published notice, where the caller has read it already; admit is called before
            something new is stored, and may refuse.
    Raises: WindowNotOpenError, WindowClosedError, SetClosedError, ConsentMissingError, OpinionEmptyError,
            OpinionTooLongError, TooManyAttachmentsError, TooManyPointsError, FileRefusedError,
            KeyReusedError.
    Writes: opinions, opinion_articles, opinion_attachments, stored_files, the store, outbox_messages.
    Source: 713 art. 15, 18 (R9, R15).
    """
    content = checked_content(opinion.content)
    if idempotency_key is not None:
        earlier = find_opinion_by_key(session, idempotency_key)
        if earlier is not None:
            return _same(earlier, content)
    require_open(consultation, now)
    if is_closed_for_good(session, consultation):
        raise SetClosedError  # sent at the last instant, and the set was closed meanwhile
    if not opinion.consent:
        raise ConsentMissingError(field="consent")
    if len(opinion.attachments) > MAX_ATTACHMENTS:
        raise TooManyAttachmentsError(field="attachments", limit=MAX_ATTACHMENTS)
    if len(opinion.further) >= MAX_POINTS:
        raise TooManyPointsError(limit=MAX_POINTS)
    if admit is not None:
        admit()
    clauses = KnownClauses(consultation, text)
    made, *further = _made_of(consultation, opinion, clauses, channel, now)
    made.idempotency_key = idempotency_key
    stored = _insert_once(session, made)
    if stored is not made:
        return _same(stored, content)
    session.add_all(further)
    for name, data in opinion.attachments:
        file = store_file(
            session, store, name=name, data=data, accept=ATTACHMENTS, now=now, from_outside=True
        )
        made.attachments.append(OpinionAttachment(file=file))
    _queue_receipt(session, made, now)
    session.flush()
    return made


def _made_of(
    consultation: Consultation,
    opinion: OpinionInput,
    clauses: KnownClauses,
    channel: Channel,
    now: datetime,
) -> list[Opinion]:
    """Return one row for each point; the first one gives its receipt to all."""
    level = Verification.UNVERIFIED if channel is Channel.WEB else Verification.CHANNEL
    points = [opinion, *(replace(opinion, **asdict(point)) for point in opinion.further)]
    made = [
        make_opinion(
            consultation, point, clauses=clauses, channel=channel, received_at=now, verification=level
        )
        for point in points
    ]
    for further in made[1:]:
        further.sending = made[0].receipt
    return made


def _same(earlier: Opinion, content: str) -> Opinion:
    if earlier.content_sha256 != content_digest(content):
        raise KeyReusedError
    return earlier


def require_open(consultation: Consultation, now: datetime) -> None:
    """Refuse before the window opens and from the instant in which it ends.

    Raises: NoticeNotPublishedError, WindowNotOpenError, WindowClosedError.
    """
    if consultation.published_seq is None or not (consultation.opens_on and consultation.closes_on):
        raise NoticeNotPublishedError
    state = window_state(consultation.opens_on, consultation.closes_on, now)
    if state is WindowState.UPCOMING:
        raise WindowNotOpenError(opens_on=consultation.opens_on)
    if state is WindowState.CLOSED:
        raise WindowClosedError(until=consultation.closes_on)


def content_digest(content: str) -> str:
    """Return the hash that stands on the receipt: SHA-256 of the words in UTF-8."""
    return hashlib.sha256(content.encode()).hexdigest()


def make_opinion(
    consultation: Consultation,
    opinion: OpinionInput,
    *,
    clauses: KnownClauses,
    channel: Channel,
    received_at: datetime,
    key: str | None = None,
    number: str = "",
    limit: int = MAX_CONTENT,
    verification: Verification = Verification.OFFLINE,
) -> Opinion:
    """Return a row for an opinion, its personal data masked for display, not yet stored.

    Raises: OpinionEmptyError, OpinionTooLongError.
    """
    content, name = checked_content(opinion.content, limit=limit), opinion.name.strip()
    clause_ids = clauses.ids_of(opinion.clause.strip())
    receipt = new_receipt(RECEIPT_PREFIX)
    return Opinion(
        consultation_id=consultation.id,
        receipt=receipt,
        sending=receipt,
        idempotency_key=key,
        number=number.strip(),
        received_at=received_at,
        channel=channel,
        submitter_type=opinion.submitter_type,
        name=name,
        contact=opinion.contact.strip(),
        clause_text=clause_text(opinion.clause.strip()),
        clause_ids=clause_ids,
        articles=[OpinionArticle(article_id=article_id) for article_id in articles_of(clause_ids)],
        content=content,
        content_shown=shown_content(content, name, opinion.submitter_type, consents=opinion.consent_publish),
        content_sha256=content_digest(content),
        consent_publish=opinion.consent_publish,
        cosigners=max(1, opinion.cosigners),
        visibility=Visibility.RECEIVED,
        withheld_reason="",
        verification=verification,
        revision=1,
    )


def _insert_once(session: Session, opinion: Opinion) -> Opinion:
    """Insert, or return the one that another request with the same key inserted just now.

    On SQLite nobody else writes between the look-up of the key and this.
    """
    if session.get_bind().dialect.name == "sqlite" and opinion.idempotency_key is not None:
        session.add(opinion)
        session.flush()
        return opinion
    try:
        with session.begin_nested():
            session.add(opinion)
            session.flush()
    except IntegrityError:
        earlier = find_opinion_by_key(session, opinion.idempotency_key) if opinion.idempotency_key else None
        if earlier is None:
            raise
        return earlier
    return opinion


def _queue_receipt(session: Session, opinion: Opinion, now: datetime) -> None:
    """Send the receipt to whoever left an e-mail address, after everything is stored."""
    address = find_address(opinion.contact)
    if address is None:
        return
    params = {"receipt": opinion.receipt, "title": bare_title(opinion.consultation.decision.title)}
    queue_message(
        session,
        dedupe_key=f"opinion-received/{opinion.receipt}",
        recipient=address,
        subject=str(Message(_MAIL_SUBJECT, params)),
        body=str(Message(_MAIL_BODY, params)),
        now=now,
    )


def enter_offline_opinion(
    session: Session,
    consultation: Consultation,
    opinion: OpinionInput,
    *,
    channel: Channel,
    received_at: datetime,
    actor: Actor,
    now: datetime,
    number: str = "",
    idempotency_key: str | None = None,
) -> Opinion:
    """Type in an opinion that came by letter, telephone or at a meeting, also after the window's end.

    Raises: NoticeNotPublishedError, SetClosedError, ReceivedInFutureError, OpinionEmptyError,
            OpinionTooLongError, KeyReusedError, NotAllowedError.
    Writes: opinions, opinion_articles, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: 713 art. 14, 18 (R6, R15).
    """
    require(may_handle_opinions(actor, consultation.decision))
    content = checked_content(opinion.content, limit=MAX_OFFLINE_CONTENT)
    if idempotency_key is not None:
        earlier = find_opinion_by_key(session, idempotency_key)
        if earlier is not None:
            return _same(earlier, content)
    require_open_set(lock_consultation(session, consultation, exclusively=False))
    if received_at > now:
        raise ReceivedInFutureError(field="received_at")
    made = make_opinion(
        consultation,
        opinion,
        clauses=KnownClauses(consultation),
        channel=channel,
        received_at=received_at,
        key=idempotency_key,
        number=number,
        limit=MAX_OFFLINE_CONTENT,
    )
    stored = _insert_once(session, made)
    subject = consultation.decision.code
    audit.log(session, actor, "consultation.enter_opinion", subject, now=now, receipt=stored.receipt)
    return stored


def require_open_set(consultation: Consultation) -> None:
    """Refuse to add to a set that was closed, or to one that was never announced.

    Shape:  consultation is locked, so that it can't be closed in between.
    Raises: NoticeNotPublishedError, SetClosedError.
    """
    if consultation.published_seq is None:
        raise NoticeNotPublishedError
    if consultation.closed_seq is not None:
        raise SetClosedError


def withdraw_consent(session: Session, opinion: Opinion, *, now: datetime) -> None:
    """Forget name and contact of whoever holds the receipt; the words stay, without a name.

    Withdrawing is as easy as consenting: the receipt code alone is enough.
    Shape:  holds for everything that was sent together with it.
    Writes: opinions, audit_entries.
    Source: 个人信息保护法 art. 15; RULES "Personal data".
    """
    for each in list_sending(session, opinion):
        # Over what is shown now, so that stars set by hand stay.
        names = names_to_hide(each.name, each.submitter_type, consents=False)
        each.content_shown = mask_text(each.content_shown, names)
        each.name, each.contact, each.consent_publish = "", "", False
    session.flush()
    actor = SUBMITTER
    subject = opinion.consultation.decision.code
    audit.log(session, actor, "consultation.withdraw_consent", subject, now=now, receipt=opinion.receipt)

"""Reading consultations, opinions, drafts and offline events.

What was published is read from the record; rows are read for what the desk works on and for opinions, which
are no entries one by one. Every list has a stated order and a constant number of queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, defer

from decisions.consultation.errors import (
    ConsultationNotFoundError,
    DraftNotFoundError,
    EventNotFoundError,
    OpinionNotFoundError,
)
from decisions.consultation.models import (
    Consultation,
    DraftVersion,
    OfflineEvent,
    Opinion,
    OpinionArticle,
    OpinionUpload,
    Visibility,
)
from decisions.consultation.queries.notice_texts import NoticeText, notice_text
from decisions.consultation.rules import Channel, DraftStage, Verification
from decisions.consultation.rules.opinions import RECEIPT_PREFIX
from decisions.record.models import RecordEntry
from decisions.record.queries import list_entries_of, payload_of
from decisions.services.receipts import read_receipt

NOTICE = "consultation_notice"
CLOSED = "consultation_closed"
DRAFT_VERSION = "draft_version"
OFFLINE_EVENT = "offline_event"
DISCLOSURE = "disclosure"


# Consultations


def find_consultation(session: Session, code: str) -> Consultation | None:
    """Return the consultation of this code, published or not."""
    return session.scalar(select(Consultation).where(Consultation.code == code))


def get_consultation(session: Session, code: str) -> Consultation:
    """Return the consultation of this code. Raises: ConsultationNotFoundError."""
    found = find_consultation(session, code)
    if found is None:
        raise ConsultationNotFoundError(code=code)
    return found


def lock_consultation(session: Session, consultation: Consultation, *, exclusively: bool) -> Consultation:
    """Return the same consultation as it stands now, locked: many may add to it at once, one may close it."""
    lock = {"of": Consultation, "read": not exclusively}
    return session.get_one(Consultation, consultation.id, with_for_update=lock, populate_existing=True)


def is_closed_for_good(session: Session, consultation: Consultation) -> bool:
    """Return whether the set of opinions is closed; if not, closing it waits for this transaction."""
    found = select(Consultation.closed_seq).where(Consultation.id == consultation.id)
    return session.scalar(found.with_for_update(read=True)) is not None


def list_consultations_of(session: Session, decision_id: int) -> Sequence[Consultation]:
    """Return the rounds of one decision, the first one first."""
    found = select(Consultation).where(Consultation.decision_id == decision_id).order_by(Consultation.id)
    return session.scalars(found).all()


def list_published_consultations(session: Session) -> Sequence[Consultation]:
    """Return every consultation whose notice is public and not withheld, the latest to open first."""
    found = (
        select(Consultation)
        .join(RecordEntry, RecordEntry.seq == Consultation.published_seq)
        .where(RecordEntry.blanked_at.is_(None))
        .order_by(Consultation.opens_on.desc(), Consultation.id.desc())
    )
    return session.scalars(found).all()


@dataclass(frozen=True, slots=True)
class PublishedNotice:
    """A notice as the public may read it."""

    consultation: Consultation
    entry: RecordEntry
    text: NoticeText

    @property
    def payload(self) -> dict[str, Any]:
        """What the entry says; read only."""
        return self.text.payload

    @property
    def opens_on(self) -> date:
        """The first day."""
        return date.fromisoformat(self.payload["opens_on"])

    @property
    def closes_on(self) -> date:
        """The last day, to its 24:00."""
        return date.fromisoformat(self.payload["closes_on"])


def get_published_notice(session: Session, code: str) -> PublishedNotice:
    """Return what was published under this code. Raises: ConsultationNotFoundError."""
    consultation = get_consultation(session, code)
    seq = consultation.published_seq
    unread = defer(RecordEntry.payload)  # long, and mostly known already
    entry = session.get(RecordEntry, seq, options=[unread]) if seq else None
    text = notice_text(entry) if entry else None
    if entry is None or text is None:
        raise ConsultationNotFoundError(code=code)
    return PublishedNotice(consultation, entry, text)


def is_answered(session: Session, decision_code: str) -> bool:
    """Whether the answers to a decision's opinions were published (by the feedback feature)."""
    found = select(RecordEntry.seq).where(
        RecordEntry.subject == decision_code,
        RecordEntry.kind == DISCLOSURE,
        RecordEntry.blanked_at.is_(None),
    )
    return session.scalar(found.limit(1)) is not None


def find_closing(session: Session, consultation: Consultation) -> dict[str, Any] | None:
    """Return what was published when the opinions were closed: count, by_channel, merkle_root."""
    if consultation.closed_seq is None:
        return None
    entry = session.get(RecordEntry, consultation.closed_seq)
    return payload_of(entry) if entry else None


# Opinions

STANDING: Final = Opinion.visibility != Visibility.WITHDRAWN  # what counts and must be answered


@dataclass(frozen=True, slots=True)
class OpinionFilter:
    """Which opinions of a consultation are meant; what is empty does not narrow."""

    visibility: Visibility | None = None
    channel: Channel | None = None
    article_id: str = ""
    text: str = ""


def find_opinion_by_receipt(session: Session, receipt: str) -> Opinion | None:
    """Return the opinion of a receipt code, forgiving how it was typed."""
    code = read_receipt(RECEIPT_PREFIX, receipt)
    return session.scalar(select(Opinion).where(Opinion.receipt == code)) if code else None


def list_sending(session: Session, opinion: Opinion) -> Sequence[Opinion]:
    """Return everything that was sent together with an opinion, in its order; mostly that one alone."""
    return session.scalars(
        select(Opinion).where(Opinion.sending == opinion.sending).order_by(Opinion.id)
    ).all()


def lock_opinion(session: Session, opinion: Opinion) -> Opinion:
    """Return the same opinion as it stands now; whoever else would change it waits."""
    lock = {"of": Opinion}
    return session.get_one(Opinion, opinion.id, with_for_update=lock, populate_existing=True)


def find_opinion_by_key(session: Session, idempotency_key: str) -> Opinion | None:
    """Return the opinion that came with this key before."""
    return session.scalar(select(Opinion).where(Opinion.idempotency_key == idempotency_key))


def get_opinion(session: Session, consultation: Consultation, opinion_id: int) -> Opinion:
    """Return an opinion of this consultation. Raises: OpinionNotFoundError."""
    opinion = session.get(Opinion, opinion_id)
    if opinion is None or opinion.consultation_id != consultation.id:
        raise OpinionNotFoundError
    return opinion


def list_opinions(
    session: Session, consultation_id: int, wanted: OpinionFilter, *, limit: int, offset: int = 0
) -> Sequence[Opinion]:
    """Return opinions of one consultation in the order in which they came; withdrawn ones when asked for."""
    found = (
        select(Opinion).where(*_conditions(consultation_id, wanted)).order_by(Opinion.received_at, Opinion.id)
    )
    return session.scalars(found.limit(limit).offset(offset)).all()


def list_recent_offline(session: Session, consultation_id: int, *, limit: int) -> Sequence[Opinion]:
    """Return what was typed in last, newest first: not what came through the portal or another system."""
    found = select(Opinion).where(
        Opinion.consultation_id == consultation_id, Opinion.channel.not_in((Channel.WEB, Channel.APP))
    )
    return session.scalars(found.order_by(Opinion.id.desc()).limit(limit)).all()


def count_opinions(session: Session, consultation_id: int, wanted: OpinionFilter) -> int:
    """Return how many opinions a filter leaves."""
    found = select(func.count()).select_from(Opinion).where(*_conditions(consultation_id, wanted))
    return session.scalar(found) or 0


def _conditions(consultation_id: int, wanted: OpinionFilter) -> list[ColumnElement[bool]]:
    conditions = [Opinion.consultation_id == consultation_id]
    if wanted.visibility is not None:
        conditions.append(Opinion.visibility == wanted.visibility)
    else:
        conditions.append(STANDING)
    if wanted.channel is not None:
        conditions.append(Opinion.channel == wanted.channel)
    if wanted.article_id:
        articles = select(OpinionArticle.opinion_id).where(OpinionArticle.article_id == wanted.article_id)
        conditions.append(Opinion.id.in_(articles))
    if wanted.text.strip():
        conditions.append(_matches(wanted.text.strip()))
    return conditions


def _matches(text: str) -> ColumnElement[bool]:
    """Match words of the masked text, the office's number, or a whole receipt code."""
    receipt = read_receipt(RECEIPT_PREFIX, text) or ""
    return or_(
        Opinion.content_shown.icontains(text, autoescape=True),
        Opinion.number == text,
        Opinion.receipt == receipt,
    )


def count_opinions_by_channel(session: Session, consultation_id: int) -> dict[Channel, int]:
    """Return how many opinions came through each channel, in the channels' own order."""
    rows = session.execute(
        select(Opinion.channel, func.count())
        .where(Opinion.consultation_id == consultation_id, STANDING)
        .group_by(Opinion.channel)
    )
    counted = dict(rows.all())
    return {channel: counted[channel] for channel in Channel if channel in counted}


def count_opinions_by_visibility(session: Session, consultation_id: int) -> dict[Visibility, int]:
    """Return how many opinions are undecided, shown, withheld and withdrawn."""
    rows = session.execute(
        select(Opinion.visibility, func.count())
        .where(Opinion.consultation_id == consultation_id)
        .group_by(Opinion.visibility)
    )
    counted = dict(rows.all())
    return {visibility: counted.get(visibility, 0) for visibility in Visibility}


def count_opinions_by_verification(session: Session, consultation_id: int) -> dict[Verification, int]:
    """Return how many opinions stand at each level of verification."""
    rows = session.execute(
        select(Opinion.verification, func.count())
        .where(Opinion.consultation_id == consultation_id, STANDING)
        .group_by(Opinion.verification)
    )
    counted = dict(rows.all())
    return {level: counted.get(level, 0) for level in Verification}


def count_shown_by_article(session: Session, consultation_id: int) -> dict[str, int]:
    """Return how many shown opinions comment on each article."""
    rows = session.execute(
        select(OpinionArticle.article_id, func.count())
        .join(Opinion, Opinion.id == OpinionArticle.opinion_id)
        .where(Opinion.consultation_id == consultation_id, Opinion.visibility == Visibility.SHOWN)
        .group_by(OpinionArticle.article_id)
    )
    return dict(rows.all())


def list_opinions_in_scope(session: Session, decision_id: int) -> Sequence[Opinion]:
    """Return every opinion of a decision that must be answered, of all rounds, as they came."""
    found = (
        select(Opinion)
        .join(Consultation, Consultation.id == Opinion.consultation_id)
        .where(Consultation.decision_id == decision_id, STANDING)
        .order_by(Opinion.received_at, Opinion.id)
    )
    return session.scalars(found).all()


def list_receipt_hashes(session: Session, consultation_id: int) -> Sequence[tuple[str, str]]:
    """Return (receipt, content_sha256) of every opinion that stands, ordered by receipt."""
    found = (
        select(Opinion.receipt, Opinion.content_sha256)
        .where(Opinion.consultation_id == consultation_id, STANDING)
        .order_by(Opinion.receipt)
    )
    return sorted((receipt, sha256) for receipt, sha256 in session.execute(found))


def list_known_keys(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of these idempotency keys under which an opinion is stored."""
    known: set[str] = set()
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        found = select(Opinion.idempotency_key).where(Opinion.idempotency_key.in_(part))
        known.update(key for key in session.scalars(found) if key)
    return known


def list_known_numbers(session: Session, consultation_id: int, numbers: Sequence[str]) -> dict[str, set[str]]:
    """Return those of the office's numbers that are stored, each with the hashes of its opinions' words."""
    found = select(Opinion.number, Opinion.content_sha256).where(
        Opinion.consultation_id == consultation_id, Opinion.number.in_(numbers)
    )
    known: dict[str, set[str]] = {}
    for number, sha256 in session.execute(found) if numbers else ():
        known.setdefault(number, set()).add(sha256)
    return known


def find_upload(session: Session, consultation: Consultation, upload_id: int) -> OpinionUpload | None:
    """Return a spreadsheet that waits to be taken in or discarded."""
    upload = session.get(OpinionUpload, upload_id)
    return upload if upload is not None and upload.consultation_id == consultation.id else None


# Drafts


def list_draft_versions(session: Session, decision_id: int) -> Sequence[DraftVersion]:
    """Return the versions of a decision's text, the earliest first."""
    found = select(DraftVersion).where(DraftVersion.decision_id == decision_id).order_by(DraftVersion.id)
    return session.scalars(found).all()


def get_draft_version(session: Session, decision_id: int, version_id: int) -> DraftVersion:
    """Return a version of this decision's text. Raises: DraftNotFoundError."""
    version = session.get(DraftVersion, version_id)
    if version is None or version.decision_id != decision_id:
        raise DraftNotFoundError
    return version


def find_latest_draft(session: Session, decision_id: int, *stages: DraftStage) -> DraftVersion | None:
    """Return the newest version of these stages (or of any) that was published and is not withheld."""
    found = (
        select(DraftVersion)
        .join(RecordEntry, RecordEntry.seq == DraftVersion.published_seq)
        .where(DraftVersion.decision_id == decision_id, RecordEntry.blanked_at.is_(None))
    )
    if stages:
        found = found.where(DraftVersion.stage.in_(stages))
    return session.scalar(found.order_by(DraftVersion.published_seq.desc()).limit(1))


# Offline events


def list_events(session: Session, decision_id: int) -> Sequence[OfflineEvent]:
    """Return the desk's records of offline events, by day."""
    found = select(OfflineEvent).where(OfflineEvent.decision_id == decision_id)
    return session.scalars(found.order_by(OfflineEvent.from_on, OfflineEvent.id)).all()


def get_event(session: Session, decision_id: int, event_id: int) -> OfflineEvent:
    """Return an event of this decision. Raises: EventNotFoundError."""
    event = session.get(OfflineEvent, event_id)
    if event is None or event.decision_id != decision_id:
        raise EventNotFoundError
    return event


def find_event_by_number(session: Session, decision_id: int, number: str) -> OfflineEvent | None:
    """Return the event that bears the office's number."""
    found = select(OfflineEvent).where(OfflineEvent.decision_id == decision_id, OfflineEvent.number == number)
    return session.scalar(found.order_by(OfflineEvent.id).limit(1))


def list_published_events(session: Session, decision_code: str) -> list[dict[str, Any]]:
    """Return what was published of a decision's offline events, by day."""
    payloads = map(payload_of, list_entries_of(session, decision_code, OFFLINE_EVENT))
    return sorted(filter(None, payloads), key=lambda payload: (payload["from_on"], payload["number"]))

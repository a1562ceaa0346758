"""Opinions from the office's spreadsheet: planned for the preview, taken in when a person confirms."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from decisions.clock import end_of_day, start_of_day
from decisions.consultation.models import Consultation, Opinion, OpinionArticle
from decisions.consultation.operations.clauses import KnownClauses
from decisions.consultation.operations.opinions import (
    OpinionInput,
    content_digest,
    make_opinion,
    require_open_set,
)
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.queries import list_known_keys, list_known_numbers, lock_consultation
from decisions.consultation.rules.opinions import MAX_OFFLINE_CONTENT
from decisions.consultation.spreadsheets import ReadOpinion
from decisions.errors import N_, Message
from decisions.record.rules import digest
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote

Verdict = ReadOpinion | RowNote

_CHUNK: Final = 500
_SERIAL_DIGITS: Final = 4

_KNOWN: Final = N_("编号“%(number)s”的意见已经登记过，没有重复导入。")
_KNOWN_OTHERWISE: Final = N_(
    "编号“%(number)s”已经登记过，但内容不同，没有导入。确为另一条意见的，请改用新的编号。"
)
_KNOWN_WORDS: Final = N_("同一时间、同一署名的相同意见已经登记过，没有重复导入。")
_IN_FUTURE: Final = N_("收到时间晚于现在，没有导入。请核对收到时间。")
_BEFORE_WINDOW: Final = N_("收到时间早于征求意见开始日。请核对收到时间和所属的轮次。")
_AFTER_WINDOW: Final = N_("收到时间在征求意见截止之后。")


@dataclass(slots=True)
class ImportReport:
    """What became of a file: how many opinions were taken in, and what is said of rows."""

    accepted: int = 0
    notes: list[RowNote] = field(default_factory=list)


def plan_import(
    session: Session, consultation: Consultation, verdicts: Iterable[Verdict], *, now: datetime
) -> Iterator[Verdict]:
    """Give the file's verdicts again, with what the portal knows: stored already, outside of the window.

    An opinion is known by the office's number; a mere serial number (1, 2, 3) identifies nothing, then the
    time, the name, the contact and the words together do.
    """
    remaining = iter(verdicts)
    while chunk := list(islice(remaining, _CHUNK)):
        read = [verdict for verdict in chunk if isinstance(verdict, ReadOpinion)]
        known = _Known(session, consultation, read)
        for verdict in chunk:
            if isinstance(verdict, RowNote):
                yield verdict
            else:
                yield from _judged(consultation, verdict, known, now)


class _Known:
    """What is stored of a chunk of opinions."""

    def __init__(self, session: Session, consultation: Consultation, read: list[ReadOpinion]) -> None:
        self._keys = list_known_keys(session, [import_key(consultation, opinion) for opinion in read])
        numbers = [opinion.number for opinion in read if _identifies(opinion.number)]
        self._words_of = list_known_numbers(session, consultation.id, numbers)

    def why_skipped(self, consultation: Consultation, opinion: ReadOpinion) -> Message | None:
        """Return why an opinion is not taken in again, None when it is new."""
        if _identifies(opinion.number) and opinion.number in self._words_of:
            same = content_digest(opinion.text) in self._words_of[opinion.number]
            return Message(_KNOWN if same else _KNOWN_OTHERWISE, {"number": opinion.number})
        return Message(_KNOWN_WORDS) if import_key(consultation, opinion) in self._keys else None


def _judged(
    consultation: Consultation, opinion: ReadOpinion, known: _Known, now: datetime
) -> Iterator[Verdict]:
    skipped = known.why_skipped(consultation, opinion)
    if skipped is not None:
        yield RowNote(NoteKind.SKIPPED, opinion.row, skipped)
    elif opinion.received_at > now:
        yield RowNote(NoteKind.REFUSED, opinion.row, Message(_IN_FUTURE))
    else:
        yield opinion
        warning = _outside_window(consultation, opinion.received_at)
        if warning:
            yield RowNote(NoteKind.WARNING, opinion.row, Message(warning))


def _outside_window(consultation: Consultation, received_at: datetime) -> str | None:
    if consultation.opens_on and received_at < start_of_day(consultation.opens_on):
        return _BEFORE_WINDOW
    if consultation.closes_on and received_at >= end_of_day(consultation.closes_on):
        return _AFTER_WINDOW
    return None


def _identifies(number: str) -> bool:
    return bool(number) and not (number.isdecimal() and len(number) <= _SERIAL_DIGITS)


def import_key(consultation: Consultation, opinion: ReadOpinion) -> str:
    """Return the key under which a row is stored once only."""
    said = [opinion.number, opinion.received_at.isoformat(), opinion.name, opinion.contact, opinion.text]
    return f"import/{consultation.id}/" + digest("\0".join(said))


def import_opinions(
    session: Session,
    consultation: Consultation,
    verdicts: Iterable[Verdict],
    *,
    actor: Actor,
    now: datetime,
    on_verdict: Callable[[Verdict], None] | None = None,
    on_chunk: Callable[[int], None] | None = None,
) -> ImportReport:
    """Take in the opinions of a file that are not stored yet; importing it again adds nothing.

    Allowed before and after the window's end, since letters are typed in later, but not once the set is
    closed. Each opinion gets a receipt and waits for a person to show it.
    Shape:  on_verdict is told each verdict as it falls, for reports; on_chunk how many fell, after every few
            hundred, when all that was taken in so far is written: it may commit, the set is locked again.
    Raises: NoticeNotPublishedError, SetClosedError, NotAllowedError, and what the file's reader raises.
    Writes: opinions, opinion_articles, audit_entries.
    Allowed: 经办 and 审核 of the lead unit.
    Source: 713 art. 14, 18 (R6, R15).
    """
    require(may_handle_opinions(actor, consultation.decision))
    current = lock_consultation(session, consultation, exclusively=True)
    report, clauses = ImportReport(), KnownClauses(consultation)
    made: list[Opinion] = []
    for judged, verdict in enumerate(plan_import(session, consultation, verdicts, now=now), start=1):
        if isinstance(verdict, RowNote):
            report.notes.append(verdict)
        else:
            require_open_set(current)
            made.append(_made(consultation, verdict, clauses))
            report.accepted += 1
        if on_verdict is not None:
            on_verdict(verdict)
        if judged % _CHUNK == 0:
            _store(session, made)
            if on_chunk is not None:
                on_chunk(judged)
                current = lock_consultation(session, consultation, exclusively=True)
    _store(session, made)
    audit.log(
        session,
        actor,
        "consultation.import_opinions",
        consultation.decision.code,
        now=now,
        code=consultation.code,
        accepted=report.accepted,
        notes=len(report.notes),
    )
    return report


def _made(consultation: Consultation, read: ReadOpinion, clauses: KnownClauses) -> Opinion:
    said = OpinionInput(
        content=read.text,
        submitter_type=read.submitter_type,
        clause=read.clause_text,
        name=read.name,
        contact=read.contact,
        cosigners=read.cosigners,
    )
    return make_opinion(
        consultation,
        said,
        clauses=clauses,
        channel=read.channel,
        received_at=read.received_at,
        key=import_key(consultation, read),
        number=read.number,
        limit=MAX_OFFLINE_CONTENT,
    )


def _store(session: Session, made: list[Opinion]) -> None:
    """Write a chunk past the session, which keeps no row of it: memory stays flat, and it is faster."""
    if not made:
        return
    columns = set(Opinion.__table__.columns.keys())
    rows = [{name: value for name, value in vars(each).items() if name in columns} for each in made]
    stored = insert(Opinion).returning(Opinion.id, sort_by_parameter_order=True)
    ids = session.scalars(stored, rows).all()
    articles = [
        {"opinion_id": opinion_id, "article_id": article.article_id}
        for opinion_id, opinion in zip(ids, made, strict=True)
        for article in opinion.articles
    ]
    if articles:
        session.execute(insert(OpinionArticle), articles)
    made.clear()

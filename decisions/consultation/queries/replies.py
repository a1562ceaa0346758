"""What the public was told of each opinion, from the disclosure on record: the replies, the clauses changed.

The disclosure is the feedback's; here it is only read, as anybody may read it from the record.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.consultation.drafts import Draft, find_clauses
from decisions.consultation.queries import DISCLOSURE
from decisions.consultation.rules.clauses import articles_of
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of


@dataclass(frozen=True, slots=True)
class PublishedReply:
    """What became of one opinion, as it was published."""

    id: int
    number: str
    disposition: str
    reason: str
    changed_clause: str


Replies = Mapping[int, PublishedReply]


def find_replies(session: Session, decision_code: str) -> Replies:
    """Return the replies of the newest disclosure that is not withheld, by the opinion's id."""
    seq = session.scalar(
        select(RecordEntry.seq)
        .where(
            RecordEntry.subject == decision_code,
            RecordEntry.kind == DISCLOSURE,
            RecordEntry.blanked_at.is_(None),
        )
        .order_by(RecordEntry.seq.desc())
        .limit(1)
    )
    return _replies_of(session, seq) if seq is not None else {}


def causes_by_article(replies: Replies, drafts: Sequence[Draft]) -> dict[str, list[PublishedReply]]:
    """Return the opinions for which each article was changed.

    Shape:  drafts are the texts whose numbering an answer may speak of, the one that is shown first.
    """
    named: dict[str, list[str]] = {}
    causes: dict[str, list[PublishedReply]] = {}
    for reply in replies.values():
        if not reply.changed_clause:
            continue
        if reply.changed_clause not in named:
            found = (find_clauses(draft, reply.changed_clause) for draft in drafts)
            named[reply.changed_clause] = articles_of(next(filter(None, found), []))
        for article in named[reply.changed_clause]:
            causes.setdefault(article, []).append(reply)
    return causes


# An entry of the record never changes, and ten thousand replies are slow to read: once is enough.
_KEPT: Final = 4
_read: OrderedDict[tuple[str, str], dict[int, PublishedReply]] = OrderedDict()
_lock = Lock()


def _replies_of(session: Session, seq: int) -> Replies:
    key = session.execute(
        select(RecordEntry.subject, RecordEntry.entry_hash).where(RecordEntry.seq == seq)
    ).one()
    place = (str(key[0]), str(key[1]))
    with _lock:
        if place in _read:
            _read.move_to_end(place)
            return _read[place]
    payload = payload_of(session.get_one(RecordEntry, seq)) or {"opinions": []}
    replies = {told["id"]: _reply(told) for told in payload["opinions"]}
    with _lock:
        _read[place] = replies
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return replies


def _reply(told: Mapping[str, Any]) -> PublishedReply:
    return PublishedReply(
        id=told["id"],
        number=str(told["number"]),
        disposition=told["disposition"],
        reason=told["reason"],
        changed_clause=told["changed_clause"],
    )

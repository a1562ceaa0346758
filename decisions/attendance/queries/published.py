"""What the public may see of a call: the payloads of the entries that published it, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from decisions.attendance.errors import CallNotFoundError
from decisions.attendance.models import AttendanceCall, Draw
from decisions.attendance.queries import find_call
from decisions.attendance.rules import OPEN_METHODS
from decisions.attendance.rules.window import Stage, Window, stage_of, window_at
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Publication:
    """One published entry: what it says, None once it is withheld; when; and whether it corrects another."""

    seq: int
    payload: Payload | None
    published_at: datetime
    corrects: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedCall:
    """A call as the public knows it, as far as it has come."""

    call: AttendanceCall
    notice: Publication
    frozen: Publication | None
    drawn: Publication | None
    representatives: Publication | None
    statements: Publication | None

    @property
    def code(self) -> str:
        """The code by which the public knows it."""
        return self.call.code

    @property
    def takes_sign_ups(self) -> bool:
        """Whether anybody may sign up at some time."""
        return self.call.method in OPEN_METHODS and self.call.opens_at is not None

    def window_at(self, now: datetime) -> Window:
        """Return how sign-up stands; closed where nobody can sign up at all."""
        if not self.takes_sign_ups or self.call.opens_at is None or self.call.closes_at is None:
            return Window.CLOSED
        return window_at(self.call.opens_at, self.call.closes_at, now)

    def stage_at(self, now: datetime) -> Stage:
        """Return how far it has come."""
        return stage_of(
            self.window_at(now),
            is_frozen=self.frozen is not None,
            is_drawn=self.drawn is not None,
            is_listed=self.representatives is not None,
            is_answered=self.statements is not None,
        )


def get_published_call(session: Session, code: str) -> PublishedCall:
    """Return a published call. Raises: CallNotFoundError, also while it is a draft."""
    call = find_call(session, code)
    if call is None or call.published_seq is None:
        raise CallNotFoundError(code=code)
    return _gather(session, [call])[0]


def list_published_calls(session: Session) -> list[PublishedCall]:
    """Return all published calls, the one whose sign-up ends last in front."""
    found = select(AttendanceCall).where(AttendanceCall.published_seq.is_not(None))
    newest_first = found.order_by(AttendanceCall.closes_at.desc(), AttendanceCall.id.desc())
    return _gather(session, session.scalars(newest_first).all())


def list_published_calls_of(session: Session, decision_id: int) -> list[PublishedCall]:
    """Return the published calls of one decision, oldest first."""
    found = select(AttendanceCall).where(
        AttendanceCall.decision_id == decision_id, AttendanceCall.published_seq.is_not(None)
    )
    return _gather(session, session.scalars(found.order_by(AttendanceCall.id)).all())


def list_entries_on_agenda(session: Session, code: str) -> Sequence[RecordEntry]:
    """Return what other decisions' calls published that have this decision on their agenda, oldest first."""
    on_agenda = cast(AttendanceCall.agenda, Text).contains(f'"{code}"', autoescape=True)
    found = select(
        AttendanceCall.published_seq, AttendanceCall.representatives_seq, AttendanceCall.statements_seq
    )
    rows = session.execute(found.where(on_agenda, AttendanceCall.published_seq.is_not(None)))
    seqs = [seq for row in rows for seq in row if seq is not None]
    if not seqs:
        return []
    return session.scalars(
        select(RecordEntry).where(RecordEntry.seq.in_(seqs)).order_by(RecordEntry.seq)
    ).all()


def list_statements_published(session: Session, decision_id: int) -> list[Payload]:
    """Return the published statements of a decision's representatives, one payload a call, oldest first."""
    calls = list_published_calls_of(session, decision_id)
    statements = [call.statements for call in calls if call.statements]
    return [published.payload for published in statements if published.payload]


def list_representatives_published(session: Session, decision_id: int) -> list[Payload]:
    """Return the published lists of representatives of a decision, one payload a call, oldest first."""
    calls = list_published_calls_of(session, decision_id)
    lists = [call.representatives for call in calls if call.representatives]
    return [published.payload for published in lists if published.payload]


def is_published_as_it_is(session: Session, seq: int | None, payload: Payload) -> bool:
    """Whether an entry says what would be published now, but for the day."""
    entry = session.get(RecordEntry, seq) if seq is not None else None
    said = payload_of(entry) if entry is not None else None
    return said is not None and {**said, "occurred_on": ""} == {**payload, "occurred_on": ""}


def _gather(session: Session, calls: Sequence[AttendanceCall]) -> list[PublishedCall]:
    """Read the draws and the entries of all calls at once: two queries however many there are."""
    ids = [call.id for call in calls]
    columns = select(Draw.call_id, Draw.frozen_seq, Draw.drawn_seq).where(Draw.call_id.in_(ids))
    draws = {call_id: (frozen, drawn) for call_id, frozen, drawn in session.execute(columns)}
    seqs = [_seqs_of(call, draws.get(call.id, (None, None))) for call in calls]
    wanted = {seq for group in seqs for seq in group if seq is not None}
    entries = {
        entry.seq: _publication(entry)
        for entry in session.scalars(select(RecordEntry).where(RecordEntry.seq.in_(wanted)))
    }
    gathered = []
    for call, (notice, *others) in zip(calls, seqs, strict=True):
        if notice is not None:
            later = [entries[seq] if seq is not None else None for seq in others]
            gathered.append(PublishedCall(call, entries[notice], *later))
    return gathered


def _seqs_of(call: AttendanceCall, draw: tuple[int | None, int | None]) -> tuple[int | None, ...]:
    return (call.published_seq, *draw, call.representatives_seq, call.statements_seq)


def _publication(entry: RecordEntry) -> Publication:
    return Publication(entry.seq, payload_of(entry), entry.published_at, entry.corrects, entry.reason)

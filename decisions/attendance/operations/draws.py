"""The draw of a call: freeze once, draw once, replace by the rule. The mathematics is in `draw`."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance import draw as lottery
from decisions.attendance.draw.canonical import RESULT, SEED
from decisions.attendance.errors import (
    AlreadyDrawnError,
    AlreadyFrozenError,
    DrawUnverifiedError,
    EligibilityPendingError,
    NotADrawError,
    NotFrozenError,
    NotPreparedError,
    NumbersNotDrawnError,
    ObjectionsAwaitedError,
    ObjectionsOpenError,
)
from decisions.attendance.models import AttendanceCall, Draw, DrawFile, Representative, SignUp
from decisions.attendance.operations.gates import require_closed
from decisions.attendance.operations.representatives import (
    next_position,
    representative_of,
    require_unchosen,
)
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import count_sign_ups, find_draw, lock_call
from decisions.attendance.queries.draws import (
    count_open_objections,
    find_ready_preparation,
    pool_rows,
    rule_of,
)
from decisions.attendance.queries.snapshots import (
    DRAW_FROZEN,
    DRAW_RESULT,
    draw_frozen_payload,
    draw_result_payload,
)
from decisions.attendance.rules import ABSENCE_LABELS, Absence, Eligibility, SelectionMethod, Standing
from decisions.attendance.rules.sources import label_of
from decisions.attendance.rules.window import clock_time
from decisions.clock import civil_day
from decisions.errors import DecisionsError
from decisions.record import operations as record
from decisions.services import audit
from decisions.services.actor import Actor, require


def freeze_draw(session: Session, call: AttendanceCall, *, actor: Actor, now: datetime) -> Draw:
    """Freeze the pool and the rule, and publish their root; nothing can be changed after.

    With quotas, what is frozen is what was prepared; the instant of freezing alone is new.
    Raises: NotAllowedError, NotADrawError, SignUpsStillOpenError, AlreadyFrozenError,
            EligibilityPendingError, ObjectionsOpenError, ObjectionsAwaitedError, NotPreparedError;
            PoolRefusedError, RuleRefusedError, PreparedForOthersError of the draw.
    Writes: draws, draw_files, the record (draw_frozen), audit_entries.
    Allowed: openness office.
    Source: DRAW section 1.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    if find_draw(session, call) is not None:
        raise AlreadyFrozenError
    require_freezable(session, call, now)
    frozen = _frozen(session, call, now)
    draw = Draw(call_id=call.id, root=frozen.root, frozen_at=now, files=_as_rows(frozen.files))
    session.add(draw)
    session.flush()
    payload = draw_frozen_payload(call, draw, frozen.people)
    subject = call.decision.code
    entry = record.publish(session, kind=DRAW_FROZEN, subject=subject, payload=payload, actor=actor, now=now)
    draw.frozen_seq = entry.seq
    audit.log(session, actor, "attendance.freeze_draw", call.code, now=now, root=draw.root)
    session.flush()
    return draw


def _frozen(session: Session, call: AttendanceCall, now: datetime) -> lottery.Frozen:
    rows, rule = pool_rows(session, call), rule_of(call)
    if not call.quotas:
        return lottery.freeze(rows, rule, now)
    prepared = find_ready_preparation(session, call)
    if prepared is None or prepared.lottery is None:
        raise NotPreparedError
    return lottery.freeze_prepared(rows, rule, now, digest=prepared.digest, lottery=prepared.lottery)


def require_freezable(session: Session, call: AttendanceCall, now: datetime) -> None:
    """Refuse unless the pool may be frozen now.

    Raises: NotADrawError, SignUpsStillOpenError, EligibilityPendingError, SignUpsSettledError,
            ObjectionsOpenError, ObjectionsAwaitedError.
    """
    require_checked(session, call, now)
    if call.objections_until is not None and now < call.objections_until:
        raise ObjectionsAwaitedError(until=clock_time(call.objections_until))
    waiting = count_open_objections(session, call)
    if waiting:
        raise ObjectionsOpenError(count=waiting)


def require_checked(session: Session, call: AttendanceCall, now: datetime) -> None:
    """Refuse unless the pool is complete: what a draw may be prepared for.

    Raises: NotADrawError, SignUpsStillOpenError, EligibilityPendingError, SignUpsSettledError.
    """
    if call.method is not SelectionMethod.OPEN_DRAW:
        raise NotADrawError
    require_closed(call, now)
    pending = count_sign_ups(session, call)[Eligibility.PENDING]
    if pending:
        raise EligibilityPendingError(count=pending)
    require_unchosen(session, call)


def run_draw(
    session: Session,
    call: AttendanceCall,
    sources: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    now: datetime,
) -> Draw:
    """Draw from the frozen pool with the numbers drawn at the announced sources; one draw only.

    Shape:  sources as draw.seed_from takes them: {name, issue, drawn_on, numbers}.
    Raises: NotAllowedError, NotFrozenError, AlreadyDrawnError, NumbersNotDrawnError, SeedRefusedError,
            DrawUnverifiedError.
    Writes: draws, draw_files, representatives, the record (draw_result), audit_entries.
    Allowed: openness office.
    Source: DRAW sections 2 to 4.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    draw = _get_draw(session, call)
    if draw.drawn_at is not None:
        raise AlreadyDrawnError
    require_unchosen(session, call)
    _require_drawn_by(sources, civil_day(now))
    files = files_of(draw)
    rule = lottery.read_committed(files).rule
    files = lottery.run(files, lottery.seed_from(draw.root, rule, sources))
    _keep(draw, files)
    draw.drawn_at = now
    _choose(session, call, json.loads(files[RESULT]))
    _publish_result(session, call, draw, actor, now)
    audit.log(session, actor, "attendance.run_draw", call.code, now=now, root=draw.root)
    session.flush()
    return draw


def note_refused_attempt(
    session: Session, call: AttendanceCall, what: str, refusal: DecisionsError, *, actor: Actor, now: datetime
) -> None:
    """Note that somebody tried to prepare, freeze or draw and was refused: every attempt leaves its trace.

    Writes: audit_entries.
    """
    audit.log(session, actor, f"attendance.{what}_refused", call.code, now=now, refusal=refusal.code)


def replace_drawn(
    session: Session,
    call: AttendanceCall,
    draw: Draw,
    person: Representative,
    kind: Absence,
    *,
    actor: Actor,
    now: datetime,
) -> Representative | None:
    """Append a replacement to the draw's result and publish it; return who takes the seat, if anybody.

    The published reason is one of a few fixed sentences: why somebody can't come is nobody's business.
    Raises: NotInLineError, EventRefusedError, DrawUnverifiedError.
    Writes: draw_files, representatives, the record (draw_result), audit_entries.
    Source: DRAW section 3.
    """
    sign_up = session.get_one(SignUp, person.sign_up_id)
    files = files_of(draw)
    events = json.loads(files[RESULT])["events"]
    # Whoever waited for the lock read the clock before whoever held it; events stand in their true order.
    at = max(now, datetime.fromisoformat(events[-1]["at"])) if events else now
    files = lottery.replace(
        files,
        person=sign_up.receipt,
        kind=lottery.EventKind(kind.value),
        reason=ABSENCE_LABELS[kind],
        at=at,
    )
    _keep(draw, files)
    successor_id = json.loads(files[RESULT])["events"][-1]["replaced_by"]
    successor = _called_up(session, call, successor_id, now) if successor_id else None
    _publish_result(session, call, draw, actor, now)
    return successor


def files_of(draw: Draw) -> dict[str, bytes]:
    """Return the files of a draw by name."""
    return {file.name: file.data for file in draw.files}


def _get_draw(session: Session, call: AttendanceCall) -> Draw:
    draw = find_draw(session, call)
    if draw is None:
        raise NotFrozenError
    return draw


def _require_drawn_by(sources: Sequence[Mapping[str, Any]], today: date) -> None:
    for source in sources:
        if str(source.get("drawn_on", "")) > today.isoformat():
            raise NumbersNotDrawnError(field="sources", name=label_of(dict(source)))


def _as_rows(files: Mapping[str, bytes]) -> list[DrawFile]:
    return [DrawFile(name=name, data=data) for name, data in files.items()]


def _keep(draw: Draw, files: Mapping[str, bytes]) -> None:
    """Store files that verify against the announced root, and no others."""
    failed = lottery.verify(files, draw.root).failed
    if failed is not None:
        raise DrawUnverifiedError(fault=failed)
    kept = {file.name: file for file in draw.files}
    for name in (SEED, RESULT):
        if name in kept:
            kept[name].data = files[name]
        else:
            draw.files.append(DrawFile(name=name, data=files[name]))


def _choose(session: Session, call: AttendanceCall, result: Mapping[str, Any]) -> None:
    drawn = [(receipt, Standing.MEMBER) for receipt in result["selected"]]
    drawn += [(receipt, Standing.ALTERNATE) for receipt in result["alternates"]]
    receipts = [receipt for receipt, _standing in drawn]
    found = session.scalars(select(SignUp).where(SignUp.receipt.in_(receipts)))
    sign_ups = {sign_up.receipt: sign_up for sign_up in found}
    for position, (receipt, standing) in enumerate(drawn, start=next_position(session, call)):
        session.add(representative_of(sign_ups[receipt], position, standing))


def _called_up(session: Session, call: AttendanceCall, receipt: str, now: datetime) -> Representative:
    """Return whoever takes the seat; after the last alternate it is the next in the order of tickets."""
    sign_up = session.scalars(select(SignUp).where(SignUp.receipt == receipt)).one()
    person = session.scalar(select(Representative).where(Representative.sign_up_id == sign_up.id))
    if person is None:
        person = representative_of(sign_up, next_position(session, call), Standing.ALTERNATE)
        session.add(person)
    person.called_up_at = now
    session.flush()
    return person


def _publish_result(session: Session, call: AttendanceCall, draw: Draw, actor: Actor, now: datetime) -> None:
    entry = record.publish(
        session,
        kind=DRAW_RESULT,
        subject=call.decision.code,
        payload=draw_result_payload(call, draw, now),
        actor=actor,
        now=now,
    )
    draw.drawn_seq = entry.seq

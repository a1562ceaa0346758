"""After the draw: who takes a seat that falls vacant. The rule is fixed; nobody chooses.

The seat goes to the next person of the same type in ticket order; failing that to the first one with whom
every quota that was kept before is still kept; failing that it stays vacant and a new draw is announced.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from decisions.attendance.draw.canonical import RESULT, SEED, Files, is_writable, read_json, write_json
from decisions.attendance.draw.drawing import Committed, read_committed
from decisions.attendance.draw.errors import EventRefusedError, NotDrawnError, NotInLineError
from decisions.attendance.draw.pool import Type
from decisions.attendance.draw.tickets import in_ticket_order
from decisions.clock import SHANGHAI


class EventKind(StrEnum):
    """Why somebody does not sit in, or no longer waits."""

    DECLINED = "declined"  # 谢绝
    NOT_REACHED = "not_reached"  # 联系不上
    NOT_ELIGIBLE = "not_eligible"  # 不符合条件


@dataclass(slots=True)
class Standing:
    """Who holds a seat now and who still waits, both in ticket order of the draw; vacant seats counted."""

    holders: list[str]
    waiting: list[str]
    vacant: int = 0

    def leave(self, committed: Committed, person: str) -> str | None:
        """Take a person out and return who takes the seat: None for a vacant seat, or for one who waited.

        Raises: NotInLineError when the person neither holds a seat nor waits.
        """
        if person in self.waiting:
            self.waiting.remove(person)
            return None
        if person not in self.holders:
            raise NotInLineError(id=person)
        successor = _successor(committed, self, person)
        place = self.holders.index(person)
        if successor is None:
            del self.holders[place]
            self.vacant += 1
            return None
        self.holders[place] = successor
        self.waiting.remove(successor)
        return successor


def replace(files: Files, *, person: str, kind: EventKind, reason: str, at: datetime) -> dict[str, bytes]:
    """Return the files with one more event in result.json; replaced_by says who takes the seat.

    Raises: NotDrawnError, NotInLineError, EventRefusedError.
    """
    committed = read_committed(files)
    result = _read_result(files)
    events = result["events"]
    too_early = bool(events) and at < datetime.fromisoformat(events[-1]["at"])
    if too_early or not reason.strip() or not is_writable({"reason": reason}):
        raise EventRefusedError
    successor = _standing(committed, files, result).leave(committed, person)
    event = {
        "at": at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "id": person,
        "kind": str(kind),
        "reason": reason.strip(),
        "replaced_by": successor,
    }
    return {**files, RESULT: write_json({**result, "events": [*events, event]})}


def standing(files: Files) -> Standing:
    """Return who holds a seat and who waits after all events so far.

    Raises: NotDrawnError.
    """
    return _standing(read_committed(files), files, _read_result(files))


def _standing(committed: Committed, files: Files, result: Mapping[str, Any]) -> Standing:
    seed = bytes.fromhex(read_json(SEED, files[SEED])["seed"])
    chosen = set(result["selected"])
    waiting = [person for person in in_ticket_order(seed, committed.pool.types) if person not in chosen]
    now = Standing(list(result["selected"]), waiting)
    for event in result["events"]:
        now.leave(committed, event["id"])
    return now


def _read_result(files: Files) -> dict[str, Any]:
    if SEED not in files or RESULT not in files:
        raise NotDrawnError
    return read_json(RESULT, files[RESULT])


def _successor(committed: Committed, now: Standing, leaver: str) -> str | None:
    types = committed.pool.types
    same = (person for person in now.waiting if types[person] == types[leaver])
    held = [types[person] for person in now.holders]
    fitting = {kind for kind in committed.pool.sizes if _keeps_quotas(committed, held, types[leaver], kind)}
    others = (person for person in now.waiting if types[person] in fitting)
    return next(same, None) or next(others, None)


def _keeps_quotas(committed: Committed, held: list[Type], leaving: Type, coming: Type) -> bool:
    """Say whether a swap keeps every quota that it touches.

    A quota already missed through an earlier vacant seat can't be kept; no swap may make it worse.
    """
    for position, attribute in enumerate(committed.pool.attributes):
        old, new = leaving[position], coming[position]
        if old == new:
            continue
        counts = Counter(kind[position] for kind in held)
        bounds = committed.rule.quotas[attribute]
        if counts[old] - 1 < bounds[old].fewest or counts[new] + 1 > bounds[new].most:
            return False
    return True

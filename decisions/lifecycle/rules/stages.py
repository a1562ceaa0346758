"""The stages of a decision at a glance, readable without colour. Pure."""

from dataclasses import dataclass

from decisions.errors import N_
from decisions.lifecycle.rules import Course, Kind
from decisions.lifecycle.rules.slots import Slot, SlotKind, SlotState
from decisions.lifecycle.rules.window import is_over


@dataclass(frozen=True, slots=True)
class StageMark:
    """One stage; state is done, current, upcoming or does_not_apply; note replaces the state's own word."""

    label: str
    state: str
    note: str = ""


def stages_of(course: Course, slots: list[Slot]) -> list[StageMark]:
    """Return the six stages every decision passes or skips, the first open one marked as current."""
    by_kind = {slot.kind: slot for slot in slots}
    notice = course.latest(Kind.NOTICE)
    consulted = notice is not None and is_over(notice.payload, course.now)
    issued = course.latest(Kind.ISSUED) is not None
    meeting = course.latest(Kind.MEETING)
    held = issued or bool(meeting and meeting.payload.get("held_on"))
    begun = {
        N_("公开征求意见"): notice is not None,
        N_("公众代表列席"): course.latest(Kind.CALL) is not None,
        N_("集体讨论决定"): meeting is not None,
        N_("反馈采纳情况"): issued,
    }
    marks = [
        (N_("列入目录"), course.listing is not None, False),
        (N_("公开征求意见"), consulted, _is_void(by_kind[SlotKind.OPINIONS])),
        (
            N_("公众代表列席"),
            by_kind[SlotKind.ATTENDANCE].state is SlotState.PUBLISHED,
            _is_void(by_kind[SlotKind.ATTENDANCE]),
        ),
        (N_("集体讨论决定"), held, False),
        (N_("公布决策"), issued, False),
        (N_("反馈采纳情况"), by_kind[SlotKind.ADOPTION].state is SlotState.PUBLISHED, False),
    ]
    found, current = [], False
    for label, done, void in marks:
        if void or done:
            found.append(StageMark(label, "does_not_apply" if void else "done"))
        elif current:
            found.append(StageMark(label, "upcoming"))
        else:
            # Next in line is not the same as begun: nobody should look for a consultation that isn't open.
            found.append(StageMark(label, "current", "" if begun.get(label) else N_("下一步")))
            current = True
    return found


def _is_void(slot: Slot) -> bool:
    return slot.state is SlotState.DOES_NOT_APPLY

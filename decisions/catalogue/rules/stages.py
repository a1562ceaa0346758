"""Where a decision stands, told from the kinds of entries the record holds about it. Pure.

The catalogue may not know the features that publish those entries; it knows their kinds, as
docs/architecture.md lists them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from decisions.clock import start_of_day
from decisions.errors import N_


class Stage(StrEnum):
    """How far a decision has come, in the order of its course."""

    LISTED = "listed"
    CONSULTATION_ANNOUNCED = "consultation_announced"
    CONSULTING = "consulting"
    CONSULTED = "consulted"
    SIGN_UP = "sign_up"
    REPRESENTATIVES = "representatives"
    MEETING = "meeting"
    ISSUED = "issued"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


STAGE_LABELS: dict[Stage, str] = {
    Stage.LISTED: N_("目录公布"),
    Stage.CONSULTATION_ANNOUNCED: N_("即将征求意见"),
    Stage.CONSULTING: N_("征求意见中"),
    Stage.CONSULTED: N_("征求意见结束"),
    Stage.SIGN_UP: N_("列席报名"),
    Stage.REPRESENTATIVES: N_("列席代表产生"),
    Stage.MEETING: N_("集体讨论决定"),
    Stage.ISSUED: N_("已出台"),
    Stage.ANSWERED: N_("已反馈"),
    Stage.WITHDRAWN: N_("已撤销"),
}

NOTICE: Final = "consultation_notice"
CALL: Final = "attendance_call"
MEETING: Final = "meeting"
ISSUED: Final = "decision_issued"
DISCLOSURE: Final = "disclosure"

_COURSE: Final[Mapping[str, Stage]] = {
    NOTICE: Stage.CONSULTED,
    CALL: Stage.SIGN_UP,
    "draw_result": Stage.REPRESENTATIVES,
    "representatives": Stage.REPRESENTATIVES,
    MEETING: Stage.MEETING,
    "statements": Stage.MEETING,
    ISSUED: Stage.ISSUED,
}
MILESTONES: Final = (*_COURSE, DISCLOSURE)
TOLD_BY_PAYLOAD: Final = frozenset({NOTICE, CALL, MEETING})
DATES: Final = ("opens_on", "ends_at", "closes_at", "held_on")  # the members of those payloads that are read
OUTSIDE_WINDOWS: Final = frozenset({Stage.LISTED, Stage.ISSUED, Stage.ANSWERED})

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Milestone:
    """An entry about a decision: what kind, its place in the record, and whether it corrects another."""

    kind: str
    seq: int
    is_correction: bool = False


def stage_of(
    milestones: Iterable[Milestone],
    now: datetime,
    *,
    notice: Payload | None = None,
    call: Payload | None = None,
    meeting: Payload | None = None,
) -> Stage:
    """Return where a decision stands at an instant.

    Shape:  milestones are the record's entries about it; notice, call and meeting are the payloads of the
            newest of each, from which windows are read and whether the meeting was held or is only planned;
            without its payload a window counts as over and a meeting as held.
    An open window for comments goes before everything but the decision's issuing: it is what one can do now.
    """
    is_planned = meeting is not None and not meeting.get("held_on")
    stage = settled_stage(step for step in milestones if not (is_planned and step.kind == MEETING))
    if stage in OUTSIDE_WINDOWS:
        return stage
    comments = _comment_stage(notice, now) if notice is not None else Stage.CONSULTED
    if comments is Stage.CONSULTING or stage is Stage.CONSULTED:
        return comments
    if stage is Stage.SIGN_UP and not _may_sign_up(call, now):
        return Stage.REPRESENTATIVES
    return stage


def settled_stage(milestones: Iterable[Milestone]) -> Stage:
    """Return where a decision stands by its entries alone, whether windows are open or not.

    Once issued it never goes back; before that the newest step counts. A correction is no step: it tells
    the same again. An answer published before the decision was issued is an interim one.
    """
    steps = sorted((step for step in milestones if not step.is_correction), key=lambda step: step.seq)
    issued = next((step.seq for step in steps if step.kind == ISSUED), None)
    if issued is not None:
        answered = any(step.kind == DISCLOSURE and step.seq > issued for step in steps)
        return Stage.ANSWERED if answered else Stage.ISSUED
    course = [step.kind for step in steps if step.kind in _COURSE]
    return _COURSE[course[-1]] if course else Stage.LISTED


def _comment_stage(notice: Payload, now: datetime) -> Stage:
    """Return whether the public may comment now, will be able to, or was (713 art. 15, R9)."""
    if now >= datetime.fromisoformat(notice["ends_at"]):
        return Stage.CONSULTED
    opens_at = start_of_day(date.fromisoformat(notice["opens_on"]))
    return Stage.CONSULTING if now >= opens_at else Stage.CONSULTATION_ANNOUNCED


def _may_sign_up(call: Payload | None, now: datetime) -> bool:
    """Whether a call's sign-up is still to end; a call without sign-up (by invitation) has no end."""
    closes_at = call["closes_at"] if call else ""
    return bool(closes_at) and now < datetime.fromisoformat(closes_at)

"""What whoever holds a sign-up's receipt is told of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, Draw, Representative, SignUp
from decisions.attendance.queries import find_draw
from decisions.attendance.rules import Eligibility, Standing
from decisions.clock import civil_day
from decisions.errors import N_
from decisions.record.models import RecordEntry


class Progress(StrEnum):
    """Where a sign-up stands; told only once it is public, or concerns the holder alone."""

    RECEIVED = "received"
    INELIGIBLE = "ineligible"
    ELIGIBLE = "eligible"
    IN_POOL = "in_pool"
    SELECTED = "selected"
    ALTERNATE = "alternate"
    NOT_SELECTED = "not_selected"


PROGRESS_LABELS: dict[Progress, str] = {
    Progress.RECEIVED: N_("已收到，报名截止后核对资格"),
    Progress.INELIGIBLE: N_("不符合报名条件"),
    Progress.ELIGIBLE: N_("符合条件，等待产生代表"),
    Progress.IN_POOL: N_("符合条件，已列入封存的抽签名单"),
    Progress.SELECTED: N_("当选正式代表"),
    Progress.ALTERNATE: N_("当选候补代表"),
    Progress.NOT_SELECTED: N_("未入选"),
}


@dataclass(frozen=True, slots=True)
class SignUpProgress:
    """What became of one sign-up.

    Shape:  reason is given for an ineligible one; erase_on is the day by which the personal data of one
            that was not selected is erased, erased says that it was; called_up: an alternate takes a seat.
    """

    progress: Progress
    call: AttendanceCall
    reason: str = ""
    called_up: bool = False
    erase_on: date | None = None
    erased: bool = False


def get_progress(session: Session, sign_up: SignUp) -> SignUpProgress:
    """Return what became of a sign-up, as its receipt tells it."""
    call = sign_up.call
    erase_on = None if call.representatives_seq is None else erasure_day_of(session, call)
    if sign_up.eligibility is Eligibility.INELIGIBLE:
        reason = sign_up.eligibility_reason
        return SignUpProgress(
            Progress.INELIGIBLE, call, reason, erase_on=erase_on, erased=sign_up.erased_at is not None
        )
    draw = find_draw(session, call)
    chosen = session.scalar(select(Representative).where(Representative.sign_up_id == sign_up.id))
    if chosen is not None and is_choice_public(call, draw):
        standing = Progress.SELECTED if chosen.standing is Standing.MEMBER else Progress.ALTERNATE
        return SignUpProgress(standing, call, called_up=chosen.called_up_at is not None)
    if chosen is None and is_choice_public(call, draw):
        return SignUpProgress(
            Progress.NOT_SELECTED, call, erase_on=erase_on, erased=sign_up.erased_at is not None
        )
    if sign_up.eligibility is Eligibility.ELIGIBLE:
        return SignUpProgress(Progress.IN_POOL if draw else Progress.ELIGIBLE, call)
    return SignUpProgress(Progress.RECEIVED, call)


def erasure_day_of(session: Session, call: AttendanceCall) -> date | None:
    """Return the day by which sign-ups that were not selected are erased: N days after the list came out.

    Corrections of the list don't put it off: the first list counts.
    """
    entry = session.get(RecordEntry, call.representatives_seq) if call.representatives_seq else None
    while entry is not None and entry.corrects is not None:
        entry = session.get_one(RecordEntry, entry.corrects)
    return civil_day(entry.published_at) + timedelta(days=call.retention_days) if entry else None


def is_choice_public(call: AttendanceCall, draw: Draw | None) -> bool:
    """Whether it is public who was chosen: by the list, or by the result of the draw."""
    return call.representatives_seq is not None or (draw is not None and draw.drawn_seq is not None)

"""Who sits in: chosen by the office where there is no draw, listed in public, seen at the meeting."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    AlreadyAbsentError,
    IsADrawError,
    MeetingNotHeldError,
    NoRepresentativesError,
    NotYetPublishedError,
    SelectionRefusedError,
    SignUpsSettledError,
)
from decisions.attendance.models import AttendanceCall, Representative, SignUp
from decisions.attendance.operations.gates import has_chosen, require_closed
from decisions.attendance.operations.submissions import get_submission_of, hand_in, occurred_on_of
from decisions.attendance.operations.traces import keep_traces
from decisions.attendance.permissions import (
    may_approve_call,
    may_handle_sign_ups,
    may_prepare_statements,
)
from decisions.attendance.queries import find_meeting, list_representatives, list_sign_ups, lock_call
from decisions.attendance.queries.snapshots import REPRESENTATIVES, representatives_payload
from decisions.attendance.rules import (
    OPEN_METHODS,
    Absence,
    Eligibility,
    Gender,
    RepresentativeCategory,
    SelectionMethod,
    Standing,
)
from decisions.attendance.rules.offers import answer_by
from decisions.attendance.rules.parts import read_criteria, read_reserved, score_problems
from decisions.clock import civil_day
from decisions.errors import N_, Message, Problem
from decisions.record import operations as record
from decisions.record.errors import ReasonMissingError
from decisions.record.models import RecordEntry, Submission
from decisions.services import audit
from decisions.services.actor import Actor, require


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who sits in without having signed up: recommended, or invited.

    Shape:  method says for which seats apart, where people sign up for the others; None for the first kind.
    """

    standing: Standing
    name: str
    gender: Gender | None
    category: RepresentativeCategory
    area: str
    consent_publish: bool
    remark: str = ""
    method: SelectionMethod | None = None


def select_representatives(
    session: Session,
    call: AttendanceCall,
    members: Sequence[int],
    alternates: Sequence[int],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> list[Representative]:
    """Choose from the eligible sign-ups, where the call says so, with the reason for the choice.

    Shape:  ids of sign-ups, in the order in which they will be listed; alternates in the order in which they
            would be called. A choice not yet published may be made anew.
    Raises: NotAllowedError, IsADrawError, SignUpsStillOpenError, SelectionRefusedError, ReasonMissingError,
            SignUpsSettledError.
    Writes: representatives, audit_entries.
    Allowed: openness office, once sign-up is over.
    Source: R22.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    if call.method is SelectionMethod.OPEN_DRAW:
        raise IsADrawError
    require_closed(call, now)
    if not reason.strip():
        raise ReasonMissingError(field="reason")
    sign_ups = {sign_up.id: sign_up for sign_up in list_sign_ups(session, call)}
    _require_fitting(call, sign_ups, members, alternates)
    _require_scored(call, sign_ups.values())
    _forget_choice(session, call)
    standings = [(item, Standing.MEMBER) for item in members] + [
        (item, Standing.ALTERNATE) for item in alternates
    ]
    chosen = [
        representative_of(sign_ups[item], position, standing)
        for position, (item, standing) in enumerate(standings, start=next_position(session, call))
    ]
    session.add_all(chosen)
    audit.log(session, actor, "attendance.select", call.code, now=now, reason=reason.strip())
    session.flush()
    return chosen


def add_representative(
    session: Session, call: AttendanceCall, invited: Invited, *, actor: Actor, now: datetime
) -> Representative:
    """Add somebody recommended or invited, where the call finds its representatives, or some, that way.

    Raises: NotAllowedError, NotYetPublishedError, SelectionRefusedError (people sign up for this call, or its
            seats apart are filled), SignUpsSettledError (the list is published).
    Writes: representatives, audit_entries.
    Allowed: openness office.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    if call.published_seq is None:
        raise NotYetPublishedError
    if call.representatives_seq is not None:
        raise SignUpsSettledError
    method = _method_of_invited(session, call, invited)
    person = Representative(
        call_id=call.id,
        position=next_position(session, call),
        standing=invited.standing,
        method=method,
        name=invited.name.strip(),
        consent_publish=invited.consent_publish,
        gender=invited.gender.value if invited.gender else "",
        category=invited.category,
        area=invited.area.strip(),
        remark=invited.remark,
    )
    session.add(person)
    audit.log(session, actor, "attendance.add_representative", call.code, now=now, position=person.position)
    session.flush()
    return person


def _method_of_invited(session: Session, call: AttendanceCall, invited: Invited) -> SelectionMethod | None:
    """Return how somebody without a sign-up was found: by the call's own way, or for a seat apart."""
    if call.method not in OPEN_METHODS:
        return None
    parts = read_reserved(call.reserved)
    if not parts:
        raise _refused([Message(N_("本次代表须从报名人中产生。"))])
    if invited.standing is not Standing.MEMBER:
        raise _refused([Message(N_("单列席位只登记正式代表，候补代表从报名人中产生。"))])
    method = invited.method or parts[0].method
    seats = sum(part.seats for part in parts if part.method is method)
    filled = sum(
        person.method is method and person.absence is None for person in list_representatives(session, call)
    )
    if filled >= seats:
        text = N_("公告单列的席位中，以这种方式产生的有 %(seats)d 名，已经登记满。")
        raise _refused([Message(text, {"seats": seats})])
    return method


def submit_representatives(
    session: Session, call: AttendanceCall, *, actor: Actor, now: datetime, reason: str = ""
) -> Submission:
    """Hand the list of representatives to a second person; a changed list needs the reason of its change.

    Raises: NotAllowedError, NoRepresentativesError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: openness office.
    Source: R13 (the list is published in advance), R29.
    """
    require(may_handle_sign_ups(actor))
    if not list_representatives(session, call):
        raise NoRepresentativesError
    return hand_in(
        session,
        REPRESENTATIVES,
        call,
        representatives_payload(session, call, civil_day(now)),
        title=f"列席代表名单：{call.decision.title}",
        actor=actor,
        now=now,
        corrects=call.representatives_seq,
        reason=reason,
    )


def approve_representatives(
    session: Session, call: AttendanceCall, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish the list: whole names where consented, masked ones elsewhere.

    Raises: NotAllowedError, SamePersonError, SubmissionNotFoundError, ChangedSinceSubmissionError.
    Writes: attendance_calls, submissions, the record (representatives), audit_entries.
    Allowed: openness office, another person than the one who submitted it.
    Source: R29; RULES "Personal data".
    """
    require(may_approve_call(actor))
    submission = get_submission_of(session, REPRESENTATIVES, call, submission_id)
    payload = representatives_payload(session, call, occurred_on_of(submission))
    entry = record.approve(session, submission.id, payload=payload, actor=actor, now=now)
    call.representatives_seq = entry.seq
    for person in list_representatives(session, call):
        if person.standing is Standing.MEMBER or person.called_up_at is not None:
            offer_seat(session, call, person, now)
    session.flush()
    return entry


def offer_seat(session: Session, call: AttendanceCall, person: Representative, now: datetime) -> None:
    """Offer a seat to whoever has one and was not asked yet.

    Writes: representatives.
    """
    if person.absence is None and person.answer_by is None and person.confirmed_at is None:
        meeting = find_meeting(session, call.decision_id)
        person.answer_by = answer_by(now, meeting.planned_on if meeting else None)


def send_back_representatives(
    session: Session, call: AttendanceCall, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return the list to whoever submitted it, saying what is to be mended.

    Raises: NotAllowedError, SubmissionNotFoundError, ReasonMissingError.
    Writes: submissions, audit_entries.
    Allowed: openness office.
    """
    require(may_approve_call(actor))
    get_submission_of(session, REPRESENTATIVES, call, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def mark_absent(session: Session, person: Representative, kind: Absence, *, now: datetime) -> None:
    """Note that somebody chosen does not come. Raises: AlreadyAbsentError."""
    if person.absence is not None:
        raise AlreadyAbsentError
    person.absence, person.absent_since = kind, now
    session.flush()


def call_up_alternate(session: Session, call: AttendanceCall, now: datetime) -> Representative | None:
    """Give a vacant seat to the first alternate who can still come, where there was no draw."""
    for person in list_representatives(session, call):
        waits = person.standing is Standing.ALTERNATE and person.called_up_at is None
        if waits and person.absence is None:
            person.called_up_at = now
            session.flush()
            return person
    return None


def record_attendance(
    session: Session, call: AttendanceCall, present: Collection[int], *, actor: Actor, now: datetime
) -> int:
    """Note who sat in on the meeting, and return how many did.

    Shape:  ids of representatives; everybody else did not come.
    Raises: NotAllowedError, NoRepresentativesError, MeetingNotHeldError.
    Writes: representatives, attendance_traces, audit_entries.
    Allowed: openness office, the lead unit's drafter.
    Source: R21.
    """
    require(may_prepare_statements(actor, call.decision))
    people = list_representatives(session, call)
    if not people:
        raise NoRepresentativesError
    meeting = find_meeting(session, call.decision_id)
    if meeting is None or meeting.held_on is None or meeting.held_on > civil_day(now):
        raise MeetingNotHeldError
    for person in people:
        person.attended = person.id in present
    keep_traces(session, call, people, meeting.held_on)
    count = sum(bool(person.attended) for person in people)
    audit.log(session, actor, "attendance.record_attendance", call.code, now=now, attended=count)
    session.flush()
    return count


def representative_of(sign_up: SignUp, position: int, standing: Standing) -> Representative:
    """Return a representative who signed up, with what the list needs of the sign-up."""
    return Representative(
        call_id=sign_up.call_id,
        sign_up_id=sign_up.id,
        position=position,
        standing=standing,
        name=sign_up.name,
        consent_publish=sign_up.consent_publish,
        gender=sign_up.gender,
        category=sign_up.category,
        area=sign_up.area,
        remark="",
    )


def require_unchosen(session: Session, call: AttendanceCall) -> None:
    """Refuse when somebody who signed up was chosen already. Raises: SignUpsSettledError."""
    if has_chosen(session, call):
        raise SignUpsSettledError


def next_position(session: Session, call: AttendanceCall) -> int:
    """Return the place in the list after everybody listed so far: seats apart may be filled before."""
    taken = select(func.max(Representative.position)).where(Representative.call_id == call.id)
    return (session.scalar(taken) or 0) + 1


def _forget_choice(session: Session, call: AttendanceCall) -> None:
    if call.representatives_seq is not None:
        raise SignUpsSettledError
    session.execute(
        delete(Representative).where(
            Representative.call_id == call.id, Representative.sign_up_id.is_not(None)
        )
    )


def _require_fitting(
    call: AttendanceCall, sign_ups: dict[int, SignUp], members: Sequence[int], alternates: Sequence[int]
) -> None:
    chosen = [*members, *alternates]
    problems = []
    if len(members) != call.seats:
        text = N_("公告名额为正式代表 %(wanted)d 名，选了 %(found)d 名。")
        problems.append(Message(text, {"wanted": call.seats, "found": len(members)}))
    if len(alternates) > call.alternates:
        text = N_("公告名额为候补代表 %(wanted)d 名，选了 %(found)d 名。")
        problems.append(Message(text, {"wanted": call.alternates, "found": len(alternates)}))
    if len(set(chosen)) < len(chosen):
        problems.append(Message(N_("同一人不能选两次。")))
    eligible = [sign_ups[item].eligibility is Eligibility.ELIGIBLE for item in chosen if item in sign_ups]
    if len(eligible) < len(chosen) or not all(eligible):
        problems.append(Message(N_("只能从资格核对为“符合条件”的报名人中选。")))
    if problems:
        raise _refused(problems)


def _require_scored(call: AttendanceCall, sign_ups: Iterable[SignUp]) -> None:
    """Where criteria were published, everybody who could be chosen has their points first."""
    criteria = read_criteria(call.criteria)
    unscored = [
        item
        for item in sign_ups
        if item.eligibility is Eligibility.ELIGIBLE and any(score_problems(criteria, item.scores))
    ]
    if unscored:
        text = N_("还有 %(count)d 份报名没有按公布的标准评分。")
        raise _refused([Message(text, {"count": len(unscored)})])


def _refused(messages: list[Message]) -> SelectionRefusedError:
    return SelectionRefusedError(count=len(messages), problems=[Problem(message) for message in messages])

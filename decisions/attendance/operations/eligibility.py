"""Who of those who signed up is eligible: the rules propose, a person confirms or overrides with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from decisions.attendance.errors import ReasonNeededError, SignUpNotFoundError
from decisions.attendance.models import AttendanceCall
from decisions.attendance.operations.gates import require_closed, require_unsettled
from decisions.attendance.permissions import may_handle_sign_ups
from decisions.attendance.queries import lock_call
from decisions.attendance.queries.eligibility import list_proposals
from decisions.attendance.rules import CAUSE_LABELS, Cause, Eligibility
from decisions.attendance.rules.eligibility import Proposal
from decisions.services import audit
from decisions.services.actor import Actor, require


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a sign-up; the reason may be left out where the rules, or the cause, give one."""

    eligible: bool
    reason: str = ""
    cause: Cause | None = None


def check_eligibility(
    session: Session,
    call: AttendanceCall,
    verdicts: Mapping[int, Verdict],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Confirm or override what the rules propose for these sign-ups, and return how many were settled.

    Shape:  verdicts by the sign-up's id. A verdict that differs from the rules needs a reason.
    Raises: NotAllowedError, SignUpsStillOpenError, SignUpsSettledError, SignUpNotFoundError,
            ReasonNeededError.
    Writes: sign_ups, audit_entries.
    Allowed: openness office, once sign-up is over and before the pool is settled.
    """
    require(may_handle_sign_ups(actor))
    lock_call(session, call)
    require_closed(call, now)
    require_unsettled(session, call)
    proposals = {sign_up.id: (sign_up, proposal) for sign_up, proposal in list_proposals(session, call)}
    for sign_up_id, verdict in verdicts.items():
        if sign_up_id not in proposals:
            raise SignUpNotFoundError
        sign_up, proposal = proposals[sign_up_id]
        sign_up.eligibility = Eligibility.ELIGIBLE if verdict.eligible else Eligibility.INELIGIBLE
        sign_up.eligibility_reason = _reason_of(verdict, proposal)
        sign_up.eligibility_cause = None if verdict.eligible else _cause_of(verdict, proposal)
        audit.log(
            session,
            actor,
            "attendance.check_eligibility",
            call.code,
            now=now,
            receipt=sign_up.receipt,
            verdict=sign_up.eligibility.value,
            proposed=proposal.verdict.value,
        )
    session.flush()
    return len(verdicts)


def accept_proposals(session: Session, call: AttendanceCall, *, actor: Actor, now: datetime) -> int:
    """Confirm every proposal that leaves nothing to a person, and return how many sign-ups were settled.

    Raises: NotAllowedError, SignUpsStillOpenError, SignUpsSettledError.
    Writes: sign_ups, audit_entries.
    Allowed: openness office, once sign-up is over and before the pool is settled.
    """
    certain = {
        sign_up.id: Verdict(eligible=proposal.verdict is Eligibility.ELIGIBLE)
        for sign_up, proposal in list_proposals(session, call)
        if sign_up.eligibility is Eligibility.PENDING and proposal.verdict is not Eligibility.PENDING
    }
    return check_eligibility(session, call, certain, actor=actor, now=now)


def _reason_of(verdict: Verdict, proposal: Proposal) -> str:
    """Return the reason typed, or the rules' own; what neither gives is asked for."""
    if verdict.reason.strip():
        return verdict.reason.strip()
    if not verdict.eligible and verdict.cause not in {None, Cause.OTHER}:
        return CAUSE_LABELS[_cause_of(verdict, proposal)]
    said = Eligibility.ELIGIBLE if verdict.eligible else Eligibility.INELIGIBLE
    if said is not proposal.verdict:
        raise ReasonNeededError(field="reason")
    return str(proposal.reason) if proposal.reason else ""


def _cause_of(verdict: Verdict, proposal: Proposal) -> Cause:
    return verdict.cause or proposal.cause or Cause.OTHER

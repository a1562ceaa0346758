"""What a draw is made from, and how far its preparation has come."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from decisions.attendance.models import AttendanceCall, DrawPreparation, Objection, SignUp
from decisions.attendance.queries import age_reference_of
from decisions.attendance.rules import Eligibility, PreparationOutcome
from decisions.attendance.rules.quotas import Attribute, Facts, groups_of, read_quotas, rule_quotas


def pool_rows(session: Session, call: AttendanceCall) -> list[dict[str, str]]:
    """Return what goes into pool.csv: receipt and quota groups of each eligible sign-up, and nothing else."""
    quotas = read_quotas(call.quotas)
    reference_on = age_reference_of(call)
    # A hundred thousand months of birth take seconds to decrypt: only where a quota asks for them.
    born = SignUp.born if any(quota.attribute is Attribute.AGE for quota in quotas) else literal("")
    found = (
        select(SignUp.receipt, SignUp.category, SignUp.gender, born, SignUp.area)
        .where(SignUp.call_id == call.id, SignUp.eligibility == Eligibility.ELIGIBLE)
        .order_by(SignUp.receipt)
    )
    return [
        {"id": receipt, **groups_of(Facts(category, gender, month, area), quotas, reference_on)}
        for receipt, category, gender, month, area in session.execute(found)
    ]


def rule_of(call: AttendanceCall) -> dict[str, Any]:
    """Return what goes into rule.json, but for the instant of freezing."""
    return {
        "seats": call.seats,
        "alternates": call.alternates,
        "quotas": rule_quotas(read_quotas(call.quotas), call.seats),
        "sources": call.draw_sources,
        "fallback": call.draw_fallback,
    }


def list_preparations(session: Session, call: AttendanceCall) -> Sequence[DrawPreparation]:
    """Return every attempt to prepare a call's draw, the latest in front."""
    found = select(DrawPreparation).where(DrawPreparation.call_id == call.id)
    return session.scalars(found.order_by(DrawPreparation.id.desc())).all()


def find_ready_preparation(session: Session, call: AttendanceCall) -> DrawPreparation | None:
    """Return the latest attempt, where it found a lottery."""
    latest = next(iter(list_preparations(session, call)), None)
    return latest if latest is not None and latest.outcome is PreparationOutcome.READY else None


def count_open_objections(session: Session, call: AttendanceCall) -> int:
    """Return how many objections of a call wait for their answer."""
    found = (
        select(func.count())
        .select_from(Objection)
        .join(SignUp, Objection.sign_up_id == SignUp.id)
        .where(SignUp.call_id == call.id, Objection.answered_at.is_(None), SignUp.erased_at.is_(None))
    )
    return session.scalar(found) or 0

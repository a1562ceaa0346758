"""The points of a risk assessment (R17)."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.procedure.models import RiskPoint
from decisions.procedure.permissions import may_prepare
from decisions.procedure.rules.risks import RiskFacts, check_risk
from decisions.services import audit
from decisions.services.actor import Actor, require


def add_risk(
    session: Session, decision: Decision, facts: RiskFacts, *, actor: Actor, now: datetime
) -> RiskPoint:
    """Enter a risk point.

    Raises: NotAllowedError, MeasuresMissingError.
    Writes: risk_points, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 22-24 (R17).
    """
    require(may_prepare(actor, decision))
    risk = RiskPoint(decision=decision)
    _enter(risk, facts)
    session.add(risk)
    session.flush()
    _log(session, risk, "procedure.add_risk", actor, now)
    return risk


def update_risk(
    session: Session, risk: RiskPoint, facts: RiskFacts, *, actor: Actor, now: datetime
) -> RiskPoint:
    """Assess a risk point anew, as after measures were taken.

    Raises: NotAllowedError, MeasuresMissingError.
    Writes: risk_points, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, risk.decision))
    _enter(risk, facts)
    session.flush()
    _log(session, risk, "procedure.update_risk", actor, now)
    return risk


def remove_risk(session: Session, risk: RiskPoint, *, actor: Actor, now: datetime) -> None:
    """Take back a point that was entered by mistake.

    Raises: NotAllowedError.
    Writes: risk_points, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, risk.decision))
    _log(session, risk, "procedure.remove_risk", actor, now)
    session.delete(risk)
    session.flush()


def _enter(risk: RiskPoint, facts: RiskFacts) -> None:
    check_risk(facts)
    risk.description, risk.level = facts.description.strip(), facts.level
    risk.is_controllable, risk.measures = facts.is_controllable, facts.measures.strip()


def _log(session: Session, risk: RiskPoint, action: str, actor: Actor, now: datetime) -> None:
    """Note the verdict too: that a risk became controllable is what the gate of the meeting turns on."""
    audit.log(
        session,
        actor,
        action,
        risk.decision.code,
        now=now,
        risk=risk.id,
        level=risk.level,
        controllable=risk.is_controllable,
    )

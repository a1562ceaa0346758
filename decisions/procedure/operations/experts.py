"""The experts of an argumentation: entered, declared, heard (R16)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.procedure.models import Expert
from decisions.procedure.permissions import may_prepare
from decisions.procedure.rules.experts import Conflict, check_expert
from decisions.services import audit
from decisions.services.actor import Actor, require


@dataclass(frozen=True, slots=True)
class ExpertDraft:
    """What the desk enters about an expert."""

    name: str
    field: str
    affiliation: str = ""
    role: str = ""
    conflict: Conflict = Conflict.UNDECLARED
    conflict_note: str = ""
    declared_on: date | None = None
    opinion_on: date | None = None
    consents_name: bool = False


def add_expert(
    session: Session, decision: Decision, draft: ExpertDraft, *, actor: Actor, now: datetime
) -> Expert:
    """Put an expert on the list.

    Raises: NotAllowedError, DeclarationDateMissingError, DateInFutureError.
    Writes: experts, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 19-21 (R16).
    """
    require(may_prepare(actor, decision))
    expert = Expert(decision=decision)
    _enter(expert, draft, civil_day(now))
    session.add(expert)
    session.flush()
    audit.log(session, actor, "procedure.add_expert", decision.code, now=now, expert=expert.id)
    return expert


def update_expert(
    session: Session, expert: Expert, draft: ExpertDraft, *, actor: Actor, now: datetime
) -> Expert:
    """Change what is known of an expert: the declaration, the day of the signed opinion, the consent.

    Raises: NotAllowedError, DeclarationDateMissingError, DateInFutureError.
    Writes: experts, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, expert.decision))
    _enter(expert, draft, civil_day(now))
    session.flush()
    audit.log(
        session,
        actor,
        "procedure.update_expert",
        expert.decision.code,
        now=now,
        expert=expert.id,
        conflict=draft.conflict,
    )
    return expert


def remove_expert(session: Session, expert: Expert, *, actor: Actor, now: datetime) -> None:
    """Take an expert off the list who did not take part after all.

    Raises: NotAllowedError.
    Writes: experts, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, expert.decision))
    audit.log(session, actor, "procedure.remove_expert", expert.decision.code, now=now, expert=expert.id)
    session.delete(expert)
    session.flush()


def _enter(expert: Expert, draft: ExpertDraft, today: date) -> None:
    check_expert(draft.conflict, draft.declared_on, draft.opinion_on, today)
    expert.name, expert.field = draft.name.strip(), draft.field.strip()
    expert.affiliation, expert.role = draft.affiliation.strip(), draft.role.strip()
    expert.conflict, expert.conflict_note = draft.conflict, draft.conflict_note.strip()
    expert.declared_on = None if draft.conflict is Conflict.UNDECLARED else draft.declared_on
    expert.opinion_on = draft.opinion_on
    expert.consents_name = draft.consents_name

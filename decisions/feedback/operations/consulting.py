"""Asking another unit for its view on an opinion or a topic, and giving it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Staff, Unit
from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.feedback.errors import (
    ViewAskedAlreadyError,
    ViewEmptyError,
    ViewSettledError,
    ViewUnitUnsuitableError,
)
from decisions.feedback.models import Topic, ViewRequest
from decisions.feedback.permissions import may_answer, may_give_view
from decisions.feedback.rules.views import MAX_WORKING_DAYS
from decisions.services import audit
from decisions.services.actor import Actor, Role, require
from decisions.services.outbox import queue_message
from decisions.services.titles import bare_title


def ask_for_view(
    session: Session,
    decision: Decision,
    about: Opinion | Topic,
    *,
    unit_id: int,
    question: str,
    working_days: int,
    portal_url: str,
    actor: Actor,
    now: datetime,
) -> ViewRequest:
    """Ask another unit for its view; its drafters and approvers are told by mail and at their desk.

    Units:  working_days counts working days after today.
    Raises: ViewUnitUnsuitableError, ViewEmptyError, ViewAskedAlreadyError, NotAllowedError.
    Writes: view_requests, outbox_messages, audit_entries.
    Allowed: drafter of the lead unit.
    """
    require(may_answer(actor, decision))
    unit = session.get(Unit, unit_id)
    if unit is None or unit.id == decision.lead_unit_id:
        raise ViewUnitUnsuitableError(field="unit")
    if not question.strip():
        raise ViewEmptyError(field="question")
    _check_new(session, decision, about, unit)
    request = ViewRequest(
        decision=decision,
        opinion_id=about.id if isinstance(about, Opinion) else None,
        topic_id=about.id if isinstance(about, Topic) else None,
        unit=unit,
        question=question.strip(),
        working_days=max(1, min(working_days, MAX_WORKING_DAYS)),
        asked_by_name=actor.name,
        asked_at=now,
        view="",
        answered_by_name="",
    )
    session.add(request)
    session.flush()
    _tell(
        session,
        unit.id,
        key=f"view-asked/{request.id}",
        subject=f"请回复意见征询：{bare_title(decision.title)}",
        body=f"{actor.name}就《{bare_title(decision.title)}》收到的公众意见征询贵单位意见，"
        f"请在 {request.working_days} 个工作日内回复（当日不计入）。\n\n"
        f"{request.question}\n\n{portal_url}/desk/feedback/views/{request.id}\n",
        now=now,
    )
    audit.log(
        session, actor, "feedback.ask_for_view", decision.code, now=now, request=request.id, unit=unit.name
    )
    return request


def _check_new(session: Session, decision: Decision, about: Opinion | Topic, unit: Unit) -> None:
    """Refuse to ask twice; the decision's row is locked, so that two people can't at the same moment."""
    session.refresh(decision, with_for_update={"of": Decision})
    is_opinion = isinstance(about, Opinion)
    same = select(ViewRequest.id).where(
        (ViewRequest.opinion_id if is_opinion else ViewRequest.topic_id) == about.id,
        ViewRequest.unit_id == unit.id,
        ViewRequest.answered_at.is_(None),
        ViewRequest.withdrawn_at.is_(None),
    )
    if session.scalar(same.limit(1)) is not None:
        raise ViewAskedAlreadyError(field="unit", unit=unit.name)


def give_view(
    session: Session, request: ViewRequest, view: str, *, portal_url: str, actor: Actor, now: datetime
) -> ViewRequest:
    """Answer what was asked; whether that was in time follows from the two moments for ever.

    Raises: ViewEmptyError, ViewSettledError, NotAllowedError.
    Writes: view_requests, outbox_messages, audit_entries.
    Allowed: members of the unit that was asked.
    """
    require(may_give_view(actor, request))
    _check_open(session, request)
    if not view.strip():
        raise ViewEmptyError(field="view")
    request.view = view.strip()
    request.answered_by_name, request.answered_at = actor.name, now
    session.flush()
    decision = request.decision
    if decision.lead_unit_id is not None:
        _tell(
            session,
            decision.lead_unit_id,
            key=f"view-given/{request.id}",
            subject=f"{request.unit.name}已回复意见征询：{bare_title(decision.title)}",
            body=f"{request.view}\n\n{portal_url}/desk/feedback/views/{request.id}\n",
            now=now,
        )
    audit.log(session, actor, "feedback.give_view", decision.code, now=now, request=request.id)
    return request


def withdraw_view_request(
    session: Session, request: ViewRequest, *, actor: Actor, now: datetime
) -> ViewRequest:
    """Take a question back that nobody answered.

    Raises: ViewSettledError, NotAllowedError.
    Writes: view_requests, audit_entries.
    Allowed: drafter of the lead unit.
    """
    require(may_answer(actor, request.decision))
    _check_open(session, request)
    request.withdrawn_at = now
    session.flush()
    audit.log(
        session, actor, "feedback.withdraw_view_request", request.decision.code, now=now, request=request.id
    )
    return request


def _check_open(session: Session, request: ViewRequest) -> None:
    session.refresh(request, with_for_update={"of": ViewRequest})
    if request.answered_at is not None or request.withdrawn_at is not None:
        raise ViewSettledError


def _tell(session: Session, unit_id: int, *, key: str, subject: str, body: str, now: datetime) -> None:
    """Queue one message to each drafter and approver of a unit."""
    for person in session.scalars(select(Staff).where(Staff.unit_id == unit_id, Staff.active)).unique():
        if {role.name for role in person.roles} & {Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS}:
            queue_message(
                session,
                dedupe_key=f"{key}/{person.id}",
                recipient=person.email,
                subject=subject,
                body=body,
                now=now,
            )

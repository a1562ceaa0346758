"""Views that units ask each other for: beside an opinion, at the desk of the one asked, for reminders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions import law
from decisions.accounts.models import Unit
from decisions.clock import civil_day
from decisions.feedback.errors import ViewRequestNotFoundError
from decisions.feedback.models import ViewRequest
from decisions.feedback.rules.views import view_duty
from decisions.services.duties import Duty
from decisions.services.working_days.store import load_calendar


@dataclass(frozen=True, slots=True)
class AskedView:
    """A request with how its date stands; its state follows from what was done, never from a job."""

    request: ViewRequest
    duty: Duty

    @property
    def is_open(self) -> bool:
        """Whether the view is still awaited."""
        return self.request.answered_at is None and self.request.withdrawn_at is None


def _assessed(session: Session, requests: Iterable[ViewRequest], today: date) -> list[AskedView]:
    calendar = load_calendar(session)
    return [
        AskedView(
            request,
            view_duty(
                calendar,
                law.COUNTING_SOURCE,
                subject=f"{request.decision.code}/{request.id}",
                asked_on=civil_day(request.asked_at),
                working_days=request.working_days,
                answered_on=civil_day(request.answered_at) if request.answered_at else None,
                today=today,
            ),
        )
        for request in requests
    ]


def list_views_on(
    session: Session, *, today: date, opinion_id: int | None = None, topic_id: int | None = None
) -> list[AskedView]:
    """Return what was asked about an opinion or the topic that answers for it, oldest first."""
    wanted = []
    if opinion_id is not None:
        wanted.append(ViewRequest.opinion_id == opinion_id)
    if topic_id is not None:
        wanted.append(ViewRequest.topic_id == topic_id)
    if not wanted:
        return []
    condition = wanted[0] if len(wanted) == 1 else wanted[0] | wanted[1]
    found = select(ViewRequest).where(condition, ViewRequest.withdrawn_at.is_(None))
    return _assessed(session, session.scalars(found.order_by(ViewRequest.id)).unique(), today)


def list_open_views(session: Session, today: date, unit_id: int | None = None) -> list[AskedView]:
    """Return every view that is still awaited, of one unit or of all, the oldest first."""
    found = select(ViewRequest).where(ViewRequest.answered_at.is_(None), ViewRequest.withdrawn_at.is_(None))
    if unit_id is not None:
        found = found.where(ViewRequest.unit_id == unit_id)
    return _assessed(session, session.scalars(found.order_by(ViewRequest.id)).unique(), today)


def list_views_of_unit(
    session: Session, unit_id: int | None, today: date, *, limit: int
) -> tuple[list[AskedView], list[AskedView]]:
    """Return the views asked of a unit, and those it asked for, withdrawn ones left out; newest first."""
    standing = select(ViewRequest).where(ViewRequest.withdrawn_at.is_(None)).order_by(ViewRequest.id.desc())
    of_it = session.scalars(standing.where(ViewRequest.unit_id == unit_id).limit(limit)).unique().all()
    by_it = standing.where(ViewRequest.decision.has(lead_unit_id=unit_id)).limit(limit)
    return (
        _assessed(session, of_it, today),
        _assessed(session, session.scalars(by_it).unique().all(), today),
    )


def get_view_request(session: Session, request_id: int, today: date) -> AskedView:
    """Return a request. Raises: ViewRequestNotFoundError."""
    request = session.get(ViewRequest, request_id)
    if request is None or request.withdrawn_at is not None:
        raise ViewRequestNotFoundError
    return _assessed(session, [request], today)[0]


def list_other_units(session: Session, unit_id: int | None) -> Sequence[Unit]:
    """Return the units that can be asked: all but the one that asks."""
    return session.scalars(select(Unit).where(Unit.id != unit_id).order_by(Unit.name)).all()


def list_asked_units(session: Session, decision_id: int) -> Sequence[Unit]:
    """Return the units that were asked about a decision's opinions."""
    asked = select(ViewRequest.unit_id).where(
        ViewRequest.decision_id == decision_id, ViewRequest.withdrawn_at.is_(None)
    )
    return session.scalars(select(Unit).where(Unit.id.in_(asked)).order_by(Unit.name)).all()

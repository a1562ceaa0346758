"""Reading units and staff."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Staff, Unit
from decisions.errors import NotFoundError


def find_unit(session: Session, name: str) -> Unit | None:
    """Return the unit of this name."""
    return session.scalar(select(Unit).where(Unit.name == name))


def list_staff(session: Session) -> Sequence[Staff]:
    """Return all staff by unit and name."""
    return session.scalars(select(Staff).join(Unit).order_by(Unit.name, Staff.name)).unique().all()


def get_staff(session: Session, staff_id: int) -> Staff:
    """Return an account. Raises: NotFoundError."""
    person = session.get(Staff, staff_id)
    if person is None:
        raise NotFoundError
    return person


def find_staff(session: Session, email: str) -> Staff | None:
    """Return whoever signs in under this address."""
    return session.scalar(select(Staff).where(Staff.email == email))

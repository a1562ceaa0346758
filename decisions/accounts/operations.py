"""Verbs of accounts: add units and staff, switch an account off and on."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Staff, StaffRole, Unit
from decisions.accounts.queries import find_staff, find_unit
from decisions.accounts.rules import AccountExistsError, OwnAccountError, check_password, checked_email
from decisions.services import audit
from decisions.services.actor import Actor, Role


def ensure_unit(session: Session, name: str, *, actor: Actor, now: datetime) -> Unit:
    """Return the unit of this name, added when it is new.

    Writes: units, audit_entries.
    """
    unit = find_unit(session, name)
    if unit is None:
        unit = Unit(name=name)
        session.add(unit)
        session.flush()
        audit.log(session, actor, "accounts.add_unit", name, now=now)
    return unit


def create_staff(
    session: Session,
    *,
    email: str,
    name: str,
    unit_name: str,
    roles: Iterable[Role],
    password: str,
    hash_password: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> Staff:
    """Add an account.

    Shape:  hash_password is the sign-in library's, handed in by the edge.
    Raises: EmailInvalidError, PasswordTooShortError, AccountExistsError.
    Writes: staff, staff_roles, roles, units, audit_entries.
    Allowed: administrator.
    """
    email = checked_email(email)
    check_password(password)
    if find_staff(session, email) is not None:
        raise AccountExistsError(field="email", email=email)
    unit = ensure_unit(session, unit_name, actor=actor, now=now)
    staff = Staff(
        email=email,
        name=name,
        unit_id=unit.id,
        password=hash_password(password),
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        created_at=now,
        roles=[_ensure_role(session, role) for role in sorted(set(roles))],
    )
    session.add(staff)
    session.flush()
    audit.log(session, actor, "accounts.create_staff", f"staff/{staff.id}", now=now)
    return staff


def change_password(
    session: Session,
    staff: Staff,
    *,
    password: str,
    hash_password: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> None:
    """Set a new password; every session signed in with the old one ends.

    Raises: PasswordTooShortError.
    Writes: staff, audit_entries.
    Allowed: the person, once the current password was shown.
    """
    check_password(password)
    staff.password = hash_password(password)
    staff.fs_uniquifier = uuid.uuid4().hex
    audit.log(session, actor, "accounts.change_password", f"staff/{staff.id}", now=now)
    session.flush()


def switch_staff(session: Session, staff: Staff, *, active: bool, actor: Actor, now: datetime) -> None:
    """Switch an account off or on; switching off ends its sessions at once.

    Raises: OwnAccountError: nobody locks themselves out.
    Writes: staff, audit_entries.
    Allowed: administrator.
    """
    if staff.id == actor.id:
        raise OwnAccountError
    staff.active = active
    staff.fs_uniquifier = uuid.uuid4().hex
    audit.log(session, actor, "accounts.switch_staff", f"staff/{staff.id}", now=now, active=active)
    session.flush()


def _ensure_role(session: Session, role: Role) -> StaffRole:
    found = session.scalar(select(StaffRole).where(StaffRole.name == role))
    if found is None:
        found = StaffRole(name=role, description="")
        session.add(found)
    return found

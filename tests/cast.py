"""The cast: one person per role with fixed rights, the same in every test. Posts, not names."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask_security import hash_password
from sqlalchemy.orm import Session

from decisions.accounts.operations import create_staff
from decisions.services.actor import SYSTEM, Actor, Role

PASSWORD = "correct horse battery"
UNIT = "区建交委"
OTHER_UNIT = "区民政局"
OPENNESS_UNIT = "区政务公开办"

POSTS = {
    "drafter": (UNIT, (Role.DRAFTER,)),
    "approver": (UNIT, (Role.APPROVER,)),
    "other_drafter": (OTHER_UNIT, (Role.DRAFTER,)),
    "other_approver": (OTHER_UNIT, (Role.APPROVER,)),
    "openness": (OPENNESS_UNIT, (Role.OPENNESS,)),
    "openness_second": (OPENNESS_UNIT, (Role.OPENNESS,)),
    "justice": ("区司法局", (Role.JUSTICE,)),
    "administrator": ("区政府办", (Role.ADMINISTRATOR,)),
}


@dataclass(frozen=True)
class Cast:
    """Everybody, as operations take them."""

    drafter: Actor
    approver: Actor
    other_drafter: Actor
    other_approver: Actor
    openness: Actor
    openness_second: Actor
    justice: Actor
    administrator: Actor


def email_of(post: str) -> str:
    return f"{post}@example.cn"


def enter(session: Session) -> Cast:
    """Create everybody's account (inside an app context) and return them."""
    now = datetime(2025, 12, 1, tzinfo=UTC)
    people = {}
    for post, (unit, roles) in POSTS.items():
        staff = create_staff(
            session,
            email=email_of(post),
            name=f"{unit}{post}",
            unit_name=unit,
            roles=roles,
            password=PASSWORD,
            hash_password=hash_password,
            actor=SYSTEM,
            now=now,
        )
        people[post] = staff.as_actor()
    session.commit()
    return Cast(**people)

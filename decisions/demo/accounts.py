"""The accounts of the demonstration: posts, not people; one password, printed to everyone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_security import hash_password
from sqlalchemy.orm import Session

from decisions.accounts.operations import create_staff
from decisions.accounts.queries import find_staff
from decisions.services.actor import SYSTEM, Actor, Role

PASSWORD = "demo-2026-canyu"


@dataclass(frozen=True, slots=True)
class Post:
    """One account: the part before the @, what it is called, its unit and role."""

    key: str
    name: str
    unit: str
    role: Role

    @property
    def email(self) -> str:
        """The address one signs in with."""
        return f"{self.key}@example.cn"


POSTS = (
    Post("gongkai1", "政务公开办经办", "区政务公开办", Role.OPENNESS),
    Post("gongkai2", "政务公开办审核", "区政务公开办", Role.OPENNESS),
    Post("jianjiao1", "建交委经办", "区建交委", Role.DRAFTER),
    Post("jianjiao2", "建交委审核", "区建交委", Role.APPROVER),
    Post("minzheng1", "民政局经办", "区民政局", Role.DRAFTER),
    Post("minzheng2", "民政局审核", "区民政局", Role.APPROVER),
    Post("shengtai1", "生态环境局经办", "区生态环境局", Role.DRAFTER),
    Post("shengtai2", "生态环境局审核", "区生态环境局", Role.APPROVER),
    Post("jiaoyu1", "教育局经办", "区教育局", Role.DRAFTER),
    Post("jiaoyu2", "教育局审核", "区教育局", Role.APPROVER),
    Post("sifa", "司法局审查", "区司法局", Role.JUSTICE),
    Post("admin", "系统管理员", "区政府办公室", Role.ADMINISTRATOR),
)


def open_accounts(session: Session, now: datetime) -> Mapping[str, Actor]:
    """Create the accounts that are missing and return all of them by key.

    Writes: staff, roles, units, audit_entries.
    """
    return {post.key: _open(session, post, now) for post in POSTS}


def _open(session: Session, post: Post, now: datetime) -> Actor:
    staff = find_staff(session, post.email) or create_staff(
        session,
        email=post.email,
        name=post.name,
        unit_name=post.unit,
        roles=[post.role],
        password=PASSWORD,
        hash_password=hash_password,
        actor=SYSTEM,
        now=now,
    )
    return staff.as_actor()

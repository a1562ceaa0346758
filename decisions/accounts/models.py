"""Tables of units, staff and roles. The only place where Flask-Security's classes are mixed in."""

from datetime import datetime

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.database import Base, UTCDateTime
from decisions.services.actor import Actor, Role

staff_roles = Table(
    "staff_roles",
    Base.metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("role_id", ForeignKey("roles.id"), primary_key=True),
)


class Unit(Base):
    """A body of government that undertakes decisions or watches over them."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class StaffRole(Base, RoleMixin):
    """A role as Flask-Security wants it; its name is a services.actor.Role."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(255), default="")
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))


class Staff(Base, UserMixin):
    """A member of staff with an account."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    unit: Mapped[Unit] = relationship(lazy="joined")
    roles: Mapped[list[StaffRole]] = relationship(  # type: ignore[assignment]  # the mixin says RoleMixin
        secondary=staff_roles, lazy="selectin"
    )

    def as_actor(self) -> Actor:
        """Return this person as operations take them."""
        roles = frozenset(Role(role.name) for role in self.roles)
        return Actor(id=self.id, name=self.name, unit_id=self.unit_id, roles=roles)

"""Tables of the yearly catalogue and of the decision that an item stands for.

A decision outlives its catalogue item: carried into the next year it keeps its row and its code.
Published versions are not here, they are entries of the record.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.accounts.models import Unit
from decisions.database import Base, Code, UTCDateTime


class CatalogueState(StrEnum):
    """Where a year's catalogue stands at the desk."""

    COMPILING = "compiling"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class Decision(Base):
    """One major decision, by the code under which the public knows it for ever."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    enterprise_related: Mapped[bool] = mapped_column(default=False)
    invites_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    lead_unit: Mapped[Unit | None] = relationship(lazy="joined")


class Catalogue(Base):
    """One year's catalogue as the desk works on it."""

    __tablename__ = "catalogues"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str] = mapped_column(String(100), default="")
    consent_number: Mapped[str] = mapped_column(String(100), default="")
    consent_on: Mapped[date | None]
    state: Mapped[CatalogueState] = mapped_column(Code(CatalogueState), default=CatalogueState.COMPILING)
    first_published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    items: Mapped[list["CatalogueItem"]] = relationship(
        back_populates="catalogue", order_by="CatalogueItem.number", cascade="all, delete-orphan"
    )


class CatalogueItem(Base):
    """One line of a year's catalogue; its terms are rules.Category and rules.ChangeKind codes."""

    __tablename__ = "catalogue_items"
    __table_args__ = (UniqueConstraint("catalogue_id", "decision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_id: Mapped[int] = mapped_column(ForeignKey("catalogues.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    category: Mapped[str | None] = mapped_column(String(30))
    lead_unit_name: Mapped[str] = mapped_column(String(100))
    partner_units: Mapped[list[str]] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(Text, default="")
    procedures: Mapped[list[str]] = mapped_column(JSON)
    planned_text: Mapped[str] = mapped_column(String(100), default="")
    planned_from: Mapped[date | None]
    planned_to: Mapped[date | None]
    hearing: Mapped[bool | None]
    invites_public: Mapped[bool | None]
    enterprise_related: Mapped[bool | None]
    change: Mapped[str] = mapped_column(String(20))
    change_note: Mapped[str] = mapped_column(String(200), default="")

    catalogue: Mapped[Catalogue] = relationship(back_populates="items")
    decision: Mapped[Decision] = relationship(lazy="joined")

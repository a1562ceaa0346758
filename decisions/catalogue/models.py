"""Tables of the yearly catalogue and of the decision that an item stands for.

A decision outlives its catalogue item: carried into the next year it keeps its row and its code.
Published versions are not here, they are entries of the record.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from decisions.accounts.models import Unit
from decisions.catalogue.rules import CatalogueState
from decisions.catalogue.rules.items import Item, item_from_json, item_json
from decisions.catalogue.rules.proposals import Act, Exclusion, ProposalState, Verdict
from decisions.database import Base, Code, UTCDateTime
from decisions.services.storage import StoredFile


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

    @property
    def following_number(self) -> int:
        """The number of the next item."""
        return max((line.number for line in self.items), default=0) + 1


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

    def as_item(self) -> Item:
        """Return this line as the value that is compared and published."""
        return Item(
            number=self.number,
            title=self.title,
            code=self.decision.code,
            category=self.category or "",
            lead_unit=self.lead_unit_name,
            partner_units=tuple(self.partner_units),
            basis=self.basis,
            procedures=tuple(self.procedures),
            planned_text=self.planned_text,
            planned_from=self.planned_from,
            planned_to=self.planned_to,
            hearing=self.hearing,
            invites_public=self.invites_public,
            enterprise_related=self.enterprise_related,
            change=self.change,
            change_note=self.change_note,
        )

    def take(self, item: Item) -> None:
        """Say what the value says; which decision it is about does not change."""
        self.number = item.number
        self.title = item.title
        self.category = item.category or None
        self.lead_unit_name = item.lead_unit
        self.partner_units = list(item.partner_units)
        self.basis = item.basis
        self.procedures = list(item.procedures)
        self.planned_text = item.planned_text
        self.planned_from = item.planned_from
        self.planned_to = item.planned_to
        self.hearing = item.hearing
        self.invites_public = item.invites_public
        self.enterprise_related = item.enterprise_related
        self.change = item.change
        self.change_note = item.change_note


class CatalogueUpload(Base):
    """A spreadsheet that was uploaded to be previewed and then, once, imported."""

    __tablename__ = "catalogue_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    uploaded_by_name: Mapped[str] = mapped_column(String(100))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    imported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    file: Mapped[StoredFile] = relationship(lazy="joined")


class CatalogueProposal(Base):
    """What a unit proposes for a year's catalogue, from its first draft to the office's decision.

    The item is kept as one document: a draft may lack anything, and nobody searches in it.
    """

    __tablename__ = "catalogue_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    state: Mapped[ProposalState] = mapped_column(Code(ProposalState), default=ProposalState.DRAFT)
    exclusion: Mapped[Exclusion | None] = mapped_column(Code(Exclusion))
    matter: Mapped[dict[str, Any]] = mapped_column(JSON)
    verdict: Mapped[Verdict | None] = mapped_column(Code(Verdict))
    verdict_remark: Mapped[str] = mapped_column(Text, default="")
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_name: Mapped[str] = mapped_column(String(100))

    unit: Mapped[Unit] = relationship(lazy="joined")
    decision: Mapped[Decision | None] = relationship(lazy="joined")
    steps: Mapped[list["ProposalStep"]] = relationship(
        order_by="ProposalStep.id", cascade="all, delete-orphan"
    )

    @property
    def item(self) -> Item:
        """The proposed item; its number is still to be given."""
        return item_from_json(self.matter)

    @item.setter
    def item(self, item: Item) -> None:
        self.matter = item_json(item)


class ProposalStep(Base):
    """One act on a proposal, with the remark that the others read."""

    __tablename__ = "catalogue_proposal_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("catalogue_proposals.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_name: Mapped[str] = mapped_column(String(100))
    act: Mapped[Act] = mapped_column(Code(Act))
    remark: Mapped[str] = mapped_column(Text, default="")

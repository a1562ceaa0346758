"""Reading the standing pool: one entry by its receipt, and how many there are; no list of names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from decisions.attendance.models import PoolMember
from decisions.attendance.rules import RepresentativeCategory
from decisions.attendance.rules.pool import RECEIPT_PREFIX
from decisions.services.receipts import read_receipt


@dataclass(frozen=True, slots=True)
class PoolCounts:
    """How many people are in the pool: all of them, by category, and by area with the most in front."""

    total: int
    by_category: dict[RepresentativeCategory, int]
    by_area: tuple[tuple[str, int], ...]


def find_member_by_receipt(session: Session, typed: str) -> PoolMember | None:
    """Return the entry of a receipt code, however it was typed."""
    receipt = read_receipt(RECEIPT_PREFIX, typed)
    return session.scalar(select(PoolMember).where(PoolMember.receipt == receipt)) if receipt else None


def list_members(session: Session, today: date) -> Sequence[PoolMember]:
    """Return everybody whose consent lasts, one entry an address: the latest. For messages, not for pages."""
    found = select(PoolMember).where(_lasts(today)).order_by(PoolMember.id)
    return list({member.contact_index: member for member in session.scalars(found)}.values())


def count_members(session: Session, today: date) -> PoolCounts:
    """Return how many addresses are in the pool."""
    distinct = func.count(PoolMember.contact_index.distinct())
    columns = select(PoolMember.category, PoolMember.area, distinct).where(_lasts(today))
    by_category = dict.fromkeys(RepresentativeCategory, 0)
    by_area: dict[str, int] = {}
    for category, area, count in session.execute(columns.group_by(PoolMember.category, PoolMember.area)):
        by_category[category] += count
        by_area[area] = by_area.get(area, 0) + count
    return PoolCounts(
        total=session.scalar(select(distinct).where(_lasts(today))) or 0,
        by_category=by_category,
        by_area=tuple(sorted(by_area.items(), key=lambda item: (-item[1], item[0]))),
    )


def _lasts(today: date) -> ColumnElement[bool]:
    return and_(PoolMember.erased_at.is_(None), PoolMember.expires_on > today)

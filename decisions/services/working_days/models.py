"""The calendar years that an administrator added; the shipped ones are files and have no rows."""

from datetime import date, datetime
from typing import TypedDict

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from decisions.database import Base, UTCDateTime


class StoredDay(TypedDict):
    """A day that the notice names, as kept in the row."""

    date: str
    working: bool
    name: str


class CalendarYear(Base):
    """One year's notice and the days it names; it takes the place of a shipped table of that year."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notice_title: Mapped[str] = mapped_column(String(200))
    notice_number: Mapped[str] = mapped_column(String(100))
    notice_issued_on: Mapped[date]
    days: Mapped[list[StoredDay]] = mapped_column(JSON)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by: Mapped[str] = mapped_column(String(100))

"""Calendar years that an administrator adds: kept, prevailing over shipped ones, audited."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from decisions.database import Base
from decisions.services.actor import Actor, Role
from decisions.services.audit import AuditEntry
from decisions.services.working_days.arithmetic import NamedDay, Notice, YearTable
from decisions.services.working_days.models import CalendarYear
from decisions.services.working_days.store import add_year, load_calendar
from decisions.services.working_days.tables import shipped_calendar

TABLES = (CalendarYear.__tablename__, AuditEntry.__tablename__)
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ADMINISTRATOR = Actor(id=1, name="系统管理员", roles=frozenset({Role.ADMINISTRATOR}))
NOTICE = Notice("国务院办公厅关于2027年部分节假日安排的通知", "国办发明电〔2026〕9号", date(2026, 11, 3))
NEW_YEAR = NamedDay(date(2027, 1, 1), working=False, name="元旦")
MAKE_UP = NamedDay(date(2027, 1, 10), working=True, name="元旦")
TABLE = YearTable(2027, NOTICE, (NEW_YEAR, MAKE_UP))


@pytest.fixture
def calendar_session(tmp_path: Path) -> Iterator[Session]:
    engine = create_engine(f"sqlite:///{tmp_path / 'calendar.db'}")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[name] for name in TABLES])
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_without_additions_the_calendar_is_the_shipped_one(calendar_session: Session) -> None:
    assert load_calendar(calendar_session) == shipped_calendar()


def test_an_added_year_is_kept_whole(calendar_session: Session) -> None:
    changed = add_year(calendar_session, TABLE, actor=ADMINISTRATOR, now=NOW)
    calendar_session.commit()
    calendar_session.expire_all()

    assert changed == (NEW_YEAR.day, MAKE_UP.day)
    calendar = load_calendar(calendar_session)
    assert calendar.years == (2024, 2025, 2026, 2027)
    assert calendar.find_table(2027) == TABLE
    row = calendar_session.get_one(CalendarYear, 2027)
    assert (row.added_by, row.added_at) == ("系统管理员", NOW)


def test_an_added_year_prevails_over_the_shipped_one(calendar_session: Session) -> None:
    shipped = shipped_calendar().find_table(2026)
    assert shipped is not None
    worked = NamedDay(date(2026, 12, 26), working=True, name="元旦")
    corrected = YearTable(2026, shipped.notice, (*shipped.days, worked))
    changed = add_year(calendar_session, corrected, actor=ADMINISTRATOR, now=NOW)
    assert changed == (date(2026, 12, 26),)
    assert load_calendar(calendar_session).is_working_day(date(2026, 12, 26))


def test_a_year_added_again_is_replaced_and_both_acts_are_audited(calendar_session: Session) -> None:
    add_year(calendar_session, TABLE, actor=ADMINISTRATOR, now=NOW)
    later = Notice(NOTICE.title, "国办发明电〔2026〕10号", date(2026, 11, 20))
    changed = add_year(calendar_session, YearTable(2027, later, (NEW_YEAR,)), actor=ADMINISTRATOR, now=NOW)

    assert changed == (MAKE_UP.day,)
    assert load_calendar(calendar_session).find_table(2027) == YearTable(2027, later, (NEW_YEAR,))
    first, second = calendar_session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert (first.action, first.subject, first.actor_name) == (
        "calendar.add_year",
        "calendar/2027",
        "系统管理员",
    )
    assert first.detail == {
        "notice": "国办发明电〔2026〕9号",
        "replaced_notice": None,
        "changed_days": ["2027-01-01", "2027-01-10"],
    }
    assert second.detail == {
        "notice": "国办发明电〔2026〕10号",
        "replaced_notice": "国办发明电〔2026〕9号",
        "changed_days": ["2027-01-10"],
    }

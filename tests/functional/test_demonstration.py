"""The demonstration tells the scenarios with their given dates, and loading it twice changes nothing."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from decisions.database import Base
from decisions.demo.accounts import PASSWORD
from decisions.demo.load import load_demo
from decisions.extensions import db
from decisions.record.models import RecordEntry
from decisions.record.queries import verify_record
from tests.demonstration import LOADED_AT


def test_scenario_a_is_answered_in_time(demo_citizen) -> None:
    page = demo_citizen.get("/decisions/2026-01")
    assert "2026年10月13日" in page.text
    assert "2026年10月12日" in page.text
    assert "第 9 个工作日" in page.text
    duty = demo_citizen.get("/decisions/2026-01.json").json["duties"][0]
    assert (duty["started_on"], duty["due_on"], duty["met_on"]) == ("2026-09-22", "2026-10-13", "2026-10-12")
    assert (duty["met_working_day"], duty["late_working_days"], duty["state"]) == (9, 0, "met")


def test_scenario_b_is_late_by_one_for_ever(demo_citizen) -> None:
    page = demo_citizen.get("/decisions/2026-02")
    assert "逾期 1 个工作日" in page.text
    duty = demo_citizen.get("/decisions/2026-02.json").json["duties"][0]
    assert (duty["due_on"], duty["met_on"], duty["late_working_days"]) == ("2026-03-05", "2026-03-06", 1)


@pytest.mark.parametrize(("post", "count"), [("sifa", 1), ("gongkai1", 2), ("shengtai1", 1)])
def test_each_side_finds_the_proposals_that_wait_for_it(demo_citizen, post: str, count: int) -> None:
    page = demo_citizen.get("/desk/sign-in")
    page = page.submit("sign-in", email=f"{post}@example.cn", password=PASSWORD)
    assert f"待您办理 {count} 件" in page.text
    assert "/desk/catalogue/2027/proposals" in page.links()


def test_scenario_c_has_no_due_date_yet(demo_citizen) -> None:
    page = demo_citizen.get("/decisions/2026-03")
    assert "期限尚未开始" in page.text
    duty = demo_citizen.get("/decisions/2026-03.json").json["duties"][0]
    assert (duty["state"], duty["due_on"]) == ("not_started", None)


@pytest.mark.parametrize(
    ("code", "count", "by_channel"),
    [
        ("2026-01", 47, {"web": 21, "app": 12, "email": 6, "letter": 2, "symposium": 6}),
        ("2026-02", 8, {"web": 2, "app": 1, "letter": 2, "symposium": 3}),
        ("2026-03", 3, {"symposium": 3}),
    ],
)
def test_the_closed_sets_have_the_given_totals(demo_citizen, code, count, by_channel) -> None:
    entries = demo_citizen.get(f"/decisions/{code}.json").json["entries"]
    closed = [entry["payload"] for entry in entries if entry["kind"] == "consultation_closed"]
    assert len(closed) == 1
    assert closed[0]["count"] == count
    assert {found["channel"]: found["count"] for found in closed[0]["by_channel"]} == by_channel


def test_every_slot_of_every_decision_says_something(demo_citizen) -> None:
    for number in range(1, 15):
        page = demo_citizen.get(f"/decisions/2026-{number:02}")
        assert page.status == 200, number
        slots = page.tree.xpath("//ul[contains(@class,'slots')]/li")
        assert len(slots) == 13, number
        assert all(" ".join(slot.text_content().split()) for slot in slots)


def test_three_living_decisions_can_be_acted_on(demo_citizen) -> None:
    home = demo_citizen.get("/")
    assert "生态环境保护" in home.text
    assert "基础教育设施布局" in home.text
    duty = demo_citizen.get("/decisions/2026-10.json").json["duties"][0]
    assert duty["state"] == "pending"
    assert LOADED_AT.date().isoformat() < duty["due_on"] <= (LOADED_AT.date() + timedelta(days=7)).isoformat()


def test_it_says_that_it_is_a_demonstration(demo_citizen) -> None:
    assert "演示环境" in demo_citizen.get("/").body


def test_loading_twice_changes_nothing(demo_app) -> None:
    with demo_app.app_context():
        before = _rows()
        loaded = load_demo(db.session(), demo_app.extensions["decisions_store"], now=LOADED_AT)
        db.session.commit()
        assert not loaded.is_new
        assert _rows() == before


def _rows() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.parametrize("day", ["2026-04-20", "2026-12-14", "2027-01-20"])
def test_it_can_be_loaded_on_any_day(app, day: str) -> None:
    """Scenarios stop at the day of loading; living ones never touch a year whose holidays are unknown."""
    with app.app_context():
        now = datetime.fromisoformat(f"{day}T10:00+08:00")
        assert load_demo(db.session(), app.extensions["decisions_store"], now=now).is_new
        assert verify_record(db.session()) == []
        db.session.commit()


def test_nothing_personal_is_in_the_record(demo_app) -> None:
    with demo_app.app_context():
        published = "\n".join(db.session.scalars(select(RecordEntry.payload)).all())
    for secret in ("13900012847", "瞿振芳", "310199195603192746", "葛晓岚", "13900030588"):
        assert secret not in published
    assert json.loads(published.splitlines()[0])

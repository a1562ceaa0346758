"""Journeys: joining the standing pool, hearing of a call, leaving; the year at the desk and in public."""

from dataclasses import replace

from decisions.extensions import db
from tests.factories import attendance as made
from tests.functional.test_attendance import CALL, at

__all__ = ["at"]

FILLED = {
    "name": "章若水",
    "contact": "zrs@example.cn",
    "category": "resident",
    "area": "塘桥街道",
    "consent": "y",
}


def test_somebody_joins_finds_the_receipt_and_leaves(citizen, at) -> None:
    at(made.MID_AUGUST)
    assert "/attendance/pool" in citizen.get("/attendance/").links()
    page = citizen.get("/attendance/pool").submit("join", **{**FILLED, "consent": None})
    assert "须同意保存" in page.text
    assert page.form("join").inputs["contact"].value == "zrs@example.cn"
    page = page.submit("join", consent="y")
    assert page.path.startswith("/attendance/pool/CB-")
    assert "2028年8月10日" in page.text
    receipt = page.path.removeprefix("/attendance/pool/")
    assert citizen.get("/receipts", query={"code": receipt}).path == page.path
    wrong = page.submit("leave", contact="other@example.cn")
    assert "没有找到这份登记" in wrong.text
    done = page.submit("leave", contact="zrs@example.cn")
    assert "信息已经删除" in done.text
    assert citizen.get("/attendance/pool/CB-2222-2222-2222").status == 404


def test_the_office_tells_the_pool_and_sees_numbers_only(app, citizen, staff, cast, at) -> None:
    with app.app_context():
        made.publish_call(db.session(), cast)
    at(made.MID_AUGUST)
    citizen.get("/attendance/pool").submit("join", **FILLED)
    office = staff("openness")
    page = office.get("/desk/attendance/")
    assert "在库人数" in page.text
    assert "章若水" not in page.body
    assert "zrs@" not in page.body
    assert "2026-01-a" in page.text
    page = office.get(CALL).submit("invite-pool")
    assert "已通知常备库成员 1 人" in page.text
    assert not [form for form in page.tree.forms if form.get("id") == "invite-pool"]
    assert "已安排、尚未召开" in citizen.get("/attendance/").text
    assert staff("drafter").get("/desk/attendance/").status == 403


def test_a_call_is_on_the_page_of_every_item_of_its_agenda(app, citizen, cast, at) -> None:
    with app.app_context():
        other = made.make_decision(db.session(), "2026-03")
        made.publish_call(db.session(), cast, replace(made.DRAFT, agenda=[other.code]))
    at(made.MID_AUGUST)
    page = citizen.get("/decisions/2026-03")
    assert page.status == 200
    assert "/attendance/2026-01-a" in page.links()
    assert citizen.get("/decisions/2026-02").status == 404
    assert "/decisions/2026-03" in citizen.get("/attendance/2026-01-a").links()

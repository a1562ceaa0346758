"""Whoever was chosen answers on a phone with the receipt; the office sees it and notes what it hears."""

from datetime import timedelta

import pytest
import time_machine

from decisions.attendance.models import SignUp
from decisions.attendance.queries import get_call, list_representatives
from decisions.extensions import db
from tests.factories import attendance as made
from tests.functional.test_attendance import CALL

SOON = made.LISTED_AT + timedelta(hours=2)


@pytest.fixture
def chosen(app, cast) -> tuple[str, str]:
    """The receipt and the telephone of the first representative."""
    with app.app_context():
        call = made.make_listed_call(db.session(), cast)
        first = list_representatives(db.session(), call)[0]
        sign_up = db.session.get_one(SignUp, first.sign_up_id)
        return sign_up.receipt, sign_up.phone


def test_confirmed_with_the_receipt_and_seen_at_the_desk(chosen, citizen, staff) -> None:
    receipt, phone = chosen
    with time_machine.travel(SOON, tick=False):
        assert f"/attendance/sign-ups/{receipt}/seat" in citizen.get(f"/receipts/{receipt}").links()
        page = citizen.get(f"/attendance/sign-ups/{receipt}/seat")
        assert "请在 2026年8月24日 24:00 前答复" in page.text
        wrong = page.submit("seat", button="confirm", phone="13900020471")
        assert wrong.status == 422
        assert "没有找到这份报名" in wrong.text
        done = page.submit("seat", button="confirm", phone=phone)
        assert "已确认，请准时到会" in done.text
        desk = staff("openness").get(f"{CALL}/representatives")
        assert desk.text.count("确认参加") == 1


def test_declined_and_the_next_one_is_asked(chosen, citizen, staff) -> None:
    receipt, phone = chosen
    with time_machine.travel(SOON, tick=False):
        page = citizen.get(f"/attendance/sign-ups/{receipt}/seat")
        done = page.submit("seat", button="decline", phone=phone)
        assert "席位按规则递补" in done.text
        assert not [form for form in done.tree.forms if form.get("id") == "seat"]
        assert "递补" in staff("openness").get(f"{CALL}/representatives").text


def test_too_late_one_is_told_whom_to_call_and_the_office_can_still_note_it(chosen, citizen, staff) -> None:
    receipt, _phone = chosen
    with time_machine.travel(SOON + timedelta(days=9), tick=False):
        page = citizen.get(f"/attendance/sign-ups/{receipt}/seat")
        assert "答复期限已于" in page.text
        assert not [form for form in page.tree.forms if form.get("id") == "seat"]
        office = staff("openness")
        desk = office.get(f"{CALL}/representatives")
        assert "逾期未答复" in desk.text
        action = next(
            form.get("action") for form in desk.tree.forms if (form.get("action") or "").endswith("/confirm")
        )
        token = desk.tree.xpath("//form[contains(@action, '/confirm')]//input[@name='csrf_token']/@value")[0]
        assert "已登记确认到会" in office.post(action, {"csrf_token": token}).text


def test_nobody_else_has_a_seat_to_answer_for(chosen, citizen, app) -> None:
    assert citizen.get("/attendance/sign-ups/BM-0000-0000-0000/seat").status == 404


def test_at_the_door_the_code_leads_to_the_list_and_one_tap_is_enough(chosen, citizen, staff) -> None:
    receipt, phone = chosen
    with time_machine.travel(SOON, tick=False):
        citizen.get(f"/attendance/sign-ups/{receipt}/seat").submit("seat", button="confirm", phone=phone)
        page = citizen.get(f"/attendance/sign-ups/{receipt}/seat")
        assert page.tree.xpath("//div[@role='img']/*[local-name()='svg']")
        early = tap(staff("openness"), f"{CALL}/check-in")
        assert early.status == 409
        assert "会议当天才能登记到会" in early.text
    with time_machine.travel(made.AFTER_MEETING, tick=False):
        office = staff("openness")
        assert "扫码" in office.get(f"{CALL}/check-in", {"receipt": receipt}).text
        assert "已到会" in tap(office, f"{CALL}/check-in").text
        undone = tap(office, f"{CALL}/check-in")
        assert "已到会" not in undone.text


def test_who_came_is_not_rewritten_once_it_is_public(chosen, app, staff) -> None:
    with time_machine.travel(made.AFTER_MEETING, tick=False):
        office = staff("openness")
        page = office.get(f"{CALL}/check-in")
        form = next(form for form in page.tree.forms if "/check-in/" in (form.get("action") or ""))
        with app.app_context():
            get_call(db.session(), "2026-01-a").statements_seq = 1
            db.session.commit()
        late = office.post(form.get("action"), dict(form.form_values()))
        assert late.status == 409
        assert "不能再改" in late.text


def test_at_the_door_nobody_is_seated_out_of_order(chosen, app, staff) -> None:
    with time_machine.travel(made.AFTER_MEETING, tick=False):
        office = staff("openness")
        page = office.get(f"{CALL}/check-in")
        with app.app_context():
            people = list_representatives(db.session(), get_call(db.session(), "2026-01-a"))
            member, first, second = people[0].id, people[5].id, people[6].id
        token = page.tree.xpath("//input[@name='csrf_token']/@value")[0]
        present = {"csrf_token": token, "said": "present"}
        assert "还没有递补" in office.post(f"{CALL}/check-in/{second}", present).text
        office.get(f"{CALL}/representatives/{member}/absence").submit("absence", kind="not_reached")
        assert "不能再更改" in office.post(f"{CALL}/check-in/{member}", present).text
        assert "还没有递补" in office.post(f"{CALL}/check-in/{second}", present).text
        assert "已到会" in office.post(f"{CALL}/check-in/{first}", present).text


def tap(visitor, path: str):
    """Press the first button of the list."""
    page = visitor.get(path)
    form = next(form for form in page.tree.forms if "/check-in/" in (form.get("action") or ""))
    return visitor.post(form.get("action"), dict(form.form_values()))


def test_the_day_of_delivery_is_noted_for_those_it_reached(chosen, staff) -> None:
    with time_machine.travel(SOON, tick=False):
        office = staff("openness")
        page = office.get(f"{CALL}/check-in")
        boxes = page.tree.xpath("//form[@id='materials']//input[@name='people']/@value")
        early = page.submit("materials", delivered_on="2026-09-30", people=boxes[:2])
        assert early.status == 422
        assert "送达日期不能晚于今天" in early.text
        assert "请勾选收到材料的代表" in page.submit("materials", delivered_on="2026-08-21").text
        done = page.submit("materials", delivered_on="2026-08-21", people=boxes[:2])
        assert done.text.count("2026年8月21日") == 2

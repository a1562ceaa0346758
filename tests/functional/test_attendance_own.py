"""One's own sign-up by its receipt: changed until the end, copied, and nobody else's."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from decisions.attendance.models import SignUp
from decisions.attendance.queries import get_call
from decisions.extensions import db
from tests.factories import attendance as made
from tests.functional.test_attendance import FILLED, SIGN_UP

PHONE = "13900010236"


@pytest.fixture
def receipt(app, cast, citizen) -> str:
    """A sign-up sent in the middle of the period."""
    with app.app_context():
        made.publish_call(db.session(), cast)
        db.session.commit()
    with time_machine.travel(made.MID_AUGUST, tick=False):
        yield citizen.get(SIGN_UP).submit("sign-up", **FILLED).path.removeprefix("/receipts/")


def stored(app) -> SignUp:
    with app.app_context():
        return db.session.scalars(select(SignUp)).one()


def open_form(citizen, receipt: str, phone: str = PHONE):
    return citizen.get(f"/attendance/sign-ups/{receipt}/amend").submit("identify", phone=phone)


def test_the_form_comes_filled_in_and_the_change_is_shown_on_the_receipt(app, citizen, receipt) -> None:
    form = open_form(citizen, receipt)
    assert form.form("amend").fields["relation"].strip() == FILLED["relation"]
    done = form.submit("amend", relation="孩子上学的路上停满了车", phone="13900010237")
    assert done.path == f"/receipts/{receipt}"
    assert "资格将重新审查" in done.text
    assert "本人修改报名" in done.text
    row = stored(app)
    assert (row.receipt, row.relation, row.phone) == (receipt, "孩子上学的路上停满了车", "13900010237")


def test_without_the_telephone_nothing_is_shown(citizen, receipt) -> None:
    page = open_form(citizen, receipt, "13900020471")
    assert page.status == 422
    assert "没有找到这份报名" in page.text
    assert FILLED["name"] not in page.text


def test_of_two_changes_at_once_the_second_is_told(app, citizen, receipt) -> None:
    first, second = open_form(citizen, receipt), open_form(citizen, receipt)
    first.submit("amend", relation="先改")
    refused = second.submit("amend", relation="后改")
    assert refused.status == 409
    assert "其他人刚刚修改了同一内容" in refused.text
    assert refused.form("amend").fields["relation"].strip() == "后改"
    assert stored(app).relation == "先改"


def test_a_faulty_change_keeps_what_was_typed(app, citizen, receipt) -> None:
    page = open_form(citizen, receipt).submit("amend", born="去年", relation="改了一半")
    assert page.status == 422
    assert page.form("amend").fields["relation"].strip() == "改了一半"
    assert stored(app).relation == FILLED["relation"]


def test_after_the_end_it_stays_as_it_is(app, citizen, receipt) -> None:
    form = open_form(citizen, receipt)
    with app.app_context():
        closes_at = get_call(db.session(), "2026-01-a").closes_at
    with time_machine.travel(closes_at, tick=False):
        page = form.submit("amend", relation="太晚了")
    assert "截止" in page.text
    assert stored(app).relation == FILLED["relation"]


def test_one_takes_a_copy_along_that_no_cache_keeps(citizen, receipt) -> None:
    page = citizen.get(f"/attendance/sign-ups/{receipt}/copy")
    assert page.submit("copy", phone="13900020471").status == 422
    copy = page.submit("copy", phone=PHONE)
    assert copy.response.headers["Cache-Control"] == "no-store"
    told = json.loads(copy.response.get_data())
    assert (told["name"], told["phone"], told["receipt"]) == (FILLED["name"], PHONE, receipt)


def test_a_form_sent_after_the_end_is_told_so_before_anything_else(app, citizen, receipt) -> None:
    page = citizen.get(SIGN_UP)
    with app.app_context():
        closes_at = get_call(db.session(), "2026-01-a").closes_at
    with time_machine.travel(closes_at + timedelta(minutes=1), tick=False):
        late = page.submit("sign-up", name="", relation="写了很久的话")
        again = citizen.get(SIGN_UP)
    assert "报名已于" in late.text
    assert "写了很久的话" in late.text
    assert "请填写" not in late.text
    assert not [form for form in again.tree.forms if form.get("id") == "sign-up"]

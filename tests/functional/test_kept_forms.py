"""Nothing typed at the desk is lost to a session that ran out."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from decisions.clock import SHANGHAI
from decisions.extensions import db
from decisions.services.kept_forms import KEPT_FOR, MAX_CHARACTERS, MAX_KEPT, KeptForm, Typed, keep_form
from tests.cast import PASSWORD, email_of
from tests.visitor import Page, Visitor

NOW = datetime(2026, 3, 20, 10, tzinfo=SHANGHAI)
ADD = "/desk/catalogue/2026/items/new"
ITEM = {
    "title": "某某规划",
    "lead_unit": "区建交委",
    "basis": "《城乡规划法》\n第十七条",
    "category": "plan",
    "hearing": "yes",
    "planned_text": "第三季度",
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(staff) -> Visitor:
    return staff("openness")


def lose_session(visitor: Visitor) -> None:
    visitor.client.delete_cookie("session")


def sign_in(page: Page, post: str = "openness") -> Page:
    return page.submit("sign-in", email=email_of(post), password=PASSWORD)


def typed(page: Page, form_id: str) -> dict[str, str]:
    return dict(page.form(form_id).form_values())


def kept(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(KeptForm)) or 0


def test_what_was_typed_comes_back_after_signing_in_again_and_is_saved_once(app, office) -> None:
    page = office.get(ADD)
    lose_session(office)
    door = page.submit("item", **ITEM)
    assert door.path == "/desk/sign-in"
    assert "您填写的内容已经保留" in door.text
    assert office.get("/catalogue/2026").status == 404, "nothing was carried out"

    back = sign_in(door)
    assert back.path == ADD
    assert "还没有提交的内容" in back.text
    shown = typed(back, "item")
    assert {name: shown[name].strip().replace("\r\n", "\n") for name in ITEM} == ITEM
    assert not back.tree.xpath("//*[contains(@class, 'error-summary')]")

    saved = back.submit("item")
    assert "事项已添加" in saved.text
    assert "某某规划" in saved.text
    assert kept(app) == 0
    assert "还没有提交的内容" not in office.get(ADD).text
    assert typed(office.get(ADD), "item")["title"] == ""


def test_a_refusal_keeps_it_until_it_is_accepted(app, office) -> None:
    page = office.get(ADD)
    lose_session(office)
    back = sign_in(page.submit("item", **{**ITEM, "lead_unit": "区建交委、区民政局"}))
    refused = back.submit("item")
    assert refused.status == 422
    assert kept(app) == 1
    assert refused.submit("item", lead_unit="区建交委").status == 200
    assert kept(app) == 0


def test_a_form_inside_another_page_comes_back_on_that_page(office, staff) -> None:
    office.get(ADD).submit("item", **ITEM)
    office.get("/desk/catalogue/2026/consent").submit("consent", number="浦委〔2026〕21号", on="2026-03-19")
    office.get("/desk/catalogue/2026").submit("submit")
    second = staff("openness_second")
    review = second.get("/desk/catalogue/2026/review")
    lose_session(second)
    back = sign_in(review.submit("send-back", remark="第1项请补充依据"), "openness_second")
    assert back.path == "/desk/catalogue/2026/review"
    assert typed(back, "send-back")["remark"] == "第1项请补充依据"
    assert "已退回" in back.submit("send-back").text


def test_the_nearest_page_is_found_when_the_browser_does_not_say_whence(office) -> None:
    lose_session(office)
    answered = office.client.post("/desk/catalogue/2026/send-back", data={"remark": "理由"})
    assert answered.location == "/desk/sign-in?next=/desk/catalogue/2026"
    answered = office.client.post("/desk/catalogue/uploads/7/nowhere", data={"remark": "理由"})
    assert answered.status_code == 404


def test_a_page_from_before_another_sign_in_is_shown_again(app, office) -> None:
    page = office.get(ADD)
    lose_session(office)
    sign_in(office.get("/desk/sign-in"))  # in another window
    back = page.submit("item", **ITEM)
    assert back.path == ADD
    assert back.status == 200
    assert "还没有提交的内容" in back.text
    assert typed(back, "item")["title"] == "某某规划"
    assert "事项已添加" in back.submit("item").text
    assert kept(app) == 0


def test_somebody_who_may_not_see_the_page_does_not_see_what_was_typed(office) -> None:
    page = office.get(ADD)
    lose_session(office)
    refused = sign_in(page.submit("item", **ITEM), "drafter")
    assert refused.status == 403
    assert "某某规划" not in refused.body


def test_another_browser_finds_nothing(office, staff) -> None:
    page = office.get(ADD)
    lose_session(office)
    page.submit("item", **ITEM)
    assert typed(staff("openness_second").get(ADD), "item")["title"] == ""


def test_another_form_is_left_alone(office) -> None:
    office.get(ADD).submit("item", **ITEM)
    page = office.get(ADD)
    lose_session(office)
    sign_in(page.submit("item", **{**ITEM, "title": "另一规划"}))
    consent = office.get("/desk/catalogue/2026/consent")
    assert typed(consent, "consent")["number"] == ""
    assert "还没有提交的内容" not in consent.text


def test_one_can_start_over(office) -> None:
    page = office.get(ADD)
    lose_session(office)
    back = sign_in(page.submit("item", **ITEM))
    fresh = office.get(f"{ADD}{next(href for href in back.links() if 'start-over' in href)}")
    assert fresh.path == ADD
    assert typed(fresh, "item")["title"] == ""


def test_it_is_kept_two_hours_and_no_longer(office, today) -> None:
    page = office.get(ADD)
    lose_session(office)
    sign_in(page.submit("item", **ITEM))
    today.shift(KEPT_FOR)
    assert typed(office.get(ADD), "item")["title"] == "某某规划"
    today.shift(timedelta(seconds=1))
    assert typed(office.get(ADD), "item")["title"] == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example.cn"},
        {"Origin": "null"},
    ],
)
def test_another_site_s_form_is_not_kept(app, citizen, headers: dict[str, str]) -> None:
    answered = citizen.client.post(ADD, data=ITEM, headers=headers)
    assert answered.location == f"/desk/sign-in?next={ADD}"
    assert kept(app) == 0


def test_whence_it_came_is_believed_only_of_the_desk(citizen) -> None:
    for referer in (
        "https://elsewhere.example.cn/desk/",
        "http://localhost/catalogue/",
        "http://localhost/desk/x",
    ):
        answered = citizen.client.post(ADD, data=ITEM, headers={"Referer": referer})
        assert answered.location == f"/desk/sign-in?next={ADD}"


def test_passwords_and_tokens_are_never_kept(app, staff) -> None:
    visitor = staff("drafter")
    page = visitor.get("/desk/account")
    lose_session(visitor)
    page.submit("password-form", current=PASSWORD, password="another password", repeated="another password")
    assert kept(app) == 0


def test_what_is_kept_is_unreadable_in_the_database(app, office) -> None:
    page = office.get(ADD)
    lose_session(office)
    page.submit("item", **ITEM)
    with app.app_context():
        raw = db.session.connection().exec_driver_sql("SELECT fields, key_sha256 FROM kept_forms").one()
    assert "某某规划" not in raw[0]
    assert "\\u" not in raw[0]


def test_far_too_much_and_far_too_many_are_not_kept(session) -> None:
    def keep(text: str) -> str | None:
        return keep_form(session, Typed("/desk/x", "/desk/x", [("a", text)]), now=NOW)

    assert keep("字" * MAX_CHARACTERS) is None
    assert keep_form(session, Typed("/desk/x", "/desk/x", []), now=NOW) is None
    for number in range(MAX_KEPT + 5):
        assert keep(str(number))
    assert session.scalar(select(func.count()).select_from(KeptForm)) == MAX_KEPT


def test_a_stranger_s_page_is_still_led_to_the_sign_in(citizen) -> None:
    answered = citizen.client.get(f"{ADD}?x=1")
    assert answered.location == f"/desk/sign-in?next={ADD}?x%3D1"

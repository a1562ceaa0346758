"""Journeys: signing up without an account, and the whole way to the published statements by two people."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from decisions.attendance.models import SignUp
from decisions.attendance.operations import erase_unselected
from decisions.attendance.queries import get_call, list_sign_ups
from decisions.extensions import db
from decisions.record.operations import publish, withhold
from tests.factories import attendance as made

DESK = "/desk/decisions/2026-01/attendance"
CALL = f"{DESK}/2026-01-a"
SIGN_UP = "/attendance/2026-01-a/sign-up"

FILLED = {
    "name": "章若水",
    "gender": "female",
    "born": "1979-03",
    "phone": "139 0001 0236",
    "category": "resident",
    "area": "塘桥街道",
    "relation": "小区停车位紧张，每晚绕圈找车位",
    "statement": "小区业委会委员，能准时到会。",
    "consent": "y",
}


@pytest.fixture
def at():
    """Move the clock."""
    travels = []

    def go(moment) -> None:
        while travels:
            travels.pop().stop()
        travel = time_machine.travel(moment, tick=False)
        travel.start()
        travels.append(travel)

    yield go
    while travels:
        travels.pop().stop()


@pytest.fixture
def published(app, cast) -> None:
    """A call open from 3 to 14 August."""
    with app.app_context():
        made.publish_call(db.session(), cast)


def count(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignUp)) or 0


def test_the_columns_say_what_to_do_when_there_is_nothing(citizen) -> None:
    page = citizen.get("/attendance/")
    assert page.status == 200
    assert "目前没有正在报名的会议" in page.text
    assert "还没有已结束的列席公告" in page.text
    assert "0 项" in page.text
    assert citizen.get("/attendance/2026-01-a").status == 404


def test_the_list_tells_how_long_is_left(citizen, published, at) -> None:
    at(made.OPENS_AT - timedelta(hours=1))
    assert "即将报名" in citizen.get("/attendance/").text
    at(made.CLOSES_AT - timedelta(days=2, hours=3))
    page = citizen.get("/attendance/")
    assert "还剩 2 天 3 小时" in page.text
    assert "2026年8月14日 24:00 截止" in page.text
    at(made.CLOSES_AT - timedelta(minutes=1))
    assert "还剩不到 1 小时" in citizen.get("/attendance/").text
    at(made.CLOSES_AT)
    assert "报名截止，核对资格" in citizen.get("/attendance/").text


def test_somebody_signs_up_and_holds_a_receipt(app, citizen, published, at) -> None:
    at(made.MID_AUGUST)
    page = citizen.get("/attendance/2026-01-a")
    assert SIGN_UP in page.links()
    form = citizen.get(SIGN_UP)
    names = {field.name for field in form.form("sign-up").inputs if field.name}
    assert names == {*FILLED, "consent_publish", "csrf_token", "form_key"}
    boxes = form.tree.xpath("//input[@type='checkbox']")
    assert not any(box.get("checked") for box in boxes), "no consent is ticked beforehand"
    receipt = form.submit("sign-up", **FILLED)
    assert receipt.path.startswith("/receipts/BM-")
    assert receipt.status == 200
    with app.app_context():
        stored = db.session.scalars(select(SignUp)).one()
        assert (stored.phone, stored.born, stored.consent_publish) == ("13900010236", "1979-03", False)
        assert receipt.path == f"/receipts/{stored.receipt}"


def test_a_double_click_makes_one_sign_up_and_another_name_a_second(app, citizen, published, at) -> None:
    at(made.MID_AUGUST)
    form = citizen.get(SIGN_UP)
    first, again = form.submit("sign-up", **FILLED), form.submit("sign-up", **FILLED)
    assert (first.path, count(app)) == (again.path, 1)
    other = form.submit("sign-up", **{**FILLED, "name": "宋启元", "phone": "13900020471"})
    assert other.path != first.path
    assert count(app) == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"phone": "12345"}, "手机号码（11 位）"),
        ({"born": "1979"}, "例如 1979-03"),
        ({"born": "2027-01"}, "不合常理"),
        ({"name": ""}, "请填写姓名"),
        ({"area": ""}, "街镇"),
        ({"consent": None}, "须同意处理个人信息"),
        ({"category": []}, "请选择您属于哪一类代表"),
        ({"statement": "长" * 1001}, "1,?000"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(app, citizen, published, at, wrong, message) -> None:
    at(made.MID_AUGUST)
    page = citizen.get(SIGN_UP).submit("sign-up", **{**FILLED, **wrong})
    assert page.status == 422
    assert count(app) == 0
    assert "有内容需要修改" in page.text
    if message != "1,?000":
        assert message in page.text
    if "relation" not in wrong:
        assert FILLED["relation"] in page.text


def test_all_faults_are_said_at_once(citizen, published, at) -> None:
    at(made.MID_AUGUST)
    page = citizen.get(SIGN_UP).submit("sign-up")
    for words in ("请填写姓名", "出生年月", "手机号码", "哪一类代表", "街镇", "与议题的关系", "须同意"):
        assert words in page.tree.xpath("string(//div[contains(@class, 'error-summary')])")


def test_words_of_a_paper_form_are_understood(app, citizen, published, at) -> None:
    at(made.MID_AUGUST)
    page = citizen.get(SIGN_UP)
    token = page.form("sign-up").inputs["csrf_token"].value
    sent = citizen.post(SIGN_UP, {**FILLED, "gender": "女", "category": "居民", "csrf_token": token})
    assert sent.path.startswith("/receipts/BM-")


def test_after_the_end_one_is_told_and_loses_nothing(app, citizen, published, at) -> None:
    at(made.CLOSES_AT - timedelta(seconds=1))
    form = citizen.get(SIGN_UP)
    at(made.CLOSES_AT)
    page = form.submit("sign-up", **FILLED)
    assert page.status == 409
    assert "报名已于 2026-08-14 24:00 截止" in page.text
    assert page.form("sign-up").inputs["name"].value == "章若水"
    assert FILLED["statement"] in page.text
    assert count(app) == 0
    assert "不再接受新的报名" in citizen.get(SIGN_UP).text


def test_before_the_beginning_there_is_no_form(citizen, published, at) -> None:
    at(made.OPENS_AT - timedelta(minutes=1))
    page = citizen.get(SIGN_UP)
    assert "2026年8月3日 09:00 开始" in page.text
    assert not [form for form in page.tree.forms if form.get("id") == "sign-up"]


def test_an_expired_page_keeps_what_was_typed(app, citizen, published, at) -> None:
    at(made.MID_AUGUST)
    page = citizen.post(SIGN_UP, {**FILLED, "csrf_token": "stale"})
    assert page.status == 422
    assert FILLED["relation"] in page.text
    assert count(app) == 0


def test_a_sign_up_is_withdrawn_with_one_s_own_number(app, citizen, published, at) -> None:
    at(made.MID_AUGUST)
    receipt = citizen.get(SIGN_UP).submit("sign-up", **FILLED).path.removeprefix("/receipts/")
    page = citizen.get(f"/attendance/sign-ups/{receipt}/withdraw")
    wrong = page.submit("withdraw", phone="13900020471")
    assert "没有找到这份报名" in wrong.text
    done = page.submit("withdraw", phone="13900010236")
    assert "报名已撤回" in done.text
    with app.app_context():
        assert db.session.scalars(select(SignUp)).one().name == ""


def fill_call(page, **changes):
    values = {
        "title": made.DRAFT.title,
        "body": made.DRAFT.body,
        "place": made.DRAFT.place,
        "conditions": made.DRAFT.conditions,
        "contact": made.DRAFT.contact,
        "seats": "5",
        "alternates": "2",
        "method": "open_selection",
        "opens_at": "2026-08-03 09:00",
        "closes_at": "2026-08-14 24:00",
        **changes,
    }
    return page.submit("call", **values)


def sign_ups_file() -> tuple[bytes, str]:
    return made.SIGN_UPS.read_bytes(), made.SIGN_UPS.name


def test_the_whole_way_by_selection(app, citizen, staff, at) -> None:
    """A drafter drafts, the office publishes, checks, chooses; unit and office publish what was said."""
    with app.app_context():
        made.make_decision(db.session())
        db.session.commit()
    at(made.DRAFTED_AT)
    drafter, office, second = staff("drafter"), staff("openness"), staff("openness_second")
    page = fill_call(drafter.get(f"{DESK}/new"), contact="")
    assert page.path == CALL
    assert "请填写联系人" in page.text
    page = fill_call(drafter.get(f"{CALL}/edit"))
    page = page.submit("submit")
    assert "公告已送审" in page.text
    page = office.get(CALL).submit("send-back", remark="请写明会场无障碍条件")
    assert "已退回" in page.text
    page = drafter.get(CALL)
    assert "请写明会场无障碍条件" in page.text
    page.submit("submit")
    assert citizen.get("/attendance/2026-01-a").status == 404
    page = office.get(CALL).submit("approve")
    assert "公告已公布" in page.text

    at(made.MID_AUGUST)
    preview = office.get(f"{CALL}/sign-ups/import").submit("import", file=sign_ups_file())
    assert "可以导入 23 份" in preview.text
    assert "13900010236" not in preview.text
    page = preview.submit("confirm", button="confirm")
    assert "已导入 23 份报名" in page.text
    again = office.get(f"{CALL}/sign-ups/import").submit("import", file=sign_ups_file())
    assert "可以导入 0 份" in again.text
    assert again.text.count("这份报名此前已经导入") == 23

    at(made.CHECKED_AT)
    page = office.get(f"{CALL}/sign-ups").submit("accept")
    assert "已确认 23 份报名" in page.text
    assert "未满18周岁" in page.text
    page = office.get(f"{CALL}/representatives/select")
    chosen = page.form("select")
    ids = {
        label.text_content().split(" · ")[0]: label.get("for").replace("members-", "")
        for label in chosen.xpath(".//label[starts-with(@for, 'members-')]")
    }
    values = {name: chosen.xpath(f".//input[@id='members-{place}']/@value")[0] for name, place in ids.items()}
    page = page.submit(
        "select",
        members=[values[name] for name in ("章若水", "包国华", "尹家骏", "裘丽华", "葛晓岚")],
        alternates=[values["苗青"], values["戚云霞"]],
        reason="兼顾居民、企业和社会组织",
    )
    assert "代表人选已保存" in page.text
    at(made.LISTED_AT)
    page = office.get(f"{CALL}/representatives").submit("submit")
    assert "名单已送审" in page.text
    second.get(f"{CALL}/representatives").submit("approve")
    public = citizen.get("/attendance/2026-01-a")
    assert "葛*岚" in public.text
    assert "葛晓岚" not in public.body
    assert "收到报名 23 份，符合条件 21 份，不符合 2 份" in public.text

    with app.app_context():
        call = get_call(db.session(), "2026-01-a")
        made.hold_meeting(db.session(), call.decision)
    at(made.AFTER_MEETING)
    drafter, office, approver = staff("drafter"), staff("openness"), staff("approver")
    page = office.get(f"{CALL}/representatives")
    absences = [href for href in page.links() if href.endswith("/absence")]
    page = office.get(absences[4]).submit("absence", kind="declined", remark="会前一日因出差请假")
    assert "由苗青递补" in page.text
    page = drafter.get(f"{CALL}/statements")
    boxes = {
        label.text_content(): page.form("attendance").xpath(f".//input[@id='{label.get('for')}']/@value")[0]
        for label in page.form("attendance").xpath(".//label[starts-with(@for, 'present-')]")
    }
    present = ["章若水", "包国华", "尹家骏", "裘丽华", "苗青"]
    page = page.submit("attendance", present=[boxes[name] for name in present])
    assert "到会情况已保存" in page.text
    page = drafter.get(f"{CALL}/statements/new").submit(
        "statement", representative=boxes["章若水"], content="建议停车场门口也要立个牌子。"
    )
    assert "第 1 条发言还没有答复" in page.text
    assert not [form for form in page.tree.forms if form.get("id") == "submit"]
    answer = next(href for href in page.links() if "/statements/" in href and href[-1].isdigit())
    page = drafter.get(answer).submit(
        "statement", reply="采纳。印发稿第八条增加“并在入口处公示”。", adoption="adopted"
    )
    page = page.submit("submit")
    assert "已送审" in page.text
    page = approver.get(f"{CALL}/statements").submit("approve")
    assert "列席意见及采纳情况已公布" in page.text

    public = citizen.get("/attendance/2026-01-a")
    assert "建议停车场门口也要立个牌子。" in public.text
    assert "并在入口处公示" in public.text
    assert "到会代表 5 名（正式代表 4 名、候补代表 1 名），1 名发言，提出意见 1 条" in public.text
    assert "出差" not in public.body
    assert "13900" not in public.body
    assert "1 项" in citizen.get("/attendance/").text
    with app.app_context():
        erase_unselected(db.session(), now=made.ANSWERED_AT)
        db.session.commit()
    assert office.get(f"{CALL}/sign-ups").status == 200


def test_the_whole_way_by_draw(app, citizen, staff, cast, at) -> None:
    with app.app_context():
        call = made.publish_call(db.session(), cast, made.DRAW_DRAFT)
        made.sign_up_everybody(db.session(), call, cast)
    at(made.CHECKED_AT)
    office = staff("openness")
    page = office.get(f"{CALL}/draw")
    assert "还有 23 份报名没有确认资格" in page.text
    office.get(f"{CALL}/sign-ups").submit("accept")
    page = office.get(f"{CALL}/draw")
    assert "共 21 人" in page.text
    page = page.submit("freeze")
    assert "请先核对名单和规则" in page.text
    page = page.submit("freeze", sure="1")
    assert "根哈希已经公布" in page.text
    public = citizen.get("/attendance/2026-01-a")
    assert "名单已封存，等待抽签" in public.text
    pool = citizen.client.get("/attendance/2026-01-a/draw/pool.csv")
    assert pool.data.startswith(b"id\nBM-")
    assert pool.headers["Content-Disposition"].startswith("attachment")
    assert citizen.get("/attendance/2026-01-a/draw/seed.json").status == 404

    numbers = {
        "numbers_0": " ".join(map(str, made.NUMBERS["福彩快乐8"])),
        "numbers_1": "02、09、13、21、28、32",
    }
    page = office.get(f"{CALL}/draw").submit("seed", **numbers)
    assert "尚未到开奖日期" in page.text
    at(made.DRAWN_AT)
    page = office.get(f"{CALL}/draw").submit("seed", **{**numbers, "numbers_1": "02 09"})
    assert "应有 6 个号码" in page.text
    page = office.get(f"{CALL}/draw").submit("seed", **numbers)
    assert "抽签完成" in page.text
    public = citizen.get("/attendance/2026-01-a")
    assert "抽中的回执编号" in public.text
    assert public.tree.xpath("//*[@data-verify-draw='/attendance/2026-01-a/draw/']")
    script = citizen.client.get("/attendance/2026-01-a/draw/verify_draw.py")
    assert b"Recompute a draw" in script.data
    for name in ("rule.json", "lottery.json", "seed.json", "result.json"):
        assert citizen.client.get(f"/attendance/2026-01-a/draw/{name}").status_code == 200
    page = office.get(f"{CALL}/representatives")
    absence = next(href for href in page.links() if href.endswith("/absence"))
    office.get(absence).submit("absence", kind="not_reached")
    assert "多次联系不上" in citizen.get("/attendance/2026-01-a").text


def test_a_receipt_tells_of_a_choice_only_once_it_is_public(app, citizen, cast) -> None:
    with app.app_context():
        call = made.publish_call(db.session(), cast)
        made.sign_up_everybody(db.session(), call, cast)
        made.check_everybody(db.session(), call, cast)
        made.choose(db.session(), call, cast)
        receipt = next(item.receipt for item in list_sign_ups(db.session(), call) if item.name == "章若水")
    assert "正式代表" not in citizen.get(f"/receipts/{receipt}").text
    with app.app_context():
        made.publish_list(db.session(), get_call(db.session(), "2026-01-a"), cast)
    assert "入选为正式代表" in citizen.get(f"/receipts/{receipt}").text


def test_the_approver_sees_what_was_submitted_and_not_what_came_after(app, staff, cast, at) -> None:
    with app.app_context():
        made.make_decision(db.session())
        db.session.commit()
    at(made.DRAFTED_AT)
    drafter, office = staff("drafter"), staff("openness")
    fill_call(drafter.get(f"{DESK}/new"), place="一号楼")
    drafter.get(CALL).submit("submit")
    fill_call(drafter.get(f"{CALL}/edit"), place="二号楼")
    page = office.get(CALL)
    assert "一号楼" in page.text
    assert "二号楼" not in page.text
    assert "须重新送审" in page.text
    assert page.submit("approve").status == 409
    drafter.get(CALL).submit("submit")
    assert "公告已公布" in office.get(CALL).submit("approve").text


def test_the_office_checks_one_by_one(app, staff, cast, at) -> None:
    with app.app_context():
        call = made.publish_call(db.session(), cast)
        made.sign_up_everybody(db.session(), call, cast)
        young = next(item.id for item in list_sign_ups(db.session(), call) if item.name == "路远航")
    at(made.CHECKED_AT)
    office = staff("openness")
    page = office.get(f"{CALL}/sign-ups/{young}")
    assert "系统核对：不符合条件。未满18周岁" in page.text
    page = page.submit("verdict-form", verdict="eligible")
    assert "请写明理由" in page.text
    page = page.submit("verdict-form", verdict="ineligible")
    assert "认定结果已保存" in page.text
    page = office.get(f"{CALL}/sign-ups", query={"state": "ineligible"})
    assert "路远航" in page.text
    assert "章若水" not in page.text


def test_the_office_enters_a_letter(app, staff, published, at) -> None:
    at(made.CHECKED_AT)
    office = staff("openness")
    form = office.get(f"{CALL}/sign-ups/new")
    page = form.submit("enter", **FILLED, received_at="2026-08-16 09:00")
    assert "截止" in page.text
    assert count(app) == 0
    page = form.submit("enter", **FILLED, received_at="2026-08-14 17:30")
    assert "报名已登记，回执编号 BM-" in page.text


def test_invited_people_are_listed(app, staff, cast, citizen, at) -> None:
    with app.app_context():
        made.make_decision(db.session())
        db.session.commit()
    at(made.DRAFTED_AT)
    office, second = staff("openness"), staff("openness_second")
    fill_call(office.get(f"{DESK}/new"), method="invitation", opens_at="", closes_at="")
    office.get(CALL).submit("submit")
    second.get(CALL).submit("approve")
    page = office.get(f"{CALL}/representatives/new").submit(
        "add", name="邬海平", category="expert", area="三林镇"
    )
    assert "代表已登记" in page.text
    page.submit("submit")
    second.get(f"{CALL}/representatives").submit("approve")
    public = citizen.get("/attendance/2026-01-a")
    assert "邬*平" in public.text
    assert "不通过公开报名产生" in citizen.get(SIGN_UP).text


@pytest.mark.parametrize(
    ("post", "path", "status"),
    [
        ("other_drafter", CALL, 403),
        ("drafter", f"{CALL}/sign-ups", 403),
        ("approver", f"{CALL}/draw", 403),
        ("justice", CALL, 200),
        ("justice", f"{CALL}/sign-ups", 403),
        ("administrator", CALL, 403),
        ("drafter", f"{CALL}/statements", 200),
        ("drafter", f"{DESK}", 200),
        ("openness", "/desk/decisions/2026-02/attendance/2026-01-a", 404),
    ],
)
def test_who_may_come_where(app, staff, published, post, path, status) -> None:
    assert staff(post).get(path).status == status


def test_a_withheld_call_says_so(app, citizen, cast, at) -> None:
    with app.app_context():
        call = made.publish_call(db.session(), cast)
        withhold(
            db.session(), call.published_seq, reason="误含个人信息", actor=cast.openness, now=made.MID_AUGUST
        )
        db.session.commit()
    at(made.MID_AUGUST)
    for path in ("/attendance/", "/attendance/2026-01-a", SIGN_UP):
        page = citizen.get(path)
        assert page.status == 200
        assert made.DRAFT.title not in page.body


def test_the_duty_of_the_statements_is_shown_with_its_date(app, citizen, cast, at) -> None:
    with app.app_context():
        call = made.make_listed_call(db.session(), cast)
        publish(
            db.session(),
            kind="decision_issued",
            subject=call.decision.code,
            payload={"clock_on": date(2026, 9, 22).isoformat()},
            actor=cast.openness,
            now=made.AFTER_MEETING,
        )
        db.session.commit()
    at(made.AFTER_MEETING)
    assert "2026年10月13日 前公布列席意见及采纳情况" in citizen.get("/attendance/2026-01-a").text

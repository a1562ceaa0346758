"""Journeys by HTTP through the other ways: a hearing from its announcement to its record, a poll."""

import re
from datetime import datetime

import pytest
import time_machine
from flask import Flask

from decisions.clock import SHANGHAI
from decisions.extensions import db
from tests.cast import Cast
from tests.factories import consultation as make
from tests.visitor import Page

DESK = "/desk/decisions/2026-01/consultation"
EARLY = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
HELD = datetime(2026, 6, 26, 17, tzinfo=SHANGHAI)
RECORD = (b"%PDF-1.7 signed", "签名笔录.pdf")
PEOPLE = (
    "利害关系人，甲某某，某小区业主，2026-06-19\n专家，乙某某，某大学，2026-06-10，同意公开\n承办单位，丙某某"
)


@pytest.fixture
def decision(app: Flask, cast: Cast) -> None:
    with app.app_context():
        make.make_decision(db.session())
        db.session.commit()


def errors(page: Page) -> str:
    return " ".join(page.tree.xpath("//*[contains(@class,'error-summary')]")[0].text_content().split())


def test_a_hearing_from_its_announcement_to_its_record(decision, staff, citizen) -> None:
    with time_machine.travel(EARLY, tick=False):
        drafter, approver = staff("drafter"), staff("approver")
        event = drafter.get(f"{DESK}/events/new").submit(
            "event",
            way="hearing",
            from_on="2026-06-26",
            place="区市民中心",
            organiser="区建交委",
            selection="利害关系人报名后抽签产生，专家由行业协会推荐。",
        )
        hearing = f"{event.path}/hearing"
        assert citizen.get("/decisions/2026-01").status == 404
        early = drafter.get(hearing)
        assert "请先公布听证会公告" in early.text
        early.submit("submit-announcement")
        approver.get(hearing).submit("approve")
        people = drafter.get(f"{hearing}/participants")
        assert "没有“路人”这一方" in errors(people.submit("participants", people="路人，甲某某"))
        early = people.submit("participants", people=PEOPLE.replace("2026-06-10", "2026-06-02"))
        assert "晚于今天：甲某某、乙某某" in errors(early)
        first = PEOPLE.replace("，2026-06-19", "").replace("，2026-06-10", "")
        assert "已保存 3 名" in people.submit("participants", people=first).text
        drafter.get(hearing).submit("submit-list")
        approver.get(hearing).submit("approve")

        public = next(href for href in citizen.get("/decisions/2026-01").links() if "/events/" in href)
        page = citizen.get(public)
        assert "利害关系人报名后抽签产生" in page.text
        assert "乙某某" in page.text
        assert "甲*某" in page.text
        assert "甲某某" not in page.body

    with time_machine.travel(HELD, tick=False):
        drafter, approver = staff("drafter"), staff("approver")
        bare = drafter.get(event.path).submit("submit")
        assert "还没有登记向这些参加人送达听证材料的日期：甲某某、乙某某" in errors(bare)
        assert "请上传参加人签名的听证笔录" in errors(bare)
        late = PEOPLE.replace("2026-06-19", "2026-06-20")
        drafter.get(f"{hearing}/participants").submit("participants", people=late)
        assert "甲某某" in drafter.get(hearing).text
        drafter.get(f"{event.path}/edit").submit("event", summary="各方发言并辩论。", record=RECORD)
        refused = drafter.get(event.path).submit("submit")
        assert "送达听证材料过晚：甲某某" in errors(refused)
        drafter.get(f"{hearing}/participants").submit("participants", people=PEOPLE)
        drafter.get(event.path).submit("submit")
        assert "已向社会公布" in approver.get(event.path).submit("approve").text
        page = citizen.get(public)
        assert "签名笔录.pdf" in page.text
        assert "各方发言并辩论" in page.text
        stays = drafter.get(f"{hearing}/participants").submit("participants", people="专家，丁某某")
        assert stays.status == 422


@time_machine.travel(EARLY, tick=False)
def test_a_postponed_hearing_is_announced_again_with_a_reason(decision, staff, citizen) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    event = drafter.get(f"{DESK}/events/new").submit(
        "event", way="hearing", from_on="2026-06-26", place="区市民中心", selection="报名后抽签。"
    )
    drafter.get(f"{event.path}/hearing").submit("submit-announcement")
    approver.get(f"{event.path}/hearing").submit("approve")
    assert not drafter.get(f"{event.path}/hearing").tree.xpath("//form[@id='submit-announcement']")
    drafter.get(f"{event.path}/edit").submit("event", from_on="2026-07-03")
    again = drafter.get(f"{event.path}/hearing")
    assert "请写明理由" in errors(again.submit("submit-announcement"))
    again.submit("submit-announcement", reason="材料送达过晚，改期。")
    approver.get(f"{event.path}/hearing").submit("approve")
    public = next(href for href in citizen.get("/decisions/2026-01").links() if "/events/" in href)
    assert "2026年7月3日" in citizen.get(public).text


@time_machine.travel(HELD, tick=False)
def test_a_poll_is_published_with_its_sample_its_files_and_the_groups_heard(decision, staff, citizen) -> None:
    drafter = staff("drafter")
    form = drafter.get(f"{DESK}/events/new")
    poll = {"way": "poll", "from_on": "2026-06-22", "summary": "多数赞成。", "counted_in": "份"}
    wrong = form.submit("event", **poll, invited="100", attended="80", valid_answers="90")
    assert "有效问卷数不能多于回收数量" in errors(wrong)
    assert wrong.form("event").fields["valid_answers"] == "90"
    bare = form.submit("event", **poll)
    assert "没有写明调查对象" in bare.text
    assert "请填写样本量" in errors(bare.submit("submit"))
    whole = drafter.get(f"{bare.path}/edit").submit(
        "event",
        invited="1500",
        attended="1206",
        valid_answers="1200",
        sampling="常住居民，按街镇分层抽样。",
        groups=["representatives"],
        files=[(b"%PDF-1.7 form", "问卷样本.pdf")],
    )
    assert "问卷样本.pdf" in whole.text
    whole.submit("submit")
    staff("approver").get(bare.path).submit("approve")
    page = citizen.get("/decisions/2026-01")
    public = next(href for href in page.links() if re.search(r"/events/\d+$", href))
    shown = citizen.get(public)
    for words in ("1,500 份", "1,200 份", "80.4%", "按街镇分层抽样", "群众代表", "问卷样本.pdf"):
        assert words in shown.text, words
    file = next(href for href in shown.links() if href.startswith("/files/"))
    assert citizen.get(file).status == 200


@time_machine.travel(HELD, tick=False)
def test_what_is_not_published_has_no_page(decision, staff, citizen) -> None:
    drafter = staff("drafter")
    event = drafter.get(f"{DESK}/events/new").submit(
        "event", way="symposium", from_on="2026-06-22", summary="座谈。"
    )
    number = event.path.rsplit("/", 1)[1]
    assert citizen.get(f"/decisions/2026-01/events/{number}").status == 404
    assert drafter.get(f"{event.path}/hearing").status == 409


@time_machine.travel(make.BEFORE, tick=False)
def test_a_notice_says_why_no_specific_group_is_touched(decision, staff, citizen) -> None:
    drafter = staff("drafter")
    notice = drafter.get(DESK).submit("create")
    values = {
        "body": "现向社会公开征求意见。",
        "opens_on": "2026-06-15",
        "open_days": "30",
        "contact": "区建交委",
        "email": "parking@example.cn",
    }
    notice.submit("notice", **values)
    review = f"{DESK}/2026-01-c/review"
    assert "尚未登记听取人民团体、社会组织、群众代表意见" in drafter.get(review).text
    drafter.get(notice.path).submit("notice", groups_reason="只调整内部办事流程。")
    assert "尚未登记听取人民团体" not in drafter.get(review).text
    drafter.get(review).submit("submit")
    staff("approver").get(review).submit("approve")
    assert "不涉及特定群体利益：只调整内部办事流程。" in citizen.get("/consultations/2026-01-c").text
    assert "理由：只调整内部办事流程。" in citizen.get("/decisions/2026-01").text

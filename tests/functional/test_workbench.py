"""What the desk does beside answering: parts, phrases, other units' views, doubts about an answer."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from decisions.accounts.models import Unit
from decisions.consultation.models import Opinion
from decisions.extensions import db
from decisions.services.outbox import OutboxMessage
from tests.cast import OTHER_UNIT, Cast
from tests.factories import feedback as make
from tests.visitor import Page, Visitor

IN_TIME = datetime(2026, 10, 9, 2, tzinfo=UTC)
DESK = "/desk/decisions/2026-01/feedback"
WORDS = "一、夜间开放时段应当写明。二、收费标准要提前公示。三、请修复小区路灯。"


def press(page: Page, path: str) -> Page:
    """Press a button that is a form of its own, or send it though the page no longer offers it."""
    token = page.tree.xpath("//input[@name='csrf_token']/@value")[0]
    return page.visitor.post(path, {"csrf_token": token})


@pytest.fixture
def parking(app: Flask, cast: Cast) -> str:
    with app.app_context():
        make.scenario(db.session(), "A")
        opinion = db.session.get_one(Opinion, 1)
        opinion.content = opinion.content_shown = WORDS
        db.session.commit()
    return "2026-01"


@time_machine.travel(IN_TIME, tick=True)
def test_an_opinion_of_three_points_is_answered_point_by_point(parking: str, staff) -> None:
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/opinions/1/split")
    proposed = page.form("split").fields["points"]
    assert proposed.strip().split("\n\n") == [
        "一、夜间开放时段应当写明。",
        "二、收费标准要提前公示。",
        "三、请修复小区路灯。",
    ]
    refused = page.submit("split", points="一、夜间开放时段写明。\n\n二、收费标准要提前公示。")
    assert refused.status == 422
    assert "只能在原文中插入空行" in refused.text
    assert "一、夜间开放时段写明。" in refused.form("split").fields["points"]

    page = page.submit("split")
    assert "已拆分" in page.text
    refused = page.submit("parts", "then", **{"parts-0-disposition": "not_adopted"})
    assert refused.status == 422
    assert "请写明理由" in refused.text

    page = page.submit(
        "parts",
        **{
            "parts-0-disposition": "adopted",
            "parts-0-reason": "送审稿增加时段。",
            "parts-0-clause_text": "送审稿第九条",
            "parts-1-disposition": "not_adopted",
            "parts-1-reason": "收费由价格主管部门另行规定。",
        },
    )
    assert "答复已保存" in page.text
    assert "尚未答复 47 条" in drafter.get(DESK).text

    page = drafter.get(f"{DESK}/opinions/1").submit(
        "parts",
        **{"parts-2-disposition": "out_of_scope", "parts-2-reason": "已转街道办理。"},
    )
    listed = drafter.get(DESK)
    assert "尚未答复 46 条" in listed.text
    assert "部分采纳" in listed.text
    assert press(drafter.get(f"{DESK}/opinions/1"), f"{DESK}/opinions/1/join").status == 409


@time_machine.travel(IN_TIME, tick=True)
def test_a_split_is_undone_while_nothing_is_answered(parking: str, staff) -> None:
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/opinions/1/split").submit("split")
    assert "撤销拆分" in page.text
    assert press(page, f"{DESK}/opinions/1/join").path == f"{DESK}/opinions/1"
    page = drafter.get(f"{DESK}/opinions/1").submit(
        "answer", disposition="adopted", reason="采纳。", clause_text="送审稿第九条"
    )
    assert "答复已保存" in page.text


@time_machine.travel(IN_TIME, tick=True)
def test_a_phrase_is_inserted_without_a_script_and_saves_nothing(parking: str, staff) -> None:
    drafter = staff("drafter")
    page = drafter.get("/desk/feedback/templates").submit(
        "template", title="另行规定", text="第【编号】号意见涉及的事项由主管部门另行规定。"
    )
    assert "模板已保存" in page.text
    again = page.submit("template", title="另行规定", text="重复")
    assert again.status == 422
    assert "已有名为“另行规定”的模板" in again.text

    page = drafter.get(f"{DESK}/opinions/1")
    page = page.submit("answer", "insert", disposition="not_adopted", reason="不采纳。", template="1")
    assert "不采纳。\n第TC2026-001号意见涉及的事项由主管部门另行规定。" in page.form("answer").fields[
        "reason"
    ].replace("\r\n", "\n")
    assert page.form("answer").fields["disposition"] == "not_adopted"
    assert "尚未答复 47 条" in drafter.get(DESK).text

    other = staff("other_drafter")
    assert "另行规定" not in other.get("/desk/feedback/templates").text
    assert other.get("/desk/feedback/templates/1").status == 404
    approver = staff("approver")
    page = approver.get("/desk/feedback/templates/1").submit("template", text="改过的话。")
    assert "改过的话。" in page.text
    assert press(page, "/desk/feedback/templates/1/remove").status == 200
    assert "还没有模板" in approver.get("/desk/feedback/templates").text


@time_machine.travel(IN_TIME, tick=True)
def test_another_unit_is_asked_and_answers_late(parking: str, app: Flask, staff) -> None:
    with app.app_context():
        unit = db.session.scalars(select(Unit).where(Unit.name == OTHER_UNIT)).one().id
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/opinions/1")
    refused = page.submit("ask", unit=str(unit), question="", working_days="2")
    assert "请写明征询的内容" in refused.text
    page = page.submit("ask", unit=str(unit), question="路灯由谁管养？", working_days="2")
    assert "已征询区民政局的意见" in page.text
    assert "应于2026年10月12日前回复" in page.text
    twice = page.submit("ask", unit=str(unit), question="再问一次", working_days="2")
    assert "尚未回复，不能重复征询" in twice.text

    other = staff("other_drafter")
    assert "路灯由谁管养？" in other.get("/desk/feedback/views").text
    assert "路灯由谁管养？" in other.get("/desk/").text
    view = other.get("/desk/feedback/views/1")
    assert "三、请修复小区路灯。" in view.text
    assert drafter.get("/desk/feedback/views/1").status == 200
    assert Visitor(app).get("/desk/feedback/views/1").path == "/desk/sign-in"

    with time_machine.travel(datetime(2026, 10, 14, 2, tzinfo=UTC)):
        other = staff("other_drafter")
        assert "逾期 2 个工作日" in other.get("/desk/").text
        page = other.get("/desk/feedback/views/1").submit("view", view="由区建交委管养。")
        assert "逾期回复" in page.text
        drafter = staff("drafter")
        page = drafter.get(f"{DESK}/opinions/1")
        assert "由区建交委管养。" in page.text
        assert "逾期 2 个工作日" in page.text
        assert press(other.get("/desk/"), "/desk/feedback/views/1").status == 422
    with app.app_context():
        sent = set(db.session.scalars(select(OutboxMessage.dedupe_key)))
    assert {key.rpartition("/")[0] for key in sent} == {"view-asked/1", "view-given/1"}


@time_machine.travel(IN_TIME, tick=True)
def test_courtesies_and_repeated_reasons_are_noticed_at_once(parking: str, staff) -> None:
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/opinions/2")
    refused = page.submit("answer", disposition="not_adopted", reason="已阅，谢谢。")
    assert refused.status == 422
    assert "理由只有“已阅”“谢谢”一类的话" in refused.text
    hollow = page.submit("answer", disposition="out_of_scope", reason="谢谢您的宝贵意见！")
    assert "没有实际内容" in hollow.text
    page = drafter.get(f"{DESK}/opinions/1").submit(
        "answer", disposition="not_adopted", reason="没有上位法依据。"
    )
    assert "一字不差" not in page.text
    page = drafter.get(f"{DESK}/opinions/3").submit(
        "answer", disposition="not_adopted", reason="没有上位法依据。"
    )
    assert "与不同诉求的第 TC2026-001 号一字不差" in page.text

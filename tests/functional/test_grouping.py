"""Grouping at the desk, without JavaScript: proposals looked at, corrected, confirmed, undone, answered."""

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from decisions.catalogue.models import Decision
from decisions.consultation.models import Consultation
from decisions.extensions import db
from tests.cast import Cast
from tests.factories import groups as make
from tests.factories.groups import CAMPAIGN, LATER, NOW, POLITE, SCHOOL
from tests.visitor import Page, Visitor

DESK = "/desk/decisions/2026-01/feedback"
GROUPS = f"{DESK}/groups"
OTHER = "学校操场周末应当向附近居民开放，方便大家锻炼身体，请教育局统一安排时间！！"


@pytest.fixture
def campaign(app: Flask, cast: Cast) -> None:
    """A decision with two groups of copies, nothing proposed yet."""
    with app.app_context():
        make.round_with(db.session(), [CAMPAIGN, POLITE, LATER, SCHOOL, OTHER])


def work(app: Flask, cast: Cast) -> None:
    """Have proposals made, as the worker does."""
    with app.app_context():
        session = db.session()
        make.propose(session, session.scalars(select(Decision)).one(), cast.drafter)


def group_links(page: Page) -> list[str]:
    return [link for link in page.links() if re.fullmatch(rf"{GROUPS}/\d+", link)]


def ticks(page: Page, form: str) -> list[str]:
    return [str(box) for box in page.form(form).xpath(".//input[@name='chosen']/@value")]


@time_machine.travel(NOW, tick=False)
def test_from_the_button_to_a_confirmed_group_that_is_answered(
    app: Flask, cast: Cast, campaign: None, staff
) -> None:
    drafter = staff("drafter")
    page = drafter.get(GROUPS)
    assert "还没有生成过归并建议" in page.text
    page = page.submit("propose")
    assert "正在后台处理" in page.text
    assert "propose" not in [form.get("id") for form in page.tree.forms]
    work(app, cast)

    page = drafter.get(GROUPS)
    assert "比较了 5 条意见" in page.text
    assert "重复意见建议（2）" in page.text
    assert "1 条数字不同" in page.text
    group = drafter.get(group_links(page)[0])
    assert "3 条意见，3 人" in group.text
    assert "［删去］22:00［删去止］［新增］22:30［新增止］" in group.text
    assert "甲*丙" in group.text
    assert "甲乙丙" not in group.body

    boxes = ticks(group, "group")
    group = group.submit("group", "split", chosen=[boxes[0]])
    assert "已拆出 1 条，单独处理。" in group.text
    assert "撤销：拆出 第" in group.text
    following = group.submit("group", "confirm")
    assert "已确认，下面是下一组。" in following.text
    assert SCHOOL in following.text
    done = following.submit("group", "confirm")
    assert "已确认的重复意见（2）" in done.text

    group = drafter.get(group_links(drafter.get(f"{GROUPS}?kind=copies&state=confirmed"))[0])
    form = drafter.get(f"{group.path}/answer")
    refused = form.submit("answer-group", disposition="not_adopted", reason="")
    assert refused.status == 422
    assert "请写明理由" in refused.body
    answered = form.submit("answer-group", disposition="not_adopted", reason="没有上位法依据。")
    assert "已答复 2 条，另有 0 条已经单独答复" in answered.text
    assert "没有上位法依据。" in answered.text
    assert "2 / 5" in answered.body


@time_machine.travel(NOW, tick=False)
def test_undo_merge_move_and_dissolve(app: Flask, cast: Cast, campaign: None, staff) -> None:
    work(app, cast)
    drafter = staff("drafter")
    first, second = (drafter.get(link) for link in group_links(drafter.get(GROUPS)))
    number = second.path.rsplit("/", 1)[1]
    refused = first.submit("group", "merge")
    assert refused.status == 422
    assert "请选择移入或者并入哪一组" in refused.body
    merged = first.submit("group", "merge", target=f"g{number}")
    assert f"两组已合并为第 {number} 组" in merged.text
    assert "5 条意见" in merged.text
    page = drafter.get(GROUPS).submit("undo")
    assert "已撤销：合并" in page.text
    assert "重复意见建议（2）" in page.text

    second = drafter.get(second.path)
    moved = second.submit("group", "move", chosen=[ticks(second, "group")[0]], target="g" + first.path[-1])
    assert "已移入第" in moved.text
    page = drafter.get(GROUPS).submit("undo")
    page = page.submit("groups", "merge", chosen=ticks(page, "groups"))
    assert "已合并选中的 2 组。" in page.text
    page = page.submit("undo")
    page = page.submit("groups", "dissolve", chosen=ticks(page, "groups"))
    assert "已解散 2 组" in page.text
    page = page.submit("undo")
    assert "重复意见建议（2）" in page.text


@time_machine.travel(NOW, tick=False)
def test_a_page_is_confirmed_whole_and_nothing_chosen_is_said(
    app: Flask, cast: Cast, campaign: None, staff
) -> None:
    work(app, cast)
    drafter = staff("drafter")
    page = drafter.get(f"{GROUPS}?kind=copies&state=proposed")
    refused = page.submit("groups", "confirm")
    assert refused.status == 422
    assert "还没有选择" in refused.body
    page = page.submit("groups", "confirm_page")
    assert "已确认 2 组" in page.text
    assert "重复意见建议（0）" in page.text
    page = page.submit("undo")
    assert "重复意见建议（2）" in page.text


@time_machine.travel(NOW, tick=False)
def test_an_old_page_is_told_and_keeps_what_was_ticked(app: Flask, cast: Cast, campaign: None, staff) -> None:
    work(app, cast)
    drafter = staff("drafter")
    old = drafter.get(group_links(drafter.get(GROUPS))[0])
    boxes = ticks(old, "group")
    drafter.get(old.path).submit("group", "split", chosen=[boxes[0]])
    told = old.submit("group", "split", chosen=[boxes[1]])
    assert told.status == 409
    assert "刚刚被其他人改动过" in told.body
    assert told.form("group").xpath(".//input[@name='chosen' and @checked]/@value") == [boxes[1]]
    assert drafter.get(f"{GROUPS}/99999").status == 404


@time_machine.travel(NOW, tick=False)
def test_a_topic_is_renamed_confirmed_and_its_members_moved(app: Flask, cast: Cast, staff) -> None:
    texts = [
        "停车收费标准太高，停车收费应当减半。",
        "停车收费标准要公开，停车收费明码标价。",
        "充电桩数量太少，充电桩应当每个小区都有。",
        "充电桩经常损坏，充电桩应当有人维修。",
    ]
    with app.app_context():
        make.round_with(db.session(), texts)
    work(app, cast)
    drafter = staff("drafter")
    page = drafter.get(GROUPS)
    assert "主题建议（2）" in page.text
    first, second = (drafter.get(link) for link in group_links(page))
    first = first.submit("group", "rename", label="停车收费")
    assert "主题建议：停车收费" in first.text
    first.submit("group", "confirm", label="停车收费")
    taken = second.submit("group", "confirm", label="停车收费")
    assert taken.status == 409
    assert "已有名为“停车收费”的主题" in taken.body
    second.submit("group", "confirm", label="充电桩")

    page = drafter.get(f"{GROUPS}?kind=topic&state=confirmed")
    assert "停车收费" in page.text
    assert "停车收费" in drafter.get(f"{DESK}/topics").text
    links = [link for link in page.links() if link.endswith("/members")]
    topic = drafter.get(links[0])
    boxes = ticks(topic, "members-of-topic")
    refused = topic.submit("members-of-topic", "move", chosen=[boxes[0]])
    assert refused.status == 422
    moved = topic.submit("members-of-topic", "move", chosen=[boxes[0]], label="新主题")
    assert "已把 1 条移入主题“新主题”" in moved.text
    out = moved.submit("members-of-topic", "take_out", chosen=[boxes[1]])
    assert "这个主题里没有意见" in out.text
    page = out.submit("undo").submit("undo")
    assert "已撤销：移动" in page.text
    assert "新主题" not in drafter.get(f"{DESK}/topics").text
    target = drafter.get(links[1])
    number = links[0].split("/")[-2]
    page = target.submit("members-of-topic", "merge", target=number)
    assert "已并入主题“" in page.text
    page = page.submit("undo")
    page = drafter.get(links[1]).submit("members-of-topic", "dissolve")
    assert "主题已解散" in page.text
    page.submit("undo")
    assert drafter.get(links[1]).status == 200


@time_machine.travel(NOW, tick=False)
def test_readers_see_groups_and_others_nothing(app: Flask, cast: Cast, campaign: None, staff) -> None:
    work(app, cast)
    for post in ("approver", "justice", "openness"):
        reader = staff(post)
        page = reader.get(GROUPS)
        assert page.status == 200
        forms = {form.get("id") for form in page.tree.forms}
        assert not forms & {"propose", "undo"}
        assert not page.tree.xpath("//button[@name='confirm_page']")
        group = reader.get(group_links(page)[0])
        assert not group.tree.xpath("//main//input[@type='checkbox']")
    assert staff("other_drafter").get(GROUPS).status == 403


@time_machine.travel(NOW, tick=False)
def test_new_opinions_are_pointed_out(app: Flask, cast: Cast, campaign: None, staff) -> None:
    work(app, cast)
    drafter = staff("drafter")
    drafter.get(GROUPS).submit("groups", "confirm_page")
    with app.app_context():
        session = db.session()
        make.spoken(session, session.scalars(select(Consultation)).one(), [POLITE + "谢谢大家"])
    assert "此后又收到 1 条" in drafter.get(GROUPS).text
    work(app, cast)
    page = drafter.get(GROUPS)
    assert "建议并入第" in page.text
    page = drafter.get(group_links(page)[0])
    assert "这些意见与已经确认的内容相似" in page.text
    page.submit("group", "confirm")
    assert "4 条意见，4 人" in visitor_text(drafter)


def visitor_text(drafter: Visitor) -> str:
    page = drafter.get(f"{GROUPS}?kind=copies&state=confirmed")
    return drafter.get(group_links(page)[0]).text

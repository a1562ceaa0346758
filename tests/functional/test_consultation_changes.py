"""Journeys by HTTP: a published notice extended, stopped early, corrected, and a second round."""

from datetime import datetime

import pytest
import time_machine
from flask import Flask

from decisions.clock import SHANGHAI
from decisions.consultation.queries import get_consultation
from decisions.extensions import db
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make
from tests.visitor import Page, Visitor

DESK = "/desk/decisions/2026-01/consultation"
ROUND = f"{DESK}/2026-01-c"
NOTICE = "/consultations/2026-01-c"
RESPOND = f"{NOTICE}/respond"
AFTER_THE_STOP = datetime(2026, 7, 1, 0, 0, tzinfo=SHANGHAI)


@pytest.fixture
def opened(app: Flask, store: FileStore, cast: Cast) -> None:
    with app.app_context():
        make.open_consultation(db.session(), cast, store=store)
        db.session.commit()


def errors(page: Page) -> str:
    return " ".join(page.tree.xpath("//*[contains(@class,'error-summary')]")[0].text_content().split())


def propose(drafter: Visitor, kind: str, **values: object) -> Page:
    page = drafter.get(f"{ROUND}/changes")
    link = next(href for href in page.links() if href.endswith(f"/new/{kind}"))
    return drafter.get(link).submit("change", **values)


def publish(staff, kind: str, **values: object) -> Page:
    """Have a change published by two people, from the pages' own forms."""
    review = propose(staff("drafter"), kind, **values)
    assert "尚未公布" in review.text
    assert "等待审核人员办理" in review.submit("submit").text
    done = staff("approver").get(review.path).submit("approve")
    assert done.path == f"{ROUND}/changes", done.text
    return done


@time_machine.travel(make.DURING, tick=False)
def test_an_extension_shows_wherever_an_end_is(opened, staff, citizen) -> None:
    said = "社区提出需要更多时间讨论。"
    receipt = citizen.get(RESPOND).submit("respond", content="写成钟点。", consent="y").path
    publish(staff, "extension", closes_on="2026-08-01", reason=said)  # a Saturday

    end = "2026年8月3日 24:00（北京时间）"
    page = citizen.get(NOTICE)
    assert end in page.text
    assert "已延长至2026年8月3日" in page.text
    assert said in page.text
    assert "第 2 版" in page.text
    for path in ("/", "/consultations/", RESPOND, "/decisions/2026-01", receipt):
        assert end in citizen.get(path).text, path
    assert "已延长至2026年8月3日" in citizen.get("/consultations/").text
    assert "延长征求意见期限" in citizen.get("/decisions/2026-01").text
    told = citizen.get("/api/v1/consultations/2026-01-c").json
    assert (told["closes_on"], told["version"], told["changes"][0]["reason"]) == ("2026-08-03", 2, said)
    listed = citizen.get("/api/v1/consultations").json["items"][0]
    assert listed["closes_on"] == "2026-08-03"
    earlier = citizen.get(f"{NOTICE}/versions/1")
    assert "2026年7月15日 24:00（北京时间）" in earlier.text
    assert "已被后来的版本取代" in earlier.text
    assert citizen.get(f"{NOTICE}/versions/3").status == 404


def test_a_form_opened_before_an_early_stop_and_sent_after_it_keeps_its_words(opened, staff, citizen) -> None:
    with time_machine.travel(make.DURING, tick=False):
        form = citizen.get(RESPOND)
        publish(
            staff, "early_stop", closes_on="2026-06-30", reason="汛期提前。", short_reason="汛期前须建成。"
        )
        assert "提前至2026年6月30日截止" in citizen.get(NOTICE).text
    with time_machine.travel(AFTER_THE_STOP, tick=False):
        page = form.submit("respond", content="写了很久的意见。", consent="y")
        assert page.status == 409
        assert page.tree.xpath("//textarea[@readonly]")[0].text.strip() == "写了很久的意见。"
        assert "2026年6月30日 24:00（北京时间）截止" in page.text


@time_machine.travel(make.DURING, tick=False)
def test_what_a_change_lacks_is_said_at_its_field_and_nothing_typed_is_lost(opened, staff) -> None:
    drafter = staff("drafter")
    late = propose(drafter, "extension", closes_on="2026-07-15", reason="需要更多时间。")
    assert late.status == 422
    assert "应当晚于现在的截止日（2026年7月15日）" in errors(late)
    assert late.form("change").fields["reason"].strip() == "需要更多时间。"
    assert "请写明理由" in errors(propose(drafter, "extension", closes_on="2026-07-31"))
    short = propose(drafter, "early_stop", closes_on="2026-06-30", reason="提前。")
    assert "不足 30 日" in errors(short)
    past = propose(drafter, "early_stop", closes_on="2026-06-19", reason="提前。", short_reason="急。")
    assert "不能早于今天（2026年6月20日）" in errors(past)
    same = propose(drafter, "correction", reason="笔误。")
    assert "与现在的公告相同" in errors(same)


@time_machine.travel(make.DURING, tick=False)
def test_a_correction_leaves_the_end_and_the_earlier_version_as_they_were(opened, staff, citizen) -> None:
    offered = staff("drafter").get(f"{ROUND}/changes/new/correction")
    assert {"closes_on", "short_reason", "opens_on"}.isdisjoint(offered.form("change").inputs.keys())
    publish(staff, "correction", contact="区建交委 021-0000-0001", reason="联系电话有误。")
    page = citizen.get(NOTICE)
    assert "021-0000-0001" in page.text
    assert "联系电话有误。" in page.text
    assert "2026年7月15日 24:00（北京时间）" in page.text
    assert "021-0000-0001" not in citizen.get(f"{NOTICE}/versions/1").text
    assert "更正征求意见公告" in citizen.get("/decisions/2026-01").text


@time_machine.travel(make.DURING, tick=False)
def test_a_change_is_sent_back_with_a_remark_and_given_up(opened, staff) -> None:
    drafter = staff("drafter")
    review = propose(drafter, "extension", closes_on="2026-07-31", reason="需要更多时间。")
    review.submit("submit")
    staff("approver").get(review.path).submit("send-back", remark="请写明是谁提出的。")
    page = drafter.get(review.path)
    assert "请写明是谁提出的" in page.text
    action = page.tree.xpath("//form[contains(@action,'/discard')]/@action")[0]
    gone = drafter.post(action, {"csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0]})
    assert "已放弃" in gone.text
    assert drafter.get(review.path).status == 404


def test_after_the_end_a_second_round_is_the_way_and_works_whole(app, opened, staff, citizen) -> None:
    with time_machine.travel(make.AFTER, tick=False):
        drafter = staff("drafter")
        page = drafter.get(f"{ROUND}/changes")
        assert "2026-01-c2" in page.text
        assert not [href for href in page.links() if href.endswith("/new/extension")]
        refused = drafter.get(f"{ROUND}/changes/new/extension")
        refused = refused.submit("change", closes_on="2026-08-14", reason="还要听。")
        assert "2026-01-c2" in errors(refused)

        notice = drafter.get(DESK).submit("create")
        assert notice.path == f"{DESK}/2026-01-c2/notice"
        notice.submit(
            "notice",
            body="修改稿再次征求意见。",
            opens_on="2026-07-17",
            open_days="30",
            contact="区建交委 021-0000-0000",
            email="parking@example.cn",
            channels="政府网站 2026-07-17\n政府信息查阅场所",
        )
        draft = drafter.get(f"{DESK}/2026-01-c2/draft")
        draft.submit("draft-file", file=(make.DRAFT_REVIEWED.read_bytes(), "修改稿.docx"))
        drafter.get(f"{DESK}/2026-01-c2/review").submit("submit")
        staff("approver").get(f"{DESK}/2026-01-c2/review").submit("approve")
    with time_machine.travel(datetime(2026, 7, 20, 9, tzinfo=SHANGHAI), tick=False):
        second = citizen.get("/consultations/2026-01-c2")
        assert "2026年8月17日 24:00（北京时间）" in second.text  # day 30 is a Sunday
        sent = citizen.get("/consultations/2026-01-c2/respond").submit(
            "respond", content="第二轮的意见。", consent="y"
        )
        assert sent.path.startswith("/receipts/YJ")
        assert "2026年8月17日 24:00" in sent.text
        listed = citizen.get("/consultations/").text
        assert listed.index("正在征求意见") < listed.index("还有 28 日") < listed.index("已经结束")
        whole = citizen.get("/decisions/2026-01")
        assert "/consultations/2026-01-c2/respond" in " ".join(whole.links())
        assert "已经截止" in citizen.get(NOTICE).text
        assert "后一轮征求意见（2026-01-c2）" in errors(
            propose(staff("drafter"), "correction", contact="别处", reason="笔误。")
        )
    with app.app_context():
        assert get_consultation(db.session(), "2026-01-c2").published_seq


@time_machine.travel(make.DURING, tick=False)
def test_only_the_unit_changes_its_notice(opened, staff) -> None:
    for post in ("other_drafter", "approver", "openness"):
        assert staff(post).get(f"{ROUND}/changes/new/extension").status == 403, post
    assert staff("openness").get(f"{ROUND}/changes").status == 200
    assert staff("drafter").get(f"{ROUND}/changes/new/abolition").status == 404

"""Journeys through what stands behind the steps, from the desk's pages to what the public reads."""

import re

import pytest
import time_machine
from flask import Flask

from decisions.catalogue.queries import get_decision
from decisions.extensions import db
from tests.factories.catalogue import make_decision
from tests.factories.procedure import ISSUED_AT, PDF, SUBMITTED_AT, all_papers, expert, issued, risk

ALL = ("公众参与", "专家论证", "风险评估", "公平竞争审查", "合法性审查", "集体讨论决定")
DESK = "/desk/decisions/2026-01"
EXPERTS = f"{DESK}/steps/expert/experts"
POINTS = f"{DESK}/steps/risk/points"
REVIEW = f"{DESK}/steps/legality/review"
PAPERS = f"{DESK}/meeting/papers"
PERSON = {
    "name": "演示专家甲",
    "field": "城市规划",
    "affiliation": "演示研究机构",
    "conflict": "none",
    "declared_on": "2026-07-20",
    "opinion_on": "2026-07-24",
}


@pytest.fixture(autouse=True)
def _on_the_day_of_issuing():
    with time_machine.travel(ISSUED_AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def _a_decision(app: Flask, cast) -> None:
    with app.app_context():
        make_decision(db.session(), procedures=ALL)
        db.session.commit()


@pytest.fixture
def prepare(app: Flask, cast):
    """Run a factory on the decision, as its people would have before."""

    def run(factory) -> None:
        with app.app_context():
            session = db.session()
            factory(session, cast, get_decision(session, "2026-01"))
            session.commit()

    return run


def test_experts_are_entered_declare_and_are_published_by_field(staff, citizen) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    page = drafter.get(EXPERTS)
    assert "可以计入的专家有 0 名，至少需要 3 名" in page.text
    form = drafter.get(f"{EXPERTS}/new")
    page = form.submit("expert", **{**PERSON, "declared_on": ""})
    assert page.status == 422
    assert "请填写利害关系声明的日期" in page.text
    for name in ("演示专家甲", "演示专家乙", "演示专家丙"):
        page = form.submit("expert", **{**PERSON, "name": name})
        assert page.path == EXPERTS
    form.submit("expert", name="演示专家丁", field="法学")
    page = drafter.get(f"{DESK}/steps/expert")
    assert "演示专家丁 尚未声明有无利害关系" in page.text

    statement = {"state": "done", "done_on": "2026-07-24", "report_reason": "涉及专家个人意见"}
    page = drafter.get(f"{DESK}/steps/expert/edit").submit("step", **statement)
    assert page.status == 422
    assert "还不能说明为已完成，尚有 1 项需要办理" in page.text
    assert EXPERTS in page.links(), "the refusal leads to where it is mended"
    last = drafter.get(EXPERTS).links()
    edit = next(link for link in reversed(last) if re.fullmatch(rf"{EXPERTS}/\d+", link))
    assert drafter.get(edit).submit("remove").path == EXPERTS
    assert drafter.get(edit).status == 404

    first = next(link for link in last if re.fullmatch(rf"{EXPERTS}/\d+", link))
    drafter.get(first).submit("expert", consents_name="y")
    page = drafter.get(f"{DESK}/steps/expert/edit").submit("step", **statement)
    assert "已保存" in page.text
    page.submit("submit")
    approver.get(f"{DESK}/steps/expert").submit("approve")
    page = citizen.get("/decisions/2026-01/steps/expert")
    assert "3 名，均声明与本事项无利害关系" in page.text
    assert "演示专家甲" in page.text
    assert "演示专家乙" not in page.text
    assert "报告未公开 理由：涉及专家个人意见" in page.text


def test_a_report_that_is_neither_published_nor_explained_is_refused_at_its_field(staff, prepare) -> None:
    prepare(lambda *people: risk(*people))
    drafter = staff("drafter")
    form = drafter.get(f"{DESK}/steps/risk/edit")
    page = form.submit("step", state="done", done_on="2026-07-31", body="演示评估机构")
    assert page.status == 422
    assert "没有公开报告的，请填写不公开的理由" in page.text
    page = form.submit("step", state="done", done_on="2026-07-31", document=(PDF, "报告.pdf"))
    assert "请填写承担这项工作的单位或机构" in page.text


def test_risk_points_are_assessed_and_what_stands_is_shown(staff) -> None:
    drafter = staff("drafter")
    form = drafter.get(f"{POINTS}/new")
    said = {"description": "夜间车位紧张", "level": "medium", "controllable": "yes"}
    page = form.submit("risk", **said)
    assert page.status == 422
    assert "请写明防范和化解措施" in page.text
    page = form.submit("risk", **{**said, "controllable": "no"})
    assert page.path == POINTS
    assert "“夜间车位紧张”认定为不可控" in page.text
    edit = next(link for link in page.links() if re.fullmatch(rf"{POINTS}/\d+", link))
    page = drafter.get(edit).submit("risk", controllable="yes", measures="优先保障业主")
    assert "不可控" not in page.tree.xpath("string(//table)")
    page = drafter.get(edit).submit("remove")
    assert "还没有登记风险点" in page.text


def test_the_unit_hands_in_and_the_justice_bureau_concludes(staff) -> None:
    with time_machine.travel(SUBMITTED_AT, tick=False):
        drafter = staff("drafter")
        page = drafter.get(REVIEW).submit("submit-review", note="")
        assert page.status == 422
        assert "请上传送审材料" in page.text
        page = page.submit("submit-review", material=(PDF, "送审稿.pdf"))
    assert "已送区司法局审查" in page.text
    assert "2026年8月26日" in page.text, "the seventh working day"
    assert not page.tree.xpath("//form[@id='conclude']"), "the unit does not conclude its own review"

    drafter, justice = staff("drafter"), staff("justice")
    assert "公共停车资源共享利用管理办法" in justice.get("/desk/").text
    page = justice.get("/desk/legality/")
    assert REVIEW in page.links()
    form = justice.get(REVIEW)
    assert justice.get(next(link for link in form.links() if link.endswith("送审稿.pdf"))).status == 200
    days = {"received_on": "2026-08-17", "opinion_on": "2026-08-25"}
    page = form.submit("conclude", conclusion="lawful", **days)
    assert page.status == 422
    assert "最早2026年8月26日出具意见才满期限" in page.text
    page = page.submit("conclude", conclusion="amend", short_reason="汛期临近", opinion="第十条宜删去。")
    assert "已出具审查意见" in page.text
    assert "没有等待审查的事项" in justice.get("/desk/legality/").text

    page = drafter.get(REVIEW)
    assert "第十条宜删去。" in page.text
    assert "请写明修改建议的处理情况" in drafter.get(PAPERS).text
    page = page.submit("respond", response="第十条已删去。")
    assert "已保存" in page.text
    assert "请写明修改建议的处理情况" not in drafter.get(PAPERS).text
    assert "合法性审查：已完成" not in page.text
    page = drafter.get(f"{DESK}/steps/legality/edit").submit("step", state="done")
    assert "2026年8月25日" in page.text


def test_a_review_is_closed_to_whoever_has_no_part_in_it(staff) -> None:
    assert staff("other_drafter").get(REVIEW).status == 403
    assert staff("openness").get("/desk/legality/").status == 403
    assert not staff("approver").get(REVIEW).tree.xpath("//main//form")
    for path in (EXPERTS, POINTS, PAPERS):
        assert staff("other_drafter").get(path).status == 403
        assert not staff("justice").get(path).tree.xpath("//main//form")


def test_the_meeting_waits_for_its_papers(staff, prepare) -> None:
    drafter = staff("drafter")
    assert "尚缺 6 项" in drafter.get(f"{DESK}/meeting").text
    form = drafter.get(f"{DESK}/meeting/edit")
    page = form.submit("meeting", kind="standing", held_on="2026-09-10")
    assert page.status == 422
    assert "尚缺 6 项，备齐后才能记录会议已召开" in page.text
    for link in (f"{PAPERS}/draft", f"{PAPERS}/adoption", EXPERTS, POINTS, REVIEW):
        assert link in page.links()
        assert drafter.get(link).status == 200
    assert page.form("meeting").xpath(".//input[@name='held_on']/@value") == ["2026-09-10"]

    page = drafter.get(f"{PAPERS}/adoption").submit("paper")
    assert page.status == 422
    assert "请上传文件，或者填写正文" in page.text
    page = page.submit("paper", note="采纳18条。", document=(PDF, "采纳情况.pdf"))
    assert page.path == PAPERS
    assert drafter.get(next(link for link in page.links() if link.endswith("采纳情况.pdf"))).status == 200
    assert drafter.get(f"{PAPERS}/legality").status == 404

    prepare(all_papers)
    assert "材料已经备齐" in drafter.get(PAPERS).text
    page = form.submit("meeting", kind="standing", held_on="2026-09-10")
    assert "已保存" in page.text
    assert "会议已经召开" in drafter.get(PAPERS).text


def test_no_decision_is_issued_without_its_meeting(staff) -> None:
    document = {
        "title": "管理办法",
        "document_number": "浦府规（演示）〔2026〕5号",
        "written_on": "2026-09-22",
        "printed_on": "2026-09-22",
        "published_on": "2026-09-23",
        "text": "第一条",
        "interpretation_text": "解读",
    }
    page = staff("drafter").get(f"{DESK}/issuing/edit").submit("issuing", **document)
    assert "决策须经会议集体讨论决定" in page.text
    page = page.submit("submit")
    assert page.status == 422
    assert f"{DESK}/meeting" in page.links()


def test_execution_is_published_with_its_complaints_and_evaluated_by_another(staff, citizen, prepare) -> None:
    prepare(issued)
    drafter, approver = staff("drafter"), staff("approver")
    said = {"state": "done", "done_on": "2026-09-23", "body": "区建交委、各街镇"}
    form = drafter.get(f"{DESK}/steps/execution/edit")
    assert "请填写执行问题的投诉、建议渠道" in form.submit("step", **said).text
    form.submit("step", **said, contact="演示电话 021-0000-0000").submit("submit")
    approver.get(f"{DESK}/steps/execution").submit("approve")
    assert "演示电话 021-0000-0000" in citizen.get("/decisions/2026-01/steps/execution").text
    page = citizen.get("/decisions/2026-01/issued")
    assert "执行和监督" in page.text
    assert "区建交委、各街镇" in page.text

    evaluated = {
        "state": "done",
        "done_on": "2026-09-23",
        "body": "演示评估机构",
        "report_reason": "涉及商业秘密",
    }
    form = drafter.get(f"{DESK}/steps/effect/edit")
    page = form.submit("step", **evaluated)
    assert page.status == 422
    assert "承担过主要论证评估工作（专家论证）" in page.text
    assert "已保存" in form.submit("step", **{**evaluated, "body": "另一演示机构"}).text


def test_an_interpreted_draft_is_published_and_counted(staff, citizen) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    assert "已公布 0 件" in drafter.get("/desk/").text
    form = drafter.get(f"{DESK}/steps/draft_interpretation/edit")
    said = {"state": "done", "done_on": "2026-06-15"}
    assert "请填写草案解读的正文" in form.submit("step", **said).text
    form.submit("step", **said, note="停车难，旁边的办公楼夜里却空着。").submit("submit")
    approver.get(f"{DESK}/steps/draft_interpretation").submit("approve")
    page = citizen.get("/decisions/2026-01/steps/draft_interpretation")
    assert "停车难，旁边的办公楼夜里却空着。" in page.text
    assert "已公布 1 件（每年 10 月底前至少 1 件）" in drafter.get("/desk/").text


def test_the_names_of_experts_reach_nobody_outside(citizen, prepare) -> None:
    prepare(lambda *people: [expert(*people) for _ in range(3)])
    assert citizen.get(EXPERTS).path == "/desk/sign-in"

"""From the answers at the desk to the page that everybody reads, in print and as data."""

import io
import re
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.rules import Channel, Way
from decisions.extensions import db
from decisions.feedback.operations import (
    approve_disclosure,
    import_answers,
    prepare_disclosure,
    submit_disclosure,
)
from decisions.feedback.rules import DisclosureKind, Disposition
from decisions.feedback.rules.answers import Reply
from decisions.feedback.rules.gate import Case, HeardWay, HeardWindow, missing_for_disclosure
from decisions.feedback.rules.reading import opinion_cells
from tests.cast import Cast
from tests.factories import feedback as make
from tests.visitor import Page, Visitor

IN_TIME = datetime(2026, 10, 12, 2, tzinfo=UTC)
LATE = datetime(2026, 3, 6, 2, tzinfo=UTC)
DESK = "/desk/decisions/2026-01/feedback"


@pytest.fixture
def parking(app: Flask, cast: Cast) -> str:
    with app.app_context():
        make.scenario(db.session(), "A")
    return "2026-01"


def publish(
    session: Session, decision: Decision, name: str, cast: Cast, now: datetime, **changes: object
) -> None:
    """Publish a scenario's answers by the operations."""
    drafter, approver = cast.drafter, cast.approver
    if name == "C":
        drafter, approver = cast.other_drafter, cast.other_approver
    if name:
        import_answers(session, decision, make.answer_rows(name), actor=drafter, now=now)
    values = {
        "kind": DisclosureKind.FINAL,
        "summary": "感谢各位参与。",
        "actor": drafter,
        "now": now,
        **changes,
    }
    disclosure = prepare_disclosure(session, decision, **values)  # type: ignore[arg-type]
    submission = submit_disclosure(session, disclosure, actor=drafter, now=now)
    approve_disclosure(
        session, disclosure, submission.id, portal_url="https://example.cn", actor=approver, now=now
    )
    session.commit()


# The journey


@time_machine.travel(IN_TIME, tick=False)
def test_from_the_spreadsheet_to_the_published_page(parking: str, staff, citizen: Visitor) -> None:
    before = citizen.get("/feedback/2026-01")
    assert "最迟2026年10月13日公布" in before.text
    assert citizen.get("/feedback/2026-01.pdf").status == 404

    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/import")
    data = (make.DATA / "opinions-parking.xlsx").read_bytes()
    page = page.submit("import", file=(data, "意见.xlsx"))
    assert "新答复" in page.text
    page = page.submit("confirm")
    assert "已导入：新答复 47 条，更改 0 条，未变 0 条。" in page.text
    assert "还剩 1 个工作日" in page.text

    page = drafter.get(f"{DESK}/disclosure").submit("prepare", summary="征求意见情况说明。")
    assert "各项数字对得上，可以送审" in page.text
    page = page.submit("submit")
    assert "已送审" in page.text
    assert "采纳情况反馈已经送审" in drafter.get(f"{DESK}/opinions/1").text

    approver = staff("approver")
    desk = approver.get("/desk/")
    assert f"{DESK}/disclosure" in desk.links()
    page = approver.get(f"{DESK}/disclosure")
    assert "征求意见情况说明。" in page.text
    page = page.submit("approve")
    assert "已向社会公布" in page.text

    public = citizen.get("/feedback/2026-01")
    assert public.status == 200
    assert "期限为2026年10月13日；2026年10月12日公布，第 9 个工作日，按时" in public.text
    assert "收到 47 条 ＝ 采纳 18 条 ＋ 部分采纳 9 条 ＋ 不采纳 14 条 ＋ 不属于本事项 6 条" in public.text
    assert "收到 47 条 ＝ 公开展示 47 条 ＋ 不予展示 0 条" in public.text
    assert "住宅小区一律不得对外共享 7 人提出" in public.text
    assert "机关事业单位停车场全天免费开放 6 人提出" in public.text
    assert "修改了：征求意见稿第二十一条" in public.text
    assert "瞿*芳" in public.text
    assert "瞿振芳" not in public.body
    assert "2026年9月22日（成文日期、印发日期）出台" in public.text
    listed = citizen.get("/feedback/")
    assert "/feedback/2026-01" in listed.links()
    assert "采纳 18、部分采纳 9、不采纳 14、不属于本事项 6" in listed.text


@time_machine.travel(IN_TIME, tick=False)
def test_answering_by_hand_leads_from_one_to_the_next(parking: str, staff) -> None:
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/opinions/1")
    assert "坚决反对小区车位对外开放" in page.text
    refused = page.submit("answer", "then", disposition="not_adopted", reason="")
    assert refused.status == 422
    assert "部分采纳或者不采纳的，请写明理由。" in refused.body
    page = page.submit("answer", "then", disposition="not_adopted", reason="没有上位法依据。", topic="小区")
    assert page.path == f"{DESK}/opinions/2"
    assert "第 TC2026-001 号意见的答复已保存" in page.text
    page = page.submit("answer", "then", disposition="", topic="小区")
    assert page.path == f"{DESK}/opinions/3"

    topics = drafter.get(f"{DESK}/topics")
    assert "小区" in topics.text
    topic = drafter.get(next(link for link in topics.links() if "/topics/" in link))
    topic.submit("topic", disposition="partly_adopted", reason="写明自愿。")
    second = drafter.get(f"{DESK}/opinions/2")
    assert "由主题“小区”统一答复" in second.text
    assert "写明自愿。" in second.text
    first = drafter.get(f"{DESK}/opinions/1")
    assert first.form("answer").fields["reason"].strip() == "没有上位法依据。"


@time_machine.travel(IN_TIME, tick=False)
def test_the_second_person_reads_the_first_one_s_answer_before_saving_over_it(parking: str, staff) -> None:
    one, two = staff("drafter"), staff("drafter")
    first, second = one.get(f"{DESK}/opinions/3"), two.get(f"{DESK}/opinions/3")
    first.submit("answer", "then", disposition="adopted", reason="采纳甲。", clause_text="送审稿第十九条")
    told = second.submit("answer", "then", disposition="not_adopted", reason="不采纳乙。")
    assert told.status == 422
    assert "其他人刚刚答复了这条意见" in told.body
    assert "采纳甲。" in told.text  # the other's answer
    assert told.form("answer").fields["reason"].strip() == "不采纳乙。"  # and one's own words are kept
    assert one.get(f"{DESK}/opinions/3").form("answer").fields["disposition"] == "adopted"
    told.submit("answer", "then")
    assert one.get(f"{DESK}/opinions/3").form("answer").fields["disposition"] == "not_adopted"


@time_machine.travel(IN_TIME, tick=False)
def test_the_gate_page_links_to_what_is_missing(parking: str, staff) -> None:
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/disclosure").submit("prepare", summary="说明")
    assert "47 条意见还没有处理结果" in page.text
    assert f"{DESK}?state=unanswered" in page.links()
    refused = page.submit("submit")
    assert refused.status == 422
    assert "还有 1 项没有办完，不能送审或者公布。" in refused.text


def test_every_link_of_the_gate_leads_to_a_page(app: Flask) -> None:
    opinions = [
        make.heard(1, reply=Reply()),
        make.heard(2, is_shown=False),
        make.heard(3, is_shown=False, is_withheld=True),
        make.heard(4, reply=Reply(Disposition.NOT_ADOPTED)),
        make.heard(5, reply=Reply(Disposition.ADOPTED)),
        make.heard(6, text="座谈会上说的。", channel=Channel.SYMPOSIUM),
        make.heard(7, topic="甲", reply=Reply(Disposition.ADOPTED, "已研究 13900046638。", "第九条")),
        make.heard(
            8,
            text="说的是另一件事。",
            topic="乙",
            reply=Reply(Disposition.ADOPTED, "已研究 13900046638。", "第九条"),
        ),
    ]
    case = Case(
        code="2026-01",
        opinions=opinions,
        windows=[HeardWindow("2026-01-c", is_closed=True, received=6, sealed_count=9)],
        ways=[HeardWay(Way.VISIT, "EV-1", is_published=False, opinions_count=2)],
        is_issued=False,
        has_clauses=True,
        has_clause=lambda _text: False,
    )
    problems = missing_for_disclosure(case, is_final=True)
    assert len(problems) == 14  # each kind of fault once
    routes = app.url_map.bind("localhost")
    for problem in problems:
        assert problem.link is not None
        assert routes.match(problem.link.split("?")[0], method="GET")


@time_machine.travel(IN_TIME, tick=False)
def test_a_wrong_row_is_shown_and_nothing_is_imported(parking: str, staff) -> None:
    drafter = staff("drafter")
    text = "编号,处理结果,理由\r\nTC2026-001,研究中,\r\nTC2026-002,采纳,采纳。\r\n"
    page = drafter.get(f"{DESK}/import").submit("import", file=(text.encode(), "答复.csv"))
    assert "处理结果“研究中”不是采纳、部分采纳、不采纳或者不属于本事项。" in page.text
    assert "不能导入" in page.text
    assert "confirm" not in [form.get("id") for form in page.tree.forms]
    unreadable = drafter.get(f"{DESK}/import").submit("import", file=(b"%PDF-1.7", "答复.xlsx"))
    assert unreadable.status == 422


@time_machine.travel(IN_TIME, tick=False)
def test_the_sheet_that_is_handed_out_can_be_filled_in_and_taken_back(parking: str, staff) -> None:
    drafter = staff("drafter")
    sheet = drafter.get(f"{DESK}/answers.xlsx").response.data
    book = load_workbook(io.BytesIO(sheet))
    active = book.active
    header = [cell.value for cell in active[3]]
    for row in active.iter_rows(min_row=4):
        row[header.index("处理结果")].value = "不采纳"
        row[header.index("理由")].value = "已研究。"
    filled = io.BytesIO()
    book.save(filled)
    page = drafter.get(f"{DESK}/import").submit("import", file=(filled.getvalue(), "答复.xlsx"))
    assert "已导入：新答复 47 条" in page.submit("confirm").text


@time_machine.travel(IN_TIME, tick=False)
def test_what_is_sent_back_tells_the_drafter_why(parking: str, app: Flask, cast: Cast, staff) -> None:
    with app.app_context():
        decision = db.session.get_one(Decision, 1)
        import_answers(db.session(), decision, make.answer_rows("A"), actor=cast.drafter, now=IN_TIME)
        db.session.commit()
    drafter, approver = staff("drafter"), staff("approver")
    drafter.get(f"{DESK}/disclosure").submit("prepare", summary="说明").submit("submit")
    page = approver.get(f"{DESK}/disclosure")
    assert page.submit("send-back", remark="").status == 422
    page.submit("send-back", remark="请补充致谢。")
    page = drafter.get(f"{DESK}/disclosure")
    assert "请补充致谢。" in page.text
    assert page.form("prepare").fields["summary"].strip() == "说明"


@pytest.mark.parametrize("post", ["other_drafter", "other_approver", "administrator"])
def test_strangers_see_nothing_of_the_desk(parking: str, staff, post: str) -> None:
    stranger = staff(post)
    for place in ("", "/opinions/1", "/topics", "/disclosure", "/answers.xlsx"):
        assert stranger.get(DESK + place).status == 403


@pytest.mark.parametrize("post", ["justice", "openness"])
def test_supervisors_read_masked_words_and_change_nothing(parking: str, staff, post: str) -> None:
    reader = staff(post)
    page = reader.get(f"{DESK}/opinions/26")
    assert page.status == 200
    assert "13900046638" not in page.body
    assert "沙启航" not in page.body
    assert "answer" not in [form.get("id") for form in page.tree.forms]
    assert reader.get(f"{DESK}/import").status == 403


# What everybody reads


@pytest.fixture
def answered(app: Flask, cast: Cast) -> str:
    with app.app_context():
        decision = make.scenario(db.session(), "A")
        publish(db.session(), decision, "A", cast, IN_TIME)
    return "2026-01"


def run_together(text: str) -> str:
    return re.sub(r"\s+", "", text)


@time_machine.travel(IN_TIME, tick=False)
def test_pdf_spreadsheet_and_json_say_the_same(answered: str, citizen: Visitor) -> None:
    data = citizen.get("/feedback/2026-01.json").json
    assert (data["version"], data["kind"], data["entry"]) == (1, "final", 7)
    assert data["duty"]["met_working_day"] == 9
    assert data["duty"]["late_working_days"] == 0
    assert len(data["opinions"]) == 47

    rows = list(
        load_workbook(
            io.BytesIO(citizen.get("/feedback/2026-01.xlsx").response.data), read_only=True
        ).active.iter_rows(values_only=True)
    )
    start = next(number for number, row in enumerate(rows) if row[0] == "编号")
    cells = [[cell or "" for cell in row] for row in rows[start + 1 :]]
    assert cells == [opinion_cells(opinion) for opinion in data["opinions"]]

    reader = PdfReader(io.BytesIO(citizen.get("/feedback/2026-01.pdf").response.data))
    printed = run_together("".join(page.extract_text() for page in reader.pages))
    printed = re.sub(r"第\d+页共\d+页", "", printed)
    head = run_together("".join(str(row[0]) for row in rows[:start]))
    for each in data["concentrated"]:
        assert run_together(each["topic"]) in printed
        assert run_together(each["topic"]) in head
        assert all(run_together(reason) in head for reason in each["reasons"])
    for way in data["ways"]:
        assert f"{way['opinions']}条" in head
    for equation in (
        "收到47条＝公开展示47条＋不予展示0条",
        "收到47条＝采纳18条＋部分采纳9条＋不采纳14条＋不属于本事项6条",
    ):
        assert equation in printed
        assert equation in head
    for opinion in data["opinions"]:
        assert opinion["number"].replace("-", "") in printed.replace("-", "")
    assert printed.count("部分采纳") >= 9
    assert "第9个工作日按时公布" in printed
    assert "第9个工作日按时公布" in head
    assert "浦府规（演示）〔2026〕5号" in printed
    assert reader.metadata is not None
    assert reader.metadata.title == "关于《浦东新区公共停车资源共享利用管理办法》公众意见采纳情况的反馈"


@time_machine.travel(IN_TIME, tick=False)
def test_every_opinion_and_every_reason_is_printed_whole(answered: str, citizen: Visitor) -> None:
    """A row that runs over a page is in two pieces, with the neighbour's cells between them."""
    data = citizen.get("/feedback/2026-01.json").json
    reader = PdfReader(io.BytesIO(citizen.get("/feedback/2026-01.pdf").response.data))
    printed = run_together("".join(page.extract_text() for page in reader.pages))
    texts = [run_together(each[name]) for each in data["opinions"] for name in ("text", "reason")]
    interrupted = [text for text in texts if text not in printed]
    assert len(interrupted) <= len(reader.pages) * 2
    for text in interrupted:
        assert any(text[:cut] in printed and text[cut:] in printed for cut in range(1, len(text)))


@time_machine.travel(IN_TIME, tick=False)
def test_opinions_are_found_by_answer_channel_clause_and_topic(answered: str, citizen: Visitor) -> None:
    def numbers(query: str) -> list[str]:
        page = citizen.get(f"/feedback/2026-01?{query}")
        return re.findall(r"TC2026-\d{3}", " ".join(page.tree.xpath("//article//text()")))

    assert len(numbers("")) == 20
    assert len(numbers("page=3")) == 7
    assert len(numbers("disposition=out_of_scope")) == 6
    assert len(numbers("channel=symposium&disposition=not_adopted")) == 1
    assert len(numbers("topic=住宅小区一律不得对外共享")) == 7
    assert numbers("clause=第二十一条")[:1] == ["TC2026-003"]
    assert numbers("disposition=nonsense") == []
    page = citizen.get("/feedback/2026-01?channel=web")
    assert "?channel=web&page=2" in page.links()


@time_machine.travel(datetime(2026, 4, 20, 2, tzinfo=UTC), tick=False)
def test_late_stays_late_on_every_face(app: Flask, cast: Cast, citizen: Visitor) -> None:
    with app.app_context():
        decision = make.scenario(db.session(), "B")
        publish(db.session(), decision, "B", cast, LATE)
    page = citizen.get("/feedback/2026-02")
    assert "逾期 1 个工作日" in page.text
    assert "公布期限为2026年3月5日，实际于2026年3月6日公布（第 11 个工作日）。这一记录永久保留。" in page.text
    assert "安置房选址 3 人提出，共 2 条" in page.text
    assert "联名 2 人" in page.text
    assert "310199195603192746" not in page.body
    assert citizen.get("/feedback/2026-02.json").json["duty"]["late_working_days"] == 1
    reader = PdfReader(io.BytesIO(citizen.get("/feedback/2026-02.pdf").response.data))
    assert "逾期1个工作日" in run_together("".join(each.extract_text() for each in reader.pages))
    assert "逾期 1 个工作日" in citizen.get("/feedback/").text
    assert "第 11 个工作日" in page.text


@time_machine.travel(datetime(2026, 11, 24, 2, tzinfo=UTC), tick=False)
def test_no_public_opinion_but_three_spoken_ones(app: Flask, cast: Cast, citizen: Visitor) -> None:
    with app.app_context():
        decision = make.scenario(db.session(), "C")
    pending = citizen.get("/feedback/2026-03")
    assert "文件尚未出台，期限未开始计算" in pending.text
    with app.app_context():
        decision = db.session.merge(decision)
        publish(
            db.session(), decision, "C", cast, datetime(2026, 11, 20, tzinfo=UTC), kind=DisclosureKind.EARLY
        )
    page = citizen.get("/feedback/2026-03")
    assert "公开征求意见期间没有收到公众意见；下列意见来自其他听取意见的方式。" in page.text
    assert "阶段性反馈" in page.text
    assert "收到 3 条 ＝ 采纳 2 条 ＋ 部分采纳 0 条 ＋ 不采纳 1 条 ＋ 不属于本事项 0 条" in page.text
    assert "改建养老院" in page.text
    assert "已先行公布阶段性反馈" in citizen.get("/feedback/").text


@time_machine.travel(IN_TIME, tick=False)
def test_nobody_said_anything(app: Flask, cast: Cast, citizen: Visitor) -> None:
    with app.app_context():
        decision = make.decision(db.session(), "A")
        make.consultation(db.session(), decision, "A")
        make.issue(db.session(), decision, "A")
        publish(db.session(), decision, "", cast, IN_TIME)
    page = citizen.get("/feedback/2026-01")
    assert "征求意见期间没有收到公众意见" in page.text
    assert "逐条意见采纳情况" not in page.text
    assert citizen.get("/feedback/2026-01.json").json["totals"]["received"] == 0
    reader = PdfReader(io.BytesIO(citizen.get("/feedback/2026-01.pdf").response.data))
    assert "未收到公众意见" in run_together("".join(each.extract_text() for each in reader.pages))
    assert citizen.get("/feedback/2026-01.xlsx").status == 200


@time_machine.travel(datetime(2026, 10, 14, 2, tzinfo=UTC), tick=False)
def test_an_unpublished_answer_past_its_day_is_overdue_for_everybody(parking: str, citizen: Visitor) -> None:
    page = citizen.get("/feedback/2026-01")
    assert "应于2026年10月13日前公布，已逾期 1 个工作日" in page.text
    assert "逾期 1 个工作日" in citizen.get("/feedback/").text


@time_machine.travel(IN_TIME, tick=False)
def test_versions_stay_readable(answered: str, app: Flask, cast: Cast, citizen: Visitor) -> None:
    with app.app_context():
        decision = db.session.get_one(Decision, 1)
        changes = {"summary": "更正后的说明。", "reason": "说明有误。"}
        publish(db.session(), decision, "A", cast, IN_TIME, **changes)
    newest = citizen.get("/feedback/2026-01")
    assert "更正后的说明。" in newest.text
    assert "更正原因：说明有误。" in newest.text
    first = citizen.get("/feedback/2026-01?version=1")
    assert "感谢各位参与。" in first.text
    assert "不是最新版本" in first.text
    assert citizen.get("/feedback/2026-01.json?version=1").json["version"] == 1
    assert citizen.get("/feedback/2026-01?version=3").status == 404
    assert citizen.get("/feedback/2026-01?version=x").status == 404


def test_what_the_public_does_not_know_of_is_not_found(app: Flask, cast: Cast, citizen: Visitor) -> None:
    with app.app_context():
        make.decision(db.session(), "A")
        db.session.commit()
    for place in ("2026-01", "2026-01.json", "2026-01.pdf", "2026-99"):
        assert citizen.get(f"/feedback/{place}").status == 404
    assert "2026-01" not in citizen.get("/feedback/").body


def links_that_answer(page: Page, citizen: Visitor) -> list[str]:
    return [link for link in page.links() if link.startswith("/feedback/")]


@time_machine.travel(IN_TIME, tick=False)
def test_every_file_that_the_page_offers_is_there(answered: str, citizen: Visitor) -> None:
    page = citizen.get("/feedback/2026-01")
    offered = links_that_answer(page, citizen)
    assert {"/feedback/2026-01.pdf", "/feedback/2026-01.xlsx", "/feedback/2026-01.json"} <= set(offered)
    assert all(citizen.get(link).status == 200 for link in offered)

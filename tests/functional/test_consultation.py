"""Journeys through a consultation by HTTP: notice, comment, moderation, import, closing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from decisions.clock import SHANGHAI
from decisions.consultation.models import Opinion
from decisions.consultation.operations import OpinionInput, show_all
from decisions.consultation.queries import get_consultation
from decisions.extensions import db
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make
from tests.visitor import Page, Visitor

DESK = "/desk/decisions/2026-01/consultation"
ROUND = f"{DESK}/2026-01-c"
RESPOND = "/consultations/2026-01-c/respond"
PDF = b"%PDF-1.7 material"
RECEIPT = re.compile(r"YJ(?:-[2-9A-Z]{4}){3}")


class Backstage:
    """What tests arrange and look up in the database, between requests: never during one."""

    def __init__(self, app: Flask, store: FileStore, cast: Cast) -> None:
        self.app, self.store, self.cast = app, store, cast

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.app.app_context():
            yield db.session()
            db.session.commit()

    def make_decision(self, **values: bool) -> None:
        with self.session() as session:
            make.make_decision(session, **values)

    def draft_notice(self) -> None:
        with self.session() as session:
            make.draft_notice(session, self.cast)

    def open_consultation(self) -> None:
        with self.session() as session:
            make.open_consultation(session, self.cast, store=self.store)

    def say(self, *everything: OpinionInput) -> None:
        with self.session() as session:
            consultation = get_consultation(session, "2026-01-c")
            for number, words in enumerate(everything):
                now = make.DURING + timedelta(seconds=number)
                make.say(session, self.store, consultation, words, now=now)

    def show_all(self) -> None:
        with self.session() as session:
            consultation = get_consultation(session, "2026-01-c")
            show_all(session, consultation, actor=self.cast.drafter, now=make.DURING)

    def opinions(self) -> list[dict[str, object]]:
        """Return what is stored, oldest first."""
        with self.session() as session:
            return [
                {
                    "id": each.id,
                    "receipt": each.receipt,
                    "content": each.content,
                    "name": each.name,
                    "contact": each.contact,
                    "consent_publish": each.consent_publish,
                    "clause": each.clause_text,
                    "attachments": len(each.attachments),
                }
                for each in session.scalars(select(Opinion).order_by(Opinion.id))
            ]


@pytest.fixture
def backstage(app: Flask, store: FileStore, cast: Cast) -> Backstage:
    return Backstage(app, store, cast)


@pytest.fixture
def decision(backstage: Backstage) -> None:
    backstage.make_decision()


@pytest.fixture
def opened(backstage: Backstage) -> Backstage:
    backstage.open_consultation()
    return backstage


def fill(page: Page, **values: object) -> Page:
    notice = {
        "title": "关于停车办法公开征求意见的公告",
        "body": "现向社会公开征求意见。",
        "opens_on": "2026-06-15",
        "open_days": "30",
        "contact": "区建交委 021-0000-0000",
        "email": "parking@example.cn",
        "channels": "政府网站 2026-06-15\n政府信息查阅场所",
        **values,
    }
    return page.submit("notice", **notice)


def send(visitor: Visitor, path: str = RESPOND, **values: object) -> Page:
    return visitor.get(path).submit("respond", **{"content": "建议写成具体钟点。", "consent": "y", **values})


def errors(page: Page) -> str:
    return " ".join(page.tree.xpath("//*[contains(@class,'error-summary')]")[0].text_content().split())


# The notice at the desk


@time_machine.travel(make.BEFORE, tick=False)
def test_from_an_empty_decision_to_a_public_notice(decision, staff, citizen) -> None:
    drafter = staff("drafter")
    page = drafter.get(DESK).submit("create")
    assert page.path == f"{ROUND}/notice"
    saved = fill(page)
    assert "截止日 2026年7月15日，期限 30 日" in saved.text

    draft = drafter.get(f"{ROUND}/draft").submit(
        "draft-file", file=(make.DRAFT.read_bytes(), "征求意见稿.docx")
    )
    assert "第八条 机关和国有单位停车设施" in draft.text.replace("　", " ")
    drafter.get(f"{ROUND}/draft").submit(
        "explanation-file", explanation=(make.EXPLANATION.read_bytes(), "起草说明.docx")
    )
    review = drafter.get(f"{ROUND}/review").submit("submit")
    assert "等待审核人员办理" in review.text

    assert citizen.get("/consultations/2026-01-c").status == 404
    approval = staff("approver").get(f"{ROUND}/review")
    assert "关于停车办法公开征求意见的公告" in approval.text
    assert "第二十一条" in approval.text
    assert "公告已经发布" in approval.submit("approve").text

    public = citizen.get("/consultations/2026-01-c")
    assert public.status == 200
    assert "即将开始" in public.text
    assert "政府信息查阅场所" in public.text
    assert not public.tree.xpath("//a[contains(@href,'/respond')]")
    assert "关于停车办法公开征求意见的公告" in citizen.get("/consultations/").text


@time_machine.travel(make.BEFORE, tick=False)
def test_a_short_window_is_refused_at_the_reason_and_keeps_what_was_typed(decision, staff) -> None:
    drafter = staff("drafter")
    page = fill(drafter.get(DESK).submit("create"), open_days="15")
    assert page.status == 422
    assert "15 日，不足 30 日" in errors(page)
    assert page.tree.xpath("//*[contains(@class,'error-summary')]//a/@href") == ["#short_reason"]
    assert page.form("notice").fields["body"].strip() == "现向社会公开征求意见。"
    saved = fill(page, open_days="15", short_reason="汛期将至，须在七月前实施。")
    assert "期限 15 日" in saved.text
    assert "汛期将至" in drafter.get(f"{ROUND}/review").text


@time_machine.travel(make.BEFORE, tick=False)
def test_a_last_day_off_is_moved_and_said(decision, staff) -> None:
    page = fill(staff("drafter").get(DESK).submit("create"), opens_on="2026-06-18")
    assert "2026年7月18日 不是工作日，截止日顺延至 2026年7月20日" in page.text


@time_machine.travel(make.BEFORE, tick=False)
def test_an_enterprise_related_notice_waits_for_the_hearing(backstage, staff) -> None:
    backstage.make_decision(enterprise_related=True)
    drafter = staff("drafter")
    fill(drafter.get(DESK).submit("create"))
    refused = drafter.get(f"{ROUND}/review").submit("submit")
    assert refused.status == 409
    link = refused.tree.xpath("//*[contains(@class,'error-summary')]//a/@href")[0]
    assert link == f"{DESK}/events/new?before=1"

    form = drafter.get(link)
    event = form.submit(
        "event",
        from_on="2026-05-21",
        place="区建交委三楼",
        invited="18",
        attended="15",
        counted_in="家",
        summary="停车企业和行业协会到会。",
    )
    assert "进入决策程序前听取企业意见" in event.text
    assert "等待审核人员办理" in drafter.get(f"{ROUND}/review").submit("submit").text


@time_machine.travel(make.BEFORE, tick=False)
def test_sent_back_with_a_remark_and_submitted_again(backstage, staff) -> None:
    backstage.draft_notice()
    staff("drafter").get(f"{ROUND}/review").submit("submit")
    approver = staff("approver")
    assert approver.get(f"{ROUND}/review").submit("send-back", remark="").status == 422
    approver.get(f"{ROUND}/review").submit("send-back", remark="请补充背景。")
    drafter = staff("drafter")
    assert "请补充背景。" in drafter.get(f"{ROUND}/review").text
    drafter.get(f"{ROUND}/review").submit("submit")
    assert "公告已经发布" in approver.get(f"{ROUND}/review").submit("approve").text


@time_machine.travel(make.BEFORE, tick=False)
def test_one_channel_is_warned_about_not_refused(decision, staff) -> None:
    drafter = staff("drafter")
    fill(drafter.get(DESK).submit("create"), channels="政府网站")
    review = drafter.get(f"{ROUND}/review")
    assert "发布渠道少于 2 个" in review.text
    assert "这些发布渠道没有写网址或者日期：政府网站" in review.text
    assert "等待审核人员办理" in review.submit("submit").text


@time_machine.travel(make.BEFORE, tick=False)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("扫描.pdf", PDF),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("空.docx", b""),
        ("图.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_file_that_is_no_draft_is_refused_at_the_field(backstage, staff, name: str, data: bytes) -> None:
    backstage.draft_notice()
    page = staff("drafter").get(f"{ROUND}/draft").submit("draft-file", file=(data, name))
    assert page.status == 422
    assert page.tree.xpath("//*[contains(@class,'error-summary')]//a/@href") == ["#file"]


@time_machine.travel(make.DURING, tick=False)
def test_other_units_and_the_administrator_stay_out(opened, staff) -> None:
    for post in ("other_drafter", "other_approver", "administrator"):
        for page in ("", "/2026-01-c/review", "/2026-01-c/opinions", "/events", "/versions"):
            assert staff(post).get(DESK + page).status == 403, (post, page)
    for post in ("openness", "justice"):
        assert staff(post).get(f"{ROUND}/opinions").status == 200
        assert staff(post).get(f"{ROUND}/enter").status == 403


# Commenting


@time_machine.travel(make.DURING, tick=False)
def test_anybody_comments_on_a_clause_and_gets_a_receipt(opened, citizen) -> None:
    page = citizen.get("/consultations/2026-01-c")
    assert "正在征求意见" in page.text
    assert "还有 25 日" in page.text
    link = next(href for href in page.links() if href.endswith("?clause=art-8"))
    form = citizen.get(link)
    assert form.form("respond").fields["clause"] == "art-8"
    fields = set(form.form("respond").fields)
    assert fields == {
        "csrf_token",
        "form_key",
        "content",
        "clause",
        "submitter_type",
        "name",
        "contact",
        "attachments",
        "consent",
        "consent_publish",
        "challenge",
        "solution",
    }
    assert not form.tree.xpath("//input[@type='checkbox' and @checked]")
    sent = form.submit(
        "respond",
        content="建议写成具体钟点。",
        name="张建祥",
        contact="13900012847",
        consent="y",
        attachments=[(PDF, "材料.pdf"), (PDF + b"2", "照片.pdf")],
    )
    (opinion,) = opened.opinions()
    assert sent.path == f"/receipts/{opinion['receipt']}"
    assert sent.status == 200
    assert str(opinion["receipt"]) in sent.text
    assert (opinion["clause"], opinion["name"], opinion["attachments"]) == ("第八条", "张建祥", 2)


@time_machine.travel(make.DURING, tick=False)
def test_without_consent_or_words_everything_typed_stays(opened, citizen) -> None:
    page = send(citizen, consent=None, name="张建祥", submitter_type="enterprise", clause="art-9")
    assert page.status == 422
    assert "同意后勾选" in errors(page)
    kept = page.form("respond").fields
    assert (kept["content"].strip(), kept["name"], kept["clause"]) == (
        "建议写成具体钟点。",
        "张建祥",
        "art-9",
    )
    assert kept["submitter_type"] == "enterprise"
    empty = send(citizen, content="  ")
    assert "请写下您的意见" in errors(empty)
    assert opened.opinions() == []


@time_machine.travel(make.DURING, tick=False)
@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"MZ\x90", "病毒.exe", "文件类型不符合要求"),
        (b"<html>", "伪装.pdf", "文件类型不符合要求"),
        (b"", "空.pdf", "文件是空的"),
        (PDF + b"<< /S /JavaScript /JS (x) >>", "表单.pdf", "PDF 中含有脚本"),
        (b"\x89PNG\r\n\x1a\nnonsense", "照片.png", "图片已经损坏"),
        (b"<svg onload='alert(1)'/>", "矢量.png", "文件类型不符合要求"),
    ],
)
def test_a_wrong_attachment_keeps_the_words(opened, citizen, data: bytes, name: str, said: str) -> None:
    page = send(citizen, attachments=[(data, name)])
    assert page.status == 422
    assert said in page.text
    assert page.form("respond").fields["content"].strip() == "建议写成具体钟点。"
    assert opened.opinions() == []


@time_machine.travel(make.DURING, tick=False)
def test_a_repeated_send_is_one_opinion_a_changed_one_is_another(opened, citizen) -> None:
    form = citizen.get(RESPOND)
    first = form.submit("respond", content="同一条。", consent="y")
    again = form.submit("respond", content="同一条。", consent="y")
    assert first.path == again.path
    assert len(opened.opinions()) == 1
    changed = form.submit("respond", content="改了以后的另一条。", consent="y")
    assert changed.path != first.path
    assert len(opened.opinions()) == 2


def test_after_the_end_the_words_are_kept_for_copying(opened, citizen) -> None:
    with time_machine.travel(make.LAST_MINUTE, tick=False):
        form = citizen.get(RESPOND)
    with time_machine.travel(make.AFTER, tick=False):
        page = form.submit("respond", content="写了很久的意见。", consent="y")
        assert page.status == 409
        assert page.tree.xpath("//textarea[@readonly]")[0].text.strip() == "写了很久的意见。"
        assert "parking@example.cn" in page.text
        assert "不再接受新的意见" in citizen.get(RESPOND).text
        assert not citizen.get(RESPOND).tree.xpath("//form[@id='respond']")
    assert opened.opinions() == []


def test_a_retry_after_the_end_still_finds_its_receipt(opened, citizen) -> None:
    with time_machine.travel(make.LAST_MINUTE, tick=False):
        form = citizen.get(RESPOND)
        first = form.submit("respond", content="最后一分钟。", consent="y")
    with time_machine.travel(make.AFTER, tick=False):
        assert form.submit("respond", content="最后一分钟。", consent="y").path == first.path
    assert len(opened.opinions()) == 1


@time_machine.travel(make.DURING, tick=False)
def test_an_expired_page_keeps_what_was_typed(opened, citizen) -> None:
    form = citizen.get(RESPOND)
    citizen.client.delete_cookie("session")
    page = form.submit("respond", content="页面放了一夜。", consent="y")
    assert page.status == 422
    assert page.form("respond").fields["content"].strip() == "页面放了一夜。"
    assert opened.opinions() == []
    assert RECEIPT.search(page.submit("respond", consent="y").text)


@time_machine.travel(make.DURING, tick=False)
def test_only_a_published_consultation_has_a_page(backstage, citizen) -> None:
    backstage.draft_notice()
    for path in ("/consultations/2026-01-c", RESPOND, "/consultations/2099-01-c"):
        assert citizen.get(path).status == 404


@time_machine.travel(make.DURING, tick=False)
def test_consent_is_withdrawn_on_the_receipt_s_own_page(opened, citizen) -> None:
    sent = send(citizen, name="张建祥", contact="13900012847", consent_publish="y")
    link = next(href for href in sent.links() if href.endswith("/withdraw"))
    page = citizen.get(link).submit("withdraw")
    assert "已经删除" in page.text
    (opinion,) = opened.opinions()
    assert (opinion["name"], opinion["contact"], opinion["consent_publish"]) == ("", "", False)
    assert opinion["content"] == "建议写成具体钟点。"
    assert citizen.get("/receipts/YJ-2222-2222-2222/withdraw").status == 404


# What is shown


@time_machine.travel(make.DURING, tick=False)
def test_a_moderator_shows_and_withholds_and_the_public_sees_masked_names(opened, citizen, staff) -> None:
    send(citizen, content="打我电话13900012847，邻居李阿婆也反对。", name="张建祥")
    send(citizen, content="广告：买车位找我。")
    assert "等待审核 2 条" in citizen.get("/consultations/2026-01-c").text
    first, second = (each["id"] for each in opened.opinions())

    drafter = staff("drafter")
    page = drafter.get(f"{ROUND}/opinions/{first}")
    assert page.tree.xpath("//mark/text()") == ["13900012847"]
    assert "打我电话***********" in page.text
    assert page.submit("show", also_hide="王阿婆").status == 422
    following = page.submit("show", also_hide="李阿婆")
    assert following.path == f"{ROUND}/opinions/{second}"
    assert following.submit("withhold", reason="advertisement").path == f"{ROUND}/opinions"

    reader = staff("justice")  # reads, but neither the original words nor the receipt that opens them
    for place in (f"{ROUND}/opinions", f"{ROUND}/opinions/{first}"):
        assert "YJ-" not in reader.get(place).body
        assert "YJ-" in drafter.get(place).body

    withheld = opened.opinions()[1]["receipt"]
    assert "广告或者推广信息" in citizen.get(f"/receipts/{withheld}").text
    public = citizen.get("/consultations/2026-01-c").text
    assert "张*祥" in public
    assert "打我电话***********，邻居***也反对。" in public
    assert "不予展示 1 条" in public
    for secret in ("13900012847", "张建祥", "李阿婆", "买车位", "YJ-"):
        assert secret not in public


@time_machine.travel(make.DURING, tick=False)
def test_the_list_is_filtered_by_clause_and_channel_and_paged(opened, citizen) -> None:
    many = [OpinionInput(content=f"第{number:02}号", clause="art-8", consent=True) for number in range(25)]
    opened.say(*many, OpinionInput(content="另一条", clause="art-9", consent=True))
    opened.show_all()
    page = citizen.get("/consultations/2026-01-c?clause=art-8")
    assert "第00号" in page.text
    assert "第20号" not in page.text
    assert "另一条" not in page.text
    following = next(href for href in page.links() if href.endswith("page=2"))
    assert "第24号" in citizen.get(f"/consultations/2026-01-c{following}").text
    assert "没有符合条件" in citizen.get("/consultations/2026-01-c?channel=letter").text
    assert "第00号" in citizen.get("/consultations/2026-01-c?channel=nonsense&clause=x").text
    assert "已公开意见 25 条" in page.text


@time_machine.travel(make.DURING, tick=False)
def test_what_people_type_is_never_markup(opened, citizen, staff) -> None:
    send(citizen, content="<script>alert(1)</script> & <b>粗</b>", name="<i>张</i>", consent_publish="y")
    opened.show_all()
    page = citizen.get("/consultations/2026-01-c")
    assert "<script>alert(1)" not in page.body
    assert "<i>张</i>" not in page.body
    number = opened.opinions()[0]["id"]
    assert "<b>粗" not in staff("drafter").get(f"{ROUND}/opinions/{number}").body


# Offline opinions, imports, closing


@time_machine.travel(make.AFTER, tick=False)
def test_paper_is_typed_in_one_after_the_other(opened, staff) -> None:
    form = staff("drafter").get(f"{ROUND}/enter")
    entry = {
        "content": "来信：请保留人工窗口。",
        "channel": "letter",
        "received_at": "2026-06-22T09:33",
        "name": "柏月琴",
        "clause": "第十三条",
    }
    page = form.submit("enter", **entry)
    assert page.path == f"{ROUND}/enter"
    assert RECEIPT.search(page.text)
    assert "来信：请保留人工窗口。" in page.text  # what was typed in last, for whoever lost her place
    kept = page.form("enter").fields
    assert (kept["channel"], kept["received_at"], kept["content"].strip()) == (
        "letter",
        "2026-06-22T09:33",
        "",
    )
    form.submit("enter", **entry)  # a double click
    assert len(opened.opinions()) == 1
    late = page.submit("enter", content="未来的信", received_at="2026-07-20T09:00")
    assert "收到时间不能晚于现在" in errors(late)


@time_machine.travel(make.AFTER, tick=False)
def test_a_file_is_previewed_then_imported_once(opened, staff) -> None:
    drafter = staff("drafter")
    file = (make.OPINIONS_PARKING.read_bytes(), "意见.xlsx")
    preview = drafter.get(f"{ROUND}/import").submit("upload", file=file)
    assert "47 条可以导入" in preview.text
    assert "瞿振芳" in preview.text
    assert opened.opinions() == []
    done = preview.submit("confirm")
    assert "已导入 47 条" in done.text
    assert len(opened.opinions()) == 47
    again = drafter.get(f"{ROUND}/import").submit("upload", file=file)
    assert "没有新的意见可以导入" in again.text
    assert not again.tree.xpath("//form[@id='confirm']")
    discarded = again.submit("discard")
    assert discarded.path == f"{ROUND}/import"
    assert drafter.get(again.path).status == 404


@time_machine.travel(make.AFTER, tick=False)
def test_a_file_that_is_no_table_is_refused(opened, staff) -> None:
    page = staff("drafter").get(f"{ROUND}/import").submit("upload", file=(PDF, "意见.xlsx"))
    assert page.status == 422
    assert "不是表格" in errors(page)


def test_the_set_is_closed_after_the_end(opened, citizen, staff) -> None:
    with time_machine.travel(make.DURING, tick=False):
        send(citizen)
        assert not staff("drafter").get(f"{ROUND}/opinions").tree.xpath("//form[@id='close']")
    with time_machine.travel(make.AFTER, tick=False):
        drafter = staff("drafter")
        refused = drafter.get(f"{ROUND}/opinions").submit("close")
        assert refused.status == 409
        assert "还有 1 条意见没有决定是否公开" in errors(refused)
        drafter.get(f"{ROUND}/opinions").submit("show-all")
        assert "已经结卷" in drafter.get(f"{ROUND}/opinions").submit("close").text
        assert "意见已经结卷" in citizen.get("/consultations/2026-01-c").text


@time_machine.travel(make.AFTER, tick=False)
def test_events_of_a_list_are_imported_and_published(decision, staff) -> None:
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/events").submit("import-events", file=(make.EVENTS.read_bytes(), "活动.csv"))
    assert "本事项的记录 4 条，新登记 4 条" in page.text
    link = next(href for href in page.links() if re.search(r"events/\d+$", href))
    assert "等待审核人员办理" in drafter.get(link).submit("submit").text
    assert "已公开" in staff("approver").get(link).submit("approve").text
    edited = drafter.get(f"{link}/edit")
    assert edited.submit("event", summary="改写").status == 422


@time_machine.travel(make.AFTER, tick=False)
def test_a_later_version_shows_what_changed(opened, staff, citizen) -> None:
    page = staff("drafter").get(f"{DESK}/versions")
    version = page.submit("version", stage="review", file=(make.DRAFT_REVIEWED.read_bytes(), "送审稿.docx"))
    version.submit("submit")
    staff("approver").get(version.path).submit("approve")
    number = version.path.rsplit("/", 1)[1]
    public = citizen.get(f"/decisions/2026-01/drafts/{number}")
    assert public.status == 200
    assert "第十七条 → 第十八条" in public.text
    assert public.tree.xpath("//ins")
    assert citizen.get("/decisions/2026-01/drafts/999").status == 404


# Constant effort


@time_machine.travel(make.DURING, tick=False)
def test_a_page_costs_the_same_however_many_opinions_there_are(opened, citizen) -> None:
    def queries_of(path: str) -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        with opened.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        assert citizen.get(path).status == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    opened.say(make.WORDS)
    opened.show_all()
    few = queries_of("/consultations/2026-01-c")
    opened.say(*(OpinionInput(content=f"意见{n}", consent=True, clause="art-9") for n in range(30)))
    opened.show_all()
    assert 0 < queries_of("/consultations/2026-01-c") <= few
    assert queries_of("/consultations/") == queries_of("/consultations/") > 0


@time_machine.travel(datetime(2026, 5, 1, 9, tzinfo=SHANGHAI), tick=False)
def test_empty_lists_say_so(citizen) -> None:
    page = citizen.get("/consultations/")
    assert page.status == 200
    assert "现在没有正在征求意见的事项" in page.text

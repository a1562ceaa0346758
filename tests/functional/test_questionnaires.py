"""Journeys through a questionnaire by HTTP: built, published, answered, changed, typed in, added up."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from decisions.consultation.queries import get_consultation
from decisions.consultation.queries.questionnaires import count_answers_by_channel, find_questionnaire
from decisions.consultation.rules.questionnaires.answering import Given
from decisions.extensions import db, limiter
from tests.cast import Cast
from tests.factories import consultation as make
from tests.factories import questionnaires as survey
from tests.visitor import Page, Visitor

DESK = "/desk/decisions/2026-01/consultation/2026-01-c/questionnaire"
PAGE = "/consultations/2026-01-c/questionnaire"
RESULTS = f"{PAGE}/results"
RECEIPT = re.compile(r"WJ(?:-[2-9A-Z]{4}){3}")
ANSWER = {
    "answer-q1": "3",
    "answer-q2": ["1", "2"],
    "answer-q3": "2",
    "answer-q4": "夜里开放。",
    "consent": "y",
}


class Backstage:
    """What tests arrange and look up in the database, between requests: never during one."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.app.app_context():
            yield db.session()
            db.session.commit()

    def open_consultation(self) -> None:
        with self.session() as session:
            make.open_consultation(session, self.cast)

    def open_questionnaire(self) -> None:
        with self.session() as session:
            survey.open_questionnaire(session, self.cast)

    def answer(self, *everybody: dict[str, Given]) -> None:
        with self.session() as session:
            found = find_questionnaire(session, get_consultation(session, "2026-01-c").id)
            for answers in everybody:
                survey.answer(session, found, answers)

    def publish_results(self) -> None:
        with self.session() as session:
            found = find_questionnaire(session, get_consultation(session, "2026-01-c").id)
            survey.publish_results(session, self.cast, found)

    def by_channel(self) -> dict[str, int]:
        with self.session() as session:
            found = find_questionnaire(session, get_consultation(session, "2026-01-c").id)
            return {
                channel.value: count for channel, count in count_answers_by_channel(session, found.id).items()
            }


@pytest.fixture
def backstage(app: Flask, cast: Cast) -> Backstage:
    return Backstage(app, cast)


@pytest.fixture
def opened(backstage: Backstage) -> Backstage:
    backstage.open_questionnaire()
    return backstage


def send(visitor: Visitor, **values: object) -> Page:
    return visitor.get(PAGE).submit("questionnaire", **{**ANSWER, **values})


def errors(page: Page) -> str:
    return " ".join(page.tree.xpath("//*[contains(@class,'error-summary')]")[0].text_content().split())


def act(page: Page, action: str) -> Page:
    """Press the button that posts to this place."""
    form = next(form for form in page.tree.forms if (form.get("action") or "").endswith(action))
    return page.visitor.post(form.get("action"), dict(form.form_values()))


# The desk


@time_machine.travel(make.BEFORE, tick=False)
def test_built_previewed_and_published_by_two_persons(backstage: Backstage, staff, citizen: Visitor) -> None:
    backstage.open_consultation()
    drafter = staff("drafter")
    assert "没有问卷" in drafter.get(DESK).text
    act(drafter.get(DESK), "/begin")

    drafter.get(f"{DESK}/questions/new/single").submit(
        "question", text="您平时怎样出行？", options="步行\n骑行\n自驾", takes_other="y", required="y"
    )
    drafter.get(f"{DESK}/questions/new/multiple").submit(
        "question", text="您希望哪些地方共享车位？", options="机关\n商场\n小区", most="2"
    )
    drafter.get(f"{DESK}/questions/new/scale").submit(
        "question", text="您对停车现状满意吗？", points="5", low_label="很不满意", high_label="很满意"
    )
    page = drafter.get(f"{DESK}/questions/new/text").submit("question", text="还有什么建议？", length="100")
    assert page.path == DESK
    assert "最多选择 2 项" in page.text
    assert "1（很不满意）" in page.text

    moved = act(page, "/q4/move")
    assert moved.text.index("还有什么建议") < moved.text.index("您对停车现状满意吗")
    shorter = act(moved, "/q2/delete")
    assert "共享车位" not in shorter.text
    assert citizen.get(PAGE).status == 404

    shorter.submit("submit")
    approved = staff("approver").get(DESK).submit("approve")
    assert "问卷已发布" in approved.body
    public = citizen.get(PAGE)
    assert "将于 2026年6月15日 开放" in public.text
    assert "您平时怎样出行？" in public.text
    assert "问卷调查" in citizen.get("/consultations/2026-01-c").text
    assert "调查问卷" in citizen.get("/decisions/2026-01").text


@time_machine.travel(make.BEFORE, tick=False)
def test_a_faulty_question_keeps_what_was_typed(backstage: Backstage, staff) -> None:
    backstage.open_consultation()
    drafter = staff("drafter")
    act(drafter.get(DESK), "/begin")
    page = drafter.get(f"{DESK}/questions/new/single").submit(
        "question", text="您平时怎样出行？", options="步行"
    )
    assert page.status == 422
    assert "请至少填写两个选项" in errors(page)
    assert 'value="您平时怎样出行？"' in page.body
    assert drafter.get(f"{DESK}/questions/new/essay").status == 404
    assert drafter.get(f"{DESK}/questions/q9").status == 404


@time_machine.travel(make.BEFORE, tick=False)
def test_a_new_version_says_why_and_can_be_given_up(opened: Backstage, staff, citizen: Visitor) -> None:
    drafter = staff("drafter")
    changed = act(drafter.get(DESK), "/q2/delete")
    assert "与公开的版本不同" in changed.text
    refused = changed.submit("submit")
    assert "理由" in errors(refused)
    assert "共享车位" in act(drafter.get(DESK), "/discard").text

    act(drafter.get(DESK), "/q2/delete").submit("submit", reason="第二题重复。")
    staff("approver").get(DESK).submit("approve")
    assert "共享车位" not in citizen.get(PAGE).text
    assert "第二题重复" in citizen.get("/decisions/2026-01").text


@time_machine.travel(make.DURING, tick=False)
def test_once_answered_the_desk_says_why_it_can_not_change(opened: Backstage, staff) -> None:
    drafter = staff("drafter")
    before = drafter.get(DESK)
    opened.answer(survey.ANSWERS)
    refused = act(before, "/q2/delete")
    assert refused.status == 409
    assert "已经收到 1 份答卷" in errors(refused)
    page = drafter.get(DESK)
    assert "不能再修改" in page.text
    assert not [form for form in page.tree.forms if "/questions/" in (form.get("action") or "")]


@time_machine.travel(make.BEFORE, tick=False)
def test_sent_back_with_a_remark(backstage: Backstage, staff) -> None:
    backstage.open_consultation()
    drafter = staff("drafter")
    act(drafter.get(DESK), "/begin")
    drafter.get(f"{DESK}/questions/new/text").submit("question", text="还有什么建议？")
    drafter.get(DESK).submit("submit")
    staff("approver").get(DESK).submit("send-back", remark="题目太少。")
    assert "题目太少。" in drafter.get(DESK).text


def test_others_do_not_build_and_not_read_the_texts(opened: Backstage, staff) -> None:
    assert staff("other_drafter").get(DESK).status == 403
    assert staff("openness").get(DESK).status == 200
    assert staff("openness").get(f"{DESK}/results").status == 200
    assert staff("openness").get(f"{DESK}/texts").status == 403
    assert staff("justice").get(f"{DESK}/enter").status == 403


# Answering


@time_machine.travel(make.DURING, tick=False)
def test_answered_without_an_account_and_found_by_its_receipt(opened: Backstage, citizen: Visitor) -> None:
    page = citizen.get(PAGE)
    assert not page.tree.xpath("//input[@type='text' and (@name='name' or @name='contact')]")
    assert not page.tree.xpath("//form[@id='questionnaire']//input[@type='checkbox' and @checked]")
    taken = send(citizen)
    assert taken.path.startswith("/receipts/WJ-")
    assert "自驾" in taken.text
    assert "夜里开放。" in taken.text

    code = RECEIPT.search(taken.path)[0]
    found = Visitor(opened.app).get("/receipts").submit("receipt", code=code.lower())
    assert found.path == taken.path
    assert "已收到 1 份" in citizen.get("/consultations/2026-01-c").text
    assert "夜里开放" not in citizen.get("/consultations/2026-01-c").body


@time_machine.travel(make.DURING, tick=False)
def test_the_same_form_sent_twice_is_one_answer(opened: Backstage, citizen: Visitor) -> None:
    form = citizen.get(PAGE)
    first, second = form.submit("questionnaire", **ANSWER), form.submit("questionnaire", **ANSWER)
    assert first.path == second.path
    other = form.submit("questionnaire", **{**ANSWER, "answer-q1": "1"})
    assert other.path != first.path
    assert opened.by_channel() == {"web": 2}


@time_machine.travel(make.DURING, tick=False)
def test_everything_wrong_is_told_at_once_and_everything_kept(opened: Backstage, citizen: Visitor) -> None:
    page = citizen.get(PAGE).submit(
        "questionnaire", **{"answer-q2": ["1", "2", "3"], "answer-q4": "长" * 101, "answer-q3": "4"}
    )
    assert page.status == 422
    assert "请回答第 1 题" in errors(page)
    assert "第 2 题请选择 1 至 2 项，现在选择了 3 项" in errors(page)
    assert "第 4 题最多 100 字，现有 101 字" in errors(page)
    assert "同意后勾选" in errors(page)
    assert len(page.tree.xpath("//input[@name='answer-q2' and @checked]")) == 3
    assert page.tree.xpath("//input[@name='answer-q3' and @checked]/@value") == ["4"]
    assert "长" * 101 in page.body
    for href in page.tree.xpath("//*[contains(@class,'error-summary')]//a/@href"):
        assert page.tree.xpath(f"//*[@id='{href.removeprefix('#')}']"), href


@time_machine.travel(make.DURING, tick=False)
def test_words_beside_other(opened: Backstage, citizen: Visitor) -> None:
    page = send(citizen, **{"answer-q1": "other"})
    assert "第 1 题选择了“其他”，请填写具体内容" in errors(page)
    taken = page.submit("questionnaire", **{"answer-q1-other": "公交"})
    assert "其他（请填写）：公交" in taken.text


def test_too_late_is_said_and_what_was_typed_can_be_copied(opened: Backstage, citizen: Visitor) -> None:
    with time_machine.travel(make.LAST_MINUTE, tick=False):
        page = citizen.get(PAGE)
    with time_machine.travel(make.AFTER, tick=False):
        late = page.submit("questionnaire", **{**ANSWER, "consent": None})
        assert late.status == 409
        assert "答卷没有提交" in late.text
        kept = late.tree.xpath("//textarea[@id='kept']")[0].text_content()
        assert "夜里开放。" in kept
        assert "自驾" in kept
        closed = citizen.get(PAGE)
        assert "已于 2026年7月15日 24:00（北京时间）" in closed.text
        assert not [form for form in closed.tree.forms if form.get("id") == "questionnaire"]
    assert opened.by_channel() == {}


@time_machine.travel(make.BEFORE, tick=False)
def test_a_new_version_meanwhile_is_said_and_answers_kept(opened: Backstage, staff, citizen: Visitor) -> None:
    with time_machine.travel(make.DURING, tick=False):
        page = citizen.get(PAGE)
    act(staff("drafter").get(DESK), "/q2/delete").submit("submit", reason="第二题重复。")
    staff("approver").get(DESK).submit("approve")
    with time_machine.travel(make.DURING, tick=False):
        again = page.submit("questionnaire", **ANSWER)
        assert again.status == 409
        assert "问卷刚刚更新" in errors(again)
        assert again.tree.xpath("//input[@name='answer-q1' and @checked]/@value") == ["3"]
        assert again.submit("questionnaire").path.startswith("/receipts/WJ-")


@time_machine.travel(make.DURING, tick=False)
def test_changed_and_withdrawn_with_the_receipt(opened: Backstage, citizen: Visitor) -> None:
    receipt = RECEIPT.search(send(citizen).path)[0]
    form = citizen.get(f"/receipts/{receipt}/answers")
    assert form.response.headers["Cache-Control"] == "no-store"
    assert form.tree.xpath("//input[@name='answer-q1' and @checked]/@value") == ["3"]
    changed = form.submit("questionnaire", **{"answer-q1": "1", "answer-q4": ""})
    assert changed.path == f"/receipts/{receipt}"
    assert "步行" in changed.text
    assert "夜里开放" not in changed.text
    older = form.submit("questionnaire", **{"answer-q1": "2"})
    assert older.status == 409
    assert opened.by_channel() == {"web": 1}

    gone = citizen.get(f"/receipts/{receipt}/withdraw-answers").submit("withdraw")
    assert "撤回答卷，内容已经删除" in gone.text
    assert opened.by_channel() == {}
    assert citizen.get(f"/receipts/{receipt}/answers").status == 409
    assert citizen.get("/receipts/WJ-2222-2222-2222/answers").status == 404


@time_machine.travel(make.DURING, tick=False)
def test_an_expired_page_keeps_the_answers(opened: Backstage, citizen: Visitor) -> None:
    opened.app.config["WTF_CSRF_ENABLED"] = True
    page = citizen.post(PAGE, {**ANSWER, "submitter_type": "individual", "version": "1"})
    assert page.status == 422
    assert "页面已经过期" in errors(page)
    assert "夜里开放。" in page.body


@time_machine.travel(make.DURING, tick=False)
def test_who_sends_too_often_is_told_on_the_form(
    opened: Backstage, app: Flask, citizen: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("decisions.consultation.pages.safeguards._DEMO_RATE", "1 per minute")
    app.config["RATELIMIT_ENABLED"] = True
    monkeypatch.setattr(limiter, "enabled", True)
    assert send(citizen).path.startswith("/receipts/WJ-")
    slowed = citizen.get(PAGE).submit("questionnaire", **{**ANSWER, "answer-q4": "第二份，写了很久。"})
    assert slowed.status == 422
    assert "请先回答下面的小问题" in errors(slowed)
    assert "第二份，写了很久。" in slowed.body
    assert opened.by_channel() == {"web": 1}
    words = re.search(r"请回答：(.)加(.)等于几", slowed.text)
    total = sum("〇一二三四五六七八九".index(word) for word in words.groups())
    assert slowed.submit("questionnaire", answer=str(total)).path.startswith("/receipts/WJ-")


# Paper


@time_machine.travel(make.AFTER, tick=False)
def test_paper_is_typed_by_keyboard_sheet_after_sheet(opened: Backstage, staff) -> None:
    page = staff("drafter").get(f"{DESK}/enter")
    typed = {"answer-q1": "4 公交", "answer-q2": "1 3", "answer-q3": "5", "answer-q4": "", "number": "纸-1"}
    after = page.submit("enter", **typed, channel="letter", received_on="2026-07-10")
    assert "已录入" in after.body
    assert after.tree.xpath("//input[@name='received_on']/@value") == ["2026-07-10"]
    assert after.tree.xpath("//select[@name='channel']/option[@selected]/@value") == ["letter"]
    assert opened.by_channel() == {"letter": 1}

    again = after.submit("enter", **typed)
    assert "已经录入" in errors(again)
    wrong = after.submit("enter", **{"answer-q1": "9", "answer-q2": "1 2 3", "received_on": "2026-07-10"})
    assert wrong.status == 422
    assert "第 1 题没有您所选的选项" in errors(wrong)
    assert "第 2 题请选择" in errors(wrong)
    assert wrong.tree.xpath("//input[@name='answer-q2']/@value") == ["1 2 3"]
    future = after.submit("enter", **{"answer-q1": "1", "received_on": "2026-08-10"})
    assert "不能晚于现在" in errors(future)


# Results


@time_machine.travel(make.AFTER, tick=False)
def test_texts_are_decided_and_results_published_by_two(opened: Backstage, staff, citizen: Visitor) -> None:
    opened.answer(
        survey.ANSWERS,
        {**survey.ANSWERS, "q4": Given((), "电话 13812345678，请回复。")},
        {"q1": Given(("other",), "=HYPERLINK(1)"), "q4": Given((), "<script>alert(1)</script>")},
    )
    drafter = staff("drafter")
    assert "还有 4 段文字没有决定" in drafter.get(f"{DESK}/results").text
    page = drafter.get(f"{DESK}/texts").submit("show-all")
    assert "13812345678" not in page.body
    waiting = drafter.get(f"{DESK}/texts?visibility=received").tree.xpath("//td/../th/a/@href")[0]
    one = drafter.get(waiting)
    assert "<mark>13812345678</mark>" in one.body
    decided = one.submit("withhold", reason="personal_data")
    assert decided.path == f"{DESK}/texts"
    drafter.get(f"{DESK}/results").submit("submit")
    assert citizen.get(RESULTS).status == 404
    assert "结果整理、审核后公布" in citizen.get("/consultations/2026-01-c").text
    staff("approver").get(f"{DESK}/results").submit("approve")

    public = citizen.get(RESULTS)
    assert "3 份答卷" in public.text
    assert "平均 2.00 分" in public.text
    assert "公开 2 段，不予展示 1 段" in public.text
    assert "13812345678" not in public.body
    assert "&lt;script&gt;" in public.body
    assert "<script>alert" not in public.body
    assert "66.7%" in public.text
    listed = citizen.get(f"{RESULTS}/q4")
    assert "夜里开放。" in listed.text
    assert citizen.get(f"{RESULTS}/q3").status == 404
    assert "问卷调查结果" in citizen.get("/decisions/2026-01").text
    assert "查看调查结果" in citizen.get("/consultations/2026-01-c").text
    assert "已经公布" in staff("drafter").get(f"{DESK}/enter").text


@time_machine.travel(make.AFTER, tick=False)
def test_results_as_a_table_and_as_json(opened: Backstage, citizen: Visitor) -> None:
    opened.answer({"q1": Given(("other",), "=HYPERLINK(1)"), "q3": Given(("4",))})
    opened.publish_results()
    table = citizen.get(f"{RESULTS}.csv").response.get_data().decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in table
    assert "3,您对停车现状满意吗？,量表题,4,1,100.0%," in table
    data = citizen.get(f"{RESULTS}.json").json
    assert data["count"] == 1
    assert data["questions"][2]["mean"] == "4.00"
    assert data["record"]["entry_hash"]


@time_machine.travel(make.AFTER, tick=False)
def test_nobody_answered_has_its_page(opened: Backstage, citizen: Visitor) -> None:
    opened.publish_results()
    assert "没有收到答卷" in citizen.get(RESULTS).text


@time_machine.travel(make.AFTER, tick=False)
def test_a_text_withdrawn_later_disappears_and_the_page_says_so(opened: Backstage, citizen: Visitor) -> None:
    with time_machine.travel(make.DURING, tick=False):
        receipt = RECEIPT.search(send(citizen).path)[0]
    opened.publish_results()
    assert "夜里开放" in citizen.get(RESULTS).text
    citizen.get(f"/receipts/{receipt}/withdraw-answers").submit("withdraw")
    after = citizen.get(RESULTS)
    assert "夜里开放" not in after.text
    assert "公布后另有 1 段" in after.text
    assert "1 份答卷" in after.text


def test_without_a_questionnaire_there_is_none(backstage: Backstage, citizen: Visitor) -> None:
    backstage.open_consultation()
    assert citizen.get(PAGE).status == 404
    assert citizen.get(RESULTS).status == 404
    assert "问卷调查" not in citizen.get("/consultations/2026-01-c").text

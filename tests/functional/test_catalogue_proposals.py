"""An item's way from a unit's desk to the public catalogue, by browser."""

from datetime import datetime

import pytest
import time_machine

from decisions.clock import SHANGHAI
from decisions.extensions import db
from tests.cast import PASSWORD, email_of
from tests.factories import catalogue as make
from tests.visitor import Page, Visitor

NOW = datetime(2026, 1, 20, 10, tzinfo=SHANGHAI)
PROPOSALS = "/desk/catalogue/2026/proposals"
WHOLE = {
    "exclusion": "none",
    "title": "《公共停车资源共享利用管理办法》",
    "category": "public_policy",
    "basis": "《上海市停车场（库）管理办法》",
    "partner_units": "区公安分局、各街镇",
    "procedures": "公众参与、合法性审查、集体讨论决定",
    "planned_text": "第三季度",
    "hearing": "no",
    "invites_public": "yes",
    "enterprise_related": "yes",
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit(staff) -> Visitor:
    return staff("drafter")


@pytest.fixture
def justice(staff) -> Visitor:
    return staff("justice")


@pytest.fixture
def office(staff) -> Visitor:
    return staff("openness")


def press(page: Page, text: str) -> Page:
    """Press the one button of this name that stands in a form of its own."""
    [form] = [form for form in page.tree.forms if form.xpath(f".//button[contains(., '{text}')]")]
    return page.visitor.post(form.get("action"), dict(form.form_values()))


def fill_in(unit: Visitor, **answers: object) -> Page:
    form = press(unit.get(PROPOSALS), "申报一个事项")
    assert form.path.endswith("/edit")
    return form.submit("proposal", **{**WHOLE, **answers})


def hand_in(unit: Visitor, **answers: object) -> Page:
    page = fill_in(unit, **answers).submit("hand-in")
    assert "等待区司法局审查" in page.text
    return page


def review(justice: Visitor, path: str, verdict: str = "agrees", remark: str = "") -> Page:
    return justice.get(path).submit("review", verdict=verdict, remark=remark)


def listed(page: Page, section: str) -> list[str]:
    return [
        cell.text_content().strip()
        for cell in page.tree.xpath(f"//section[.//h2[@id='{section}']]//tbody/tr/th")
    ]


def test_from_the_unit_s_desk_to_the_public_page(unit, justice, office, staff, citizen) -> None:
    checked = fill_in(unit)
    assert "即 2026年7月1日 至 2026年9月30日" in checked.text
    assert "区建交委" in checked.text
    path = checked.path
    assert justice.get(path).status == 404, "a draft is the unit's own"
    handed_in = checked.submit("hand-in")
    assert handed_in.path == path
    assert not [form for form in handed_in.tree.forms if form.get("id") == "hand-in"]

    assert "待您办理 1 件" in justice.get("/desk/catalogue/").text
    assert listed(justice.get(PROPOSALS), "waiting") == [WHOLE["title"]]
    review(justice, path, remark="依据充分")
    assert listed(justice.get(PROPOSALS), "waiting") == []

    page = office.get(path)
    assert "依据充分" in page.text
    assert listed(office.get(PROPOSALS), "waiting") == [WHOLE["title"]]
    page.submit("decide", act="accept")
    assert "公共停车资源共享利用管理办法" in office.get("/desk/catalogue/2026").text
    assert "已列入目录" in unit.get(path).text
    assert "/desk/decisions/2026-01" in unit.get(path).links()

    office.get("/desk/catalogue/2026/consent").submit("consent", number="浦委〔2026〕2号", on="2026-01-19")
    office.get("/desk/catalogue/2026").submit("submit")
    staff("openness_second").get("/desk/catalogue/2026/review").submit("approve")
    public = citizen.get("/catalogue/2026")
    assert "公共停车资源共享利用管理办法" in public.text
    assert "区公安分局、各街镇" in public.text


@pytest.mark.parametrize("exclusion", ["macro_control", "legislation", "emergency"])
def test_what_is_out_of_scope_is_refused_with_the_reason_and_stays_as_it_was_typed(
    unit, exclusion: str
) -> None:
    page = fill_in(unit, exclusion=exclusion)
    assert "不适用重大行政决策程序，不列入目录（《重大行政决策程序暂行条例》第三条第三款）" in page.text
    assert not [form for form in page.tree.forms if form.get("id") == "hand-in"]
    assert WHOLE["title"] in page.text
    token = unit.get("/desk/account").form("password-form").fields["csrf_token"]
    forced = unit.post(f"{page.path}/hand-in", {"csrf_token": token})
    assert forced.status == 422
    assert "不适用重大行政决策程序" in forced.text


def test_half_a_form_is_kept_and_going_back_finds_it(unit) -> None:
    page = fill_in(unit, category="", planned_text="适时", hearing="")
    for lacking in ("请选择决策类别", "没有看懂计划完成时间“适时”", "请选择是否听证"):
        assert lacking in page.text
    form = unit.get(f"{page.path}/edit").form("proposal")
    values = dict(form.form_values())
    assert (values["title"], values["planned_text"]) == (WHOLE["title"], "适时")
    assert values["exclusion"] == "none"
    again = press(unit.get(PROPOSALS), "申报一个事项")
    assert again.path != f"{page.path}/edit"
    assert press(unit.get(PROPOSALS), "申报一个事项").path == again.path, "an empty draft is used again"


def test_two_leads_are_not_handed_in(unit) -> None:
    page = fill_in(unit, lead_unit="区建交委、区民政局")
    assert "请填写牵头承办单位，有且只有一个" in page.text
    page = unit.get(f"{page.path}/edit").submit("proposal", lead_unit="区建交委", partner_units="区建交委")
    assert "牵头承办单位不能同时是配合单位" in page.text


def test_a_title_that_is_too_long_is_told_at_its_field_with_what_was_typed(unit) -> None:
    page = fill_in(unit, title="停" * 301)
    assert page.status == 422
    assert page.tree.xpath("//*[@id='title-error']")
    assert page.form("proposal").fields["title"] == "停" * 301


def test_a_session_that_ran_out_loses_nothing(unit) -> None:
    form = press(unit.get(PROPOSALS), "申报一个事项")
    unit.client.delete_cookie("session")
    door = form.submit("proposal", **WHOLE)
    back = door.submit("sign-in", email=email_of("drafter"), password=PASSWORD)
    assert back.path == form.path
    values = dict(back.form("proposal").form_values())
    assert {name: values[name].strip() for name in WHOLE} == WHOLE
    checked = back.submit("proposal")
    assert "已提交" not in checked.text
    assert "等待区司法局审查" in checked.submit("hand-in").text


def test_an_objection_needs_its_reason_and_binds_the_office_to_one(unit, justice, office) -> None:
    path = hand_in(unit).path
    refused = review(justice, path, "objects")
    assert refused.status == 422
    assert "请写明理由" in refused.text
    assert refused.tree.xpath("//input[@name='verdict'][@value='objects'][@checked]")
    refused.submit("review", remark="上位法已有规定")
    silent = office.get(path).submit("decide", act="accept")
    assert silent.status == 422
    assert "上位法已有规定" in silent.text
    assert "请写明理由" in silent.text
    assert office.get("/desk/catalogue/2026").status == 404, "nothing was listed"
    assert "已列入目录" in silent.submit("decide", remark="区委已明确").text


def test_sent_back_the_unit_reads_why_and_amends(unit, justice, office) -> None:
    path = hand_in(unit).path
    before = office.get(path)
    assert [radio.get("value") for radio in before.tree.xpath("//input[@name='act']")] == ["send_back"]
    empty = before.submit("decide", act="send_back")
    assert empty.status == 422
    empty.submit("decide", remark="请补充配合单位")
    page = unit.get(path)
    assert "请补充配合单位" in page.text
    assert listed(unit.get(PROPOSALS), "waiting") == [WHOLE["title"]]
    form = unit.get(f"{path}/edit")
    assert "请补充配合单位" in form.text
    form.submit("proposal", partner_units="区公安分局、区城管局").submit("hand-in")
    assert "区城管局" in justice.get(path).text


def test_merged_into_another_item(unit, justice, office, staff) -> None:
    first = hand_in(unit).path
    second = hand_in(staff("other_drafter"), title="停车难综合治理", partner_units="").path
    for path in (first, second):
        review(justice, path)
    office.get(first).submit("decide", act="accept")
    nowhere = office.get(second).submit("decide", act="merge")
    assert nowhere.status == 422
    assert nowhere.tree.xpath("//*[@id='into-error']")
    [choice] = nowhere.tree.xpath("//select[@name='into']/option[@value!='0']/@value")
    nowhere.submit("decide", into=choice)
    assert "已并入其他事项" in staff("other_drafter").get(second).text
    edit = next(
        href for href in office.get("/desk/catalogue/2026").links() if href.endswith(f"/items/{choice}")
    )
    assert office.get(edit).form("item").fields["partner_units"] == "区公安分局、各街镇、区民政局"


def test_the_same_matter_twice_is_told_where_it_is_listed(unit, justice, office, staff) -> None:
    first = hand_in(unit).path
    second = hand_in(staff("other_drafter")).path
    for path in (first, second):
        review(justice, path)
    office.get(first).submit("decide", act="accept")
    again = office.get(second)
    assert "已有同名的决策事项 2026-01" in again.text
    refused = again.submit("decide", act="accept")
    assert refused.status == 422
    assert "已有相同的名称或序号" in refused.text


def test_a_draft_is_given_up_after_a_question(unit) -> None:
    page = fill_in(unit)
    question = unit.get(f"{page.path}/discard")
    assert "作废后不能恢复" in question.text
    assert "申报已作废" in question.submit("discard").text
    assert unit.get(f"{page.path}/edit").status == 409


@pytest.mark.parametrize("post", ["other_drafter", "other_approver"])
def test_another_unit_finds_nothing(unit, staff, post: str) -> None:
    path = hand_in(unit).path
    other = staff(post)
    assert other.get(path).status == 404
    assert "还没有申报" in other.get(PROPOSALS).text


def test_who_is_shown_what(unit, staff, citizen) -> None:
    path = hand_in(unit).path
    approver = staff("approver").get(path)
    assert approver.status == 200
    assert not approver.tree.xpath("//main//form")
    assert staff("administrator").get(PROPOSALS).status == 403
    assert citizen.get(path).path == "/desk/sign-in"
    assert unit.get(f"{path}/edit").status == 409, "handed in, it is not changed"
    token = unit.get("/desk/account").form("password-form").fields["csrf_token"]
    for act in ("review", "decide"):
        assert unit.post(f"{path}/{act}", {"csrf_token": token}).status == 403


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (datetime(2026, 9, 30, 23, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 10, 1, 0, 0, tzinfo=SHANGHAI), True),
    ],
)
def test_from_october_on_the_coming_year_is_open(staff, now: datetime, is_open: bool) -> None:
    with time_machine.travel(now, tick=False):
        links = staff("drafter").get("/desk/catalogue/").links()
    assert ("/desk/catalogue/2027/proposals" in links) is is_open


def test_in_the_year_the_reason_is_asked_for(unit, app) -> None:
    with app.app_context():
        make.make_decision(db.session(), "另一事项", now=NOW)
        make.publish(db.session(), now=NOW, consent_on=NOW.date())
        db.session.commit()
    page = fill_in(unit)
    assert "年内新增事项请写明理由" in page.text
    unit.get(f"{page.path}/edit").submit("proposal", change_note="市里新部署").submit("hand-in")

"""From the desk to the public: a decision is issued, a step is stated, a meeting is planned."""

import pytest
import time_machine
from flask import Flask

from decisions.catalogue.queries import get_decision
from decisions.extensions import db
from tests.factories.catalogue import make_decision
from tests.factories.procedure import ISSUED_AT, PDF, decided, issued

DESK = "/desk/decisions/2026-01"
DOCUMENT = {
    "title": "浦东新区公共停车资源共享利用管理办法",
    "document_number": "浦府规（演示）〔2026〕5号",
    "written_on": "2026-09-22",
    "printed_on": "2026-09-22",
    "published_on": "2026-09-23",
    "effective_on": "2026-10-01",
    "document": (PDF, "办法.pdf"),
    "interpretation_text": "机关、国有单位的停车场夜间对外共享。",
    "website_url": "https://example.cn/5",
    "website_on": "2026-09-23",
}


@pytest.fixture(autouse=True)
def _on_the_day_of_issuing():
    with time_machine.travel(ISSUED_AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def _a_decision(app: Flask, cast) -> None:
    with app.app_context():
        make_decision(db.session())
        db.session.commit()


@pytest.fixture
def decided_by_a_meeting(app: Flask, cast, _a_decision) -> None:
    with app.app_context():
        session = db.session()
        decided(session, cast, get_decision(session, "2026-01"))
        session.commit()


@pytest.mark.usefixtures("decided_by_a_meeting")
def test_a_decision_is_issued_by_two_people(citizen, staff) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    assert "尚未填写" in drafter.get(f"{DESK}/issuing").text
    page = drafter.get(f"{DESK}/issuing/edit").submit("issuing", **DOCUMENT)
    assert page.path == f"{DESK}/issuing"
    assert "已保存" in page.text
    assert "2026年10月13日" in page.text, "the drafter sees by when opinions will have to be answered"
    assert "尚未填写在政府公报公布的链接或日期" in page.text

    document = next(link for link in page.links() if link.endswith(".pdf"))
    assert drafter.get(document).response.data == PDF
    assert citizen.get(document).path == "/desk/sign-in"
    assert citizen.get("/decisions/2026-01/issued").status == 404

    page = page.submit("submit")
    assert "已送审" in page.text
    assert "等待审核人员办理" in page.text

    page = approver.get(f"{DESK}/issuing")
    assert "机关、国有单位的停车场夜间对外共享。" in page.text
    page = page.submit("approve")
    assert "已向社会公布" in page.text

    page = citizen.get("/decisions/2026-01/issued")
    assert page.status == 200
    for words in (
        "浦府规（演示）〔2026〕5号",
        "2026年9月22日 （成文、印发、发布三个日期中最早的一个）",
        "最迟于2026年10月13日公布",
        "机关、国有单位的停车场夜间对外共享。",
        "尚未登载",
    ):
        assert words in page.text
    assert "https://example.cn/5" in page.links()


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(staff) -> None:
    drafter = staff("drafter")
    form = drafter.get(f"{DESK}/issuing/edit")
    page = form.submit("issuing", **{**DOCUMENT, "published_on": "2026-09-21"})
    assert page.status == 422
    assert "发布日期（2026-09-21）不能早于成文日期或印发日期（2026-09-22）" in page.text
    assert page.form("issuing").fields["document_number"] == "浦府规（演示）〔2026〕5号"
    assert "尚未填写" in drafter.get(f"{DESK}/issuing").text, "nothing was kept"

    page = form.submit("issuing", **{**DOCUMENT, "document": (b"MZ\x90\x00", "virus.pdf")})
    assert page.status == 422
    assert "virus.pdf" in page.text
    page = form.submit("issuing", **{**DOCUMENT, "website_url": "javascript:alert(1)"})
    assert "链接须以 http:// 或 https:// 开头" in page.text
    page = form.submit("issuing", title="")
    assert "请填写文件标题" in page.text
    assert "请填写成文日期" in page.text


@pytest.mark.usefixtures("decided_by_a_meeting")
def test_without_interpretation_nothing_is_submitted(staff) -> None:
    drafter = staff("drafter")
    page = drafter.get(f"{DESK}/issuing/edit").submit("issuing", **{**DOCUMENT, "interpretation_text": ""})
    assert "不能送审" in page.text
    page = page.submit("submit")
    assert page.status == 422
    assert "决策文件须与解读材料同步发布" in page.text
    page = drafter.get(f"{DESK}/issuing/edit").submit("issuing", interpretation_exemption="仅调整机构名称")
    assert "已送审" in page.submit("submit").text


@pytest.mark.usefixtures("decided_by_a_meeting")
def test_sent_back_the_drafter_reads_why(staff) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    drafter.get(f"{DESK}/issuing/edit").submit("issuing", **DOCUMENT).submit("submit")
    page = approver.get(f"{DESK}/issuing").submit("send-back", remark="")
    assert page.status == 422
    assert "请写明理由" in page.text
    approver.get(f"{DESK}/issuing").submit("send-back", remark="文号缺“演示”二字")
    page = drafter.get(f"{DESK}/issuing")
    assert "文号缺“演示”二字" in page.text
    assert "退回修改" in page.text
    page = drafter.get(f"{DESK}/issuing/edit").submit("issuing", drop_document="y", text="第一条")
    assert "办法.pdf" not in page.text
    page.submit("submit")
    assert "已向社会公布" in approver.get(f"{DESK}/issuing").submit("approve").text


@pytest.mark.usefixtures("decided_by_a_meeting")
def test_approving_too_early_is_refused_with_the_day(staff) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    early = {**DOCUMENT, "published_on": "2026-09-24"}
    page = drafter.get(f"{DESK}/issuing/edit").submit("issuing", **early)
    assert "有日期尚未到来" in page.text
    page.submit("submit")
    page = approver.get(f"{DESK}/issuing").submit("approve")
    assert page.status == 422
    assert "2026-09-24 尚未到来" in page.text


def test_a_correction_tells_its_reason_to_the_public(app: Flask, cast, citizen, staff) -> None:
    with app.app_context():
        session = db.session()
        issued(session, cast, make_decision(session, "另一事项"))
    drafter, approver = staff("drafter"), staff("approver")
    desk = "/desk/decisions/2026-02/issuing"
    assert "更正" not in citizen.get("/decisions/2026-02/issued").text
    page = drafter.get(f"{desk}/edit").submit("issuing", newspaper_on="2026-09-23")
    assert "请写明理由" in page.submit("submit").text
    page = drafter.get(desk).submit("submit", reason="补充登报日期")
    assert "已送审" in page.text
    page = approver.get(desk)
    assert "补充登报日期" in page.text
    page.submit("approve")
    page = citizen.get("/decisions/2026-02/issued")
    assert "更正原因：补充登报日期" in page.text


def test_the_desk_of_another_unit_stays_closed(staff) -> None:
    staff("drafter").get(f"{DESK}/issuing/edit").submit("issuing", **DOCUMENT)
    for path in ("issuing", "issuing/edit", "steps", "steps/expert", "steps/expert/edit", "meeting"):
        assert staff("other_drafter").get(f"{DESK}/{path}").status == 403
        assert staff("administrator").get(f"{DESK}/{path}").status == 403
    for path in ("issuing", "steps", "steps/expert", "meeting"):
        page = staff("justice").get(f"{DESK}/{path}")
        assert page.status == 200
        assert not page.tree.xpath("//main//form")


def test_a_step_is_stated_and_shown(citizen, staff) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    page = drafter.get(f"{DESK}/steps/risk/edit").submit("step", state="not_applicable")
    assert page.status == 422
    assert "不适用的环节须写明理由" in page.text
    assert citizen.get("/decisions/2026-01/steps/risk").status == 404
    page = page.submit("step", state="not_applicable", reason="不涉及社会稳定风险")
    page.submit("submit")
    approver.get(f"{DESK}/steps/risk").submit("approve")
    page = citizen.get("/decisions/2026-01/steps/risk")
    assert "不涉及社会稳定风险" in page.text
    assert "风险评估" in drafter.get(f"{DESK}/steps").text
    assert citizen.get("/decisions/2026-01/steps/nonsense").status == 404
    assert drafter.get(f"{DESK}/steps/nonsense").status == 404


def test_what_the_law_leaves_no_choice_about_is_not_offered(staff) -> None:
    drafter = staff("drafter")
    legality = drafter.get(f"{DESK}/steps/legality/edit").form("step")
    assert {box.get("value") for box in legality.xpath(".//input[@name='state']")} == {"pending", "done"}
    attendance = drafter.get(f"{DESK}/steps/attendance/edit").form("step")
    assert [box.get("value") for box in attendance.xpath(".//input[@name='state']")] == ["not_applicable"]


def test_a_meeting_is_planned_and_its_day_published(staff, citizen) -> None:
    drafter, approver = staff("drafter"), staff("approver")
    form = drafter.get(f"{DESK}/meeting/edit")
    assert "请填写会议日期" in form.submit("meeting", kind="standing").text
    assert "尚未到来" in form.submit("meeting", kind="standing", held_on="2026-09-24").text
    page = form.submit("meeting", kind="standing", name="第41次常务会议", planned_on="2026-09-30")
    page.submit("submit")
    page = approver.get(f"{DESK}/meeting").submit("approve")
    assert "已向社会公布" in page.text
    page = drafter.get(f"{DESK}/meeting/edit").submit("meeting", planned_on="2026-10-09")
    assert "请写明理由" in page.submit("submit").text

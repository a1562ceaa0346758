"""Journeys: a draw with quotas from the draft to a stranger's check, objections, corrections."""

import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from decisions.attendance.draw import verify_draw
from decisions.attendance.models import SignUp
from decisions.extensions import db
from decisions.jobs.background import run_waiting
from decisions.services.audit import AuditEntry
from tests.factories import attendance as made
from tests.functional.test_attendance import CALL, DESK, FILLED, SIGN_UP, at, fill_call

__all__ = ["at"]

LATER = made.CHECKED_AT + timedelta(hours=1)
QUOTAS = {
    "method": "open_draw",
    "quotas_category": "居民 1-3\n企业 1-2",
    "quotas_gender": "女 2-3",
    "quotas_age": "60岁以上 1-2",
    "source_1-game": "kuaile_8",
    "source_1-issue": "2026218",
    "source_1-drawn_on": "2026-08-18",
    "source_2-game": "shuangseqiu_red",
    "source_2-issue": "2026094",
    "source_2-drawn_on": "2026-08-18",
}
NUMBERS = {
    "numbers_0": " ".join(map(str, made.NUMBERS["福彩快乐8"])),
    "numbers_1": " ".join(map(str, made.NUMBERS["福彩双色球（红球）"])),
}


@pytest.fixture
def decision(app, cast) -> None:
    with app.app_context():
        made.make_decision(db.session())
        db.session.commit()


def publish(staff, **changes) -> None:
    drafter, office = staff("drafter"), staff("openness")
    page = fill_call(drafter.get(f"{DESK}/new"), **{**QUOTAS, **changes})
    assert page.path == CALL, page.text
    page.submit("submit")
    office.get(CALL).submit("approve")


def sign_up_many(citizen, count: int) -> list[str]:
    chance = random.Random(7)
    receipts = []
    for number in range(count):
        page = citizen.get(SIGN_UP).submit(
            "sign-up",
            **{
                **FILLED,
                "name": f"报名人{number:03}",
                "phone": f"1390000{number:04}",
                "gender": chance.choice(["female", "male"]),
                "born": f"{chance.randint(1945, 2005)}-06",
                "category": chance.choice(["resident", "enterprise", "expert", "other"]),
            },
        )
        assert page.path.startswith("/receipts/BM-"), page.text
        receipts.append(page.path.removeprefix("/receipts/"))
    return receipts


def work(app) -> None:
    with app.app_context():
        assert run_waiting(db.session()) == 1


def test_sixty_sign_up_and_are_drawn_by_quotas(app, citizen, staff, decision, at, tmp_path: Path) -> None:
    at(made.DRAFTED_AT)
    publish(staff)
    public = citizen.get("/attendance/2026-01-a")
    assert "抽签的名额要求" in public.text
    assert "60岁以上" in public.text
    at(made.MID_AUGUST)
    receipts = sign_up_many(citizen, 60)
    at(made.CHECKED_AT)
    office = staff("openness")
    office.get(f"{CALL}/sign-ups").submit("accept")
    page = office.get(f"{CALL}/draw")
    assert "共 60 人" in page.text
    assert not [form for form in page.tree.forms if form.get("id") == "freeze"], "nothing is prepared yet"
    page = page.submit("prepare")
    assert "已开始准备" in page.text
    assert "正在准备" in office.get(f"{CALL}/draw").text
    work(app)
    page = office.get(f"{CALL}/draw")
    assert "组合方案已经准备好" in page.text
    assert citizen.get("/attendance/2026-01-a/draw/").status == 404
    page = page.submit("freeze", sure="1")
    assert "根哈希已经公布" in page.text
    before = citizen.get("/attendance/2026-01-a/draw/")
    assert "每人抽中的机会" in before.text
    assert "60岁以上" in before.text

    at(made.DRAWN_AT)
    page = office.get(f"{CALL}/draw").submit("seed", **NUMBERS)
    assert "抽签完成" in page.text
    explained = citizen.get("/attendance/2026-01-a/draw/")
    assert "怎样核对" in explained.text
    assert explained.tree.xpath("//*[@data-verify-draw='/attendance/2026-01-a/draw/']")
    for name in ("pool.csv", "rule.json", "lottery.json", "seed.json", "result.json", "verify_draw.py"):
        (tmp_path / name).write_bytes(citizen.client.get(f"/attendance/2026-01-a/draw/{name}").data)
    stranger = [sys.executable, str(tmp_path / "verify_draw.py"), str(tmp_path)]
    assert subprocess.run(stranger, capture_output=True, check=False).returncode == 0
    pool = (tmp_path / "pool.csv").read_text()
    assert all(receipt in pool for receipt in receipts)
    (tmp_path / "pool.csv").write_text(pool.replace("居民", "专家", 1))
    told = subprocess.run(stranger, capture_output=True, text=True, check=False)
    assert (told.returncode, "FAIL root" in told.stdout + told.stderr) == (1, True)
    assert Path(verify_draw.__file__).read_bytes() == (tmp_path / "verify_draw.py").read_bytes()


def test_quotas_that_can_t_be_met_are_relaxed_by_a_correction(app, citizen, staff, decision, at) -> None:
    at(made.DRAFTED_AT)
    publish(staff, quotas_category="社会组织 2-3", quotas_gender="", quotas_age="")
    at(made.MID_AUGUST)
    sign_up_many(citizen, 8)
    at(made.CHECKED_AT)
    office, second = staff("openness"), staff("openness_second")
    office.get(f"{CALL}/sign-ups").submit("accept")
    office.get(f"{CALL}/draw").submit("prepare")
    work(app)
    page = office.get(f"{CALL}/draw")
    assert "可把“代表类别＝社会组织”的下限由 2 改为 0" in page.text
    assert f"{CALL}/correct" in page.links()
    page = office.get(f"{CALL}/correct")
    assert page.form("call").inputs["quotas_category"].value.strip() == "社会组织 2-3"
    refused = page.submit("call", quotas_category="社会组织 3", reason="x")
    assert "名额要求只能放宽" in refused.text
    page = page.submit("call", quotas_category="社会组织 0-3", reason="社会组织没有人报名")
    assert "更正已送审" in page.text
    assert "社会组织 2-3" in office.get(f"{CALL}/edit").form("call").inputs["quotas_category"].value
    page = second.get(CALL)
    assert "社会组织没有人报名" in page.text
    page.submit("approve")
    public = citizen.get("/attendance/2026-01-a")
    assert "本公告于 2026年8月17日" in public.text
    assert "社会组织没有人报名" in public.text
    office.get(f"{CALL}/draw").submit("prepare")
    work(app)
    page = office.get(f"{CALL}/draw")
    assert "组合方案已经准备好" in page.text
    assert "历次准备" in page.text


def test_what_is_typed_wrong_in_quotas_is_named_and_stays(staff, decision, at) -> None:
    at(made.DRAFTED_AT)
    page = staff("drafter").get(f"{DESK}/new")
    page = fill_call(page, **{**QUOTAS, "quotas_age": "老年 1-2"})
    assert "第 1 行“老年 1-2”没有看懂" in page.text
    assert page.form("call").inputs["quotas_age"].value.strip() == "老年 1-2"
    page = fill_call(page, **{**QUOTAS, "quotas_gender": "女 6-7"})
    assert page.path == CALL
    assert "多于抽签名额" in page.text
    assert not [form for form in page.tree.forms if form.get("id") == "submit"]


def test_an_objection_goes_from_the_receipt_to_the_answer(app, citizen, staff, cast, at) -> None:
    with app.app_context():
        call = made.publish_call(db.session(), cast, made.DRAW_DRAFT)
        made.sign_up_everybody(db.session(), call, cast)
        made.check_everybody(db.session(), call, cast)
        young = db.session.scalars(select(SignUp).where(SignUp.eligibility_reason == "未满18周岁")).one()
        receipt, number = young.receipt, young.id
    at(made.CHECKED_AT)
    page = citizen.get(f"/receipts/{receipt}")
    assert "未满18周岁" in page.text
    path = f"/attendance/sign-ups/{receipt}/object"
    assert path in page.links()
    wrong = citizen.get(path).submit("object", content="已满十八周岁，可出示身份证。", phone="13900010236")
    assert "没有找到这份报名" in wrong.text
    assert "已满十八周岁" in wrong.text
    page = citizen.get(path).submit("object", content="已满十八周岁，可出示身份证。", phone="13900012581")
    assert "异议已提交" in page.text
    office = staff("openness")
    assert "1 件资格异议没有答复" in office.get(f"{CALL}/draw").text
    assert "有异议" in office.get(f"{CALL}/sign-ups?state=objected").text
    page = office.get(f"{CALL}/sign-ups/{number}")
    assert "可出示身份证" in page.text
    page = page.submit("answer-form", upheld="no", answer="")
    assert "请填写答复" in page.text
    page = page.submit("answer-form", upheld="no", answer="按出生年月，尚未满十八周岁。")
    assert "异议已答复" in page.text
    assert "尚未满十八周岁" in citizen.get(f"/receipts/{receipt}").text
    assert [form for form in office.get(f"{CALL}/draw").tree.forms if form.get("id") == "freeze"]


def test_a_plain_draw_explains_itself_too(app, citizen, staff, cast, at) -> None:
    with app.app_context():
        call = made.publish_call(db.session(), cast, made.DRAW_DRAFT)
        made.sign_up_everybody(db.session(), call, cast)
        made.check_everybody(db.session(), call, cast)
    at(LATER)
    staff("openness").get(f"{CALL}/draw").submit("freeze", sure="1")
    page = citizen.get("/attendance/2026-01-a/draw/")
    assert "人人机会相等" in page.text
    assert "23.81%" in page.text
    assert "5/21" in page.text


def test_every_attempt_leaves_its_trace(app, staff, cast, at) -> None:
    with app.app_context():
        call = made.publish_call(db.session(), cast, made.DRAW_DRAFT)
        made.sign_up_everybody(db.session(), call, cast)
        made.check_everybody(db.session(), call, cast)
    at(LATER)
    office = staff("openness")
    page = office.get(f"{CALL}/draw")
    page.submit("freeze", sure="1")
    again = page.submit("freeze", sure="1")
    assert "封存只做一次" in again.text
    seed = office.get(f"{CALL}/draw")
    assert "尚未到开奖日期" in seed.submit("seed", **NUMBERS).text
    with app.app_context():
        noted = db.session.execute(
            select(AuditEntry.action, AuditEntry.detail).where(AuditEntry.action.endswith("_refused"))
        ).all()
    assert [(action, detail["refusal"]) for action, detail in noted] == [
        ("attendance.freeze_draw_refused", "already_frozen"),
        ("attendance.run_draw_refused", "numbers_not_drawn"),
    ]

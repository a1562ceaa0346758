"""The public way of an opinion by HTTP: several clauses at once, the receipt's page, the safeguards."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from decisions.config import Profile
from decisions.consultation import operations
from decisions.consultation.models import Opinion
from decisions.consultation.pages import safeguards
from decisions.consultation.queries import get_consultation
from decisions.consultation.rules.challenges import is_solved
from decisions.extensions import db, limiter
from decisions.services.outbox import OutboxMessage
from decisions.services.storage import FileStore
from decisions.web.limits import WINDOWS
from tests.cast import Cast
from tests.factories import consultation as make
from tests.visitor import Page, Visitor

RESPOND = "/consultations/2026-01-c/respond"
RECEIPT = re.compile(r"YJ(?:-[2-9A-Z]{4}){3}")


@pytest.fixture
def opened(app: Flask, store: FileStore, cast: Cast) -> Flask:
    with app.app_context():
        make.open_consultation(db.session(), cast, store=store)
    return app


def send(visitor: Visitor, **values: object) -> Page:
    return visitor.get(RESPOND).submit("respond", **{"content": "写成具体钟点。", "consent": "y", **values})


def receipt_of(page: Page) -> str:
    found = RECEIPT.search(page.text)
    assert found, page.text
    return found[0]


def errors(page: Page) -> str:
    return " ".join(page.tree.xpath("//*[contains(@class,'error-summary')]")[0].text_content().split())


def close(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session = db.session()
        consultation = get_consultation(session, "2026-01-c")
        operations.show_all(session, consultation, actor=cast.drafter, now=make.AFTER)
        operations.close_consultation(session, consultation, actor=cast.drafter, now=make.AFTER)
        session.commit()


def count(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(Opinion)).all())


# Several clauses in one sending


@time_machine.travel(make.DURING, tick=False)
def test_three_clauses_in_one_sending_without_a_script(opened: Flask, citizen: Visitor) -> None:
    page = citizen.get(f"{RESPOND}?clause=art-8")
    page = page.submit("respond", button="more", content="对第八条。", name="甲")
    assert page.status == 200
    assert page.form("respond").fields["content"].strip() == "对第八条。"
    page = page.submit(
        "respond", button="more", **{"further-0-clause": "art-9", "further-0-content": "对第九条。"}
    )
    assert page.form("respond").fields["further-0-content"].strip() == "对第九条。"
    refused = page.submit("respond", **{"further-1-clause": "art-10", "further-1-content": "对第十条。"})
    assert refused.status == 422
    assert refused.form("respond").fields["further-1-clause"] == "art-10"
    sent = refused.submit("respond", consent="y")
    assert sent.path.startswith("/receipts/YJ-")
    for words in ("一次提交了 3 条意见", "第八条", "第九条", "第十条", "对第十条。"):
        assert words in sent.text
    assert count(opened) == 3
    assert refused.submit("respond", consent="y").path == sent.path
    assert count(opened) == 3
    others = sorted(set(RECEIPT.findall(sent.text)))
    assert len(others) == 3
    assert all(citizen.get(f"/receipts/{code}").text == sent.text for code in others)


@time_machine.travel(make.DURING, tick=False)
def test_an_empty_further_point_is_passed_over(opened: Flask, citizen: Visitor) -> None:
    page = citizen.get(f"{RESPOND}?clause=art-8&clause=art-9&clause=art-10")
    assert page.form("respond").fields["further-1-clause"] == "art-10"
    page.submit("respond", content="只说第八条。", consent="y", **{"further-0-content": " "})
    assert count(opened) == 1


@time_machine.travel(make.DURING, tick=False)
def test_the_promised_fields_alone_are_enough(opened: Flask, citizen: Visitor) -> None:
    token = citizen.get(RESPOND).form("respond").fields["csrf_token"]
    fields = {
        "content": "只有约定的字段。",
        "submitter_type": "individual",
        "consent": "y",
        "clause": "art-8",
    }
    page = citizen.post(RESPOND, {**fields, "csrf_token": token, "name": "", "contact": ""})
    assert RECEIPT.search(page.text)
    assert count(opened) == 1


# The receipt


def test_amended_with_the_receipt_until_the_end(opened: Flask, citizen: Visitor) -> None:
    with time_machine.travel(make.DURING, tick=False):
        page = send(citizen, clause="art-8")
        receipt = receipt_of(page)
        amending = citizen.get(f"/receipts/{receipt}/amend")
        assert amending.form("amend").fields["clause"] == "art-8"
        other_window = citizen.get(f"/receipts/{receipt}/amend")
        done = amending.submit("amend", content="改成整点。", clause="art-9")
        assert done.path == f"/receipts/{receipt}"
        for words in ("您修改了意见", "改成整点。", "修改以前的内容", "写成具体钟点。", "第九条"):
            assert words in done.text
        late = other_window.submit("amend", content="另一窗口写的。")
        assert late.status == 409
        assert "刚刚在别处修改" in errors(late)
        assert "改成整点。" in late.text
        assert late.form("amend").fields["content"].strip() == "另一窗口写的。"
        assert "另一窗口写的。" in late.submit("amend").text
        waiting = citizen.get(f"/receipts/{receipt}/amend")
    with time_machine.travel(make.AFTER, tick=False):
        too_late = waiting.submit("amend", content="太迟了。")
        assert too_late.status == 409
        assert "已于" in errors(too_late)
        assert too_late.form("amend").fields["content"].strip() == "太迟了。"
        page = citizen.get(f"/receipts/{receipt}")
        assert not [href for href in page.links() if href.endswith(("/amend", "/take-back"))]
        assert not citizen.get(f"/receipts/{receipt}/amend").tree.xpath("//form[@id='amend']")


@time_machine.travel(make.DURING, tick=False)
def test_taken_back_with_the_receipt(opened: Flask, citizen: Visitor) -> None:
    receipt = receipt_of(send(citizen, name="甲", contact="jia@example.cn"))
    page = citizen.get(f"/receipts/{receipt}/take-back")
    done = page.submit("take-back")
    assert "您撤回了意见" in done.text
    assert "您的意见已撤回" in done.text
    assert not [href for href in done.links() if href.endswith(("/amend", "/take-back", "/verification"))]
    assert page.submit("take-back").status == 409
    public = citizen.get("/consultations/2026-01-c")
    assert "写成具体钟点" not in public.text
    assert "还没有收到意见" in public.text
    assert citizen.get("/receipts/YJ-2222-2222-2222/take-back").status == 404


@time_machine.travel(make.DURING, tick=False)
def test_the_contact_is_verified_from_the_receipt(opened: Flask, citizen: Visitor) -> None:
    receipt = receipt_of(send(citizen, contact="jia@example.cn"))
    page = citizen.get(f"/receipts/{receipt}/verification").submit("send-code")
    assert "验证码已经发出" in page.text
    assert "jia@example.cn" not in page.body
    with opened.app_context():
        subjects = db.session.scalars(select(OutboxMessage.subject)).all()
    code = next(subject.split()[-1] for subject in subjects if "验证码" in subject)
    wrong = page.submit("check-code", code="x")
    assert "还可以试 4 次" in wrong.text
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert "联系方式已经验证" in wrong.submit("check-code", code=f" {wide} ").text
    assert "已验证联系方式 1 条" in citizen.get("/consultations/2026-01-c").text
    again = page.submit("send-code")
    assert again.status == 409
    by_phone = receipt_of(send(citizen, content="另一条", contact="13900012847"))
    page = citizen.get(f"/receipts/{by_phone}/verification")
    assert "暂时只能向电子邮箱发送验证码" in page.text
    assert not page.tree.xpath("//form[@id='send-code']")


# The proof


@pytest.fixture
def proven(opened: Flask, cast: Cast, citizen: Visitor) -> Iterator[tuple[str, dict[str, object]]]:
    with time_machine.travel(make.DURING, tick=False):
        receipts = [receipt_of(send(citizen, content=f"第{number}条“引号”")) for number in range(5)]
        assert citizen.get(f"/receipts/{receipts[3]}/proof.json").status == 404
    with time_machine.travel(make.AFTER, tick=False):
        close(opened, cast)
        yield receipts[3], citizen.get(f"/receipts/{receipts[3]}/proof.json").json


def test_the_receipt_proves_that_the_opinion_is_in_the_set(proven, citizen: Visitor, tmp_path: Path) -> None:
    receipt, proof = proven
    page = citizen.get(f"/receipts/{receipt}")
    assert "您的意见在已封存的意见集合中" in page.text
    assert str(proof["leaf"]) in page.text
    assert str(proof["merkle_root"]) in page.text
    assert f"/record/{proof['record_entry']}" in page.links()
    record = citizen.get(f"/record.json?after={int(str(proof['record_entry'])) - 1}").json
    assert check(citizen, tmp_path, proof, record).returncode == 0
    assert check(citizen, tmp_path, proof).returncode == 0


def check(citizen: Visitor, folder: Path, proof: object, *pages: object) -> subprocess.CompletedProcess[str]:
    """Run the program as somebody who downloaded it."""
    script = folder / "verify_opinion.py"
    script.write_bytes(citizen.get("/consultations/verify_opinion.py").response.data)
    names = []
    for number, document in enumerate([proof, *pages]):
        file = folder / f"{number}.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        names.append(str(file))
    command = [sys.executable, "-I", "-X", "utf8", str(script), *names]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_whatever_is_tampered_with_is_noticed(proven, citizen: Visitor, tmp_path: Path) -> None:
    _receipt, proof = proven
    record = citizen.get(f"/record.json?after={int(proof['record_entry']) - 1}").json
    other = "0" * 64
    for changed in (
        {"content": "改了一个字"},
        {"content_sha256": other},
        {"receipt": "YJ-2222-2222-2222"},
        {"leaf": other},
        {"merkle_root": other},
        {"path": proof["path"][1:]},
        {"path": [{**proof["path"][0], "hash": other}, *proof["path"][1:]]},
        {"path": [{**proof["path"][0], "side": "nowhere"}]},
        {"leaf": "nonsense"},
        {"format": "another/1"},
        {"content": None},
        {"record_entry": 999},
        {"consultation": "2026-02-c"},
    ):
        done = check(citizen, tmp_path, {**proof, **changed}, record)
        assert done.returncode == 1, changed
        assert "不通过" in done.stdout
    entry = next(each for each in record["entries"] if each["seq"] == proof["record_entry"])
    entry["payload"] = {**entry["payload"], "merkle_root": other}
    assert check(citizen, tmp_path, proof, record).returncode == 1


# Safeguards


@pytest.fixture
def guarded(opened: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The portal as it is in production: limits on, and small enough to be reached in a test."""
    opened.config["RATELIMIT_ENABLED"] = True
    monkeypatch.setattr(limiter, "enabled", True)
    settings = opened.extensions["decisions_settings"]
    opened.extensions["decisions_settings"] = replace(settings, profile=Profile.PRODUCTION)
    rates = {
        safeguards.Proof.SOLVED: "4 per minute",
        safeguards.Proof.ANSWERED: "2 per minute",
        safeguards.Proof.NONE: "1 per minute",
    }
    monkeypatch.setattr(safeguards, "_RATES", rates)
    WINDOWS.reset()
    return opened


def solved(page: Page) -> str:
    challenge = page.form("respond").fields["challenge"]
    return next(str(number) for number in range(10**7) if is_solved(challenge, str(number)))


def answered(page: Page) -> str:
    words = re.search(r"请回答：(.)加(.)等于几", page.text)
    assert words, page.text
    digits = "〇一二三四五六七八九"
    return str(digits.index(words[1]) + digits.index(words[2]))


@time_machine.travel(make.DURING, tick=False)
def test_without_a_script_a_sum_in_words_opens_the_way(guarded: Flask, citizen: Visitor) -> None:
    assert "请回答" not in citizen.get(RESPOND).text
    assert RECEIPT.search(send(citizen).text)
    asked = send(citizen, content="第二条，写了很久。")
    assert asked.status == 422
    assert "请先回答下面的小问题" in errors(asked)
    assert asked.form("respond").fields["content"].strip() == "第二条，写了很久。"
    wrong = asked.submit("respond", consent="y", answer="99")
    assert "答案不对" in errors(wrong)
    assert RECEIPT.search(wrong.submit("respond", consent="y", answer=answered(wrong)).text)
    page = citizen.get(RESPOND)
    third = page.submit("respond", content="第三条", consent="y", answer=answered(page))
    assert RECEIPT.search(third.text)
    page = citizen.get(RESPOND)
    fourth = page.submit("respond", content="第四条", consent="y", answer=answered(page))
    assert fourth.status == 429
    assert "提交过于频繁" in errors(fourth)
    assert fourth.form("respond").fields["content"].strip() == "第四条"
    assert count(guarded) == 3


@time_machine.travel(make.DURING, tick=False)
def test_a_school_behind_one_address_gets_through(guarded: Flask, app: Flask) -> None:
    for number in range(4):
        visitor = Visitor(app)
        page = visitor.get(RESPOND)
        sent = page.submit("respond", content=f"学生{number}", consent="y", solution=solved(page))
        assert RECEIPT.search(sent.text)
    page = Visitor(app).get(RESPOND)
    assert page.submit("respond", content="第五个", consent="y", solution=solved(page)).status == 429
    assert count(guarded) == 4


@time_machine.travel(make.DURING, tick=False)
def test_a_solution_counts_once(guarded: Flask, citizen: Visitor) -> None:
    page = citizen.get(RESPOND)
    solution = solved(page)
    page.submit("respond", content="一", consent="y", solution=solution)
    page.submit("respond", content="二", consent="y", solution=solution)  # proves nothing any more
    assert page.submit("respond", content="三", consent="y", solution=solution).status == 422
    assert count(guarded) == 2


@time_machine.travel(make.DURING, tick=False)
def test_a_repeated_send_is_never_refused(guarded: Flask, citizen: Visitor) -> None:
    page = citizen.get(RESPOND)
    paths = {page.submit("respond", content="同一条", consent="y").path for _ in range(5)}
    assert len(paths) == 1
    assert count(guarded) == 1


@time_machine.travel(make.DURING, tick=False)
def test_one_contact_has_a_limit_of_its_own(
    guarded: Flask, citizen: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safeguards, "_CONTACT_RATE", "1 per hour")
    monkeypatch.setattr(safeguards, "_RATES", dict.fromkeys(safeguards.Proof, "100 per minute"))
    send(citizen, content="一", contact="139 0001 2847")
    assert send(citizen, content="二", contact="13900012847").status == 429
    assert RECEIPT.search(send(citizen, content="三", contact="another@example.cn").text)
    with time_machine.travel(make.DURING + timedelta(hours=2), tick=False):
        assert RECEIPT.search(send(citizen, content="四", contact="13900012847").text)

"""The public record as strangers and the openness office meet it."""

import json
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from werkzeug.serving import make_server

from decisions.clock import SHANGHAI
from decisions.extensions import db
from decisions.record import operations, verify_record
from decisions.services.actor import SYSTEM
from decisions.services.filetypes import DOCUMENTS
from decisions.services.storage import store_file
from tests.factories.record import BEGINNING, payload, published

PDF = b"%PDF-1.7\n1 0 obj\n"
NOW = datetime(2026, 9, 23, 15, tzinfo=SHANGHAI)


@pytest.fixture
def entries(app: Flask) -> None:
    with app.app_context():
        published(db.session(), 3)
        operations.correct(
            db.session(), 2, payload=payload(2, step="risk"), reason="日期有误", actor=SYSTEM, now=BEGINNING
        )
        db.session.commit()


def test_before_anything_is_published(citizen) -> None:
    assert "尚未公布任何内容" in citizen.get("/record").text
    assert citizen.get("/record.json").json == {"entries": [], "head": None, "next": None}
    assert citizen.get("/record/1").status == 404


@pytest.mark.usefixtures("entries")
def test_the_list_is_newest_first_and_says_how_to_check(citizen) -> None:
    page = citizen.get("/record")
    numbers = [link for link in page.links() if link.startswith("/record/") and link[-1].isdigit()]
    assert numbers == ["/record/4", "/record/3", "/record/2", "/record/1"]
    for words in (
        "程序环节",
        "第3次公布",
        "更正第 2 号",
        "python3 verify_record.py http://localhost/record.json",
    ):
        assert words in page.text
    assert "/decisions/2026-03" in page.links()
    assert {"/record.json", "/record/verify_record.py"} <= set(page.links())


@pytest.mark.usefixtures("entries")
def test_an_entry_shows_its_content_its_hashes_and_its_correction(citizen) -> None:
    entry = citizen.get("/record.json").json["entries"][1]
    page = citizen.get("/record/2")
    for words in ("第2次公布", "本条目已有更正", "日期有误", entry["entry_hash"], entry["payload_sha256"]):
        assert words in page.text
    assert {"/record/1", "/record/3", "/record/4"} <= set(page.links())
    assert "更正的条目" in citizen.get("/record/4").text
    assert citizen.get("/record/5").status == 404


def test_what_was_typed_into_a_payload_is_text_and_a_long_one_is_cut(app: Flask, citizen) -> None:
    with app.app_context():
        for words in ("<script>alert(1)</script>", "长" * 60_000):
            operations.publish(
                db.session(),
                kind="new_kind",
                subject="x",
                payload={"note": words},
                actor=SYSTEM,
                now=BEGINNING,
            )
        db.session.commit()
    assert "<script>alert" not in citizen.get("/record/1").body
    assert "new_kind" in citizen.get("/record").text
    page = citizen.get("/record/2")
    assert "此处只显示开头部分" in page.text
    assert "/record.json?after=1" in page.links()
    assert len(page.body) < 200_000


def all_pages(citizen) -> list[dict[str, Any]]:
    pages, address = [], "/record.json"
    while address:
        pages.append(citizen.get(address).json)
        address = pages[-1]["next"]
    return pages


def test_a_stranger_follows_the_pages_and_finds_the_record_whole(
    app: Flask, citizen, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with app.app_context():
        published(db.session(), 230)
        operations.withhold(db.session(), 7, reason="含有个人信息", actor=SYSTEM, now=BEGINNING)
        db.session.commit()
    pages = all_pages(citizen)
    assert [len(page["entries"]) for page in pages] == [100, 100, 31]
    assert [page["next"] for page in pages] == ["/record.json?after=100", "/record.json?after=200", None]
    files = []
    for number, page in enumerate(pages):
        files.append(str(tmp_path / f"{number}.json"))
        Path(files[-1]).write_text(json.dumps(page), "utf-8")
    assert verify_record.main(files) == 0
    assert "231 条" in capsys.readouterr().out
    withheld = pages[0]["entries"][6]
    assert (withheld["payload"], withheld["withheld"]) == (None, True)

    with app.app_context():
        db.session.execute(text("UPDATE record_entries SET subject = 'x' WHERE seq = 150"))
        db.session.commit()
    Path(files[1]).write_text(json.dumps(citizen.get("/record.json?after=100").json), "utf-8")
    assert verify_record.main(files) == 1
    assert "第 150 号" in capsys.readouterr().out


def test_the_verifier_follows_the_pages_by_itself(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with app.app_context():
        published(db.session(), 120)
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert verify_record.main([f"http://127.0.0.1:{server.server_port}/record.json"]) == 0
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert "120 条" in capsys.readouterr().out


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 30])
def test_a_page_after_nonsense_is_refused_as_json(citizen, after: str) -> None:
    page = citizen.get("/record.json", {"after": after})
    assert page.status == 400
    assert page.json["error"]["message"]


def test_a_page_after_the_end_is_empty(citizen) -> None:
    page = citizen.get("/record.json?after=99").json
    assert (page["entries"], page["next"]) == ([], None)


def test_the_program_served_is_the_program_tested(citizen) -> None:
    response = citizen.get("/record/verify_record.py").response
    assert response.data == Path(verify_record.__file__).read_bytes()
    assert "attachment" in response.headers["Content-Disposition"]


def test_files_are_served_while_an_entry_shows_them_and_never_else(app: Flask, citizen) -> None:
    with app.app_context():
        session, store = db.session(), app.extensions["decisions_store"]
        kept = {"accept": DOCUMENTS, "now": BEGINNING}
        shown = store_file(session, store, name="论证 #1?报告.pdf", data=PDF, **kept)
        hidden = store_file(session, store, name="内部.pdf", data=PDF + b"x", **kept)
        documents = [{"title": "报告", "name": shown.name, "kind": "pdf", "size": 1, "sha256": shown.sha256}]
        operations.publish(
            session,
            kind="procedure_step",
            subject="2026-03",
            payload=payload(documents=documents),
            actor=SYSTEM,
            now=BEGINNING,
        )
        secret = f"/files/{hidden.sha256}/{hidden.name}"
        session.commit()
    link = next(link for link in citizen.get("/record/1").links() if link.startswith("/files/"))
    response = citizen.get(link).response
    assert response.data == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    again = citizen.client.get(link, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert citizen.get(secret).status == 404
    assert citizen.get(link.rsplit("/", 1)[0] + "/other.pdf").status == 404
    assert citizen.get(f"/files/{'0' * 64}/a.pdf").status == 404
    with app.app_context():
        operations.withhold(db.session(), 1, reason="误公开", actor=SYSTEM, now=BEGINNING)
        db.session.commit()
    assert citizen.get(link).status == 404
    page = citizen.get("/record/1")
    assert "本条目的内容已依法撤下" in page.text
    assert "误公开" in page.text
    assert "第1次公布" not in page.text
    assert "/record/2" in page.links()


# --- The desk ---


@pytest.mark.usefixtures("entries")
@time_machine.travel(NOW, tick=False)
def test_two_people_of_the_openness_office_withhold(citizen, staff) -> None:
    first, second = staff("openness"), staff("openness_second")
    page = first.get("/desk/record/").submit("find", seq="1")
    assert page.path == "/desk/record/1/withholding"
    assert "请写明撤下理由" in page.submit("withholding", reason=" ").text
    page = page.submit("withholding", reason="误公开了个人联系方式")
    assert "须由本办另一人确认" in page.text
    assert "confirm" not in [form.get("id") for form in page.tree.forms]
    assert "第1次公布" in citizen.get("/record/1").text, "asking hides nothing"

    page = second.get("/desk/record/")
    assert "/desk/record/1/withholding" in page.links()
    page = second.get("/desk/record/1/withholding").submit("confirm")
    assert "内容已撤下" in page.text
    assert "误公开了个人联系方式" in citizen.get("/record/1").text
    assert "第1次公布" not in citizen.get("/record/1").text
    assert "误公开了个人联系方式" in first.get("/desk/record/").text
    assert "须长期公开" in first.get("/desk/record/5/withholding").text


@pytest.mark.usefixtures("entries")
@time_machine.travel(NOW, tick=False)
def test_whoever_asked_can_t_confirm_and_another_may_refuse_with_a_remark(citizen, staff) -> None:
    first, second = staff("openness"), staff("openness_second")
    first.get("/desk/record/1/withholding").submit("withholding", reason="误公开")
    form = second.get("/desk/record/1/withholding").form("confirm")
    own_form = {name: value for name, value in form.form_values() if name != "csrf_token"}
    token = first.get("/desk/record/").tree.xpath("//input[@name='csrf_token']/@value")[0]
    page = first.post("/desk/record/1/withholding/confirm", {**own_form, "csrf_token": token})
    assert page.status == 403
    page = first.post("/desk/record/2/withholding/confirm", {**own_form, "csrf_token": token})
    assert page.status == 404, "the number belongs to another entry"
    page = second.get("/desk/record/1/withholding").submit("refuse", remark="")
    assert page.status == 422
    assert "请写明理由" in page.text
    second.get("/desk/record/1/withholding").submit("refuse", remark="该信息依法应当公开")
    assert "该信息依法应当公开" in first.get("/desk/record/1/withholding").text
    assert "第1次公布" in citizen.get("/record/1").text


@pytest.mark.usefixtures("entries")
def test_others_withhold_nothing(staff) -> None:
    for post in ("drafter", "approver", "justice"):
        assert staff(post).get("/desk/record/").status == 403
    assert staff("administrator").get("/desk/record/").status == 200
    for post in ("drafter", "administrator"):
        assert staff(post).get("/desk/record/1/withholding").status == 403
    assert staff("openness").get("/desk/record/99/withholding").status == 404
    page = staff("openness").get("/desk/record/").submit("find", seq="x")
    assert page.status == 200
    assert "有内容需要修改" in page.text


# --- The command ---


@pytest.mark.usefixtures("entries")
def test_the_command_is_quiet_when_whole_and_names_each_fault_when_not(app: Flask) -> None:
    runner = app.test_cli_runner()
    result = runner.invoke(args=["record", "verify"])
    assert result.exit_code == 0
    assert result.output.count("\n") == 1
    assert "共 4 条" in result.output
    report = json.loads(runner.invoke(args=["record", "verify", "--json"]).stdout)
    assert (report["whole"], report["entries"], report["problems"]) == (True, 4, [])
    assert report["head"]["seq"] == 4

    with app.app_context():
        db.session.execute(text("UPDATE record_entries SET payload = '{}' WHERE seq IN (1, 3)"))
        db.session.commit()
    result = runner.invoke(args=["record", "verify"])
    assert result.exit_code == 1
    assert [line[:5] for line in result.output.splitlines()] == ["第 1 号", "第 3 号"]
    result = runner.invoke(args=["record", "verify", "--json"])
    assert result.exit_code == 1
    assert [problem["seq"] for problem in json.loads(result.stdout)["problems"]] == [1, 3]

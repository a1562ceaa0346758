"""flask consultation import-opinions and import-draft: exit codes, one JSON document, nothing half done."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from decisions.consultation.models import Opinion
from decisions.consultation.operations import close_consultation
from decisions.consultation.queries import get_consultation
from decisions.extensions import db
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make

CODE = "2026-01-c"
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _after_the_window() -> Iterator[None]:
    with time_machine.travel(make.AFTER, tick=False):
        yield


@pytest.fixture
def flask(app: Flask) -> Run:
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(args=["consultation", *map(str, args)])


@pytest.fixture
def _opened(app: Flask, store: FileStore, cast: Cast) -> None:
    with app.app_context():
        make.open_consultation(db.session(), cast, store=store)


@pytest.fixture
def _drafted(app: Flask, cast: Cast) -> None:
    with app.app_context():
        make.draft_notice(db.session(), cast)


def stored(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Opinion)) or 0


@pytest.mark.usefixtures("_opened")
def test_a_dry_run_prints_one_document_and_writes_nothing(app: Flask, flask: Run) -> None:
    result = flask("import-opinions", CODE, make.OPINIONS_PARKING, "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert set(document) == {"accepted", "refused", "skipped", "warnings"}
    assert len(document["accepted"]) == 47
    assert document["accepted"][0] == {
        "row": 2,
        "received_at": "2026-06-15T10:42:00+08:00",
        "channel": "网站",
        "name": "瞿振芳",
        "contact": "13900012847",
        "text": document["accepted"][0]["text"],
    }
    assert document["accepted"][0]["text"].startswith("坚决反对小区车位对外开放")
    assert stored(app) == 0


@pytest.mark.usefixtures("_opened")
def test_an_import_adds_what_is_new_and_says_the_rest(app: Flask, flask: Run, tmp_path: Path) -> None:
    assert "已导入 47 条" in flask("import-opinions", CODE, make.OPINIONS_PARKING).stdout
    assert stored(app) == 47
    again = flask("import-opinions", CODE, make.OPINIONS_PARKING.with_suffix(".csv"), "--json")
    assert again.exit_code == 0
    assert len(json.loads(again.stdout)["skipped"]) == 47
    file = tmp_path / "意见.csv"
    file.write_text("收到时间,意见内容\n2026-06-20,可以\n,没有时间\n", encoding="utf-8")
    mixed = flask("import-opinions", CODE, file)
    assert "已导入 1 条" in mixed.stdout
    assert "第 3 行（未导入）：没有填写收到时间" in mixed.stderr
    assert stored(app) == 48


@pytest.mark.usefixtures("_opened")
def test_a_closed_set_refuses_the_whole_file(app: Flask, flask: Run, cast: Cast) -> None:
    with app.app_context():
        session = db.session()
        close_consultation(session, get_consultation(session, CODE), actor=cast.drafter, now=make.AFTER)
        session.commit()
    result = flask("import-opinions", CODE, make.OPINIONS_PARKING)
    assert result.exit_code == 1
    assert "已经结卷" in result.stderr
    assert stored(app) == 0


@pytest.mark.usefixtures("_opened")
@pytest.mark.parametrize(
    ("code", "name", "data", "said"),
    [
        ("2099-01-c", "a.csv", b"x", "没有找到编号为“2099-01-c”"),
        (CODE, "a.pdf", b"%PDF-1.7", "不是表格文件"),
        (CODE, "a.csv", b"a,b\n1,2\n", "没有找到表头"),
        (CODE, "missing.csv", None, "无法打开文件"),
    ],
)
def test_one_line_for_what_is_wrong(
    flask: Run, tmp_path: Path, code: str, name: str, data: bytes | None, said: str
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    result = flask("import-opinions", code, file, "--json")
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.usefixtures("_drafted")
def test_a_draft_is_read_into_a_notice(flask: Run) -> None:
    result = flask("import-draft", CODE, make.DRAFT)
    assert result.exit_code == 0, result.output
    assert "《浦东新区公共停车资源共享利用管理办法》，26 条" in result.stdout


@pytest.mark.usefixtures("_opened")
def test_the_draft_of_a_published_notice_stays(flask: Run) -> None:
    result = flask("import-draft", CODE, make.DRAFT)
    assert result.exit_code == 1
    assert "公告已经发布" in result.stderr


@pytest.mark.usefixtures("_drafted")
def test_what_is_no_draft_is_refused(flask: Run, tmp_path: Path) -> None:
    file = tmp_path / "草案.docx"
    file.write_bytes(b"%PDF-1.7")
    result = flask("import-draft", CODE, file)
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1

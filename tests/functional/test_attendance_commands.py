"""`flask attendance import-signups`: once, row by row, nothing half done."""

import json

import pytest
import time_machine
from sqlalchemy import func, select

from decisions.attendance.models import SignUp
from decisions.extensions import db
from tests.factories import attendance as made

IMPORT = ["attendance", "import-signups", "2026-01-a", str(made.SIGN_UPS)]


@pytest.fixture
def run(app, cast):
    """Run a command in mid-August, when the call is open."""
    with app.app_context():
        made.publish_call(db.session(), cast)

    def invoke(*arguments: str):
        with time_machine.travel(made.MID_AUGUST, tick=False):
            return app.test_cli_runner().invoke(args=list(arguments))

    return invoke


def count(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignUp)) or 0


def test_a_dry_run_tells_everything_and_writes_nothing(app, run) -> None:
    result = run(*IMPORT, "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [len(told[key]) for key in ("accepted", "refused", "skipped", "warnings")] == [23, 0, 0, 0]
    assert told["accepted"][0]["row"] == 2
    assert told["accepted"][0]["name"] == "章若水"
    assert count(app) == 0


def test_the_same_file_again_adds_nothing(app, run) -> None:
    assert "已导入 23 份报名" in run(*IMPORT).output
    again = run(*IMPORT)
    assert again.exit_code == 0
    assert "已导入 0 份报名" in again.output
    assert again.output.count("此前已经导入") == 23
    assert count(app) == 23


def test_rows_that_cannot_be_taken_are_named_and_the_others_taken(app, run, tmp_path) -> None:
    lines = made.SIGN_UPS.read_text(encoding="utf-8-sig").splitlines()[:4]
    lines[1] = lines[1].replace("13900010236", "12345")
    file = tmp_path / "报名.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    result = run("attendance", "import-signups", "2026-01-a", str(file))
    assert result.exit_code == 0
    assert "第 2 行（未导入）" in result.output
    assert count(app) == 2


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["2026-09-a", str(made.SIGN_UPS)], "没有找到列席公告“2026-09-a”"),
        (["2026-01-a", "/nowhere/nothing.csv"], "nothing.csv"),
        (["2026-01-a", str(made.DATA / "draft-parking-v1.docx")], "表格"),
        (["2026-01-a", str(made.DATA / "draft-parking-changes.csv")], "表头"),
    ],
)
def test_a_refusal_is_one_line_and_exit_status_1(app, run, arguments, line) -> None:
    result = run("attendance", "import-signups", *arguments)
    assert result.exit_code == 1
    assert line in result.output
    assert "Traceback" not in result.output
    assert count(app) == 0

"""The catalogue's commands as scripts use them: exit codes, JSON alone on standard output."""

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.factories import catalogue as make

FIELDS = {
    "row", "number", "title", "category", "lead_unit", "partner_units", "basis", "procedures", "planned_text",
    "planned_from", "planned_to", "hearing", "invites_public", "enterprise_related", "change",
}  # fmt: skip


def run(app: Flask, *arguments: object):
    return app.test_cli_runner().invoke(args=["catalogue", *map(str, arguments)])


def test_dry_run_prints_one_document_and_writes_nothing(app: Flask, citizen) -> None:
    result = run(app, "import", make.CATALOGUE_2026, "--year", 2026, "--dry-run", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert set(document) == {"items", "problems"}
    assert len(document["items"]) == 14
    assert set(document["items"][0]) == FIELDS
    assert document["items"][9]["planned_to"] == "2026-07-31"
    assert "没有建立" in run(app, "publish", 2026, "--evidence", "x", "--on", "2026-03-20").stderr


def test_dry_run_needs_no_database(tmp_path: Path) -> None:
    from decisions.app import create_app
    from decisions.config import load_settings

    nowhere = {
        "DECISIONS_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3",
        "DECISIONS_INSTANCE": str(tmp_path),
    }
    app = create_app(load_settings(nowhere), testing=True)
    result = run(app, "import", make.CATALOGUE_2023, "--year", 2023, "--dry-run", "--json")
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)["items"]) == 12


def test_import_then_publish(app: Flask, citizen) -> None:
    imported = run(app, "import", make.CATALOGUE_2026_CSV, "--year", 2026)
    assert imported.exit_code == 0
    assert "新增 14 项" in imported.stdout
    again = run(app, "import", make.CATALOGUE_2026, "--year", 2026)
    assert "新增 0 项，更新 0 项，未变 14 项" in again.stdout

    published = run(app, "publish", 2026, "--evidence", make.CONSENT_NUMBER, "--on", "2026-03-20")
    assert published.exit_code == 0, published.stderr
    assert citizen.get("/catalogue/2026").status == 200
    twice = run(app, "publish", 2026, "--evidence", make.CONSENT_NUMBER, "--on", "2026-03-20")
    assert twice.exit_code == 1
    assert twice.stdout == ""
    assert len(twice.stderr.splitlines()) == 1


@pytest.mark.parametrize("as_json", [False, True])
def test_a_broken_row_is_one_line_and_nothing_is_imported(app: Flask, tmp_path: Path, as_json: bool) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("序号,决策事项名称,承办单位\n1,甲,区建交委\n2,,区民政局\n3,,区民政局\n", encoding="utf-8")
    result = run(app, "import", path, "--year", 2026, *(["--json"] if as_json else []))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 2
    assert "第 3 行" in result.stderr
    if as_json:
        assert [problem["row"] for problem in json.loads(result.stdout)["problems"] if problem["row"]] == [
            3,
            4,
        ]
    else:
        assert result.stdout == ""
    missing = run(app, "publish", 2026, "--evidence", "x", "--on", "2026-03-20")
    assert missing.exit_code == 1
    assert "2026年度目录" in missing.stderr


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7", "名称\n甲\n".encode()])
def test_an_unreadable_file_is_one_line(app: Flask, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "catalogue.xlsx"
    if content is not None:
        path.write_bytes(content)
    result = run(app, "import", path, "--year", 2026, "--json")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert json.loads(result.stdout)["problems"][0]["level"] == "error"

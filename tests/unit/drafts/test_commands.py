"""The commands that need no database: what they print and how they end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from decisions.consultation.cli import consultation
from tests.unit.drafts.documents import DATA

FIRST, SECOND = str(DATA / "draft-parking-v1.docx"), str(DATA / "draft-parking-v2.docx")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(consultation, arguments, catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_parse_draft_as_json() -> None:
    code, printed, complaints = run("parse-draft", FIRST, "--json")
    tree = json.loads(printed)
    assert (code, complaints) == (0, "")
    assert tree["title"] == "浦东新区公共停车资源共享利用管理办法"
    article = tree["chapters"][1]["articles"][1]
    assert (article["id"], article["number"], article["title"]) == ("art-8", 8, "机关和国有单位停车设施")
    assert [len(each["items"]) for each in article["paragraphs"]] == [0, 0]


def test_parse_draft_of_markdown_for_people(tmp_path: Path) -> None:
    file = tmp_path / "draft.md"
    file.write_text(
        "# 办法\n\n第一章 总则\n\n第一条（目的）\n\n下列情形：\n\n（一）甲；\n\n第三条 乙。\n",
        encoding="utf-8",
    )
    code, printed, complaints = run("parse-draft", str(file))
    assert code == 0
    assert printed.splitlines() == [
        "办法",
        "第一章 总则",
        "  第一条 目的",
        "    下列情形：",
        "      （一）甲；",
        "  第三条",
        "    乙。",
    ]
    assert complaints == "第一条之后是第三条，编号不连续，请核对是否有遗漏或者重复。\n"


def test_diff_drafts_as_json() -> None:
    code, printed, _ = run("diff-drafts", FIRST, SECOND, "--json")
    rows = json.loads(printed)
    assert code == 0
    assert len(rows) == 27
    assert rows[15] == {"old": None, "new": 16, "kind": "inserted"}
    assert {"old": 21, "new": None, "kind": "deleted"} in rows


def test_diff_drafts_for_people() -> None:
    code, printed, _ = run("diff-drafts", FIRST, SECOND)
    assert code == 0
    assert "修改\t第十七条 收费和收益 → 第十八条 收费和收益" in printed.splitlines()
    assert "删除\t第二十一条 信用管理 → —" in printed.splitlines()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("parse-draft", "no-such-file.docx"), "no-such-file.docx：无法打开文件"),
        (("parse-draft", str(DATA)), f"{DATA}：无法打开文件"),
        (("parse-draft", str(DATA / "catalogue-2026.xlsx"), "--json"), "不是可以读取的草案文件"),
        (("diff-drafts", FIRST, "no-such-file.docx", "--json"), "no-such-file.docx：无法打开文件"),
    ],
)
def test_what_cannot_be_read_ends_with_one_line(arguments: tuple[str, ...], line: str) -> None:
    code, printed, complaints = run(*arguments)
    assert (code, printed) == (1, "")
    assert line in complaints
    assert complaints.count("\n") == 1

"""`flask feedback group FILE`: no database, one JSON document, or one line for each problem."""

import json
from pathlib import Path

from click.testing import CliRunner

from decisions.feedback.cli import feedback

ROWS = [
    ("甲1", "建议夜间开放到22:00，方便附近居民停车。"),
    ("甲2", "图书馆周一也要开门"),
    ("甲3", "您好，建議夜間開放到22:30，方便附近居民停車"),
    ("甲4", "建议夜间不开放到22:00，方便附近居民停车。"),
    ("甲5", ""),
]
COLUMNS = ("--text-column", "意见", "--id-column", "编号")


def table(folder: Path, rows: list[tuple[str, str]], before: str = "", encoding: str = "utf-8-sig") -> str:
    file = folder / "意见.csv"
    lines = [before, "编号,意见", *(f'{number},"{text}"' for number, text in rows)]
    file.write_text("\r\n".join(filter(None, lines)), encoding=encoding)
    return str(file)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(feedback, ["group", *arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_json_holds_the_two_promised_members_and_nothing_else(tmp_path: Path) -> None:
    code, printed, complaints = run(table(tmp_path, ROWS), *COLUMNS, "--json")
    document = json.loads(printed)
    assert (code, complaints) == (0, "")
    assert set(document) == {"duplicates", "topics"}
    assert document["duplicates"] == [["甲1", "甲3"]]
    assert all(set(topic) == {"label", "ids"} for topic in document["topics"])


def test_differences_are_told_when_asked_for(tmp_path: Path) -> None:
    _, printed, _ = run(table(tmp_path, ROWS), *COLUMNS, "--json", "--differences")
    (difference,) = json.loads(printed)["differences"]
    assert (difference["id"], difference["first"], difference["figures"]) == ("甲3", "甲1", True)
    changed = [(each["kind"], each["text"]) for each in difference["segments"] if each["kind"] != "equal"]
    assert changed == [("inserted", "您好"), ("deleted", "22:00"), ("inserted", "22:30")]


def test_people_see_the_difference_in_the_list(tmp_path: Path) -> None:
    code, printed, _ = run(table(tmp_path, ROWS), *COLUMNS)
    assert code == 0
    assert "重复意见第 1 组（2 条）：甲1、甲3" in printed
    assert "（数字不同）" in printed
    assert "【-22:00】【+22:30】" in printed


def test_a_table_as_offices_have_it_is_read(tmp_path: Path) -> None:
    file = table(tmp_path, ROWS, before="公开征求意见汇总表,", encoding="gb18030")
    code, printed, _ = run(file, *COLUMNS, "--json")
    assert code == 0
    assert json.loads(printed)["duplicates"] == [["甲1", "甲3"]]


def test_a_table_without_opinions_gives_an_empty_proposal(tmp_path: Path) -> None:
    code, printed, _ = run(table(tmp_path, []), *COLUMNS, "--json")
    assert (code, json.loads(printed)) == (0, {"duplicates": [], "topics": []})


def test_each_problem_has_a_line_and_nothing_is_printed(tmp_path: Path) -> None:
    file = table(tmp_path, [("甲1", "同意"), ("", "支持"), ("甲1", "反对")])
    assert run(file, *COLUMNS, "--json") == (
        1,
        "",
        "第 3 行：“编号”为空，请补上编号。\n第 4 行：编号“甲1”与第 2 行重复。\n",
    )
    code, printed, complaints = run(file, "--text-column", "内容", "--id-column", "编号", "--json")
    assert (code, printed, complaints) == (1, "", "表格中没有名为“内容”的一栏，请核对栏名。\n")
    code, printed, complaints = run(file, "--json")
    assert (code, printed) == (1, "")
    assert "--text-column" in complaints
    code, printed, complaints = run(str(tmp_path / "没有.csv"), *COLUMNS, "--json")
    assert (code, printed, complaints.count("\n")) == (1, "", 1)

"""The three commands: exit status, one line for each problem, nothing half done."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from decisions.attendance.cli import attendance
from tests.unit.draw import samples

FROZEN_AT = {"frozen_at": "2026-05-06T09:00:00+08:00"}


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(attendance, [str(argument) for argument in arguments])


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    (tmp_path / "pool.csv").write_bytes(samples.frozen_mixed().files["pool.csv"])
    rule = samples.rule(samples.QUOTAS, **FROZEN_AT)
    (tmp_path / "rule.json").write_text(json.dumps(rule), encoding="utf-8")
    (tmp_path / "seed.json").write_text(json.dumps({"sources": samples.drawn_numbers()}), encoding="utf-8")
    return tmp_path


def freeze(inputs: Path, *more: object) -> Result:
    return invoke(
        "freeze-draw",
        "--pool",
        inputs / "pool.csv",
        "--rule",
        inputs / "rule.json",
        "--out",
        inputs / "draw",
        *more,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_freeze_draw_verify(inputs: Path) -> None:
    frozen = freeze(inputs)
    assert frozen.exit_code == 0
    assert samples.frozen_mixed().root in frozen.stdout
    assert names(inputs / "draw") == ["lottery.json", "pool.csv", "rule.json"]
    drawn = invoke("run-draw", inputs / "draw", "--seed", inputs / "seed.json")
    assert drawn.exit_code == 0
    expected = samples.drawn(samples.frozen_mixed())
    assert {name: (inputs / "draw" / name).read_bytes() for name in names(inputs / "draw")} == expected
    verified = invoke("verify-draw", inputs / "draw")
    assert verified.exit_code == 0
    assert "OK selected" in verified.stdout


def test_json_is_one_document_and_nothing_else(inputs: Path) -> None:
    frozen = json.loads(freeze(inputs, "--json").stdout)
    assert (frozen["root"], frozen["people"], frozen["complete"]) == (samples.frozen_mixed().root, 23, True)
    drawn = json.loads(invoke("run-draw", inputs / "draw", "--seed", inputs / "seed.json", "--json").stdout)
    assert len(drawn["selected"]) == 5
    verified = json.loads(invoke("verify-draw", inputs / "draw", "--json").stdout)
    assert (verified["valid"], verified["failed"]) == (True, None)
    assert verified["smallest"] == frozen["smallest"]


def test_a_refused_pool_leaves_nothing_behind(inputs: Path) -> None:
    (inputs / "pool.csv").write_bytes((inputs / "pool.csv").read_bytes().replace(b"\n", b"\r\n"))
    before = names(inputs)
    refused = freeze(inputs, "--json")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "CRLF" in refused.stderr
    assert names(inputs) == before


def test_unmeetable_quotas_print_the_smallest_change(inputs: Path) -> None:
    quotas = {**samples.QUOTAS, "性别": {"女": {"min": 3, "max": 5}, "男": {"min": 3, "max": 5}}}
    (inputs / "rule.json").write_text(json.dumps(samples.rule(quotas, **FROZEN_AT)), encoding="utf-8")
    refused = freeze(inputs)
    assert refused.exit_code == 1
    assert "下限由 3 改为 2" in refused.stderr
    assert not (inputs / "draw").exists()


def test_an_occupied_folder_is_not_touched(inputs: Path) -> None:
    assert freeze(inputs).exit_code == 0
    before = (inputs / "draw" / "rule.json").stat().st_mtime_ns
    assert freeze(inputs).exit_code == 1
    assert (inputs / "draw" / "rule.json").stat().st_mtime_ns == before


def test_a_refused_seed_leaves_the_folder_as_it_was(inputs: Path) -> None:
    freeze(inputs)
    numbers = samples.drawn_numbers()
    numbers[1]["numbers"] = [34, 2, 17, 8, 21, 5]
    (inputs / "seed.json").write_text(json.dumps({"sources": numbers}), encoding="utf-8")
    refused = invoke("run-draw", inputs / "draw", "--seed", inputs / "seed.json")
    assert refused.exit_code == 1
    assert "34" in refused.stderr
    assert names(inputs / "draw") == ["lottery.json", "pool.csv", "rule.json"]


def test_one_draw_only(inputs: Path) -> None:
    freeze(inputs)
    assert invoke("run-draw", inputs / "draw", "--seed", inputs / "seed.json").exit_code == 0
    again = invoke("run-draw", inputs / "draw", "--seed", inputs / "seed.json")
    assert again.exit_code == 1
    assert "已经抽签" in again.stderr
    assert invoke("run-draw", inputs / "draw", "--seed", inputs / "draw" / "seed.json").exit_code == 1


def test_numbers_may_be_written_where_the_seed_will_stand(inputs: Path) -> None:
    freeze(inputs)
    (inputs / "seed.json").rename(inputs / "draw" / "seed.json")
    assert invoke("run-draw", inputs / "draw", "--seed", inputs / "draw" / "seed.json").exit_code == 0
    assert invoke("verify-draw", inputs / "draw").exit_code == 0


def test_verify_names_what_failed_and_exits_1(inputs: Path) -> None:
    freeze(inputs)
    invoke("run-draw", inputs / "draw", "--seed", inputs / "seed.json")
    pool = inputs / "draw" / "pool.csv"
    pool.write_bytes(pool.read_bytes() + b"ZZZ\n")
    refused = invoke("verify-draw", inputs / "draw")
    assert (refused.exit_code, refused.stdout.split()[:2]) == (1, ["FAIL", "root"])
    refused = invoke("verify-draw", inputs / "draw", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["failed"] == "root"


@pytest.mark.parametrize("text", ["[]", "{", '{"seats": 1, "seats": 2}', "\ufeff{}"])
def test_a_rule_that_is_no_object_is_refused(inputs: Path, text: str) -> None:
    (inputs / "rule.json").write_text(text, encoding="utf-8")
    refused = freeze(inputs)
    assert (refused.exit_code, refused.exception.__class__) == (1, SystemExit)
    assert "rule.json" in refused.stderr

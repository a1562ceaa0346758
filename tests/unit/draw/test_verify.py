"""The verifier: passes what the portal made, names the first thing that is wrong in anything else."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from decisions.attendance.draw import (
    EventKind,
    read_rule,
    replace,
    run,
    seed_from,
    standing,
    verify,
    verify_draw,
)
from decisions.attendance.draw.canonical import root_of, write_json
from tests.unit.draw import samples

Files = dict[str, bytes]
Document = dict[str, Any]
Change = Callable[[Document], object]

SCRIPT = Path(verify_draw.__file__)


@pytest.fixture(scope="module")
def mixed() -> Files:
    """A draw under quotas with one replacement."""
    files = samples.drawn(samples.frozen_mixed())
    later = samples.NOW + timedelta(days=8)
    leaver = standing(files).holders[1]
    return replace(files, person=leaver, kind=EventKind.NOT_REACHED, reason="两次电话无人接听", at=later)


def changed(files: Files, name: str, change: Change) -> Files:
    document = json.loads(files[name])
    change(document)
    return {**files, name: write_json(document)}


def sealed_again(files: Files, name: str, change: Change) -> Files:
    """Change a frozen file and make root, key and seed agree with it again, as a cheat would."""
    forged = changed(files, name, change)
    seed = seed_from(root_of(forged), read_rule(json.loads(files["rule.json"])), samples.drawn_numbers())
    return {**forged, "seed.json": write_json(seed.to_document())}


def test_the_portal_s_own_draws_pass(mixed: Files) -> None:
    verification = verify(mixed)
    assert verification.failed is None
    assert verification.root == samples.frozen_mixed().root
    assert (verification.smallest, verification.largest) == (
        samples.frozen_mixed().smallest,
        samples.frozen_mixed().largest,
    )
    plain = verify(samples.drawn(samples.frozen_plain()))
    assert plain.failed is None
    assert plain.smallest == plain.largest == Fraction(1, 4)
    assert "最小机会 / smallest chance: 1/4 (25.0000%)" in plain.lines


@pytest.mark.parametrize("name", ["pool.csv", "rule.json", "lottery.json"])
def test_any_flipped_byte_in_a_committed_file_fails(mixed: Files, name: str) -> None:
    for place in range(len(mixed[name])):
        flipped = bytearray(mixed[name])
        flipped[place] ^= 1
        assert verify({**mixed, name: bytes(flipped)}).failed == "root"


def test_the_announced_root_is_compared() -> None:
    files = samples.drawn(samples.frozen_plain())
    root = samples.frozen_plain().root
    assert verify(files, root.upper()).failed is None
    assert verify(files, root[:-1]).failed == "root"


@pytest.mark.parametrize(
    ("missing", "failed"),
    [("pool.csv", "root"), ("lottery.json", "root"), ("seed.json", "seed"), ("result.json", "selected")],
)
def test_a_missing_file_is_named(mixed: Files, missing: str, failed: str) -> None:
    assert verify({name: data for name, data in mixed.items() if name != missing}).failed == failed


def put(name: str, value: object) -> Change:
    return lambda document: document.update({name: value})


def in_first(key: str, name: str, value: object) -> Change:
    return lambda document: document[key][0].update({name: value})


@pytest.mark.parametrize(
    ("name", "change", "failed"),
    [
        ("seed.json", put("root", "00"), "root"),
        ("seed.json", put("seed", "00" * 32), "seed"),
        ("seed.json", put("key", "1./"), "seed"),
        ("seed.json", put("sources", []), "seed"),
        ("seed.json", put("sources", None), "seed"),
        ("seed.json", in_first("sources", "drawn_on", "2026-05-01"), "seed"),
        ("seed.json", in_first("sources", "issue", "2026119"), "seed"),
        ("seed.json", in_first("sources", "numbers", [1] * 20), "seed"),
        ("seed.json", in_first("sources", "numbers", [*range(1, 20), 81]), "seed"),
        ("seed.json", in_first("sources", "numbers", [*range(19), -1]), "seed"),
        ("seed.json", in_first("sources", "numbers", [*range(1, 21)]), "seed"),
        ("seed.json", in_first("sources", "replaces", {"name": "x", "issue": "1", "notice": "y"}), "seed"),
        ("result.json", put("r", 1), "composition"),
        ("result.json", put("r", None), "composition"),
        ("result.json", put("composition", 99), "composition"),
        ("result.json", lambda result: result["selected"].reverse(), "selected"),
        ("result.json", lambda result: result["selected"].pop(), "selected"),
        ("result.json", lambda result: result["alternates"].reverse(), "selected"),
        ("result.json", put("waiting_sha256", "00" * 32), "selected"),
        ("result.json", in_first("events", "replaced_by", None), "replacement"),
        ("result.json", in_first("events", "id", "NOBODY"), "replacement"),
        ("result.json", in_first("events", "reason", ""), "replacement"),
        ("result.json", in_first("events", "kind", "disliked"), "replacement"),
        ("result.json", in_first("events", "at", "2026-05-14"), "replacement"),
        ("result.json", lambda result: result["events"].append(result["events"][0]), "replacement"),
        ("result.json", put("events", 3), "replacement"),
    ],
)
def test_what_was_changed_after_the_draw_is_named(
    mixed: Files, name: str, change: Change, failed: str
) -> None:
    assert verify(changed(mixed, name, change)).failed == failed


def first_composition(change: Callable[[Document], object]) -> Change:
    return lambda lottery: change(lottery["compositions"][0])


def move_a_seat(composition: Document) -> None:
    """One more seat for the first type, one less for the last: valid in number, wrong by quota."""
    composition["seats"][0]["count"] += 1
    composition["seats"][-1]["count"] -= 1


@pytest.mark.parametrize(
    "change",
    [
        put("tickets", 999_999),
        put("kind", "plain"),
        put("compositions", []),
        first_composition(lambda composition: composition.update(tickets=composition["tickets"] + 1)),
        first_composition(lambda composition: composition.update(tickets=0)),
        first_composition(lambda composition: composition["seats"].append(composition["seats"][0])),
        first_composition(lambda composition: composition["seats"].pop()),
        first_composition(lambda composition: composition["seats"][0].update(count=9)),
        first_composition(lambda composition: composition["seats"][0]["type"].update(性别="其他")),
        first_composition(lambda composition: composition["seats"][0]["type"].update(年龄="老")),
        first_composition(move_a_seat),
    ],
)
def test_a_lottery_against_the_rule_is_found_though_all_hashes_agree(mixed: Files, change: Change) -> None:
    assert verify(sealed_again(mixed, "lottery.json", change)).failed == "composition"


def test_a_pool_in_another_form_is_found_though_all_hashes_agree() -> None:
    files = samples.drawn(samples.frozen_plain())
    for data in (
        files["pool.csv"].replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + files["pool.csv"],
        files["pool.csv"][:-1],
        files["pool.csv"] + b"0\n",
        files["pool.csv"] + files["pool.csv"].splitlines(keepends=True)[-1],
    ):
        forged = {**files, "pool.csv": data}
        rule = read_rule(json.loads(files["rule.json"]))
        seed = seed_from(root_of(forged), rule, samples.drawn_numbers())
        assert verify({**forged, "seed.json": write_json(seed.to_document())}).failed == "root"


def test_a_used_fallback_is_verified() -> None:
    frozen = samples.frozen_plain()
    entry = {
        "name": "福彩3D",
        "issue": "2026121",
        "drawn_on": "2026-05-11",
        "numbers": [0, 9, 0],
        "replaces": {"name": "福彩快乐8", "issue": "2026120", "notice": "停止开奖公告"},
    }
    files = run(
        frozen.files,
        seed_from(frozen.root, read_rule(samples.rule_of(frozen)), [entry, samples.drawn_numbers()[1]]),
    )
    assert verify(files).failed is None
    silent = changed(files, "seed.json", lambda seed: seed["sources"][0]["replaces"].update(notice=""))
    assert verify(silent).failed == "seed"


def write(folder: Path, files: Files) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def script(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_the_script_stands_alone(tmp_path: Path, mixed: Files) -> None:
    done = script(write(tmp_path, mixed), "--root", samples.frozen_mixed().root)
    assert (done.returncode, done.stderr) == (0, "")
    words = [line.split()[:2] for line in done.stdout.splitlines()[:6]]
    names = ["root", "composition", "seed", "composition", "selected", "replacement"]
    assert words == [["OK", name] for name in names]
    assert f"smallest chance: {samples.frozen_mixed().smallest} (" in done.stdout
    assert done.stdout.splitlines()[-1] == "核验通过 / VERIFIED"


def test_the_script_names_the_first_failure_and_exits_1(tmp_path: Path, mixed: Files) -> None:
    done = script(write(tmp_path, changed(mixed, "seed.json", put("seed", "00"))))
    assert done.returncode == 1
    assert done.stdout.splitlines()[2].startswith("FAIL seed ")
    assert done.stdout.splitlines()[-1] == "核验未通过 / NOT VERIFIED: seed"


def test_the_script_imports_the_standard_library_only() -> None:
    imported = {
        line.split()[1].split(".")[0]
        for line in SCRIPT.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported <= sys.stdlib_module_names

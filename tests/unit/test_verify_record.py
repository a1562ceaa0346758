"""The program that a stranger runs: it agrees with the portal, needs nothing else, names the first fault."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.record import rules, verify_record
from decisions.record.rules import GENESIS_HASH, Link, canonical, digest

PROGRAM = Path(verify_record.__file__)

# A payload holds no floats and only whole numbers that every JSON reader keeps; text of any script.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_its_canonical_json_is_the_portal_s(value: Any) -> None:
    assert verify_record.canonical(value) == canonical(value)


def test_members_are_ordered_by_utf_16_as_the_standard_says() -> None:
    value = {"\U00020000": 1, "\uffe5": 2, "a": 3}
    assert verify_record.canonical(value) == canonical(value) == '{"a":3,"\U00020000":1,"\uffe5":2}'


def record(*payloads: Any, kinds: dict[int, str] | None = None) -> dict[str, Any]:
    """Return a whole record as one page."""
    entries: list[dict[str, Any]] = []
    previous = GENESIS_HASH
    for seq, payload in enumerate(payloads, start=1):
        kind = (kinds or {}).get(seq, "procedure_step")
        sha256 = digest(canonical(payload))
        link = Link(seq, kind, "2026-03", "2026-05-01T02:00:00.000000Z", sha256, None, "", previous)
        entry = {name: getattr(link, name) for name in verify_record.COMMITTED}
        previous = link.hash()
        entries.append({**entry, "payload": payload, "entry_hash": previous, "withheld": False})
    return {"entries": entries, "head": {"seq": len(payloads), "entry_hash": previous}, "next": None}


WHOLE = record({"n": 1}, {"n": 2, "标题": "停车\n办法"}, {"n": 3})


def run(tmp_path: Path, *pages: dict[str, Any], options: tuple[str, ...] = ()) -> int:
    files = []
    for number, page in enumerate(pages):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(page, ensure_ascii=False), "utf-8")
        files.append(str(file))
    return verify_record.main([*options, *files])


def test_a_whole_record_is_ok(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, WHOLE) == 0
    said = capsys.readouterr().out
    assert said.startswith("OK")
    assert WHOLE["head"]["entry_hash"] in said


def test_pages_may_be_saved_in_any_order_and_overlap(tmp_path: Path) -> None:
    first = {**WHOLE, "entries": WHOLE["entries"][:2], "next": "/record.json?after=2"}
    last = {**WHOLE, "entries": WHOLE["entries"][1:]}
    assert run(tmp_path, last, first) == 0
    assert run(tmp_path, first) == 1, "the head says that there is more"
    assert run(tmp_path, last) == 1, "the beginning is missing"


def test_an_empty_record_is_whole(tmp_path: Path) -> None:
    assert run(tmp_path, {"entries": [], "head": None, "next": None}) == 0


def tampered(change: str) -> dict[str, Any]:
    page = copy.deepcopy(WHOLE)
    entries = page["entries"]
    match change:
        case "payload":
            entries[1]["payload"]["n"] = 9
        case "subject":
            entries[1]["subject"] = "2026-04"
        case "reason":
            entries[1]["reason"] = "改"
        case "hash":
            entries[1]["entry_hash"] = "0" * 64
        case "removed":
            del entries[1]
        case "swapped":
            entries[1]["seq"], entries[2]["seq"] = 3, 2
        case "blanked":
            entries[1]["payload"], entries[1]["withheld"] = None, True
    return page


@pytest.mark.parametrize("change", ["payload", "subject", "reason", "hash", "removed", "swapped", "blanked"])
def test_what_was_tampered_with_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    assert run(tmp_path, tampered(change)) == 1
    assert "第 2 号" in capsys.readouterr().out


def test_a_removed_end_is_betrayed_by_the_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {**WHOLE, "entries": WHOLE["entries"][:2]}) == 1
    assert "第 3 号条目缺失" in capsys.readouterr().out


def test_a_head_of_another_chain_is_named(tmp_path: Path) -> None:
    assert run(tmp_path, {**WHOLE, "head": {"seq": 3, "entry_hash": "0" * 64}}) == 1


def test_a_withheld_payload_is_whole_when_an_entry_says_why(tmp_path: Path) -> None:
    page = record({"n": 1}, {"withheld": 1, "reason": "隐私"}, kinds={2: "withholding"})
    page["entries"][0].update(payload=None, withheld=True)
    assert run(tmp_path, page) == 0
    page["entries"][1]["payload"]["withheld"] = 2
    assert run(tmp_path, page) == 1


def test_a_record_rewritten_as_a_whole_does_not_fit_what_was_noted(tmp_path: Path) -> None:
    noted = WHOLE["entries"][1]["entry_hash"]
    rewritten = record({"n": 1}, {"n": 0}, {"n": 3})
    assert run(tmp_path, rewritten) == 0, "it fits itself"
    assert run(tmp_path, rewritten, options=("--noted", f"2:{noted}")) == 1
    assert run(tmp_path, WHOLE, options=("--noted", f"2:{noted}")) == 0
    shortened = record({"n": 1})
    assert run(tmp_path, shortened, options=("--noted", f"2:{noted}")) == 1
    assert run(tmp_path, WHOLE, rewritten) == 1, "nor two copies each other"


def test_what_is_no_record_is_said_apart_from_a_fault(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    assert verify_record.main([str(tmp_path / "broken.json")]) == 2
    assert verify_record.main([str(tmp_path / "absent.json")]) == 2
    assert run(tmp_path, {"entries": [{"seq": 1}]}) == 2


def test_it_runs_alone_in_an_isolated_python(tmp_path: Path) -> None:
    program = tmp_path / "verify_record.py"
    program.write_bytes(PROGRAM.read_bytes())
    (tmp_path / "record.json").write_text(json.dumps(WHOLE), "utf-8")
    command = [sys.executable, "-I", "-S", str(program), str(tmp_path / "record.json")]
    environ = {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environ, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert "OK" in done.stdout.decode()


def test_it_commits_to_the_same_fields_as_the_portal() -> None:
    assert tuple(Link.__dataclass_fields__) == verify_record.COMMITTED
    assert rules.GENESIS_HASH == verify_record.GENESIS_HASH

"""Two draws kept as files: the same for ever, in every Python, under every hash seed, and in JavaScript."""

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from decisions.attendance.draw import (
    EventKind,
    read_committed,
    replace,
    run,
    seed_from_document,
    verify,
    verify_draw,
)
from decisions.attendance.draw.canonical import FROZEN_FILES, read_json, root_of
from decisions.attendance.draw.verify_draw import read_directory
from tests.unit.draw import samples

GOLDEN = Path(__file__).parent / "golden"
PORTAL = Path(verify_draw.__file__).parents[3]
ROOTS = {
    "plain": "056aec8724d92de38f0898cc58ee006ee342b5c49c523cfbd781bf6d2c644692",
    "quotas": "32ebfcf74a781076dbb11acb1cc7e135ee1eb80094d3a0a7c2336d6e87d76de9",
}

each_draw = pytest.mark.parametrize("name", sorted(ROOTS))

NODE = """
import { readFileSync } from "node:fs";
const [script, folder, names] = process.argv.slice(1);
const source = readFileSync(script, "utf8");
const { verifyDraw } = await import("data:text/javascript;base64," + Buffer.from(source).toString("base64"));
const files = {};
for (const name of names.split(",")) files[name] = new Uint8Array(readFileSync(`${folder}/${name}`));
console.log(JSON.stringify(await verifyDraw(files)));
"""


@each_draw
def test_the_draw_comes_out_the_same(name: str) -> None:
    golden = read_directory(GOLDEN / name)
    files = {part: golden[part] for part in FROZEN_FILES}
    assert root_of(files) == ROOTS[name]
    numbers = {"sources": read_json("seed.json", golden["seed.json"])["sources"]}
    drawn = run(files, seed_from_document(ROOTS[name], read_committed(files).rule, numbers))
    for event in read_json("result.json", golden["result.json"])["events"]:
        at = datetime.fromisoformat(event["at"])
        drawn = replace(
            drawn, person=event["id"], kind=EventKind(event["kind"]), reason=event["reason"], at=at
        )
    assert drawn == golden
    assert verify(golden, ROOTS[name]).failed is None


def test_the_plain_pool_freezes_to_the_same_bytes() -> None:
    frozen = samples.frozen_plain()
    assert frozen.root == ROOTS["plain"]
    assert frozen.files.items() <= read_directory(GOLDEN / "plain").items()


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14"])
def test_other_pythons_agree(version: str) -> None:
    python = shutil.which(f"python{version}")
    # Where pyenv stands in front of the interpreters, it wants to be told which one is meant.
    environment = {**os.environ, "PYENV_VERSION": version}
    if python is None or subprocess.call([python, "-V"], env=environment, stderr=subprocess.DEVNULL):
        pytest.skip(f"Python {version} is not on this machine")
    for name, root in ROOTS.items():
        command = [python, "-I", verify_draw.__file__, str(GOLDEN / name), "--root", root]
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_hash_seed_changes_nothing() -> None:
    """The optimiser too: the lottery over compositions is prepared in processes with other hash seeds."""
    program = (
        "import json; from tests.unit.draw import samples; frozen = samples.frozen_mixed();"
        "print(json.dumps({name: data.decode() for name, data in samples.drawn(frozen).items()}))"
    )
    here = {name: data.decode() for name, data in samples.drawn(samples.frozen_mixed()).items()}
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PORTAL)}
        output = subprocess.check_output([sys.executable, "-c", program], env=environment, cwd=PORTAL)
        assert json.loads(output) == here


def in_javascript(folder: Path, names: list[str]) -> dict[str, object]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on this machine")
    script = PORTAL / "decisions/static/js/verify-draw.js"
    command = [node, "--input-type=module", "-e", NODE, str(script), str(folder), ",".join(names)]
    answer: dict[str, object] = json.loads(subprocess.check_output(command))
    return answer


@each_draw
def test_javascript_agrees(name: str) -> None:
    answer = in_javascript(GOLDEN / name, sorted(read_directory(GOLDEN / name)))
    assert (answer["failed"], answer["root"]) == (None, ROOTS[name])


@pytest.mark.parametrize(
    ("name", "old", "new", "failed"),
    [
        ("pool.csv", b"\n", b"\r\n", "root"),
        ("rule.json", b'"seats":5', b'"seats":4', "root"),
        ("lottery.json", b'"tickets":1000000', b'"tickets":1000001', "root"),
        ("seed.json", b"./2.5.", b"./3.5.", "seed"),
        ("seed.json", b'"numbers":[1,', b'"numbers":[2,', "seed"),
        ("seed.json", b'"numbers":[1,', b'"numbers":[-1,', "seed"),
        ("result.json", b'"r":', b'"r":1', "composition"),
        ("result.json", b'"selected":["', b'"selected":["A', "selected"),
        ("result.json", b'"alternates":["', b'"alternates":["A', "selected"),
        ("result.json", b'"waiting_sha256":"', b'"waiting_sha256":"0', "selected"),
        ("result.json", b'"replaced_by":"', b'"replaced_by":"A', "replacement"),
        ("result.json", b'"kind":"declined"', b'"kind":"disliked"', "replacement"),
    ],
)
def test_javascript_and_python_name_the_same_failure(
    tmp_path: Path, name: str, old: bytes, new: bytes, failed: str
) -> None:
    files = read_directory(GOLDEN / "quotas")
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)
    for part, data in files.items():
        (tmp_path / part).write_bytes(data)
    assert verify(files).failed == failed
    assert in_javascript(tmp_path, sorted(files))["failed"] == failed

"""How long a draw takes to prepare, to draw and to verify, each in a process of its own, by the commands.

Pools of 23, 2,000 and 100,000 sign-ups with quotas on up to four attributes (about 400 types). Prints seconds
and peak memory with their limits; ends with 1 when one is missed. Run it as `python benchmarks/draw.py`.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PORTAL = Path(__file__).resolve().parents[1]
VERIFIER = PORTAL / "decisions/attendance/draw/verify_draw.py"
COMMAND = "from decisions.attendance.cli import attendance; attendance()"
MEGABYTES = 300


@dataclass(frozen=True)
class Case:
    """A pool: attributes is how many values each has; the limits are seconds."""

    people: int
    seats: int
    attributes: Sequence[int]
    prepare: float
    draw: float


CASES = (
    Case(23, 5, (2, 3), prepare=1.0, draw=3.0),
    Case(2_000, 20, (5, 2, 4), prepare=30.0, draw=3.0),
    Case(100_000, 30, (5, 2, 4, 10), prepare=30.0, draw=3.0),
)


def main() -> int:
    """Measure every case; return the exit status."""
    print(f"{'sign-ups':>9}  {'step':<8} {'seconds':>8} {'limit':>6} {'MB':>6} {'limit':>6}")
    verdicts = [met for case in CASES for met in measure(case)]
    return 0 if all(verdicts) else 1


def measure(case: Case) -> Iterator[bool]:
    """Freeze, draw and verify one pool; say of each step whether it kept its limits."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, case)
        out = folder / "draw"
        pool, rule, seed = (str(folder / part) for part in ("pool.csv", "rule.json", "seed.json"))
        portal = [sys.executable, "-c", COMMAND]
        freeze = [*portal, "freeze-draw", "--pool", pool, "--rule", rule, "--out", str(out)]
        yield step(case, "prepare", freeze, case.prepare)
        yield step(case, "draw", [*portal, "run-draw", str(out), "--seed", seed], case.draw)
        yield step(case, "verify", [sys.executable, "-I", str(VERIFIER), str(out)], case.draw)


def step(case: Case, label: str, command: Sequence[str], limit: float) -> bool:
    """Run one command and print what it took."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=PORTAL)
    messages = process.stderr.read() if process.stderr else b""
    _, status, usage = _wait(process)
    seconds = time.perf_counter() - begun
    megabytes = usage.ru_maxrss / 1024
    print(f"{case.people:>9,}  {label:<8} {seconds:>8.2f} {limit:>6.1f} {megabytes:>6.0f} {MEGABYTES:>6}")
    if status:
        print(messages.decode("utf-8", "replace"), file=sys.stderr)
    return status == 0 and seconds < limit and megabytes < MEGABYTES


def _wait(process: "subprocess.Popen[bytes]") -> tuple[int, int, resource.struct_rusage]:
    """Wait as the system does, which alone tells the peak memory of this one process."""
    pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return pid, process.returncode, usage


def write_inputs(folder: Path, case: Case) -> None:
    """Write pool, rule and numbers; the pool is skewed and the quotas are even, so that they bind."""
    chance = random.Random(20260506)
    names = [f"条件{number}" for number in range(len(case.attributes))]
    weights = [[chance.random() ** 2 + 0.02 for _ in range(count)] for count in case.attributes]
    ids = sorted(f"{number:08X}" for number in chance.sample(range(1 << 32), case.people))
    with (folder / "pool.csv").open("w", encoding="utf-8", newline="") as pool:
        pool.write(",".join(["id", *names]) + "\n")
        for person in ids:
            values = [chance.choices(range(len(some)), some)[0] for some in weights]
            pool.write(",".join([person, *(f"值{value}" for value in values)]) + "\n")
    source = {"name": "福彩快乐8", "issue": "2026120", "drawn_on": "2026-05-10"}
    rule = {
        "seats": case.seats,
        "alternates": case.seats,
        "quotas": {
            name: {f"值{value}": even_bounds(case.seats, count) for value in range(count)}
            for name, count in zip(names, case.attributes, strict=True)
        },
        "sources": [{**source, "order": "sorted", "range": [1, 80], "count": 20}],
        "frozen_at": "2026-05-06T09:00:00+08:00",
    }
    numbers = {"sources": [{**source, "numbers": chance.sample(range(1, 81), 20)}]}
    (folder / "rule.json").write_text(json.dumps(rule), encoding="utf-8")
    (folder / "seed.json").write_text(json.dumps(numbers), encoding="utf-8")


def even_bounds(seats: int, values: int) -> dict[str, int]:
    """An even share of the seats, give or take one."""
    return {"min": max(0, seats // values - 1), "max": seats // values + 2}


if __name__ == "__main__":
    sys.exit(main())

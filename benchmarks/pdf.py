"""How long the two disclosures take that people really print: 10,000 opinions, and 47.

Each is printed by a fresh process that has imported the whole portal and holds the published snapshot, as a
web process does. Prints seconds, peak memory of that process and size; ends with 1 when a limit is missed.
Run it as `python -m benchmarks.pdf [ROWS]`.
"""

import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

SECONDS = {47: 1.0, 10_000: 20.0}
MEGABYTES = 300
PHRASES = (
    "建议在老旧小区周边利用公园绿地地下空间增建公共停车场，并向附近居民优先开放，",
    "商务楼宇夜间空置的泊位应当按照统一标准接入区级平台，收费标准请提前公示，",
    "希望明确第八条中“错峰共享”的时段，例如19:00至次日7:00，逾期不驶离的怎样处理？",
    "新能源车充电桩（含120kW快充）占用公共泊位的时间过长，建议设置超时占用费。",
    "小区业主大会没有表决同意的，不得将小区内部车位对外开放；",
    "本条与上位法的规定不完全一致，请核对后再行文。",
)
# Names and seldom-used words give a real disclosure a few thousand different characters.
RARE = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)] + ["𬭎"]


def opinion(random_: random.Random, length: int) -> str:
    """Return a plausible text of about this many characters."""
    text = ""
    while len(text) < length:
        text += random_.choice(PHRASES) + random_.choice(RARE)
    return text[:length]


def snapshot(count: int) -> dict[str, Any]:
    """Return the snapshot of a disclosure of so many opinions; always the same one."""
    from decisions.consultation.rules import Channel, SubmitterType
    from decisions.feedback.rules import DisclosureKind, Disposition
    from decisions.feedback.rules.answers import HeardOpinion, Reply
    from decisions.feedback.rules.snapshot import Facts, disclosure_snapshot

    random_ = random.Random(20260601)
    opinions = [
        HeardOpinion(
            id=number,
            number=str(number),
            received_on=date(2026, 6, 16),
            channel=random_.choice(list(Channel)[:3]),
            submitter_type=SubmitterType.INDIVIDUAL,
            submitter="瞿*芳",
            cosigners=1,
            clause="第九条",
            text=opinion(random_, random_.randint(100, 300)),
            is_shown=True,
            is_withheld=False,
            withheld_reason="",
            topic=f"主题{number % 40}",
            reply=Reply(random_.choice(list(Disposition)), opinion(random_, random_.randint(20, 80))),
        )
        for number in range(1, count + 1)
    ]
    return disclosure_snapshot(
        Facts(
            code="2026-01",
            title="公共停车资源共享利用管理办法",
            unit="浦东新区（演示）交通管理部门",
            version=1,
            kind=DisclosureKind.FINAL,
            summary="感谢参与。",
            rounds=[],
            occasions=[],
            opinions=opinions,
            issued=None,
        )
    )


def peak_megabytes() -> float:
    """Return the most memory this process has held; what its parent held does not count."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def print_alone(count: int) -> int:
    """Print once in this process, say what it took, and whether the limits are kept."""
    import decisions.app  # noqa: F401 — what a web process holds before it prints anything
    from decisions.errors import Message
    from decisions.feedback.documents import disclosure_pdf
    from decisions.feedback.queries.published import PublishedDisclosure
    from decisions.feedback.rules import DisclosureKind
    from decisions.law import FEEDBACK_SOURCE
    from decisions.services.duties import Duty, DutyState

    before = peak_megabytes()
    at = datetime(2026, 10, 12, tzinfo=UTC)
    published = PublishedDisclosure(1, DisclosureKind.FINAL, 7, at, snapshot(count))
    duty = Duty("feedback_disclosure", Message("答复"), "2026-01", FEEDBACK_SOURCE, DutyState.NOT_STARTED)
    held = peak_megabytes()
    started = time.perf_counter()
    file = disclosure_pdf(published, duty)
    seconds, megabytes = time.perf_counter() - started, peak_megabytes()
    print(
        f"{count} opinions: {seconds:.2f} s, {megabytes:.0f} MB at most ({before:.0f} the portal, "
        f"{held - before:.0f} the snapshot), file {len(file) / 1e6:.1f} MB",
        flush=True,
    )
    return 0 if seconds < SECONDS.get(count, float("inf")) and megabytes < MEGABYTES else 1


def main() -> int:
    """Measure the given number of opinions, or both usual ones, each in a process of its own."""
    if len(sys.argv) > 2 and sys.argv[1] == "--print":
        return print_alone(int(sys.argv[2]))
    counts = [int(argument) for argument in sys.argv[1:]] or sorted(SECONDS)
    command = [sys.executable, "-m", "benchmarks.pdf", "--print"]
    return max(subprocess.run([*command, str(count)], check=False).returncode for count in counts)


if __name__ == "__main__":
    sys.exit(main())

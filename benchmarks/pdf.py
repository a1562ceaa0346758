"""How long the two disclosures take that people really print: 10,000 opinions, and 47.

Prints seconds, peak memory of the process and size; ends with 1 when a limit is missed.
Run it as `python -m benchmarks.pdf [ROWS]`.
"""

import datetime
import random
import resource
import sys
import time
from collections.abc import Iterator

from decisions.services import pdf

SECONDS = {47: 1.0, 10_000: 20.0}
MEGABYTES = 300
DISPOSITIONS = ("采纳", "部分采纳", "不采纳", "不属于本事项")
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


def rows(count: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield number, opinion, disposition and reason; always the same ones."""
    random_ = random.Random(20260601)
    for number in range(1, count + 1):
        text = opinion(random_, random_.randint(100, 300))
        yield str(number), text, random_.choice(DISPOSITIONS), opinion(random_, random_.randint(20, 80))


def disclosure(count: int) -> pdf.Document:
    """Return the disclosure of so many opinions."""
    return pdf.Document(
        title="公共停车资源共享利用管理办法公开征求意见采纳情况反馈",
        issuing_unit="浦东新区（演示）交通管理部门",
        printed_on=datetime.date(2026, 6, 1),
        blocks=[
            pdf.Heading("一、公众意见逐条处理情况"),
            pdf.Table(
                header=("序号", "意见内容", "处理结果", "理由"),
                rows=rows(count),
                widths=(10, 80, 18, 48),
                centred=frozenset({0, 2}),
                compact=count > 1000,
            ),
            pdf.Signature(),
        ],
    )


def measure(count: int) -> bool:
    """Render once, print the figures, and return whether they keep the limits."""
    started = time.perf_counter()
    file = pdf.render(disclosure(count))
    seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} opinions: {seconds:.2f} s, {megabytes:.0f} MB at most, file {len(file) / 1e6:.1f} MB")
    return seconds < SECONDS.get(count, float("inf")) and megabytes < MEGABYTES


def main() -> int:
    """Measure the given number of rows, or both usual ones."""
    counts = [int(argument) for argument in sys.argv[1:]] or sorted(SECONDS)
    kept = [measure(count) for count in counts]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

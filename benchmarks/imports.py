"""How long spreadsheets of the largest size take to read: 100,000 opinions as .xlsx and .csv, 5,000 items.

Prints seconds, rows a second, peak memory of a process that only reads, and the ratio to the barest reading
of the same file; ends with 1 when a limit is missed. Run it as `python benchmarks/imports.py [ROWS]`.
"""

import csv
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

from decisions.catalogue.spreadsheets import read_catalogue
from decisions.consultation.spreadsheets import ReadOpinion, read_opinions
from decisions.services.spreadsheet.reading import read_table
from decisions.services.spreadsheet.writing import write_csv, write_xlsx

OPINIONS = 100_000
ITEMS = 5_000
SECONDS = {"opinions.xlsx": 60.0, "opinions.csv": 60.0, "items.xlsx": 20.0}
MEGABYTES = 300
OPINION_HEADER = (
    "编号",
    "收到时间",
    "渠道",
    "提交者类型",
    "姓名或单位",
    "联系方式",
    "针对条款",
    "意见内容",
    "理由",
)
ITEM_HEADER = (
    "序号",
    "事项名称",
    "决策类别",
    "承办单位",
    "配合单位",
    "依据",
    "程序",
    "计划完成时间",
    "是否听证",
)
PHRASES = (
    "建议在老旧小区周边利用公园绿地地下空间增建公共停车场，并向附近居民优先开放，",
    "商务楼宇夜间空置的泊位应当按照统一标准接入区级平台，收费标准请提前公示；\n",
    "希望明确第八条中“错峰共享”的时段，例如19:00至次日7:00，逾期不驶离的怎样处理？",
    "小区业主大会没有表决同意的，不得将小区内部车位对外开放。",
)


def opinions(count: int) -> Iterator[list[str]]:
    """Yield the rows of a list of opinions; always the same ones."""
    random_ = random.Random(20260615)
    for number in range(1, count + 1):
        text = "".join(random_.choices(PHRASES, k=random_.randint(1, 5))) + str(number)
        yield [
            f"TC2026-{number:06}",
            f"2026-06-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}",
            random_.choice(("网站", "随申办", "邮件", "信函", "座谈会")),
            "个人",
            f"市民{number}",
            f"139000{number % 100_000:05}",
            "第九条",
            text,
            random_.choice(PHRASES),
        ]


def items(count: int) -> Iterator[list[str]]:
    """Yield the rows of a catalogue."""
    for number in range(1, count + 1):
        title = f"浦东新区（演示）第{number}号专项规划"
        partners, steps = "区财政局、区规划资源局", "公众参与、专家论证、合法性审查"
        yield [str(number), title, "重要规划", "区教育局", partners, "《条例》", steps, "第三季度", "否"]


def read_list(path: Path) -> int:
    """Read opinions without keeping them."""
    return sum(isinstance(verdict, ReadOpinion) for verdict in read_opinions(read_table(path.name, path)))


def read_items(path: Path) -> int:
    """Read a catalogue."""
    return len(read_catalogue(read_table(path.name, path), year=2026).items)


def read_barely(path: Path) -> int:
    """Read the cells as texts and do nothing with them."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return sum(1 for _ in csv.reader(stream))
    book = openpyxl.load_workbook(path, read_only=True)
    count = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


def timed(read: Callable[[Path], int], path: Path) -> tuple[int, float]:
    """Return how many entries were read, and in how many seconds."""
    started = time.perf_counter()
    count = read(path)
    return count, time.perf_counter() - started


def peak_megabytes() -> float:
    """Return the most memory this process has held; what its parent held does not count."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def read_alone(path: Path) -> int:
    """Read in this process, print what it took, and say whether the limits are kept."""
    count, seconds = timed(read_items if path.stem == "items" else read_list, path)
    megabytes = peak_megabytes()
    _, bare = timed(read_barely, path)
    print(
        f"{path.name}: {count} rows of a file of {path.stat().st_size / 1e6:.1f} MB in {seconds:.1f} s "
        f"({count / seconds:.0f} rows/s), {megabytes:.0f} MB at most, {seconds / bare:.2f} of a bare reading",
        flush=True,
    )
    return 0 if seconds < SECONDS[path.name] and megabytes < MEGABYTES else 1


def main() -> int:
    """Write the files, then read each in a process of its own."""
    if len(sys.argv) > 1 and sys.argv[1] == "--read":
        return read_alone(Path(sys.argv[2]))
    count = int(sys.argv[1]) if len(sys.argv) > 1 else OPINIONS
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in SECONDS}
        files["opinions.xlsx"].write_bytes(write_xlsx(["意见汇总"], OPINION_HEADER, opinions(count)))
        files["opinions.csv"].write_bytes(write_csv(OPINION_HEADER, opinions(count)))
        files["items.xlsx"].write_bytes(write_xlsx(["2026年度目录"], ITEM_HEADER, items(min(count, ITEMS))))
        command = [sys.executable, __file__, "--read"]
        results = [subprocess.run([*command, str(path)], check=False).returncode for path in files.values()]
    return max(results)


if __name__ == "__main__":
    sys.exit(main())

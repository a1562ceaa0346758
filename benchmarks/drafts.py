"""How long a statute of 1,300 articles takes to be read and compared; goal: read in less than 5 s."""

import io
import random
import sys
import time
from collections.abc import Callable

import docx

from decisions.consultation.drafts import Draft, diff_drafts, parse_draft
from decisions.consultation.drafts.numerals import chinese_numeral

ARTICLES = 1_300
GOAL_SECONDS = 5.0
_PHRASES = (
    "停车设施管理人",
    "街道办事处、镇人民政府",
    "区建设交通部门",
    "业主大会",
    "应当依法",
    "可以按照规定",
    "不得擅自",
    "公示收费标准",
    "接入区级信息平台",
    "制定共享方案",
    "编制资源清单",
    "组织供需对接",
    "保护个人信息",
    "给予适当补贴",
    "每半年公布一次",
    "自收到之日起五个工作日内",
    "在非工作时间向社会开放",
    "征求利害关系人的意见",
    "依照有关法律法规处理",
    "建立健全管理制度",
    "开展实施效果评估",
    "保障消防通道畅通",
)


def statute(articles: int, chance: random.Random) -> list[list[str]]:
    """Return articles as their paragraphs, some with items, some referring to one another."""
    texts = []
    for number in range(1, articles + 1):
        paragraphs = [
            "，".join(chance.sample(_PHRASES, 6)) + f"，涉及事项{chance.randrange(10**6)}。" for _ in range(2)
        ]
        if number % 5 == 0:
            paragraphs += [
                f"（{chinese_numeral(n)}）{'、'.join(chance.sample(_PHRASES, 3))}；" for n in range(1, 5)
            ]
        if number % 7 == 0:
            paragraphs.append(f"违反第{chinese_numeral(chance.randint(1, number))}条规定的，责令改正。")
        texts.append(paragraphs)
    return texts


def revised(texts: list[list[str]], chance: random.Random) -> list[list[str]]:
    """Return a later version: a tenth of the articles changed, some gone, some new."""
    later = []
    for paragraphs in texts:
        if chance.random() < 0.03:
            continue
        if chance.random() < 0.03:
            later.extend(statute(1, chance))
        later.append(
            [f"{paragraphs[0][:-1]}，并及时报告。", *paragraphs[1:]] if chance.random() < 0.1 else paragraphs
        )
    return later


def as_lines(texts: list[list[str]]) -> list[str]:
    """Return a version as the lines of a document."""
    lines = ["停车条例（草案）"]
    for number, paragraphs in enumerate(texts, 1):
        if number % 25 == 1:
            lines.append(f"第{chinese_numeral(number // 25 + 1)}章　事项{number}")
        lines += [f"第{chinese_numeral(number)}条　{paragraphs[0]}", *paragraphs[1:]]
    return lines


def as_docx(lines: list[str]) -> bytes:
    """Return a document of plain paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def timed(label: str, work: Callable[[], Draft]) -> tuple[Draft, float]:
    """Run and time one reading."""
    started = time.perf_counter()
    draft = work()
    seconds = time.perf_counter() - started
    count = sum(1 for _ in draft.articles())
    print(f"{label}: {count} articles in {seconds:.2f} s (goal {GOAL_SECONDS:.0f} s)")
    return draft, seconds


def main() -> int:
    """Print what was measured; 1 when a goal is missed."""
    chance = random.Random(26)
    texts = statute(ARTICLES, chance)
    lines = as_lines(texts)
    document, markdown = as_docx(lines), ("# " + "\n\n".join(lines)).encode()
    old, docx_seconds = timed("read .docx", lambda: parse_draft(document))
    same, markdown_seconds = timed("read .md", lambda: parse_draft(markdown))
    new = parse_draft(("# " + "\n\n".join(as_lines(revised(texts, chance)))).encode())
    started = time.perf_counter()
    diff = diff_drafts(old, new)
    print(f"compare two versions: {time.perf_counter() - started:.2f} s, {dict(diff.counts())}")
    started = time.perf_counter()
    marked = sum(len(line.segments) for change in diff.articles for line in change.lines)
    print(f"mark the words of all lines: {time.perf_counter() - started:.2f} s, {marked} segments")
    complete = old == same and sum(1 for _ in old.articles()) == ARTICLES
    return 0 if complete and max(docx_seconds, markdown_seconds) < GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())

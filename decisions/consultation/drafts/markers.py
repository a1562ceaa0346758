"""The marks with which a line opens a clause: 第一章, 第八条（标题）, 一、, （一）, 1., ①, 附件1.

A mark is told from a mere reference ("第七条规定的清单…") by what follows it. Not here: which of the marks
are a draft's clauses and which its items (outline).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from decisions.consultation.drafts.numerals import NUMERAL, parse_numeral


class MarkKind(StrEnum):
    """What a mark opens."""

    BOOK = "编"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    DIVISION = "部分"
    ITEM = "item"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark at the head of a line.

    Shape: label as written, without spaces; rest is the text after it; rank orders the marks of items, a
    smaller one stands above a larger.
    """

    kind: MarkKind
    number: int
    label: str
    rest: str
    rank: int = 0
    branch: int | None = None


RANK_PART = 0
"""一、 — the clause mark of a plan without 条, the outermost item anywhere else."""
RANK_BULLET = 60

_ARTICLE = re.compile(rf"(第\s*({NUMERAL})\s*条)(?:\s?之\s?({NUMERAL}))?(?![款项])(.*)", re.DOTALL)
_HEADING = re.compile(rf"(第\s*({NUMERAL})\s*(分编|[编章节]|部分))(.*)", re.DOTALL)
_ANNEX = re.compile(rf"(附\s*(?:件|表|录)?\s*({NUMERAL})?)\s*(?:[:：.．、]|\s|$)(.{{0,60}})$")
_REFERS = re.compile(
    r"[第、和及与至到或的中以款项之]|规定|所称|所列|所指|同时|内容|修改|删除|第?[一二三四五六七八九十]款|[，。；：,;:]"
)
"""What follows a reference to an article and never the number of an article itself."""
_HEADING_REFERS = re.compile(r"[的、和及与至或中，。；]|规定|所称|第")

_ITEM_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (RANK_PART, re.compile(r"([一二三四五六七八九十百]+)\s?[、．.](?![一二三四五六七八九十]?[、级类层])")),
    (10, re.compile(r"[（(]\s?([〇零一二三四五六七八九十百]+)\s?[）)]\s?[、.．]?(?![项款至、和])")),
    (20, re.compile(r"(\d{1,3})\s?(?:[.．](?!\d)|、(?!\d))")),
    (21, re.compile(r"\d{1,3}[.．](\d{1,3})[.．]?(?=\s)")),
    (22, re.compile(r"\d{1,3}[.．]\d{1,3}[.．](\d{1,3})[.．]?(?=\s)")),
    (40, re.compile(r"[（(]\s?(\d{1,3})\s?[）)]|(?<![\d（(])(\d{1,3})[）)]")),
)
_ENCLOSED: tuple[tuple[int, str], ...] = (
    (10, "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"),
    (20, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    (40, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    (50, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚"),
)
_BULLETS = "•·●■◆▪➢"
_LONGEST_HEADING = 50


def starts_clause(text: str) -> bool:
    """Whether the text opens with any mark."""
    return any((read_article(text), read_heading(text), read_item(text), read_annex(text)))


def read_article(text: str, expected: int | None = None) -> Mark | None:
    """Return the mark of an article; without a space after it only when the number is the expected one."""
    match = _ARTICLE.match(text)
    if match is None:
        return None
    number, rest = parse_numeral(match[2]), match[4]
    branch = parse_numeral(match[3]) if match[3] else None
    if number is None:
        return None
    parted = not rest or rest[0].isspace() or rest[0] in "（(【[〔:："
    if not parted and (_REFERS.match(rest) or number != expected):
        return None
    label = "".join((match[1] + (f"之{match[3]}" if match[3] else "")).split())
    return Mark(MarkKind.ARTICLE, number, label, rest.lstrip(" :：\n"), branch=branch)


def read_heading(text: str) -> Mark | None:
    """Return the mark of a book, chapter, section or division heading."""
    match = _HEADING.match(text)
    if match is None:
        return None
    number, rest = parse_numeral(match[2]), match[4]
    parted = not rest or rest[0].isspace() or rest[0] in "（(【:："
    if number is None or len(rest) > _LONGEST_HEADING or rest.endswith(("。", "；", "，")):
        return None
    if not parted and _HEADING_REFERS.match(rest):
        return None
    kind = MarkKind.BOOK if match[3] == "分编" else MarkKind(match[3])
    return Mark(kind, number, "".join(match[1].split()), rest.lstrip(" :：\n"))


def read_item(text: str) -> Mark | None:
    """Return the mark of an item: 一、 （一） 1. 1.1 （1） ① or a bullet."""
    for rank, pattern in _ITEM_MARKS:
        match = pattern.match(text)
        if match is not None:
            number = parse_numeral(next(filter(None, match.groups())))
            if number is not None:
                return _item(rank, number, match[0], text[match.end() :])
    return _read_sign(text)


def _read_sign(text: str) -> Mark | None:
    """Return the mark of an item that is a single sign."""
    sign, rest = text[:1], text[1:]
    if not sign:
        return None
    if sign in _BULLETS:
        return _item(RANK_BULLET, 0, sign, rest)
    for rank, signs in _ENCLOSED:
        if sign in signs:
            return _item(rank, signs.index(sign) + 1, sign, rest)
    return None


def _item(rank: int, number: int, label: str, rest: str) -> Mark:
    return Mark(MarkKind.ITEM, number, "".join(label.split()), rest.lstrip(), rank)


def read_annex(text: str) -> Mark | None:
    """Return the mark of an annex: 附件, 附件2：名称, 附表一, 附录."""
    match = _ANNEX.match(text)
    if match is None or match[3].endswith(("。", "；")):
        return None
    return Mark(
        MarkKind.ANNEX, parse_numeral(match[2] or "") or 0, "".join(match[1].split()), match[3].strip()
    )

"""What a clause is called, told from its id alone: 第八条第二款第一项."""

import re

from decisions.consultation.drafts.numerals import chinese_numeral

_ID = re.compile(
    r"(?:(?P<chapter>ch-\d+)(?P<again>x\d+)?(?:-|$))?"
    r"(?P<head>(?:art|part|annex)-\d+(?:-\d+)?(?:x\d+)?|text(?:x\d+)?)?"
    r"(?P<tail>(?:-[ptni]\d+(?:x\d+)?)*)"
)
_HEADS = {"ch": "第{}章", "art": "第{}条", "part": "第{}部分", "annex": "附件{}"}
_TAILS = {"p": "第{}款", "t": "表{}", "n": "注{}"}
_ITEM_NAMES = ("第{}项", "第{}目", "之{}")


def clause_label(clause_id: str) -> str:
    """Return a clause's name as the law cites it: art-8-p2-i1 → 第八条第二款第一项, part-5 → 第五部分.

    Raises: ValueError when it is no clause id.
    """
    match = _ID.fullmatch(clause_id)
    if match is None or not (match["chapter"] or match["head"]):
        raise ValueError(clause_id)
    label = ""
    if match["chapter"] and not (match["head"] or "").startswith("art"):
        label = _numbered(_HEADS["ch"], match["chapter"].removeprefix("ch-") + (match["again"] or ""))
    return label + _head_label(match["head"] or "") + _tail_label(match["head"] or "", match["tail"])


def _numbered(pattern: str, number: str) -> str:
    """Return a pattern with its number, and for a number used twice which of the two is meant."""
    plain, _, place = number.partition("x")
    label = pattern.format(chinese_numeral(int(plain)))
    return f"{label}（第{chinese_numeral(int(place))}处）" if place else label


def _head_label(head: str) -> str:
    """Return the name of an article, a part or an annex."""
    if not head or head.startswith("text"):
        return "正文" if head else ""
    kind, number, *branch = head.split("-")
    label = _numbered(_HEADS[kind], number)
    return label + (f"之{_numbered('{}', branch[0])}" if branch else "")


def _tail_label(head: str, tail: str) -> str:
    """Return the names of what stands beneath an article; a plan's items are cited without 款."""
    steps = re.findall(r"-([ptni])(\d+(?:x\d+)?)", tail)
    has_items = any(letter == "i" for letter, _ in steps)
    label, depth = "", 0
    for letter, number in steps:
        if letter == "i":
            label += _numbered(_ITEM_NAMES[min(depth, len(_ITEM_NAMES) - 1)], number)
            depth += 1
        elif not (has_items and head.startswith("part")):
            label += _numbered(_TAILS[letter], number)
    return label

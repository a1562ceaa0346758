"""A difference taken apart where clauses end: whole clauses are added, the rest changes a clause."""

from dataclasses import dataclass

from decisions.feedback.grouping.alignment import Gap
from decisions.feedback.grouping.folding import Folded

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a difference: whole clauses, or what is left of the clause before or after them."""

    a: Stretch
    b: Stretch
    is_whole: bool


def split(a: Folded, b: Folded, gap: Gap) -> list[Part]:
    """Return a difference with whole clauses apart: these are added, the rest changes what a clause says."""
    a_head, a_whole, a_tail = _cut(a, gap.a_from, gap.a_to)
    b_head, b_whole, b_tail = _cut(b, gap.b_from, gap.b_to)
    parts = []
    if _size(a_whole) or _size(b_whole):
        parts.append(Part(a_whole, b_whole, is_whole=True))
    for a_rest, b_rest in ((a_head, b_head), (a_tail, b_tail)):
        if _size(a_rest) or _size(b_rest):
            parts.append(Part(a_rest, b_rest, is_whole=False))
    return parts


def _size(stretch: Stretch) -> int:
    return stretch[1] - stretch[0]


def _cut(text: Folded, start: int, end: int) -> tuple[Stretch, Stretch, Stretch]:
    """Return the rest of a clause, whole clauses, and the beginning of another in a stretch of a text."""
    start, end = _slide(text, start, end)
    if start == end:
        return (start, start), (start, start), (start, start)
    edges = [edge for edge in range(start, end + 1) if edge in text.edges]
    if not edges:
        return (start, end), (end, end), (end, end)
    first = start if start in text.starts else edges[0]
    last = end if end in text.ends else edges[-1]
    return (start, first), (first, last), (last, end)


def _slide(text: Folded, start: int, end: int) -> Stretch:
    """Return a stretch where it is whole clauses, if it can move there: 吗|我说吗 is 我说吗|吗 as well."""
    key = text.key
    left, right = start, end
    while not (left in text.starts and right in text.ends):
        if left == 0 or left == right or key[left - 1] != key[right - 1]:
            break
        left, right = left - 1, right - 1
    else:
        return left, right
    left, right = start, end
    while right < len(key) and left != right and key[left] == key[right]:
        left, right = left + 1, right + 1
        if left in text.starts and right in text.ends:
            return left, right
    return start, end

"""Whether a difference between two texts turns the demand into its opposite.

不应当开放 is no copy of 应当开放, however much of it is the same. What can't be told is taken for opposite:
two groups too many cost a person one look, a group with both demands may cost citizens their answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from rapidfuzz import fuzz

from decisions.feedback.grouping.alignment import Alignment, gaps
from decisions.feedback.grouping.cues import (
    ACCEPTING,
    BARE_NO,
    FACING,
    POINTING,
    QUOTING,
    REFERRING,
    REJECTING,
    Cue,
    contradicts,
    face_each_other,
    find_cues,
    is_negative,
    is_turned,
)
from decisions.feedback.grouping.folding import Folded
from decisions.feedback.grouping.parts import Part, Stretch, split

Changes = frozenset[tuple[bool, bool, str, int]]
"""The cues that one of two texts has and the other has not: which of the two, and what they tell."""

_INTERJECTION: Final = 4
"""So short a clause speaks of what stands beside it: 不行, 我反对."""
_RELATED: Final = 42.0
"""Clauses at least this alike are one the edit of the other."""


def compare(a: Folded, b: Folded, alignment: Alignment) -> Changes | None:
    """Return which telling words changed from one text to the other; None when they demand opposites."""
    if _says_no(a) != _says_no(b):
        return None
    differences = gaps(alignment, len(a.key), len(b.key))
    if not differences and not alignment.moved:
        return frozenset()
    parts = [part for gap in differences for part in split(a, b, gap)]
    inner = [part for part in parts if not part.is_whole]
    if _faces(a, b, inner) or _exchanges(a, b, inner) or any(_quotes(a, b, part) for part in parts):
        return None
    a_cues, b_cues = _changed_cues(a, b, alignment)
    if (a_cues or b_cues) and (
        _says_otherwise(parts, a_cues, b_cues)
        or any(_answers_back(a, b, part) for part in parts if part.is_whole)
        or _replaces_clauses(a, b, parts)
    ):
        return None
    return frozenset(
        (in_b, cue.turns, cue.axis, cue.sign)
        for in_b, cues in ((False, a_cues), (True, b_cues))
        for cue in cues
    )


def _says_no(text: Folded) -> int:
    """Return how often a clause is nothing but a no: 不，要开放 has the same letters as 不要开放."""
    return sum(clause.rstrip() in BARE_NO for clause in text.clauses)


def _faces(a: Folded, b: Folded, inner: Iterable[Part]) -> bool:
    """Whether a sign stands in the place of its counterpart: 22:00前 and 22:00后."""
    return any(frozenset((a.key[slice(*part.a)], b.key[slice(*part.b)])) in FACING for part in inner)


def _says_otherwise(parts: Sequence[Part], a_cues: Sequence[Cue], b_cues: Sequence[Cue]) -> bool:
    """Whether inside a clause that both have a word turns it, or stands in the place of its counterpart."""
    a_of, a_rest = _assign(a_cues, [part.a for part in parts])
    b_of, b_rest = _assign(b_cues, [part.b for part in parts])
    if any(cue.turns for cue in (*a_rest, *b_rest)):
        return True  # a word changed its neighbours although nothing beside it differs: clauses were cut
    return any(is_turned(a_of[n], b_of[n]) for n, part in enumerate(parts) if not part.is_whole)


def _changed_cues(a: Folded, b: Folded, alignment: Alignment) -> tuple[list[Cue], list[Cue]]:
    """Return the cues of both texts, without those that stand in both at the same place."""
    a_cues, b_cues = find_cues(a.key), {(cue.start, cue.end): cue for cue in find_cues(b.key)}
    changed = []
    for cue in a_cues:
        twin = None
        for block in alignment.blocks:
            if block.a <= cue.start and cue.end <= block.a + block.size:
                shift = block.b - block.a
                twin = b_cues.pop((cue.start + shift, cue.end + shift), None)
                break
        if twin is None:
            changed.append(cue)
    return changed, list(b_cues.values())


def _assign(cues: Iterable[Cue], stretches: Sequence[Stretch]) -> tuple[list[list[Cue]], list[Cue]]:
    """Return the cues of each stretch, those inside it before those that only touch it, and the rest."""
    of: list[list[Cue]] = [[] for _ in stretches]
    rest = []
    for cue in cues:
        inside = [n for n, (start, end) in enumerate(stretches) if cue.start < end and start < cue.end]
        beside = [n for n, (start, end) in enumerate(stretches) if cue.start <= end and start <= cue.end]
        for n in inside or beside:
            of[n].append(cue)
        if not beside:
            rest.append(cue)
    return of, rest


def _exchanges(a: Folded, b: Folded, inner: Iterable[Part]) -> bool:
    """Whether words changed places: 机关开放、小区不开放 and 小区开放、机关不开放 have the same words."""
    replaced: set[tuple[str, str]] = set()
    gone: set[str] = set()
    come: set[str] = set()
    for part in inner:
        a_text, b_text = a.key[slice(*part.a)], b.key[slice(*part.b)]
        if a_text and b_text and a_text != b_text:
            replaced.add((a_text, b_text))
        (gone if a_text else come).add(a_text or b_text)
    if any((b_text, a_text) in replaced for a_text, b_text in replaced):
        return True
    moved = any(len(text) > 1 for text in gone & come)
    return moved and any(cue.turns or cue.axis for cue in find_cues(a.key))


def _quotes(a: Folded, b: Folded, part: Part) -> bool:
    """Whether one text tells what others say, and the other says it: 有人提出…."""
    a_text, b_text = a.key[slice(*part.a)], b.key[slice(*part.b)]
    return (QUOTING.search(a_text) is None) != (QUOTING.search(b_text) is None)


def _answers_back(a: Folded, b: Folded, part: Part) -> bool:
    """Whether whole clauses that one text has more take back what both say: 我不同意以上意见."""
    return any(_takes_back(clause, b.key) for clause in _clauses(a, part.a)) or any(
        _takes_back(clause, a.key) for clause in _clauses(b, part.b)
    )


def _takes_back(clause: str, other: str) -> bool:
    if clause in other:
        return False
    if len(clause) <= _INTERJECTION:
        cues, others = find_cues(clause), find_cues(other)
        said = {cue.word for cue in cues if cue.axis} & {cue.word for cue in others}
        turned = is_negative(cues) and not said and not REJECTING.search(other)
        return turned or contradicts(cues, others)
    if POINTING.search(clause) and is_negative(find_cues(clause)):
        return True
    refers = REFERRING.search(clause) is not None
    if REJECTING.search(clause):
        return refers or not REJECTING.search(other)
    accepts = ACCEPTING.search(clause) is not None and not refers
    return accepts and REJECTING.search(other) is not None and ACCEPTING.search(other) is None


def _replaces_clauses(a: Folded, b: Folded, parts: Sequence[Part]) -> bool:
    """Whether a clause that only one text has is the turned edit of one that only the other has."""
    added = [part for part in parts if part.is_whole]
    a_clauses = [clause for part in added for clause in _clauses(a, part.a)]
    b_clauses = [clause for part in added for clause in _clauses(b, part.b)]
    return any(
        face_each_other(find_cues(a_clause), find_cues(b_clause))
        or (
            fuzz.ratio(a_clause, b_clause) >= _RELATED and is_turned(find_cues(a_clause), find_cues(b_clause))
        )
        for a_clause, b_clause in product(a_clauses, b_clauses)
    )


def _clauses(text: Folded, stretch: Stretch) -> Iterator[str]:
    start, end = stretch
    for edge in range(start + 1, end + 1):
        if edge in text.ends:
            yield text.key[start:edge]
            start = edge

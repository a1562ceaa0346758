"""Which stretches two texts share, and what stands between them.

Two ways: character by character where one text is an edited copy of the other in the same order; clause by
clause where sentences changed places. What a difference means is not judged here (polarity).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from decisions.feedback.grouping.folding import Folded

_SAME_ORDER: Final = 0.8
"""Texts at least this alike, read in order, are compared character by character."""
_UNIT: Final = 6
"""A shorter clause moves only with the one after it: 白天，开放；晚上，关闭 is not four clauses."""
_CLAUSE_ALIKE: Final = 60.0
_SHRED: Final = 1
"""So few equal characters between two differences are equal by chance."""
_REACH: Final = 2
_TAKEN: Final = "\0"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch that both texts have."""

    a: int
    b: int
    size: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What one text has in place of what the other has; one of the two may be empty."""

    a_from: int
    a_to: int
    b_from: int
    b_to: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Shared stretches in the order of the first text; moved when that is not the order of the second."""

    blocks: tuple[Block, ...]
    moved: bool

    @property
    def shared(self) -> int:
        """How many characters both texts have."""
        return sum(block.size for block in self.blocks)


def align(a: Folded, b: Folded) -> Alignment:
    """Return what two texts share."""
    is_reordered = len(a.key) == len(b.key) and a.key != b.key and sorted(a.clauses) == sorted(b.clauses)
    if not is_reordered and Indel.normalized_similarity(a.key, b.key) >= _SAME_ORDER:
        return _align_in_order(a, b)
    by_clauses, in_order = _align_clauses(a, b), _align_in_order(a, b)
    return by_clauses if by_clauses.shared > in_order.shared else in_order


def units(text: Folded) -> list[tuple[int, str]]:
    """Return what may change its place as a whole, each with where it begins."""
    found: list[tuple[int, str]] = []
    at = 0
    for clause in text.clauses:
        if found and len(found[-1][1]) < _UNIT:
            found[-1] = (found[-1][0], found[-1][1] + clause)
        else:
            found.append((at, clause))
        at += len(clause)
    return found


def _align_in_order(a: Folded, b: Folded) -> Alignment:
    found = Levenshtein.opcodes(a.key, b.key).as_matching_blocks()
    blocks = _without_shreds([Block(*match) for match in found if match.size], len(a.key), len(b.key))
    return Alignment(_trimmed(blocks, a, b), moved=False)


def _without_shreds(blocks: Sequence[Block], a_size: int, b_size: int) -> tuple[Block, ...]:
    """Leave out what is equal by chance: a character alone between two differences."""
    kept: list[Block] = []
    a_end = b_end = 0
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else Block(a_size, b_size, 0)
        parted_before = block.a > a_end or block.b > b_end
        parted_after = following.a > block.a + block.size or following.b > block.b + block.size
        if block.size > _SHRED or not (parted_before and parted_after):
            kept.append(block)
            a_end, b_end = block.a + block.size, block.b + block.size
    return tuple(kept)


def _trimmed(blocks: Sequence[Block], a: Folded, b: Folded) -> tuple[Block, ...]:
    """Cut off where a stretch reaches a little into a clause that is then another: 不|要失望 and 不|建议."""
    following = {(block.a, block.b) for block in blocks} | {(len(a.key), len(b.key))}
    ended = {(block.a + block.size, block.b + block.size) for block in blocks} | {(0, 0)}
    kept = []
    for block in blocks:
        start, end = 0, block.size
        if (block.a + end, block.b + end) not in following:
            end -= max(_reach(a, block.a + end, -1), _reach(b, block.b + end, -1))
        if (block.a, block.b) not in ended:
            start += max(_reach(a, block.a, 1), _reach(b, block.b, 1))
        if start >= end and block.size > _SHRED:
            start, end = 0, block.size  # nothing but the reach: it begins or ends its clause
        if start < end:
            kept.append(Block(block.a + start, block.b + start, end - start))
    return tuple(kept)


def _reach(text: Folded, place: int, step: int) -> int:
    """Return how far a place lies from the nearest edge of a clause, 0 when that is no mere reaching in."""
    for far in range(_REACH + 1):
        if place + step * far in text.edges:
            return far
    return 0


def _extended(blocks: Sequence[Block], a: str, b: str) -> tuple[Block, ...]:
    """Let stretches grow into what is equal beside them and belongs to no other; they come in a's order."""
    a_taken = [False] * (len(a) + 1)
    b_taken = [False] * (len(b) + 1)
    for block in blocks:
        a_taken[block.a : block.a + block.size] = [True] * block.size
        b_taken[block.b : block.b + block.size] = [True] * block.size
    a_taken[-1] = b_taken[-1] = True
    grown = []
    for block in blocks:
        a_end, b_end, size = block.a + block.size, block.b + block.size, block.size
        while not (a_taken[a_end] or b_taken[b_end]) and a[a_end] == b[b_end]:
            a_taken[a_end] = b_taken[b_end] = True
            a_end, b_end, size = a_end + 1, b_end + 1, size + 1
        grown.append(Block(block.a, block.b, size))
    return tuple(grown)


def _align_clauses(a: Folded, b: Folded) -> Alignment:
    """Find the units of the text that has more of them in the other one, the longest first."""
    if len(b.clauses) > len(a.clauses):
        turned = _align_clauses(b, a)
        blocks = sorted((Block(each.b, each.a, each.size) for each in turned.blocks), key=lambda each: each.a)
        return Alignment(tuple(blocks), turned.moved)
    rest = b.key
    blocks = []
    left: list[tuple[int, str]] = []
    for start, unit in sorted(units(a), key=lambda each: (-len(each[1]), each[0])):
        place = rest.find(unit)
        if place < 0:
            left.append((start, unit))
            continue
        blocks.append(Block(start, place, len(unit)))
        rest = _take(rest, place, len(unit))
    for start, unit in left:
        for block in _find_alike(unit, rest):
            blocks.append(Block(start + block.a, block.b, block.size))
            rest = _take(rest, block.b, block.size)
    blocks.sort(key=lambda block: block.a)
    moved = any(after.b < before.b for before, after in pairwise(blocks))
    return Alignment(_trimmed(_extended(blocks, a.key, b.key), a, b), moved)


def _take(text: str, place: int, size: int) -> str:
    return text[:place] + _TAKEN * size + text[place + size :]


def _find_alike(unit: str, rest: str) -> list[Block]:
    """Return what a clause shares with the stretch of a text that is most like it."""
    if not rest or len(unit) > len(rest):
        return []
    best = fuzz.partial_ratio_alignment(unit, rest, score_cutoff=_CLAUSE_ALIKE)
    if best is None:
        return []
    window = rest[best.dest_start : best.dest_end]
    found = Levenshtein.opcodes(unit, window).as_matching_blocks()
    start = best.dest_start
    return [Block(match.a, start + match.b, match.size) for match in found if match.size > _SHRED]


def gaps(alignment: Alignment, a_size: int, b_size: int) -> list[Gap]:
    """Return what stands between the shared stretches, that of one text with that of the other it replaces.

    Where sentences changed places, what follows the same stretch in both texts belongs together.
    """
    between_a = _between([(block.a, block.size) for block in alignment.blocks], a_size)
    order = sorted(range(len(alignment.blocks)), key=lambda number: alignment.blocks[number].b)
    between_b = _between([(alignment.blocks[n].b, alignment.blocks[n].size) for n in order], b_size)
    found = []
    for place, (b_from, b_to) in enumerate(between_b):
        before = order[place - 1] if place else -1
        a_from, a_to = between_a[before + 1]
        if place < len(order) and order[place] != before + 1 and a_from == a_to:
            a_from, a_to = between_a[order[place]]
            before = order[place] - 1
        if b_from == b_to and a_from == a_to:
            continue
        found.append(Gap(a_from, a_to, b_from, b_to))
        between_a[before + 1] = (a_to, a_to)
    for number, (a_from, a_to) in enumerate(between_a):
        if a_from < a_to:
            last = alignment.blocks[number - 1] if number else Block(0, 0, 0)
            found.append(Gap(a_from, a_to, last.b + last.size, last.b + last.size))
    return found


def _between(taken: Sequence[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Return the stretches before, between and after those taken."""
    ends = [0, *(start + length for start, length in taken)]
    starts = [*(start for start, _ in taken), size]
    return list(zip(ends, starts, strict=True))

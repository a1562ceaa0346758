"""Whether one text is a copy of another: nearly all of its words, and not the opposite demand."""

import re
from collections.abc import Callable
from typing import Final

from rapidfuzz.distance import LCSseq

from decisions.feedback.grouping.alignment import Alignment, align, gaps
from decisions.feedback.grouping.courtesies import bare_demand_of
from decisions.feedback.grouping.cues import BARE_NO
from decisions.feedback.grouping.folding import Folded
from decisions.feedback.grouping.parts import split
from decisions.feedback.grouping.polarity import Changes, compare

SHORT: Final = 8
"""A demand this short has no room for edits: only the same words are a copy."""
_LONG: Final = 20_000
"""Comparing takes the square of it; a longer demand has no copies but exact ones."""
_BRIEF: Final = 20
"""In a demand this short another word is another demand: 机关停车场免费开放 and 学校停车场免费开放."""
_ALIKE: Final = 0.70
_ALIKE_BRIEF: Final = 0.78
_HELD: Final = 0.88
"""So much of the shorter text stands in the longer one, which adds to it."""
_HELD_ALIKE: Final = 0.56
_HELD_ALIKE_BRIEF: Final = 0.5
_WORD: Final = re.compile("[一-鿿]{2}")
_PAIRS: Final = (
    "建议/希望 建议/请求 希望/请求 建议/要求 希望/要求 应当/应该 可以/能够 小区/住宅小区 停车/泊车 "
    "车位/泊位 机关/机关单位 市民/居民 市民/群众 居民/群众 夜间/晚上 夜里/晚上 夜间/夜里 白天/日间 "
    "反对/不同意 反对/不赞成 支持/赞成 支持/同意 赞成/同意 禁止/不允许 禁止/不得 禁止/不准 取消/删除 "
    "删除/删掉"
)
_SAME_WORDS: Final = frozenset(frozenset(pair.split("/")) for pair in _PAIRS.split())
"""Words that may replace each other even in a brief demand."""


def identity_of(demand: Folded, about: str) -> str:
    """Return what texts share that differ in nothing that could matter.

    Shape: a short demand is taken without emphasis, and with the clause it is about (同意 on clause 5 is
    not 同意 on clause 9); a clause that is nothing but a no keeps its end (不，要开放 is not 不要开放).
    """
    marked = "".join(f"{clause}|" if clause.rstrip() in BARE_NO else clause for clause in demand.clauses)
    if len(demand.key) >= SHORT or marked != demand.key:
        return marked
    return f"{bare_demand_of(demand)}|{about}|"


def letters_of(demand: Folded) -> str:
    """Return a demand's characters sorted, for may_be_copy."""
    return "".join(sorted(demand.key))


def may_be_copy(a_letters: str, b_letters: str) -> bool:
    """Whether two texts have enough characters in common, in whatever order; quick, and never wrongly no."""
    shared = LCSseq.similarity(a_letters, b_letters)
    shorter, longer = sorted((len(a_letters), len(b_letters)))
    return _is_enough(shared, shorter, longer, least=_HELD_ALIKE_BRIEF)


def copy_changes(a: Folded, b: Folded) -> Changes | None:
    """Return the telling words in which a copy differs; None when it is none, or demands the opposite."""
    if min(len(a.key), len(b.key)) < SHORT or max(len(a.key), len(b.key)) > _LONG:
        return None
    return _changes(a, b, _is_alike)


def changes_between(a: Folded, b: Folded) -> Changes | None:
    """Return the telling words in which two texts differ, copies or not; None when they demand opposites."""
    return _changes(a, b, lambda *_: True)


def _changes(a: Folded, b: Folded, fits: Callable[[Folded, Folded, Alignment], bool]) -> Changes | None:
    """Compare two texts, the shorter one first: the verdict must not depend on who asks."""
    turned = (len(b.key), b.key) < (len(a.key), a.key)
    shorter, longer = (b, a) if turned else (a, b)
    alignment = align(shorter, longer)
    changes = compare(shorter, longer, alignment) if fits(shorter, longer, alignment) else None
    if changes is None or not turned:
        return changes
    return frozenset((not in_b, turns, axis, sign) for in_b, turns, axis, sign in changes)


def _is_alike(a: Folded, b: Folded, alignment: Alignment) -> bool:
    """Whether the words are the same but for small edits; a is the shorter."""
    shorter, longer = len(a.key), len(b.key)
    if shorter >= _BRIEF:
        return _is_enough(alignment.shared, shorter, longer, least=_HELD_ALIKE)
    alike = 2 * alignment.shared / (shorter + longer)
    edited = alike >= _ALIKE_BRIEF and not _replaces_words(a, b, alignment)
    return edited or (alike >= _HELD_ALIKE_BRIEF and _only_adds_clauses(a, b, alignment))


def _is_enough(shared: int, shorter: int, longer: int, least: float) -> bool:
    alike = 2 * shared / (shorter + longer)
    return alike >= _ALIKE or (alike >= least and shared >= _HELD * shorter)


def _only_adds_clauses(a: Folded, b: Folded, alignment: Alignment) -> bool:
    """Whether the longer text is the shorter one with clauses before or after it."""
    parts = [part for gap in gaps(alignment, len(a.key), len(b.key)) for part in split(a, b, gap)]
    one_sided = all(part.a[0] == part.a[1] for part in parts) or all(part.b[0] == part.b[1] for part in parts)
    return one_sided and all(part.is_whole for part in parts)


def _replaces_words(a: Folded, b: Folded, alignment: Alignment) -> bool:
    """Whether a word stands in the place of another that is not known to say the same."""
    for gap in gaps(alignment, len(a.key), len(b.key)):
        a_part, b_part = a.key[gap.a_from : gap.a_to], b.key[gap.b_from : gap.b_to]
        if _WORD.search(a_part) and _WORD.search(b_part) and frozenset((a_part, b_part)) not in _SAME_WORDS:
            return True
    return False

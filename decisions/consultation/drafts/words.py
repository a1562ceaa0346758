"""What words changed between two texts, cut so that a person likes to read it.

Characters are compared, for Chinese has no spaces; a shred that stands equal between two changes by chance
is given to them, and a change that could begin at several places begins after a punctuation mark.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from decisions.consultation.drafts.comparing import Renumbering, split_words


class SegmentKind(StrEnum):
    """What became of a piece of text."""

    EQUAL = "equal"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text and what became of it."""

    kind: SegmentKind
    text: str


_SENTENCE = re.compile(r"[^。；\n]*[。；\n]|[^。；\n]+")
_BREAKS = frozenset("，。；：、！？\n,;:")
_SHRED = 3
_MOST_WORDS = 3_000
"""Comparing takes the square of it; longer texts are compared sentence by sentence."""
_LEAST_ALIKE = 0.25
"""Below this share of common text the marks would be confetti: the whole text is replaced."""


@dataclass
class _Piece:
    """Words that are equal in both texts, or an old stretch and the new one in its place."""

    equal: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return max(_length(self.old), _length(self.new))


def mark_words(old: str, new: str, renumbered: Renumbering | None = None) -> tuple[Segment, ...]:
    """Return both texts as one row of segments: what stayed, what went, what came.

    Shape: equal and inserted segments together are the new text; equal ones appear as the new version
    writes them, equal and deleted ones together are the old text but for typography and renumbering.
    """
    old_words, new_words = split_words(old), split_words(new)
    if max(len(old_words), len(new_words)) > _MOST_WORDS:
        old_words, new_words = _SENTENCE.findall(old), _SENTENCE.findall(new)
    pieces = _compare(old_words, new_words, renumbered or Renumbering())
    alike = sum(_length(piece.equal) for piece in pieces)
    if alike < _LEAST_ALIKE * min(len(old), len(new)):
        pieces = [_Piece(old=old_words, new=new_words)]
    pieces = _without_shreds(pieces)
    for place in range(len(pieces)):
        _slide(pieces, place)
    return tuple(_segments(pieces))


def _compare(old: Sequence[str], new: Sequence[str], renumbered: Renumbering) -> list[_Piece]:
    """Return the pieces in order, equal ones and changes by turns."""
    old_keys, new_keys = renumbered.keys(old, new)
    pieces = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old_keys, new_keys, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append(_Piece(equal=list(new[new_from:new_to])))
        else:
            pieces.append(_Piece(old=list(old[old_from:old_to]), new=list(new[new_from:new_to])))
    return pieces


def _without_shreds(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces with each shred given to the changes around it."""
    kept: list[_Piece] = []
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        if kept and following and piece.equal and _is_shred(kept[-1], piece.equal, following):
            kept[-1].old.extend(piece.equal)
            kept[-1].new.extend(piece.equal)
        elif kept and not piece.equal and not kept[-1].equal:
            kept[-1].old.extend(piece.old)
            kept[-1].new.extend(piece.new)
        else:
            kept.append(piece)
    return kept


def _is_shred(before: _Piece, equal: Sequence[str], after: _Piece) -> bool:
    """Whether an equal stretch between two changes is there by chance: short and replaced all around."""
    if before.equal or not _BREAKS.isdisjoint("".join(equal)):
        return False
    replaces = (before.old or after.old) and (before.new or after.new)
    length = _length(equal)
    return bool(replaces) and (length == 1 or length <= min(_SHRED, before.size, after.size))


def _slide(pieces: list[_Piece], place: int) -> None:
    """Move a mere insertion or deletion to where it reads best among the places that say the same."""
    piece = pieces[place]
    if not 0 < place < len(pieces) - 1 or piece.equal or bool(piece.old) == bool(piece.new):
        return
    left, right = pieces[place - 1].equal, pieces[place + 1].equal
    words = [*left, *(piece.old or piece.new), *right]
    start, size = len(left), len(piece.old or piece.new)
    best = max(_places(words, start, size), key=lambda at: _reads(words, at, size))
    changed = words[best : best + size]
    pieces[place] = _Piece(old=changed if piece.old else [], new=changed if piece.new else [])
    left[:], right[:] = words[:best], words[best + size :]


def _places(words: Sequence[str], start: int, size: int) -> Iterator[int]:
    """Yield where a change of a size may begin with the same outcome, the given place first."""
    yield start
    for step in (-1, 1):
        at = start
        while at + min(step, 0) > 0 and at + size + max(step, 0) <= len(words):
            edge = at - 1 if step < 0 else at
            if words[edge] != words[edge + size]:
                break
            at += step
            yield at


def _reads(words: Sequence[str], at: int, size: int) -> int:
    """Return how well a change reads that begins here: after a mark counts more than up to one."""
    return 2 * (at == 0 or words[at - 1] in _BREAKS) + (words[at + size - 1] in _BREAKS)


def _segments(pieces: Iterable[_Piece]) -> Iterator[Segment]:
    for piece in pieces:
        for kind, words in (
            (SegmentKind.EQUAL, piece.equal),
            (SegmentKind.DELETED, piece.old),
            (SegmentKind.INSERTED, piece.new),
        ):
            if words:
                yield Segment(kind, "".join(words))


def _length(words: Iterable[str]) -> int:
    return sum(map(len, words))

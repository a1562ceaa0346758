"""Copies of one text found among many opinions: campaigns with small edits, openings, another order.

A proposal: a person looks at each group before anything is answered together. Texts go through once, in
the order given; each is compared with those only that its sketch points to, and joins their group when it
is a copy of a member and demands the opposite of nobody in it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from decisions.feedback.grouping.copies import (
    SHORT,
    changes_between,
    copy_changes,
    identity_of,
    letters_of,
    may_be_copy,
)
from decisions.feedback.grouping.courtesies import demand_of
from decisions.feedback.grouping.folding import Folded, fold
from decisions.feedback.grouping.polarity import Changes
from decisions.feedback.grouping.sketches import Sketches

_LEAST_LIKENESS: Final = 0.28
"""A copy with an opening as long as itself still shares this much."""
_TELLING_BAND: Final = 12
"""A band that so many groups share says little; those that came first stand for it."""
_TRIES: Final = 10
_TRIES_IN_VAIN: Final = 4
_TRIES_IN_GROUP: Final = 3
_CLOSE: Final = 0.75
_MOST_STANDING: Final = 24
"""How many members of a group later texts are compared with at the most; one close to another need not be."""
_MOST_EXAMPLES: Final = 24
"""A group that differs in more ways is no campaign; it takes in only what differs as a member does."""


@dataclass(eq=False, slots=True)
class _Group:
    """Numbers of texts that are copies.

    Shape: examples has one of them for each way of differing from the first in words that tell.
    """

    members: list[int]
    examples: dict[Changes, int]
    standing: int = 0


def find_copies(
    texts: Sequence[str],
    abouts: Sequence[str] = (),
    on_progress: Callable[[int], None] | None = None,
) -> list[list[int]]:
    """Return groups of copies as the places of their texts.

    Shape:  places ascend in a group, groups follow by their first member; only groups of two or more. A
            text without words or emoji is in none. abouts, where given, name the clause each text is about;
            it parts only short texts.
    """
    places: dict[str, list[int]] = {}
    demands: list[Folded] = []
    for place, text in enumerate(texts):
        demand = demand_of(fold(text))
        if not demand.key:
            continue
        identity = identity_of(demand, abouts[place] if abouts else "")
        if identity not in places:
            demands.append(demand)
        places.setdefault(identity, []).append(place)
    of_number = list(places.values())
    found = [
        sorted(place for number in group for place in of_number[number])
        for group in _Finder(demands).groups(on_progress)
    ]
    return sorted(group for group in found if len(group) > 1)


class _Finder:
    """Puts distinct texts into groups, one after the other."""

    def __init__(self, texts: Sequence[Folded]) -> None:
        self._texts = texts
        self._letters = [letters_of(text) for text in texts]
        self._sketches = Sketches([text.key for text in texts])
        self._group_of: dict[int, _Group] = {}
        self._standing: dict[int, list[int]] = defaultdict(list)

    def groups(self, on_progress: Callable[[int], None] | None) -> list[list[int]]:
        for number, text in enumerate(self._texts):
            if len(text.key) < SHORT:
                self._group_of[number] = _Group([number], {})
            else:
                self._place(number)
            if on_progress is not None:
                on_progress(number + 1)
        return [group.members for group in dict.fromkeys(self._group_of.values())]

    def _place(self, number: int) -> None:
        """Put a text into the group it has a copy in; those it has copies in become one."""
        bands = self._sketches.bands(number)
        self._group_of[number] = _Group([number], {frozenset(): number})
        refusals: Counter[_Group] = Counter()
        is_stood_for = False
        for other, likeness in self._candidates(number, bands):
            own, group = self._group_of[number], self._group_of[other]
            if group is own or refusals[group] >= _TRIES_IN_GROUP:
                continue
            if refusals.total() >= _TRIES_IN_VAIN:
                break
            changes = copy_changes(self._texts[other], self._texts[number])
            if changes is None:
                refusals[group] += 1
            elif self._join(own, group, {(other, number): changes}):
                is_stood_for = is_stood_for or likeness >= _CLOSE
            else:
                refusals[group] = _TRIES_IN_GROUP
        own = self._group_of[number]
        if not is_stood_for and own.standing < _MOST_STANDING:
            own.standing += 1
            for band in bands:
                if len(self._standing[band]) < _TELLING_BAND:
                    self._standing[band].append(number)

    def _candidates(self, number: int, bands: Sequence[int]) -> list[tuple[int, float]]:
        """Return texts that may be copies with their likeness, those with most bands in common first."""
        sharing = (self._standing[band] for band in bands if band in self._standing)
        best = [other for other, _ in Counter(chain.from_iterable(sharing)).most_common(_TRIES)]
        if not best:
            return []
        likeness = self._sketches.likeness(number, best)
        letters = self._letters[number]
        return [
            (other, alike)
            for other, alike in zip(best, likeness, strict=True)
            if alike >= _LEAST_LIKENESS and may_be_copy(letters, self._letters[other])
        ]

    def _join(self, one: _Group, other: _Group, known: Mapping[tuple[int, int], Changes]) -> bool:
        """Make two groups one, the smaller going into the larger; False when opposites would meet in it."""
        kept, gone = (one, other) if len(one.members) > len(other.members) else (other, one)
        examples = dict(kept.examples)
        for number in gone.examples.values():
            changes = self._changes(number, examples, known)
            if changes is None:
                return False
            examples.setdefault(changes, number)
        kept.examples = examples
        kept.members.extend(gone.members)
        kept.standing += gone.standing
        for number in gone.members:
            self._group_of[number] = kept
        return True

    def _changes(
        self, number: int, examples: Mapping[Changes, int], known: Mapping[tuple[int, int], Changes]
    ) -> Changes | None:
        """Return the telling words in which a text differs from the first example, None if it fits in badly.

        What changes the same words as a member before did is compared no further: that one was.
        """
        first, *others = examples.values()
        changes = known.get((first, number))
        if changes is None:
            changes = changes_between(self._texts[first], self._texts[number])
        if changes is None or changes in examples:
            return changes
        if len(others) >= _MOST_EXAMPLES or any(
            changes_between(self._texts[other], self._texts[number]) is None for other in others
        ):
            return None
        return changes

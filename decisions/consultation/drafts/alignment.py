"""Which passage of the old version became which of the new one: likeness of words, and order.

Likeness counts pairs of neighbouring characters, rare ones for more, so that what every clause has in common
("应当按照有关规定") says little. Of all likely pairs the best set that keeps the order is taken; a pair that
is left over and alike beyond doubt was moved. Knows nothing of clauses: passages in, pairs out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from math import log

LIKENESS_FLOOR = 0.34
"""Below this two passages are different ones; found on two versions of a real regulation."""
MOVED_FLOOR = 0.6
"""Out of order, likeness must stand on its own."""
_CANDIDATES = 8
_ASKED = 40
_DIGITS = 6
_TITLE_SHARE = 0.5

Places = tuple[int | None, int | None]
"""Where something stands in the old version and in the new; None where it does not."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be found again; the title may be empty."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """The old passage and what became of it, by their places; moved when the pair stands out of order."""

    old: int
    new: int
    likeness: float
    moved: bool = False


def align(old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """Return the pairs, in the order of the new passages; each passage is in one pair at most."""
    likely = sorted(_likely_pairs(old, new), key=lambda pair: (pair.old, -pair.new))
    kept = _best_in_order(likely, len(new))
    used_old = {pair.old for pair in kept}
    used_new = {pair.new for pair in kept}
    for pair in sorted(likely, key=lambda pair: (-pair.likeness, abs(pair.old - pair.new))):
        if pair.likeness < MOVED_FLOOR or pair.old in used_old or pair.new in used_new:
            continue
        kept.append(Pair(pair.old, pair.new, pair.likeness, moved=True))
        used_old.add(pair.old)
        used_new.add(pair.new)
    return sorted(kept, key=lambda pair: pair.new)


def _likely_pairs(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Pair]:
    """Yield, for each old passage, the new ones most like it and those of the same title."""
    old_bigrams, new_bigrams = [_bigrams(each.text) for each in old], [_bigrams(each.text) for each in new]
    index = _Index(new_bigrams, _weights([*old_bigrams, *new_bigrams]))
    texts, titles = _places(each.text for each in new), _places(each.title for each in new)
    once = {text for text, count in Counter(each.text for each in old).items() if count == 1}
    for place, (passage, bigrams) in enumerate(zip(old, old_bigrams, strict=True)):
        namesakes = _nearest(titles.get(passage.title, ()) if passage.title else (), place)
        twins = _nearest(texts.get(passage.text, ()), place)
        # A text that stands once in either version has been found.
        settled = len(twins) == 1 and passage.text in once
        similar = [] if settled else index.find_similar(bigrams, place)
        for other in sorted({*similar, *twins, *namesakes}):
            likeness = index.likeness(bigrams, other)
            if passage.title and passage.title == new[other].title:
                likeness = _TITLE_SHARE + (1 - _TITLE_SHARE) * likeness
            if likeness >= LIKENESS_FLOOR:
                yield Pair(place, other, likeness)


def _places(values: Iterable[str]) -> dict[str, list[int]]:
    """Return at which places each value stands."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        places[value].append(place)
    return places


def _nearest(places: Iterable[int], place: int) -> list[int]:
    """Return the few that stand nearest to a place."""
    return nsmallest(_CANDIDATES, places, key=lambda other: (abs(other - place), other))


class _Index:
    """The new passages by their bigrams."""

    def __init__(self, documents: Sequence[frozenset[str]], weights: dict[str, float]) -> None:
        self._documents = documents
        self._weights = weights
        self._totals = [self._total(document) for document in documents]
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for place, document in enumerate(documents):
            for bigram in document:
                self._postings[bigram].append(place)

    def _total(self, bigrams: Iterable[str]) -> float:
        return sum(self._weights[bigram] for bigram in bigrams)

    def find_similar(self, bigrams: Iterable[str], place: int) -> list[int]:
        """Return the few passages that share most with one at a place; of equals the nearest.

        Only the rarest bigrams are asked: the common ones hardly tell passages apart, but cost the most.
        """
        known = (bigram for bigram in bigrams if bigram in self._postings)
        rarest = nsmallest(_ASKED, known, key=lambda bigram: (len(self._postings[bigram]), bigram))
        shared: defaultdict[int, float] = defaultdict(float)
        for bigram in rarest:
            for other in self._postings[bigram]:
                shared[other] += self._weights[bigram]
        return nsmallest(
            _CANDIDATES, shared, key=lambda other: (-round(shared[other], _DIGITS), abs(other - place), other)
        )

    def likeness(self, bigrams: frozenset[str], place: int) -> float:
        """Return 0..1: half what both have in common, half how much of the shorter one is in the longer."""
        shared = self._total(bigrams & self._documents[place])
        old_total, new_total = self._total(bigrams), self._totals[place]
        # Rounded, because sets are summed in another order in every process.
        return round(shared / (old_total + new_total) + shared / min(old_total, new_total) / 2, _DIGITS)


def share_gone_over(part: str, whole: str, rest: str) -> float:
    """Return how much of a part, 0..1, can have come out of a whole of which the rest stands elsewhere."""
    bigrams = _bigrams(part)
    return len(bigrams & (_bigrams(whole) - _bigrams(rest))) / len(bigrams)


def _bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters; the ends count, so that even one character has two."""
    return frozenset(first + second for first, second in pairwise(f"\x02{text}\x03"))


def _weights(documents: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return what each bigram is worth: the rarer, the more."""
    frequency = Counter(bigram for document in documents for bigram in document)
    return {bigram: log(1 + len(documents) / count) for bigram, count in frequency.items()}


def _best_in_order(pairs: Sequence[Pair], new_count: int) -> list[Pair]:
    """Return the pairs of the greatest total likeness whose places rise in both versions.

    Shape: pairs by old place, new places falling within one, so that no chain takes two of the same.
    """
    tree: list[tuple[float, int]] = [(0.0, -1)] * (new_count + 1)
    before: list[int] = []
    for index, pair in enumerate(pairs):
        best = _best_below(tree, pair.new)
        before.append(best[1])
        _raise(tree, pair.new, (best[0] + pair.likeness - LIKENESS_FLOOR / 2, index))
    chain: list[Pair] = []
    index = _best_below(tree, new_count)[1]
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain


def _best_below(tree: Sequence[tuple[float, int]], place: int) -> tuple[float, int]:
    """Return the best chain that ends before a new place (a Fenwick tree of maxima)."""
    best = (0.0, -1)
    while place > 0:
        best = max(best, tree[place])
        place &= place - 1
    return best


def _raise(tree: list[tuple[float, int]], place: int, value: tuple[float, int]) -> None:
    """Note a chain that ends at a new place."""
    place += 1
    while place < len(tree):
        tree[place] = max(tree[place], value)
        place += place & -place


def in_new_order(pairs: Iterable[Pair], old_count: int, new_count: int) -> Iterator[Places]:
    """Yield old and new places in the order of the new version, a deletion after what stood before it."""
    by_new = {pair.new: pair for pair in pairs}
    paired = {pair.old for pair in by_new.values()}
    old = 0

    def deletions() -> Iterator[Places]:
        nonlocal old
        while old < old_count and old not in kept:
            if old not in paired:
                yield old, None
            old += 1

    kept = {pair.old for pair in by_new.values() if not pair.moved}
    yield from deletions()
    for new in range(new_count):
        pair = by_new.get(new)
        yield (None if pair is None else pair.old), new
        if pair is not None and not pair.moved:
            old = pair.old + 1
            yield from deletions()

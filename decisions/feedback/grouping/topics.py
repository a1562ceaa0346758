"""Opinions about one subject, proposed as topics with a label.

By words alone: it sees that two texts speak of 超时, not that 堵在门口 means the same. A topic holds those
for and those against; only copies (duplicates) are kept apart by what they demand. A person renames,
merges and confirms. How good this is was measured: docs/grouping.md.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from decisions.feedback.grouping.terms import CLAUSE, terms_of

_LEAST: Final = 2
_LEAST_SHARE: Final = 0.002
_MOST_TOPICS: Final = 60
_COMMON: Final = 0.15
"""A term that more texts have than this says nothing about any of them."""
_COMMON_CLAUSE: Final = 0.5
_SAMPLE: Final = 6_000
"""Of more texts, subjects are sought in so many, evenly spread."""
_LIKE: Final = 0.16
_CLAUSE_WEIGHT: Final = 3.0
_LONG_BONUS: Final = 0.15
_LABEL_TERMS: Final = 2

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Topic:
    """A proposed topic: its label and the places of its opinions, ascending."""

    label: str
    members: tuple[int, ...]


def propose_topics(
    texts: Sequence[str],
    abouts: Sequence[str],
    copies: Sequence[Sequence[int]],
    on_progress: Callable[[int], None] | None = None,
) -> list[Topic]:
    """Return topics in the order of their first opinion; an opinion is in one at the most.

    Shape: copies are those of duplicates.find_copies; the members of a group are always in one topic, and
    speak with one voice when subjects are sought.
    """
    units = _units(len(texts), copies)
    terms = []
    for number, unit in enumerate(units):
        terms.append(terms_of(texts[unit[0]], abouts[unit[0]] if abouts else ""))
        if on_progress is not None:
            on_progress(number + 1)
    model = _Model(terms[:: max(1, math.ceil(len(terms) / _SAMPLE))])
    of_topic: dict[int, list[int]] = {}
    for number, each in enumerate(terms):
        topic = model.topic_of(each)
        if topic is not None:
            of_topic.setdefault(topic, []).append(number)
    found = [
        Topic(model.label(topic, [terms[n] for n in numbers]), _members(units, numbers))
        for topic, numbers in of_topic.items()
        if len(numbers) >= _LEAST
    ]
    return sorted(found, key=lambda topic: topic.members)


def _units(count: int, copies: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """Return each group of copies, and each opinion without copies by itself, by their first member."""
    grouped = {place for group in copies for place in group}
    return sorted([*copies, *([place] for place in range(count) if place not in grouped)], key=lambda u: u[0])


def _members(units: Sequence[Sequence[int]], numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(place for number in numbers for place in units[number]))


class _Model:
    """Subjects found in some texts, each by the terms of the texts that have its first term."""

    def __init__(self, texts: Sequence[frozenset[str]]) -> None:
        self._count = len(texts)
        self._frequency = Counter(term for terms in texts for term in terms)
        self._holders: dict[str, set[int]] = {}
        for number, terms in enumerate(texts):
            for term in terms:
                if self._is_candidate(term):
                    self._holders.setdefault(term, set()).add(number)
        self._subjects = self._choose()
        self._weights: dict[str, list[tuple[int, float]]] = {}
        for topic, subject in enumerate(self._subjects):
            for term, weight in self._centre(subject, texts).items():
                self._weights.setdefault(term, []).append((topic, weight))

    def _is_candidate(self, term: str) -> bool:
        common = _COMMON_CLAUSE if term.startswith(CLAUSE) else _COMMON
        least = max(_LEAST, _LEAST_SHARE * self._count)
        return least <= self._frequency[term] <= max(least, common * self._count)

    def _choose(self) -> list[str]:
        """Return the terms that cover most texts between them, the most telling first."""
        covered: set[int] = set()
        chosen: list[str] = []
        worth = {term: self._worth(term, covered) for term in self._holders}
        least = max(_LEAST, _LEAST_SHARE * self._count)
        while worth and len(chosen) < _MOST_TOPICS:
            best = max(worth, key=lambda term: (worth[term], term))
            now = self._worth(best, covered)
            if now < worth[best]:
                worth[best] = now  # what was covered since made it worth less; look again
            elif len(self._holders[best] - covered) < least:
                del worth[best]
            else:
                chosen.append(best)
                covered |= self._holders[best]
                del worth[best]
        return chosen

    def _worth(self, term: str, covered: set[int]) -> float:
        rarity = math.log(self._count / self._frequency[term]) if self._count else 0.0
        length = 1 + _LONG_BONUS * (len(term) - _LEAST)
        return len(self._holders[term] - covered) * rarity * length

    def _centre(self, subject: str, texts: Sequence[frozenset[str]]) -> Vector:
        sums: dict[str, float] = defaultdict(float)
        for number in sorted(self._holders[subject]):
            for term, weight in self._vector(texts[number]).items():
                sums[term] += weight
        sums[subject] += len(self._holders[subject])
        return _normal(sums)

    def _vector(self, terms: frozenset[str]) -> Vector:
        return _normal(
            {
                term: math.log(1 + self._count / self._frequency[term])
                * (_CLAUSE_WEIGHT if term.startswith(CLAUSE) else 1.0)
                for term in sorted(terms)
                if self._frequency[term] > 1
            }
        )

    def topic_of(self, terms: frozenset[str]) -> int | None:
        """Return the subject that a text is most like, None when it is like none."""
        likeness: dict[int, float] = defaultdict(float)
        for term, weight in self._vector(terms).items():
            for topic, of_topic in self._weights.get(term, ()):
                likeness[topic] += weight * of_topic
        best = max(likeness, key=lambda topic: (likeness[topic], -topic), default=None)
        return best if best is not None and likeness[best] >= _LIKE else None

    def label(self, topic: int, members: Sequence[frozenset[str]]) -> str:
        """Return what members have in common and others have not, in one or two terms."""
        inside = Counter(term for terms in members for term in terms)
        inside[self._subjects[topic]] += len(members)
        clauses = [term for term in inside if term.startswith(CLAUSE) and 2 * inside[term] > len(members)]
        clause = min(clauses, key=lambda term: (-inside[term], term), default="").removeprefix(CLAUSE)
        words = [term for term in inside if not term.startswith(CLAUSE) and inside[term] >= _LEAST]
        words.sort(key=lambda term: (-inside[term] * self._telling(term), term))
        chosen: list[str] = []
        for word in words:
            if len(chosen) < _LABEL_TERMS and not any(word in other or other in word for other in chosen):
                chosen.append(word)
        return "：".join(filter(None, (clause, "、".join(chosen))))

    def _telling(self, term: str) -> float:
        return math.log(1 + self._count / max(self._frequency[term], 1)) * (1 + _LONG_BONUS * len(term))


def _normal(vector: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {term: value / length for term, value in vector.items()}

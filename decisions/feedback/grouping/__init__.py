"""Opinions put together by proposal: copies of one text, and topics under them. A person confirms.

Pure: texts in, groups out; no database, no web. Not here: what becomes of a proposal (operations).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from decisions.feedback.grouping.differences import differ_in_figures, mark_differences
from decisions.feedback.grouping.duplicates import find_copies
from decisions.feedback.grouping.topics import Topic, propose_topics

__all__ = [
    "Grouping",
    "Opinion",
    "Topic",
    "differ_in_figures",
    "find_copies",
    "group_opinions",
    "mark_differences",
    "propose_topics",
]

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion: how it is referred to, what it says, the clause it is about where that is known."""

    id: str
    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """A proposal: groups of copies and topics, as places among the opinions that were given.

    Shape: ascending within a group, groups by their first member. An opinion is in one group and one topic
    at the most; copies are always in the same topic.
    """

    opinions: tuple[Opinion, ...]
    duplicates: tuple[tuple[int, ...], ...]
    topics: tuple[Topic, ...]

    def ids(self, places: Sequence[int]) -> list[str]:
        """Return how the opinions at these places are referred to."""
        return [self.opinions[place].id for place in places]


def group_opinions(opinions: Sequence[Opinion], on_progress: Progress | None = None) -> Grouping:
    """Return copies and topics among opinions, always the same for the same opinions in the same order."""
    texts = [opinion.text for opinion in opinions]
    clauses = [opinion.clause for opinion in opinions]
    copies = find_copies(texts, clauses, on_progress)
    topics = propose_topics(texts, clauses, copies)
    return Grouping(tuple(opinions), tuple(map(tuple, copies)), tuple(topics))

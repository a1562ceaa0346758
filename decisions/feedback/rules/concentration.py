"""Concentrated opinions that were not adopted: what many people asked for, and why they did not get it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import HeardOpinion

# No law says how many people make an opinion concentrated; a district may ask for more.
CONCENTRATED_PERSONS: Final = 3


@dataclass(frozen=True, slots=True)
class Concentration:
    """A topic refused to many.

    Shape:  reasons are the distinct ones its members were given, the most frequent first.
    Units:  persons counts everybody who signed, opinions the letters.
    """

    topic: str
    persons: int
    opinions: int
    reasons: tuple[str, ...]


def concentrated_refusals(
    opinions: Iterable[HeardOpinion], *, from_persons: int = CONCENTRATED_PERSONS
) -> tuple[Concentration, ...]:
    """Return the refused topics that many people stood behind, most people first.

    Where no topic reaches the number, the largest counts, if more than one person stood behind it.
    Units:  from_persons counts persons.
    Source: R25 (row 32: reasons for not adopting the concentrated opinions).
    """
    topics: dict[str, list[HeardOpinion]] = {}
    for opinion in opinions:
        if opinion.topic and opinion.reply.disposition is Disposition.NOT_ADOPTED:
            topics.setdefault(opinion.topic, []).append(opinion)
    found = [_summed(topic, members) for topic, members in topics.items()]
    largest = max((each.persons for each in found), default=0)
    least = max(2, min(from_persons, largest))
    kept = (each for each in found if each.persons >= least)
    return tuple(sorted(kept, key=lambda each: (-each.persons, -each.opinions, each.topic)))


def _summed(topic: str, members: list[HeardOpinion]) -> Concentration:
    counts: dict[str, int] = {}
    for opinion in members:
        counts[opinion.reply.reason] = counts.get(opinion.reply.reason, 0) + 1
    return Concentration(
        topic=topic,
        persons=sum(opinion.cosigners for opinion in members),
        opinions=len(members),
        reasons=tuple(sorted(counts, key=lambda reason: -counts[reason])),
    )

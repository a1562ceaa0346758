"""Concentrated opinions that were not adopted: what many people asked for, and why they did not get it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import HeardOpinion
from decisions.feedback.rules.doubts import COMPARED, AreAlike, folded


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many people make an opinion concentrated: this many, and this share of everybody who spoke.

    Units:  persons counts signatures, percent is of all persons.
    Source: no law says it; a setting of the district.
    """

    persons: int = 3
    percent: int = 1

    def is_reached(self, persons: int, everybody: int) -> bool:
        """Whether so many people of so many are concentrated."""
        return persons >= self.persons and persons * 100 >= self.percent * everybody


DEFAULT_THRESHOLD: Final = Threshold()


@dataclass(frozen=True, slots=True)
class Concentration:
    """A demand refused to many: a topic, or one letter that many signed.

    Shape:  number is the letter's where it is one, else empty; reasons are the distinct ones that were given,
            the most frequent first.
    Units:  persons counts everybody who signed, opinions the letters, arguments the different ones among
            them (copies of one text are one argument).
    """

    topic: str
    persons: int
    opinions: int
    arguments: int
    reasons: tuple[str, ...]
    number: str = ""


def concentrated_refusals(
    opinions: Iterable[HeardOpinion],
    *,
    threshold: Threshold = DEFAULT_THRESHOLD,
    find_alike: AreAlike | None = None,
) -> tuple[Concentration, ...]:
    """Return the refused demands that many people stood behind, most people first.

    Shape:  where nothing reaches the threshold, the largest counts, if more than one person stood behind it.
            find_alike tells copies apart from arguments; without it equal words alone are copies.
    Source: R25 (row 32: reasons for not adopting the concentrated opinions).
    """
    groups: dict[tuple[str, str], list[HeardOpinion]] = {}
    everybody = 0
    for opinion in opinions:
        everybody += opinion.cosigners
        if opinion.reply.disposition is not Disposition.NOT_ADOPTED:
            continue
        if opinion.topic:
            groups.setdefault((opinion.topic, ""), []).append(opinion)
        elif opinion.cosigners > 1:
            groups.setdefault((f"第 {opinion.number} 号意见（联名）", opinion.number), []).append(opinion)
    persons = {key: sum(each.cosigners for each in members) for key, members in groups.items()}
    reached = [key for key, count in persons.items() if threshold.is_reached(count, everybody)]
    if not reached:
        largest = max(persons.values(), default=0)
        reached = [key for key, count in persons.items() if count == largest > 1]
    found = (_summed(*key, groups[key], find_alike) for key in reached)
    return tuple(sorted(found, key=lambda each: (-each.persons, -each.opinions, each.topic)))


def _summed(
    topic: str, number: str, members: Sequence[HeardOpinion], find_alike: AreAlike | None
) -> Concentration:
    counts = Counter(opinion.reply.reason for opinion in members)
    return Concentration(
        topic=topic,
        persons=sum(opinion.cosigners for opinion in members),
        opinions=len(members),
        arguments=_count_arguments(members, find_alike),
        reasons=tuple(reason for reason, _count in counts.most_common()),
        number=number,
    )


def _count_arguments(members: Sequence[HeardOpinion], find_alike: AreAlike | None) -> int:
    """Return how many different texts there are, copies with small edits counted once."""
    distinct = list({folded(opinion.text): opinion.text for opinion in members}.values())
    if find_alike is None or not 1 < len(distinct) <= COMPARED:
        return len(distinct)
    return len(distinct) - sum(len(group) - 1 for group in find_alike(distinct))


def shared_reasons(found: Iterable[Concentration]) -> list[tuple[str, ...]]:
    """Return the demands that were refused in the same words, each group by their names.

    What many asked for is told why on its own; one sentence over several demands answers none of them.
    """
    by_reason: dict[str, list[str]] = {}
    for each in found:
        for reason in each.reasons:
            by_reason.setdefault(folded(reason), []).append(each.topic)
    return [tuple(dict.fromkeys(topics)) for topics in by_reason.values() if len(set(topics)) > 1]

"""Counts of a disclosure, and that they add up: received = shown + withheld = adopted + … + out of scope."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from decisions.consultation.rules import Channel, Verification
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import HeardOpinion


@dataclass(frozen=True, slots=True)
class Tally:
    """How many opinions there are and what became of them; what is not answered yet is counted apart."""

    received: int
    persons: int
    adopted: int
    partly_adopted: int
    not_adopted: int
    out_of_scope: int

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return self.adopted + self.partly_adopted + self.not_adopted + self.out_of_scope

    def as_json(self) -> dict[str, int]:
        """Return the counts under the names that a snapshot publishes."""
        return {
            "received": self.received,
            "persons": self.persons,
            "adopted": self.adopted,
            "partly_adopted": self.partly_adopted,
            "not_adopted": self.not_adopted,
            "out_of_scope": self.out_of_scope,
        }


@dataclass(frozen=True, slots=True)
class Totals:
    """All counts of a disclosure.

    Shape:  by_channel holds only channels that brought something, in the order of Channel; withheld_by_reason
            the reasons given, the most frequent first.
    """

    all: Tally
    shown: int
    withheld: int
    withheld_by_reason: tuple[tuple[str, int], ...]
    by_channel: tuple[tuple[Channel, Tally], ...]
    by_verification: tuple[tuple[Verification, int], ...]

    @property
    def reconciles(self) -> bool:
        """Whether every opinion is either shown or withheld, and answered in one of the four ways (R25)."""
        return self.all.received == self.shown + self.withheld == self.all.answered


def tally(opinions: Iterable[HeardOpinion]) -> Tally:
    """Return the counts of some opinions."""
    listed = list(opinions)
    found = Counter(opinion.reply.disposition for opinion in listed)
    return Tally(
        received=len(listed),
        persons=sum(opinion.cosigners for opinion in listed),
        adopted=found[Disposition.ADOPTED],
        partly_adopted=found[Disposition.PARTLY_ADOPTED],
        not_adopted=found[Disposition.NOT_ADOPTED],
        out_of_scope=found[Disposition.OUT_OF_SCOPE],
    )


def count_totals(opinions: Iterable[HeardOpinion]) -> Totals:
    """Return all counts over the opinions in scope."""
    listed = list(opinions)
    grouped: dict[Channel, list[HeardOpinion]] = {}
    for opinion in listed:
        grouped.setdefault(opinion.channel, []).append(opinion)
    levels = Counter(opinion.verification for opinion in listed)
    withheld = Counter(opinion.withheld_reason for opinion in listed if opinion.is_withheld)
    return Totals(
        all=tally(listed),
        shown=sum(opinion.is_shown for opinion in listed),
        withheld=withheld.total(),
        withheld_by_reason=tuple(withheld.most_common()),
        by_channel=tuple((channel, tally(grouped[channel])) for channel in Channel if channel in grouped),
        by_verification=tuple((level, levels[level]) for level in Verification),
    )

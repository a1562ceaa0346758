"""How likely somebody was drawn, in words and numbers that a layman takes in. Exact, never floating."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class GroupChance:
    """People of one group: how many, each one's chance, how many were drawn (None before the draw).

    Shape:  per_mille is the chance for a bar chart, rounded to whole thousandths.
    """

    words: tuple[str, ...]
    people: int
    chance: Fraction
    drawn: int | None

    @property
    def percent(self) -> str:
        """The chance in per cent."""
        return percent_text(self.chance)

    @property
    def one_in(self) -> str:
        """The chance as one in so many, to one decimal; empty where it is nothing."""
        return decimal_text(1 / self.chance, 1) if self.chance else ""

    @property
    def per_mille(self) -> int:
        """The chance in thousandths, for a bar."""
        return round(self.chance * 1000)


def percent_text(chance: Fraction) -> str:
    """Return a chance in per cent with two decimals, rounded half up: 23.81%."""
    return f"{decimal_text(chance * 100, 2)}%"


def decimal_text(value: Fraction, places: int) -> str:
    """Return a number of zero or more with so many decimals, rounded half up."""
    scale = 10**places
    whole = (value * scale * 2 + 1) // 2
    digits = f"{int(whole):0{places + 1}}"
    return f"{digits[:-places]}.{digits[-places:]}"


def span_of(groups: Sequence[GroupChance]) -> tuple[GroupChance, GroupChance]:
    """Return the groups with the smallest and with the largest chance."""
    return min(groups, key=lambda item: item.chance), max(groups, key=lambda item: item.chance)

"""Finding items in a published catalogue. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a reader looks for; what is empty admits everything."""

    text: str = ""
    unit: str = ""
    category: str = ""
    stage: str = ""
    enterprise: str = ""  # yes, no

    def admits(self, item: Item, stage: Stage) -> bool:
        """Whether an item is what is looked for; every word of the text must stand in it."""
        return (
            (not self.unit or self.unit == item.lead_unit)
            and (not self.category or self.category == item.category)
            and (not self.stage or self.stage == stage)
            and (not self.enterprise or (self.enterprise == "yes") == bool(item.enterprise_related))
            and all(word in _searched(item) for word in _folded(self.text).split())
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen among these items and how many each choice alone would find."""

    units: Mapping[str, int]
    categories: Mapping[str, int]
    stages: Mapping[str, int]
    enterprise: Mapping[str, int]


def select_items(items: Sequence[Item], stages: Mapping[str, Stage], wanted: ItemFilter) -> list[Item]:
    """Return the items a reader looks for, in the catalogue's order."""
    return [item for item in items if wanted.admits(item, stages[item.code])]


def count_choices(items: Sequence[Item], stages: Mapping[str, Stage]) -> Choices:
    """Return the choices in the order in which the items bring them up, stages in the order of the course."""
    found = Counter(stages[item.code] for item in items)
    return Choices(
        units=Counter(item.lead_unit for item in items if item.lead_unit),
        categories=Counter(item.category for item in items if item.category),
        stages={stage.value: found[stage] for stage in Stage if stage in found},
        enterprise=Counter("yes" if item.enterprise_related else "no" for item in items),
    )


def _searched(item: Item) -> str:
    words = (item.code, item.title, item.lead_unit, *item.partner_units, item.basis, *item.procedures)
    return _folded("\n".join(words))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()

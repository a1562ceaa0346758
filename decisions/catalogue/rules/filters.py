"""Finding items in a published catalogue. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from decisions.catalogue.rules import Category
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.outcomes import Outcome
from decisions.catalogue.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class Listed:
    """A published item, how far its decision has come, and what became of it in its year."""

    item: Item
    stage: Stage
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a reader looks for; what is empty admits everything."""

    text: str = ""
    unit: str = ""
    category: str = ""
    stage: str = ""
    outcome: str = ""
    enterprise: str = ""  # yes, no
    hearing: str = ""  # yes, no

    def admits(self, listed: Listed) -> bool:
        """Whether an item is what is looked for; every word of the text must stand in it."""
        has = facts_of(listed)
        asked = {name: wanted for name in FACETS if (wanted := getattr(self, name))}
        if any(has[name] != wanted for name, wanted in asked.items()):
            return False
        searched = _searched(listed.item) if self.text else ""
        return all(word in searched for word in _folded(self.text).split())


NO_FILTER: Final = ItemFilter()
FACETS: Final = ("unit", "category", "stage", "outcome", "enterprise", "hearing")
# Where a choice's place is known beforehand it keeps it; units come in the order in which they are listed.
_ORDERS: Final[Mapping[str, Sequence[str]]] = {
    "category": tuple(Category),
    "stage": tuple(Stage),
    "outcome": tuple(Outcome),
    "enterprise": ("yes", "no"),
    "hearing": ("yes", "no"),
}


def facts_of(listed: Listed) -> dict[str, str]:
    """Return by facet the choice under which an item is found; a question that is not answered is a no."""
    item = listed.item
    return {
        "unit": item.lead_unit,
        "category": item.category,
        "stage": listed.stage,
        "outcome": listed.outcome,
        "enterprise": "yes" if item.enterprise_related else "no",
        "hearing": "yes" if item.hearing else "no",
    }


def select_items(listed: Iterable[Listed], wanted: ItemFilter) -> list[Listed]:
    """Return the items a reader looks for, in the catalogue's order."""
    return [each for each in listed if wanted.admits(each)]


def count_choices(listed: Sequence[Listed], wanted: ItemFilter = NO_FILTER) -> dict[str, dict[str, int]]:
    """Return by facet every choice there is and how many items it would find beside the other filters."""
    counts = {}
    for facet in FACETS:
        known = dict.fromkeys(facts_of(each)[facet] for each in listed)
        order = [choice for choice in _ORDERS.get(facet, known) if choice in known]
        beside = select_items(listed, replace(wanted, **{facet: ""}))
        found = Counter(facts_of(each)[facet] for each in beside)
        counts[facet] = {str(choice): found[choice] for choice in order if choice}
    return counts


def _searched(item: Item) -> str:
    words = (item.code, item.title, item.lead_unit, *item.partner_units, item.basis, *item.procedures)
    return _folded("\n".join(words))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()

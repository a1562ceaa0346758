"""What a spreadsheet would change in a year's catalogue: the plan that is previewed and then carried out.

Pure. Not here: reading the spreadsheet (spreadsheets/), writing the rows (operations/).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from decisions.catalogue.rules.items import Item, changed_fields


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that the year has already, as it would be, and the fields that differ."""

    old: Item
    new: Item
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import adds, changes and leaves alone; absent items stand only in the catalogue and stay."""

    added: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    unchanged: tuple[Item, ...]
    absent: tuple[Item, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the catalogue already says all this."""
        return not self.added and not self.changed


def plan_import(existing: Sequence[Item], incoming: Iterable[Item]) -> ImportPlan:
    """Return what importing these items does to a year that has those.

    Shape:  an item is the same when its normalised title is; its code is kept, and so is what the table
            does not state (an absent column empties nothing).
    """
    by_key = {item.key: item for item in existing}
    seen: set[str] = set()
    added: list[Item] = []
    changed: list[ItemChange] = []
    unchanged: list[Item] = []
    for item in incoming:
        if item.key in seen:
            continue  # the table's own repetition is a problem the reader of the table reports
        seen.add(item.key)
        old = by_key.get(item.key)
        if old is None:
            added.append(item)
            continue
        new = _filled_from(old, item)
        names = changed_fields(old, new)
        if names:
            changed.append(ItemChange(old, new, names))
        else:
            unchanged.append(old)
    absent = tuple(item for item in existing if item.key not in seen)
    return ImportPlan(tuple(added), tuple(changed), tuple(unchanged), absent)


def _filled_from(old: Item, new: Item) -> Item:
    """Return the new item; what it does not state stays as it was."""
    kept = {
        name: getattr(old, name)
        for name in (
            "category",
            "partner_units",
            "basis",
            "procedures",
            "hearing",
            "invites_public",
            "enterprise_related",
        )
        if getattr(new, name) in ("", (), None)
    }
    if not new.planned_text:
        kept |= {name: getattr(old, name) for name in ("planned_text", "planned_from", "planned_to")}
    if not new.change:
        kept |= {"change": old.change, "change_note": old.change_note}
    return replace(new, code=old.code, **kept)

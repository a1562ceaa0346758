"""Carrying an unfinished item into a later year's catalogue. Pure."""

from dataclasses import replace
from datetime import date

from decisions.catalogue.rules import ChangeKind
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.planned_times import parse_planned_time


def may_be_carried_over(item: Item, *, year: int, issued_on: date | None) -> bool:
    """Whether an item of this year's catalogue can go on in a later one.

    Shape:  issued_on is the day on which the decision's issuing was published. What was issued after the
            year's end is carried over all the same: the later year finished it.
    """
    is_finished = issued_on is not None and issued_on.year <= year
    return item.change != ChangeKind.WITHDRAWN and not is_finished


def carried_item(item: Item, *, from_year: int, into_year: int, number: int) -> Item:
    """Return an earlier year's item as the later catalogue would list it, for the office to complete.

    A planned time that has gone by is left open: whoever carries the item over plans it anew.
    """
    planned = parse_planned_time(item.planned_text, into_year) if item.planned_text else None
    is_still_to_come = planned is not None and planned.ends_on.year >= into_year
    return replace(
        item,
        number=number,
        change=ChangeKind.KEPT,
        change_note=f"{from_year}年度目录结转",
        planned_text=item.planned_text if is_still_to_come else "",
        planned_from=planned.starts_on if planned and is_still_to_come else None,
        planned_to=planned.ends_on if planned and is_still_to_come else None,
    )

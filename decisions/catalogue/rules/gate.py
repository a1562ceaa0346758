"""May a catalogue be published: what it still lacks. Pure."""

from collections.abc import Sequence
from datetime import date

from decisions.catalogue.errors import (
    CatalogueIncompleteError,
    CatalogueUnchangedError,
    ConsentInFutureError,
    ConsentMissingError,
    EmptyCatalogueError,
)
from decisions.catalogue.rules import ChangeKind
from decisions.catalogue.rules.items import Item, changed_fields, has_one_lead_unit
from decisions.errors import N_, Message, Problem

_NEEDS_REASON = frozenset({ChangeKind.ADJUSTED, ChangeKind.WITHDRAWN})


def check_consent(number: str, given_on: date | None, today: date) -> None:
    """Check the party committee's consent: a document number and a day that is not still to come.

    Raises: ConsentMissingError, ConsentInFutureError.
    Source: 713 art. 3 ¶4 (R2).
    """
    if not number.strip() or given_on is None:
        raise ConsentMissingError(field="on" if number.strip() else "number")
    if given_on > today:
        raise ConsentInFutureError(field="on")


def check_items(items: Sequence[Item], published: Sequence[Item] | None) -> None:
    """Check the items that are to be published.

    Shape:  published are the items of the version that is public now, None when none is.
    Raises: EmptyCatalogueError, CatalogueIncompleteError with a problem for each fault.
    Source: R4 (an adjustment, also an addition in the year, has its reason), R5 (one lead unit).
    """
    if not items:
        raise EmptyCatalogueError
    problems = find_problems(items, published)
    if problems:
        raise CatalogueIncompleteError(problems=problems, count=len(problems))


def check_differs(payload: object, published: object | None) -> None:
    """Check that a further version says something new.

    Raises: CatalogueUnchangedError.
    """
    if published is not None and payload == published:
        raise CatalogueUnchangedError


def find_problems(items: Sequence[Item], published: Sequence[Item] | None) -> list[Problem]:
    """Return what keeps these items from being published; each problem's row is the item's number."""
    problems = [
        _problem(
            N_("第 %(number)d 项“%(title)s”须有且只有一个牵头承办单位，其他单位请填入配合单位。"),
            item,
            "lead_unit",
        )
        for item in items
        if not has_one_lead_unit(item)
    ]
    problems += [
        _problem(N_("第 %(number)d 项“%(title)s”调整或撤销的理由还没有写明。"), item, "change_note")
        for item in items
        if item.change in _NEEDS_REASON and not item.change_note.strip()
    ]
    if published is not None:
        problems += _undeclared_changes(items, published) + _unexplained_additions(items, published)
    return problems + _repeated_numbers(items)


def _undeclared_changes(items: Sequence[Item], published: Sequence[Item]) -> list[Problem]:
    """Return items that differ from what is public without saying that and why they were adjusted (R4)."""
    before = {item.code: item for item in published}
    return [
        _problem(
            N_("第 %(number)d 项“%(title)s”与已公布的内容不同，请标明“调整”并写明本次的理由。"),
            item,
            "change_note",
        )
        for item in items
        if item.code in before
        and changed_fields(before[item.code], item, matter_only=True)
        and not _says_why_now(before[item.code], item)
    ]


def _says_why_now(before: Item, item: Item) -> bool:
    """Whether an item that differs says so, with a reason that is not that of an earlier adjustment."""
    said = item.change, item.change_note.strip()
    return item.change in _NEEDS_REASON and said != (before.change, before.change_note.strip())


def _unexplained_additions(items: Sequence[Item], published: Sequence[Item]) -> list[Problem]:
    """Return items that came in after the year's first publication without saying why (R4)."""
    before = {item.code for item in published}
    text = N_("第 %(number)d 项“%(title)s”是目录公布后新增的，请写明理由。")
    return [
        _problem(text, item, "change_note")
        for item in items
        if item.code not in before and not item.change_note.strip()
    ]


def _repeated_numbers(items: Sequence[Item]) -> list[Problem]:
    seen: set[int] = set()
    problems = []
    for item in items:
        if item.number in seen:
            text = N_("第 %(number)d 项“%(title)s”的序号与前面的事项重复，请修改。")
            problems.append(_problem(text, item, "number"))
        seen.add(item.number)
    return problems


def _problem(text: str, item: Item, field: str) -> Problem:
    message = Message(text, {"number": item.number, "title": item.title})
    return Problem(message, row=item.number, field=field)

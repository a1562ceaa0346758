"""What a published notice says, read once: an entry of the record never changes, and a draft is long to read.

Kept by the hash of the entry, which covers its content. Whether the entry is still shown is asked each time.
"""

from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import Any, Final

from decisions.consultation.drafts import ClauseFinder, Draft, list_clauses
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of


class NoticeText:
    """A notice's payload and its draft, which nobody changes."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload

    @cached_property
    def draft(self) -> Draft | None:
        """The draft that is out for comment."""
        tree = self.payload["draft"]
        return Draft.from_json(tree) if tree else None

    @cached_property
    def clause_ids(self) -> frozenset[str]:
        """Every clause that may be commented on."""
        return frozenset(clause.id for clause in list_clauses(self.draft)) if self.draft else frozenset()

    @cached_property
    def clause_finder(self) -> ClauseFinder | None:
        """What finds clauses by their names."""
        return ClauseFinder(self.draft) if self.draft else None


_KEPT: Final = 16
_texts: OrderedDict[str, NoticeText] = OrderedDict()
_lock = Lock()


def notice_text(entry: RecordEntry) -> NoticeText | None:
    """Return what an entry says, None when it was withheld later."""
    if entry.blanked_at is not None:
        return None
    with _lock:
        known = _texts.get(entry.entry_hash)
        if known is not None:
            _texts.move_to_end(entry.entry_hash)
            return known
    payload = payload_of(entry)
    if payload is None:
        return None
    text = NoticeText(payload)
    with _lock:
        _texts[entry.entry_hash] = text
        while len(_texts) > _KEPT:
            _texts.popitem(last=False)
    return text

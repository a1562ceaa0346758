"""What a reader asked to see of a published catalogue; the page and its files answer the same question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, abort, request

from decisions.catalogue.queries import PublishedCatalogue, get_published, list_progress
from decisions.catalogue.rules.filters import FACETS, ItemFilter, Listed, select_items
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.stages import Stage
from decisions.web.transactions import current_session

blueprint = Blueprint("catalogue", __name__)

_LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """One published version: all that it lists, what the reader looks for, and what was found."""

    published: PublishedCatalogue
    listed: Sequence[Listed]
    wanted: ItemFilter
    found: Sequence[Listed]

    @property
    def items(self) -> list[Item]:
        """The items that were found."""
        return [each.item for each in self.found]

    @property
    def stages(self) -> dict[str, Stage]:
        """How far each decision has come, by its code."""
        return {each.item.code: each.stage for each in self.found}

    @property
    def is_filtered(self) -> bool:
        """Whether the reader looks for something particular."""
        return self.wanted != ItemFilter()


def select(year: int, now: datetime) -> Selection:
    """Return what the request asks to see. Raises: CatalogueNotPublishedError."""
    session = current_session()
    published = get_published(session, year, seq_from("version"))
    chosen = {facet: request.args.get(facet, "") for facet in FACETS}
    wanted = ItemFilter(text=request.args.get("q", "").strip()[:_LONGEST_SEARCH], **chosen)
    listed = list_progress(session, published, now)
    return Selection(published, listed, wanted, select_items(listed, wanted))


def seq_from(name: str) -> int | None:
    """Return the number of an entry of the record that the address names; 404 when it is no number."""
    asked = request.args.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        abort(404)
    return int(asked)


def asked_query() -> str:
    """Return the address's own filters and version, for links that keep them; "" when there are none."""
    asked = {name: request.args[name] for name in ("q", *FACETS, "version") if request.args.get(name)}
    return f"?{urlencode(asked)}" if asked else ""

"""The published catalogues as JSON."""

from typing import Any

from decisions import clock
from decisions.catalogue.errors import CatalogueNotPublishedError
from decisions.catalogue.queries import CATALOGUE, first_published_days, get_published, stages_of
from decisions.catalogue.schemas import CatalogueLineSchema, CatalogueSchema, catalogue_json, line_json
from decisions.record.queries import list_latest_entries
from decisions.web.api import ApiBlueprint, page_from
from decisions.web.guards import public
from decisions.web.schemas import PageQuerySchema, page_of
from decisions.web.transactions import current_session

blueprint = ApiBlueprint("catalogue_api", __name__, description="The yearly catalogues of major decisions")


@blueprint.reads("/catalogues", page_of(CatalogueLineSchema), query=PageQuerySchema)
@public
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the years whose catalogue is public, newest first."""
    session = current_session()
    days = first_published_days(session)
    entries = [entry for entry in list_latest_entries(session, CATALOGUE) if entry.payload is not None]
    lines = [line_json(entry, days[int(entry.subject.partition("/")[2])]) for entry in reversed(entries)]
    return page_from(query, lines)


@blueprint.reads("/catalogues/<int:year>", CatalogueSchema)
@public
def show(year: int) -> dict[str, Any]:
    """Give a year's catalogue in its newest version, and where each decision stands."""
    session = current_session()
    published = get_published(session, year)
    if published.payload is None:
        raise CatalogueNotPublishedError(year=year)
    items = published.items
    return catalogue_json(published, items, stages_of(session, items, clock.now()))

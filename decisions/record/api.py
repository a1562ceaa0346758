"""The record as JSON: every entry with what its hash is made of."""

from typing import Any

from decisions.record.queries import find_head, list_entries_after
from decisions.record.schemas import PAGE_SIZE, RecordPageSchema, RecordQuerySchema, page_json
from decisions.web.api import PREFIX, ApiBlueprint
from decisions.web.guards import public
from decisions.web.transactions import current_session

blueprint = ApiBlueprint("record_api", __name__, description="The append-only public record")


@blueprint.reads("/record", RecordPageSchema, query=RecordQuerySchema)
@public
def index(query: dict[str, Any]) -> dict[str, Any]:
    """Give up to a hundred entries after a number."""
    session = current_session()
    head = find_head(session)  # first: what is published meanwhile is then after it, never missing
    entries = list_entries_after(session, query["after"], limit=PAGE_SIZE)
    return page_json(entries, head, f"{PREFIX}/record")

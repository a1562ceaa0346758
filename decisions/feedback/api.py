"""The disclosures as JSON."""

from typing import Any

from decisions import clock
from decisions.feedback.queries import published as queries
from decisions.feedback.schemas import (
    DisclosureLineSchema,
    DisclosureQuerySchema,
    DisclosureSchema,
    listed_json,
    published_json,
)
from decisions.web.api import ApiBlueprint, page_from
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.schemas import PageQuerySchema, page_of
from decisions.web.transactions import current_session

blueprint = ApiBlueprint("feedback_api", __name__, description="What became of the opinions")


@blueprint.reads("/feedback", page_of(DisclosureLineSchema), query=PageQuerySchema)
@public
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the decisions on which the public was heard or that were issued, with the duty to answer."""
    listed = queries.list_disclosures(current_session(), today=clock.today())
    page = page_from(query, listed)
    return {**page, "items": [listed_json(each) for each in page["items"]]}


@blueprint.reads("/feedback/<code>", DisclosureSchema, query=DisclosureQuerySchema)
@public
def show(query: dict[str, Any], code: str) -> dict[str, Any]:
    """Give a decision's disclosure: every opinion, its answer, the counts, and whether it came in time."""
    session = current_session()
    decision = queries.get_public_decision(session, code)
    published = queries.get_published(session, decision.id, query["version"])
    duty = queries.assess_duty(session, decision, today=clock.today())
    return published_json(published, duty, translate)

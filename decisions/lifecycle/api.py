"""Decisions as JSON: the list, and everything published about one."""

from typing import Any

from decisions import clock
from decisions.lifecycle.queries.course import get_course
from decisions.lifecycle.queries.directory import list_public_decisions
from decisions.lifecycle.schemas import (
    BundleSchema,
    DecisionLineSchema,
    DecisionQuerySchema,
    bundle_json,
    line_json,
)
from decisions.web.api import ApiBlueprint, page_from
from decisions.web.guards import public
from decisions.web.schemas import page_of
from decisions.web.transactions import current_session

blueprint = ApiBlueprint("lifecycle_api", __name__, description="Decisions, each with its whole course")


@blueprint.reads("/decisions", page_of(DecisionLineSchema), query=DecisionQuerySchema)
@public
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List every decision of which the public knows, newest year first."""
    found = [
        decision
        for decision in list_public_decisions(current_session(), clock.now())
        if query["unit"] in {"", decision.lead_unit}
        and (query["year"] is None or query["year"] in decision.catalogue_years)
    ]
    page = page_from(query, found)
    return {**page, "items": [line_json(each) for each in page["items"]]}


@blueprint.reads("/decisions/<code>", BundleSchema)
@public
def show(code: str) -> dict[str, Any]:
    """Give everything published about a decision, with the hash of each document."""
    return bundle_json(get_course(current_session(), code, clock.now()))

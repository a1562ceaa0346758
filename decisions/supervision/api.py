"""The working-day calculator as JSON."""

from typing import Any

from decisions.services.working_days.arithmetic import count_as_json, count_working_days
from decisions.services.working_days.store import load_calendar
from decisions.supervision.schemas import WorkingDaysQuerySchema
from decisions.web.api import ApiBlueprint
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.schemas import CountSchema
from decisions.web.transactions import current_session

blueprint = ApiBlueprint("supervision_api", __name__, description="How working days are counted")


@blueprint.reads("/working-days", CountSchema, query=WorkingDaysQuerySchema)
@public
def working_days(query: dict[str, Any]) -> dict[str, Any]:
    """Count working days from a day, each day accounted for."""
    calendar = load_calendar(current_session())
    return dict(count_as_json(count_working_days(calendar, query["start"], query["days"]), translate))

"""Public pages of supervision: the board of duties, and how working days are counted."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from decisions import clock, law
from decisions.services.working_days.arithmetic import (
    Count,
    count_as_json,
    count_working_days,
)
from decisions.services.working_days.store import load_calendar
from decisions.supervision.forms import WorkingDaysForm
from decisions.supervision.queries import list_duties
from decisions.supervision.rules import punctuality, tally
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.page_cache import same_for_everybody
from decisions.web.transactions import current_session

blueprint = Blueprint("supervision", __name__)


@blueprint.get("/supervision")
@public
@same_for_everybody
def board() -> ResponseReturnValue:
    """Show every duty of every decision, and how punctually each unit met its own."""
    duties = list_duties(current_session(), clock.today())
    return render_template(
        "supervision/board.html", duties=duties, tally=tally(duties), units=punctuality(duties)
    )


@blueprint.get("/working-days")
@public
@same_for_everybody
def working_days() -> ResponseReturnValue:
    """Count working days from a day, each day accounted for."""
    form = WorkingDaysForm(request.args, meta={"csrf": False})
    calendar = load_calendar(current_session())
    result = None
    if request.args and form.validate():
        result = _count(form)
    return render_template(
        "supervision/working_days.html",
        form=form,
        result=result and count_as_json(result, translate),
        notices=[table.notice for table in calendar.tables],
        years=calendar.years,
        source=law.COUNTING_SOURCE,
    )


@blueprint.get("/working-days.json")
@public
def working_days_json() -> ResponseReturnValue:
    """Answer the same for machines."""
    form = WorkingDaysForm(request.args, meta={"csrf": False})
    if not form.validate():
        field, messages = next(iter(form.errors.items()))
        return {
            "error": {"code": "invalid_input", "message": str(messages[0]), "field": field, "problems": []}
        }, 422
    return dict(count_as_json(_count(form), translate))


def _count(form: WorkingDaysForm) -> Count:
    start: date = form.start.data
    return count_working_days(load_calendar(current_session()), start, form.days.data)

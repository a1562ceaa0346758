"""The years at the desk, and one year: where it stands, what it lacks, its items."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.forms import ConfirmForm
from decisions.catalogue.models import Catalogue
from decisions.catalogue.operations import find_shortcomings
from decisions.catalogue.permissions import may_compile_catalogue
from decisions.catalogue.queries import (
    CATALOGUE,
    count_waiting_proposals,
    find_published,
    first_published_days,
    get_catalogue,
    list_catalogues,
)
from decisions.catalogue.rules import CATEGORY_TERMS, CHANGE_TERMS, CatalogueState, subject_of
from decisions.catalogue.rules.duties import PREPARED_FROM_MONTH, catalogue_duty
from decisions.catalogue.rules.items import FIELD_LABELS, compare
from decisions.errors import DecisionsError
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.services.working_days.store import load_calendar
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

blueprint = Blueprint("catalogue_desk", __name__)

PROPOSAL_READERS = (Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """Give every page of this desk the words for codes."""
    return {"categories": CATEGORY_TERMS, "changes": CHANGE_TERMS, "field_labels": FIELD_LABELS}


@blueprint.get("/desk/catalogue/")
@staff()
def index() -> ResponseReturnValue:
    """List the years, each with its state and its 31 March; the year to be prepared before it is begun."""
    session, today = current_session(), clock.today()
    catalogues = {catalogue.year: catalogue for catalogue in list_catalogues(session)}
    published = first_published_days(session)
    calendar = load_calendar(session)
    actor = current_actor()
    waiting = count_waiting_proposals(session, reader=actor)
    coming = {today.year + 1} if today.month >= PREPARED_FROM_MONTH else set()
    years = sorted({*catalogues, *published, *waiting, *coming, today.year}, reverse=True)
    return render_template(
        "catalogue/desk/index.html",
        years=[
            {
                "year": year,
                "catalogue": catalogues.get(year),
                "duty": catalogue_duty(calendar, year, published_on=published.get(year), today=today),
                "waiting": waiting.get(year, 0),
            }
            for year in years
        ],
        today=today,
        may_compile=may_compile_catalogue(actor),
        reads_proposals=actor.has(*PROPOSAL_READERS),
    )


@blueprint.get("/desk/catalogue/<int:year>")
@staff()
def show(year: int) -> ResponseReturnValue:
    """Show one year as the desk has it, and what keeps it from being published."""
    session, today = current_session(), clock.today()
    catalogue = get_catalogue(session, year)
    published = find_published(session, year)
    items = [line.as_item() for line in catalogue.items]
    met_on = published.first_published_on if published else None
    return render_template(
        "catalogue/desk/show.html",
        catalogue=catalogue,
        items=list(zip(catalogue.items, items, strict=True)),
        published=published,
        differences=compare(published.items, items) if published else (),
        duty=catalogue_duty(load_calendar(session), year, published_on=met_on, today=today),
        today=today,
        tasks=_tasks(catalogue, today),
        submission=find_latest_submission(session, CATALOGUE, subject_of(year)),
        may_compile=may_compile_catalogue(current_actor()),
        reads_proposals=current_actor().has(*PROPOSAL_READERS),
        waiting=count_waiting_proposals(session, reader=current_actor()).get(year, 0),
        is_open=catalogue.state is not CatalogueState.SUBMITTED,
        form=ConfirmForm(),
    )


def _tasks(catalogue: Catalogue, today: date) -> list[dict[str, str]]:
    """Return what the catalogue lacks, each with the page where it is mended."""
    if catalogue.state is CatalogueState.SUBMITTED:
        return []
    return [
        task
        for shortcoming in find_shortcomings(current_session(), catalogue, today)
        for task in _as_tasks(shortcoming, catalogue)
    ]


def _as_tasks(shortcoming: DecisionsError, catalogue: Catalogue) -> list[dict[str, str]]:
    pages = {
        "consent_missing": url_for("catalogue_desk.consent", year=catalogue.year),
        "consent_in_future": url_for("catalogue_desk.consent", year=catalogue.year),
        "empty_catalogue": url_for("catalogue_desk.add", year=catalogue.year),
    }
    if not shortcoming.problems:
        return [{"title": translate(shortcoming.reader_message), "href": pages.get(shortcoming.code, "")}]
    lines = {line.number: line for line in catalogue.items}
    return [
        {
            "title": translate(problem.message),
            "href": url_for("catalogue_desk.edit", year=catalogue.year, item_id=lines[problem.row].id),
            "status": "returned",
            "status_label": _("待修改"),
        }
        for problem in shortcoming.problems
        if problem.row in lines
    ]

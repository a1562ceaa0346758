"""Submitting and approving at the desk: the second person sees exactly what would be published."""

import json
from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.desk.overview import blueprint
from decisions.catalogue.errors import ConsentMissingError
from decisions.catalogue.operations import (
    approve_catalogue,
    catalogue_payload,
    find_shortcomings,
    send_back_catalogue,
    submit_catalogue,
)
from decisions.catalogue.permissions import may_compile_catalogue
from decisions.catalogue.queries import CATALOGUE, find_published, get_catalogue
from decisions.catalogue.rules import CatalogueState, subject_of
from decisions.catalogue.rules.items import compare, item_from_json
from decisions.errors import DecisionsError
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get("/desk/catalogue/<int:year>/review")
@staff()
def review(year: int) -> ResponseReturnValue:
    """Show the exact snapshot that waits for approval, or that would be submitted."""
    return _review(year)


@blueprint.post("/desk/catalogue/<int:year>/submit")
@staff(Role.OPENNESS)
def submit(year: int) -> ResponseReturnValue:
    """Hand the catalogue to a second person."""
    return _act(
        year,
        lambda: submit_catalogue(current_session(), year, actor=current_actor(), now=clock.now()),
        _("已送审，请另一位审核人员核对后公布。"),
    )


@blueprint.post("/desk/catalogue/<int:year>/approve")
@staff(Role.OPENNESS)
def approve(year: int) -> ResponseReturnValue:
    """Publish what another person submitted."""
    return _act(
        year,
        lambda: approve_catalogue(
            current_session(), year, submission_id(), actor=current_actor(), now=clock.now()
        ),
        _("目录已公布，并写入公开记录。"),
    )


@blueprint.post("/desk/catalogue/<int:year>/send-back")
@staff(Role.OPENNESS)
def send_back(year: int) -> ResponseReturnValue:
    """Return the catalogue to whoever submitted it."""
    return _act(
        year,
        lambda: send_back_catalogue(
            current_session(), year, submission_id(), remark=remark(), actor=current_actor(), now=clock.now()
        ),
        _("已退回，经办人会看到退回理由。"),
    )


def _act(year: int, run: Callable[[], object], done: str) -> ResponseReturnValue:
    path = url_for("catalogue_desk.show", year=year)
    return act(run, done=done, path=path, again=lambda error: _review(year, error))


def _review(year: int, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    submission = find_latest_submission(session, CATALOGUE, subject_of(year))
    payload, lacking = _shown(year, submission)
    published = find_published(session, year)
    items = [item_from_json(item) for item in payload["items"]] if payload else []
    page = render_template(
        "catalogue/desk/review.html",
        year=year,
        payload=payload,
        items=items,
        submission=submission,
        published=published,
        differences=compare(published.items, items) if published else (),
        problems=refusal_lines(refusal or lacking),
        may_compile=may_compile_catalogue(current_actor()),
        may_submit=_may_submit(year),
    )
    return page, refusal.status if refusal else 200


def _may_submit(year: int) -> bool:
    """Whether the reader could hand in the catalogue as it stands."""
    catalogue = get_catalogue(current_session(), year)
    may = may_compile_catalogue(current_actor()) and catalogue.state is CatalogueState.COMPILING
    return may and not find_shortcomings(current_session(), catalogue, clock.today())


def _shown(year: int, submission: Submission | None) -> tuple[dict[str, Any] | None, DecisionsError | None]:
    """Return the snapshot that waits, or that would be submitted; without the consent there is none."""
    if submission is not None and submission.state is SubmissionState.PENDING:
        return json.loads(submission.payload), None
    try:
        return catalogue_payload(get_catalogue(current_session(), year)), None
    except ConsentMissingError as error:
        return None, error

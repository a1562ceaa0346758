"""Staff pages of the draw: what exactly will be frozen, freezing, the numbers, drawing."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.desk.access import CALL, blueprint, page_of, path_to, readable_call
from decisions.attendance.forms.desk import SeedForm
from decisions.attendance.models import AttendanceCall, Draw, DrawPreparation
from decisions.attendance.operations import freeze_draw, request_preparation, run_draw
from decisions.attendance.operations.draws import (
    files_of,
    note_refused_attempt,
    require_checked,
    require_freezable,
)
from decisions.attendance.operations.preparing import (
    find_preparation_job,
    is_under_way,
    message_of,
    problems_of,
)
from decisions.attendance.queries import find_draw
from decisions.attendance.queries.draws import list_preparations, pool_rows, rule_of
from decisions.attendance.queries.published import get_published_call
from decisions.attendance.rules.chances import percent_text
from decisions.attendance.rules.quotas import read_quotas
from decisions.errors import DecisionsError
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session


@blueprint.route(f"{CALL}/draw", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def draw(code: str, call_code: str) -> ResponseReturnValue:
    """Show where the draw stands; once frozen, take the numbers and draw."""
    call, session = readable_call(code, call_code), current_session()
    found = find_draw(session, call)
    if found is None:
        return _before_freezing(call)
    if found.drawn_at is not None:
        return _page(call, found, None)
    rule = json.loads(files_of(found)["rule.json"])
    form = SeedForm.for_sources(rule["sources"], rule["fallback"])
    if form.validate_on_submit():
        sources = form.as_sources(rule["sources"], rule["fallback"])
        try:
            if sources is not None:
                run_draw(session, call, sources, actor=current_actor(), now=clock.now())
                flash(_("抽签完成，结果已经公布。"), "success")
                return redirect(path_to(call, "draw"))
        except DecisionsError as error:
            _note(call, "run_draw", error)
            form.absorb(error)
    waits_for = max(date.fromisoformat(source["drawn_on"]) for source in rule["sources"])
    return _page(call, found, form, waits_for if waits_for > clock.today() else None)


def _page(call: AttendanceCall, found: Draw, form: SeedForm | None, waits_for: date | None = None) -> str:
    return page_of(
        call,
        "draw",
        "draw",
        draw=found,
        form=form,
        waits_for=waits_for,
        published=get_published_call(current_session(), call.code),
    )


def _before_freezing(call: AttendanceCall) -> str:
    session = current_session()
    rule = rule_of(call)
    columns = ["id", *sorted(rule["quotas"])]
    groups = [[row[column] for column in columns] for row in pool_rows(session, call)]
    attempts = list_preparations(session, call)
    return page_of(
        call,
        "freeze",
        "draw",
        obstacle=_obstacle(lambda: require_freezable(session, call, clock.now())),
        unready=_obstacle(lambda: require_checked(session, call, clock.now())),
        people=len(groups),
        lines=[",".join(cells) for cells in (columns, *sorted(groups))],
        rule=rule,
        quotas=read_quotas(call.quotas),
        attempts=attempts,
        latest=_described(attempts[0], path_to(call, "correct")) if attempts else None,
        job=find_preparation_job(session, attempts[0]) if attempts else None,
        is_under_way=bool(attempts) and is_under_way(session, attempts[0]),
        types=len({tuple(cells[1:]) for cells in groups}),
    )


def _obstacle(check: Callable[[], None]) -> str | None:
    try:
        check()
    except DecisionsError as error:
        return translate(error.reader_message)
    return None


def _described(attempt: DrawPreparation, link: str) -> dict[str, Any]:
    """Return an attempt with its sentences, and its chances as a reader takes them in."""
    message = message_of(attempt)
    return {
        "attempt": attempt,
        "message": translate(message) if message else "",
        "problems": [
            {"title": translate(problem.message), "href": problem.link}
            for problem in problems_of(attempt, link)
        ],
        "smallest": percent_text(Fraction(attempt.smallest)) if attempt.smallest else "",
        "largest": percent_text(Fraction(attempt.largest)) if attempt.largest else "",
    }


@blueprint.post(f"{CALL}/draw/prepare")
@staff(Role.OPENNESS)
def prepare(code: str, call_code: str) -> ResponseReturnValue:
    """Ask for the draw with quotas to be prepared in the background."""
    call = readable_call(code, call_code)
    try:
        request_preparation(current_session(), call, actor=current_actor(), now=clock.now())
    except DecisionsError as error:
        return _refused(call, "prepare_draw", error)
    flash(_("已开始准备，完成后在本页显示结果，可以先离开。"), "success")
    return redirect(path_to(call, "draw"))


@blueprint.post(f"{CALL}/draw/freeze")
@staff(Role.OPENNESS)
def freeze(code: str, call_code: str) -> ResponseReturnValue:
    """Freeze the pool, when whoever does it says so."""
    call = readable_call(code, call_code)
    if "sure" not in request.form:
        flash(_("请先核对名单和规则，勾选确认后再封存。"), "error")
        return redirect(path_to(call, "draw"))
    try:
        freeze_draw(current_session(), call, actor=current_actor(), now=clock.now())
    except DecisionsError as error:
        return _refused(call, "freeze_draw", error)
    flash(_("名单已封存，根哈希已经公布。"), "success")
    return redirect(path_to(call, "draw"))


def _refused(call: AttendanceCall, what: str, error: DecisionsError) -> ResponseReturnValue:
    """Note the attempt, and say on the page it came from why nothing was done."""
    _note(call, what, error)
    for message in (error.reader_message, *(problem.message for problem in error.problems)):
        flash(translate(message), "error")
    return redirect(path_to(call, "draw"))


def _note(call: AttendanceCall, what: str, error: DecisionsError) -> None:
    actor, now = current_actor(), clock.now()
    transactions.undo_but_note(
        lambda session: note_refused_attempt(session, call, what, error, actor=actor, now=now)
    )

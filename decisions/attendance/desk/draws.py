"""Staff pages of the draw: what exactly will be frozen, freezing, the numbers, drawing."""

import json
from datetime import date

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.desk.access import CALL, blueprint, page_of, path_to, readable_call, refuse
from decisions.attendance.forms.desk import SeedForm
from decisions.attendance.models import AttendanceCall, Draw
from decisions.attendance.operations import freeze_draw, run_draw
from decisions.attendance.operations.draws import files_of, pool_rows, require_freezable, rule_of
from decisions.attendance.queries import find_draw
from decisions.attendance.queries.published import get_published_call
from decisions.errors import DecisionsError
from decisions.services.actor import Role
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
            refuse(form, error)
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
    obstacle = None
    try:
        require_freezable(current_session(), call, clock.now())
    except DecisionsError as error:
        obstacle = translate(error.reader_message)
    return page_of(
        call,
        "freeze",
        "draw",
        obstacle=obstacle,
        receipts=sorted(row["id"] for row in pool_rows(current_session(), call)),
        rule=rule_of(call),
    )


@blueprint.post(f"{CALL}/draw/freeze")
@staff(Role.OPENNESS)
def freeze(code: str, call_code: str) -> ResponseReturnValue:
    """Freeze the pool, when whoever does it says so."""
    call = readable_call(code, call_code)
    if "sure" not in request.form:
        flash(_("请先核对名单和规则，勾选确认后再封存。"), "error")
        return redirect(path_to(call, "draw"))
    freeze_draw(current_session(), call, actor=current_actor(), now=clock.now())
    flash(_("名单已封存，根哈希已经公布。"), "success")
    return redirect(path_to(call, "draw"))

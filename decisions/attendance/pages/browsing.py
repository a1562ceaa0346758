"""Calls for representatives: the list, one call with everything that came of it, the files of its draw."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from decisions import clock, law
from decisions.attendance.draw import verify_draw
from decisions.attendance.queries import find_draw_file
from decisions.attendance.queries.chances import explain_draw
from decisions.attendance.queries.duties import get_statements_duty
from decisions.attendance.queries.published import (
    PublishedCall,
    get_published_call,
    list_published_calls,
)
from decisions.attendance.queries.year import count_attendance, list_planned
from decisions.attendance.rules import (
    ABSENCE_LABELS,
    ADOPTION_LABELS,
    CATEGORY_LABELS,
    GENDER_LABELS,
    METHOD_LABELS,
    STANDING_LABELS,
)
from decisions.attendance.rules.window import Stage, Window, time_left
from decisions.web.files import send_bytes
from decisions.web.guards import public
from decisions.web.page_cache import same_for_everybody
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

blueprint = Blueprint("attendance", __name__)

PAGE_SIZE = 20
GROUPS_SHOWN = 40

# How each file of a draw is served; verify_draw.py is the same for all draws and is read from the house.
DRAW_FILES = {
    "pool.csv": "text/csv; charset=utf-8",
    "rule.json": "application/json",
    "lottery.json": "application/json",
    "seed.json": "application/json",
    "result.json": "application/json",
}
VERIFIER = "verify_draw.py"

LABELS = {
    "absence": ABSENCE_LABELS,
    "adoption": ADOPTION_LABELS,
    "category": CATEGORY_LABELS,
    "gender": GENDER_LABELS,
    "method": METHOD_LABELS,
    "standing": STANDING_LABELS,
}


@blueprint.get("/attendance/")
@public
@same_for_everybody
def index() -> ResponseReturnValue:
    """List what one can sign up for, what soon will be, and what was; with the counters of the year."""
    now, session = clock.now(), current_session()
    listed = [_listed(call, now) for call in list_published_calls(session)]
    of_window = {window: [item for item in listed if item["window"] is window] for window in Window}
    past = of_window[Window.CLOSED]
    page = requested_page(len(past), PAGE_SIZE)
    return render_template(
        "attendance/index.html",
        open=_soonest_first(of_window[Window.OPEN], "closes_at"),
        upcoming=_soonest_first(of_window[Window.UPCOMING], "opens_at"),
        past=past[page.offset : page.offset + page.size],
        page=page,
        counted=count_attendance(session, clock.today().year),
        planned=list_planned(session, clock.today().year),
        needed=law.ATTENDANCE_PER_YEAR,
        source=law.ATTENDANCE_SOURCE,
    )


def _listed(call: PublishedCall, now: datetime) -> dict[str, Any]:
    closes_at = call.call.closes_at
    return {
        "call": call.call,
        "notice": call.notice.payload,
        "window": call.window_at(now),
        "stage": call.stage_at(now),
        "opens_at": call.call.opens_at,
        "closes_at": closes_at,
        "left": time_left(closes_at, now) if closes_at else (0, 0),
    }


def _soonest_first(items: Iterable[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: item[key])


@blueprint.get("/attendance/<code>")
@public
@same_for_everybody
def show(code: str) -> ResponseReturnValue:
    """Show a call as it was published, its draw, the list, and what representatives said."""
    now, session = clock.now(), current_session()
    published = get_published_call(session, code)
    return render_template(
        "attendance/show.html",
        published=published,
        notice=published.notice.payload,
        stage=published.stage_at(now),
        window=published.window_at(now),
        left=_listed(published, now)["left"],
        duty=get_statements_duty(session, published, clock.today()),
        labels=LABELS,
        verifier=VERIFIER,
        Stage=Stage,
    )


@blueprint.get("/attendance/<code>/draw/")
@public
@same_for_everybody
def draw_page(code: str) -> ResponseReturnValue:
    """Explain to anybody what is drawn, how likely each group is, and how to check it."""
    session = current_session()
    published = get_published_call(session, code)
    explained = explain_draw(session, published.call) if published.frozen is not None else None
    if explained is None:
        abort(404)
    return render_template(
        "attendance/draw_page.html",
        published=published,
        explained=explained,
        shown=GROUPS_SHOWN,
        contact=published.call.contact,
        verifier=VERIFIER,
    )


@blueprint.get("/attendance/<code>/draw/<name>")
@public
def draw_file(code: str, name: str) -> Response:
    """Hand out a file of the draw, byte for byte as it was hashed."""
    published = get_published_call(current_session(), code)
    if name == VERIFIER and published.frozen is not None:
        script = Path(verify_draw.__file__).read_bytes()
        return send_bytes(script, name=name, media_type="text/x-python; charset=utf-8")
    data = find_draw_file(current_session(), code, name) if name in DRAW_FILES else None
    if data is None:
        abort(404)
    return send_bytes(data, name=name, media_type=DRAW_FILES[name])

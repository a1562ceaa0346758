"""Staff pages of supervision: the desk's front page and the calendar of working days."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock, law
from decisions.catalogue.queries import count_waiting_proposals
from decisions.errors import DecisionsError
from decisions.feedback.queries.views import list_open_views
from decisions.procedure.queries.dossier import count_draft_interpretations, list_open_reviews
from decisions.record.queries import list_pending_submissions
from decisions.services.actor import Actor, Role
from decisions.services.working_days.store import load_calendar
from decisions.services.working_days.tables import parse_year_table
from decisions.supervision.forms import CalendarYearForm
from decisions.supervision.operations import add_calendar_year
from decisions.supervision.queries import list_duties, list_sent_back
from decisions.supervision.rules import RegisteredDuty
from decisions.web.files import uploaded
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

blueprint = Blueprint("supervision_desk", __name__)

_SAMPLE = """year,2027
title,国务院办公厅关于2027年部分节假日安排的通知
number,国办发明电〔2026〕0号
issued_on,2026-11-01
date,working,name
2027-01-01,no,元旦
"""


@blueprint.get("/desk/")
@staff()
def index() -> ResponseReturnValue:
    """Show somebody what waits for them: approvals, what was sent back, dates that press."""
    actor, session, today = current_actor(), current_session(), clock.today()
    waiting = [
        submission for submission in list_pending_submissions(session) if _concerns(actor, submission.unit_id)
    ]
    return render_template(
        "supervision/desk/index.html",
        waiting=[item for item in waiting if item.prepared_by_id != actor.id],
        mine=[item for item in waiting if item.prepared_by_id == actor.id],
        sent_back=list_sent_back(session, actor),
        duties=[entry for entry in list_duties(session, today) if _presses(entry, actor)],
        views=list_open_views(session, today, actor.unit_id) if actor.unit_id else [],
        reviews=list_open_reviews(session) if actor.has(Role.JUSTICE) else [],
        proposals=count_waiting_proposals(session, reader=actor),
        today=today,
        draft_interpretations=count_draft_interpretations(session, today.year),
        draft_interpretations_due=law.DRAFT_INTERPRETATIONS_PER_YEAR,
    )


def _concerns(actor: Actor, unit_id: int | None) -> bool:
    return actor.has(Role.OPENNESS) or unit_id == actor.unit_id


def _presses(entry: RegisteredDuty, actor: Actor) -> bool:
    """Whether a date is still open and the actor's to watch."""
    if entry.duty.met_on is not None or (entry.duty.started_on is None and entry.duty.due_on is None):
        return False
    return actor.has(Role.OPENNESS) or entry.unit_id == actor.unit_id


@blueprint.route("/desk/calendar/", methods=["GET", "POST"])
@staff(Role.OPENNESS, Role.ADMINISTRATOR)
def calendar() -> ResponseReturnValue:
    """Show the years of the calendar and take the file of a new one."""
    form, actor, session = CalendarYearForm(), current_actor(), current_session()
    if form.validate_on_submit():
        upload = uploaded(form.file.data)
        try:
            table = parse_year_table(upload[1] if upload else b"")
            moved = add_calendar_year(session, table, actor=actor, now=clock.now(), today=clock.today())
        except DecisionsError as error:
            form.absorb(error)
        else:
            flash(_moved_message(table.year, moved), "success")
            return redirect(url_for("supervision_desk.calendar"))
    page = render_template(
        "supervision/desk/calendar.html",
        form=form,
        calendar=load_calendar(session),
        may_add=actor.has(Role.ADMINISTRATOR),
        sample=_SAMPLE,
    )
    return page, 422 if form.errors else 200


def _moved_message(year: int, moved: list[tuple[RegisteredDuty, date | None]]) -> str:
    if not moved:
        return str(_("%(year)s 年的安排已录入，没有时限因此变动。", year=str(year)))
    names = "；".join(f"{entry.decision_title} {translate(entry.duty.title)}" for entry, _before in moved)
    return str(_("%(year)s 年的安排已录入，以下时限已重新计算：%(names)s", year=str(year), names=names))

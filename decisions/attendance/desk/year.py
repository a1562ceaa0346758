"""The staff page of the whole year: the two counters, what is planned, every call, the standing pool."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock, law
from decisions.attendance.desk.access import CALL, LABELS, blueprint, path_to, readable_call
from decisions.attendance.operations.pool import invite_pool
from decisions.attendance.queries import list_calls
from decisions.attendance.queries.pool import count_members
from decisions.attendance.queries.year import count_attendance, list_planned
from decisions.services.actor import Role
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

AREAS_SHOWN = 20


@blueprint.get("/desk/attendance/")
@staff(Role.OPENNESS, Role.JUSTICE)
def year() -> ResponseReturnValue:
    """Show how the year stands."""
    session, today = current_session(), clock.today()
    return render_template(
        "attendance/desk/year.html",
        counted=count_attendance(session, today.year),
        needed=law.ATTENDANCE_PER_YEAR,
        source=law.ATTENDANCE_SOURCE,
        planned=list_planned(session, today.year),
        calls=list_calls(session),
        pool=count_members(session, today),
        areas_shown=AREAS_SHOWN,
        labels=LABELS,
    )


@blueprint.post(f"{CALL}/invite-pool")
@staff(Role.OPENNESS)
def invite(code: str, call_code: str) -> ResponseReturnValue:
    """Tell the members of the standing pool that one may sign up."""
    call = readable_call(code, call_code)
    count = invite_pool(
        current_session(),
        call,
        portal_url=settings().base_url,
        actor=current_actor(),
        now=clock.now(),
    )
    flash(_("已通知常备库成员 %(count)s 人，邮件陆续发出。", count=str(count)), "success")
    return redirect(path_to(call, "show"))

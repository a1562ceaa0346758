"""Desk page on which opinions from paper are typed in, one after the other."""

from datetime import datetime
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation import operations
from decisions.consultation.desk.access import (
    HANDLERS,
    blueprint,
    handled,
    round_of,
    round_path,
)
from decisions.consultation.forms import OfflineOpinionForm
from decisions.consultation.models import Consultation
from decisions.consultation.queries import list_recent_offline
from decisions.consultation.rules import Channel
from decisions.errors import DecisionsError
from decisions.web import transactions
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

_RECENT = 5
_ROUND = "/desk/decisions/<code>/consultation/<round_code>"


@blueprint.route(f"{_ROUND}/enter", methods=["GET", "POST"])
@staff(*HANDLERS)
def enter(code: str, round_code: str) -> ResponseReturnValue:
    """Type in one opinion after the other; channel and time stay for the next one."""
    consultation = round_of(handled(code), round_code)
    form = OfflineOpinionForm()
    if request.method == "GET":
        _carry_over(form)
    if form.validate_on_submit():
        try:
            opinion = operations.enter_offline_opinion(
                current_session(),
                consultation,
                form.as_input(),
                channel=Channel(form.channel.data),
                received_at=form.received_at.data.replace(tzinfo=clock.SHANGHAI),
                number=form.number.data or "",
                idempotency_key=form.idempotency_key,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            consultation = round_of(handled(code), round_code)
            form.absorb(error)
        else:
            flash(_("已录入，回执编号 %(receipt)s。请继续录入下一条。", receipt=opinion.receipt), "success")
            return redirect(_next_entry(consultation, form), 303)
    page = render_template(
        "consultation/desk/enter.html",
        consultation=consultation,
        decision=consultation.decision,
        form=form,
        recent=list_recent_offline(current_session(), consultation.id, limit=_RECENT),
    )
    return page, 422 if form.errors else 200


def _next_entry(consultation: Consultation, form: OfflineOpinionForm) -> str:
    """Return the form again, for the next opinion of the same pile."""
    kept = {"channel": form.channel.data, "received_at": form.received_at.data.isoformat("T", "minutes")}
    return f"{round_path(consultation, 'enter')}?{urlencode(kept)}"


def _carry_over(form: OfflineOpinionForm) -> None:
    """Take channel and time from the entry before."""
    if request.args.get("channel") in set(Channel):
        form.channel.data = request.args["channel"]
    try:
        form.received_at.data = datetime.fromisoformat(request.args.get("received_at", ""))
    except ValueError:
        form.received_at.data = None

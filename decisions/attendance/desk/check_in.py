"""Staff page for the day of the meeting: a list on a phone at the door, or on paper with signatures.

A representative's receipt shows a QR code that only leads here, to their line: who stands at the door is told
by their document, so the code is no secret and proves nothing.
"""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.desk.access import CALL, READERS, blueprint, page_of, path_to, readable_call, refuse
from decisions.attendance.forms.desk import DeliveryForm
from decisions.attendance.models import AttendanceCall
from decisions.attendance.operations import check_in as note_presence
from decisions.attendance.operations import note_delivery, state_of
from decisions.attendance.permissions import may_prepare_statements
from decisions.attendance.queries import (
    find_meeting,
    find_representative_of,
    find_sign_up_by_receipt,
    get_representative,
    list_representatives,
)
from decisions.errors import DecisionsError
from decisions.services.actor import Role
from decisions.web.acts import act, is_carried_out
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

_SAID = {"present": True, "absent": False}


@blueprint.get(f"{CALL}/check-in")
@staff(*READERS)
def check_in(code: str, call_code: str) -> ResponseReturnValue:
    """List who has a seat, the one whose code was read first."""
    return _page(readable_call(code, call_code), None)


@blueprint.post(f"{CALL}/check-in/<int:person_id>")
@staff(Role.DRAFTER, Role.OPENNESS)
def mark(code: str, call_code: str, person_id: int) -> ResponseReturnValue:
    """Note that somebody is there, or not, or take it back."""
    call, session = readable_call(code, call_code), current_session()
    person = get_representative(session, call, person_id)
    present = _SAID.get(request.form.get("said", ""))
    return act(
        lambda: note_presence(session, call, person, present=present, actor=current_actor(), now=clock.now()),
        done=_("已登记。"),
        path=path_to(call, "check_in"),
        again=lambda error: _page(call, None, error),
    )


@blueprint.post(f"{CALL}/check-in/materials")
@staff(Role.DRAFTER, Role.OPENNESS)
def deliver(code: str, call_code: str) -> ResponseReturnValue:
    """Note when the materials reached whom."""
    call, session = readable_call(code, call_code), current_session()
    form = _delivery_form(call)

    def run() -> None:
        note_delivery(
            session,
            call,
            set(form.people.data),
            delivered_on=form.delivered_on.data,
            actor=current_actor(),
            now=clock.now(),
        )

    if form.validate_on_submit() and is_carried_out(form, run):
        flash(_("已保存。"), "success")
        return redirect(path_to(call, "check_in"))
    return _page(call, form)


def _delivery_form(call: AttendanceCall) -> DeliveryForm:
    form = DeliveryForm()
    people = list_representatives(current_session(), call)
    form.people.choices = [(person.id, person.name) for person in people if person.absence is None]
    return form


def _page(
    call: AttendanceCall, form: DeliveryForm | None, refusal: DecisionsError | None = None
) -> ResponseReturnValue:
    session = current_session()
    people = list_representatives(session, call)
    shown = form if form is not None else _delivery_form(call)
    if refusal is not None:
        refuse(shown, refusal)
    sign_up = find_sign_up_by_receipt(session, request.args.get("receipt", ""))
    asked = find_representative_of(session, sign_up.id) if sign_up else None
    page = page_of(
        call,
        "check_in",
        "check_in",
        people=people,
        asked=asked,
        offers={person.id: state_of(person, clock.now()) for person in people},
        meeting=find_meeting(session, call.decision_id),
        may_note=call.statements_seq is None and may_prepare_statements(current_actor(), call.decision),
        form=shown,
    )
    return page, refusal.status if refusal else 422 if shown.errors else 200

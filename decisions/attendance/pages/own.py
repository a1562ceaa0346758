"""One's own sign-up by its receipt: change it, take it back, take a copy along.

Each asks for the telephone that was given: a receipt alone may have been seen by others.
"""

import json

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.errors import SignUpNotFoundError
from decisions.attendance.forms.sign_up import AmendForm, OwnForm
from decisions.attendance.models import SignUp
from decisions.attendance.operations import (
    amend_sign_up,
    as_input,
    confirm_own_seat,
    decline_own_seat,
    needs_identity_of,
    own_copy,
    require_own,
    state_of,
    withdraw_sign_up,
)
from decisions.attendance.pages.browsing import blueprint
from decisions.attendance.queries import find_meeting, find_representative_of, find_sign_up_by_receipt
from decisions.errors import DecisionsError
from decisions.extensions import limiter
from decisions.web import transactions
from decisions.web.context import settings
from decisions.web.files import send_bytes
from decisions.web.guards import public
from decisions.web.transactions import current_session

_LOOKING_RATE = "30 per minute"
# Receipts of a frozen pool are public: whoever tries out telephone numbers on one gets nowhere.
_ANSWERING_RATE = "10 per hour"


@blueprint.route("/attendance/sign-ups/<receipt>/withdraw", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def withdraw(receipt: str) -> ResponseReturnValue:
    """Let whoever holds the receipt, and knows the telephone, take the sign-up back."""
    found, form = _found(receipt), OwnForm()
    if form.validate_on_submit():
        try:
            withdraw_sign_up(current_session(), found, phone=form.phone.data, now=clock.now())
        except DecisionsError as error:
            form.absorb(error)
        else:
            flash(_("报名已撤回，您填写的个人信息已经删除。"), "success")
            return redirect(url_for("attendance.withdraw", receipt=found.receipt), 303)
    return render_template("attendance/withdraw.html", sign_up=found, form=form)


@blueprint.route("/attendance/sign-ups/<receipt>/copy", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def copy(receipt: str) -> ResponseReturnValue:
    """Hand out everything the portal holds of the person by this sign-up."""
    found, form = _found(receipt), OwnForm()
    if form.validate_on_submit():
        try:
            told = own_copy(current_session(), found, phone=form.phone.data)
        except DecisionsError as error:
            form.absorb(error)
        else:
            data = json.dumps(told, ensure_ascii=False, indent=2).encode()
            response = send_bytes(data, name=f"{found.receipt}.json", media_type="application/json")
            response.headers["Cache-Control"] = "no-store"
            return response
    return render_template("attendance/copy.html", sign_up=found, form=form), 422 if form.errors else 200


@blueprint.route("/attendance/sign-ups/<receipt>/amend", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def amend(receipt: str) -> ResponseReturnValue:
    """Ask for the telephone, show the sign-up as it was sent, take it as it shall be."""
    found = _found(receipt)
    return _amend(found) if "version" in request.form else _identify(found)


def _identify(found: SignUp) -> ResponseReturnValue:
    form = OwnForm()
    if form.validate_on_submit():
        try:
            require_own(current_session(), found, phone=form.phone.data)
        except DecisionsError as error:
            form.absorb(error)
        else:
            filled = AmendForm.of(
                as_input(found), version=found.version, needs_identity=needs_identity_of(found)
            )
            return _form_page(found, filled)
    page = render_template("attendance/amend.html", sign_up=found, ask=form, form=None)
    return page, 422 if form.errors else 200


def _amend(found: SignUp) -> ResponseReturnValue:
    form = AmendForm(needs_identity=needs_identity_of(found))
    if not form.is_acceptable(clock.today()):
        return _form_page(found, form), 422
    try:
        amend_sign_up(
            current_session(),
            found,
            form.as_input(),
            phone=form.known_phone.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        )
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return _form_page(_found(found.receipt), form), error.status
    flash(_("报名已修改，资格将重新审查。回执编号不变。"), "success")
    return redirect(f"/receipts/{found.receipt}", 303)


def _form_page(found: SignUp, form: AmendForm) -> str:
    return render_template("attendance/amend.html", sign_up=found, ask=None, form=form)


@blueprint.route("/attendance/sign-ups/<receipt>/seat", methods=["GET", "POST"])
@public
@limiter.limit(_ANSWERING_RATE, methods=["POST"])
def seat(receipt: str) -> ResponseReturnValue:
    """Let whoever was chosen say whether they come."""
    found, form, now = _found(receipt), OwnForm(), clock.now()
    person = find_representative_of(current_session(), found.id)
    if person is None or found.call.representatives_seq is None:
        raise SignUpNotFoundError
    if form.validate_on_submit():
        answer = decline_own_seat if "decline" in request.form else confirm_own_seat
        try:
            answer(current_session(), found, phone=form.phone.data, now=now)
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            is_coming = answer is confirm_own_seat
            flash(
                _("已确认，请准时到会。") if is_coming else _("已登记您不能到会，席位按规则递补。"), "success"
            )
            return redirect(url_for("attendance.seat", receipt=found.receipt), 303)
    person = find_representative_of(current_session(), found.id)
    page = render_template(
        "attendance/seat.html",
        sign_up=found,
        person=person,
        state=state_of(person, now) if person else None,
        meeting=find_meeting(current_session(), found.call.decision_id),
        check_in_address=_check_in_address(found),
        form=form,
    )
    return page, 422 if form.errors else 200


def _check_in_address(found: SignUp) -> str:
    """Return where the code at the door leads: to the list at the desk, which only staff can open."""
    call = found.call
    path = f"/desk/decisions/{call.decision.code}/attendance/{call.code}/check-in"
    return f"{settings().base_url}{path}?receipt={found.receipt}"


def _found(receipt: str) -> SignUp:
    found = find_sign_up_by_receipt(current_session(), receipt)
    if found is None:
        raise SignUpNotFoundError
    return found

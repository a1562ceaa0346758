"""The page on which somebody found ineligible objects, by the receipt and the telephone."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.errors import SignUpNotFoundError
from decisions.attendance.forms.sign_up import ObjectionForm
from decisions.attendance.operations import raise_objection
from decisions.attendance.operations.gates import is_settled
from decisions.attendance.pages.browsing import blueprint
from decisions.attendance.queries import find_sign_up_by_receipt
from decisions.attendance.rules import Eligibility
from decisions.errors import DecisionsError
from decisions.extensions import limiter
from decisions.web import transactions
from decisions.web.guards import public
from decisions.web.transactions import current_session

_RATE = "30 per minute"


@blueprint.route("/attendance/sign-ups/<receipt>/object", methods=["GET", "POST"])
@public
@limiter.limit(_RATE)
def object_(receipt: str) -> ResponseReturnValue:
    """Take an objection from whoever holds the receipt and knows the telephone."""
    found = find_sign_up_by_receipt(current_session(), receipt)
    if found is None:
        raise SignUpNotFoundError
    form = ObjectionForm()
    if form.validate_on_submit():
        try:
            raise_objection(
                current_session(),
                found,
                phone=form.phone.data,
                content=form.content.data,
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            flash(_("异议已提交，答复会显示在回执页上。"), "success")
            return redirect(f"/receipts/{found.receipt}", 303)
    session = current_session()
    waits = any(item.answered_at is None for item in found.objections)
    may_object = (
        found.eligibility is Eligibility.INELIGIBLE
        and not found.erased_at
        and not waits
        and not is_settled(session, found.call)
    )
    return render_template("attendance/object.html", sign_up=found, form=form, may_object=may_object)

"""The pages of the standing pool: joining it, and the receipt by which one leaves."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.errors import PoolMemberNotFoundError
from decisions.attendance.forms.pool import JoinForm, LeaveForm
from decisions.attendance.operations.pool import join_pool, leave_pool
from decisions.attendance.pages.browsing import blueprint
from decisions.attendance.queries.pool import find_member_by_receipt
from decisions.attendance.rules.pool import KEPT_MONTHS
from decisions.errors import DecisionsError
from decisions.extensions import limiter
from decisions.web import transactions
from decisions.web.guards import public
from decisions.web.transactions import current_session

_RATE = "30 per minute"


@blueprint.route("/attendance/pool", methods=["GET", "POST"])
@public
@limiter.limit(_RATE, methods=["POST"])
def pool() -> ResponseReturnValue:
    """Let anybody join the standing pool."""
    form = JoinForm()
    status = 200
    if form.validate_on_submit():
        key = f"pool-{form.idempotency_key}"
        try:
            member = join_pool(current_session(), form.as_input(), idempotency_key=key, now=clock.now())
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
            status = error.status
        else:
            flash(_("已登记。有新的列席报名时，会发邮件通知您。"), "success")
            return redirect(url_for("attendance.pool_receipt", receipt=member.receipt), 303)
    elif form.errors:
        status = 422
    return render_template("attendance/pool.html", form=form, months=KEPT_MONTHS), status


@blueprint.route("/attendance/pool/<receipt>", methods=["GET", "POST"])
@public
@limiter.limit(_RATE)
def pool_receipt(receipt: str) -> ResponseReturnValue:
    """Show whoever holds the receipt until when they are in the pool, and let them leave it."""
    member = find_member_by_receipt(current_session(), receipt)
    if member is None:
        raise PoolMemberNotFoundError
    form = LeaveForm()
    if form.validate_on_submit():
        try:
            leave_pool(current_session(), member, contact=form.contact.data, now=clock.now())
        except DecisionsError as error:
            form.absorb(error)
        else:
            flash(_("已退出，您登记的信息已经删除。"), "success")
            return redirect(url_for("attendance.pool_receipt", receipt=member.receipt), 303)
    response: Response = make_response(
        render_template("attendance/pool_receipt.html", member=member, form=form)
    )
    response.headers["Cache-Control"] = "no-store"
    return response

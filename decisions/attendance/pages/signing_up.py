"""The form with which anybody signs up to sit in. Not here: what they do with it later (`own`)."""

import hashlib

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from decisions import clock
from decisions.attendance.errors import SignUpClosedError
from decisions.attendance.forms.sign_up import SignUpForm
from decisions.attendance.operations import receive_sign_up
from decisions.attendance.pages.browsing import blueprint
from decisions.attendance.queries import find_sign_up_by_key
from decisions.attendance.queries.published import PublishedCall, get_published_call
from decisions.attendance.rules import RepresentativeCategory
from decisions.attendance.rules.fields import SignUpInput
from decisions.attendance.rules.window import Window, clock_time
from decisions.errors import DecisionsError
from decisions.extensions import csrf, limiter
from decisions.record.rules import canonical
from decisions.web import transactions
from decisions.web.context import settings
from decisions.web.guards import public
from decisions.web.transactions import current_session

# One address may stand for a school or a company; the demonstration is shown to rooms full of people.
_SENDING_RATE = "60 per minute;600 per hour"
_DEMO_RATE = "6000 per minute"


def _rate() -> str:
    return _DEMO_RATE if settings().is_demo else _SENDING_RATE


def _too_often(_limit: RequestLimit) -> Response:
    """Say so on the form itself, so that nothing typed is lost."""
    published = get_published_call(current_session(), (request.view_args or {})["code"])
    form = SignUpForm(needs_identity=published.call.needs_identity)
    form.form_errors.append(_("提交过于频繁，请稍等一分钟再提交。您填写的内容保留在本页。"))
    return make_response(_page(published, form), 429)


@blueprint.route("/attendance/<code>/sign-up", methods=["GET", "POST"])
@public
@limiter.limit(_rate, methods=["POST"], on_breach=_too_often)
def sign_up(code: str) -> ResponseReturnValue:
    """Take a sign-up from anybody, without an account."""
    published = get_published_call(current_session(), code)
    form = SignUpForm(needs_identity=published.call.needs_identity)
    if request.method == "GET":
        return _page(published, form)
    if published.window_at(clock.now()) is Window.CLOSED and not _is_sent_before(form):
        # First of all, whatever else the form lacks: nobody shall mend fields for nothing.
        closes_at = published.call.closes_at
        form.absorb(SignUpClosedError(closes_at=clock_time(closes_at) if closes_at else ""))
        return _page(published, form), SignUpClosedError.status
    if not form.is_acceptable(clock.today()):
        return _page(published, form), 422
    entry = form.as_input()
    try:
        taken = receive_sign_up(
            current_session(),
            published.call,
            entry,
            idempotency_key=_key(form, entry),
            now=clock.now(),
        )
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return _page(get_published_call(current_session(), code), form), error.status
    return redirect(f"/receipts/{taken.receipt}", 303)


# The form checks its own token, and so keeps what was typed when the page has expired.
csrf.exempt(sign_up)


def _is_sent_before(form: SignUpForm) -> bool:
    """Whether this very form was taken in time, and is only sent again."""
    if form.category.data not in set(RepresentativeCategory):
        return False
    return find_sign_up_by_key(current_session(), _key(form, form.as_input())) is not None


def _key(form: SignUpForm, entry: SignUpInput) -> str:
    """Return the key of this form with these words.

    The same send twice is one sign-up; going back, naming somebody else and sending again is another.
    """
    parts = [form.idempotency_key, entry.name.strip(), entry.phone.strip(), entry.born.strip()]
    return "web-" + hashlib.sha256(canonical(parts).encode()).hexdigest()


def _page(published: PublishedCall, form: SignUpForm) -> str:
    return render_template(
        "attendance/sign_up.html",
        published=published,
        notice=published.notice.payload,
        form=form,
        window=published.window_at(clock.now()),
        Window=Window,
        is_sent=request.method == "POST",
    )

"""The form with which anybody comments, and the way to withdraw a consent given in it."""

import hashlib

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded

from decisions import clock
from decisions.consultation.drafts import Draft
from decisions.consultation.errors import OpinionNotFoundError, WindowClosedError, WindowNotOpenError
from decisions.consultation.forms import OpinionForm
from decisions.consultation.operations import OpinionInput, receive_opinion, withdraw_consent
from decisions.consultation.pages.browsing import blueprint
from decisions.consultation.queries import PublishedNotice, find_opinion_by_receipt, get_published_notice
from decisions.consultation.rules.opinions import MAX_ATTACHMENTS
from decisions.consultation.rules.window import window_state
from decisions.errors import DecisionsError
from decisions.extensions import csrf, limiter
from decisions.record.rules import canonical
from decisions.web import transactions
from decisions.web.context import file_store, settings
from decisions.web.forms import Form
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

# One address may stand for a school or a company; the demonstration is shown to rooms full of people.
_SENDING_RATE = "60 per minute;600 per hour"
_DEMO_RATE = "6000 per minute"
_LOOKING_RATE = "30 per minute"


def _rate() -> str:
    return _DEMO_RATE if settings().is_demo else _SENDING_RATE


@blueprint.route("/consultations/<code>/respond", methods=["GET", "POST"])
@public
def respond(code: str) -> ResponseReturnValue:
    """Take an opinion from anybody, without an account."""
    notice = get_published_notice(current_session(), code)
    form = _form(notice)
    if request.method == "GET":
        form.clause.data = request.args.get("clause", "")
        return _form_page(notice, form)
    if _is_too_often():
        form.form_errors.append(_("提交过于频繁，请稍等一分钟再提交。您填写的内容保留在本页。"))
        return _form_page(notice, form), 429
    if not form.validate_on_submit():
        _explain_expiry(form)
        return _form_page(notice, form), 422
    try:
        opinion = receive_opinion(
            current_session(),
            file_store(),
            notice.consultation,
            form.as_input(),
            idempotency_key=_key(form),
            now=clock.now(),
        )
    except (WindowClosedError, WindowNotOpenError) as error:
        transactions.undo()
        return _too_late_page(get_published_notice(current_session(), code), form, error)
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return _form_page(get_published_notice(current_session(), code), form), error.status
    return redirect(f"/receipts/{opinion.receipt}", 303)


# The form checks its own token, and so keeps what was typed when the page has expired.
csrf.exempt(respond)


def _is_too_often() -> bool:
    """Whether this address sends more than it may; the form itself says so, and nothing typed is lost."""
    try:
        with limiter.limit(_rate):
            return False
    except RateLimitExceeded:
        return True


def _explain_expiry(form: OpinionForm) -> None:
    """Say in plain words what a missing token means."""
    if form.csrf_token.errors:
        form.csrf_token.errors = [_("页面已经过期，您填写的内容都保留着，请再次提交；附件需要重新选择。")]


def _form(notice: PublishedNotice) -> OpinionForm:
    tree = notice.payload["draft"]
    return OpinionForm.for_draft(Draft.from_json(tree) if tree else None)


def _key(form: OpinionForm) -> str:
    """Return the key of this form with these words.

    The same send twice is one opinion; going back, changing the words and sending again is another.
    """
    said: OpinionInput = form.as_input()
    files = [hashlib.sha256(data).hexdigest() for _name, data in said.attachments]
    for upload in form.attachments.data or []:
        upload.seek(0)
    parts = [form.idempotency_key, said.content.strip(), said.clause, said.submitter_type.value, *files]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def _form_page(notice: PublishedNotice, form: OpinionForm) -> str:
    return render_template(
        "consultation/respond.html",
        published=notice.payload,
        form=form,
        state=window_state(notice.opens_on, notice.closes_on, clock.now()),
        max_attachments=MAX_ATTACHMENTS,
    )


def _too_late_page(notice: PublishedNotice, form: OpinionForm, error: DecisionsError) -> ResponseReturnValue:
    page = render_template(
        "consultation/not_open.html",
        published=notice.payload,
        content=form.content.data,
        message=translate(error.reader_message),
    )
    return page, error.status


@blueprint.route("/receipts/<receipt>/withdraw", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def withdraw(receipt: str) -> ResponseReturnValue:
    """Let whoever holds the receipt take back their consent; name and contact are then forgotten."""
    opinion = find_opinion_by_receipt(current_session(), receipt)
    if opinion is None:
        raise OpinionNotFoundError
    form = Form()
    if form.validate_on_submit():
        withdraw_consent(current_session(), opinion, now=clock.now())
        flash(_("已撤回同意，您的姓名和联系方式已经删除。意见内容仍会得到研究和答复。"), "success")
        return redirect(url_for("consultation.withdraw", receipt=opinion.receipt), 303)
    return render_template("consultation/withdraw.html", opinion=opinion, form=form)

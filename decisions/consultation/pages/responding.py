"""The form with which anybody comments: on one clause, on several at once, or on the whole draft."""

import hashlib

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation.errors import WindowClosedError, WindowNotOpenError
from decisions.consultation.forms import OpinionForm
from decisions.consultation.models import Opinion
from decisions.consultation.operations import OpinionInput, receive_opinion
from decisions.consultation.pages.browsing import blueprint
from decisions.consultation.pages.safeguards import FloodError, admit, explain_flood, is_asked, renew
from decisions.consultation.queries import PublishedNotice, get_published_notice
from decisions.consultation.rules.challenges import DIFFICULTY
from decisions.consultation.rules.opinions import MAX_ATTACHMENTS, MAX_POINTS
from decisions.consultation.rules.window import window_state
from decisions.errors import DecisionsError
from decisions.extensions import csrf
from decisions.record.rules import canonical
from decisions.web import transactions
from decisions.web.context import file_store
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.transactions import current_session


@blueprint.route("/consultations/<code>/respond", methods=["GET", "POST"])
@public
def respond(code: str) -> ResponseReturnValue:
    """Take an opinion from anybody, without an account."""
    notice = get_published_notice(current_session(), code)
    form = _form(notice)
    if request.method == "GET":
        first, *others = request.args.getlist("clause")[:MAX_POINTS] or [""]
        form.clause.data = first
        for clause in others:
            form.add_point(clause)
        return _form_page(notice, form, asks_sum=is_asked())
    if "more" in request.form:
        form.add_point()
        return _form_page(notice, form, asks_sum=is_asked())
    if not form.validate_on_submit():
        _explain_expiry(form)
        return _form_page(notice, form), 422
    return _take(notice, form)


def _take(notice: PublishedNotice, form: OpinionForm) -> ResponseReturnValue:
    """Store what was sent, or show the form again with what was typed and why not."""
    code = notice.consultation.code
    try:
        opinion = _receive(notice, form)
    except FloodError as error:
        transactions.undo()
        status = explain_flood(form, error)
        notice = get_published_notice(current_session(), code)
        return _form_page(notice, form, asks_sum=error.asks_sum or is_asked()), status
    except (WindowClosedError, WindowNotOpenError) as error:
        transactions.undo()
        return _too_late_page(get_published_notice(current_session(), code), form, error)
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return _form_page(get_published_notice(current_session(), code), form), error.status
    return redirect(f"/receipts/{opinion.receipt}", 303)


def _receive(notice: PublishedNotice, form: OpinionForm) -> Opinion:
    return receive_opinion(
        current_session(),
        file_store(),
        notice.consultation,
        form.as_input(),
        idempotency_key=_key(form),
        now=clock.now(),
        text=notice.text,
        admit=lambda: admit(form, notice.consultation.code, clock.now()),
    )


# The form checks its own token, and so keeps what was typed when the page has expired.
csrf.exempt(respond)


def _explain_expiry(form: OpinionForm) -> None:
    """Say in plain words what a missing token means."""
    if form.csrf_token.errors:
        form.csrf_token.errors = [_("页面已经过期，您填写的内容都保留着，请再次提交；附件需要重新选择。")]


def _form(notice: PublishedNotice) -> OpinionForm:
    return OpinionForm.for_draft(notice.text.draft)


def _key(form: OpinionForm) -> str:
    """Return the key of this form with these words.

    The same send twice is one opinion; going back, changing the words and sending again is another.
    """
    said: OpinionInput = form.as_input()
    files = [hashlib.sha256(data).hexdigest() for _name, data in said.attachments]
    for upload in form.attachments.data or []:
        upload.seek(0)
    further = [[point.clause, point.content.strip()] for point in said.further]
    said_first = [form.idempotency_key, said.content.strip(), said.clause, said.submitter_type.value]
    parts: list[object] = [*said_first, *files, *further]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def _form_page(notice: PublishedNotice, form: OpinionForm, *, asks_sum: bool = False) -> str:
    question = renew(form, notice.consultation.code, clock.now())
    return render_template(
        "consultation/respond.html",
        published=notice.payload,
        form=form,
        state=window_state(notice.opens_on, notice.closes_on, clock.now()),
        max_attachments=MAX_ATTACHMENTS,
        max_points=MAX_POINTS,
        difficulty=DIFFICULTY,
        question=question if asks_sum else "",
    )


def _too_late_page(notice: PublishedNotice, form: OpinionForm, error: DecisionsError) -> ResponseReturnValue:
    said = form.as_input()
    page = render_template(
        "consultation/not_open.html",
        published=notice.payload,
        content="\n\n".join([said.content, *(point.content for point in said.further)]),
        message=translate(error.reader_message),
    )
    return page, error.status

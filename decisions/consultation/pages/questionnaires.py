"""The questionnaire of a consultation: answered without an account, changed with the receipt, its results."""

import hashlib
from datetime import datetime

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation.errors.questionnaires import (
    AnswersTooEarlyError,
    AnswersTooLateError,
    AnswerWithdrawnError,
    QuestionNotFoundError,
)
from decisions.consultation.forms.questionnaires import (
    AnswerForm,
    answer_form,
    answer_hint,
    whole_number,
)
from decisions.consultation.models.questionnaires import QuestionnaireAnswer
from decisions.consultation.operations.questionnaires import (
    change_answers,
    receive_answers,
    withdraw_answers,
)
from decisions.consultation.pages.browsing import blueprint
from decisions.consultation.pages.safeguards import FloodError, admit, explain_flood, is_asked, renew
from decisions.consultation.queries import get_published_notice
from decisions.consultation.queries.questionnaires import (
    PublishedQuestionnaire,
    PublishedResults,
    count_words,
    find_answer_by_key,
    find_results,
    get_answer_by_receipt,
    get_published_questionnaire,
    get_results,
    given_in,
    list_shown_words,
    map_shown_words,
)
from decisions.consultation.rules.challenges import DIFFICULTY
from decisions.consultation.rules.questionnaires.answering import answers_text, choice_field, words_field
from decisions.consultation.rules.questionnaires.tallying import percent
from decisions.consultation.rules.window import WindowState
from decisions.consultation.schemas.questionnaires import results_json
from decisions.consultation.spreadsheets.questionnaires import results_csv
from decisions.errors import DecisionsError
from decisions.extensions import csrf, limiter
from decisions.record.rules import canonical
from decisions.web import transactions
from decisions.web.files import send_bytes
from decisions.web.forms import Form
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.page_cache import same_for_everybody
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

_LOOKING_RATE = "30 per minute"
TEXTS_SHOWN = 10
PAGE_SIZE = 50

blueprint.add_app_template_global(choice_field, "choice_field")
blueprint.add_app_template_global(words_field, "words_field")
blueprint.add_app_template_global(answer_hint, "answer_hint")
blueprint.add_app_template_global(percent, "percent")


@blueprint.route("/consultations/<code>/questionnaire", methods=["GET", "POST"])
@public
def questionnaire(code: str) -> ResponseReturnValue:
    """Take an answer to the questionnaire from anybody, without an account and without a name."""
    published = _published(code)
    form = answer_form(published.questions, version=published.payload["version"])
    if request.method == "GET":
        return _form_page(published, form, asks_sum=is_asked())
    if not form.validate_on_submit() and not _is_out_of_time(published):
        _explain_expiry(form)
        return _form_page(published, form), 422
    return _take(published, form)


def _take(published: PublishedQuestionnaire, form: AnswerForm) -> ResponseReturnValue:
    """Store what was sent, or show the form again with what was answered and why not."""
    code, key = published.payload["code"], _key(form)
    try:
        taken = find_answer_by_key(current_session(), key) or _receive(published, form, key)
    except FloodError as error:
        transactions.undo()
        status = explain_flood(form, error)
        return _form_page(_published(code), form, asks_sum=error.asks_sum or is_asked()), status
    except DecisionsError as error:
        transactions.undo()
        return _refused(code, form, error)
    return redirect(f"/receipts/{taken.receipt}", 303)


def _receive(published: PublishedQuestionnaire, form: AnswerForm, key: str) -> QuestionnaireAnswer:
    if not _is_out_of_time(published):
        admit(form, published.payload["code"], clock.now())
    return receive_answers(
        current_session(), published.questionnaire, form.as_input(), idempotency_key=key, now=clock.now()
    )


# The form checks its own token, and so keeps what was typed when the page has expired.
csrf.exempt(questionnaire)


def _published(code: str) -> PublishedQuestionnaire:
    consultation = get_published_notice(current_session(), code).consultation
    return get_published_questionnaire(current_session(), consultation)


def _is_out_of_time(published: PublishedQuestionnaire) -> bool:
    """Whether nothing can be sent, however well it is filled in: that is what has to be said first."""
    return published.state(clock.now()) is not WindowState.OPEN


def _explain_expiry(form: AnswerForm) -> None:
    """Say in plain words what a missing token means."""
    if form.csrf_token.errors:
        form.csrf_token.errors = [_("页面已经过期，您填写的内容都保留着，请再次提交。")]


def _key(form: AnswerForm) -> str:
    """Return the key of this form with these answers: the same send twice is one answer."""
    said = {key: [*given.chosen, given.words.strip()] for key, given in form.answers().items()}
    parts = [form.idempotency_key, said, str(form.submitter_type.data)]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def _form_page(
    published: PublishedQuestionnaire,
    form: AnswerForm,
    *,
    answer: QuestionnaireAnswer | None = None,
    asks_sum: bool = False,
) -> str:
    results = find_results(current_session(), published.questionnaire)
    question = "" if answer is not None else renew(form, published.payload["code"], clock.now())
    return render_template(
        "consultation/questionnaire.html",
        published=published.payload,
        consultation=published.questionnaire.consultation,
        questions=published.questions,
        state=published.state(clock.now()),
        window=published.window,
        ends_at=_ends_at(published),
        has_results=results is not None,
        form=form,
        answer=answer,
        difficulty=DIFFICULTY,
        question=question if asks_sum else "",
    )


def _ends_at(published: PublishedQuestionnaire) -> datetime:
    return clock.end_of_day(published.window[1])


def _refused(
    code: str, form: AnswerForm, error: DecisionsError, answer: QuestionnaireAnswer | None = None
) -> ResponseReturnValue:
    published = _published(code)
    if isinstance(error, AnswersTooLateError | AnswersTooEarlyError):
        page = render_template(
            "consultation/questionnaire_not_open.html",
            published=published.payload,
            consultation=published.questionnaire.consultation,
            content=answers_text(form.questions, form.answers()),
            message=translate(error.reader_message),
        )
        return page, error.status
    if form.version.data != str(published.payload["version"]):
        form = _moved_on(published)
    if answer is not None:
        form.revision.data = str(answer.revision)  # told once, it may be sent again
    form.absorb(error)
    return _form_page(published, form, answer=answer), error.status


def _moved_on(published: PublishedQuestionnaire) -> AnswerForm:
    """Return the form of the new version; what fits it is filled in already."""
    form = answer_form(published.questions, version=published.payload["version"])
    form.version.data = str(published.payload["version"])
    return form


@blueprint.route("/receipts/<receipt>/answers", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def change(receipt: str) -> ResponseReturnValue:
    """Let whoever holds the receipt answer differently, until the end."""
    session = current_session()
    answer = get_answer_by_receipt(session, receipt)
    if answer.withdrawn_at is not None:
        raise AnswerWithdrawnError
    published = get_published_questionnaire(session, answer.questionnaire.consultation)
    form = answer_form(published.questions, version=published.payload["version"], asks_consent=False)
    if request.method == "GET":
        form.fill(given_in(answer))
        form.submitter_type.data, form.revision.data = answer.submitter_type.value, str(answer.revision)
        return _private(_form_page(published, form, answer=answer))
    if not form.validate_on_submit() and not _is_out_of_time(published):
        _explain_expiry(form)
        return _private(_form_page(published, form, answer=answer), 422)
    try:
        revision = whole_number(form.revision.data)
        change_answers(session, answer, form.as_input(), revision=revision, now=clock.now())
    except DecisionsError as error:
        transactions.undo()
        answer = get_answer_by_receipt(current_session(), receipt)
        return _refused(published.payload["code"], form, error, answer)
    flash(_("答卷已经修改，以最后一次为准。"), "success")
    return redirect(f"/receipts/{answer.receipt}", 303)


csrf.exempt(change)


def _private(page: str, status: int = 200) -> Response:
    """Return a page that belongs to the holder of a receipt."""
    response = Response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/receipts/<receipt>/withdraw-answers", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def withdraw_questionnaire(receipt: str) -> ResponseReturnValue:
    """Let whoever holds the receipt take their answer back."""
    answer = get_answer_by_receipt(current_session(), receipt)
    form = Form()
    if form.validate_on_submit():
        withdraw_answers(current_session(), answer, now=clock.now())
        flash(_("已经撤回。"), "success")
        return redirect(f"/receipts/{answer.receipt}", 303)
    published = get_published_questionnaire(current_session(), answer.questionnaire.consultation)
    page = render_template(
        "consultation/questionnaire_withdraw.html",
        answer=answer,
        published=published.payload,
        is_over=published.state(clock.now()) is WindowState.CLOSED,
        form=form,
    )
    return _private(page)


# Results


def _results(code: str) -> PublishedResults:
    consultation = get_published_notice(current_session(), code).consultation
    return get_results(current_session(), consultation)


@blueprint.get("/consultations/<code>/questionnaire/results")
@public
@same_for_everybody
def questionnaire_results(code: str) -> ResponseReturnValue:
    """Show the results as they were published, question by question."""
    session, found = current_session(), _results(code)
    identity = found.questionnaire.id
    return render_template(
        "consultation/questionnaire_results.html",
        results=found.payload,
        entry=found.entry,
        consultation=found.questionnaire.consultation,
        words=count_words(session, identity),
        texts={
            question["key"]: list_shown_words(session, identity, question["key"], limit=TEXTS_SHOWN)
            for question in found.payload["questions"]
            if question["words"]["shown"]
        },
    )


@blueprint.get("/consultations/<code>/questionnaire/results/<key>")
@public
@same_for_everybody
def questionnaire_texts(code: str, key: str) -> ResponseReturnValue:
    """Show the texts that answer one question, page by page."""
    session, found = current_session(), _results(code)
    questions = found.payload["questions"]
    number = next((place for place, each in enumerate(questions, start=1) if each["key"] == key), 0)
    if not number or not questions[number - 1]["has_words"]:
        raise QuestionNotFoundError
    counts = count_words(session, found.questionnaire.id)
    page = requested_page(counts[key].shown if key in counts else 0, PAGE_SIZE)
    return render_template(
        "consultation/questionnaire_texts.html",
        results=found.payload,
        entry=found.entry,
        consultation=found.questionnaire.consultation,
        question=questions[number - 1],
        number=number,
        page=page,
        texts=list_shown_words(session, found.questionnaire.id, key, limit=page.size, offset=page.offset),
    )


@blueprint.get("/consultations/<code>/questionnaire/results.csv")
@public
@same_for_everybody
@limiter.limit(_LOOKING_RATE)
def questionnaire_csv(code: str) -> ResponseReturnValue:
    """Hand out the results with every shown text as a table."""
    found = _results(code)
    data = results_csv(found.payload, map_shown_words(current_session(), found.questionnaire.id))
    return send_bytes(data, name=f"问卷调查结果-{code}.csv", media_type="text/csv; charset=utf-8")


@blueprint.get("/consultations/<code>/questionnaire/results.json")
@public
@same_for_everybody
def questionnaire_json(code: str) -> ResponseReturnValue:
    """Give the results as they were published."""
    return results_json(_results(code))

"""Desk pages of what a questionnaire brings: paper typed in, texts looked at, results published."""

import json
from datetime import date, datetime, time
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from decisions import clock
from decisions.consultation.desk.access import (
    HANDLERS,
    READERS,
    blueprint,
    handled,
    readable,
    rights,
    round_of,
)
from decisions.consultation.desk.questionnaires import (
    latest_submission,
    questionnaire_of,
    submission_code,
)
from decisions.consultation.forms import ShowForm, WithholdForm
from decisions.consultation.forms.questionnaires import PaperForm, paper_form
from decisions.consultation.models import Visibility
from decisions.consultation.models.questionnaires import Questionnaire, QuestionnaireWords
from decisions.consultation.operations import questionnaires as operations
from decisions.consultation.operations.questionnaires.publishing import questionnaire_desk_path
from decisions.consultation.operations.questionnaires.results import preview_results, results_desk_path
from decisions.consultation.queries.questionnaires import (
    RESULTS,
    WordsFilter,
    count_answers_by_channel,
    count_listed_words,
    find_results,
    get_published_questionnaire,
    get_words,
    list_words,
)
from decisions.consultation.rules import Channel, WithholdReason
from decisions.consultation.rules.window import WindowState
from decisions.errors import DecisionsError
from decisions.record.models import SubmissionState
from decisions.services.actor import Role
from decisions.services.personal_data import find_personal_data
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

_BASE = "/desk/decisions/<code>/consultation/<round_code>/questionnaire"
_WORDS = f"{_BASE}/texts/<int:words_id>"
PAGE_SIZE = 50


def _handled(code: str, round_code: str) -> Questionnaire:
    return questionnaire_of(round_of(handled(code), round_code))


def _read(code: str, round_code: str) -> Questionnaire:
    return questionnaire_of(round_of(readable(code), round_code))


# Paper


@blueprint.route(f"{_BASE}/enter", methods=["GET", "POST"])
@staff(*HANDLERS)
def enter_answers(code: str, round_code: str) -> ResponseReturnValue:
    """Type in one questionnaire after the other; channel and day stay for the next one."""
    found = _handled(code, round_code)
    published = get_published_questionnaire(current_session(), found.consultation)
    form = paper_form(published.questions)
    if request.method == "GET":
        _carry_over(form)
    if form.validate_on_submit():
        try:
            taken = operations.enter_paper_answers(
                current_session(),
                found,
                form.as_input(),
                channel=Channel(form.channel.data),
                received_at=_received_at(form.received_on.data),
                number=form.number.data or "",
                idempotency_key=form.idempotency_key,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            found = _handled(code, round_code)
            error.field = "received_on" if error.field == "received_at" else error.field
            form.absorb(error)
        else:
            flash(_("已录入，回执编号 %(receipt)s。请继续录入下一份。", receipt=taken.receipt), "success")
            kept = {"channel": form.channel.data, "received_on": form.received_on.data.isoformat()}
            return redirect(f"{questionnaire_desk_path(found)}/enter?{urlencode(kept)}", 303)
    page = render_template(
        "consultation/desk/enter_answers.html",
        consultation=found.consultation,
        decision=found.consultation.decision,
        form=form,
        counts=count_answers_by_channel(current_session(), found.id),
        is_closed=found.results_seq is not None,
    )
    return page, 422 if form.errors else 200


def _received_at(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI)


def _carry_over(form: PaperForm) -> None:
    """Take channel and day from the entry before."""
    if request.args.get("channel") in set(Channel):
        form.channel.data = request.args["channel"]
    try:
        form.received_on.data = date.fromisoformat(request.args.get("received_on", ""))
    except ValueError:
        form.received_on.data = None


# Texts


@blueprint.get(f"{_BASE}/texts")
@staff(*HANDLERS)
def words(code: str, round_code: str) -> ResponseReturnValue:
    """List the texts, those first that nobody has decided on."""
    return _words_page(_handled(code, round_code))


def _words_page(found: Questionnaire, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session, asked = current_session(), request.args.get("visibility", "")
    wanted = WordsFilter(Visibility(asked) if asked in set(Visibility) else None)
    page = requested_page(count_listed_words(session, found.id, wanted), PAGE_SIZE)
    counts = {each: count_listed_words(session, found.id, WordsFilter(each)) for each in Visibility}
    published = get_published_questionnaire(session, found.consultation)
    html = render_template(
        "consultation/desk/answer_texts.html",
        consultation=found.consultation,
        decision=found.consultation.decision,
        rows=list_words(session, found.id, wanted, limit=page.size, offset=page.offset),
        numbers={question.key: number for number, question in enumerate(published.questions, start=1)},
        wanted=wanted,
        counts=counts,
        page=page,
        is_closed=found.results_seq is not None,
        problems=refusal_lines(refusal),
    )
    return (html, refusal.status) if refusal else html


@blueprint.get(_WORDS)
@staff(*HANDLERS)
def one_text(code: str, round_code: str, words_id: int) -> ResponseReturnValue:
    """Show one text with what would be starred out, and the two ways to decide."""
    return _text_page(code, round_code, words_id, ShowForm(formdata=None), WithholdForm(formdata=None))


def _text_page(
    code: str, round_code: str, words_id: int, show_form: ShowForm, withhold_form: WithholdForm
) -> ResponseReturnValue:
    found = _handled(code, round_code)
    row = get_words(current_session(), found, words_id)
    published = get_published_questionnaire(current_session(), found.consultation)
    number = next(
        (place for place, each in enumerate(published.questions, start=1) if each.key == row.question), 0
    )
    page = render_template(
        "consultation/desk/answer_text.html",
        consultation=found.consultation,
        decision=found.consultation.decision,
        row=row,
        number=number,
        question=published.questions[number - 1].text,
        marked=_marked(row),
        is_closed=found.results_seq is not None,
        show_form=show_form,
        withhold_form=withhold_form,
    )
    return page, 422 if show_form.errors or withhold_form.errors else 200


def _marked(row: QuestionnaireWords) -> Markup:
    """Return the original words with what is starred out marked."""
    parts, place = [], 0
    for finding in find_personal_data(row.content):
        parts.append(escape(row.content[place : finding.start]))
        parts.append(Markup("<mark>{}</mark>").format(row.content[finding.start : finding.end]))
        place = finding.end
    parts.append(escape(row.content[place:]))
    return Markup("").join(parts).replace("\n", Markup("<br>"))


@blueprint.post(f"{_WORDS}/show")
@staff(*HANDLERS)
def show_text(code: str, round_code: str, words_id: int) -> ResponseReturnValue:
    """Show a text to the public."""
    found, form = _handled(code, round_code), ShowForm()
    row = get_words(current_session(), found, words_id)
    if form.validate_on_submit():
        try:
            operations.show_words(
                current_session(), found, row, also_hide=form.words(), actor=current_actor(), now=clock.now()
            )
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            flash(_("这段文字将随结果公开。"), "success")
            return redirect(_next_undecided(found), 303)
    return _text_page(code, round_code, words_id, form, WithholdForm(formdata=None))


@blueprint.post(f"{_WORDS}/withhold")
@staff(*HANDLERS)
def withhold_text(code: str, round_code: str, words_id: int) -> ResponseReturnValue:
    """Keep a text from the public, for a reason."""
    found, form = _handled(code, round_code), WithholdForm()
    row = get_words(current_session(), found, words_id)
    if form.validate_on_submit():
        reason = WithholdReason(form.reason.data)
        operations.withhold_words(
            current_session(), found, row, reason=reason, actor=current_actor(), now=clock.now()
        )
        flash(_("这段文字不予展示，理由已经记录。"), "success")
        return redirect(_next_undecided(found), 303)
    return _text_page(code, round_code, words_id, ShowForm(formdata=None), form)


def _next_undecided(found: Questionnaire) -> str:
    """Return the page of the next text to decide on, or the list when none is left."""
    following = list_words(current_session(), found.id, WordsFilter(Visibility.RECEIVED), limit=1)
    path = f"{questionnaire_desk_path(found)}/texts"
    return f"{path}/{following[0].id}" if following else path


@blueprint.post(f"{_BASE}/texts/show-all")
@staff(*HANDLERS)
def show_all_texts(code: str, round_code: str) -> ResponseReturnValue:
    """Show every undecided text in which nothing had to be starred out."""
    found = _handled(code, round_code)
    return act(
        lambda: operations.show_all_words(current_session(), found, actor=current_actor(), now=clock.now()),
        done=_("不含个人信息的文字将随结果公开；含有个人信息的，请逐段核对。"),
        path=f"{questionnaire_desk_path(found)}/texts",
        again=lambda error: _words_page(_handled(code, round_code), error),
    )


# Results


@blueprint.get(f"{_BASE}/results")
@staff(*READERS)
def questionnaire_results(code: str, round_code: str) -> ResponseReturnValue:
    """Show the results as they stand, and the way to publish them."""
    return _results_page(_read(code, round_code))


def _results_page(found: Questionnaire, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    published = get_published_questionnaire(session, found.consultation)
    results = find_results(session, found)
    submission = latest_submission(RESULTS, found, results_desk_path(found))
    is_pending = submission is not None and submission.state is SubmissionState.PENDING
    current = results.payload if results is not None else preview_results(session, published)
    shown = json.loads(submission.payload) if submission is not None and is_pending else current
    html = render_template(
        "consultation/desk/questionnaire_results.html",
        consultation=found.consultation,
        decision=found.consultation.decision,
        results=shown,
        state="published" if results is not None else submission_code(submission),
        submission=submission if results is None else None,
        is_pending=is_pending,
        is_changed=is_pending and shown != current,
        is_published=results is not None,
        is_over=published.state(clock.now()) is WindowState.CLOSED,
        ends_at=clock.end_of_day(published.window[1]),
        undecided=count_listed_words(session, found.id, WordsFilter(Visibility.RECEIVED)),
        problems=refusal_lines(refusal),
        **rights(found.consultation.decision),
    )
    return (html, refusal.status) if refusal else html


@blueprint.post(f"{_BASE}/results/submit")
@staff(Role.DRAFTER)
def submit_results(code: str, round_code: str) -> ResponseReturnValue:
    """Hand the results to the approver."""
    found = _read(code, round_code)
    return act(
        lambda: operations.submit_results(current_session(), found, actor=current_actor(), now=clock.now()),
        done=_("已送审，请审核人员办理。"),
        path=results_desk_path(found),
        again=lambda error: _results_page(_read(code, round_code), error),
    )


@blueprint.post(f"{_BASE}/results/approve")
@staff(Role.APPROVER)
def approve_results(code: str, round_code: str) -> ResponseReturnValue:
    """Publish the results."""
    found = _read(code, round_code)
    return act(
        lambda: operations.approve_results(
            current_session(), found, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("调查结果已公布。"),
        path=results_desk_path(found),
        again=lambda error: _results_page(_read(code, round_code), error),
    )


@blueprint.post(f"{_BASE}/results/send-back")
@staff(Role.APPROVER)
def send_back_results(code: str, round_code: str) -> ResponseReturnValue:
    """Return the results with what is to be mended."""
    found = _read(code, round_code)
    return act(
        lambda: operations.send_back_results(
            current_session(),
            found,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=results_desk_path(found),
        again=lambda error: _results_page(_read(code, round_code), error),
    )

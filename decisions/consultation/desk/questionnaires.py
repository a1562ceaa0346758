"""Desk pages on which a questionnaire is built, previewed as the public will see it, and published."""

import json
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation.desk.access import (
    READERS,
    blueprint,
    preparable,
    readable,
    rights,
    round_of,
    round_path,
)
from decisions.consultation.errors.questionnaires import QuestionnaireNotFoundError, QuestionNotFoundError
from decisions.consultation.forms.questionnaires import (
    DescriptionForm,
    QuestionForm,
    answer_form,
    whole_number,
)
from decisions.consultation.models import Consultation
from decisions.consultation.models.questionnaires import Questionnaire
from decisions.consultation.operations import questionnaires as operations
from decisions.consultation.operations.questionnaires.publishing import questionnaire_desk_path
from decisions.consultation.operations.questionnaires.snapshots import questionnaire_payload
from decisions.consultation.queries.questionnaires import (
    QUESTIONNAIRE,
    count_answers,
    find_published_questionnaire,
    find_questionnaire,
)
from decisions.consultation.rules.questionnaires import (
    KIND_LABELS,
    Question,
    QuestionKind,
    free_key,
    read_questions,
)
from decisions.errors import DecisionsError
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

_BASE = "/desk/decisions/<code>/consultation/<round_code>/questionnaire"
_QUESTION = f"{_BASE}/questions/<key>"


def questionnaire_of(consultation: Consultation) -> Questionnaire:
    """Return the questionnaire of a round. Raises: QuestionnaireNotFoundError."""
    found = find_questionnaire(current_session(), consultation.id)
    if found is None:
        raise QuestionnaireNotFoundError
    return found


def _own(code: str, round_code: str) -> Questionnaire:
    """Return a questionnaire that the viewer may build."""
    return questionnaire_of(round_of(preparable(code), round_code))


def _read(code: str, round_code: str) -> Questionnaire:
    return questionnaire_of(round_of(readable(code), round_code))


def _revision() -> int:
    return whole_number(request.form.get("revision"))


def latest_submission(kind: str, questionnaire: Questionnaire, path: str) -> Submission | None:
    """Return what was last submitted of a questionnaire from a place of the desk."""
    subject = questionnaire.consultation.decision.code
    return find_latest_submission(current_session(), kind, subject, path)


def submission_code(submission: Submission | None) -> str:
    """Return the code of the tag of what is not published."""
    codes = {SubmissionState.PENDING: "submitted", SubmissionState.SENT_BACK: "returned"}
    return codes.get(submission.state, "draft") if submission is not None else "draft"


@blueprint.get(_BASE)
@staff(*READERS)
def questionnaire(code: str, round_code: str) -> ResponseReturnValue:
    """Show a questionnaire with its questions, what is still missing, and what the public will see."""
    return _page(round_of(readable(code), round_code))


def _page(
    consultation: Consultation,
    refusal: DecisionsError | None = None,
    form: DescriptionForm | None = None,
) -> ResponseReturnValue:
    session = current_session()
    found = find_questionnaire(session, consultation.id)
    facts = _facts(found) if found is not None else {"questionnaire": None}
    if found is not None and form is None:
        form = DescriptionForm(
            formdata=None,
            data={"title": found.title, "introduction": found.introduction, "revision": found.revision},
        )
    page = render_template(
        "consultation/desk/questionnaire.html",
        consultation=consultation,
        decision=consultation.decision,
        form=form,
        kinds=KIND_LABELS,
        problems=refusal_lines(refusal),
        reason=request.form.get("reason", ""),
        **facts,
        **rights(consultation.decision),
    )
    if refusal is not None:
        return page, refusal.status
    return page, 422 if form is not None and form.errors else 200


def _facts(found: Questionnaire) -> dict[str, Any]:
    """Return how a questionnaire stands: published, changed since, submitted, answered."""
    session = current_session()
    submission = latest_submission(QUESTIONNAIRE, found, questionnaire_desk_path(found))
    is_pending = submission is not None and submission.state is SubmissionState.PENDING
    current = questionnaire_payload(found)
    shown = json.loads(submission.payload) if submission is not None and is_pending else current
    published = find_published_questionnaire(session, found.consultation)
    questions = read_questions(shown["questions"])
    is_new = published is None or {**published.payload, "version": 0} != {**current, "version": 0}
    answers = count_answers(session, found.id)
    return {
        "questionnaire": found,
        "questions": read_questions(found.questions),
        "state": "published" if published is not None and not is_new else submission_code(submission),
        "submission": submission if is_new else None,
        "is_pending": is_pending,
        "is_changed": is_pending and shown != current,
        "is_new": is_new,
        "is_published": published is not None,
        "answers": answers,
        "is_editable": answers == 0 and found.results_seq is None,
        "shown": shown,
        "shown_questions": questions,
        "preview": answer_form(questions, version=shown["version"]),
    }


@blueprint.post(f"{_BASE}/begin")
@staff(Role.DRAFTER)
def begin_questionnaire(code: str, round_code: str) -> ResponseReturnValue:
    """Begin the questionnaire of a round."""
    consultation = round_of(preparable(code), round_code)
    operations.begin_questionnaire(current_session(), consultation, actor=current_actor(), now=clock.now())
    return redirect(round_path(consultation, "questionnaire"), 303)


@blueprint.post(f"{_BASE}/describe")
@staff(Role.DRAFTER)
def describe_questionnaire(code: str, round_code: str) -> ResponseReturnValue:
    """Write title and introduction."""
    found, form = _own(code, round_code), DescriptionForm()
    path = questionnaire_desk_path(found)
    if not form.validate_on_submit():
        return _page(found.consultation, form=form)
    try:
        operations.describe_questionnaire(
            current_session(),
            found,
            title=form.title.data,
            introduction=form.introduction.data or "",
            revision=whole_number(form.revision.data),
            actor=current_actor(),
            now=clock.now(),
        )
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        form.revision.data = _read(code, round_code).revision
        return _page(round_of(readable(code), round_code), form=form)
    flash(_("已保存。"), "success")
    return redirect(path, 303)


@blueprint.route(f"{_BASE}/questions/new/<kind>", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def add_question(code: str, round_code: str, kind: str) -> ResponseReturnValue:
    """Add a question at the end."""
    found = _own(code, round_code)
    if kind not in set(QuestionKind):
        raise QuestionNotFoundError
    question = Question(free_key(read_questions(found.questions)), QuestionKind(kind), "", points=5)
    return _edit(found, question, is_new=True)


@blueprint.route(_QUESTION, methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_question(code: str, round_code: str, key: str) -> ResponseReturnValue:
    """Change a question."""
    found = _own(code, round_code)
    question = next((each for each in read_questions(found.questions) if each.key == key), None)
    if question is None:
        raise QuestionNotFoundError
    return _edit(found, question, is_new=False)


def _edit(found: Questionnaire, question: Question, *, is_new: bool) -> ResponseReturnValue:
    consultation, path = found.consultation, questionnaire_desk_path(found)
    code, round_code = consultation.decision.code, consultation.code
    form = QuestionForm.of(question, revision=found.revision)
    if form.validate_on_submit():
        try:
            operations.save_question(
                current_session(),
                found,
                form.as_question(question),
                revision=whole_number(form.revision.data),
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            consultation = round_of(preparable(code), round_code)
            form.absorb(error)
            form.revision.data = questionnaire_of(consultation).revision  # told once, it may be sent again
        else:
            flash(_("题目已保存。"), "success")
            return redirect(f"{path}#questions", 303)
    page = render_template(
        "consultation/desk/question.html",
        consultation=consultation,
        decision=consultation.decision,
        form=form,
        question=question,
        kind=KIND_LABELS[question.kind],
        is_new=is_new,
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{_QUESTION}/move")
@staff(Role.DRAFTER)
def move_question(code: str, round_code: str, key: str) -> ResponseReturnValue:
    """Move a question one place up or down."""
    found = _own(code, round_code)
    return act(
        lambda: operations.move_question(
            current_session(),
            found,
            key,
            up=request.form.get("direction") == "up",
            revision=_revision(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("次序已调整。"),
        path=f"{questionnaire_desk_path(found)}#questions",
        again=lambda error: _page(round_of(readable(code), round_code), error),
    )


@blueprint.post(f"{_QUESTION}/delete")
@staff(Role.DRAFTER)
def delete_question(code: str, round_code: str, key: str) -> ResponseReturnValue:
    """Take a question out."""
    found = _own(code, round_code)
    return act(
        lambda: operations.delete_question(
            current_session(), found, key, revision=_revision(), actor=current_actor(), now=clock.now()
        ),
        done=_("题目已删除。"),
        path=f"{questionnaire_desk_path(found)}#questions",
        again=lambda error: _page(round_of(readable(code), round_code), error),
    )


@blueprint.post(f"{_BASE}/discard")
@staff(Role.DRAFTER)
def discard_questionnaire_changes(code: str, round_code: str) -> ResponseReturnValue:
    """Go back to what is published."""
    found = _own(code, round_code)
    return act(
        lambda: operations.discard_changes(
            current_session(), found, revision=_revision(), actor=current_actor(), now=clock.now()
        ),
        done=_("已恢复为公开的版本。"),
        path=questionnaire_desk_path(found),
        again=lambda error: _page(round_of(readable(code), round_code), error),
    )


@blueprint.post(f"{_BASE}/submit")
@staff(Role.DRAFTER)
def submit_questionnaire(code: str, round_code: str) -> ResponseReturnValue:
    """Hand the questionnaire to the approver."""
    found = _read(code, round_code)
    return act(
        lambda: operations.submit_questionnaire(
            current_session(),
            found,
            reason=request.form.get("reason", ""),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已送审，请审核人员办理。"),
        path=questionnaire_desk_path(found),
        again=lambda error: _page(round_of(readable(code), round_code), error),
    )


@blueprint.post(f"{_BASE}/approve")
@staff(Role.APPROVER)
def approve_questionnaire(code: str, round_code: str) -> ResponseReturnValue:
    """Publish the questionnaire."""
    found = _read(code, round_code)
    return act(
        lambda: operations.approve_questionnaire(
            current_session(), found, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("问卷已发布。"),
        path=questionnaire_desk_path(found),
        again=lambda error: _page(round_of(readable(code), round_code), error),
    )


@blueprint.post(f"{_BASE}/send-back")
@staff(Role.APPROVER)
def send_back_questionnaire(code: str, round_code: str) -> ResponseReturnValue:
    """Return the questionnaire with what is to be mended."""
    found = _read(code, round_code)
    return act(
        lambda: operations.send_back_questionnaire(
            current_session(),
            found,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=questionnaire_desk_path(found),
        again=lambda error: _page(round_of(readable(code), round_code), error),
    )

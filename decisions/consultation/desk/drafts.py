"""Desk pages of the draft under comment and of later versions of the text."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.consultation import operations
from decisions.consultation.desk.access import (
    READERS,
    blueprint,
    preparable,
    readable,
    rights,
    round_of,
    round_path,
)
from decisions.consultation.drafts import Draft, check_numbering
from decisions.consultation.forms import DraftForm, ExplanationForm, VersionForm
from decisions.consultation.models import DraftVersion
from decisions.consultation.operations.drafts import version_desk_path
from decisions.consultation.queries import DRAFT_VERSION, get_draft_version, list_draft_versions
from decisions.consultation.rules import DraftStage
from decisions.errors import DecisionsError
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines, remark, submission_id
from decisions.web.context import file_store
from decisions.web.files import uploaded
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

_ROUND = "/desk/decisions/<code>/consultation/<round_code>"
_VERSIONS = "/desk/decisions/<code>/consultation/versions"


@blueprint.get(f"{_ROUND}/draft")
@staff(*READERS)
def draft(code: str, round_code: str) -> ResponseReturnValue:
    """Show the draft as it was read from the file, to be checked clause by clause."""
    return _draft_page(code, round_code, DraftForm(formdata=None), ExplanationForm(formdata=None))


def _draft_page(
    code: str, round_code: str, form: DraftForm, explanation_form: ExplanationForm
) -> ResponseReturnValue:
    decision = readable(code)
    consultation = round_of(decision, round_code)
    tree = consultation.draft.tree if consultation.draft else None
    doubts = check_numbering(Draft.from_json(tree)) if tree else []
    page = render_template(
        "consultation/desk/draft.html",
        consultation=consultation,
        decision=decision,
        form=form,
        explanation_form=explanation_form,
        tree=tree,
        doubts=[translate(problem.message) for problem in doubts],
        **rights(decision),
    )
    return page, 422 if form.errors or explanation_form.errors else 200


@blueprint.post(f"{_ROUND}/draft")
@staff(Role.DRAFTER)
def upload_draft(code: str, round_code: str) -> ResponseReturnValue:
    """Read a draft from a file, in place of the one before."""
    consultation = round_of(preparable(code), round_code)
    form = DraftForm()
    if form.validate_on_submit() and (upload := uploaded(form.file.data)):
        try:
            operations.attach_draft(
                current_session(),
                file_store(),
                consultation,
                name=upload[0],
                data=upload[1],
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            error.field = error.field or "file"
            form.absorb(error)
        else:
            flash(_("已读取。请与原文逐条核对。"), "success")
            return redirect(round_path(consultation, "draft"), 303)
    return _draft_page(code, round_code, form, ExplanationForm(formdata=None))


@blueprint.post(f"{_ROUND}/explanation")
@staff(Role.DRAFTER)
def upload_explanation(code: str, round_code: str) -> ResponseReturnValue:
    """Attach the draft's explanation."""
    consultation = round_of(preparable(code), round_code)
    form = ExplanationForm()
    if form.validate_on_submit() and (upload := uploaded(form.explanation.data)):
        try:
            operations.attach_explanation(
                current_session(),
                file_store(),
                consultation,
                name=upload[0],
                data=upload[1],
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            error.field = error.field or "explanation"
            form.absorb(error)
        else:
            flash(_("起草说明已上传。"), "success")
            return redirect(round_path(consultation, "draft"), 303)
    return _draft_page(code, round_code, DraftForm(formdata=None), form)


@blueprint.route(_VERSIONS, methods=["GET", "POST"])
@staff(*READERS)
def versions(code: str) -> ResponseReturnValue:
    """List the versions of the text and take a later one."""
    decision, form = readable(code), VersionForm()
    if request.method == "POST" and form.validate_on_submit() and (upload := uploaded(form.file.data)):
        try:
            version = operations.add_draft_version(
                current_session(),
                file_store(),
                decision,
                stage=DraftStage(form.stage.data),
                name=upload[0],
                data=upload[1],
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            decision = readable(code)
            error.field = error.field or "file"
            form.absorb(error)
        else:
            return redirect(version_desk_path(version), 303)
    page = render_template(
        "consultation/desk/versions.html",
        decision=decision,
        form=form,
        versions=list_draft_versions(current_session(), decision.id),
        **rights(decision),
    )
    return page, 422 if form.errors else 200


@blueprint.get(f"{_VERSIONS}/<int:version_id>")
@staff(*READERS)
def version(code: str, version_id: int) -> ResponseReturnValue:
    """Show a later version as it would be published."""
    decision = readable(code)
    return _version_page(decision, get_draft_version(current_session(), decision.id, version_id))


def _version_page(
    decision: Decision, version: DraftVersion, refusal: DecisionsError | None = None
) -> ResponseReturnValue:
    path = version_desk_path(version)
    submission = find_latest_submission(current_session(), DRAFT_VERSION, decision.code, path)
    page = render_template(
        "consultation/desk/version.html",
        decision=decision,
        version=version,
        path=path,
        submission=submission if version.published_seq is None else None,
        problems=refusal_lines(refusal),
        **rights(decision),
    )
    return (page, refusal.status) if refusal else page


@blueprint.post(f"{_VERSIONS}/<int:version_id>/submit")
@staff(Role.DRAFTER)
def submit_version(code: str, version_id: int) -> ResponseReturnValue:
    """Hand a later version to the approver."""
    row = get_draft_version(current_session(), readable(code).id, version_id)
    return act(
        lambda: operations.submit_draft_version(
            current_session(), row, actor=current_actor(), now=clock.now()
        ),
        done=_("已送审，请审核人员办理。"),
        path=version_desk_path(row),
        again=lambda error: _version_page(row.decision, row, error),
    )


@blueprint.post(f"{_VERSIONS}/<int:version_id>/approve")
@staff(Role.APPROVER)
def approve_version(code: str, version_id: int) -> ResponseReturnValue:
    """Publish a later version."""
    row = get_draft_version(current_session(), readable(code).id, version_id)
    return act(
        lambda: operations.approve_draft_version(
            current_session(), row, submission_id(), actor=current_actor(), now=clock.now()
        ),
        done=_("已向社会公布。"),
        path=version_desk_path(row),
        again=lambda error: _version_page(row.decision, row, error),
    )


@blueprint.post(f"{_VERSIONS}/<int:version_id>/send-back")
@staff(Role.APPROVER)
def send_back_version(code: str, version_id: int) -> ResponseReturnValue:
    """Return a later version with what is to be mended."""
    row = get_draft_version(current_session(), readable(code).id, version_id)
    return act(
        lambda: operations.send_back_draft_version(
            current_session(),
            row,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
        path=version_desk_path(row),
        again=lambda error: _version_page(row.decision, row, error),
    )

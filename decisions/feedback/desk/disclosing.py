"""Desk page of the disclosure: its opening words, the gate, the exact snapshot, and its approval."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.errors import DecisionsError, Level, NotAllowedError, NotFoundError
from decisions.feedback.desk.places import READERS, answerable, blueprint, desk_page, readable
from decisions.feedback.forms import DisclosureForm, opinions_page
from decisions.feedback.models import Disclosure
from decisions.feedback.operations import (
    approve_disclosure,
    prepare_disclosure,
    send_back_disclosure,
    submit_disclosure,
)
from decisions.feedback.queries.gathering import gather_case, gather_facts
from decisions.feedback.queries.published import (
    DISCLOSURE,
    find_working_disclosure,
    get_working_disclosure,
    list_versions,
)
from decisions.feedback.rules import DisclosureKind
from decisions.feedback.rules.concentration import Threshold
from decisions.feedback.rules.gate import missing_for_disclosure
from decisions.feedback.rules.snapshot import disclosure_snapshot
from decisions.record.models import Submission, SubmissionState
from decisions.record.queries import find_latest_submission
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import refusal_lines, remark, submission_id
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import Session, current_session


@blueprint.get("/desk/decisions/<code>/feedback/disclosure")
@staff(*READERS)
def disclosure(code: str) -> ResponseReturnValue:
    """Show what is to be published, what it still lacks, and what the viewer may do."""
    decision = readable(code)
    return _page(decision, _filled_form(decision))


@blueprint.post("/desk/decisions/<code>/feedback/disclosure")
@staff(Role.DRAFTER)
def prepare(code: str) -> ResponseReturnValue:
    """Keep the opening words and the kind of version."""
    decision = answerable(code)
    form = DisclosureForm()
    if not form.validate():
        return _page(decision, form), 422
    return _act(
        decision,
        lambda: _prepare(decision, form),
        done=_("已保存。核对下面的预览和清单后请送审。"),
        form=form,
    )


def _prepare(decision: Decision, form: DisclosureForm) -> None:
    prepare_disclosure(
        current_session(),
        decision,
        kind=DisclosureKind(form.kind.data),
        summary=(form.summary.data or "").replace("\r\n", "\n"),
        reason=form.reason.data or "",
        actor=current_actor(),
        now=clock.now(),
    )


@blueprint.post("/desk/decisions/<code>/feedback/disclosure/submit")
@staff(Role.DRAFTER)
def submit(code: str) -> ResponseReturnValue:
    """Hand the disclosure to the approver."""
    decision = answerable(code)
    working = get_working_disclosure(current_session(), decision.id)
    return _act(
        decision,
        lambda: submit_disclosure(
            current_session(), working, threshold=_threshold(), actor=current_actor(), now=clock.now()
        ),
        done=_("已送审，请审核人员办理。"),
    )


@blueprint.post("/desk/decisions/<code>/feedback/disclosure/approve")
@staff(Role.APPROVER)
def approve(code: str) -> ResponseReturnValue:
    """Publish the disclosure."""
    decision = readable(code)
    working = get_working_disclosure(current_session(), decision.id)
    return _act(
        decision,
        lambda: approve_disclosure(
            current_session(),
            working,
            submission_id(),
            portal_url=settings().base_url,
            threshold=_threshold(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已向社会公布，留有电子邮箱的提交人会收到通知。"),
    )


@blueprint.post("/desk/decisions/<code>/feedback/disclosure/send-back")
@staff(Role.APPROVER)
def send_back(code: str) -> ResponseReturnValue:
    """Return the disclosure with what is to be mended."""
    decision = readable(code)
    working = get_working_disclosure(current_session(), decision.id)
    return _act(
        decision,
        lambda: send_back_disclosure(
            current_session(),
            working,
            submission_id(),
            remark=remark(),
            actor=current_actor(),
            now=clock.now(),
        ),
        done=_("已退回经办人修改。"),
    )


def _threshold() -> Threshold:
    """Return how many people make an opinion concentrated in this district."""
    return Threshold(settings().concentrated_persons, settings().concentrated_percent)


def _act(
    decision: Decision, run: Callable[[], object], *, done: str, form: DisclosureForm | None = None
) -> ResponseReturnValue:
    """Carry out an operation; a refusal is shown on the page it came from, with nothing changed."""
    code = decision.code
    try:
        run()
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        again = readable(code)
        if form is not None:
            form.absorb(error)
        return _page(again, form or _filled_form(again), refusal=None if form else error), error.status
    flash(done, "success")
    return redirect(f"/desk/decisions/{code}/feedback/disclosure")


def _filled_form(decision: Decision) -> DisclosureForm:
    session = current_session()
    working = find_working_disclosure(session, decision.id)
    return DisclosureForm.of(working, kind=DisclosureKind.FINAL)


def _page(decision: Decision, form: DisclosureForm, refusal: DecisionsError | None = None) -> str:
    session = current_session()
    working = find_working_disclosure(session, decision.id)
    path = f"/desk/decisions/{decision.code}/feedback/disclosure"
    submission = find_latest_submission(session, DISCLOSURE, decision.code, path)
    versions = list_versions(session, decision.id)
    snapshot = _snapshot(session, working, submission)
    return desk_page(
        "feedback/desk/disclosure.html",
        decision,
        "/disclosure",
        form=form,
        working=working,
        submission=submission if working is not None else None,
        versions=versions,
        has_final=any(each.kind is DisclosureKind.FINAL for each in versions),
        problems=_gate(session, decision, working) if working is not None else [],
        refusals=refusal_lines(refusal),
        **(opinions_page(snapshot) if snapshot is not None else {"payload": None}),
    )


def _snapshot(
    session: Session, working: Disclosure | None, submission: Submission | None
) -> Mapping[str, Any] | None:
    """Return what waits for approval exactly as it was submitted, else what the desk would submit."""
    if working is None:
        return None
    if submission is not None and submission.state is SubmissionState.PENDING:
        return dict(json.loads(submission.payload))
    return disclosure_snapshot(gather_facts(session, working, threshold=_threshold()))


def _gate(session: Session, decision: Decision, working: Disclosure) -> list[dict[str, Any]]:
    """Return what is missing, as a list of things to do, each with the place where it is done."""
    case = gather_case(session, decision, now=clock.now(), threshold=_threshold())
    is_final = working.kind is DisclosureKind.FINAL
    return [
        {
            "title": translate(problem.message),
            "href": problem.link,
            "status": "returned" if problem.level is Level.ERROR else "due_soon",
            "status_label": _("须办理") if problem.level is Level.ERROR else _("请核对"),
        }
        for problem in missing_for_disclosure(case, is_final=is_final)
    ]

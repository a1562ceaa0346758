"""Staff pages of one sign-up: the verdict on it, what resembles it, the objection to it, its points."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.attendance.desk.access import (
    CALL,
    blueprint,
    page_of,
    path_to,
    readable_call,
    refuse,
    window_of,
)
from decisions.attendance.forms.desk import AnswerForm, ScoreForm, VerdictForm
from decisions.attendance.models import AttendanceCall, SignUp
from decisions.attendance.operations import answer_objection, check_eligibility, score_sign_up
from decisions.attendance.operations.gates import is_settled
from decisions.attendance.queries import get_sign_up
from decisions.attendance.queries.eligibility import list_alike, list_objections, list_proposals
from decisions.attendance.rules import Eligibility
from decisions.attendance.rules.fields import mask_phone
from decisions.attendance.rules.identity import mask_number
from decisions.attendance.rules.parts import read_criteria
from decisions.attendance.rules.window import Window
from decisions.errors import DecisionsError
from decisions.services.actor import Role
from decisions.web.forms import Form
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

SIGN_UP = f"{CALL}/sign-ups/<int:sign_up_id>"


@blueprint.route(SIGN_UP, methods=["GET", "POST"])
@staff(Role.OPENNESS)
def sign_up(code: str, call_code: str, sign_up_id: int) -> ResponseReturnValue:
    """Show one sign-up whole, and take a person's verdict on it."""
    call, session = readable_call(code, call_code), current_session()
    found = get_sign_up(session, call, sign_up_id)
    form = _verdict_form(found)
    if form.validate_on_submit():
        verdicts = {found.id: form.as_verdict()}
        try:
            check_eligibility(session, call, verdicts, actor=current_actor(), now=clock.now())
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("认定结果已保存。"), "success")
            return redirect(path_to(call, "sign_ups"))
    return _page(call, found, verdict=form)


@blueprint.post(f"{SIGN_UP}/answer")
@staff(Role.OPENNESS)
def answer(code: str, call_code: str, sign_up_id: int) -> ResponseReturnValue:
    """Answer an objection."""
    call, session = readable_call(code, call_code), current_session()
    found = get_sign_up(session, call, sign_up_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(call, found, answer_form=form), 422
    try:
        answer_objection(
            session,
            call,
            found,
            upheld=form.upheld.data == "yes",
            answer=form.answer.data,
            actor=current_actor(),
            now=clock.now(),
        )
    except DecisionsError as error:
        refuse(form, error)
        return _page(call, found, answer_form=form), error.status
    flash(_("异议已答复，报名人凭回执可以看到。"), "success")
    return redirect(path_to(call, "sign_up", sign_up_id=found.id))


@blueprint.post(f"{SIGN_UP}/score")
@staff(Role.OPENNESS)
def score(code: str, call_code: str, sign_up_id: int) -> ResponseReturnValue:
    """Record points by the published criteria."""
    call, session = readable_call(code, call_code), current_session()
    found = get_sign_up(session, call, sign_up_id)
    criteria = read_criteria(call.criteria)
    form = ScoreForm.for_criteria(criteria, found.scores)
    if not form.validate_on_submit():
        return _page(call, found, score_form=form), 422
    try:
        score_sign_up(session, call, found, form.as_points(criteria), actor=current_actor(), now=clock.now())
    except DecisionsError as error:
        refuse(form, error)
        return _page(call, found, score_form=form), error.status
    flash(_("评分已保存。"), "success")
    return redirect(path_to(call, "sign_ups"))


def _verdict_form(found: SignUp) -> VerdictForm:
    known = found.eligibility is not Eligibility.PENDING
    return VerdictForm(
        data={
            "verdict": found.eligibility.value if known else None,
            "cause": found.eligibility_cause.value if found.eligibility_cause else "",
            "reason": found.eligibility_reason,
        }
    )


def _page(
    call: AttendanceCall,
    found: SignUp,
    *,
    verdict: VerdictForm | None = None,
    answer_form: AnswerForm | None = None,
    score_form: ScoreForm | None = None,
) -> str:
    session = current_session()
    proposal = next((item[1] for item in list_proposals(session, call) if item[0].id == found.id), None)
    open_to_change = window_of(call) is Window.CLOSED and not is_settled(session, call)
    criteria = read_criteria(call.criteria)
    sent: Form | None = verdict or answer_form or score_form
    return page_of(
        call,
        "sign_up",
        "sign_ups",
        sign_up=found,
        proposal=proposal,
        form=sent,
        verdict_form=verdict or _verdict_form(found),
        answer_form=answer_form or AnswerForm(formdata=None),
        score_form=score_form or ScoreForm.for_criteria(criteria, found.scores) if criteria else None,
        objections=list_objections(session, found),
        alike=[] if found.erased_at else list_alike(session, found),
        mask_phone=mask_phone,
        mask_number=mask_number,
        may_check=open_to_change and not found.erased_at,
    )

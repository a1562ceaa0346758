"""Staff pages of sign-ups: the list, entering one, importing a list; each single one is in `checking`."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

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
from decisions.attendance.forms.desk import ImportForm
from decisions.attendance.forms.sign_up import OfficeSignUpForm
from decisions.attendance.models import AttendanceCall, SignUp
from decisions.attendance.operations import (
    ListedSignUp,
    accept_proposals,
    enter_sign_up,
    import_sign_ups,
)
from decisions.attendance.operations.gates import is_settled
from decisions.attendance.operations.sign_ups import plan_import
from decisions.attendance.queries import count_sign_ups
from decisions.attendance.queries.eligibility import list_open_objections, list_proposals
from decisions.attendance.rules import Eligibility
from decisions.attendance.rules.eligibility import Proposal
from decisions.attendance.rules.fields import mask_phone
from decisions.attendance.rules.identity import mask_number
from decisions.attendance.spreadsheets import ReadSignUp, read_sign_ups
from decisions.errors import DecisionsError
from decisions.services.actor import Role
from decisions.services.spreadsheet.reading import read_table
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from decisions.web.guards import current_actor, staff
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

PAGE_SIZE = 50


@blueprint.get(f"{CALL}/sign-ups")
@staff(Role.OPENNESS)
def sign_ups(code: str, call_code: str) -> ResponseReturnValue:
    """List who signed up, with what the rules propose and what was confirmed."""
    call, session = readable_call(code, call_code), current_session()
    objected = {item.sign_up_id for item in list_open_objections(session, call)}
    proposals = _wanted(list_proposals(session, call), objected)
    page = requested_page(len(proposals), PAGE_SIZE)
    return page_of(
        call,
        "sign_ups",
        "sign_ups",
        rows=proposals[page.offset : page.offset + page.size],
        page=page,
        wanted=request.args.get("state", ""),
        counts=count_sign_ups(session, call),
        objected=objected,
        window=window_of(call),
        is_settled=is_settled(session, call),
        certain=sum(1 for item in proposals if _is_certain(*item)),
        mask_phone=mask_phone,
        mask_number=mask_number,
    )


OBJECTED = "objected"


def _wanted(proposals: list[tuple[SignUp, Proposal]], objected: set[int]) -> list[tuple[SignUp, Proposal]]:
    state = request.args.get("state", "")
    if state == OBJECTED:
        return [item for item in proposals if item[0].id in objected]
    if state not in set(Eligibility):
        return proposals
    return [item for item in proposals if item[0].eligibility == state]


def _is_certain(sign_up: SignUp, proposal: Proposal) -> bool:
    return sign_up.eligibility is Eligibility.PENDING and proposal.verdict is not Eligibility.PENDING


@blueprint.post(f"{CALL}/sign-ups/accept")
@staff(Role.OPENNESS)
def accept(code: str, call_code: str) -> ResponseReturnValue:
    """Confirm everything that the rules leave no doubt about."""
    call = readable_call(code, call_code)
    count = accept_proposals(current_session(), call, actor=current_actor(), now=clock.now())
    flash(ngettext("已确认 %(num)d 份报名。", "已确认 %(num)d 份报名。", count), "success")
    return redirect(path_to(call, "sign_ups"))


@blueprint.route(f"{CALL}/sign-ups/new", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def enter(code: str, call_code: str) -> ResponseReturnValue:
    """Enter a sign-up on somebody's behalf."""
    call = readable_call(code, call_code)
    form = OfficeSignUpForm()
    if request.method == "POST" and form.is_acceptable(clock.today()):
        try:
            entered = enter_sign_up(
                current_session(),
                call,
                form.as_input(),
                received_at=form.received,
                idempotency_key=f"office-{form.idempotency_key}",
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            refuse(form, error)
        else:
            flash(_("报名已登记，回执编号 %(code)s，请告知报名人。", code=entered.receipt), "success")
            return redirect(path_to(call, "sign_ups"))
    return page_of(call, "enter", "sign_ups", form=form)


@blueprint.route(f"{CALL}/sign-ups/import", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def import_list(code: str, call_code: str) -> ResponseReturnValue:
    """Take a spreadsheet of sign-ups: first everything is shown row by row, then it is taken in."""
    call = readable_call(code, call_code)
    form = ImportForm()
    preview: list[ReadSignUp | RowNote] = []
    if form.validate_on_submit() and (upload := form.read()) is not None:
        try:
            read = read_sign_ups(read_table(*upload), today=clock.today())
            preview = plan_import(current_session(), call, read)
            if "confirm" in request.form:
                return _import(call, preview)
        except DecisionsError as error:
            refuse(form, error)
            preview = []
    return page_of(
        call,
        "import",
        "sign_ups",
        form=form,
        fresh=[item for item in preview if isinstance(item, ReadSignUp)],
        notes=[item for item in preview if isinstance(item, RowNote)],
        NoteKind=NoteKind,
        mask_phone=mask_phone,
        mask_number=mask_number,
    )


def _import(call: AttendanceCall, rows: list[ReadSignUp | RowNote]) -> ResponseReturnValue:
    listed = [ListedSignUp(row.row, row.entry) for row in rows if isinstance(row, ReadSignUp)]
    done = import_sign_ups(current_session(), call, listed, actor=current_actor(), now=clock.now())
    flash(_("已导入 %(count)s 份报名。", count=str(len(done.accepted))), "success")
    return redirect(path_to(call, "sign_ups"))

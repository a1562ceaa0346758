"""What whoever holds a receipt may do: amend, take back, verify their contact, withdraw a consent, prove.

The page of the receipt itself is the lifecycle's, which knows what became of the opinion.
"""

from pathlib import Path

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.consultation import verify_opinion
from decisions.consultation.drafts import Draft
from decisions.consultation.errors import OpinionNotFoundError
from decisions.consultation.forms import AmendForm, CodeForm, TakeBackForm
from decisions.consultation.models import Opinion
from decisions.consultation.operations import (
    amend_opinion,
    check_code,
    send_code,
    withdraw_consent,
    withdraw_opinion,
)
from decisions.consultation.operations.verifying import reachable_contact
from decisions.consultation.pages.browsing import blueprint
from decisions.consultation.queries import find_opinion_by_receipt
from decisions.consultation.queries.proofs import find_proof
from decisions.consultation.rules.window import window_state
from decisions.consultation.schemas.proofs import proof_json
from decisions.errors import DecisionsError
from decisions.extensions import limiter
from decisions.web import transactions
from decisions.web.context import settings
from decisions.web.files import send_bytes
from decisions.web.forms import Form
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.page_cache import same_for_everybody
from decisions.web.transactions import current_session

_LOOKING_RATE = "30 per minute"
VERIFIER = Path(verify_opinion.__file__)


def _opinion_of(receipt: str) -> Opinion:
    opinion = find_opinion_by_receipt(current_session(), receipt)
    if opinion is None:
        raise OpinionNotFoundError
    return opinion


def _private(page: str, status: int = 200) -> Response:
    """Return a page that only whoever holds the receipt may see, and no cache keeps."""
    response = Response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _receipt_page(opinion: Opinion) -> ResponseReturnValue:
    return redirect(f"/receipts/{opinion.receipt}", 303)


@blueprint.route("/receipts/<receipt>/amend", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def amend(receipt: str) -> ResponseReturnValue:
    """Let whoever holds the receipt say it otherwise, until the window ends."""
    opinion = _opinion_of(receipt)
    draft = opinion.consultation.draft
    form = AmendForm.for_opinion(opinion, Draft.from_json(draft.tree) if draft is not None else None)
    if not form.validate_on_submit():
        return _amend_page(opinion, form, 422 if form.errors else 200)
    try:
        amend_opinion(
            current_session(),
            opinion,
            content=form.content.data,
            clause=(form.clause.data or "")[:200],
            revision=form.revision.data,
            now=clock.now(),
        )
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        opinion = _opinion_of(receipt)
        form.revision.data = opinion.revision
        return _amend_page(opinion, form, error.status)
    flash(_("意见已经修改，修改后的内容审核后公开。原来的内容和指纹仍然保留。"), "success")
    return _receipt_page(opinion)


def _amend_page(opinion: Opinion, form: AmendForm, status: int) -> Response:
    return _private(
        render_template(
            "consultation/amend.html", opinion=opinion, form=form, state=_state_of(opinion), status=status
        ),
        status,
    )


def _state_of(opinion: Opinion) -> str:
    opens_on, closes_on = opinion.consultation.opens_on, opinion.consultation.closes_on
    if opens_on is None or closes_on is None:
        abort(404)
    return window_state(opens_on, closes_on, clock.now()).value


@blueprint.route("/receipts/<receipt>/take-back", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def take_back(receipt: str) -> ResponseReturnValue:
    """Let whoever holds the receipt take the whole opinion back, until the window ends."""
    opinion = _opinion_of(receipt)
    form, status = TakeBackForm(data={"revision": opinion.revision}), 200
    if form.validate_on_submit():
        try:
            withdraw_opinion(current_session(), opinion, revision=form.revision.data, now=clock.now())
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
            opinion, status = _opinion_of(receipt), error.status
            form.revision.data = opinion.revision
        else:
            flash(_("意见已经撤回，不再展示，也不计入意见总数。姓名和联系方式已经删除。"), "success")
            return _receipt_page(opinion)
    page = render_template(
        "consultation/take_back.html", opinion=opinion, form=form, state=_state_of(opinion)
    )
    return _private(page, status)


@blueprint.route("/receipts/<receipt>/withdraw", methods=["GET", "POST"])
@public
@limiter.limit(_LOOKING_RATE)
def withdraw(receipt: str) -> ResponseReturnValue:
    """Let whoever holds the receipt take back their consent; name and contact are then forgotten."""
    opinion = _opinion_of(receipt)
    form = Form()
    if form.validate_on_submit():
        withdraw_consent(current_session(), opinion, now=clock.now())
        flash(_("已撤回同意，您的姓名和联系方式已经删除。意见内容仍会得到研究和答复。"), "success")
        return redirect(url_for("consultation.withdraw", receipt=opinion.receipt), 303)
    return render_template("consultation/withdraw.html", opinion=opinion, form=form)


# Verifying the contact


@blueprint.get("/receipts/<receipt>/verification")
@public
@limiter.limit(_LOOKING_RATE)
def verification(receipt: str) -> ResponseReturnValue:
    """Offer to send a code to the contact, and to type it in."""
    return _verification_page(_opinion_of(receipt), CodeForm(formdata=None))


def _verification_page(opinion: Opinion, form: CodeForm, status: int = 200) -> Response:
    obstacle = ""
    try:
        reachable_contact(opinion, has_sms=settings().sms_url is not None)
    except DecisionsError as error:
        obstacle = translate(error.reader_message)
    page = render_template("consultation/verification.html", opinion=opinion, form=form, obstacle=obstacle)
    return _private(page, status)


@blueprint.post("/receipts/<receipt>/verification/send")
@public
@limiter.limit("10 per minute")
def send_verification(receipt: str) -> ResponseReturnValue:
    """Send a code to the contact that was left with the opinion."""
    opinion, form = _opinion_of(receipt), CodeForm(formdata=None)
    try:
        send_code(current_session(), opinion, has_sms=settings().sms_url is not None, now=clock.now())
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return _verification_page(_opinion_of(receipt), form, error.status)
    flash(_("验证码已经发出，一两分钟内送达。没有收到的，请查看垃圾邮件，或者稍后重新获取。"), "success")
    return redirect(url_for("consultation.verification", receipt=opinion.receipt), 303)


@blueprint.post("/receipts/<receipt>/verification")
@public
@limiter.limit("20 per minute")
def check_verification(receipt: str) -> ResponseReturnValue:
    """Compare the code that came back."""
    opinion, form = _opinion_of(receipt), CodeForm()
    if not form.validate_on_submit():
        return _verification_page(opinion, form, 422)
    try:
        checked = check_code(current_session(), opinion, form.typed(), now=clock.now())
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return _verification_page(_opinion_of(receipt), form, error.status)
    if checked.is_right:
        flash(_("联系方式已经验证。"), "success")
        return _receipt_page(opinion)
    # A redirect, not a refusal: the wrong try is kept.
    flash(_("验证码不对，请核对后重新填写，还可以试 %(count)s 次。", count=str(checked.tries_left)), "error")
    return redirect(url_for("consultation.verification", receipt=opinion.receipt), 303)


# Proving that it is in the closed set


@blueprint.get("/receipts/<receipt>/proof.json")
@public
@limiter.limit(_LOOKING_RATE)
def proof(receipt: str) -> ResponseReturnValue:
    """Give the proof that this opinion is in the closed set, to be kept and checked anywhere."""
    opinion = _opinion_of(receipt)
    found = find_proof(current_session(), opinion)
    if found is None:
        abort(404)
    response = send_bytes(
        proof_json(found), name=f"proof-{opinion.receipt}.json", media_type="application/json"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/consultations/verify_opinion.py")
@public
@same_for_everybody
def verifier() -> ResponseReturnValue:
    """Hand out the program that checks such a proof with the standard library alone."""
    return send_bytes(VERIFIER.read_bytes(), name=VERIFIER.name, media_type="text/x-python; charset=utf-8")

"""Who may send an opinion or an answer how often: what keeps a flood out and lets a school or an office in.

Three buckets for an address, by what a form proves. Whoever's browser solved the challenge has the largest;
whoever answered the sum in words a large one; who proves nothing may still send as often as a household
does, and is asked the sum only after that. Nobody is locked out for having no script. One contact has a
bucket of its own. Channels with a token come through the API and are counted there.
"""

from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from decisions.consultation.forms import OpinionForm
from decisions.consultation.forms.questionnaires import AnswerForm
from decisions.consultation.operations.challenges import (
    assess_proof,
    make_challenge,
    read_challenge,
    spend_challenge,
)
from decisions.consultation.rules.challenges import Proof, number_words
from decisions.database import blind_index
from decisions.errors import N_, DecisionsError
from decisions.web.context import settings
from decisions.web.limits import is_within, may
from decisions.web.transactions import current_session

_RATES: Final = {
    Proof.SOLVED: "600 per minute;6000 per hour",
    Proof.ANSWERED: "60 per minute;600 per hour",
    Proof.NONE: "20 per minute;200 per hour",
}
_CONTACT_RATE: Final = "30 per hour;100 per day"  # a village committee that types in for its neighbours
SafeForm = OpinionForm | AnswerForm
_DEMO_RATE = "6000 per minute"  # the demonstration is shown to rooms full of people


class FloodError(DecisionsError):
    """More than this address or this contact may send just now."""

    code = "too_often"
    status = 429
    message = N_("提交过于频繁，请稍等一分钟再提交。")

    def __init__(self, *, asks_sum: bool = False) -> None:
        super().__init__()
        self.asks_sum = asks_sum


def admit(form: SafeForm, code: str, now: datetime) -> None:
    """Count a sending of this address and this contact; code is the round's.

    Raises: FloodError; asks_sum where answering the sum in words would help.
    """
    proof = proof_of(form, code, now)
    if proof is not Proof.NONE and not spend_challenge(current_session(), form.challenge.data or ""):
        proof = Proof.NONE
    typed = form.contact.data or "" if "contact" in form else ""  # a questionnaire asks for none
    contact = "".join(typed.split()).casefold()
    if contact and not may(_rate(_CONTACT_RATE), "opinion-contact", blind_index(contact)):
        raise FloodError
    if not may(_rate(_RATES[proof]), f"opinion-{proof.value}", get_remote_address()):
        raise FloodError(asks_sum=proof is Proof.NONE)


def explain_flood(form: SafeForm, error: FloodError) -> int:
    """Say on the form what to do when too much comes at once, and return the answer's status."""
    if not error.asks_sum:
        form.form_errors.append(_("提交过于频繁，请稍等一分钟再提交。您填写的内容保留在本页。"))
        return error.status
    form.answer.errors = [
        _("答案不对，请重新回答，您填写的内容保留在本页。")
        if form.answer.data
        else _("同一网络提交较多，请先回答下面的小问题，您填写的内容保留在本页。")
    ]
    return 422


def is_asked(proof: Proof = Proof.NONE) -> bool:
    """Whether a form of this address is shown with the sum from the start."""
    return not is_within(_rate(_RATES[proof]), f"opinion-{proof.value}", get_remote_address())


def _rate(rate: str) -> str:
    return _DEMO_RATE if settings().is_demo else rate


def proof_of(form: SafeForm, round_code: str, now: datetime) -> Proof:
    """Return what a form proves."""
    return assess_proof(
        form.challenge.data or "",
        round_code=round_code,
        solution=(form.solution.data or "").strip(),
        answer=form.answer.data or "",
        now=now,
    )


def renew(form: SafeForm, round_code: str, now: datetime) -> str:
    """Put a fresh challenge into a form that is about to be shown, and return its sum in words: 七加五."""
    form.challenge.data, form.solution.data, form.answer.data = make_challenge(round_code, now), "", ""
    challenge = read_challenge(form.challenge.data)
    if challenge is None:
        raise RuntimeError("a challenge just made can't be read")
    return "加".join(map(number_words, challenge.summands))

"""Whether a contact belongs to whoever holds the receipt: a code is sent there and comes back.

Always after the opinion is stored: sending it never waits for a message to arrive.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from decisions.consultation.errors import SetClosedError
from decisions.consultation.errors.receipts import (
    CodeExpiredError,
    CodesUsedUpError,
    CodeTooSoonError,
    CodeTriesSpentError,
    NoContactError,
    OpinionWithdrawnError,
    SmsUnavailableError,
    VerifiedAlreadyError,
)
from decisions.consultation.models import ContactCode, Opinion
from decisions.consultation.operations.opinions import SUBMITTER
from decisions.consultation.queries import is_closed_for_good, list_sending
from decisions.consultation.rules import Verification
from decisions.database import blind_index, keyed_seal
from decisions.errors import N_, Message
from decisions.services import audit, sms
from decisions.services.mail import find_address
from decisions.services.outbox import queue_message

GOOD_FOR: Final = timedelta(minutes=10)
APART: Final = timedelta(seconds=60)
MAX_TRIES: Final = 5
MAX_CODES_A_DAY: Final = 5  # to one contact, and for one receipt
_DAY: Final = timedelta(days=1)
_SUBJECT: Final = N_("验证码 %(code)s")
_BODY: Final = N_(
    "您的验证码是 %(code)s，10 分钟内有效，用于确认您在公开征求意见中留下的联系方式。"
    "如果不是您本人操作，请忽略。"
)


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """Whether a code was right, and how many more tries there are."""

    is_right: bool
    tries_left: int


def reachable_contact(opinion: Opinion, *, has_sms: bool) -> str:
    """Return the contact to which a code can be sent, as the outbox writes it.

    Raises: NoContactError, SmsUnavailableError.
    """
    address, mobile = find_address(opinion.contact), sms.find_mobile(opinion.contact)
    if address is not None:
        return address
    if mobile is None:
        raise NoContactError
    if not has_sms:
        raise SmsUnavailableError
    return sms.PREFIX + mobile


def send_code(session: Session, opinion: Opinion, *, has_sms: bool, now: datetime) -> str:
    """Send a fresh code to the contact left with an opinion and return where it went.

    Raises: NoContactError, SmsUnavailableError, VerifiedAlreadyError, OpinionWithdrawnError, SetClosedError,
            CodeTooSoonError, CodesUsedUpError.
    Writes: contact_codes, outbox_messages, audit_entries.
    """
    _require_verifiable(session, opinion)
    recipient = reachable_contact(opinion, has_sms=has_sms)
    contact_index = blind_index(recipient.casefold())
    _require_patience(session, opinion.sending, contact_index, now)
    code = f"{secrets.randbelow(1_000_000):06}"
    row = ContactCode(
        sending=opinion.sending,
        contact_index=contact_index,
        code_seal=_seal(opinion.sending, code),
        sent_at=now,
        tries=0,
    )
    session.add(row)
    session.flush()
    queue_message(
        session,
        dedupe_key=f"contact-code/{row.id}",
        recipient=recipient,
        subject=str(Message(_SUBJECT, {"code": code})),
        body=str(Message(_BODY, {"code": code})),
        now=now,
    )
    _log(session, opinion, "consultation.send_code", now)
    return recipient


def check_code(session: Session, opinion: Opinion, typed: str, *, now: datetime) -> CodeCheck:
    """Compare a code; the right one verifies everything that was sent together.

    A wrong one is counted, so the caller commits whatever comes back.
    Raises: VerifiedAlreadyError, OpinionWithdrawnError, SetClosedError, CodeExpiredError,
            CodeTriesSpentError.
    Writes: contact_codes, opinions, audit_entries.
    """
    _require_verifiable(session, opinion)
    row = session.scalar(
        select(ContactCode)
        .where(ContactCode.sending == opinion.sending)
        .order_by(ContactCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    if row is None or now - row.sent_at > GOOD_FOR:
        raise CodeExpiredError(field="code")
    if row.tries >= MAX_TRIES:
        raise CodeTriesSpentError(field="code", limit=MAX_TRIES)
    row.tries += 1
    is_right = hmac.compare_digest(row.code_seal, _seal(opinion.sending, typed))
    if is_right:
        _verify(session, opinion, now)
    session.flush()
    return CodeCheck(is_right, MAX_TRIES - row.tries)


def _seal(sending: str, code: str) -> str:
    return keyed_seal(f"contact-code/{sending}/{code}")


def _verify(session: Session, opinion: Opinion, now: datetime) -> None:
    for each in list_sending(session, opinion):
        if each.verification is Verification.UNVERIFIED and not each.is_withdrawn:
            each.verification, each.verified_at = Verification.CONTACT, now
    _log(session, opinion, "consultation.verify_contact", now)


def _require_verifiable(session: Session, opinion: Opinion) -> None:
    """Refuse where nothing is left to verify, or the levels were counted and published already."""
    if opinion.is_withdrawn:
        raise OpinionWithdrawnError
    if opinion.verification is not Verification.UNVERIFIED:
        raise VerifiedAlreadyError
    if is_closed_for_good(session, opinion.consultation):
        raise SetClosedError


def _require_patience(session: Session, sending: str, contact_index: str, now: datetime) -> None:
    """Refuse a second code within a minute and a sixth within a day: a contact is somebody's letter box."""
    same = or_(ContactCode.sending == sending, ContactCode.contact_index == contact_index)
    found = select(func.count(), func.max(ContactCode.sent_at)).where(same, ContactCode.sent_at > now - _DAY)
    sent, last = session.execute(found).one()
    if sent and now - last < APART:
        raise CodeTooSoonError(seconds=int((last + APART - now).total_seconds()) + 1)
    if sent >= MAX_CODES_A_DAY:
        raise CodesUsedUpError(limit=MAX_CODES_A_DAY)


def _log(session: Session, opinion: Opinion, action: str, now: datetime) -> None:
    subject = opinion.consultation.decision.code
    audit.log(session, SUBMITTER, action, subject, now=now, receipt=opinion.receipt)

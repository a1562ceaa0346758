"""One's own sign-up, by the receipt and the telephone: read it, change it, take a copy along.

Not here: taking it back (`erasure`).
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.attendance.errors import SignUpInvalidError, SignUpNotFoundError
from decisions.attendance.models import SignUp
from decisions.attendance.operations.gates import require_open, require_unsettled
from decisions.attendance.operations.sign_ups import CHECKED_ON_PAPER, write_document
from decisions.attendance.queries import lock_call
from decisions.attendance.rules import CATEGORY_LABELS, GENDER_LABELS, Eligibility, Gender
from decisions.attendance.rules.fields import SignUpInput, faults_of, read_birth_month, read_phone
from decisions.attendance.rules.identity import DOCUMENT_LABELS, DocumentKind, mask_number
from decisions.clock import civil_day
from decisions.database import blind_index
from decisions.errors import ConflictError, Problem
from decisions.record.rules import timestamp
from decisions.services import audit
from decisions.services.actor import SYSTEM


def require_own(session: Session, sign_up: SignUp, *, phone: str) -> None:
    """Refuse whoever does not know the telephone: a receipt alone may have been seen by others.

    Raises: SignUpsSettledError first, since receipts are public once the pool is frozen and nobody shall try
            out whose number belongs to one; SignUpNotFoundError when the number is another.
    Allowed: whoever holds the receipt and knows the number, until the pool is settled.
    """
    require_unsettled(session, sign_up.call)
    if sign_up.erased_at is not None or blind_index(read_phone(phone) or "") != sign_up.phone_index:
        raise SignUpNotFoundError(field="phone")


def needs_identity_of(sign_up: SignUp) -> bool:
    """Whether a document is stated when changing a sign-up: the call demands it, the office didn't see it."""
    return sign_up.call.needs_identity and sign_up.channel not in CHECKED_ON_PAPER


def as_input(sign_up: SignUp) -> SignUpInput:
    """Return a sign-up as it would be filled in."""
    return SignUpInput(
        name=sign_up.name,
        gender=Gender(sign_up.gender) if sign_up.gender else None,
        born=sign_up.born,
        phone=sign_up.phone,
        category=sign_up.category,
        area=sign_up.area,
        relation=sign_up.relation,
        statement=sign_up.statement,
        consent=True,
        consent_publish=sign_up.consent_publish,
        document_kind=DocumentKind(sign_up.document_kind) if sign_up.document_kind else None,
        document_number=sign_up.document_number or "",
    )


def amend_sign_up(
    session: Session, sign_up: SignUp, entry: SignUpInput, *, phone: str, version: int, now: datetime
) -> None:
    """Change one's own sign-up; its receipt and its place in time stay, its eligibility is checked anew.

    Shape:  phone is the number given before, version the one the form was filled from.
    Raises: SignUpsSettledError, SignUpNotFoundError, SignUpClosedError, SignUpInvalidError; ConflictError
            when it was changed in between.
    Writes: sign_ups, audit_entries.
    Allowed: whoever holds the receipt and knows the number, until the period ends.
    """
    lock_call(session, sign_up.call)
    session.refresh(sign_up, with_for_update=True)
    require_own(session, sign_up, phone=phone)
    require_open(sign_up.call, now)
    if sign_up.version != version:
        raise ConflictError
    faults = faults_of(entry, civil_day(now), needs_identity=needs_identity_of(sign_up))
    if faults:
        problems = [Problem(fault.message, field=fault.field) for fault in faults]
        raise SignUpInvalidError(field=faults[0].field, count=len(faults), problems=problems)
    _write(sign_up, entry)
    if needs_identity_of(sign_up):
        write_document(sign_up, entry)
    sign_up.version, sign_up.amended_at = version + 1, now
    audit.log(
        session, SYSTEM, "attendance.amend_sign_up", sign_up.call.code, now=now, receipt=sign_up.receipt
    )
    session.flush()


def _write(sign_up: SignUp, entry: SignUpInput) -> None:
    number = read_phone(entry.phone) or ""
    sign_up.name, sign_up.born = entry.name.strip(), read_birth_month(entry.born) or ""
    sign_up.gender = entry.gender.value if entry.gender else ""
    sign_up.phone, sign_up.phone_index = number, blind_index(number)
    sign_up.category, sign_up.area = entry.category, entry.area.strip()
    sign_up.relation, sign_up.statement = entry.relation.strip(), entry.statement.strip()
    sign_up.consent_publish = entry.consent_publish
    # Whoever found it eligible, or not, had other words before them.
    sign_up.eligibility, sign_up.eligibility_reason = Eligibility.PENDING, ""
    sign_up.eligibility_cause, sign_up.scores = None, {}


def own_copy(session: Session, sign_up: SignUp, *, phone: str) -> dict[str, Any]:
    """Return everything the portal holds of a person by this sign-up, for them to take along.

    Raises: SignUpsSettledError, SignUpNotFoundError.
    Source: 个人信息保护法 art. 45.
    """
    require_own(session, sign_up, phone=phone)
    return {
        "receipt": sign_up.receipt,
        "call": sign_up.call.code,
        "received_at": timestamp(sign_up.received_at),
        "amended_at": timestamp(sign_up.amended_at) if sign_up.amended_at else "",
        "name": sign_up.name,
        "gender": GENDER_LABELS[Gender(sign_up.gender)] if sign_up.gender else "",
        "born": sign_up.born,
        "phone": sign_up.phone,
        "document_kind": DOCUMENT_LABELS[DocumentKind(sign_up.document_kind)]
        if sign_up.document_kind
        else "",
        "document_number": mask_number(sign_up.document_number or ""),
        "category": CATEGORY_LABELS[sign_up.category],
        "area": sign_up.area,
        "relation": sign_up.relation,
        "statement": sign_up.statement,
        "consent_publish": sign_up.consent_publish,
        "eligibility": sign_up.eligibility.value,
        "eligibility_reason": sign_up.eligibility_reason,
        "objections": [
            {"raised_at": timestamp(each.raised_at), "content": each.content, "answer": each.answer}
            for each in sign_up.objections
        ],
    }


def _kind_of(sign_up: SignUp) -> str:
    return DOCUMENT_LABELS[DocumentKind(sign_up.document_kind)] if sign_up.document_kind else ""

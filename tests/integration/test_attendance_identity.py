"""Proof of identity: demanded by the call, kept encrypted, erased; not kept where not demanded."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from stdnum.cn import ric

from decisions.attendance.errors import CorrectionRefusedError, SignUpInvalidError
from decisions.attendance.operations import own_copy, receive_sign_up, submit_correction, withdraw_sign_up
from decisions.attendance.rules.identity import DocumentKind
from tests.factories import attendance as made

BODY = "11010119790301001"
NUMBER = BODY + ric.calc_check_digit(BODY + "0")
PROVEN = replace(made.PERSON, document_kind=DocumentKind.RESIDENT, document_number=NUMBER)


def send(session, call, entry):
    return receive_sign_up(session, call, entry, idempotency_key="identity", now=made.MID_AUGUST)


def test_kept_unreadable_copied_masked_and_erased(session, cast) -> None:
    call = made.publish_call(session, cast, replace(made.DRAFT, needs_identity=True))
    with pytest.raises(SignUpInvalidError):
        send(session, call, made.PERSON)
    taken = send(session, call, PROVEN)
    raw = session.execute(text("SELECT document_number FROM sign_ups")).scalar_one()
    assert taken.document_number == NUMBER
    assert NUMBER not in raw
    assert own_copy(session, taken, phone=PROVEN.phone)["document_number"] == f"****{NUMBER[-4:]}"
    with pytest.raises(CorrectionRefusedError):
        submit_correction(
            session, call, made.DRAFT, reason="不再核验", actor=cast.openness, now=made.MID_AUGUST
        )
    withdraw_sign_up(session, taken, phone=PROVEN.phone, now=made.MID_AUGUST)
    assert (taken.document_kind, taken.document_number) == ("", None)


def test_not_kept_where_not_demanded(session, cast) -> None:
    taken = send(session, made.publish_call(session, cast), PROVEN)
    assert (taken.document_kind, taken.document_number) == ("", None)

"""Signing up where the call demands proof of identity."""

from dataclasses import replace

import time_machine
from sqlalchemy import select

from decisions.attendance.models import SignUp
from decisions.extensions import db
from tests.factories import attendance as made
from tests.functional.test_attendance import FILLED, SIGN_UP
from tests.integration.test_attendance_identity import NUMBER


def test_the_document_is_asked_for_checked_and_taken(app, cast, citizen) -> None:
    with app.app_context():
        made.publish_call(db.session(), cast, replace(made.DRAFT, needs_identity=True))
        db.session.commit()
    with time_machine.travel(made.MID_AUGUST, tick=False):
        wrong = citizen.get(SIGN_UP).submit(
            "sign-up", **FILLED, document_kind="resident", document_number=NUMBER[:-2] + "00"
        )
        assert "居民身份证号码校验不符" in wrong.text
        assert "敏感个人信息" in wrong.text
        done = wrong.submit("sign-up", document_number=NUMBER)
    assert done.path.startswith("/receipts/")
    assert NUMBER not in done.text
    with app.app_context():
        assert db.session.scalars(select(SignUp)).one().document_number == NUMBER

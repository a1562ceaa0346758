"""What the scripts around an opinion add: the challenge solved while one types, the proof checked."""

import re

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import expect

from decisions.consultation import operations
from decisions.consultation.queries import get_consultation
from decisions.consultation.rules.challenges import is_solved
from decisions.extensions import db
from decisions.services.storage import FileStore
from tests.cast import Cast
from tests.factories import consultation as make

pytestmark = pytest.mark.browser


def test_a_phone_solves_the_challenge_and_checks_the_proof(
    windows, app: Flask, store: FileStore, cast: Cast
) -> None:
    with app.app_context():
        make.open_consultation(db.session(), cast, store=store)
    with time_machine.travel(make.DURING):
        page = windows.open(size="phone")
        page.goto("/consultations/2026-01-c/respond?clause=art-8")
        expect(page.locator("input[name=solution]")).not_to_have_value("")
        challenge = page.locator("input[name=challenge]").input_value()
        assert is_solved(challenge, page.locator("input[name=solution]").input_value())
        page.fill("#content", "写成具体钟点。“引号”")
        page.check("#consent")
        page.get_by_role("button", name="提交意见").click()
        page.wait_for_url("**/receipts/YJ-*")
        receipt = re.findall(r"YJ(?:-\w{4}){3}", page.url)[0]
    with time_machine.travel(make.AFTER):
        with app.app_context():
            session = db.session()
            consultation = get_consultation(session, "2026-01-c")
            operations.show_all(session, consultation, actor=cast.drafter, now=make.AFTER)
            operations.close_consultation(session, consultation, actor=cast.drafter, now=make.AFTER)
            session.commit()
        page.goto(f"/receipts/{receipt}")
        page.get_by_role("button", name="在浏览器中核验").click()
        page.get_by_text("核验通过").wait_for()

"""A questionnaire on a phone, with and without JavaScript, by keyboard; and paper typed in at the desk."""

import re

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from decisions.extensions import db
from tests.browser.desk import sign_in, words
from tests.cast import Cast
from tests.factories import consultation as make
from tests.factories import questionnaires as survey

pytestmark = pytest.mark.browser

PAGE = "/consultations/2026-01-c/questionnaire"
DESK = "/desk/decisions/2026-01/consultation/2026-01-c/questionnaire"


@pytest.fixture
def opened(app: Flask, cast: Cast) -> None:
    with app.app_context():
        survey.open_questionnaire(db.session(), cast)


def problems(page) -> list[str]:
    return [f"{found['id']}: {found['help']}" for found in Axe().run(page).response["violations"]]


def fits(page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("scripts", [True, False])
@time_machine.travel(make.DURING)
def test_answered_on_a_phone_by_keyboard(opened, windows, scripts: bool) -> None:
    page = windows.open(size="phone", scripts=scripts)
    page.goto(PAGE)
    if scripts:
        assert problems(page) == []
        assert fits(page)

    page.focus("[name=consent]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    assert "请回答第 1 题" in words(page)
    assert page.is_checked("[name=consent]")
    if scripts:
        assert problems(page) == []

    page.focus("[name=answer-q1][value='1']")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("[name=answer-q1][value='3']")
    page.focus("[name=answer-q2][value='1']")
    page.keyboard.press("Space")
    page.focus("[name=answer-q4]")
    page.keyboard.type("夜里开放。")
    with page.expect_navigation():
        page.focus("#questionnaire button[type=submit]")
        page.keyboard.press("Enter")

    assert "您的答卷已收到" in words(page)
    assert "自驾" in words(page)
    assert re.search(r"WJ(?:-[2-9A-Z]{4}){3}", words(page))
    if scripts:
        assert problems(page) == []
        assert fits(page)


@time_machine.travel(make.DURING)
def test_paper_by_keyboard_alone(opened, windows) -> None:
    page = windows.open()
    sign_in(page, "drafter")
    page.goto(f"{DESK}/enter")
    assert page.evaluate("document.activeElement.name") == "answer-q1"
    for typed in ("4 公交", "1 3", "5", "多设车位。", "纸-7"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.fill("[name=received_on]", "2026-06-18")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "请继续录入下一份" in page.inner_text("body")
    assert page.evaluate("document.activeElement.name") == "answer-q1"
    assert problems(page) == []
    page.goto(DESK)
    assert problems(page) == []


@time_machine.travel(make.AFTER)
def test_results_on_a_phone(opened, app: Flask, cast: Cast, windows) -> None:
    with app.app_context():
        session = db.session()
        questionnaire = session.query(survey.Questionnaire).one()
        for number in range(3):
            survey.answer(session, questionnaire, key=f"k{number}")
        survey.publish_results(session, cast, questionnaire)
    page = windows.open(size="phone")
    page.goto(f"{PAGE}/results")
    assert "3\n份答卷" in page.inner_text("main") or "3 份答卷" in words(page)
    assert problems(page) == []
    assert fits(page)

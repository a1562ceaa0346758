"""Grouping in a real browser: by keyboard alone, without a script, and no accessibility violation."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from decisions.catalogue.models import Decision
from decisions.extensions import db
from tests.browser.desk import sign_in, words
from tests.cast import Cast
from tests.factories import groups as make
from tests.factories.groups import CAMPAIGN, LATER, POLITE, SCHOOL

pytestmark = pytest.mark.browser
ABOUT_POLES = ("充电桩数量太少，充电桩应当每个小区都有。", "充电桩经常损坏，充电桩应当有人维修。")
GROUPS = "/desk/decisions/2026-01/feedback/groups"


@pytest.fixture
def proposed(app: Flask, cast: Cast) -> None:
    """Two groups of copies that wait to be looked at."""
    with app.app_context():
        session = db.session()
        texts = [CAMPAIGN, POLITE, LATER, SCHOOL, SCHOOL + "！", "请看：" + SCHOOL, *ABOUT_POLES]
        make.round_with(session, texts)
        make.propose(session, session.scalars(select(Decision)).one(), cast.drafter)


def tab_to(page: Page, label: str) -> None:
    """Press Tab until what has the focus is called this; everything on the way is visible when focused."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.labels && e.labels.length ? e.labels[0] : e).textContent.trim(); }"
        )
        if name.startswith(label):
            return
    pytest.fail(f"Tab does not reach {label}: {words(page)[:800]}")


def press(page: Page, label: str) -> None:
    tab_to(page, label)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_confirm_split_and_undo_by_keyboard_alone(windows, proposed: None) -> None:
    page = windows.open(scripts=False)
    sign_in(page, "drafter")
    page.goto(GROUPS)
    press(page, CAMPAIGN[:12])
    assert "3 条意见，3 人" in words(page)
    tab_to(page, "YJ-GRP-000003")
    page.keyboard.press("Space")
    press(page, "拆出选中的意见")
    assert "已拆出 1 条，单独处理。" in words(page)
    assert "2 条意见，2 人" in words(page)
    press(page, "撤销：拆出")
    assert "已撤销：拆出" in words(page)
    press(page, CAMPAIGN[:12])
    assert "3 条意见，3 人" in words(page)
    press(page, "确认，看下一组")
    assert "已确认，下面是下一组。" in words(page)
    press(page, "确认，看下一组")
    assert "已确认的重复意见（2）" in words(page)
    press(page, "撤销：确认")
    assert "重复意见建议（1）" in words(page)


def check(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def link_in(page: Page, path: str, selector: str) -> str:
    page.goto(path)
    return str(page.locator(selector).first.get_attribute("href"))


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pages_are_accessible_and_fit(windows, proposed: None, size: str) -> None:
    page = windows.open(size=size)
    sign_in(page, "drafter")
    check(page, GROUPS)
    copies = link_in(page, GROUPS, f"a[href^='{GROUPS}/']")
    page.goto(copies)
    page.locator("button[name=confirm]").click()
    topics = f"{GROUPS}?kind=topic&state=proposed"
    check(page, link_in(page, topics, f"main form a[href^='{GROUPS}/']"))
    page.goto(topics)
    page.locator("button[name=confirm_page]").click()
    confirmed = f"{GROUPS}?kind=topic&state=confirmed"
    for path in (copies, f"{copies}/answer", f"{GROUPS}?kind=copies&state=confirmed", confirmed):
        check(page, path)
    check(page, link_in(page, confirmed, "a[href$='/members']"))

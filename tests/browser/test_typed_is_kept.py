"""Nothing typed at the desk is lost, in a real browser: going back, leaving, a session that ran out."""

import pytest

from tests.browser.desk import send, sign_in, words

pytestmark = pytest.mark.browser

PROPOSALS = "/desk/catalogue/2026/proposals"


def begin(page) -> None:
    page.goto(PROPOSALS)
    with page.expect_navigation():
        page.get_by_role("button", name="申报一个事项").click()


def typed(page) -> tuple[str, str]:
    return page.input_value("[name=title]"), page.input_value("[name=basis]")


@pytest.mark.parametrize("scripts", [True, False])
def test_going_back_finds_what_was_saved_and_what_was_not(windows, cast, scripts: bool) -> None:
    page = windows.open(scripts=scripts)
    sign_in(page, "drafter")
    begin(page)
    send(page, "proposal", title="某某规划", basis="《城乡规划法》")
    page.go_back()
    assert typed(page) == ("某某规划", "《城乡规划法》")
    page.fill("[name=title]", "某某规划（修订）")
    page.get_by_role("link", name="返回申报列表").click()
    page.go_back()
    assert typed(page) == ("某某规划（修订）", "《城乡规划法》")
    send(page, "proposal")
    page.goto(PROPOSALS)
    assert words(page).count("某某规划") == 1, "going back made no second proposal"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_session_that_ran_out(windows, cast, size: str) -> None:
    page = windows.open(size=size)
    sign_in(page, "drafter")
    begin(page)
    page.context.clear_cookies()
    send(page, "proposal", title="某某规划", basis="《城乡规划法》\n第十七条", exclusion="none")
    assert "您填写的内容已经保留" in words(page)
    send(page, "sign-in", email="drafter@example.cn", password="correct horse battery")
    assert page.url.endswith("/edit")
    assert typed(page) == ("某某规划", "《城乡规划法》\n第十七条")
    assert page.is_checked("[name=exclusion][value=none]")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    send(page, "proposal")
    assert "某某规划" in words(page)
    assert "还没有提交的内容" not in words(page)

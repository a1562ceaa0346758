"""Public pages in a real browser: no accessibility violation, no sideways scrolling, no script needed."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/working-days?start=2026-09-22&days=10",
    "/supervision",
    "/receipts",
    "/desk/sign-in",
    "/nothing-here",
]


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits(windows, path: str, size: str) -> None:
    page = windows.open(size=size)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert [text for text in errors if "404" not in text] == []

"""Working with pages in a real browser: sign in, fill a form by its names, send it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.cast import PASSWORD, email_of


def sign_in(page: Page, post: str) -> Page:
    page.goto("/desk/sign-in")
    return send(page, "sign-in", email=email_of(post), password=PASSWORD)


def send(page: Page, form_id: str, **values: Any) -> Page:
    """Fill a form and press its button: True ticks a box, a value picks a choice, a path is a file."""
    for name, value in values.items():
        _fill(page, form_id, name, value)
    assert page.locator(f"#{form_id}").count(), f"{page.url} has no form #{form_id}: {words(page)[:1500]}"
    with page.expect_navigation():
        page.locator(f"#{form_id} button[type=submit]:not([name])").first.click()
    return page


def _fill(page: Page, form_id: str, name: str, value: Any) -> None:
    field = page.locator(f"#{form_id} [name='{name}']")
    first = field.first
    tag = first.evaluate("node => node.tagName")
    kind = first.get_attribute("type") or ""
    if isinstance(value, Path):
        first.set_input_files(value)
    elif tag == "SELECT":
        first.select_option(str(value))
    elif kind == "checkbox" and value is True:
        first.check()
    elif kind in {"checkbox", "radio"}:
        page.locator(f"#{form_id} [name='{name}'][value='{value}']").check()
    else:
        first.fill(str(value))


def words(page: Page) -> str:
    """The words of the page's main part, white space folded."""
    return " ".join(page.locator("main").inner_text().split())

"""A browser without JavaScript for functional tests: follows redirects, fills the page's own forms.

A form is found by its id and sent with everything a browser would send (hidden fields, preselected
choices), so a test can't post what a page doesn't offer.
"""

import io
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse


class Page:
    """One answer, as the reader sees it."""

    def __init__(self, visitor: "Visitor", response: TestResponse) -> None:
        self.visitor = visitor
        self.response = response
        self.status = response.status_code
        self.path = response.request.path
        self.body = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.body)

    @property
    def text(self) -> str:
        """The words of the page's main part, white space folded."""
        found = self.tree.xpath("//main")
        return " ".join((found[0] if found else self.tree).text_content().split())

    @property
    def json(self) -> Any:
        return self.response.get_json()

    def links(self) -> list[str]:
        return [str(href) for href in self.tree.xpath("//a/@href")]

    def form(self, form_id: str) -> html.FormElement:
        found = [form for form in self.tree.forms if form.get("id") == form_id]
        assert found, f"{self.path} has no form #{form_id}, only {[f.get('id') for f in self.tree.forms]}"
        return found[0]

    def submit(self, form_id: str, button: str | None = None, **values: Any) -> "Page":
        """Fill and send a form; a file is (bytes, name), several choices a list, None leaves a box empty."""
        form = self.form(form_id)
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        names = set(form.inputs.keys())
        for name, value in values.items():
            assert name in names, f"form #{form_id} has no field {name}, only {sorted(names)}"
            data[name] = _field(value)
        if button is not None:
            data[button] = form.xpath(f".//button[@name='{button}']/@value")[0]
        action = form.get("action") or self.path
        if form.get("method", "get").lower() == "get":
            return self.visitor.get(action, query=data)
        return self.visitor.post(action, data, Referer=f"http://localhost{self.path}")


def _field(value: Any) -> Any:
    if value is None:
        return []
    if isinstance(value, tuple):
        return [(io.BytesIO(value[0]), value[1])]
    if isinstance(value, list):
        return [_field(item)[0] if isinstance(item, tuple) else item for item in value]
    return [str(value)]


class Visitor:
    """Somebody with a browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Page:
        response = self.client.get(path, query_string=query, headers=headers, follow_redirects=True)
        return Page(self, response)

    def post(self, path: str, data: dict[str, Any], **headers: str) -> Page:
        response = self.client.post(
            path, data=data, headers=headers, content_type="multipart/form-data", follow_redirects=True
        )
        return Page(self, response)

"""The reader's language and type size, chosen by a plain link and kept in a cookie."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from babel.support import Translations
from flask import Flask, Response, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Domain

from decisions.errors import Message
from decisions.extensions import babel
from decisions.web.addresses import this_page

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
VIEWS = frozenset({"standard", "elder"})
_FOLDER = Path(__file__).resolve().parent.parent / "translations"
_LANGUAGE = "decisions.language"
_YEAR = 365 * 24 * 3600
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def reader_language() -> str:
    """Return zh or en: as chosen on a page, or, for programs, as Accept-Language asks."""
    if not has_request_context():
        return "zh"
    environ = request.environ
    if _LANGUAGE not in environ:  # asked for with every date on a page
        environ[_LANGUAGE] = _asked_language()
    return str(environ[_LANGUAGE])


def _asked_language() -> str:
    chosen = request.cookies.get("lang", "")
    if chosen in LOCALES:
        return chosen
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(LOCALES, "zh")
    return "zh"


def reads_large() -> bool:
    """Whether the reader chose the elder mode (长辈版)."""
    return request.cookies.get("view") == "elder"


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return the sentences of a language by their Chinese; Chinese itself needs none."""
    found = Translations.load(_FOLDER, [LOCALES[language]])
    catalog: dict[str, str] = getattr(found, "_catalog", {})  # absent where there is no file for a language
    return {message: text for message, text in catalog.items() if message and isinstance(message, str)}


def _said(message: str) -> str:
    return sentences(reader_language()).get(message, message)


def translate(message: Message | str) -> str:
    """Return a sentence in the reader's language, its places filled."""
    if isinstance(message, str):
        return _said(message)
    params = {key: _worded(value) for key, value in message.params.items()}
    text = _said(message.text)
    return text % params if params else text


def _worded(value: object) -> object:
    if isinstance(value, Message):
        return translate(value)
    return day(value) if isinstance(value, date) else value


def day(value: date | str | None) -> str:
    """Return a civil day in the reader's language: 2026年10月13日, 13 October 2026."""
    if not value:
        return ""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    if reader_language() == "en":
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
    return f"{found.year}年{found.month}月{found.day}日"


class _Sentences(Domain):  # type: ignore[misc]  # the library has no types
    """What Flask-Babel looks sentences up in: what `translate` does, without its way through five objects."""

    def gettext(self, string: str, **variables: object) -> str:
        """Return a sentence in the reader's language, its places filled."""
        return _said(string) % variables if variables else _said(string)


def _choose() -> ResponseReturnValue | None:
    """Turn ?lang= and ?view= into a cookie and a clean address."""
    if request.method != "GET" or not ({"lang", "view"} & request.args.keys()):
        return None
    lang, view = request.args.get("lang", ""), request.args.get("view", "")
    if (lang and lang not in LOCALES) or (view and view not in VIEWS):
        return None
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in {"lang", "view"}]
    response = redirect(this_page(kept))
    for name, value in (("lang", lang), ("view", view)):
        if value:
            response.set_cookie(name, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure)
    return response


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
        response.content_language.add("en" if reader_language() == "en" else "zh-CN")
    return response


def init_app(app: Flask) -> None:
    """Bind Babel to the reader's choice."""
    babel.init_app(
        app,
        default_locale=LOCALES["zh"],
        default_timezone="Asia/Shanghai",
        default_translation_directories="translations",
        locale_selector=lambda: LOCALES[g.get("language") or reader_language()],
    )
    babel.domain_instance = _Sentences()
    app.before_request(_choose)
    app.after_request(_vary)

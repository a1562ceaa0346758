"""Nothing typed at the desk is lost to a session that ran out.

A form that arrives at the desk without a valid session is kept (services.kept_forms), whoever sent it signs
in, and the page with the form comes back filled in. It is never carried out by itself: whoever signed in
looks at it and sends it again. Files and passwords are not kept.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from decisions import clock
from decisions.extensions import limiter
from decisions.services.kept_forms import Typed, find_kept_form, forget_kept_form, keep_form
from decisions.web.addresses import this_page
from decisions.web.transactions import SAFE_METHODS, current_session

_KEY = "kept_form"
_DESK = "/desk/"
_FRESH = "start-over"
_NEVER_KEPT = re.compile(r"csrf_token|password|passcode|current|repeated|otp", re.IGNORECASE)
_LONGEST_ADDRESS = 500


def sign_in_first() -> ResponseReturnValue:
    """Lead a stranger to the sign-in; what they sent is kept, and the page they wanted comes after it."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    page = _page_of_the_form()
    if _comes_from_here() and _keep(page):
        flash(_("登录已失效。您填写的内容已经保留，重新登录后可以接着办理。"), "warning")
    return redirect(url_for("security.login", next=page))


def show_again() -> ResponseReturnValue | None:
    """Lead somebody signed in back to the form they sent from an outdated page; None when that is no matter.

    That happens when they signed in again in another window: this page's token is the old session's.
    """
    if not (request.path.startswith(_DESK) and current_user.is_authenticated and _comes_from_here()):
        return None
    page = _page_of_the_form()
    return redirect(page) if _keep(page) else None


def typed_before() -> Typed | None:
    """Return what was kept for the page that is being shown."""
    if "typed_before" not in g:
        is_asked = request.method == "GET" and request.path.startswith(_DESK) and _KEY in session
        g.typed_before = _find() if is_asked else None
    found: Typed | None = g.typed_before
    return found


def typed_into(names: Iterable[str], *, optional: Iterable[str] = ()) -> MultiDict[str, str] | None:
    """Return what was typed into a form with these fields; None when it was typed into another one.

    Shape: names are fields that a browser always sends, optional those it may leave out (boxes not ticked).
    """
    typed = typed_before()
    if typed is None:
        return None
    sent = {name for name, _value in typed.fields}
    always = set(names)
    is_this_form = always <= sent if always else not sent.isdisjoint(optional)
    return MultiDict(typed.fields) if is_this_form else None


def typed_value(name: str) -> str:
    """Return what was typed into a field that a template writes by hand; "" when nothing was."""
    typed = typed_before()
    return dict(typed.fields).get(name, "") if typed else ""


def _find() -> Typed | None:
    typed = find_kept_form(current_session(), session[_KEY], now=clock.now())
    return typed if typed is not None and typed.page == request.path else None


@limiter.limit("60 per hour")
def _keep(page: str) -> bool:
    """Keep what was sent, for the page where it was typed; return whether there was anything to keep."""
    sent = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if not _NEVER_KEPT.search(name)
    ]
    typed = Typed(unquote(urlsplit(page).path), request.path[:_LONGEST_ADDRESS], sent)
    key = keep_form(current_session(), typed, now=clock.now())
    if key is None:
        return False
    session[_KEY] = key
    g.just_kept = True
    return True


def _comes_from_here() -> bool:
    """Whether a page of the portal sent this, as far as the browser tells; another site's is not kept."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _page_of_the_form() -> str:
    """Return the address of the page with the form: whence it came, else the nearest page above."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    path = request.path
    if came_from.netloc == request.host and came_from.path.startswith(_DESK) and _is_page(came_from.path):
        query = f"?{came_from.query}" if came_from.query else ""
        return (came_from.path + query)[:_LONGEST_ADDRESS]
    while not _is_page(path) and path.startswith(_DESK):
        path = path.rstrip("/").rpartition("/")[0]
    return path[:_LONGEST_ADDRESS] if _is_page(path) else _DESK


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind(request.host).match(path, method="GET")
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return True


def _start_over() -> ResponseReturnValue | None:
    """Let go of what was kept when somebody would rather begin anew."""
    if request.method != "GET" or _FRESH not in request.args or session.pop(_KEY, None) is None:
        return None
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != _FRESH]
    return redirect(this_page(rest))


def _forget(response: Response) -> Response:
    """Delete what was kept once it was sent again and accepted."""
    if request.method in SAFE_METHODS or response.status_code >= 400 or _KEY not in session:
        return response
    typed = find_kept_form(current_session(), session[_KEY], now=clock.now())
    if typed is not None and typed.action == request.path and not g.get("just_kept", False):
        forget_kept_form(current_session(), session.pop(_KEY))
    return response


def init_app(app: Flask) -> None:
    """Give templates what was kept, and let go of it when it is no longer needed."""
    words: dict[str, Any] = {"typed_before": typed_before, "typed_value": typed_value}
    app.jinja_env.globals.update(words)
    app.before_request(_start_over)
    app.after_request(_forget)

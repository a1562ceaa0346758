"""Published pages, kept in front of Flask: for the rest of the second, or until what they show has changed.

A page that is the same for everybody is made once a second at most, however many ask for it. It never
outlives the second, so a window that closes at 24:00 closes at 24:00; and whatever this process writes
empties the cache at once, so whoever publishes sees it published.

A view can do better than a second and say what its page is made from: a *state*, a value that the database
tells in a query or few. The record is a chain, so the hash at its end stands for everything that was ever
published. When the second is over the state is asked for, and while it is the same so is the page; but for
the clock, which the page is made for again with every minute, since windows open and end on whole minutes.

Not here: pages with anything personal; a view has to say that it is the same for everybody.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import wraps
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import Any, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import make_response, request
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from decisions.web.transactions import current_session

MAX_PAGES = 2000
MAX_PAGE_BYTES = 2 * 1024 * 1024
MAX_BYTES = 64 * 1024 * 1024  # of all pages: anybody can ask for a large one under many addresses
_MARK = "X-Same-For-Everybody"
_STATE = "decisions.page_state"
_READ = frozenset({"GET", "HEAD"})
_MINUTE = 60

View = TypeVar("View", bound=Callable[..., Any])
Headers = list[tuple[str, str]]


def same_for_everybody(view: View) -> View:
    """Declare that a page depends on its address, language and type size only; it also gets its ETag."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Any:
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200 and not response.is_streamed:
            response.headers[_MARK] = "1"
            response.headers["Cache-Control"] = "no-cache"  # ask again, with the ETag
            response.add_etag()
        return response

    return marked  # type: ignore[return-value]


Ask = Callable[[Connection], Hashable | None]


@dataclass(frozen=True, slots=True)
class _State:
    ask: Ask
    found: Hashable


def same_while(ask: Ask) -> None:
    """Declare from what the page of this request is made; to be said before anything of it is read.

    Shape: ask returns a value that differs as soon as the page would, address, reader's choice and clock
        being the same; None where that can't be told. It may be asked long after the request is over.
    """
    found = ask(current_session().connection())
    if found is not None:
        request.environ[_STATE] = _State(ask, found)


@dataclass(frozen=True, slots=True)
class _Page:
    status: str
    headers: Headers
    body: bytes
    etag: str
    made_at: float
    good_until: float
    state: _State | None = None


class PageCache:
    """WSGI middleware that answers repeated questions without asking Flask.

    Shape: connect opens a connection that only reads; without it no page outlives its second. Seconds says
    for how many a page is good without asking, those in which it is made included.
    """

    def __init__(
        self,
        app: WSGIApplication,
        connect: Callable[[], AbstractContextManager[Connection]] | None = None,
        *,
        clock: Callable[[], float] = time.time,
        seconds: int = 1,
    ) -> None:
        self.app, self.clock, self.seconds = app, clock, seconds
        self._connect = connect
        self._pages: OrderedDict[tuple[str, ...], _Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache where that is allowed."""
        if environ["REQUEST_METHOD"] not in _READ:
            try:
                return self.app(environ, start_response)
            finally:
                self.clear()
        key = _key(environ)
        page = self._pages.get(key)
        if page is not None and (page.good_until > self.clock() or self._is_still_the_same(key, page)):
            return _answer(page, environ, start_response)
        return self._ask(key, environ, start_response)

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _is_still_the_same(self, key: tuple[str, ...], page: _Page) -> bool:
        """Ask the database whether a page would come out the same; if so it is good for this second too."""
        now = self.clock()
        if page.state is None or self._connect is None or now // _MINUTE != page.made_at // _MINUTE:
            return False
        try:
            with self._connect() as connection:
                is_same = page.state.ask(connection) == page.state.found
        except SQLAlchemyError:
            return False  # Flask will meet the same fault and knows how to say so
        if is_same:
            self._keep(key, replace(page, good_until=float(int(now) + self.seconds)))
        return is_same

    def _ask(
        self, key: tuple[str, ...], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask Flask for the whole page, whatever the reader has already, and keep it if it may be kept."""
        asked_at = self.clock()
        seen: list[Any] = []

        def capture(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            seen[:] = [status, headers]
            return lambda _data: None

        unconditional = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked = {**unconditional, "REQUEST_METHOD": "GET"}
        answered = self.app(asked, capture)
        try:
            body = b"".join(answered)
        finally:
            close = getattr(answered, "close", None)
            if close is not None:
                close()
        status, headers = seen
        names = {name.lower(): value for name, value in headers}
        kept = [(name, value) for name, value in headers if name != _MARK]
        page = _Page(
            status,
            kept,
            body,
            names.get("etag", ""),
            made_at=asked_at,
            good_until=float(int(asked_at) + self.seconds),
            state=asked.get(_STATE),
        )
        if _MARK.lower() in names and "set-cookie" not in names and len(body) <= MAX_PAGE_BYTES:
            self._keep(key, page)
        return _answer(page, environ, start_response)

    def _keep(self, key: tuple[str, ...], page: _Page) -> None:
        """Keep a page in place of the one before, and let go of the oldest where there are too many."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += len(page.body) - (len(before.body) if before else 0)
            while len(self._pages) > MAX_PAGES or self._bytes > MAX_BYTES:
                _key, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body)


_CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE"})


def _key(environ: WSGIEnvironment) -> tuple[str, ...]:
    """What a page may depend on; whoever has another cookie (a session) gets a place of their own."""
    cookie = environ.get("HTTP_COOKIE", "")
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("wsgi.url_scheme", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", "") if environ["PATH_INFO"].endswith(".json") else "",
        _chosen(cookie) if cookie else "",
    )


def _chosen(cookie: str) -> str:
    try:
        morsels = SimpleCookie(cookie)
    except CookieError:
        return cookie
    return "/".join(f"{name}={morsels[name].value}" for name in ("lang", "view") if name in morsels)


def _answer(page: _Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if page.etag and page.status.startswith("200") and _knows(environ, page.etag):
        kept = [(name, value) for name, value in page.headers if name.lower() not in _BODY_HEADERS]
        start_response("304 NOT MODIFIED", kept)
        return [b""]
    start_response(page.status, page.headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else page.body]


_BODY_HEADERS = frozenset({"content-length", "content-type"})


def _knows(environ: WSGIEnvironment, etag: str) -> bool:
    stated = environ.get("HTTP_IF_NONE_MATCH", "")
    return any(part.strip().removeprefix("W/") == etag for part in stated.split(",")) if stated else False

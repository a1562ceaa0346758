"""Pages kept for as long as nothing they are made from has changed.

Behind the page cache (web.page_cache), which forgets every page after a second: what is published changes
seldom, so most pages would be made anew only to come out the same. A view says what its page is made from,
its *state*, in a value that is cheap to ask for: the record is a chain, so the hash at its end stands for
everything that was ever published. With the state unchanged, a page changes only with the reader's language
and type size and with the clock; and the clock by the minute, since windows open and end on whole minutes.
Not here: anything personal; only pages that declare themselves the same for everybody are kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import cast

from flask import Flask, Response, current_app, request, session

from decisions.web.i18n import reader_language, reads_large

MAX_BYTES = 64 * 1024 * 1024  # of all pages together
_EXTENSION = "decisions_kept_pages"
_FLASHED = "_flashes"  # where Flask keeps them
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was made."""

    body: bytes
    etag: str


class KeptPages:
    """The pages of one process, the least asked for let go first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> Page | None:
        """Return the page that was kept under this key."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: Page) -> None:
        """Keep a page, and let go of others where there are too many."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._pages[key] = page
            self._bytes += len(page.body) - (len(before.body) if before else 0)
            while self._bytes > self.max_bytes:
                _key, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body)


def kept_page(state: Hashable, now: datetime, make: Callable[[], str]) -> Response:
    """Return the page that was made from this state in this minute, or make it.

    Shape: state holds everything the page depends on beside its path, the reader's language and type size and
        `now`; of the address's query what the view reads. None: it can't be told, the page is made.
    """
    if state is None or _FLASHED in session:  # a message to one reader
        return Response(make(), mimetype="text/html")
    kept = cast(KeptPages, current_app.extensions[_EXTENSION])
    key = (request.path, reader_language(), reads_large(), int(now.timestamp()) // _MINUTE, state)
    page = kept.find(key)
    if page is None:
        fresh = Response(make(), mimetype="text/html")
        fresh.add_etag()
        page = Page(fresh.get_data(), fresh.headers["ETag"])
        if not session.modified:  # else something personal went into it
            kept.keep(key, page)
    response = Response(page.body, mimetype="text/html")
    response.headers["ETag"] = page.etag
    return response


def init_app(app: Flask) -> None:
    """Give an app its own kept pages: its settings are part of every page."""
    app.extensions[_EXTENSION] = KeptPages()

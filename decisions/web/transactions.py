"""One transaction, one commit per request: kept when the answer is good, undone when it is not."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, cast

from flask import Flask, Response, g, request
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session as Session  # the edge names its type from here

from decisions import database
from decisions.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def current_session() -> Session:
    """Return the session of this request, as queries and operations take it."""
    return cast(Session, db.session())


def reading_from(app: Flask) -> Callable[[], AbstractContextManager[Connection]]:
    """Return how to open a connection of an app's database that only reads, outside any request."""

    @cache
    def engine() -> Engine:
        with app.app_context():
            return db.engine

    @contextmanager
    def connect() -> Iterator[Connection]:
        with database.reading(), engine().connect() as connection:
            yield connection

    return connect


def _begin() -> None:
    if request.method in SAFE_METHODS:
        g.reading = database.reading()
        g.reading.__enter__()


def _finish(response: Response) -> Response:
    if request.method not in SAFE_METHODS and response.status_code < 400 and not g.get("undo", False):
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    reading: Any = g.pop("reading", None)
    if reading is not None:
        reading.__exit__(None, None, None)


def undo() -> None:
    """Undo what this request changed so far, and whatever it still changes."""
    g.undo = True
    db.session.rollback()


def undo_but_note(note: Callable[[Session], None]) -> None:
    """Undo what this request changed, and keep only a note that it was tried, written by the callback."""
    db.session.rollback()
    note(current_session())
    db.session.commit()
    g.undo = True


def init_app(app: Flask) -> None:
    """Open, commit and close around every request."""
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_close)

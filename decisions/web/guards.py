"""The guard that every route declares, and the check that none goes without.

A view says `@public` or `@staff(Role.…)`; a view that says nothing answers nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.exceptions import NotFound

from decisions.errors import NotAllowedError
from decisions.services.actor import Actor, Role
from decisions.web import kept_forms

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Guard:
    """Whom a route admits: everybody, or staff holding one of these roles (any role when empty)."""

    is_public: bool
    roles: frozenset[Role] = frozenset()


PUBLIC = Guard(is_public=True)

# Routes that libraries bring: signing in and out must be reachable, files of the house are public.
DECLARED_HERE = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
}


def public(view: View) -> View:
    """Declare that everybody may come here, signed in or not."""
    view.guard = PUBLIC  # type: ignore[attr-defined]
    return view


def staff(*roles: Role) -> Callable[[View], View]:
    """Declare that only staff with one of these roles may come here; without a role, all staff."""

    def declare(view: View) -> View:
        view.guard = Guard(is_public=False, roles=frozenset(roles))  # type: ignore[attr-defined]
        return view

    return declare


def guard_of(app: Flask, endpoint: str) -> Guard | None:
    """Return the guard an endpoint declares, or None."""
    if endpoint in DECLARED_HERE:
        return DECLARED_HERE[endpoint]
    return getattr(app.view_functions[endpoint], "guard", None)


def find_actor() -> Actor | None:
    """Return whoever is signed in."""
    return current_user.as_actor() if current_user.is_authenticated else None


def current_actor() -> Actor:
    """Return whoever is signed in; only for views that declare @staff."""
    actor = find_actor()
    if actor is None:
        raise NotAllowedError
    return actor


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # 404 or 405, answered by the error pages
    guard = guard_of(current_app, request.endpoint)
    if guard is None:
        raise NotFound
    if guard.is_public:
        return None
    actor = find_actor()
    if actor is None:
        return kept_forms.sign_in_first()
    if guard.roles and not actor.has(*guard.roles):
        raise NotAllowedError
    return None


def init_app(app: Flask) -> None:
    """Check the guard before every request."""
    app.before_request(_enforce)

"""Every route declares whom it admits, and what it declares is enforced."""

import pytest
from flask import Flask

from decisions.web.guards import guard_of


def routes(app: Flask) -> list[tuple[str, str, set[str]]]:
    return [(rule.endpoint, str(rule), rule.methods or set()) for rule in app.url_map.iter_rules()]


# Routes of the sign-in library that the portal does not use: without a guard they answer nobody.
CLOSED = {"security.static", "security.verify"}


def test_every_route_declares_a_guard(app: Flask) -> None:
    bare = {endpoint for endpoint, _, _ in routes(app) if guard_of(app, endpoint) is None}
    assert bare == CLOSED


def test_closed_routes_answer_nobody(app: Flask, citizen) -> None:
    assert citizen.get("/desk/verify").status == 404


def test_everything_under_desk_is_for_staff(app: Flask) -> None:
    for endpoint, rule, _ in routes(app):
        guard = guard_of(app, endpoint)
        if guard is not None and endpoint not in {"security.login", "security.logout"}:
            assert guard.is_public != rule.startswith("/desk"), f"{endpoint} {rule}"


def test_a_stranger_is_sent_to_sign_in_from_every_desk_page(app: Flask, citizen) -> None:
    seen = 0
    for endpoint, rule, methods in routes(app):
        guard = guard_of(app, endpoint)
        if guard is None or guard.is_public or "GET" not in methods:
            continue
        with app.test_request_context():
            arguments = {name: _sample(app, endpoint, name) for name in _arguments(app, endpoint)}
            path = app.url_map.bind("localhost").build(endpoint, arguments)
        response = citizen.client.get(path)
        assert response.status_code == 302, (endpoint, rule)
        assert response.location.startswith("/desk/sign-in"), (endpoint, rule)
        seen += 1
    assert seen


def _arguments(app: Flask, endpoint: str) -> set[str]:
    return next(rule.arguments for rule in app.url_map.iter_rules(endpoint) if "GET" in (rule.methods or ()))


def _sample(app: Flask, endpoint: str, name: str) -> object:
    rule = next(iter(app.url_map.iter_rules(endpoint)))
    converter = rule._converters[name]
    return 1 if type(converter).__name__ == "IntegerConverter" else "2026-01"


@pytest.mark.parametrize("path", ["/desk/sign-in"])
def test_a_post_without_the_page_s_token_changes_nothing(app: Flask, citizen, path: str) -> None:
    response = citizen.client.post(path, data={"email": "nobody@example.cn", "password": "x" * 12})
    assert response.status_code in {200, 400}

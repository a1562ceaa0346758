"""No link on the desk's pages of a decision leads its reader to a refusal or to a missing page."""

from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from tests.visitor import Visitor

PASSWORD = "demo-2026-canyu"
START = [
    "/desk/",
    "/desk/decisions/2026-03",
    "/desk/decisions/2026-10",
    "/desk/decisions/2026-03/meeting/papers",
]


def sign_in(app: Flask, name: str) -> Visitor:
    visitor = Visitor(app)
    visitor.get("/desk/sign-in").submit("sign-in", email=f"{name}@example.cn", password=PASSWORD)
    return visitor


def walk(visitor: Visitor, limit: int) -> dict[str, int]:
    """Follow the desk's links, two decisions and no query; return the status of each address."""
    waiting, found = list(START), dict[str, int]()
    while waiting and len(found) < limit:
        path = waiting.pop(0)
        page = visitor.get(path)
        found[path] = page.status
        if not page.body or page.status >= 400:
            continue
        for link in page.links():
            target = urlsplit(urljoin(path, link)).path
            is_of_another = target.startswith("/desk/decisions/2026-") and not target.startswith(tuple(START))
            if target.startswith("/desk") and not is_of_another and target not in [*found, *waiting]:
                waiting.append(target)
    return found


@pytest.mark.parametrize("name", ["gongkai1", "jianjiao1", "jianjiao2", "minzheng1", "sifa", "admin"])
def test_every_link_opens_for_whom_it_is_shown_to(demo_app: Flask, name: str) -> None:
    found = walk(sign_in(demo_app, name), limit=60)
    refused = {path: status for path, status in found.items() if status >= 400 and path not in START}
    assert refused == {}
    assert found["/desk/decisions/2026-03"] == found["/desk/decisions/2026-10"] == 200


def test_another_units_steps_are_named_and_not_linked(demo_app: Flask) -> None:
    page = sign_in(demo_app, "jianjiao1").get("/desk/decisions/2026-03")
    assert "公开征求意见公告和草案" in page.text
    assert "/desk/decisions/2026-03/consultation" not in page.links()

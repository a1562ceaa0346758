"""The page cache: for the rest of the second only, never anything personal, emptied by every write."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request, Response

from decisions.web import page_cache
from decisions.web.page_cache import PageCache


class Clock:
    def __init__(self) -> None:
        self.at = 1000.2

    def __call__(self) -> float:
        return self.at


class Site:
    """Counts how often it is asked; says what it was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.headers: dict[str, str] = {"X-Same-For-Everybody": "1", "ETag": '"a"'}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        request = Request(environ)
        answer = (
            f"{request.path}?{request.query_string.decode()} {request.cookies.get('lang', 'zh')} {self.asked}"
        )
        return Response(answer, headers=self.headers)(environ, start_response)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(site: Site, clock: Clock) -> Client:
    return Client(PageCache(site, clock=clock))


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def test_a_page_is_made_once_a_second(client: Client, site: Site, clock: Clock) -> None:
    first = text(client.get("/a"))
    clock.at = 1000.9
    assert text(client.get("/a")) == first
    assert site.asked == 1
    clock.at = 1001.0
    assert text(client.get("/a")) != first


def test_it_never_outlives_the_second_it_was_asked_for_in(client: Client, site: Site, clock: Clock) -> None:
    clock.at = 1000.999
    client.get("/a")
    clock.at = 1001.0001
    client.get("/a")
    assert site.asked == 2


@pytest.mark.parametrize("other", ["/b", "/a?page=2"])
def test_pages_are_told_apart(client: Client, site: Site, other: str) -> None:
    client.get("/a")
    assert other.partition("?")[0] in text(client.get(other))
    assert site.asked == 2


def test_languages_are_told_apart_and_other_cookies_are_not(client: Client, site: Site) -> None:
    client.get("/a")
    client.set_cookie("session", "x")
    client.get("/a")
    assert site.asked == 1
    client.set_cookie("lang", "en")
    assert " en " in text(client.get("/a"))
    assert site.asked == 2


def test_a_write_empties_it(client: Client, site: Site) -> None:
    client.get("/a")
    client.post("/desk")
    client.get("/a")
    assert site.asked == 3


@pytest.mark.parametrize("headers", [{}, {"X-Same-For-Everybody": "1", "Set-Cookie": "session=1"}])
def test_what_is_not_the_same_for_everybody_is_never_kept(client: Client, site: Site, headers: dict) -> None:
    site.headers = headers
    client.get("/a")
    client.get("/a")
    assert site.asked == 2


def test_the_mark_does_not_leave_the_house(client: Client) -> None:
    assert "X-Same-For-Everybody" not in client.get("/a").headers


def test_a_reader_who_has_the_page_is_told_so(client: Client, site: Site) -> None:
    etag = client.get("/a").headers["ETag"]
    again = client.get("/a", headers={"If-None-Match": etag})
    assert (again.status_code, text(again), site.asked) == (304, "", 1)
    assert client.get("/a", headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_has_no_body(client: Client) -> None:
    answer = client.head("/a")
    assert (answer.status_code, text(answer)) == (200, "")


def test_large_pages_under_many_addresses_do_not_fill_the_memory(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(text(client.get("/a?n=00")))
    monkeypatch.setattr(page_cache, "MAX_BYTES", 3 * size)
    for number in range(1, 6):
        client.get(f"/a?n=0{number}")
    client.get("/a?n=05")
    assert site.asked == 6  # the newest is still there
    client.get("/a?n=00")
    assert site.asked == 7  # the oldest is not


class Database:
    """Tells the state of a page, or fails; counts how often it is asked."""

    def __init__(self) -> None:
        self.state: object = "before"
        self.asked = 0
        self.fails = False

    @contextmanager
    def connect(self) -> Iterator[Any]:
        yield self

    def ask(self, _connection: object) -> Any:
        self.asked += 1
        if self.fails:
            raise OperationalError("select", {}, Exception("gone"))
        return self.state


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def stateful(site: Site, clock: Clock, database: Database) -> Client:
    """A site whose pages say from what they are made."""

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ[page_cache._STATE] = page_cache._State(database.ask, database.state)
        return site(environ, start_response)

    clock.at = 1020.2  # the beginning of a minute
    return Client(PageCache(app, database.connect, clock=clock))


def test_a_page_outlives_its_second_while_its_state_is_the_same(
    stateful: Client, site: Site, clock: Clock, database: Database
) -> None:
    first = text(stateful.get("/a"))
    for second in range(1, 5):
        clock.at = 1020.2 + second
        assert text(stateful.get("/a")) == first
        assert text(stateful.get("/a")) == first
    assert (site.asked, database.asked) == (1, 4)


def test_it_ends_with_its_state(stateful: Client, site: Site, clock: Clock, database: Database) -> None:
    stateful.get("/a")
    database.state = "after"
    stateful.get("/a")
    assert site.asked == 1  # the second is not over
    clock.at = 1021.0
    stateful.get("/a")
    assert site.asked == 2


def test_it_ends_with_its_minute(stateful: Client, site: Site, clock: Clock) -> None:
    clock.at = 1079.9
    stateful.get("/a")
    clock.at = 1080.0
    stateful.get("/a")
    assert site.asked == 2


def test_where_the_state_can_not_be_told_the_site_is_asked(
    stateful: Client, site: Site, clock: Clock, database: Database
) -> None:
    stateful.get("/a")
    database.fails = True
    clock.at = 1021.0
    assert stateful.get("/a").status_code == 200
    assert site.asked == 2

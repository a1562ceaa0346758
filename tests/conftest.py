"""Fixtures of all tests. Unit tests use none of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from decisions.app import create_app
from decisions.config import Settings, load_settings
from decisions.extensions import db
from decisions.services.storage import FileStore
from decisions.web.limits import WINDOWS
from tests import cast as casting
from tests import databases, demonstration
from tests.visitor import Visitor

for variable in [name for name in os.environ if name.startswith("DECISIONS_") and "_TEST_" not in name]:
    del os.environ[variable]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    databases.migrated(f"sqlite:///{folder / 'template.sqlite3'}", folder)
    return folder / "template.sqlite3"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    databases.skip_without_postgres()
    with databases.own_postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLite; tests in integration/ are run on PostgreSQL as well."""
    if getattr(request, "param", "sqlite") == "postgres":
        url = request.getfixturevalue("postgres_url")
        yield url
        databases.empty(url)
    else:
        template = request.getfixturevalue("sqlite_template")
        yield databases.copy_of(template, tmp_path / "decisions.sqlite3")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_url" in metafunc.fixturenames and ".integration." in metafunc.module.__name__:
        engines = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
        metafunc.parametrize("database_url", engines, indirect=True)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return load_settings({"DECISIONS_DATABASE_URL": database_url, "DECISIONS_INSTANCE": str(tmp_path)})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, testing=True)
    app.config["RATELIMIT_ENABLED"] = False
    WINDOWS.reset()  # one process, many portals: what was counted in another test is not this one's
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session inside an app context, for operations and queries."""
    with app.app_context():
        yield db.session()
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def store(app: Flask) -> FileStore:
    store: FileStore = app.extensions["decisions_store"]
    return store


@pytest.fixture
def cast(app: Flask) -> casting.Cast:
    with app.app_context():
        return casting.enter(db.session())


@pytest.fixture
def citizen(app: Flask) -> Visitor:
    """Somebody with a browser and no account."""
    return Visitor(app)


@pytest.fixture
def staff(app: Flask, cast: casting.Cast) -> "StaffDoor":
    """Opens the desk: staff("drafter") is a signed-in visitor."""
    return StaffDoor(app)


class StaffDoor:
    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, post: str) -> Visitor:
        visitor = Visitor(self.app)
        page = visitor.get("/desk/sign-in")
        page = page.submit("sign-in", email=casting.email_of(post), password=casting.PASSWORD)
        assert page.path == "/desk/", page.text
        return visitor


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demonstration.make_template(sqlite_template, tmp_path_factory.mktemp("demo-template"))


@pytest.fixture
def demo_app(demo_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The portal with the demonstration loaded, on the day on which it was loaded."""
    app = demonstration.copy_of(demo_template, tmp_path / "demo")
    with time_machine.travel(demonstration.LOADED_AT, tick=False):
        yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def demo_citizen(demo_app: Flask) -> Visitor:
    return Visitor(demo_app)

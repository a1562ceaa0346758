"""Databases for tests: a migrated SQLite file copied per test, a PostgreSQL database made per run."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from decisions.app import create_app
from decisions.config import load_settings
from decisions.database import Base

DEFAULT_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


def server_url() -> str:
    return os.environ.get("DECISIONS_TEST_POSTGRES_URL") or DEFAULT_SERVER


def migrated(database_url: str, instance: Path) -> None:
    """Bring a database to the newest version by the migrations."""
    environ = {"DECISIONS_DATABASE_URL": database_url, "DECISIONS_INSTANCE": str(instance)}
    app = create_app(load_settings(environ), testing=True)
    with app.app_context():
        upgrade()
        app.extensions["sqlalchemy"].engine.dispose()


def skip_without_postgres() -> None:
    """Skip on a machine without a server, saying so; where CI is set that is a failure."""
    try:
        psycopg.connect(make_url(server_url()).set(drivername="postgresql").render_as_string(False)).close()
    except psycopg.OperationalError:
        reason = f"no PostgreSQL server answers at {make_url(server_url()).host}: these tests were not run"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@contextmanager
def own_postgres(instance: Path) -> Iterator[str]:
    """Make a database of this run's own, migrated, and drop it afterwards."""
    admin = create_engine(server_url(), isolation_level="AUTOCOMMIT")
    name = f"decisions_test_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = make_url(server_url()).set(database=name).render_as_string(hide_password=False)
    try:
        migrated(url, instance)
        yield url
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()


def empty(database_url: str) -> None:
    """Remove every row, keep every table."""
    engine = create_engine(database_url)
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    engine.dispose()


def copy_of(template: Path, target: Path) -> str:
    """Copy the migrated SQLite file and return its URL."""
    shutil.copyfile(template, target)
    return f"sqlite:///{target}"

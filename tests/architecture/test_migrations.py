"""The migrations make the models' tables, and can be undone, on both engines."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from decisions.app import create_app
from decisions.config import load_settings
from decisions.database import Base
from decisions.extensions import db
from tests import databases


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh_app(request, tmp_path: Path):
    if request.param == "postgres":
        databases.skip_without_postgres()
        with databases.own_postgres(tmp_path) as url:
            yield _app(url, tmp_path)
    else:
        yield _app(f"sqlite:///{tmp_path / 'fresh.sqlite3'}", tmp_path)


def _app(url: str, tmp_path: Path):
    settings = load_settings({"DECISIONS_DATABASE_URL": url, "DECISIONS_INSTANCE": str(tmp_path)})
    return create_app(settings, testing=True)


def test_upgraded_database_equals_the_models(fresh_app) -> None:
    with fresh_app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        db.engine.dispose()


def test_downgrade_leaves_nothing_and_upgrade_comes_back(fresh_app) -> None:
    with fresh_app.app_context():
        upgrade()
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        assert left == set()
        upgrade()
        assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())
        db.engine.dispose()

"""Alembic's environment: the app's engine, the house's metadata."""

from importlib import import_module
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from decisions.database import Base

# Every table must be known before the models are compared with the database.
for feature in ("accounts", "attendance", "catalogue", "consultation", "feedback", "procedure", "record"):
    import_module(f"decisions.{feature}.models")

target_db = current_app.extensions["migrate"].db


def render_item(type_: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database, so that a migration needs no code of ours."""
    if type_ == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run() -> None:
    """Run the migrations in one transaction each."""
    with target_db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_item=render_item,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()

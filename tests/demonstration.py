"""The loaded demonstration as a template: made once a run, copied for whoever needs it."""

import shutil
from datetime import datetime
from pathlib import Path

from flask import Flask

from decisions.app import create_app
from decisions.clock import SHANGHAI
from decisions.config import load_settings
from decisions.demo.load import load_demo
from decisions.extensions import db

LOADED_AT = datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI)


def app_in(instance: Path) -> Flask:
    app = create_app(load_settings({"DECISIONS_INSTANCE": str(instance)}), testing=True)
    app.config["RATELIMIT_ENABLED"] = False
    return app


def make_template(sqlite_template: Path, instance: Path) -> Path:
    shutil.copyfile(sqlite_template, instance / "decisions.sqlite3")
    app = app_in(instance)
    with app.app_context():
        load_demo(db.session(), app.extensions["decisions_store"], now=LOADED_AT)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return instance


def copy_of(template: Path, instance: Path) -> Flask:
    shutil.copytree(template, instance, dirs_exist_ok=True)
    return app_in(instance)

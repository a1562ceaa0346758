"""The only wiring: settings, extensions, guards, features. Nothing else creates an app."""

import os
from pathlib import Path
from typing import cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from decisions import cli as commands
from decisions.accounts import desk as accounts_desk
from decisions.accounts import sign_in
from decisions.attendance import api as attendance_api
from decisions.attendance import desk as attendance_desk
from decisions.attendance import pages as attendance_pages
from decisions.catalogue import api as catalogue_api
from decisions.catalogue import desk as catalogue_desk
from decisions.catalogue import pages as catalogue_pages
from decisions.config import Settings, SettingsError, load_settings
from decisions.consultation import api as consultation_api
from decisions.consultation import desk as consultation_desk
from decisions.consultation import pages as consultation_pages
from decisions.consultation.rules import Channel
from decisions.database import use_data_key
from decisions.extensions import csrf, db, limiter, migrate
from decisions.feedback import api as feedback_api
from decisions.feedback import desk as feedback_desk
from decisions.feedback import pages as feedback_pages
from decisions.lifecycle import api as lifecycle_api
from decisions.lifecycle import desk as lifecycle_desk
from decisions.lifecycle import pages as lifecycle_pages
from decisions.procedure import desk as procedure_desk
from decisions.procedure import pages as procedure_pages
from decisions.record import api as record_api
from decisions.record import desk as record_desk
from decisions.record import pages as record_pages
from decisions.services.storage import open_store
from decisions.supervision import api as supervision_api
from decisions.supervision import desk as supervision_desk
from decisions.supervision import pages as supervision_pages
from decisions.web import (
    api,
    context,
    errors,
    filters,
    guards,
    headers,
    health,
    i18n,
    kept_forms,
    logs,
    transactions,
)
from decisions.web.page_cache import PageCache
from decisions.web.templates import Templates

_ROOT = Path(__file__).resolve().parent.parent

BLUEPRINTS = (
    health.blueprint,
    lifecycle_pages.blueprint,
    catalogue_pages.blueprint,
    procedure_pages.blueprint,
    consultation_pages.blueprint,
    attendance_pages.blueprint,
    feedback_pages.blueprint,
    record_pages.blueprint,
    supervision_pages.blueprint,
    supervision_desk.blueprint,
    lifecycle_desk.blueprint,
    catalogue_desk.blueprint,
    procedure_desk.blueprint,
    consultation_desk.blueprint,
    attendance_desk.blueprint,
    feedback_desk.blueprint,
    record_desk.blueprint,
    accounts_desk.blueprint,
)

API_BLUEPRINTS = (
    catalogue_api.blueprint,
    lifecycle_api.blueprint,
    consultation_api.blueprint,
    attendance_api.blueprint,
    feedback_api.blueprint,
    record_api.blueprint,
    supervision_api.blueprint,
)


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """Return the portal, wired.

    Shape:  settings default to the environment's.
    Raises: SettingsError when the environment is incomplete.
    """
    settings = settings or load_settings(os.environ)
    _check_channels(settings)
    app = Flask(
        "decisions", template_folder=str(_ROOT / "templates"), static_folder=str(_ROOT / "decisions/static")
    )
    app.jinja_environment = Templates
    app.testing = testing
    _configure(app, settings)
    _bind_extensions(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.init_app(app, API_BLUEPRINTS, title=f"{settings.site.short_name} API")
    commands.init_app(app)
    return app


def _check_channels(settings: Settings) -> None:
    """Refuse a token for a channel that opinions don't know; config can't know their names."""
    unknown = sorted({name for name, _token in settings.channel_tokens} - set(Channel))
    if unknown:
        names = ", ".join(Channel)
        raise SettingsError(f"DECISIONS_CHANNEL_TOKENS names {', '.join(unknown)}; channels are {names}.")


def _configure(app: Flask, settings: Settings) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True)
    use_data_key(settings.data_key)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "hide_parameters": True,  # what a citizen typed stays out of error messages and logs
        },
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.is_demo,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=not settings.is_demo,
        WTF_I18N_ENABLED=False,  # web.forms chooses the language of WTForms' own messages
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch still counts
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_HEADERS_ENABLED=False,
    )
    app.extensions["decisions_settings"] = settings
    app.extensions["decisions_store"] = open_store(settings.storage_url)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if not app.testing:  # a test may stop the clock, and a page would never be made anew
        app.wsgi_app = PageCache(app.wsgi_app, transactions.reading_from(app))  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _bind_extensions(app: Flask, settings: Settings) -> None:
    logs.configure()
    db.init_app(app)
    migrate.init_app(app, db, directory=str(_ROOT / "decisions/migrations"))
    i18n.init_app(app)
    limiter.init_app(app)
    sign_in.init_app(app, settings)
    transactions.init_app(app)
    guards.init_app(app)  # before the token is looked at: who is no longer signed in keeps what they typed
    csrf.init_app(app)
    for part in (kept_forms, context, errors, filters, headers):
        part.init_app(app)
    provider = cast(DefaultJSONProvider, app.json)  # last: sign-in brings a provider of its own
    provider.ensure_ascii, provider.sort_keys = False, False

"""Sign-in, kept by Flask-Security: argon2, sessions, sign-out. What is ours is the wiring."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_security import Security, SQLAlchemyUserDatastore

from decisions.accounts.models import Staff, StaffRole
from decisions.config import Settings
from decisions.extensions import db, limiter


def datastore() -> SQLAlchemyUserDatastore:
    """Return Flask-Security's view of our tables."""
    return SQLAlchemyUserDatastore(db, Staff, StaffRole)


def init_app(app: Flask, settings: Settings) -> None:
    """Bind sign-in under /desk."""
    app.config.update(
        SECURITY_URL_PREFIX="/desk",
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW="/desk/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_LOGIN_USER_TEMPLATE="accounts/desk/sign_in.html",
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 — the name of a method
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_REGISTERABLE=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_MSG_GENERIC_AUTHN_FAILED=(_l("电子邮箱或密码不正确，请核对后重新输入。"), "error"),
    )
    if settings.is_demo and app.testing:
        # Tests sign in hundreds of times; the cheapest parameters keep the method and lose the wait.
        app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {
            "argon2__time_cost": 1,
            "argon2__memory_cost": 8,
            "argon2__parallelism": 1,
        }
    Security(app, datastore())
    limited: Any = limiter.limit("30 per 5 minutes", methods=["POST"])(app.view_functions["security.login"])
    app.view_functions["security.login"] = limited

"""What every template knows: the site, the reader, the navigation. And the app's own instances."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

from decisions.config import Settings
from decisions.errors import N_
from decisions.services.actor import Role
from decisions.services.storage import FileStore
from decisions.web.i18n import reader_language, reads_large

_PUBLIC_NAVIGATION = (
    (N_("首页"), "/"),
    (N_("决策目录"), "/catalogue/"),
    (N_("征求意见"), "/consultations/"),
    (N_("公众代表列席"), "/attendance/"),
    (N_("意见采纳反馈"), "/feedback/"),
    (N_("时限监督"), "/supervision"),
    (N_("回执查询"), "/receipts"),
)
_DESK_NAVIGATION: tuple[tuple[str, str, frozenset[Role]], ...] = (
    (N_("工作台"), "/desk/", frozenset(Role)),
    (N_("年度目录"), "/desk/catalogue/", frozenset(Role)),
    (N_("决策事项"), "/desk/decisions/", frozenset(Role)),
    (
        N_("意见征询"),
        "/desk/feedback/views",
        frozenset({Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS}),
    ),
    (N_("答复模板"), "/desk/feedback/templates", frozenset({Role.DRAFTER, Role.APPROVER})),
    (N_("公众代表列席"), "/desk/attendance/", frozenset({Role.OPENNESS, Role.JUSTICE})),
    (N_("合法性审查"), "/desk/legality/", frozenset({Role.JUSTICE})),
    (N_("公开记录"), "/desk/record/", frozenset({Role.OPENNESS, Role.ADMINISTRATOR})),
    (N_("工作日历"), "/desk/calendar/", frozenset({Role.OPENNESS, Role.ADMINISTRATOR})),
    (N_("账号管理"), "/desk/accounts/", frozenset({Role.ADMINISTRATOR})),
)


def settings() -> Settings:
    """Return the settings the app was created with."""
    return cast(Settings, current_app.extensions["decisions_settings"])


def file_store() -> FileStore:
    """Return the store of uploaded and generated files."""
    return cast(FileStore, current_app.extensions["decisions_store"])


def _is_current(href: str) -> bool:
    path = request.path
    return path == href if href in {"/", "/desk/"} else path.startswith(href.rstrip("/"))


def _public_navigation() -> list[dict[str, Any]]:
    return [
        {"label": _(label), "href": href, "current": _is_current(href)} for label, href in _PUBLIC_NAVIGATION
    ]


def _desk_navigation() -> list[dict[str, Any]]:
    if not current_user.is_authenticated:
        return []
    held = current_user.as_actor().roles
    return [
        {"label": _(label), "href": href, "current": _is_current(href)}
        for label, href, roles in _DESK_NAVIGATION
        if held & roles
    ]


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """Return the address of a file of the house, with its fingerprint so that it may be cached for ever."""
    folder = Path(cast(str, current_app.static_folder))
    return url_for("static", filename=name, v=_fingerprint(folder / name))


def role_labels(roles: frozenset[Role]) -> list[str]:
    """Return the names of roles, in the house's order."""
    names = {
        Role.DRAFTER: _("承办单位经办"),
        Role.APPROVER: _("承办单位审核"),
        Role.JUSTICE: _("区司法局"),
        Role.OPENNESS: _("区政务公开办"),
        Role.ADMINISTRATOR: _("系统管理员"),
    }
    return [str(names[role]) for role in Role if role in roles]


def _viewer() -> dict[str, Any] | None:
    if not current_user.is_authenticated:
        return None
    actor = current_user.as_actor()
    return {
        "name": actor.name,
        "unit_name": current_user.unit.name,
        "role_labels": role_labels(actor.roles),
        "actor": actor,
    }


def _context() -> dict[str, Any]:
    conf = settings()
    return {
        "site": conf.site,
        "demo": conf.is_demo,
        "lang": reader_language(),
        "elder": reads_large(),
        "viewer": _viewer(),
        "navigation": _public_navigation(),
        "desk_navigation": _desk_navigation(),
        "csrf_token": generate_csrf,
        "canonical_path": request.path,
        "static_url": static_url,
    }


def init_app(app: Flask) -> None:
    """Give the context to every template."""
    app.context_processor(_context)

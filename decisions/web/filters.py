"""How dates, instants, numbers and sizes are printed, in the reader's language and Shanghai time."""

from datetime import date, datetime, timedelta

import segno
from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from decisions.clock import SHANGHAI
from decisions.services.titles import bare_title
from decisions.web.i18n import day, translate


def moment(value: datetime | str | None) -> str:
    """Return an instant in Shanghai; midnight is printed as 24:00 of the day it ends."""
    if not value:
        return ""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = found.astimezone(SHANGHAI)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{day(local.date() - timedelta(days=1))} 24:00"
    return f"{day(local.date())} {local:%H:%M}"


def until(value: datetime | str | None) -> str:
    """Return the instant at which something ends, with its zone: readers may be elsewhere."""
    return str(_("%(moment)s（北京时间）", moment=moment(value))) if value else ""


def qr_code(address: str) -> Markup:
    """Return an address of the portal as a QR code, drawn in the page: no script, no request."""
    return Markup(segno.make(address, error="m").svg_inline(scale=4, border=2))  # noqa: S704 — made by us


def pubdate(value: datetime | str) -> str:
    """Return an instant as the meta tag PubDate wants it: YYYY-MM-DD HH:MM in Shanghai."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def number(value: int | None) -> str:
    """Return a whole number with thousands set apart."""
    return "" if value is None else f"{value:,}"


def file_size(value: int) -> str:
    """Return bytes as people read them."""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    return f"{value / 1024 / 1024:.1f} MB"


def iso(value: date | datetime) -> str:
    """Return a machine-readable date or instant for <time datetime=…>."""
    return value.isoformat()


def paragraphs(value: str) -> list[str]:
    """Return the non-empty lines of a text."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def yes_no(value: bool | None) -> str:
    """Return 是, 否 or a dash."""
    if value is None:
        return "—"
    return str(_("是")) if value else str(_("否"))


def init_app(app: Flask) -> None:
    """Make the filters known to every template."""
    for name, function in (
        ("day", day),
        ("moment", moment),
        ("until", until),
        ("qr_code", qr_code),
        ("pubdate", pubdate),
        ("number", number),
        ("file_size", file_size),
        ("iso", iso),
        ("paragraphs", paragraphs),
        ("yes_no", yes_no),
        ("bare_title", bare_title),
        ("translate", translate),
    ):
        app.add_template_filter(function, name)

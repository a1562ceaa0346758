"""Settings from the environment: read once, frozen, complete or the portal does not start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

# R16: the regulation names no number of experts; ours is a district setting.
DEFAULT_EXPERTS_NEEDED = 3

# R25: no law says how many people make an opinion concentrated; both are district settings.
DEFAULT_CONCENTRATED_PERSONS = 3
DEFAULT_CONCENTRATED_PERCENT = 1

DEMO_SECRET_KEY = "demonstration-only-secret-key"  # noqa: S105 — production refuses to start on it
DEMO_DATA_KEY = "demonstration-only-data-key"
MIN_TOKEN_LENGTH = 32
_TOKEN = re.compile(rf"[A-Za-z0-9\-._~+/=]{{{MIN_TOKEN_LENGTH},}}")  # what "Authorization: Bearer" can carry


class Profile(StrEnum):
    """What the installation is for."""

    DEMO = "demo"
    PRODUCTION = "production"


class ClockBasis(StrEnum):
    """Which of a decision document's three dates starts the feedback clock (R25); a district setting."""

    EARLIEST = "earliest"
    WRITTEN = "written"  # 成文
    PRINTED = "printed"  # 印发
    PUBLISHED = "published"  # 发布


class SettingsError(Exception):
    """The environment is incomplete or contradictory; the message names each variable."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a government site must say of itself. Demo values are visible placeholders."""

    name: str
    short_name: str
    district: str
    domain: str
    host_unit: str
    contact: str
    idcode: str
    icp: str
    police_record: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the portal reads from its environment."""

    profile: Profile
    instance: Path
    database_url: str
    storage_url: str
    redis_url: str | None
    mail_url: str
    mail_sender: str
    sms_url: str | None
    secret_key: str
    data_key: str
    workers: int
    base_url: str
    trusted_proxies: int
    clock_basis: ClockBasis
    experts_needed: int
    concentrated_persons: int
    concentrated_percent: int
    # (channel, token): by which another system that posts opinions or sign-ups is known. Never printed.
    channel_tokens: tuple[tuple[str, str], ...] = field(repr=False)
    site: Site

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration."""
        return self.profile is Profile.DEMO


_SITE_DEFAULTS = {
    "name": "浦东新区（演示）重大行政决策公众参与平台",
    "short_name": "重大行政决策公众参与平台",
    "district": "浦东新区（演示）",
    "domain": "localhost",
    "host_unit": "浦东新区（演示）政务公开办公室",
    "contact": "演示电话 021-0000-0000",
    "idcode": "演示标识码 0000000000",
    "icp": "演示 ICP备00000000号",
    "police_record": "演示 公网安备00000000000000号",
}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of this environment.

    Raises: SettingsError naming every variable that is missing or unusable, all at once.
    """
    faults: list[str] = []
    profile = _profile(environ.get("DECISIONS_PROFILE", Profile.DEMO), faults)
    instance = Path(environ.get("DECISIONS_INSTANCE") or "instance").resolve()
    settings = Settings(
        profile=profile,
        instance=instance,
        database_url=environ.get("DECISIONS_DATABASE_URL") or f"sqlite:///{instance / 'decisions.sqlite3'}",
        storage_url=environ.get("DECISIONS_STORAGE_URL") or (instance / "files").as_uri(),
        redis_url=environ.get("DECISIONS_REDIS_URL") or None,
        mail_url=environ.get("DECISIONS_MAIL_URL") or (instance / "mail").as_uri(),
        mail_sender=environ.get("DECISIONS_MAIL_SENDER") or "no-reply@example.cn",
        sms_url=environ.get("DECISIONS_SMS_URL") or None,
        secret_key=environ.get("DECISIONS_SECRET_KEY") or DEMO_SECRET_KEY,
        data_key=environ.get("DECISIONS_DATA_KEY") or DEMO_DATA_KEY,
        workers=_whole_number(environ, "DECISIONS_WORKERS", 1, faults),
        base_url=(environ.get("DECISIONS_BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        trusted_proxies=_whole_number(environ, "DECISIONS_TRUSTED_PROXIES", 0, faults),
        clock_basis=_clock_basis(environ.get("DECISIONS_CLOCK_BASIS") or ClockBasis.EARLIEST, faults),
        experts_needed=_whole_number(environ, "DECISIONS_EXPERTS_NEEDED", DEFAULT_EXPERTS_NEEDED, faults),
        concentrated_persons=_whole_number(
            environ, "DECISIONS_CONCENTRATED_PERSONS", DEFAULT_CONCENTRATED_PERSONS, faults
        ),
        concentrated_percent=_whole_number(
            environ, "DECISIONS_CONCENTRATED_PERCENT", DEFAULT_CONCENTRATED_PERCENT, faults
        ),
        channel_tokens=_channel_tokens(environ.get("DECISIONS_CHANNEL_TOKENS", ""), faults),
        site=_site(environ),
    )
    if profile is Profile.PRODUCTION:
        faults += _production_faults(environ, settings)
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _profile(value: str, faults: list[str]) -> Profile:
    try:
        return Profile(value)
    except ValueError:
        faults.append(f"DECISIONS_PROFILE must be demo or production, not {value!r}.")
        return Profile.DEMO


def _clock_basis(value: str, faults: list[str]) -> ClockBasis:
    try:
        return ClockBasis(value)
    except ValueError:
        faults.append(f"DECISIONS_CLOCK_BASIS must be {', '.join(ClockBasis)}, not {value!r}.")
        return ClockBasis.EARLIEST


def _whole_number(environ: Mapping[str, str], name: str, default: int, faults: list[str]) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if text.isdigit() and len(text) <= 3:
        return int(text)
    faults.append(f"{name} must be a whole number, not {text!r}.")
    return default


def _channel_tokens(text: str, faults: list[str]) -> tuple[tuple[str, str], ...]:
    """Return the tokens of `name=token,name=token`; a channel may have two while one replaces the other.

    A fault names the place and never the token.
    """
    found: dict[str, str] = {}
    for place, part in enumerate(filter(None, map(str.strip, text.split(","))), start=1):
        name, _, token = (side.strip() for side in part.partition("="))
        if not (name and token):
            faults.append(f"DECISIONS_CHANNEL_TOKENS must be name=token,name=token; part {place} is not.")
        elif not _TOKEN.fullmatch(token):
            faults.append(
                f"DECISIONS_CHANNEL_TOKENS: the token in part {place} must have at least "
                f"{MIN_TOKEN_LENGTH} letters, digits or signs of -._~+/=."
            )
        elif token in found:
            faults.append(f"DECISIONS_CHANNEL_TOKENS: the token in part {place} stands there twice.")
        else:
            found[token] = name
    return tuple((name, token) for token, name in found.items())


def _site(environ: Mapping[str, str]) -> Site:
    return Site(
        **{
            key: environ.get(f"DECISIONS_SITE_{key.upper()}") or value
            for key, value in _SITE_DEFAULTS.items()
        }
    )


def _production_faults(environ: Mapping[str, str], settings: Settings) -> list[str]:
    """Return what a production installation lacks: placeholders and default secrets never go public."""
    faults = []
    for name, value, default in (
        ("DECISIONS_SECRET_KEY", settings.secret_key, DEMO_SECRET_KEY),
        ("DECISIONS_DATA_KEY", settings.data_key, DEMO_DATA_KEY),
    ):
        if value == default or len(value) < 32:
            faults.append(f"{name} must be set to a secret of at least 32 characters.")
    if settings.secret_key == settings.data_key:
        faults.append("DECISIONS_SECRET_KEY and DECISIONS_DATA_KEY must differ.")
    required = ["DECISIONS_BASE_URL", "DECISIONS_MAIL_URL", "DECISIONS_MAIL_SENDER"]
    required += [f"DECISIONS_SITE_{key.upper()}" for key in _SITE_DEFAULTS]
    faults += [f"{name} must be set." for name in required if not environ.get(name)]
    return faults

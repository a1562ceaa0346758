"""Through which channel something is posted to the API: the portal itself, or a system with its own token.

Not here: what channels there are (a feature's rules), nor which tokens (config).
"""

import hmac

from flask import g, request
from flask_limiter.util import get_remote_address

from decisions.errors import N_, DecisionsError
from decisions.web.context import settings

WEB = "web"

# One address may stand for a school or a company, a channel for all who use an app; the demonstration is
# shown to rooms full of people.
_ADDRESS_RATE = "60 per minute;600 per hour"
_DEMO_RATE = "6000 per minute"
_CHANNEL_RATE = "12000 per minute"


class UnknownTokenError(DecisionsError):
    """What came as Authorization is no token that the portal knows."""

    code = "unknown_token"
    status = 401
    message = N_(
        "令牌无效。请核对请求头 Authorization: Bearer 后的令牌；没有令牌的，去掉这个请求头，按网站渠道提交。"
    )


def current_channel() -> str:
    """Return the name of the channel that posts; `web` for whoever comes without a token."""
    return str(g.get("channel", WEB))


def admit() -> None:
    """Recognise the channel before a view runs. Raises: UnknownTokenError."""
    found = _find_channel()
    if found is None:
        raise UnknownTokenError
    g.channel = found


def _find_channel() -> str | None:
    """Return the channel of the request, None for a token that is not known.

    Every known token is compared, each in constant time: how long it takes tells nothing.
    """
    if "Authorization" not in request.headers:
        return WEB
    stated = request.authorization
    token = stated.token if stated is not None and stated.type == "bearer" else None
    sent = (token or "").encode()
    found = None
    for name, known in settings().channel_tokens:
        if hmac.compare_digest(known.encode(), sent):
            found = name
    return found


def sending_rate() -> str:
    """Return how often this sender may post."""
    if _find_channel() not in {WEB, None}:
        return _CHANNEL_RATE
    return _DEMO_RATE if settings().is_demo else _ADDRESS_RATE


def sender() -> str:
    """Return by what posts are counted: a channel by its name, everybody else by address."""
    channel = _find_channel()
    return f"channel {channel}" if channel not in {WEB, None} else get_remote_address()

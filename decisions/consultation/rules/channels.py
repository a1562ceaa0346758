"""Where a notice is made known (R11): one line each, as staff type it."""

import re

_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_URL = re.compile(r"https?://[^\s，、；|]+")
_EDGES = " \t　,，、;；|:：()（）"


def read_channels(text: str) -> list[dict[str, str]]:
    """Return the channels that lines name: a name, then an address or a day, in any order.

    Shape:  {"channel", "url", "on"}, empty where nothing is said; on is YYYY-MM-DD.
    """
    lines = (line.strip(_EDGES) for line in text.splitlines())
    return [_channel(line) for line in lines if line]


def _channel(line: str) -> dict[str, str]:
    url, day = _URL.search(line), None
    rest = line.replace(url[0], " ") if url else line
    day = _DAY.search(rest)
    if day:
        rest = rest.replace(day[0], " ")
    on = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else ""
    return {"channel": rest.strip(_EDGES)[:100], "url": url[0] if url else "", "on": on}


def channels_text(channels: list[dict[str, str]]) -> str:
    """Return channels as read_channels takes them."""
    return "\n".join(" ".join(filter(None, (each["channel"], each["url"], each["on"]))) for each in channels)

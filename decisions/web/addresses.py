"""Where a redirect may lead: to a page of the portal, whatever somebody wrote into the address."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from flask import request


def this_page(query: Iterable[tuple[str, str]] = ()) -> str:
    """Return the address of the page that was asked for, with another query.

    The path is quoted anew: browsers drop a tab or read a backslash as a slash, and /<tab>/elsewhere.example
    would lead away from the portal.
    """
    rest = list(query)
    path = "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=~-._")
    return path + (f"?{urlencode(rest)}" if rest else "")

"""How a text message leaves the house: a gateway by HTTP, or a folder for trying; or not at all.

A message of the outbox whose recipient begins with `tel:` goes this way, every other one by mail. A district
without a gateway sets no address, and the portal says that only e-mail is available.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

from decisions.services.mail import Deliver

PREFIX: Final = "tel:"
_MOBILE: Final = re.compile(r"(?<!\d)(?:(?:\+|00)86)?(1[3-9]\d{9})(?!\d)")
_TIMEOUT: Final = 20


def find_mobile(contact: str) -> str | None:
    """Return the mobile number in what somebody typed as their contact, its eleven digits, or None."""
    plain = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", unicodedata.normalize("NFKC", contact))
    found = _MOBILE.search(plain)
    return found[1] if found else None


def sms_transport(sms_url: str) -> Deliver:
    """Return the function that delivers (recipient, subject, body); a text message has no subject.

    Shape:  file:///folder, or https://… (http on loopback only), which is sent {"to", "text"} as JSON.
    Raises: ValueError on any other address; the returned function raises OSError when delivery fails.
    """
    url = urlsplit(sms_url)
    if url.scheme == "file":
        return _into_folder(Path(unquote(url.path)))
    if url.scheme == "https" or (url.scheme == "http" and url.hostname in {"127.0.0.1", "localhost"}):
        return _over_http(sms_url)
    raise ValueError("DECISIONS_SMS_URL must start with https:// or file://")


def by_recipient(mail: Deliver, sms: Deliver | None) -> Deliver:
    """Return the function that sends each message the way its recipient is written."""

    def deliver(recipient: str, subject: str, body: str) -> None:
        if not recipient.startswith(PREFIX):
            mail(recipient, subject, body)
        elif sms is None:
            raise OSError("no gateway for text messages")
        else:
            sms(recipient.removeprefix(PREFIX), subject, body)

    return deliver


def _into_folder(folder: Path) -> Deliver:
    def deliver(recipient: str, _subject: str, body: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{uuid4().hex}.txt").write_text(f"{recipient}\n{body}\n", encoding="utf-8")

    return deliver


def _over_http(address: str) -> Deliver:
    def deliver(recipient: str, _subject: str, body: str) -> None:
        data = json.dumps({"to": recipient, "text": body}, ensure_ascii=False).encode()
        request = Request(address, data, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310
        with urlopen(request, timeout=_TIMEOUT):  # noqa: S310 — the scheme was checked above
            return

    return deliver

"""How a message leaves the house: SMTP, or a folder of .eml files for the demonstration."""

import re
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

Deliver = Callable[[str, str, str], None]

_ADDRESS = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")


def find_address(contact: str) -> str | None:
    """Return the e-mail address in what somebody typed as their contact, or None.

    Shape:  of "电话……，邮箱 a@example.cn" it is a@example.cn; never a line break, or what else can't stand in
            a message's header.
    """
    found = _ADDRESS.search(contact)
    return found[0] if found else None


def mail_transport(mail_url: str, sender: str) -> Deliver:
    """Return the function that delivers (recipient, subject, body).

    Shape:  smtp://user:password@host:port (STARTTLS), smtps://… (TLS), file:///folder.
    Raises: ValueError on any other scheme; the returned function raises OSError when delivery fails.
    """
    url = urlsplit(mail_url)
    if url.scheme == "file":
        return _into_folder(Path(unquote(url.path)), sender)
    if url.scheme in {"smtp", "smtps"}:
        return _over_smtp(mail_url, sender)
    raise ValueError(f"DECISIONS_MAIL_URL must start with smtp://, smtps:// or file://, not {url.scheme!r}")


def _message(sender: str, recipient: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message.set_content(body)
    return message


def _into_folder(folder: Path, sender: str) -> Deliver:
    def deliver(recipient: str, subject: str, body: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{uuid4().hex}.eml").write_bytes(bytes(_message(sender, recipient, subject, body)))

    return deliver


def _over_smtp(mail_url: str, sender: str) -> Deliver:
    url = urlsplit(mail_url)
    connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP

    def deliver(recipient: str, subject: str, body: str) -> None:
        with connect(url.hostname or "localhost", url.port or 0, timeout=20) as server:
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(_message(sender, recipient, subject, body))

    return deliver

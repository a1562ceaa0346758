"""Serving and receiving files. A download can't run in the reader's browser."""

from urllib.parse import quote

from flask import Response, abort
from werkzeug.datastructures import FileStorage

from decisions.services.storage import StoredFile
from decisions.web.context import file_store


def send_bytes(data: bytes, *, name: str, media_type: str, inline: bool = False) -> Response:
    """Return bytes as a download (or shown in place for PDFs the portal made)."""
    response = Response(data, content_type=media_type)
    disposition = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def send_stored(stored: StoredFile) -> Response:
    """Return a stored file as a download; 404 when its bytes are gone."""
    try:
        data = file_store().read(stored.sha256)
    except FileNotFoundError:
        abort(404)
    return send_bytes(data, name=stored.name, media_type=stored.media_type)


def uploaded(upload: FileStorage | None) -> tuple[str, bytes] | None:
    """Return (name, bytes) of an upload, or None when nothing was chosen."""
    if upload is None or not upload.filename:
        return None
    return upload.filename, upload.read()

"""Files: the bytes in a store addressed by their SHA-256, what is known of them in a table.

A file is immutable; the same bytes are stored once. Not here: who may see a file (features decide).
"""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from decisions.database import Base, Code, UTCDateTime
from decisions.errors import N_, DecisionsError, Message
from decisions.services.active_content import find_danger
from decisions.services.filetypes import PICTURES, FileKind, detect_kind
from decisions.services.images import PictureBrokenError, PictureTooLargeError, redraw

MAX_FILE_BYTES = 10 * 1024 * 1024


class FileRefusedError(DecisionsError):
    """The file is of a kind, or a size, that this place does not take."""

    code = "file_refused"
    status = 422
    message = N_("文件“%(name)s”不能上传：%(reason)s")


class StorageUnavailableError(DecisionsError):
    """The store can't be written, most likely because the disk is full."""

    code = "storage_unavailable"
    status = 507
    message = N_("文件暂时无法保存，您填写的内容没有丢失，请稍后再试。")


class StoredFile(Base):
    """What is known of one uploaded or generated file."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[FileKind] = mapped_column(Code(FileKind))
    size: Mapped[int]
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def media_type(self) -> str:
        """The type it is served as: decided by content, never by the uploader."""
        return self.kind.media_type


class FileStore(Protocol):
    """Where bytes live; one implementation for a folder, others by URL scheme."""

    def write(self, sha256: str, data: bytes) -> None:
        """Store bytes durably under their digest."""

    def read(self, sha256: str) -> bytes:
        """Return the bytes; FileNotFoundError when absent."""


class FolderStore:
    """Files in a folder, fanned out by the first two digits; written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def write(self, sha256: str, data: bytes) -> None:
        """Store bytes durably under their digest."""
        path = self._path(sha256)
        if path.exists():
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
            Path(part.name).replace(path)
        except OSError as error:
            raise StorageUnavailableError from error

    def read(self, sha256: str) -> bytes:
        """Return the bytes; FileNotFoundError when absent."""
        return self._path(sha256).read_bytes()


def open_store(storage_url: str) -> FileStore:
    """Return the store that a storage URL names.

    Raises: ValueError for a scheme that is not supported.
    """
    url = urlsplit(storage_url)
    if url.scheme == "file":
        return FolderStore(Path(unquote(url.path)))
    raise ValueError(f"DECISIONS_STORAGE_URL must start with file://, not {url.scheme!r}")


def store_file(
    session: Session,
    store: FileStore,
    *,
    name: str,
    data: bytes,
    accept: frozenset[FileKind],
    now: datetime,
    max_bytes: int = MAX_FILE_BYTES,
    from_outside: bool = False,
) -> StoredFile:
    """Check a file by its content and store it; a picture is drawn anew.

    Shape:  name is what the person called it; only its last part is kept. What comes from_outside is not
            taken when it could run at the office.
    Units:  max_bytes.
    Raises: FileRefusedError (kind, size, empty), StorageUnavailableError.
    Writes: stored_files, the store.
    """
    name = (Path(name.replace("\\", "/")).name or "file")[-200:]
    if not data:
        raise FileRefusedError(name=name, reason=Message(N_("文件是空的，请重新选择。")))
    if len(data) > max_bytes:
        raise FileRefusedError(name=name, reason=Message(N_("文件过大，请压缩或拆分后上传。")))
    kind = detect_kind(data, name)
    if kind is None or kind not in accept:
        raise FileRefusedError(name=name, reason=Message(N_("文件类型不符合要求，请核对后重新选择。")))
    danger = find_danger(data, kind) if from_outside else None
    if danger is not None:
        raise FileRefusedError(name=name, reason=Message(danger))
    if kind in PICTURES:
        data = _redrawn(data, kind, name)
    digest = hashlib.sha256(data).hexdigest()
    store.write(digest, data)
    stored = StoredFile(sha256=digest, name=name, kind=kind, size=len(data), stored_at=now)
    session.add(stored)
    session.flush()
    return stored


def _redrawn(data: bytes, kind: FileKind, name: str) -> bytes:
    try:
        return redraw(data, kind)
    except PictureTooLargeError as error:
        reason = Message(N_("图片的像素过多，请缩小后上传。"))
        raise FileRefusedError(name=name, reason=reason) from error
    except PictureBrokenError as error:
        reason = Message(N_("图片已经损坏或者不是真正的图片，请重新拍照或者另存后上传。"))
        raise FileRefusedError(name=name, reason=reason) from error

"""What a file is, told by its content; the sender's claim counts for nothing.

A plain text bears no mark of what it is: there, and only there, the ending of its name decides.
"""

import codecs
import io
import re
import zipfile
from enum import StrEnum

MAX_UNPACKED_BYTES = 200 * 1024 * 1024


class FileKind(StrEnum):
    """The kinds the portal takes or makes."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPEG = "jpg"
    PNG = "png"
    CSV = "csv"
    MARKDOWN = "md"

    @property
    def media_type(self) -> str:
        """The media type it is served as."""
        return _MEDIA_TYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.CSV: "text/csv",
    FileKind.MARKDOWN: "text/markdown",
}

PICTURES = frozenset({FileKind.JPEG, FileKind.PNG})
DOCUMENTS = frozenset({FileKind.PDF, FileKind.DOCX})
DRAFTS = frozenset({FileKind.DOCX, FileKind.MARKDOWN})
TABLES = frozenset({FileKind.XLSX, FileKind.CSV})
ATTACHMENTS = frozenset({FileKind.PDF, FileKind.DOCX, FileKind.JPEG, FileKind.PNG})


_TEXTS = {".csv": FileKind.CSV, ".md": FileKind.MARKDOWN}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect_kind(data: bytes, name: str = "") -> FileKind | None:
    """Return what the bytes are, or None when they are nothing the portal takes."""
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data.startswith(b"PK\x03\x04"):
        return _detect_office(data)
    return _detect_text(data, name)


def _detect_text(data: bytes, name: str) -> FileKind | None:
    if not data.startswith(_UTF16) and _NOT_IN_TEXT.search(data):
        return None
    return next((kind for ending, kind in _TEXTS.items() if name.lower().endswith(ending)), None)


def _detect_office(data: bytes) -> FileKind | None:
    """Tell .docx from .xlsx; macros and archives that would unpack beyond reason are neither."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()}
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # or written by a version unknown
        return None
    if unpacked > MAX_UNPACKED_BYTES or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return FileKind.DOCX
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    return None

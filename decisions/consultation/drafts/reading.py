"""From an uploaded file to a draft: told by its content, whatever its name says."""

from decisions.consultation.drafts.building import build_draft
from decisions.consultation.drafts.docx_reading import read_docx
from decisions.consultation.drafts.errors import (
    DraftEmptyError,
    DraftEncryptedError,
    DraftOldFormatError,
    DraftTooLargeError,
    DraftTypeError,
)
from decisions.consultation.drafts.markdown_reading import read_markdown
from decisions.consultation.drafts.tree import Draft

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_TEXT_BYTES = 2 * 1024 * 1024
"""A statute of 1,300 articles is about 400 KB of text."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER = (b"%PDF-", b"{\\rtf", b"PK\x05\x06", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf")
_MARKUP = ("<!doctype", "<html", "<?xml", "<w:worddocument")


def parse_draft(data: bytes) -> Draft:
    """Return the draft in a .docx or Markdown file.

    Raises: DraftUnreadableError or what derives from it, each saying how to mend the file.
    """
    if len(data) > MAX_FILE_BYTES:
        raise DraftTooLargeError
    if data.startswith(_ZIP):
        return build_draft(read_docx(data))
    if data.startswith(_OLE):
        # Word wraps a document that has a password into the container of the old format.
        raise DraftEncryptedError if _ENCRYPTED in data else DraftOldFormatError
    if data.startswith(_OTHER):
        raise DraftTypeError
    return parse_draft_text(_decode(data))


def parse_draft_text(text: str) -> Draft:
    """Return the draft in a Markdown text, typed in or read from a file."""
    if not text.strip():
        raise DraftEmptyError
    if text.lstrip()[:40].lower().startswith(_MARKUP):
        raise DraftTypeError
    return build_draft(read_markdown(text))


def _decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or GB18030 as older editors save it."""
    if len(data) > MAX_TEXT_BYTES:
        raise DraftTooLargeError
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DraftTypeError

"""Reading a spreadsheet, whatever its name says: the content tells what it is.

    sheet = read_table("目录.xlsx", data)
    for row in sheet.rows():
        row.number, row.text(0)

Memory stays flat however long the table is: rows are read one at a time, from bytes or from a path.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from decisions.services.spreadsheet.csv_reading import read_csv
from decisions.services.spreadsheet.errors import (
    EmptySpreadsheetError,
    EncryptedSpreadsheetError,
    NotASpreadsheetError,
    OldSpreadsheetError,
    WebPageSpreadsheetError,
)
from decisions.services.spreadsheet.limits import MAX_FILE_BYTES, too_large
from decisions.services.spreadsheet.table import Sheet
from decisions.services.spreadsheet.xlsx_reading import read_xlsx

Opener = Callable[[], AbstractContextManager[BinaryIO]]

_ARCHIVE: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_SHEET: Final = b"\x09\x08"  # a bare BIFF stream, older still
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHER_FILES: Final = (
    b"%PDF-",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)
_WEB_PAGE: Final = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<meta", b"<table", b"<body", b"<workbook")
_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 2048


def read_table(name: str, data: bytes | Path) -> Sheet:
    """Return the table in a file: the first visible sheet that holds something.

    Shape: name is the sheet's name where the file has none of its own (.csv).
    Raises: a SpreadsheetUnreadableError that says what the file is and what to do about it.
    """
    size = len(data) if isinstance(data, bytes) else data.stat().st_size
    if size == 0:
        raise EmptySpreadsheetError
    if size > MAX_FILE_BYTES:
        raise too_large()
    open_file = _opener(data)
    with open_file() as stream:
        head = stream.read(_HEAD)
        if head.startswith(_OLD_OFFICE):
            raise EncryptedSpreadsheetError if _names_encryption(stream) else OldSpreadsheetError
    if head.startswith(_ARCHIVE):
        return read_xlsx(open_file)
    _refuse_other_kinds(head)
    return read_csv(name, open_file)


def _opener(data: bytes | Path) -> Opener:
    @contextmanager
    def open_file() -> Iterator[BinaryIO]:
        with io.BytesIO(data) if isinstance(data, bytes) else data.open("rb") as stream:
            yield stream

    return open_file


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(_OLD_SHEET):
        raise OldSpreadsheetError
    if head.startswith(_OTHER_FILES):
        raise NotASpreadsheetError
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    if head.replace(b"\0", b"").lstrip().lower().startswith(_WEB_PAGE):
        raise WebPageSpreadsheetError


def _names_encryption(stream: BinaryIO) -> bool:
    """Whether an old-style container holds an encrypted new workbook; its directory may stand anywhere."""
    stream.seek(0)
    rest = b""
    while chunk := stream.read(1024 * 1024):
        if _ENCRYPTED in rest + chunk:
            return True
        rest = chunk[-len(_ENCRYPTED) :]
    return False

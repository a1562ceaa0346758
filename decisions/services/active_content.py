"""What in a document could run when somebody opens it: such files are not taken from outside.

Downloads never run in the reader's browser; this is for whoever opens them at the office. Not here: what kind
a file is (filetypes), pictures (images). No virus scanner: it finds what may run, good or bad.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final

from decisions.errors import N_
from decisions.services.filetypes import FileKind

MAX_INFLATED: Final = 64 * 1024 * 1024
_DICTIONARY: Final = 4000  # bytes before a stream in which it says what it is

_HEX_SIGN: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS: Final = re.compile(rb"/(?:JavaScript|Launch|RichMedia|EmbeddedFiles?)(?![A-Za-z0-9])")
_RUNS_SHORT: Final = re.compile(rb"/(?:JS|XFA)(?![A-Za-z0-9])")  # in pictures such signs stand by chance
_ENCRYPTED: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_OFFICE_RUNS: Final = re.compile(r"vbaProject|vbaData|/activeX/|oleObject\d*\.bin$", re.IGNORECASE)
_TEMPLATE: Final = re.compile(rb"<[^<>]*attachedTemplate[^<>]*>")
_EXTERNAL: Final = b'TargetMode="External"'
_MACRO_TYPE: Final = b"macroEnabled"

PDF_RUNS: Final = N_("PDF 中含有脚本、附件或者会自动执行的动作。请用“打印为 PDF”另存一份后上传。")
PDF_LOCKED: Final = N_("PDF 设有密码或者加密，无法核对内容。请去掉密码后上传。")
OFFICE_RUNS: Final = N_("文档中含有宏、控件或者嵌入的程序。请另存为不含宏的 .docx 或者 PDF 后上传。")
TWO_FILES: Final = N_("文件中还藏有另一个文件。请重新导出后上传。")


def find_danger(data: bytes, kind: FileKind) -> str | None:
    """Return why a file is not taken from outside, as a sentence to translate; None when it may be."""
    if kind is FileKind.PDF:
        return _danger_of_pdf(data)
    if kind in {FileKind.DOCX, FileKind.XLSX}:
        return _danger_of_office(data)
    return None


def _danger_of_pdf(data: bytes) -> str | None:
    if zipfile.is_zipfile(io.BytesIO(data)):
        return TWO_FILES
    between, streams = _taken_apart(data)
    if _ENCRYPTED.search(between):
        return PDF_LOCKED
    inside = _inflated_objects(streams)
    if any(_RUNS.search(part) for part in (_unescaped(data), inside)):
        return PDF_RUNS
    return PDF_RUNS if any(_RUNS_SHORT.search(part) for part in (between, inside)) else None


def _taken_apart(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return what stands between a PDF's streams, and each stream with the dictionary before it.

    One pass: a file can't be made so that reading it takes for ever.
    """
    between: list[bytes] = []
    streams: list[tuple[bytes, bytes]] = []
    at = 0
    while True:
        start = data.find(b"stream", at)
        end = data.find(b"endstream", start) if start >= 0 else -1
        if end < 0:
            return _unescaped(b"".join([*between, data[at:]])), streams
        between.append(data[at:start])
        streams.append((_unescaped(data[max(at, start - _DICTIONARY) : start]), data[start + 6 : end]))
        at = end + len(b"endstream")


def _unescaped(part: bytes) -> bytes:
    """Return names as they are meant: /J#53 is /JS."""
    return _HEX_SIGN.sub(lambda found: bytes([int(found[1], 16)]), part)


def _inflated_objects(streams: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the objects that a PDF keeps compressed, up to a limit; pages and pictures are left alone."""
    found, left = [], MAX_INFLATED
    for dictionary, data in streams:
        if b"ObjStm" in dictionary and left > 0:
            try:
                found.append(zlib.decompressobj().decompress(data.lstrip(b"\r\n"), left))
            except zlib.error:
                continue
            left -= len(found[-1])
    return _unescaped(b"\n".join(found))


def _danger_of_office(data: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(_OFFICE_RUNS.search(name) for name in archive.namelist()):
            return OFFICE_RUNS
        if _MACRO_TYPE in _read(archive, "[Content_Types].xml"):
            return OFFICE_RUNS
        rels = _read(archive, "word/_rels/settings.xml.rels")
        if any(_EXTERNAL in template for template in _TEMPLATE.findall(rels)):
            return OFFICE_RUNS
    return None


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of a part, empty where there is none."""
    try:
        with archive.open(name) as part:
            return part.read(MAX_INFLATED)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return b""

"""In which character set a text file is written.

A byte order mark decides; else strict UTF-8, then UTF-16 by its zero bytes, then GB18030 (what Chinese
spreadsheet programs save), and only then a guess by statistics.
"""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from charset_normalizer import from_bytes

from decisions.services.spreadsheet.errors import UnknownEncodingError

_CHUNK: Final = 1024 * 1024
_SAMPLE: Final = 256 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DAMAGED: Final = "\ufffd"
_MOST_DAMAGED: Final = 0.001  # of the characters: a cut text here and there, not another character set


class Encoding(NamedTuple):
    """A character set and how to treat bytes that do not fit it ("strict" or "replace")."""

    name: str
    errors: str = "strict"


def detect_encoding(stream: BinaryIO) -> Encoding:
    """Return the character set of a stream, read from its beginning to its end once or twice.

    Some bytes that fit nowhere (systems that cut texts in the middle of a character) are tolerated: the
    encoding then says "replace" and the damaged places read as U+FFFD.
    Raises: UnknownEncodingError.
    """
    start = _read_from(stream, 4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _damage_tolerant(stream, (name,))
    sixteen = _utf16_by_zero_bytes(_read_from(stream, _SAMPLE))
    if sixteen:
        return _damage_tolerant(stream, (sixteen,))
    return _damage_tolerant(stream, ("utf-8", "gb18030"))


def _damage_tolerant(stream: BinaryIO, names: tuple[str, ...]) -> Encoding:
    for name in names:
        if _damaged_share(stream, Encoding(name)) == 0:
            return Encoding(name)
    share, name = min((_damaged_share(stream, Encoding(name, "replace")), name) for name in names)
    if share <= _MOST_DAMAGED:
        return Encoding(name, "replace")
    guess = from_bytes(_read_from(stream, _SAMPLE)).best()
    if guess is None or _damaged_share(stream, Encoding(guess.encoding)) > 0:
        raise UnknownEncodingError
    return Encoding(guess.encoding)


def _damaged_share(stream: BinaryIO, encoding: Encoding) -> float:
    """Return how many of the characters are damaged, 1.0 when a strict reading fails."""
    characters = damaged = 0
    try:
        for text in _decoded(stream, encoding):
            characters += len(text)
            damaged += text.count(_DAMAGED) if encoding.errors == "replace" else 0
    except UnicodeError:
        return 1.0
    return damaged / max(characters, 1)


def _decoded(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding.name)(encoding.errors)
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _read_from(stream: BinaryIO, size: int) -> bytes:
    stream.seek(0)
    return stream.read(size)


def _utf16_by_zero_bytes(sample: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: commas and line ends have a zero byte on one side."""
    if b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd):
        raise UnknownEncodingError  # zero bytes all over: a binary file
    return "utf-16-be" if even > odd else "utf-16-le"

"""Reading XML as a stream of events, without a tree: memory stays flat however hostile the file."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Final
from xml.parsers import expat

from decisions.services.spreadsheet.errors import SpreadsheetUnreadableError, SuspiciousSpreadsheetError

_CHUNK: Final = 64 * 1024

Attributes = dict[str, str]


class Listener:
    """What happens at each event; names come without their namespace prefix. Override what you need."""

    def __init__(self) -> None:
        self.finished = False  # set it to stop reading

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Some text stands here; it may come in several pieces."""


def stream_xml(stream: IO[bytes], listener: Listener) -> Iterator[None]:
    """Feed a document to the listener, pausing after every chunk.

    Raises: SpreadsheetUnreadableError for broken XML; SuspiciousSpreadsheetError when it declares entities,
    which no spreadsheet program does.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = partial(_attach, parser, listener)
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while not listener.finished and (chunk := stream.read(_CHUNK)):
            parser.Parse(chunk, False)
            yield
        if not listener.finished:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SpreadsheetUnreadableError from error
    yield


def read_xml(stream: IO[bytes], listener: Listener) -> None:
    """Feed a whole document to the listener."""
    for _ in stream_xml(stream, listener):
        pass


def _attach(parser: expat.XMLParserType, listener: Listener, name: str, attributes: Attributes) -> None:
    """Hand the events over from the root element on; only a document with prefixes pays for removing them."""
    if ":" in name:
        parser.StartElementHandler = _without_prefix(listener.start)
        parser.EndElementHandler = _without_prefix(listener.end)
    else:
        parser.StartElementHandler = listener.start
        parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    listener.start(name.rpartition(":")[2], attributes)


def _without_prefix(handler: Callable[..., None]) -> Callable[..., None]:
    return lambda name, *attributes: handler(name.rpartition(":")[2], *attributes)


def _refuse(*_declaration: object) -> None:
    raise SuspiciousSpreadsheetError

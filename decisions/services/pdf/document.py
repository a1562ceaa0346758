"""The vocabulary in which a feature describes a printed document, as plain data.

What belongs here: the blocks a document is made of. Not here: measures, type sizes, fonts, nor anything
of reportlab; how a block looks is decided in typeset, once for all documents. Texts are plain: a citizen's
"<b>" is printed as those three characters.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading, also a bookmark; level 1 is the highest of three."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line break in it starts a new paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in smaller type, as under a table."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts in two ruled columns: what it is, and its value."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose header is repeated on each page it runs over.

    Shape: every row as long as header; widths are shares of the line (4, 1 = four fifths and one fifth),
           equal when empty; centred holds column indexes. rows is read once, in order.
    """

    header: Sequence[str]
    rows: Iterable[Sequence[str]]
    widths: Sequence[float] = ()
    centred: frozenset[int] = frozenset({0})
    compact: bool = False
    """Small type, for many columns or many rows."""
    empty: str = "（无）"
    """What stands in the table when it has no rows."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who issued it and when, at the right below the text; what is left out is the document's own."""

    issuing_unit: str = ""
    signed_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Note | KeyValues | Table | Signature | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A document to print.

    Shape: language is a BCP 47 tag and decides the page numbers' and dates' wording; printed_on is the
           file's date too, so the same document always gives the same bytes.
    """

    title: str
    issuing_unit: str
    printed_on: datetime.date
    blocks: Sequence[Block] = field(default=())
    subtitle: str = ""
    document_number: str = ""
    language: str = "zh-CN"
    landscape: bool = False

"""How each block looks: type, measures and line breaks, in the spirit of GB/T 9704 for official documents.

Not here: where pages end (pages) and what a feature prints (its documents.py).
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from babel import Locale
from babel.dates import format_date

from decisions.services.pdf.document import (
    Block,
    Document,
    Heading,
    KeyValues,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from decisions.services.pdf.fonts import Weight, printable, widths_of
from decisions.services.pdf.linebreak import break_lines
from decisions.services.pdf.pieces import (
    CELL_PADDING,
    Cell,
    Line,
    NewPage,
    Piece,
    Row,
    Style,
    TextPiece,
    centre,
    text_width,
)

TITLE = Style(Weight.BOLD, 22, 33)  # 二号
SUBTITLE = Style(Weight.REGULAR, 14, 24)  # 四号
HEADINGS = {
    1: Style(Weight.BOLD, 14, 24),  # 四号
    2: Style(Weight.BOLD, 12, 22),  # 小四
    3: Style(Weight.REGULAR, 12, 22),
}
BODY = Style(Weight.REGULAR, 12, 22)  # 小四
NOTE = Style(Weight.REGULAR, 10.5, 17)  # 五号
TABLE = Style(Weight.REGULAR, 10.5, 16)  # 五号
COMPACT_TABLE = Style(Weight.REGULAR, 9, 13)  # 小五

_INDENT = 2  # a Chinese paragraph begins two characters in
_SIGNATURE_INSET = 4  # the date ends four characters before the right edge
_STRETCH = 1.5  # a line with more than so many characters of slack stays ragged
_LABEL_SHARES = (22, 78)
_ROOM_BELOW_HEADING = 60.0
_ROOM_BELOW_TABLE_HEADER = 40.0
_TALLEST_REPEATED_HEADER = 150.0  # a header that fills the page must not be repeated on each


class Typesetter:
    """Sets one document in lines of a given width (points)."""

    def __init__(self, document: Document, width: float) -> None:
        self._document = document
        self._width = width
        self._locale = Locale.parse(document.language, sep="-")
        self._indent = _INDENT if self._locale.language == "zh" else 0
        self._deepest_bookmark = 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the whole document from its title on."""
        document = self._document
        yield from self._centred(document.title, TITLE)
        yield from self._centred(document.subtitle, SUBTITLE)
        yield from self._centred(document.document_number, SUBTITLE)
        yield _gap(14)
        for block in document.blocks:
            yield from self._set(block)

    def _set(self, block: Block) -> Iterator[Piece]:
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                yield from self._paragraphs(block.text, BODY, self._indent)
            case Note():
                yield _gap(4)
                yield from self._paragraphs(block.text, NOTE, 0)
            case KeyValues():
                yield from self._key_values(block)
            case Table():
                yield from self._table(block)
            case Signature():
                yield self._signature(block)
            case PageBreak():
                yield NewPage()

    def _centred(self, text: str, style: Style) -> Iterator[Piece]:
        text = _single_line(text)
        if text:
            lines = _break(text, style, _balanced_measure(text, style, self._width))
            yield TextPiece(tuple(centre(line, style, self._width) for line in lines), style, whole=True)

    def _heading(self, heading: Heading) -> Piece:
        text = _single_line(heading.text)
        style = HEADINGS[min(heading.level, max(HEADINGS))]
        # A bookmark hangs under one that exists: a level skipped by the document is skipped here too.
        depth = min(heading.level - 1, self._deepest_bookmark)
        self._deepest_bookmark = depth + 1
        return TextPiece(
            tuple(_justify(_break(text, style, self._width, self._indent), style, self._width, self._indent)),
            style,
            above=8,
            following=_ROOM_BELOW_HEADING,
            whole=True,
            bookmark=(depth, text),
        )

    def _paragraphs(self, text: str, style: Style, indent: float) -> Iterator[Piece]:
        for paragraph in _paragraphs(text):
            lines = _break(paragraph, style, self._width, indent)
            yield TextPiece(tuple(_justify(lines, style, self._width, indent)), style)

    def _key_values(self, block: KeyValues) -> Iterator[Piece]:
        edges = _edges(_LABEL_SHARES, self._width)
        yield _gap(4)
        for label, value in block.pairs:
            cells = (
                _cell(label, replace(TABLE, weight=Weight.BOLD), edges[1] - edges[0]),
                _cell(value, TABLE, edges[2] - edges[1]),
            )
            yield Row(cells, edges, shaded=frozenset({0}))
        yield _gap(8)

    def _table(self, table: Table) -> Iterator[Piece]:
        style = COMPACT_TABLE if table.compact else TABLE
        edges = _edges(table.widths or [1] * len(table.header), self._width)
        every_column = frozenset(range(len(table.header)))
        header = Row(
            _cells(table.header, replace(style, weight=Weight.BOLD), edges, every_column),
            edges,
            shaded=every_column,
            middle=True,
            following=_ROOM_BELOW_TABLE_HEADER,
        )
        repeated = header if header.height <= _TALLEST_REPEATED_HEADER else None
        yield _gap(4)
        yield header
        empty = True
        for row in table.rows:
            empty = False
            yield Row(_cells(row, style, edges, table.centred), edges, repeated=repeated)
        if empty:
            yield Row((_cell(table.empty, style, self._width, centred=True),), (0.0, self._width))
        yield _gap(8)

    def _signature(self, signature: Signature) -> Piece:
        unit = _single_line(signature.issuing_unit or self._document.issuing_unit)
        signed_on = self._date(signature.signed_on or self._document.printed_on)
        date_left = self._width - text_width(signed_on, BODY) - _SIGNATURE_INSET * BODY.size
        date_middle = date_left + text_width(signed_on, BODY) / 2
        lines = []
        for line in _break(unit, BODY, self._width):
            width = text_width(line, BODY)
            # The unit is centred over the date, unless it is so long that it would leave the page.
            lines.append(Line(line, max(0.0, min(date_middle - width / 2, self._width - width))))
        lines.append(Line(signed_on, date_left))
        return TextPiece(tuple(lines), BODY, above=2 * BODY.leading, whole=True)

    def _date(self, day: datetime.date) -> str:
        return str(format_date(day, format="long", locale=self._locale))


def _gap(height: float) -> Piece:
    """White space that vanishes at the top of a page."""
    return TextPiece((), BODY, above=height)


def _paragraphs(text: str) -> list[str]:
    """Return the text's paragraphs without blank lines and indents of the writer's own; at least one."""
    paragraphs = (paragraph.strip() for paragraph in printable(text).split("\n"))
    return [paragraph for paragraph in paragraphs if paragraph] or [""]


def _single_line(text: str) -> str:
    return " ".join(_paragraphs(text))


def _break(text: str, style: Style, measure: float, indent: float = 0) -> list[str]:
    """Break one paragraph; measure in points, indent in characters."""
    return break_lines(text, widths_of(style.weight), measure / style.size, indent)


def _justify(lines: Sequence[str], style: Style, width: float, indent: float) -> Iterator[Line]:
    """Stretch all lines but the last to the right edge."""
    last = len(lines) - 1
    for index, text in enumerate(lines):
        left = indent * style.size if index == 0 else 0.0
        slack = width - left - text_width(text, style)
        stretch = index < last and len(text) > 1 and 0 < slack < _STRETCH * style.size
        yield Line(text, left, slack / (len(text) - 1) if stretch else 0.0)


def _balanced_measure(text: str, style: Style, width: float) -> float:
    """Return the narrowest measure that needs no more lines, so that a title's lines are of like length."""
    count = len(_break(text, style, width))
    narrower = width
    while count > 1 and narrower > width / 2 and len(_break(text, style, narrower - style.size)) == count:
        narrower -= style.size
    return narrower


def _edges(shares: Sequence[float], width: float) -> tuple[float, ...]:
    """Return where columns of these shares begin and end, from 0 to width."""
    total = sum(shares)
    return tuple(accumulate((share / total * width for share in shares), initial=0.0))


def _cells(
    texts: Sequence[str], style: Style, edges: Sequence[float], centred: Iterable[int]
) -> tuple[Cell, ...]:
    if len(texts) != len(edges) - 1:
        raise ValueError(f"a table row has {len(texts)} cells, its header {len(edges) - 1}")
    return tuple(
        _cell(text, style, edges[index + 1] - edges[index], centred=index in centred)
        for index, text in enumerate(texts)
    )


def _cell(text: str, style: Style, width: float, *, centred: bool = False) -> Cell:
    measure = width - 2 * CELL_PADDING
    lines = [
        line
        for paragraph in printable(text).strip().split("\n")
        for line in _break(paragraph, style, measure)
    ]
    if centred:
        return Cell(tuple(centre(line, style, measure) for line in lines), style)
    return Cell(tuple(map(Line, lines)), style)

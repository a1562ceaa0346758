"""Pieces of set text that stand under one another on a page, can be cut in two, and draw themselves.

Not here: which block looks how (typeset) and where pages end (pages).
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, Protocol

from reportlab.pdfgen.canvas import Canvas

from decisions.services.pdf.fonts import ASCENT, Weight, widths_of

WHOLE_ROW = 110.0
"""A table row up to this height is not cut over two pages: the white space it leaves is bearable."""

CELL_PADDING = 4.0
_RULE = 0.5
_SHADE = 0.94


@dataclass(frozen=True, slots=True)
class Style:
    """Type of a text: face, size and distance from line to line, in points."""

    weight: Weight
    size: float
    leading: float


class Line(NamedTuple):
    """A line of text, its distance from the left edge, and the space added between its characters."""

    text: str
    left: float = 0.0
    spacing: float = 0.0


def text_width(text: str, style: Style) -> float:
    """Return a line's width in points."""
    return sum(map(widths_of(style.weight).__getitem__, text)) * style.size


def centre(text: str, style: Style, width: float) -> Line:
    """Return the text as a line in the middle of a width."""
    return Line(text, max(0.0, (width - text_width(text, style)) / 2))


class Piece(Protocol):
    """What the paginator needs to know."""

    @property
    def above(self) -> float:
        """White space over it, left out at the top of a page."""

    @property
    def height(self) -> float:
        """Its own height."""

    @property
    def wanted(self) -> float:
        """The room without which it rather begins on a new page."""

    @property
    def repeated(self) -> "Piece | None":
        """What is shown again over it when it begins a page."""

    def split(self, room: float) -> "tuple[Piece, Piece]":
        """Return the part that fits into room (at least one line), and the rest."""

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw it with its upper left corner there."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Lines of running text; bookmark is (level, text) for a heading, following the room kept below it."""

    lines: tuple[Line, ...]
    style: Style
    above: float = 0.0
    following: float = 0.0
    whole: bool = False
    bookmark: tuple[int, str] | None = None
    repeated: None = None

    @property
    def height(self) -> float:
        """Height of all lines."""
        return len(self.lines) * self.style.leading

    @property
    def wanted(self) -> float:
        """Two lines at least, so that none stands alone at the foot of a page."""
        if self.whole or len(self.lines) <= 3:
            return self.height + self.following
        return 2 * self.style.leading

    def split(self, room: float) -> tuple["TextPiece", "TextPiece"]:
        """Cut between two lines; one line is not left over for the next page."""
        count = max(1, int(room / self.style.leading))
        if count == len(self.lines) - 1:
            count = max(1, count - 1)
        rest = replace(self, lines=self.lines[count:], above=0.0, bookmark=None)
        return replace(self, lines=self.lines[:count]), rest

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw the lines and set the bookmark."""
        if self.bookmark:
            level, text = self.bookmark
            key = f"heading-{canvas.getPageNumber()}-{top:.2f}"
            canvas.bookmarkHorizontal(key, 0, top)
            canvas.addOutlineEntry(text, key, level)
        draw_lines(canvas, self.lines, self.style, left, top)


class Cell(NamedTuple):
    """The lines of one table cell and their type; lines count from the cell's left padding."""

    lines: tuple[Line, ...]
    style: Style


@dataclass(frozen=True, slots=True)
class Row:
    """A ruled table row: cell i stands between edges[i] and edges[i + 1]; all cells have one leading.

    middle: texts stand in the middle of the row's height instead of at its top.
    """

    cells: tuple[Cell, ...]
    edges: tuple[float, ...]
    shaded: frozenset[int] = frozenset()
    middle: bool = False
    above: float = 0.0
    following: float = 0.0
    repeated: "Row | None" = None

    @property
    def _leading(self) -> float:
        return self.cells[0].style.leading

    @property
    def _line_count(self) -> int:
        return max(len(cell.lines) for cell in self.cells)

    @property
    def height(self) -> float:
        """Height of the tallest cell with its padding."""
        return self._line_count * self._leading + 2 * CELL_PADDING

    @property
    def wanted(self) -> float:
        """All of it when it is low, else three lines."""
        if self.height <= WHOLE_ROW:
            return self.height + self.following
        return 3 * self._leading + 2 * CELL_PADDING

    def split(self, room: float) -> tuple["Row", "Row"]:
        """Cut every cell after as many lines as fit."""
        count = max(1, int((room - 2 * CELL_PADDING) / self._leading))
        head = tuple(Cell(cell.lines[:count], cell.style) for cell in self.cells)
        rest = tuple(Cell(cell.lines[count:], cell.style) for cell in self.cells)
        return replace(self, cells=head), replace(self, cells=rest, above=0.0)

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw shades, rules and texts."""
        edges = [left + edge for edge in self.edges]
        bottom = top - self.height
        columns = list(pairwise(edges))
        canvas.setFillGray(_SHADE)
        for index in sorted(self.shaded):
            start, end = columns[index]
            canvas.rect(start, bottom, end - start, top - bottom, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setLineWidth(_RULE)
        canvas.grid(edges, [bottom, top])
        for (start, _), cell in zip(columns, self.cells, strict=True):
            lowered = (self._line_count - len(cell.lines)) * self._leading / 2 if self.middle else 0.0
            draw_lines(canvas, cell.lines, cell.style, start + CELL_PADDING, top - CELL_PADDING - lowered)


class NewPage:
    """A wish for a new page; it has no height and draws nothing."""

    above = height = 0.0
    wanted = float("inf")
    repeated = None

    def split(self, room: float) -> tuple[Piece, Piece]:
        """Never asked: it always fits."""
        return self, self

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw nothing."""


def draw_lines(canvas: Canvas, lines: tuple[Line, ...], style: Style, left: float, top: float) -> None:
    """Draw lines of one style under one another."""
    text = canvas.beginText()
    text.setFont(style.weight.value, style.size, style.leading)
    baseline = top - (style.leading - style.size) / 2 - ASCENT * style.size
    spacing = 0.0
    for line in lines:
        if line.spacing != spacing:
            spacing = line.spacing
            text.setCharSpace(spacing)
        if line.text:
            text.setTextOrigin(left + line.left, baseline)
            text.textLine(line.text)
        baseline -= style.leading
    if spacing:
        text.setCharSpace(0)  # it would outlive this text
    canvas.drawText(text)

"""Where pages end: pieces are placed under one another until the page is full.

A page is given away as soon as it is full: thousands of them are never held at once.
"""

from collections.abc import Iterable, Iterator

from decisions.services.pdf.pieces import Piece

Page = list[tuple[float, Piece]]
"""The pieces of one page, each with its distance from the top of the text area."""


def paginate(pieces: Iterable[Piece], height: float) -> Iterator[Page]:
    """Yield the pages, at least one; only the first and sole page may be empty."""
    paginator, is_first = _Paginator(height), True
    for piece in pieces:
        paginator.add(piece)
        while len(paginator.pages) > 1:
            yield paginator.pages.pop(0)
            is_first = False
    if paginator.pages[-1] or is_first:
        yield paginator.pages[-1]


class _Paginator:
    def __init__(self, height: float) -> None:
        self._height = height
        self._used = 0.0
        self.pages: list[Page] = [[]]

    def add(self, piece: Piece) -> None:
        """Place a piece, on further pages as far as it does not fit."""
        if self.pages[-1] and self._used + piece.above + piece.wanted > self._height:
            self._begin_page()
        self._make_ready(piece)
        while piece.height > self._height - self._used:
            part, piece = piece.split(self._height - self._used)
            self._place(part)
            self._begin_page()
            self._make_ready(piece)
        self._place(piece)

    def _begin_page(self) -> None:
        self.pages.append([])
        self._used = 0.0

    def _make_ready(self, piece: Piece) -> None:
        """Leave the white space above a piece, or repeat what has to stand over it on each page."""
        if self.pages[-1]:
            self._used += piece.above
        elif piece.repeated:
            self._place(piece.repeated)

    def _place(self, piece: Piece) -> None:
        if piece.height:
            self.pages[-1].append((self._used, piece))
            self._used += piece.height

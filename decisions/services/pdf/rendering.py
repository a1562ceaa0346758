"""From a document to the bytes of a PDF: paper, page numbers, metadata.

The same document always gives the same bytes: no clock is read, and the file's date is printed_on.
"""

# reportlab's own classes have no types where pages are kept.
# mypy: disable-error-code="no-untyped-call"

import zlib
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import asBytes
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from decisions.services.pdf.document import Document
from decisions.services.pdf.fonts import Weight, load_font, printable
from decisions.services.pdf.pages import Page, paginate
from decisions.services.pdf.pieces import Style, centre, draw_lines
from decisions.services.pdf.typeset import Typesetter


class _Paper(NamedTuple):
    """A sheet and its margins, in points."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        return self.height - self.top - self.bottom


# GB/T 9704: a text area of 156 by 225 mm; 37 mm above it, 28 mm on the side where the sheet is bound.
# A wide sheet is the same sheet turned, bound at its upper edge.
_UPRIGHT = _Paper(A4[0], A4[1], top=37 * mm, right=26 * mm, bottom=35 * mm, left=28 * mm)
_TURNED = _Paper(A4[1], A4[0], top=28 * mm, right=37 * mm, bottom=26 * mm, left=35 * mm)

_PAGE_NUMBER = Style(Weight.REGULAR, 10.5, 14)
_PAGE_NUMBER_DISTANCE = 7 * mm
_PAGE_NUMBER_TEXTS = {"zh": "第 {number} 页　共 {total} 页", "en": "Page {number} of {total}"}
_CREATOR = "decisions"


def render(document: Document) -> bytes:
    """Return the document as a PDF with embedded fonts, bookmarks and metadata.

    Raises: ValueError when a table row is not as long as its header, or for a language without wording.
    """
    number_text = _page_number_text(document.language)
    for weight in Weight:
        load_font(weight)
    paper = _TURNED if document.landscape else _UPRIGHT
    file = BytesIO()
    canvas = Canvas(
        file,
        pagesize=(paper.width, paper.height),
        pageCompression=1,
        invariant=1,
        # Else Helvetica is named on every page, not embedded. The stubs mistake the type.
        initialFontName=Weight.REGULAR.value,  # type: ignore[arg-type]
        lang=document.language,
    )
    _describe(canvas, document)
    bodies = []
    for page in paginate(Typesetter(document, paper.text_width).pieces(), paper.text_height):
        _draw_page(canvas, paper, page)
        bodies.append(_take_body(canvas))
    for number, body in enumerate(bodies, start=1):
        _finish_page(canvas, paper, number, body, number_text.format(number=number, total=len(bodies)))
    canvas.save()
    return file.getvalue()


def _describe(canvas: Canvas, document: Document) -> None:
    """Set what a reader's "document properties" and a search engine show."""
    canvas.setTitle(printable(document.title))
    canvas.setAuthor(printable(document.issuing_unit))
    canvas.setSubject(printable(" ".join(filter(None, (document.document_number, document.subtitle)))))
    canvas.setCreator(_CREATOR)
    canvas.setDateFormatter(lambda *_: f"D:{document.printed_on:%Y%m%d}000000+08'00'")
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _draw_page(canvas: Canvas, paper: _Paper, page: Page) -> None:
    text_top = paper.height - paper.top
    for distance, piece in page:
        piece.draw(canvas, paper.left, text_top - distance)
    canvas.showPage()


def _take_body(canvas: Canvas) -> bytes:
    """Return what was drawn on the last page, compressed; reportlab would keep it as it was written."""
    page = canvas._doc.Pages.pages[-1]  # type: ignore[attr-defined]  # the stubs leave it out
    body = zlib.compress(asBytes(page.stream))
    page.stream = None
    return body


def _finish_page(canvas: Canvas, paper: _Paper, number: int, body: bytes, number_line: str) -> None:
    """Put a page's number under its body: only when all pages are drawn is it known how many there are."""
    line = centre(number_line, _PAGE_NUMBER, paper.text_width)
    code = canvas._code  # type: ignore[attr-defined]  # the stubs leave it out
    draw_lines(canvas, (line,), _PAGE_NUMBER, paper.left, paper.bottom - _PAGE_NUMBER_DISTANCE)
    footer = zlib.compress(asBytes("\n".join(["", *code])))
    code.clear()
    document = canvas._doc  # type: ignore[attr-defined]  # the stubs leave it out
    streams = [
        document.Reference(
            PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), part, filters=[]), f"{name}{number}"
        )
        for name, part in (("body", body), ("footer", footer))
    ]
    document.Pages.pages[number - 1].Contents = PDFArray(streams)


def _page_number_text(language: str) -> str:
    text = _PAGE_NUMBER_TEXTS.get(language.split("-")[0])
    if text is None:
        raise ValueError(f"no wording for page numbers in {language}")
    return text

"""Documents in print: describe one as data, get the bytes of a PDF.

This package is the only door to reportlab. Here is no wording of any feature: what a document says is in
that feature's documents.py.
"""

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
from decisions.services.pdf.rendering import render

__all__ = [
    "Block",
    "Document",
    "Heading",
    "KeyValues",
    "Note",
    "PageBreak",
    "Paragraph",
    "Signature",
    "Table",
    "render",
]

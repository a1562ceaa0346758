"""The two weights of Noto Sans SC that documents are set in: which characters they have, and how wide.

How a font is written into a file is in composite.
"""

import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from decisions.services.pdf.composite import CompositeFont

FONTS = Path(__file__).parents[2] / "static" / "fonts"
ASCENT = 0.88
"""Share of the type size above the baseline, in both weights."""

_MISSING = "〓"  # the printer's mark for a character that the case does not hold


class Weight(StrEnum):
    """The faces a document is set in; the value is the font's file and its name inside the PDF."""

    REGULAR = "NotoSansSC-Regular"
    BOLD = "NotoSansSC-Bold"


class Widths(dict[str, float]):
    """Width of each character in type sizes (1.0 = one em), filled when first asked."""

    def __init__(self, font: CompositeFont) -> None:
        self._font = font

    def __missing__(self, character: str) -> float:
        width = self[character] = self._font.width(character)
        return width


@cache
def load_font(weight: Weight) -> CompositeFont:
    """Return the font, read from its file and made known to reportlab at the first call."""
    font = CompositeFont(weight.value, FONTS / f"{weight.value}.ttf")
    pdfmetrics.registerFont(font)
    return font


@cache
def widths_of(weight: Weight) -> Widths:
    """Return the table of character widths of one weight."""
    return Widths(load_font(weight))


class _Printable(dict[int, str]):
    """What is printed for each character; a table for str.translate, filled when first asked."""

    def __missing__(self, character: int) -> str:
        printed = self[character] = _printable_character(chr(character))
        return printed


_printable = _Printable({ord("\n"): "\n", ord("\t"): " ", 0x2028: "\n", 0x2029: "\n", 0xA0: " "})


def printable(text: str) -> str:
    """Return the text as it can be set: invisible controls dropped, 〓 for what the font does not have.

    Line breaks stay, in one form. Both weights hold the same characters.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_printable)


def _printable_character(character: str) -> str:
    # Controls, direction marks, joiners, lone surrogates: they have no shape of their own.
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"} or _is_variation_selector(character):
        return ""
    return character if load_font(Weight.REGULAR).holds(character) else _MISSING


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"

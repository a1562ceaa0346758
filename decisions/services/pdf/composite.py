"""A TrueType font embedded as one composite font (Identity-H).

reportlab cuts a TrueType font into subsets of 256 characters, each a font of its own. A Chinese page then
changes its font in nearly every line, and its map back to Unicode is wrong above U+FFFF, so that rare
surnames are copied as something else. Here one font holds all characters that a document uses.
"""

# reportlab's own classes have no types where fonts are written.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfbase.ttfonts import TTFont

_ENTRIES_PER_BLOCK = 100  # a CMap may not list more at once


class _Codes(dict[int, int]):
    """A document's own numbering of characters, in order of first use; a table for str.translate."""

    def __missing__(self, character: int) -> int:
        code = len(self) + 1  # 0 is the font's "missing character"
        self[character] = code
        return code


class CompositeFont(TTFont):
    """A TrueType font embedded as one composite font, with two bytes a character.

    The three overridden methods are all that reportlab's canvas and document ask of a dynamic font.
    """

    # One face is read through one file position, and documents may be made in several threads.
    _embedding = Lock()

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), shapable=False)
        self._codes: WeakKeyDictionary[PDFDocument, _Codes] = WeakKeyDictionary()

    def holds(self, character: str) -> bool:
        """Return whether the font has a shape for this character."""
        return ord(character) in self.face.charToGlyph

    def width(self, character: str) -> float:
        """Return the character's width in type sizes (1.0 = one em)."""
        return float(self.face.getCharWidth(ord(character))) / 1000

    def splitString(  # noqa: N802 — reportlab's name
        self, text: str, doc: PDFDocument, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Return the text in this document's codes; there is only one subset, number 0."""
        codes = self._codes.setdefault(doc, _Codes())
        return [(0, text.translate(codes).encode("utf-16-be"))]

    def getSubsetInternalName(self, subset: int, doc: PDFDocument) -> str:  # noqa: N802 — reportlab's name
        """Return the font's name in page streams, and have it embedded when the document is finished."""
        name = doc.fontMapping.get(self.fontName)
        if name is None:
            name = doc.fontMapping[self.fontName] = f"/F{len(doc.fontMapping) + 1}"
            doc.delayedFonts.append(self)
        return str(name)

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 — reportlab's name
        """Write the font, cut down to the characters that this document uses."""
        characters = [0, *self._codes.pop(doc)]
        name = f"AAAAAA+{self.fontName}"
        with self._embedding:
            descriptor = self.face.addSubsetObjects(doc, name, characters)
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType2"),
            "BaseFont": PDFName(name),
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": descriptor,
            "DW": 1000,
            "W": PDFArray([0, PDFArray([self.face.getCharWidth(character) for character in characters])]),
            "CIDToGIDMap": _reference(doc, self._glyph_map(characters), f"cidToGid:{name}"),
        }
        composite = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": PDFName(name),
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([doc.Reference(PDFDictionary(descendant), f"cidFont:{name}")]),
            "ToUnicode": _reference(doc, to_unicode(characters).encode("ascii"), f"toUnicode:{name}"),
        }
        key = self.getSubsetInternalName(0, doc)[1:]
        fonts = doc.idToObject["BasicFonts"]
        fonts.dict[key] = doc.Reference(PDFDictionary(composite), key)  # type: ignore[attr-defined]

    def _glyph_map(self, characters: Sequence[int]) -> bytes:
        """Return each code's glyph in the cut-down font, which numbers glyphs in order of first use."""
        glyphs = {0: 0}
        numbers = [
            glyphs.setdefault(self.face.charToGlyph.get(character, 0), len(glyphs))
            for character in characters
        ]
        return b"".join(number.to_bytes(2, "big") for number in numbers)


def to_unicode(characters: Sequence[int]) -> str:
    """Return the CMap by which a reader copies and searches the text; characters[code] is its code point."""
    entries = [
        f"<{code:04X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(characters)
        if code
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _ENTRIES_PER_BLOCK):
        block = entries[start : start + _ENTRIES_PER_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _reference(doc: PDFDocument, content: bytes, name: str) -> object:
    stream = PDFStream(content=content, filters=[PDFZCompress])
    return doc.Reference(stream, name)

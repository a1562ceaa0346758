"""From the XML of a .docx to lines: what a reader sees once all tracked changes are accepted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from decisions.consultation.drafts.docx_numbering import Numbering
from decisions.consultation.drafts.docx_package import DocxPackage, attribute, child, is_on, local_name
from decisions.consultation.drafts.docx_styles import Styles, is_centered, list_place, outline_level
from decisions.consultation.drafts.errors import DraftTooLargeError
from decisions.consultation.drafts.lines import NOTE_MARK, Line, LineStyle, tidy

_UNSEEN = frozenset(
    {
        *("del", "moveFrom", "delText", "instrText", "delInstrText"),  # deleted, or a field's formula
        *("pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr"),  # looks, not text
        *("drawing", "pict", "object", "Fallback", "rt"),  # pictures, a second copy, reading aids
    }
)
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTE_CALLS = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_CELL_SEAM = " | "
MAX_PARAGRAPHS = 100_000
"""Empty ones included, which cost time as well; no draft comes near."""


def read_docx(data: bytes) -> list[Line]:
    """Return the lines of a .docx.

    Raises: DraftUnreadableError, or what it stands above, when the file holds nothing fit to read.
    """
    package = DocxPackage(data)
    styles = Styles(package.related("styles"))
    numbering = Numbering(package.related("numbering"), styles)
    body = child(package.main(), "body")
    try:
        notes = {kind: _read_notes(package.related(kind)) for kind in _NOTE_CALLS.values()}
        return list(_Reader(styles, numbering, notes).lines(body if body is not None else ()))
    except RecursionError:
        # No document nests this deep; whoever made it wants to see us fall.
        raise DraftTooLargeError from None


def _read_notes(root: ET.Element | None) -> dict[str, str]:
    """Return the text of each foot- or endnote by its id; the ruled line above them is none."""
    notes: dict[str, str] = {}
    for element in root if root is not None else ():
        if attribute(element, "type") in (None, "normal"):
            texts = (tidy(_Text.of(paragraph).text) for paragraph in _paragraphs(element))
            notes[attribute(element, "id") or ""] = " ".join(filter(None, texts))
    return notes


@dataclass
class _Text:
    """The text of a paragraph and the notes called in it."""

    parts: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, paragraph: ET.Element) -> "_Text":
        found = cls()
        found.take(paragraph)
        return found

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def take(self, element: ET.Element) -> None:
        """Take in the visible text beneath an element, in order."""
        for each in element:
            name = local_name(each)
            if name in _UNSEEN or (name == "r" and is_on(child(child(each, "rPr"), "vanish"))):
                continue
            if name == "t":
                self.parts.append((each.text or "").replace(NOTE_MARK, ""))
            elif name in _SIGNS:
                self.parts.append(_SIGNS[name])
            elif name in _NOTE_CALLS:
                self.parts.append(NOTE_MARK)
                self.calls.append((_NOTE_CALLS[name], attribute(each, "id") or ""))
            else:
                self.take(each)


@dataclass
class _Reader:
    styles: Styles
    numbering: Numbering
    notes: dict[str, dict[str, str]]
    _count: int = 0
    _carried: _Text = field(default_factory=_Text)
    """Text of paragraphs whose end was deleted: it runs on into the next paragraph."""

    def lines(self, blocks: Iterable[ET.Element]) -> Iterator[Line]:
        """Yield the lines of a body, a cell or anything else that holds paragraphs and tables."""
        for block in _unwrapped(blocks):
            if local_name(block) == "p":
                line = self._paragraph(block)
                if line is not None and line.text:
                    yield line
            else:
                yield from self._table(block)

    def _paragraph(self, element: ET.Element) -> Line | None:
        """Return a paragraph as a line; None when it runs on into the next one."""
        self._count += 1
        if self._count > MAX_PARAGRAPHS:
            raise DraftTooLargeError
        self._carried.take(element)
        properties = child(element, "pPr")
        mark = child(properties, "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            return None
        found, self._carried = self._carried, _Text()
        style_id = attribute(child(properties, "pStyle"), "val")
        style = self.styles.find(style_id)
        place = list_place(properties)
        label = self.numbering.next_label(place or style.place, None if place else style_id)
        level = outline_level(properties) or style.level
        centered = is_centered(properties)
        text = tidy(found.text)
        return Line(
            text=_labelled(label, text),
            style=LineStyle.HEADING if level and style.style is LineStyle.BODY else style.style,
            level=level,
            centered=style.centered if centered is None else centered,
            notes=tuple(self.notes[kind].get(note_id, "") for kind, note_id in found.calls),
        )

    def _table(self, element: ET.Element) -> Iterator[Line]:
        """Yield a table as one line; one with a single cell is but a frame around paragraphs."""
        rows = [_named_children(row, "tc") for row in _named_children(element, "tr") if not _is_deleted(row)]
        if len(rows) == 1 and len(rows[0]) == 1:
            yield from self.lines(rows[0][0])
            return
        written: list[str] = []
        notes: list[str] = []
        for cells in rows:
            texts = []
            for cell in cells:
                lines = [] if _is_merged_away(cell) else list(self.lines(cell))
                texts.append(" ".join(line.text.replace("\n", " ") for line in lines))
                notes.extend(note for line in lines for note in line.notes)
            if any(texts):
                written.append(_CELL_SEAM.join(texts).strip())
        if written:
            yield Line("\n".join(written), LineStyle.TABLE, notes=tuple(notes))


def _unwrapped(blocks: Iterable[ET.Element]) -> Iterator[ET.Element]:
    """Yield paragraphs and tables, also those inside content controls and tracked insertions."""
    for block in blocks:
        name = local_name(block)
        if name in ("p", "tbl"):
            yield block
        elif name not in _UNSEEN:
            yield from _unwrapped(block)


def _paragraphs(element: ET.Element) -> Iterator[ET.Element]:
    return (each for each in _unwrapped(element) if local_name(each) == "p")


def _named_children(element: ET.Element, name: str) -> list[ET.Element]:
    """Return the rows of a table or the cells of a row, also those inside content controls."""
    found: list[ET.Element] = []
    for each in element:
        if local_name(each) == name:
            found.append(each)
        elif local_name(each) in ("sdt", "sdtContent", "ins", "customXml"):
            found.extend(_named_children(each, name))
    return found


def _is_deleted(row: ET.Element) -> bool:
    return child(child(row, "trPr"), "del") is not None


def _is_merged_away(cell: ET.Element) -> bool:
    """Whether a cell is covered by the one above it."""
    merge = child(child(cell, "tcPr"), "vMerge")
    return merge is not None and attribute(merge, "val") != "restart"


def _labelled(label: str, text: str) -> str:
    """Return a text with its automatic number, parted from it where the number is a word (第一条)."""
    if not label or not text:
        return text
    return f"{label} {text}" if label[-1] not in "、.．）)" else f"{label}{text}"

"""A draft as the readers hand it over: one line a paragraph, cleaned, nothing decided about structure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

NOTE_MARK = "\x02"
"""Stands in a line's text where a footnote is called; a control character no document can hold."""


class LineStyle(StrEnum):
    """What the document itself says a paragraph is."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    CONTENTS = "contents"
    TABLE = "table"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the source.

    Shape: text holds NOTE_MARK once for each of notes, in order; level is a heading's (1 = outermost), 0
    otherwise; a table is one line whose text has one row a line.
    """

    text: str
    style: LineStyle = LineStyle.BODY
    level: int = 0
    centered: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the line is running text as far as the document says."""
        return self.style is LineStyle.BODY


# Copying from a PDF leaves Kangxi radicals (⼀, ⾏) that look like the characters 一, 行 but are not.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_INVISIBLE = re.compile(
    "[\x00\x01\x03-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff（）《》“”、]) (?=[\u3400-\u9fff（）《》“”、])")
_LATIN_SEAM = re.compile(r"[A-Za-z0-9,.][A-Za-z]")
_IN_BRACKETS = re.compile(r"[（(][^（）()]+[）)]$")
_SENTENCE_ENDS = frozenset("。；：！？”;:!?…")


def tidy(text: str) -> str:
    """Return text without invisible characters, with single plain spaces, none at the ends of lines."""
    text = _INVISIBLE.sub("", text.translate(_RADICALS).replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip("\n")


def tidy_heading(text: str) -> str:
    """Return a heading on one line without the spaces set between its characters (总　则 → 总则)."""
    return _HAN_GAP.sub("", tidy(text).replace("\n", " "))


def ends_sentence(text: str) -> bool:
    """Whether the text ends as running text does; a heading or a half line does not."""
    return text.rstrip(NOTE_MARK)[-1:] in _SENTENCE_ENDS


def split_soft_breaks(lines: Iterable[Line], starts_clause: Callable[[str], bool]) -> Iterator[Line]:
    """Yield each line with its soft breaks resolved.

    A break begins a new paragraph before a clause mark and after the end of a sentence; anywhere else it
    is a mere line break, and the halves are joined.
    """
    for line in lines:
        if "\n" not in line.text or line.style is LineStyle.TABLE:
            yield line
            continue
        yield from share_notes(line, _paragraphs(line, starts_clause))


def _paragraphs(line: Line, starts_clause: Callable[[str], bool]) -> list[str]:
    paragraphs: list[list[str]] = []
    for part in filter(None, line.text.split("\n")):
        last = paragraphs[-1][-1] if paragraphs else ""
        if not last or starts_clause(part) or _IN_BRACKETS.match(part) or ends_sentence(last):
            paragraphs.append([part])
        else:
            paragraphs[-1].append(f" {part}" if _LATIN_SEAM.match(last[-1] + part[0]) else part)
    return ["".join(parts) for parts in paragraphs]


def share_notes(line: Line, paragraphs: list[str]) -> Iterator[Line]:
    """Yield the parts that a line was split into, each with the notes that are called in it."""
    used = 0
    for text in paragraphs:
        count = text.count(NOTE_MARK)
        yield replace(line, text=text, notes=line.notes[used : used + count])
        used += count

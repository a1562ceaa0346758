"""Styles of a .docx: what a paragraph is called, and the numbering that its style brings with it."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from decisions.consultation.drafts.docx_package import attribute, child, local_name, whole_number
from decisions.consultation.drafts.lines import LineStyle

_NAMES = (
    (
        LineStyle.CONTENTS,
        re.compile(r"(?:wpsoffice.*)?(?:toc|目录)\s*(?:heading|标题)?\s*\d*$", re.IGNORECASE),
    ),
    (LineStyle.SUBTITLE, re.compile(r"subtitle|副标题", re.IGNORECASE)),
    (LineStyle.TITLE, re.compile(r"(?:title|标题)$", re.IGNORECASE)),
)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_DEEPEST_INHERITANCE = 20
_BODY_LEVEL = 9
"""The outline level that stands for running text."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Which list a paragraph is numbered in and how deep; depth None is left to the list."""

    list_id: str
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style says of its paragraphs, inherited things included."""

    style: LineStyle = LineStyle.BODY
    level: int = 0
    place: ListPlace | None = None
    centered: bool = False


class Styles:
    """The paragraph styles of one document, by their ids."""

    def __init__(self, root: ET.Element | None) -> None:
        self._elements: dict[str, ET.Element] = {}
        self._list_styles: dict[str, str] = {}
        self._default = ""
        self._found: dict[str, ParagraphStyle] = {}
        for element in root if root is not None else ():
            if local_name(element) == "style":
                self._read(element, attribute(element, "styleId") or "")

    def _read(self, element: ET.Element, style_id: str) -> None:
        kind = attribute(element, "type") or "paragraph"
        if kind == "numbering":
            place = list_place(child(element, "pPr"))
            self._list_styles[style_id] = place.list_id if place else ""
        elif kind == "paragraph":
            self._elements[style_id] = element
            if attribute(element, "default") in ("1", "true"):
                self._default = style_id

    def list_of(self, style_id: str) -> str:
        """Return the id of the list that a list style stands for, empty when unknown."""
        return self._list_styles.get(style_id, "")

    def find(self, style_id: str | None) -> ParagraphStyle:
        """Return a style by its id; the default one for none or an unknown one."""
        wanted = style_id if style_id is not None and style_id in self._elements else self._default
        if wanted not in self._found:
            self._found[wanted] = self._resolve(wanted)
        return self._found[wanted]

    def _resolve(self, style_id: str) -> ParagraphStyle:
        """Return a style with what it inherits; the nearest word counts."""
        style, level = LineStyle.BODY, 0
        place: ListPlace | None = None
        centered: bool | None = None
        for element in self._ancestry(style_id):
            properties = child(element, "pPr")
            if style is LineStyle.BODY and not level:
                style, level = _named(attribute(child(element, "name"), "val") or "")
                level = level or outline_level(properties)
            place = place or list_place(properties)
            if centered is None:
                centered = is_centered(properties)
        if level and style is LineStyle.BODY:
            style = LineStyle.HEADING
        return ParagraphStyle(style, level, place, bool(centered))

    def _ancestry(self, style_id: str) -> list[ET.Element]:
        """Return a style and those it is based on, nearest first."""
        elements: list[ET.Element] = []
        current: str | None = style_id
        while current is not None and current in self._elements and len(elements) < _DEEPEST_INHERITANCE:
            elements.append(self._elements[current])
            current = attribute(child(elements[-1], "basedOn"), "val")
        return elements


def _named(name: str) -> tuple[LineStyle, int]:
    """Return what a style is by its name, and a heading's level."""
    heading = _HEADING.match(name.strip())
    if heading is not None:
        return LineStyle.HEADING, int(heading[1])
    found = next((style for style, pattern in _NAMES if pattern.match(name.strip())), LineStyle.BODY)
    return found, 0


def outline_level(properties: ET.Element | None) -> int:
    """Return the heading level that paragraph properties give (1 = outermost), 0 for none."""
    level = whole_number(attribute(child(properties, "outlineLvl"), "val"))
    return 0 if level is None or not 0 <= level < _BODY_LEVEL else level + 1


def list_place(properties: ET.Element | None) -> ListPlace | None:
    """Return the place in a list that paragraph properties give, None when they give none."""
    numbering = child(properties, "numPr")
    list_id = attribute(child(numbering, "numId"), "val")
    if list_id is None:
        return None
    return ListPlace(list_id, whole_number(attribute(child(numbering, "ilvl"), "val")))


def is_centered(properties: ET.Element | None) -> bool | None:
    """Whether paragraph properties centre the text, None when they don't say."""
    alignment = attribute(child(properties, "jc"), "val")
    return None if alignment is None else alignment == "center"

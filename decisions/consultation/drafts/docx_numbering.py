"""Automatic numbering of a .docx: the number a reader sees before a paragraph is nowhere in its text.

It is counted here as Word and WPS count it: one counter a list definition and level, deeper levels begin
anew after a higher one, a list may be told to begin at another number.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from decisions.consultation.drafts.docx_package import attribute, child, is_on, local_name, whole_number
from decisions.consultation.drafts.docx_styles import ListPlace, Styles
from decisions.consultation.drafts.numerals import LARGEST, chinese_numeral

_LEVELS = 9
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "koreanCounting",
    }
)
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def format_number(number: int, number_format: str) -> str:
    """Return a number in one of the formats of w:numFmt; an unknown one is written in digits."""
    number = max(0, min(number, LARGEST))
    if number_format in _CHINESE:
        return chinese_numeral(number)
    if number_format in _SPECIAL:
        return _SPECIAL[number_format](number)
    return str(number)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"（{number}）"


def _letters(number: int) -> str:
    """Return a, b … z, aa, bb …, as Word goes on after z."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else ""


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


_SPECIAL = {
    "none": lambda number: "",
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese_numeral(number).translate(_LEGAL),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
}


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list definition."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True
    all_digits: bool = False
    style_id: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """One list: its definition, and where it is told to begin anew."""

    definition_id: str
    starts: dict[int, int]


class Numbering:
    """The lists of one document with their running counts; ask paragraph by paragraph, in order."""

    def __init__(self, root: ET.Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._overridden: dict[str, dict[int, _Level]] = {}
        for element in root if root is not None else ():
            if local_name(element) == "abstractNum":
                self._read_definition(element)
            elif local_name(element) == "num":
                self._read_list(element)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def _read_definition(self, element: ET.Element) -> None:
        definition_id = attribute(element, "abstractNumId") or ""
        self._definitions[definition_id] = _read_levels(element)
        link = attribute(child(element, "numStyleLink"), "val")
        if link:
            self._links[definition_id] = link

    def _read_list(self, element: ET.Element) -> None:
        list_id = attribute(element, "numId") or ""
        definition_id = attribute(child(element, "abstractNumId"), "val") or ""
        starts: dict[int, int] = {}
        for override in element:
            depth = whole_number(attribute(override, "ilvl"))
            if local_name(override) != "lvlOverride" or depth is None:
                continue
            start = whole_number(attribute(child(override, "startOverride"), "val"))
            if start is not None:
                starts[depth] = start
            self._overridden.setdefault(list_id, {}).update(_read_levels(override))
        self._lists[list_id] = _List(definition_id, starts)

    def next_label(self, place: ListPlace | None, style_id: str | None) -> str:
        """Return the number that stands before the next paragraph at this place, empty for none; count it.

        Shape: style_id is the style that brings the place, None when the paragraph itself does.
        """
        if place is None or place.list_id not in self._lists:
            return ""
        levels, definition_id = self._levels_of(place.list_id)
        depth = _depth_of_style(levels, style_id)
        if depth is None:
            depth = place.depth or 0
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(definition_id, {})
        self._count(place.list_id, depth, levels, counts)
        return _written(level, levels, counts)

    def _levels_of(self, list_id: str) -> tuple[dict[int, _Level], str]:
        """Return the levels of a list and the definition that counts for it; a style may stand between."""
        definition_id = self._lists[list_id].definition_id
        link = self._links.get(definition_id)
        if link is not None:
            linked = self._styles.list_of(link)
            if linked in self._lists and self._lists[linked].definition_id not in self._links:
                definition_id = self._lists[linked].definition_id
        levels = self._definitions.get(definition_id, {})
        return levels | self._overridden.get(list_id, {}), definition_id

    def _count(self, list_id: str, depth: int, levels: dict[int, _Level], counts: dict[int, int]) -> None:
        starts = self._lists[list_id].starts
        if depth in starts and (list_id, depth) not in self._begun:
            counts[depth] = starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = levels[depth].start
        self._begun.add((list_id, depth))
        for deeper in range(depth + 1, _LEVELS):
            if deeper in levels and levels[deeper].restarts:
                counts.pop(deeper, None)


def _read_levels(element: ET.Element) -> dict[int, _Level]:
    """Return the levels that a definition or an override spells out."""
    levels: dict[int, _Level] = {}
    for level in element:
        depth = whole_number(attribute(level, "ilvl"))
        if local_name(level) != "lvl" or depth is None or not 0 <= depth < _LEVELS:
            continue
        start = whole_number(attribute(child(level, "start"), "val"))
        levels[depth] = _Level(
            number_format=_number_format(level),
            text=attribute(child(level, "lvlText"), "val") or "",
            start=1 if start is None else start,
            restarts=attribute(child(level, "lvlRestart"), "val") != "0",
            all_digits=is_on(child(level, "isLgl")),
            style_id=attribute(child(level, "pStyle"), "val"),
        )
    return levels


def _number_format(level: ET.Element) -> str:
    """Return a level's format; newer files wrap it in a choice with a fallback."""
    direct = child(level, "numFmt")
    if direct is None:
        direct = child(child(child(level, "AlternateContent"), "Fallback"), "numFmt")
    return attribute(direct, "val") or "decimal"


def _depth_of_style(levels: dict[int, _Level], style_id: str | None) -> int | None:
    """Return the level that belongs to a style, None when none does."""
    return next((depth for depth, level in levels.items() if style_id and level.style_id == style_id), None)


def _written(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    """Return a level's text with the counts of it and those above filled in; a bullet is written •."""
    if level.number_format == "bullet":
        return "•"

    def count(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        shown = levels.get(depth, level)
        number_format = "decimal" if level.all_digits else shown.number_format
        return format_number(counts.get(depth, shown.start), number_format)

    return re.sub(r"%([1-9])", count, level.text).strip()

"""What stands around the clauses: the title and preamble before them, signature and date after them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from decisions.consultation.drafts.lines import NOTE_MARK, Line, LineStyle, ends_sentence, tidy_heading
from decisions.consultation.drafts.markers import read_annex
from decisions.consultation.drafts.outline import Entry, Role, Scheme

_KIND_OF_DOCUMENT = re.compile(
    r"(办法|规定|条例|细则|规则|方案|意见|通知|决定|规划|计划|规范|标准|章程|制度|指南|措施|公告|通告|说明|目录|清单|纲要|政策|稿)"
    r"([（(][^（）()]*[）)])*$"
)
_IN_BRACKETS = re.compile(r"[（(][^（）()]+[）)]$")
_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
_TITLE_LINES = 3
_SIGNATURE_LENGTH = 40
_SIGNATURE_LINES = 4


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the first clause."""

    title: str
    subtitle: str
    preamble: tuple[str, ...]


def read_front(lines: Sequence[Line]) -> Front:
    """Return title, subtitle (征求意见稿) and the other lines before the first clause.

    Shape: the title is what the document styles as one; else its first lines up to the word that names the
    kind of document; a mark like 附件1 above it stays in the preamble.
    """
    start, end = _find_title(lines)
    title = "".join(tidy_heading(_bare(line)) for line in lines[start:end])
    subtitle = ""
    if end < len(lines) and (lines[end].style is LineStyle.SUBTITLE or _IN_BRACKETS.match(_bare(lines[end]))):
        subtitle = tidy_heading(_bare(lines[end]))
    after = lines[end + bool(subtitle) :]
    notes = [note for line in lines for note in line.notes]
    preamble = (*(_bare(line) for line in (*lines[:start], *after)), *notes)
    return Front(title, subtitle, preamble)


def _bare(line: Line) -> str:
    return line.text.replace(NOTE_MARK, "")


def _find_title(lines: Sequence[Line]) -> tuple[int, int]:
    """Return from which line to which the title goes; both are equal when there is none."""
    for style in (LineStyle.TITLE, LineStyle.HEADING):
        styled = [position for position, line in enumerate(lines) if line.style is style]
        if styled:
            end = styled[0] + 1
            while end in styled and style is LineStyle.TITLE:
                end += 1
            return styled[0], end
    start = 0
    while start < len(lines) and _is_above_title(lines[start]):
        start += 1
    return start, _title_end(lines, start)


def _is_above_title(line: Line) -> bool:
    return read_annex(line.text) is not None or line.style is LineStyle.TABLE


def _title_end(lines: Sequence[Line], start: int) -> int:
    """Return the line after the last one of an unstyled title."""
    if start == len(lines) or ends_sentence(_without_brackets(lines[start])):
        return start
    for end in range(start + 1, min(start + _TITLE_LINES, len(lines)) + 1):
        if _KIND_OF_DOCUMENT.search(_bare(lines[end - 1])):
            return end
        if end == len(lines) or not _continues_title(lines[start], lines[end]):
            break
    return start + 1


def _continues_title(first: Line, line: Line) -> bool:
    return line.is_plain and line.centered == first.centered and not _IN_BRACKETS.match(_bare(line))


def _without_brackets(line: Line) -> str:
    return re.sub(r"[（(][^（）()]*[）)]$", "", _bare(line))


def count_front(scheme: Scheme, entries: Sequence[Entry]) -> int:
    """Return how many entries stand before the first clause or heading."""
    if scheme is Scheme.NONE:
        start, end = _find_title([entry.line for entry in entries])
        has_subtitle = end < len(entries) and bool(_IN_BRACKETS.match(_bare(entries[end].line)))
        return end + has_subtitle if end > start else 0
    opening = (Role.BOOK, Role.CHAPTER, Role.SECTION, Role.CLAUSE)
    return next((place for place, entry in enumerate(entries) if entry.role in opening), len(entries))


def count_closing(entries: Sequence[Entry]) -> int:
    """Return how many of the last entries are the signature: short lines that end with a date."""
    if not entries or entries[-1].role is not Role.TEXT or not _DATE.match(_bare(entries[-1].line)):
        return 0
    count = 1
    for entry in reversed(entries[-_SIGNATURE_LINES:-1]):
        if entry.role is not Role.TEXT or not _is_signature(_bare(entry.line)):
            break
        count += 1
    return count


def _is_signature(text: str) -> bool:
    return len(text) <= _SIGNATURE_LENGTH and not ends_sentence(text) and not re.search("，|施行", text)

"""What the lines of a draft are: headings, clauses, items or running text, decided over the whole draft.

A draft is read by its articles when it has any; else by its parts (第一部分 or 一、); else by its
headings; else it is one text without clauses.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from decisions.consultation.drafts.lines import Line, LineStyle, ends_sentence, share_notes, tidy_heading
from decisions.consultation.drafts.markers import (
    RANK_PART,
    Mark,
    MarkKind,
    read_annex,
    read_article,
    read_heading,
    read_item,
    starts_clause,
)
from decisions.consultation.drafts.numerals import LARGEST, chinese_numeral


class Scheme(StrEnum):
    """By what a draft is divided into clauses."""

    ARTICLES = "articles"
    DIVISIONS = "divisions"
    PARTS = "parts"
    HEADINGS = "headings"
    NONE = "none"


class Role(StrEnum):
    """What one line is in the tree."""

    BOOK = "book"
    CHAPTER = "chapter"
    SECTION = "section"
    CLAUSE = "clause"
    ITEM = "item"
    ANNEX = "annex"
    TABLE = "table"
    TEXT = "text"


_ROLES = {MarkKind.BOOK: Role.BOOK, MarkKind.CHAPTER: Role.CHAPTER, MarkKind.SECTION: Role.SECTION}
_CONTENTS_TITLES = ("目录", "目次")
_SHORT = 30
_RUN_ON_RANK = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A line with its role; mark is None for text and tables."""

    role: Role
    line: Line
    mark: Mark | None = None


def outline(lines: Sequence[Line]) -> tuple[Scheme, list[Entry]]:
    """Return the scheme of a draft and each of its lines with its role, its table of contents left out."""
    kept = list(_join_headings(_without_contents([line for line in lines if line.text])))
    kept = [part for line in kept for part in _split_run_on(line)]
    scheme = find_scheme(kept)
    return scheme, list(_entries(kept, scheme))


def find_scheme(lines: Sequence[Line]) -> Scheme:
    """Return by what the draft is divided."""
    articles = sum(mark is not None for mark in _article_marks(lines))
    parts = sum(_is_part(line) for line in lines)
    if articles > 1 or (articles and not parts):
        return Scheme.ARTICLES
    if any(_is_division(line) for line in lines):
        return Scheme.DIVISIONS
    if parts:
        return Scheme.PARTS
    return Scheme.HEADINGS if _heading_level(lines) else Scheme.NONE


def _article_marks(lines: Iterable[Line]) -> Iterator[Mark | None]:
    """Yield the article mark of each line, None where there is none; the count runs along."""
    expected = 1
    for line in lines:
        mark = None if line.style is LineStyle.TABLE else read_article(line.text, expected)
        if mark is not None:
            expected = mark.number + 1
        yield mark


def _is_part(line: Line) -> bool:
    mark = read_item(line.text)
    return mark is not None and mark.rank == RANK_PART and line.style is not LineStyle.TABLE


def _is_division(line: Line) -> bool:
    mark = read_heading(line.text)
    return mark is not None and mark.kind is MarkKind.DIVISION and line.style is not LineStyle.TABLE


def _heading_level(lines: Sequence[Line]) -> int:
    """Return the outermost level of heading that divides the text, 0 when none does.

    A single heading at the very top is the title, whatever its level.
    """
    levels = [line.level for line in lines if line.style is LineStyle.HEADING]
    if lines and lines[0].style is LineStyle.HEADING and levels.count(levels[0]) == 1:
        levels = levels[1:]
    return min(levels, default=0)


def _entries(lines: Sequence[Line], scheme: Scheme) -> Iterator[Entry]:
    level = _heading_level(lines) if scheme is Scheme.HEADINGS else 0
    count = 0
    for position, (line, article) in enumerate(zip(lines, _article_marks(lines), strict=True)):
        if line.style is LineStyle.TABLE:
            yield Entry(Role.TABLE, line)
        elif level and line.style is LineStyle.HEADING and line.level == level and position:
            count += 1
            yield Entry(Role.CLAUSE, line, Mark(MarkKind.DIVISION, count, "", line.text))
        else:
            yield _entry(line, scheme, article)


def _entry(line: Line, scheme: Scheme, article: Mark | None) -> Entry:
    """Return one line's role under a scheme."""
    if article is not None and scheme is Scheme.ARTICLES:
        return Entry(Role.CLAUSE, line, article)
    heading = read_heading(line.text)
    if heading is not None and heading.kind in _ROLES:
        return Entry(_ROLES[heading.kind], line, heading)
    if heading is not None and scheme is Scheme.DIVISIONS:
        return Entry(Role.CLAUSE, line, heading)
    annex = read_annex(line.text)
    if annex is not None:
        return Entry(Role.ANNEX, line, annex)
    item = read_item(line.text)
    if item is None:
        return Entry(Role.TEXT, line)
    return Entry(Role.CLAUSE if item.rank == RANK_PART and scheme is Scheme.PARTS else Role.ITEM, line, item)


def _split_run_on(line: Line) -> Iterator[Line]:
    """Yield the items that follow one another on a single line, （一）…；（二）…, each on its own."""
    parts = [line.text]
    mark = read_item(line.text) if line.style is not LineStyle.TABLE else None
    while mark is not None and mark.rank == _RUN_ON_RANK and mark.number < LARGEST:
        following = f"（{chinese_numeral(mark.number + 1)}）"
        match = re.search(f"(?<=[；。]){following}", parts[-1])
        if match is None:
            break
        parts[-1:] = [parts[-1][: match.start()], parts[-1][match.start() :]]
        mark = read_item(parts[-1])
    yield from share_notes(line, parts) if len(parts) > 1 else (line,)


def _without_contents(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines without the table of contents.

    It begins with the word 目录 and ends with the first line that is no heading, or repeats one.
    """
    inside, seen = False, set[str]()
    for line in lines:
        key = _contents_key(line.text)
        if line.style is LineStyle.CONTENTS or (inside and key not in seen and _may_be_contents(line)):
            seen.add(key)
            continue
        inside = key in _CONTENTS_TITLES
        if not inside:
            yield line


def _contents_key(text: str) -> str:
    """Return a heading as a table of contents and the text agree on it: without page number and spaces."""
    return "".join(tidy_heading(text).split()).rstrip("0123456789-—.…·（）()")


def _may_be_contents(line: Line) -> bool:
    """Whether a line may be an entry of a table of contents."""
    if ends_sentence(line.text.rstrip("0123456789.…· ")):
        return False
    mark = read_heading(line.text) or read_item(line.text) or read_annex(line.text)
    return mark is not None or read_article(line.text) is not None


def _join_headings(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield the lines, a heading whose title stands on the next line joined with it."""
    held: Line | None = None
    for line in lines:
        if held is not None:
            if _is_bare_title(line):
                line = replace(held, text=f"{held.text} {line.text}", notes=held.notes + line.notes)
            else:
                yield held
        held = line if _lacks_title(line) else None
        if held is None:
            yield line
    if held is not None:
        yield held


def _lacks_title(line: Line) -> bool:
    """Whether the line is a heading's mark alone: 第一章."""
    mark = read_heading(line.text)
    return mark is not None and not mark.rest


def _is_bare_title(line: Line) -> bool:
    """Whether the line can be the title of the heading before it."""
    if line.style is LineStyle.TABLE or len(line.text) > _SHORT or ends_sentence(line.text):
        return False
    return not starts_clause(line.text)

"""From Markdown, or any plain text, to lines."""

import re
from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from decisions.consultation.drafts.lines import NOTE_MARK, Line, LineStyle, tidy

_NOTE_TEXT = re.compile(r"^\[\^([^\]\s]{1,40})\]:[ \t]*(.*)$", re.MULTILINE)
_NOTE_CALL = re.compile(r"\[\^([^\]\s]{1,40})\]")
_CELL_SEAM = " | "
_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\([^()\s]{0,500}\)")
# Text is taken as written: indented Chinese is no code. Links are done by hand, because the parser takes the
# square of the time for a row of opening brackets.
_DISABLED = ["code", "html_inline", "image", "link", "autolink", "reference"]


def read_markdown(text: str) -> list[Line]:
    """Return the lines of a Markdown text; comments are left out, footnotes kept with their calls."""
    notes = {match[1]: tidy(match[2]) for match in _NOTE_TEXT.finditer(text)}
    body = _NOTE_TEXT.sub("", text.replace(NOTE_MARK, ""))
    parser = MarkdownIt("commonmark").enable("table").disable(_DISABLED)
    return [_with_notes(line, notes) for line in _lines(parser.parse(body))]


def _with_notes(line: Line, notes: dict[str, str]) -> Line:
    """Return a line with its [^1] turned into note marks."""
    called = [name for name in _NOTE_CALL.findall(line.text) if name in notes]
    if not called:
        return line
    text = _NOTE_CALL.sub(lambda match: NOTE_MARK if match[1] in notes else match[0], line.text)
    return Line(text, line.style, line.level, line.centered, tuple(notes[name] for name in called))


def _lines(tokens: Sequence[Token]) -> Iterator[Line]:
    """Yield the lines of a parsed text; a list entry's own number or bullet goes before its text."""
    label, level = "", 0
    rows: list[list[str]] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1:])
            case "list_item_open":
                label = f"{token.info}{token.markup} " if token.info else "• "
            case "table_open":
                rows = []
            case "tr_open" if rows is not None:
                rows.append([])
            case "table_close" if rows is not None:
                yield Line("\n".join(_CELL_SEAM.join(row) for row in rows), LineStyle.TABLE)
                rows = None
            case "inline" if rows is not None:
                rows[-1].append(tidy(_plain(token.children or ())).replace("\n", " "))
            case "inline":
                text = tidy(label + _plain(token.children or ()))
                yield Line(text, LineStyle.HEADING if level else LineStyle.BODY, level)
                label, level = "", 0
            case "fence":
                yield Line(tidy(token.content))


def _plain(tokens: Iterable[Token]) -> str:
    """Return inline text without its marks."""
    text = "".join(
        "\n" if token.type in ("softbreak", "hardbreak") else token.content
        for token in tokens
        if token.type in ("text", "code_inline", "softbreak", "hardbreak", "text_special")
    )
    return _LINK.sub(r"\1", text)

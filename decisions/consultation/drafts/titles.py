"""Where the title of a clause ends and its text begins."""

import re

from decisions.consultation.drafts.lines import Line, LineStyle, ends_sentence, tidy_heading
from decisions.consultation.drafts.markers import read_item

_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
_CLOSERS = {"）": ")", ")": "）"}
_LONGEST = 40
_SHORT = 30
_NOTE = re.compile(r"〔注\d+〕")


def split_article_title(text: str, line: Line, *, plain_follows: bool) -> tuple[str, str]:
    """Return title and remaining text of what follows 第八条.

    A title stands in brackets right after the number; or it is a heading's text; or a short line without a
    full stop before running text.
    """
    title, rest = _split_brackets(text)
    if title:
        return _clean(title), rest
    bare = _NOTE.sub("", text)
    if not bare or ends_sentence(bare) or read_item(bare):
        return "", text
    is_heading = line.style is LineStyle.HEADING and len(bare) <= _LONGEST
    if is_heading or (plain_follows and len(bare) <= _SHORT and "，" not in bare):
        return _clean(text), ""
    return "", text


def split_part_title(text: str) -> tuple[str, str]:
    """Return title and remaining text of what follows 一、 or 第一部分: all of it, or its first sentence."""
    title, rest = _split_brackets(text)
    if title and not rest:
        return _clean(title), ""
    bare = _NOTE.sub("", text)
    if len(bare) <= _LONGEST and not re.search("[，；].*[。；]$", bare):
        return _clean(text).rstrip("。：:"), ""
    head, stop, body = text.partition("。")
    if stop and len(head) <= _SHORT and "，" not in head:
        return _clean(head), body.strip()
    return "", text


def _split_brackets(text: str) -> tuple[str, str]:
    """Return what stands in brackets at the head of a text and what follows; two empty halves if nothing.

    Brackets may nest, （停车场（库）管理）, and be half full-width; a numeral in them is an item's mark.
    """
    if text[:1] not in _BRACKETS or read_item(text):
        return "", ""
    closers = {_BRACKETS[text[0]], _CLOSERS.get(_BRACKETS[text[0]], "")}
    depth = 0
    for position, character in enumerate(text[: _LONGEST + 20]):
        depth += character in _BRACKETS
        depth -= character in _BRACKETS.values()
        if depth == 0 and character in closers:
            return text[1:position], text[position + 1 :].strip()
    return "", ""


def _clean(title: str) -> str:
    return tidy_heading(_NOTE.sub("", title))

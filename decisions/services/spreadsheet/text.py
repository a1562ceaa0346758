"""Cleaning of what cells hold: marks nobody sees, widths, web markup, lists in one cell, Chinese numerals.

Texts by the public are only freed of what carries no meaning; nothing here rewords.
"""

import html
import re
import unicodedata
from typing import Final

# Marks without width or of direction only. U+200D stays where it joins emoji.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES: Final = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f]")
_LINE_ENDS: Final = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_BLANKS_AT_LINE_END: Final = re.compile(r"[ \u3000]+(?=\n|$)")
_MANY_LINE_ENDS: Final = re.compile(r"\n{3,}")
_PLAIN: Final = re.compile(
    "[!-~\u4e00-\u9fff，。；：、！？（）《》“”〔〕—…]*"
)  # most cells: nothing to clean

_TAG_NAMES: Final = (
    "a|article|b|blockquote|body|br|center|code|dd|div|dl|dt|em|font|footer|h[1-6]|head|header|hr|html|i|img|"
    "input|label|li|link|main|meta|nav|ol|p|pre|section|small|span|strong|sub|sup|table|tbody|td|tfoot|th|"
    "thead|title|tr|u|ul|o:p"
)
_HIDDEN: Final = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_HIDDEN_STARTS: Final = ("<script", "<style", "<!--")
_BREAKING_TAG: Final = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|table|ul|ol)\s*>", re.I)
_TAG: Final = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.I)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.I)

_DIGITS: Final = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_HALF_WIDTH: Final = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}

_YES: Final = re.compile(r"是|有|需要?|要|应|涉及|已?同意|[√✓✔☑●]|y|yes|true|1")
_NO: Final = re.compile(
    r"否|无|没有|不|不是|不需要?|无需|不要|[不未]涉及|[不未]同意|[×✗✘☒x□○]|n|no|false|0|-|—|/"
)
_NOTE_BESIDE: Final = re.compile(r"\(.*?\)")

_OPENING: Final = "（(［[〔【《「“"
_CLOSING: Final = "）)］]〕】》」”"


def clean_text(text: str) -> str:
    """Return a cell's text as it is meant: composed (NFC), with plain spaces and LF, without unseen marks."""
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _BLANKS_AT_LINE_END.sub("", text)
    return _MANY_LINE_ENDS.sub("\n\n", text).strip(" \u3000\n")


def one_line(text: str) -> str:
    """Return the text on one line: a line end between Chinese characters is a wrap, elsewhere a space."""
    if "\n" not in text:
        return text
    text = re.sub(r"\s*\n\s*", "\n", text)
    return re.sub(r"(?<=[\x21-\x7e])\n(?=[\x21-\x7e])", " ", text).replace("\n", "")


def half_width(text: str) -> str:
    """Return the text with full-width Latin letters, digits, punctuation and spaces in half width."""
    return text.translate(_HALF_WIDTH)


def strip_markup(text: str) -> str:
    """Return text without the markup of a web page, its paragraphs as lines.

    Only tags of HTML count: `a<b` and `<第九条>` are somebody's words.
    """
    if "<" in text:
        if any(start in text.lower() for start in _HIDDEN_STARTS):
            text = _HIDDEN.sub("", text)
        text = _TAG.sub("", _BREAKING_TAG.sub("\n", text))
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text


def chinese_number(text: str) -> int | None:
    """Return the value of a number up to 99 in Chinese or Arabic digits, or of a year written digit by digit.

    None for anything else.
    """
    text = half_width(text).strip()
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) > 1 and all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    tens, ten, ones = text.rpartition("十")
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS) or not (ten or ones):
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def truth(text: str) -> bool | None:
    """Return what a yes-or-no cell says, in words, ticks or crosses; None when it says neither."""
    word = _NOTE_BESIDE.sub("", half_width(text)).strip(" 。.;").lower()
    return True if _YES.fullmatch(word) else False if _NO.fullmatch(word) else None


def split_list(text: str, separators: str = "、,，;；\n") -> list[str]:
    """Return the members of a list in one cell; separators inside brackets or 《》 separate nothing."""
    balanced = sum(text.count(mark) for mark in _OPENING) == sum(text.count(mark) for mark in _CLOSING)
    members, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if balanced and character in _OPENING:
            depth += 1
        elif balanced and character in _CLOSING:
            depth -= 1
        elif depth <= 0 and character in separators:
            members.append(text[start:position])
            start = position + 1
    members.append(text[start:])
    return [member for member in (one_line(member).strip(" \u3000。.") for member in members) if member]

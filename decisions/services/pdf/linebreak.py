"""Where a line of Chinese text may end (避头尾), and how a paragraph is cut into lines.

Pure arithmetic on character widths: no font, no page, no reportlab.
"""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’…—·～％‰℃,.;:?!)]}%")
NEVER_LAST = frozenset("（《〈「『【〔〖“‘￥$([{")

# Widths are sums of floats: a line that fits exactly must not be refused for the last bit.
_ROUNDING = 0.001


def break_lines(text: str, widths: Mapping[str, float], measure: float, indent: float = 0.0) -> list[str]:
    """Return the lines of one paragraph, as full as they go.

    Shape:  no line is wider than measure (the first: measure - indent) unless one character is; an empty
            text is one empty line. Spaces around a break are dropped, nothing else is.
    Units:  widths, measure and indent in the same unit.
    """
    ends = list(accumulate(map(widths.__getitem__, text)))
    length = len(ends)
    lines = []
    start, room = 0, measure - indent
    while start < length:
        offset = ends[start - 1] if start else 0.0
        overflow = bisect_right(ends, offset + room + _ROUNDING, lo=start)
        if overflow >= length:
            lines.append(text[start:])
            break
        end = _break_at(text, start, max(overflow, start + 1))
        lines.append(text[start:end].rstrip(" "))
        start, room = _skip_spaces(text, end), measure
    return lines or [""]


def _break_at(text: str, start: int, overflow: int) -> int:
    """Return the last good place to break in the line's second half, or overflow when there is none."""
    earliest = start + (overflow - start) // 2
    for end in range(overflow, max(earliest - 1, start), -1):
        if end == len(text) or _may_break(text[end - 1], text[end]):
            return end
    return overflow


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return True
    if after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return not (_is_in_word(before) and _is_in_word(after))


def _is_in_word(character: str) -> bool:
    # Letters and figures of alphabets; from U+2000 on come punctuation and characters that stand alone.
    return " " < character < "\u2000"


def _skip_spaces(text: str, start: int) -> int:
    while start < len(text) and text[start] == " ":
        start += 1
    return start

"""A text as it is compared: without what copying changes and no reader notices.

Width, case, script (traditional or simplified), spaces and punctuation go; clauses are remembered, because
a demand lives in a clause and a copy may put its clauses in another order. Figures keep their inner marks
(22:00, 2.5), emoji stay. What a person is shown is never the folded text: places() leads back.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from decisions.feedback.grouping.chinese import simplify

_END: Final = "\n"
"""Ends a clause."""
_GAP: Final = "\t"
"""Parts nothing but words written in letters."""
_ENDING: Final = frozenset("，。；！？,;!?…\n\r\u2028\u2029\x0b\x0c|~～—")
_PARTING: Final = frozenset((_END, _GAP, " ", ".", ":"))
_KEPT_MARKS: Final = frozenset("%+")
_INTERJECTIONS: Final = frozenset("啊呀哦噢嘛啦呗嗯呐哎唉")
_NUMERAL_MARKS: Final = frozenset(".:")


@dataclass(frozen=True, slots=True)
class Folded:
    """Clauses, ready to compare."""

    clauses: tuple[str, ...]
    key: str
    starts: frozenset[int]
    ends: frozenset[int]
    edges: frozenset[int]


def fold(text: str) -> Folded:
    """Return a text as it is compared.

    Shape: key is the clauses joined (a blank only between words in letters); starts and ends are the places
    in it where clauses begin and end. Empty when the text has no letter, digit or emoji.
    """
    return as_folded(_clauses(text))


def as_folded(clauses: tuple[str, ...]) -> Folded:
    """Return clauses as one text to compare."""
    clauses = tuple(
        clause + (" " if _meet_in_letters(clause, following) else "")
        for clause, following in pairwise((*clauses, ""))
    )
    ends = list(accumulate(map(len, clauses)))
    edges = frozenset((0, *ends))
    return Folded(clauses, "".join(clauses), edges - {ends[-1]} if ends else edges, frozenset(ends), edges)


def places(text: str, folded: Folded) -> list[int]:
    """Return for each character of a text's folded key where it stands in the text itself."""
    raw = [(sign, place) for place, letter in enumerate(text) for sign in _SIGNS[ord(letter)]]
    found: list[int] = []
    at = 0
    for sign in folded.key:
        while raw[at][0] != sign and (sign != " " or raw[at][0] not in _PARTING):
            at += 1
        found.append(raw[at][1])
        at += sign != " "
    return found


class _Signs(dict[int, str]):
    """What becomes of each character, found when it is first met."""

    def __missing__(self, code: int) -> str:
        signs = self[code] = _signs_of(chr(code))
        return signs


def _signs_of(letter: str) -> str:
    if letter in _ENDING:
        return _END
    if letter.isspace():
        return " "
    return "".join(map(_sign_of, unicodedata.normalize("NFKC", letter).casefold()))


def _sign_of(letter: str) -> str:
    if letter in _KEPT_MARKS or letter in _NUMERAL_MARKS:
        return letter
    kind = unicodedata.category(letter)
    if kind[0] in "LN":
        return "" if letter in _INTERJECTIONS else simplify(letter) if kind == "Lo" else letter
    if kind == "So":
        return letter
    if letter in _ENDING:
        return _END
    return "" if kind[0] in "MC" or kind == "Sk" or letter in "'’" else _GAP


_SIGNS: Final = _Signs()
_STRAY_MARK: Final = re.compile(r"(?<![0-9])[.:]|[.:](?![0-9])")
_SPACE_AS_END: Final = re.compile(r"(?<![a-z0-9\t\n ]) (?![a-z0-9\t\n ])")
_BETWEEN_LETTERS: Final = re.compile(r"(?<=[a-z0-9])[\t ]+(?=[a-z0-9])")
_JOIN: Final = "\x1f"
_CLOSING: Final = str.maketrans({"\t": None, " ": None, _JOIN: " "})
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def _clauses(text: str) -> tuple[str, ...]:
    raw = _STRAY_MARK.sub(_END, text.translate(_SIGNS))
    spaced = _SPACE_AS_END.sub(_END, raw)
    if spaced.count(_END) >= 2 * raw.count(_END):
        raw = spaced  # some write a blank where others write a comma; a stray blank parts nothing
    parts = _BETWEEN_LETTERS.sub(_JOIN, raw).split(_END)
    return tuple(filter(None, (part.translate(_CLOSING) for part in parts)))


def _meet_in_letters(clause: str, following: str) -> bool:
    return clause[-1:] in _LETTERS and following[:1] in _LETTERS

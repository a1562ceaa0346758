"""When two texts say the same: typography aside, and references renumbered along with their articles."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from decisions.consultation.drafts.numerals import NUMERAL, chinese_numeral, parse_numeral

_REFERENCE = re.compile(rf"(?P<other>[》〉]\s*)?第\s*(?P<number>{NUMERAL})\s*(?P<unit>条|章|部分)")
_TOKEN = re.compile(rf"第\s*{NUMERAL}\s*(?:条|章|部分)|[A-Za-z0-9０-９]+(?:[.．][0-9]+)*[%％]?|.", re.DOTALL)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})


def fold(text: str) -> str:
    """Return text without what only a typesetter sees: widths of signs, shapes of quotes, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split())


def without_references(text: str) -> str:
    """Return text with the numbers of articles and chapters it refers to taken out."""
    return _REFERENCE.sub(lambda match: f"第{match['unit']}", text)


def split_words(text: str) -> list[str]:
    """Return a text in the smallest pieces that are compared: a character, a word, a number, a reference."""
    return _TOKEN.findall(text)


@dataclass(frozen=True, slots=True)
class Renumbering:
    """What became of each number: of articles (条), parts (部分), chapters (章).

    Shape: numbers maps (unit, old number) to the new number, None when the clause is gone; what is not in
    it is no clause of the old version, but another law's.
    """

    numbers: Mapping[tuple[str, int], int | None] = field(default_factory=dict)

    def successor(self, token: str) -> str | None:
        """Return what a reference became, None when the token is no reference or its clause is gone."""
        match = _REFERENCE.fullmatch(token)
        if match is None:
            return None
        number = self.numbers.get((match["unit"], parse_numeral(match["number"]) or 0))
        return None if number is None else f"第{chinese_numeral(number)}{match['unit']}"

    def is_same(self, old: str, new: str) -> bool:
        """Whether two texts say the same, references followed."""
        if fold(old) == fold(new):
            return True
        pairs = zip_longest(split_words(fold(old)), split_words(fold(new)), fillvalue="")
        return all(before == after or self.successor(before) == _canonical(after) for before, after in pairs)

    def keys(self, old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return what to compare for each word of two texts: equal keys stand for the same word."""
        new_keys = [_canonical(token) for token in new]
        present = set(new_keys)
        old_keys = []
        for token in old:
            successor = self.successor(token)
            old_keys.append(successor if successor in present else _canonical(token))
        return old_keys, new_keys

    def find_stale(self, old: str, new: str) -> list[str]:
        """Return the references of the new text that still bear the old number of a clause that got another.

        They are likely to be oversights of the drafter; references to other laws (《…》第三条) are none.
        """
        before, after = _references(old), _references(new)
        moved_here = {self.numbers.get(key) for key in before}
        return [
            f"第{chinese_numeral(number)}{unit}"
            for unit, number in dict.fromkeys(after)
            if (unit, number) in before
            and self.numbers.get((unit, number), number) != number
            and number not in moved_here
        ]


def _canonical(token: str) -> str:
    """Return a word as it is compared: folded, a reference with its number in Chinese."""
    match = _REFERENCE.fullmatch(token)
    if match is None:
        return fold(token) or token[:1]
    number = parse_numeral(match["number"])
    return token if number is None else f"第{chinese_numeral(number)}{match['unit']}"


def _references(text: str) -> list[tuple[str, int]]:
    """Return the clauses of its own document a text refers to."""
    return [
        (match["unit"], number)
        for match in _REFERENCE.finditer(text)
        if not match["other"] and (number := parse_numeral(match["number"])) is not None
    ]

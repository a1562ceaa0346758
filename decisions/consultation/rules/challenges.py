"""The challenge in place of a picture to decipher: a little work for a browser, or a sum in words.

A browser looks for a number with which the challenge hashes to zeros at the front; an old phone finds it in
about a second while its owner types. Who has no script is asked a sum in words instead, and only when their
address sends much. Not here: who is asked (pages), signing and spending (operations).
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

DIFFICULTY: Final = 15  # zero bits: 32,768 hashes on average
GOOD_FOR: Final = timedelta(hours=12)  # a form left open over lunch still counts
MAX_SOLUTION: Final = 20
_DIGITS: Final = "〇一二三四五六七八九"


class Proof(StrEnum):
    """What somebody did to show that they are not a machine that floods the office."""

    NONE = "none"
    ANSWERED = "answered"  # the sum in words
    SOLVED = "solved"  # the work of a browser


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a form asks: bound to one round and the instant it was made, used once."""

    round_code: str
    made_at: int  # seconds of the epoch
    salt: str

    @property
    def text(self) -> str:
        """What is signed, and what a solution is sought for."""
        return f"{self.round_code}.{self.made_at}.{self.salt}"

    @property
    def summands(self) -> tuple[int, int]:
        """The two numbers of its sum in words."""
        digest = hashlib.sha256(f"sum\0{self.salt}".encode()).digest()
        return 2 + digest[0] % 8, 1 + digest[1] % 9


def is_fresh(challenge: Challenge, now: datetime) -> bool:
    """Whether a challenge is neither too old nor from the future."""
    age = now.timestamp() - challenge.made_at
    return -60 <= age <= GOOD_FOR.total_seconds()


def is_solved(challenge: str, solution: str, *, difficulty: int = DIFFICULTY) -> bool:
    """Whether the hash of `challenge:solution` has so many zero bits at the front."""
    if not (solution.isascii() and solution.isdecimal() and len(solution) <= MAX_SOLUTION):
        return False
    digest = hashlib.sha256(f"{challenge}:{solution}".encode()).digest()
    return int.from_bytes(digest) >> (8 * len(digest) - difficulty) == 0


def is_answered(challenge: Challenge, answer: str) -> bool:
    """Whether an answer is the sum, in digits or in Chinese."""
    total = sum(challenge.summands)
    return unicodedata.normalize("NFKC", answer).strip().rstrip("。.") in {str(total), number_words(total)}


def number_words(number: int) -> str:
    """Return a number below twenty as it is said: 十二."""
    return _DIGITS[number] if number < 10 else "十" + (_DIGITS[number - 10] if number > 10 else "")

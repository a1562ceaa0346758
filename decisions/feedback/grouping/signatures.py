"""Whether a copy differs from the first one of its group, told quickly enough for all of a large campaign."""

import re
from enum import IntEnum

from decisions.feedback.grouping.folding import fold

_FIGURE = re.compile(r"\d[\d.:%]*")

Signature = tuple[str, tuple[str, ...]]
"""A text as it is compared, and the figures in it."""


class Difference(IntEnum):
    """How a member differs from the first one of its group; figures weigh most, they change the demand."""

    NONE = 0
    WORDS = 1
    FIGURES = 2


def signature_of(text: str) -> Signature:
    """Return what tells quickly whether two copies differ."""
    key = fold(text).key
    return key, tuple(sorted(_FIGURE.findall(key)))


def difference_of(first: Signature, member: Signature) -> Difference:
    """Return how a copy differs from the first one; the words themselves are marked when they are shown."""
    if first[0] == member[0]:
        return Difference.NONE
    return Difference.WORDS if first[1] == member[1] else Difference.FIGURES

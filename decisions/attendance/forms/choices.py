"""Terms as choices in the reader's language, and the words of paper forms read as terms."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from decisions.web.i18n import translate

Term = TypeVar("Term", bound=StrEnum)


def choices_of(labels: Mapping[Term, str]) -> list[tuple[str, str]]:
    """Return (code, label) of each term in its own order."""
    return [(term.value, translate(label)) for term, label in labels.items()]


def coerced_by(labels: Mapping[Term, str]) -> Callable[[object], str]:
    """Return a coercion that also takes a term's Chinese word, as other systems copy it from paper forms."""
    codes = {label: term.value for term, label in labels.items()}

    def coerce(value: object) -> str:
        typed = "" if value is None else str(value).strip()
        return codes.get(typed, typed)

    return coerce

"""Codes as choices in the reader's language."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from decisions.web.i18n import translate

Term = TypeVar("Term", bound=StrEnum)


def choices_of(labels: Mapping[Term, str], only: Iterable[Term] | None = None) -> list[tuple[str, str]]:
    """Return (code, label) of each term, or of some, in their own order."""
    return [(term.value, translate(labels[term])) for term in (only or labels)]

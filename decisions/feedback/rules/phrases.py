"""A unit's own phrases for answers: the places in them, and what stands there when one is used. Pure."""

from collections.abc import Mapping
from typing import Final

from decisions.errors import N_

MAX_TITLE: Final = 100
MAX_TEXT: Final = 3000

PLACES: Final[dict[str, str]] = {
    "【事项】": N_("决策事项的名称"),
    "【编号】": N_("意见的编号"),
    "【条款】": N_("意见针对的条款"),
    "【主题】": N_("意见所属的主题"),
    "【单位】": N_("承办单位的名称"),
}


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Return a phrase with its places filled in.

    Shape:  what is not known keeps its place, so that whoever uses the phrase sees what is missing.
    """
    for place in PLACES:
        value = values.get(place, "").strip()
        if value:
            text = text.replace(place, value)
    return text


def appended(written: str, phrase: str) -> str:
    """Return what stands in a field after a phrase was put at its end."""
    return f"{written.rstrip()}\n{phrase}" if written.strip() else phrase

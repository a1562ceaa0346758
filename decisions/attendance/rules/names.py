"""How a person's name is shown to the public, and when two names are one."""

import unicodedata

from decisions.services.personal_data import mask_name


def public_name(name: str, consent_publish: bool) -> str:
    """Return the name whole where its owner consented, masked otherwise.

    Source: RULES "Personal data": masked by default (个人信息保护法 art. 25).
    """
    return name if consent_publish else mask_name(name)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for width, case and spaces."""
    return folded_name(one) == folded_name(other)


def folded_name(name: str) -> str:
    """Return a name without what makes no other name of it: width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())

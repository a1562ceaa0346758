"""Receipt codes: what somebody without an account holds in hand. Pure but for the random signs.

Easy to copy by hand or to read over the telephone, impossible to guess, and with a check sign that betrays
a slip before anything is looked up.
"""

import secrets
import unicodedata
from typing import Final

# Neither 0, 1 nor the letters they are taken for (O, I, L). That leaves 31 signs, a prime: the check sign
# therefore notices every single wrong sign and every swap of two signs.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SIGNS: Final = 11
_GROUP: Final = 4


def new_receipt(prefix: str) -> str:
    """Return a fresh code such as YJ-7K3M-Q9TX-2HCW: 54 random bits and a check sign."""
    return _written(prefix, "".join(secrets.choice(ALPHABET) for _ in range(SIGNS)))


def read_receipt(prefix: str, typed: str) -> str | None:
    """Return the code that somebody typed, in its one form, or None when it can't be one.

    Shape:  case, width, spaces, hyphens and a missing prefix are forgiven.
    """
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())
    if len(signs) > SIGNS + 1:
        signs = signs.removeprefix(prefix)
    if len(signs) != SIGNS + 1 or not set(signs) <= set(ALPHABET):
        return None
    return _written(prefix, signs[:-1]) if _check_sign(signs[:-1]) == signs[-1] else None


def _written(prefix: str, body: str) -> str:
    whole = body + _check_sign(body)
    return "-".join([prefix, *(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))])


def _check_sign(body: str) -> str:
    """Return the weighted sum of the signs, modulo 31."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]

"""Which texts may stand in pool.csv, where a comma and a line feed are the only punctuation."""

import re
import unicodedata
from typing import Final, TypeGuard

ID_FORM: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


def is_plain_word(value: object) -> TypeGuard[str]:
    """Say whether a text may be an attribute or a value: NFC, printable, no edge blanks, comma or quote."""
    return (
        isinstance(value, str)
        and value != ""
        and value == value.strip()
        and value.isprintable()
        and not set(value) & {",", '"'}
        and unicodedata.is_normalized("NFC", value)
    )


def is_id(value: str) -> bool:
    """Say whether a text may be a receipt code: ASCII letters, digits, point, low line, hyphen."""
    return ID_FORM.fullmatch(value) is not None

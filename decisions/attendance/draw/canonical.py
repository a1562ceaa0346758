"""The bytes of the draw's files: how JSON is written and read, and the root over the three frozen files.

JSON is written once, canonically (RFC 8785) with one final line feed, so the same draw has the same bytes
everywhere. Afterwards the bytes are the truth: they are hashed as published, never written again.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from decisions.attendance.draw.errors import DrawFileMissingError, DrawFileUnreadableError

POOL: Final = "pool.csv"
RULE: Final = "rule.json"
LOTTERY: Final = "lottery.json"
SEED: Final = "seed.json"
RESULT: Final = "result.json"
FROZEN_FILES: Final = (POOL, RULE, LOTTERY)

Files = Mapping[str, bytes]
Document = dict[str, Any]


def write_json(document: Mapping[str, Any]) -> bytes:
    """Return the document as canonical UTF-8 JSON with a final line feed."""
    return rfc8785.dumps(dict(document)) + b"\n"


def is_writable(document: Mapping[str, Any]) -> bool:
    """Say whether a document can be written: numbers within 2^53, texts of whole characters."""
    try:
        write_json(document)
    except ValueError:
        return False
    return True


def read_json(name: str, data: bytes) -> Document:
    """Return the JSON object in a file of the draw.

    Raises: DrawFileUnreadableError when it is no JSON object, or names one thing twice.
    """
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (UnicodeDecodeError, ValueError) as error:
        raise DrawFileUnreadableError(name=name) from error
    if not isinstance(document, dict):
        raise DrawFileUnreadableError(name=name)
    return document


def get_file(files: Files, name: str) -> bytes:
    """Return one file's bytes.

    Raises: DrawFileMissingError when it is not there.
    """
    try:
        return files[name]
    except KeyError:
        raise DrawFileMissingError(name=name) from None


def root_of(files: Files) -> str:
    """Return the root: SHA-256 over the hex digests of pool, rule and lottery, each followed by LF."""
    digests = "".join(hashlib.sha256(get_file(files, name)).hexdigest() + "\n" for name in FROZEN_FILES)
    return hashlib.sha256(digests.encode("ascii")).hexdigest()


def _without_repeats(pairs: list[tuple[str, Any]]) -> Document:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a name occurs twice")
    return document

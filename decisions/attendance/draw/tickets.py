"""What follows from the seed: everybody's ticket, and the number that picks the composition."""

import hmac
from collections.abc import Iterable
from itertools import count
from typing import Final

TICKETS: Final = 1_000_000
FAIR_LIMIT: Final = (1 << 64) // TICKETS * TICKETS


def ticket(seed: bytes, person: str) -> bytes:
    """Return a person's ticket: HMAC-SHA256 of the id under the seed."""
    return hmac.digest(seed, b"ticket\0" + person.encode("utf-8"), "sha256")


def in_ticket_order(seed: bytes, people: Iterable[str]) -> list[str]:
    """Return the people, lowest ticket first."""
    return sorted(people, key=lambda person: ticket(seed, person))


def composition_number(seed: bytes) -> int:
    """Return r in 0..999,999, every value equally likely: numbers beyond the fair limit are passed over."""
    for counter in count():
        digest = hmac.digest(seed, b"composition\0" + str(counter).encode("ascii"), "sha256")
        value = int.from_bytes(digest[:8], "big")
        if value < FAIR_LIMIT:
            return value % TICKETS
    raise AssertionError("count() has no end")

"""How entries are chained and how the chain is checked. Pure: values in, verdict out.

The hash covers the payload's digest, not the payload, so that a payload with personal data can be blanked
later and the chain still verifies.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

from decisions.errors import N_, Message, Problem

GENESIS_HASH = "0" * 64


def canonical(payload: Any) -> str:
    """Return the canonical JSON of a payload (RFC 8785); floats are refused, they print differently."""
    _refuse_floats(payload)
    return str(rfc8785.dumps(payload), "utf-8")


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a published payload holds no floats")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def named_files(payload: Any) -> set[str]:
    """Return the digests of all files that a payload names: objects with a `sha256` member."""
    if isinstance(payload, dict):
        own = {payload["sha256"]} if isinstance(payload.get("sha256"), str) else set()
        return own.union(*(named_files(value) for value in payload.values()))
    if isinstance(payload, list | tuple):
        return set().union(*(named_files(value) for value in payload))
    return set()


def withheld_number(payload: str) -> int | None:
    """Return the number of the entry that a withholding's payload names; None when it names none."""
    try:
        named = json.loads(payload)
    except ValueError:
        return None
    number = named.get("withheld") if isinstance(named, dict) else None
    return number if isinstance(number, int) else None


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def timestamp(instant: datetime) -> str:
    """Return an instant as the chain writes it: UTC, microseconds, Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain commits to, entry by entry."""

    seq: int
    kind: str
    subject: str
    published_at: str
    payload_sha256: str
    corrects: int | None
    reason: str
    previous_hash: str

    def hash(self) -> str:
        """Return the entry's hash over the canonical JSON of its eight fields."""
        return digest(
            canonical(
                {
                    "seq": self.seq,
                    "kind": self.kind,
                    "subject": self.subject,
                    "published_at": self.published_at,
                    "payload_sha256": self.payload_sha256,
                    "corrects": self.corrects,
                    "reason": self.reason,
                    "previous_hash": self.previous_hash,
                }
            )
        )


@dataclass(frozen=True, slots=True)
class StoredLink:
    """An entry as the database holds it: what it commits to, and what it says its hash is."""

    link: Link
    entry_hash: str
    seal_is_valid: bool
    payload: str | None
    is_blanked: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The sealed note of how long the chain is; it betrays entries cut off or added at the end."""

    seq: int
    entry_hash: str
    seal_is_valid: bool


_MISSING = N_("第 %(seq)d 号条目缺失。")
_APPENDED = N_("第 %(seq)d 号条目是绕过本平台追加的。")


def verify_chain(entries: Iterable[StoredLink], head: Head | None, withheld: frozenset[int]) -> list[Problem]:
    """Return everything wrong with the chain, one problem per entry, in order; empty when whole.

    Shape:  entries ordered by seq from 1; withheld are the numbers a withholding entry names; each
            problem's row is the entry's number.
    """
    problems: list[Problem] = []
    last_seq, last_hash = 0, GENESIS_HASH
    # What the next entry may name as its predecessor: of an entry altered in one place alone, the stored and
    # the true hash differ, and the one after it is not to blame.
    predecessors = {GENESIS_HASH}
    for stored in entries:
        link = stored.link
        if link.seq <= last_seq:
            problems.append(_problem(_APPENDED, link.seq))
            continue
        missing = range(last_seq + 1, link.seq)
        problems += [_problem(_MISSING, seq) for seq in missing]
        true_hash = link.hash()
        fault = _content_fault(stored, true_hash, withheld)
        if fault is None and not missing and link.previous_hash not in predecessors:
            fault = N_("第 %(seq)d 号条目与前一条目不衔接，条目被调换或改写过。")
        if fault:
            problems.append(_problem(fault, link.seq))
        predecessors = {stored.entry_hash, true_hash}
        last_seq, last_hash = link.seq, stored.entry_hash
    return problems + _head_faults(head, last_seq, last_hash)


def _content_fault(stored: StoredLink, true_hash: str, withheld: frozenset[int]) -> str | None:
    if true_hash != stored.entry_hash:
        return N_("第 %(seq)d 号条目的内容与其哈希值不符，条目被改动过。")
    if not stored.seal_is_valid:
        return N_("第 %(seq)d 号条目没有本平台的签章，不是由本平台写入的。")
    if stored.payload is None:
        if not stored.is_blanked or stored.link.seq not in withheld:
            return N_("第 %(seq)d 号条目的内容缺失，且没有依规撤下的记载。")
    elif digest(stored.payload) != stored.link.payload_sha256:
        return N_("第 %(seq)d 号条目公布的内容被改动过。")
    return None


def _head_faults(head: Head | None, last_seq: int, last_hash: str) -> list[Problem]:
    if head is None:
        return [_problem(N_("链尾记录缺失，无法确认末尾条目是否完整。"), last_seq)] if last_seq else []
    if not head.seal_is_valid:
        return [_problem(N_("链尾记录被改动过。"), head.seq)]
    if head.seq > last_seq:
        return [_problem(_MISSING, seq) for seq in range(last_seq + 1, head.seq + 1)]
    if head.seq < last_seq:
        added = range(head.seq + 1, last_seq + 1)
        return [_problem(_APPENDED, seq) for seq in added]
    if head.entry_hash != last_hash:
        return [_problem(N_("第 %(seq)d 号条目与链尾记录不符，条目被改写过。"), last_seq)]
    return []


def _problem(text: str, seq: int) -> Problem:
    return Problem(Message(text, {"seq": seq}), row=seq)

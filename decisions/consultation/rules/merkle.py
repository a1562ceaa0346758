"""The root of a closed set of opinions: one short hash that none of them can leave unnoticed.

A leaf is SHA-256 of a zero byte and the canonical JSON (RFC 8785) of what the receipt says; a knot is
SHA-256 of a one byte and the two hashes below it; of an odd number the last goes up alone (RFC 6962).
The leaves are ordered by receipt code, which is random, so the order tells nothing of time or person.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from decisions.record.rules import canonical

EMPTY_ROOT: Final = hashlib.sha256(b"").hexdigest()


def leaf_hash(receipt: str, content_sha256: str) -> str:
    """Return the leaf of one opinion, from what stands on its receipt."""
    leaf = canonical({"receipt": receipt, "content_sha256": content_sha256})
    return hashlib.sha256(b"\x00" + leaf.encode()).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """Return the root over leaves in their order; an empty set has one too."""
    return HashTree(leaves).root


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One hash on the way from a leaf to the root, and on which side of ours it stands."""

    hash: str
    is_left: bool


def inclusion_proof(leaves: Sequence[str], index: int) -> list[ProofStep]:
    """Return the hashes with which the owner of one leaf can compute the root alone."""
    return HashTree(leaves).proof(index)


class HashTree:
    """All levels over a set of leaves, from the leaves to the root."""

    def __init__(self, leaves: Iterable[str]) -> None:
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            self._levels.append(_level_above(self._levels[-1]))

    @property
    def root(self) -> str:
        """The hash over all leaves; an empty set has one too."""
        return self._levels[-1][0] if self._levels[0] else EMPTY_ROOT

    def proof(self, index: int) -> list[ProofStep]:
        """Return the hashes beside the way from one leaf to the root."""
        found = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                found.append(ProofStep(level[beside], is_left=beside < index))
            index //= 2
        return found


def is_included(leaf: str, proof: Sequence[ProofStep], root: str) -> bool:
    """Whether a proof leads from a leaf to the root."""
    found = leaf
    for step in proof:
        found = _knot(step.hash, found) if step.is_left else _knot(found, step.hash)
    return found == root


def _level_above(level: Sequence[str]) -> list[str]:
    pairs = zip(level[::2], level[1::2], strict=False)
    above = [_knot(left, right) for left, right in pairs]
    return above + list(level[len(level) - len(level) % 2 :])


def _knot(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()

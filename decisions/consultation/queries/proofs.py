"""That one opinion is in the closed set: what its receipt says, and the way from there to the root."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from sqlalchemy.orm import Session

from decisions.consultation.models import Opinion
from decisions.consultation.queries import find_closing, list_receipt_hashes
from decisions.consultation.rules.merkle import HashTree, ProofStep, leaf_hash


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Everything that is needed to check one opinion against the record, and nothing of anybody else."""

    consultation_code: str
    receipt: str
    content: str
    content_sha256: str
    leaf: str
    path: tuple[ProofStep, ...]
    root: str
    record_seq: int
    count: int


def find_proof(session: Session, opinion: Opinion) -> InclusionProof | None:
    """Return the proof of an opinion, None before its set is closed or where it is not in the set."""
    consultation = opinion.consultation
    closing = find_closing(session, consultation)
    if closing is None or consultation.closed_seq is None or opinion.is_withdrawn:
        return None
    tree, places = _closed_tree(session, consultation.id, closing["merkle_root"])
    place = places.get(opinion.receipt)
    if place is None:
        return None
    return InclusionProof(
        consultation_code=consultation.code,
        receipt=opinion.receipt,
        content=opinion.content,
        content_sha256=opinion.content_sha256,
        leaf=leaf_hash(opinion.receipt, opinion.content_sha256),
        path=tuple(tree.proof(place)),
        root=closing["merkle_root"],
        record_seq=consultation.closed_seq,
        count=closing["count"],
    )


# A closed set never changes, so its tree is made once for all who look.
_KEPT: Final = 8
_Trees = OrderedDict[str, tuple[HashTree, dict[str, int]]]
_trees: _Trees = OrderedDict()
_lock = Lock()


def _closed_tree(session: Session, consultation_id: int, root: str) -> tuple[HashTree, dict[str, int]]:
    with _lock:
        if root in _trees:
            _trees.move_to_end(root)
            return _trees[root]
    hashes = list_receipt_hashes(session, consultation_id)
    tree = HashTree(leaf_hash(receipt, sha256) for receipt, sha256 in hashes)
    made = tree, {receipt: place for place, (receipt, _sha256) in enumerate(hashes)}
    if tree.root == root:  # otherwise somebody changed a row behind the portal's back: never keep that
        with _lock:
            _trees[root] = made
            while len(_trees) > _KEPT:
                _trees.popitem(last=False)
    return made

"""The proof that an opinion is in the closed set, as a file that verify_opinion.py reads."""

import json

from decisions.consultation.queries.proofs import InclusionProof

FORMAT = "opinion-inclusion-proof/1"


def proof_json(proof: InclusionProof) -> bytes:
    """Return the proof with the words themselves: the file belongs to whoever wrote them."""
    document = {
        "format": FORMAT,
        "consultation": proof.consultation_code,
        "receipt": proof.receipt,
        "content": proof.content,
        "content_sha256": proof.content_sha256,
        "leaf": proof.leaf,
        "path": [{"side": "left" if step.is_left else "right", "hash": step.hash} for step in proof.path],
        "merkle_root": proof.root,
        "count": proof.count,
        "record_entry": proof.record_seq,
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()

"""Closing the set of opinions: their number is published, and a hash that none can leave unnoticed."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.consultation.errors import OpinionsUndecidedError, WindowStillOpenError
from decisions.consultation.models import Consultation, Visibility
from decisions.consultation.operations.opinions import require_open_set
from decisions.consultation.operations.snapshots import closing_payload
from decisions.consultation.permissions import may_handle_opinions
from decisions.consultation.queries import (
    CLOSED,
    count_opinions_by_channel,
    count_opinions_by_verification,
    count_opinions_by_visibility,
    list_receipt_hashes,
    lock_consultation,
)
from decisions.consultation.rules.merkle import ProofStep, inclusion_proof, leaf_hash, merkle_root
from decisions.consultation.rules.window import WindowState, window_state
from decisions.record import operations as record
from decisions.record.models import RecordEntry
from decisions.services.actor import Actor, require


def close_consultation(
    session: Session, consultation: Consultation, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Close the set of opinions after the window's end and publish count, channels and Merkle root.

    What came by post is typed in before; afterwards nothing is added.
    Raises: NoticeNotPublishedError, SetClosedError, WindowStillOpenError, OpinionsUndecidedError,
            NotAllowedError.
    Writes: consultations, record_entries, audit_entries.
    Allowed: 经办 and 审核 of the lead unit; the figures are the portal's own, so one person is enough.
    Source: 713 art. 18 (R15); DESIGN "Masses are no entries one by one".
    """
    require(may_handle_opinions(actor, consultation.decision))
    require_open_set(lock_consultation(session, consultation, exclusively=True))
    if consultation.opens_on is None or consultation.closes_on is None:
        raise WindowStillOpenError(until="")
    if window_state(consultation.opens_on, consultation.closes_on, now) is not WindowState.CLOSED:
        raise WindowStillOpenError(until=consultation.closes_on)
    undecided = count_opinions_by_visibility(session, consultation.id)[Visibility.RECEIVED]
    if undecided:
        raise OpinionsUndecidedError(count=undecided)
    by_channel = count_opinions_by_channel(session, consultation.id)
    by_level = count_opinions_by_verification(session, consultation.id)
    root = merkle_root(_leaves(session, consultation))
    entry = record.publish(
        session,
        kind=CLOSED,
        subject=consultation.decision.code,
        payload=closing_payload(consultation, by_channel, by_level, root),
        actor=actor,
        now=now,
    )
    consultation.closed_seq = entry.seq
    session.flush()
    return entry


def _leaves(session: Session, consultation: Consultation) -> list[str]:
    hashes = list_receipt_hashes(session, consultation.id)
    return [leaf_hash(receipt, content_sha256) for receipt, content_sha256 in hashes]


def prove_inclusion(session: Session, consultation: Consultation, receipt: str) -> list[ProofStep]:
    """Return the hashes that lead from one opinion's receipt to the published root.

    Raises: ValueError when the receipt is none of this consultation's.
    """
    receipts = [known for known, _sha256 in list_receipt_hashes(session, consultation.id)]
    return inclusion_proof(_leaves(session, consultation), receipts.index(receipt))

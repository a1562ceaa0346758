"""Issuing the decision: the document with its three dates and its interpretation (R20, R24, R25, R27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.config import ClockBasis
from decisions.procedure.errors import AlreadyPreparedError
from decisions.procedure.models import IssuedDocument, IssuingState
from decisions.procedure.operations.approval import Matter, approve_matter, send_back_matter, submit_matter
from decisions.procedure.operations.snapshots import issuing_payload
from decisions.procedure.permissions import may_approve, may_prepare
from decisions.procedure.queries import ISSUED, dates_of, find_issued_entry, find_issuing, find_meeting
from decisions.procedure.queries.dossier import desk_of
from decisions.procedure.rules import (
    IssuingDates,
    OutletNote,
    check_decided,
    check_document,
    check_interpretation,
    check_issued,
    check_order,
    check_outlets,
)
from decisions.record.models import RecordEntry, Submission
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.storage import StoredFile


@dataclass(frozen=True, slots=True)
class IssuingDraft:
    """What the desk enters about a document; the files are those it shall have from now on."""

    title: str
    document_number: str
    written_on: date
    printed_on: date
    published_on: date
    effective_on: date | None = None
    text: str = ""
    file: StoredFile | None = None
    interpretation_text: str = ""
    interpretation_file: StoredFile | None = None
    interpretation_exemption: str = ""
    outlets: Sequence[OutletNote] = ()

    def check(self) -> None:
        """Raises: DatesOutOfOrderError, OutletLinkInvalidError; what may still be missing is let pass."""
        check_order(IssuingDates(self.written_on, self.printed_on, self.published_on))
        check_outlets(self.outlets)


def prepare_issuing(
    session: Session, decision: Decision, draft: IssuingDraft, *, actor: Actor, now: datetime
) -> IssuedDocument:
    """Begin the issuing of a decision.

    Raises: NotAllowedError, AlreadyPreparedError, DatesOutOfOrderError, OutletLinkInvalidError.
    Writes: issued_documents, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 32 (R24).
    """
    require(may_prepare(actor, decision))
    if find_issuing(session, decision.id) is not None:
        raise AlreadyPreparedError
    draft.check()
    issuing = IssuedDocument(decision=decision, recorded_at=now, state=IssuingState.DRAFTING)
    _enter(issuing, draft)
    session.add(issuing)
    session.flush()
    audit.log(session, actor, "procedure.prepare_issuing", decision.code, now=now)
    return issuing


def update_issuing(
    session: Session, issuing: IssuedDocument, draft: IssuingDraft, *, actor: Actor, now: datetime
) -> IssuedDocument:
    """Change the desk's version; what was submitted or published stays as it is until submitted anew.

    Raises: NotAllowedError, DatesOutOfOrderError, OutletLinkInvalidError.
    Writes: issued_documents, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, issuing.decision))
    draft.check()
    _enter(issuing, draft)
    issuing.state = IssuingState.DRAFTING
    audit.log(session, actor, "procedure.update_issuing", issuing.decision.code, now=now)
    session.flush()
    return issuing


def _enter(issuing: IssuedDocument, draft: IssuingDraft) -> None:
    issuing.title = draft.title.strip()
    issuing.document_number = draft.document_number.strip()
    issuing.written_on, issuing.printed_on = draft.written_on, draft.printed_on
    issuing.published_on, issuing.effective_on = draft.published_on, draft.effective_on
    issuing.text, issuing.file = draft.text.strip(), draft.file
    issuing.interpretation_text = draft.interpretation_text.strip()
    issuing.interpretation_file = draft.interpretation_file
    issuing.interpretation_exemption = draft.interpretation_exemption.strip()
    issuing.outlets = [
        {"outlet": note.outlet.value, "url": note.url, "on": note.on.isoformat() if note.on else ""}
        for note in draft.outlets
        if note.is_stated
    ]


def submit_issuing(
    session: Session,
    issuing: IssuedDocument,
    *,
    basis: ClockBasis,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Submission:
    """Hand the document to the approver.

    Shape:  basis is the district's setting; reason is needed once the document was published: what follows
            is a correction.
    Raises: NotAllowedError, MeetingNotHeldError, DocumentMissingError, InterpretationMissingError,
            InterpretationContradictedError, ReasonMissingError.
    Writes: issued_documents, submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: R20 (713 art. 30), R27 (row 16).
    """
    require(may_prepare(actor, issuing.decision))
    check_complete(session, issuing)
    submission = submit_matter(
        session,
        issuing_matter(issuing, basis),
        published=find_issued_entry(session, issuing.decision.code),
        reason=reason,
        actor=actor,
        now=now,
    )
    issuing.state = IssuingState.SUBMITTED
    session.flush()
    return submission


def check_complete(session: Session, issuing: IssuedDocument) -> None:
    """Refuse what no meeting decided, or what lacks its document or its interpretation.

    Raises: MeetingNotHeldError, DocumentMissingError, InterpretationMissingError,
            InterpretationContradictedError.
    """
    meeting = find_meeting(session, issuing.decision_id)
    check_decided(
        meeting.held_on if meeting else None,
        issuing.published_on,
        issuing.decision.created_at,
        desk_of(issuing.decision),
    )
    check_document(issuing.file is not None, issuing.text)
    check_interpretation(
        issuing.interpretation_text,
        issuing.interpretation_file is not None,
        issuing.interpretation_exemption,
    )


def approve_issuing(
    session: Session,
    issuing: IssuedDocument,
    submission_id: int,
    *,
    basis: ClockBasis,
    actor: Actor,
    now: datetime,
) -> RecordEntry:
    """Publish the decision; from now on the feedback clock runs.

    Raises: NotAllowedError, DateInFutureError, MeetingNotHeldError, SubmissionNotFoundError,
            SamePersonError, ChangedSinceSubmissionError.
    Writes: issued_documents, submissions, record_entries, record_heads, published_files, audit_entries.
    Allowed: 审核 of the lead unit, not the one who submitted.
    Source: R24, R25, R29.
    """
    require(may_approve(actor, issuing.decision))
    check_issued(dates_of(issuing), civil_day(now))
    check_complete(session, issuing)
    matter = issuing_matter(issuing, basis)
    entry = approve_matter(session, matter, submission_id, actor=actor, now=now)
    issuing.state, issuing.published_seq = IssuingState.PUBLISHED, entry.seq
    session.flush()
    return entry


def send_back_issuing(
    session: Session,
    issuing: IssuedDocument,
    submission_id: int,
    *,
    basis: ClockBasis,
    remark: str,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Return the document to whoever prepared it.

    Raises: NotAllowedError, SubmissionNotFoundError, ReasonMissingError.
    Writes: issued_documents, submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    matter = issuing_matter(issuing, basis)
    submission = send_back_matter(session, matter, submission_id, remark=remark, actor=actor, now=now)
    issuing.state = IssuingState.DRAFTING
    session.flush()
    return submission


def issuing_matter(issuing: IssuedDocument, basis: ClockBasis) -> Matter:
    """Return the document as two people publish it."""
    return Matter(
        decision=issuing.decision,
        kind=ISSUED,
        title="决策文件发布",
        desk_path=f"/desk/decisions/{issuing.decision.code}/issuing",
        payload=issuing_payload(issuing, basis),
    )

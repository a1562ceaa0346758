"""The text that is commented on, and its later versions, read from files into clauses."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.drafts import Draft, DraftUnreadableError, parse_draft
from decisions.consultation.errors import DraftPublishedError
from decisions.consultation.models import Consultation, DraftVersion
from decisions.consultation.operations.editing import require_editable
from decisions.consultation.operations.snapshots import version_payload
from decisions.consultation.permissions import may_approve, may_prepare
from decisions.consultation.queries import DRAFT_VERSION
from decisions.consultation.rules import STAGE_LABELS, DraftStage
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_submission_at
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.filetypes import DOCUMENTS, DRAFTS
from decisions.services.storage import FileStore, StoredFile, store_file


def attach_draft(
    session: Session,
    store: FileStore,
    consultation: Consultation,
    *,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
) -> DraftVersion:
    """Read a file (.docx, .md) into clauses and make it the draft of a notice, in place of any before.

    Raises: NoticePublishedError, DraftUnreadableError, FileRefusedError, StorageUnavailableError.
    Writes: draft_versions, consultations, stored_files, the store, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require_editable(session, consultation, actor)
    tree = parse_draft(data)
    stored = store_file(session, store, name=name, data=data, accept=DRAFTS, now=now)
    decision = consultation.decision
    version = consultation.draft or DraftVersion(
        decision=decision, stage=DraftStage.CONSULTATION, created_at=now
    )
    _fill(version, tree, stored, fallback=decision.title)
    session.add(version)
    consultation.draft = version
    session.flush()
    audit.log(session, actor, "consultation.attach_draft", decision.code, now=now, code=consultation.code)
    return version


def attach_explanation(
    session: Session,
    store: FileStore,
    consultation: Consultation,
    *,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
) -> StoredFile:
    """Attach the draft's explanation (起草说明); a .docx is shown readable as well.

    Raises: NoticePublishedError, FileRefusedError, StorageUnavailableError.
    Writes: consultations, stored_files, the store, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require_editable(session, consultation, actor)
    stored = store_file(session, store, name=name, data=data, accept=DOCUMENTS, now=now)
    consultation.explanation_file = stored
    consultation.explanation = _readable(data)
    session.flush()
    subject = consultation.decision.code
    audit.log(session, actor, "consultation.attach_explanation", subject, now=now, code=consultation.code)
    return stored


def _readable(data: bytes) -> dict[str, object] | None:
    """Return an explanation as a tree, or None where only the file itself can be shown."""
    try:
        return parse_draft(data).as_json()
    except DraftUnreadableError:
        return None


def _fill(version: DraftVersion, tree: Draft, stored: StoredFile, *, fallback: str) -> None:
    version.title = (tree.title or fallback)[:300]
    version.tree = tree.as_json()
    version.file = stored


def version_desk_path(version: DraftVersion) -> str:
    """Return where the desk reviews a later version."""
    return f"/desk/decisions/{version.decision.code}/consultation/versions/{version.id}"


def add_draft_version(
    session: Session,
    store: FileStore,
    decision: Decision,
    *,
    stage: DraftStage,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
) -> DraftVersion:
    """Read a later text of the decision (送审稿, 印发稿) into clauses, not yet published.

    Raises: DraftUnreadableError, FileRefusedError, StorageUnavailableError, NotAllowedError.
    Writes: draft_versions, stored_files, the store, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, decision))
    tree = parse_draft(data)
    stored = store_file(session, store, name=name, data=data, accept=DRAFTS, now=now)
    version = DraftVersion(decision=decision, stage=stage, created_at=now)
    _fill(version, tree, stored, fallback=decision.title)
    session.add(version)
    session.flush()
    audit.log(session, actor, "consultation.add_draft_version", decision.code, now=now, stage=stage.value)
    return version


def submit_draft_version(
    session: Session, version: DraftVersion, *, actor: Actor, now: datetime
) -> Submission:
    """Hand a later version to a second person for publication.

    Raises: DraftPublishedError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 经办 of the lead unit.
    """
    require(may_prepare(actor, version.decision))
    session.refresh(version, with_for_update={"of": DraftVersion})  # not published in between
    if version.published_seq is not None:
        raise DraftPublishedError
    return record.submit(
        session,
        kind=DRAFT_VERSION,
        subject=version.decision.code,
        title=f"{version.title}（{STAGE_LABELS[version.stage]}）",
        desk_path=version_desk_path(version),
        unit_id=version.decision.lead_unit_id,
        payload=version_payload(version),
        actor=actor,
        now=now,
    )


def approve_draft_version(
    session: Session, version: DraftVersion, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish a later version.

    Raises: SubmissionNotFoundError, SamePersonError, NotAllowedError.
    Writes: draft_versions, submissions, record_entries, audit_entries.
    Allowed: 审核 of the lead unit, another person than whoever submitted.
    """
    require(may_approve(actor, version.decision))
    session.refresh(version, with_for_update={"of": DraftVersion})
    _get_own(session, version, submission_id)
    payload = version_payload(version)
    entry = record.approve(session, submission_id, payload=payload, actor=actor, now=now)
    version.published_seq = entry.seq
    session.flush()
    return entry


def send_back_draft_version(
    session: Session, version: DraftVersion, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return a later version to whoever prepared it.

    Raises: SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, audit_entries.
    Allowed: 审核 of the lead unit.
    """
    require(may_approve(actor, version.decision))
    _get_own(session, version, submission_id)
    return record.send_back(session, submission_id, remark=remark, actor=actor, now=now)


def _get_own(session: Session, version: DraftVersion, submission_id: int) -> Submission:
    subject, path = version.decision.code, version_desk_path(version)
    return get_submission_at(session, submission_id, kind=DRAFT_VERSION, subject=subject, desk_path=path)

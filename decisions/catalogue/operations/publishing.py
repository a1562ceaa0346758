"""Publishing a year's catalogue: the gate, the snapshot, two persons, and the command line's short way."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions.catalogue.errors import CatalogueNotFoundError, ConsentMissingError
from decisions.catalogue.models import Catalogue
from decisions.catalogue.operations.compiling import record_consent
from decisions.catalogue.operations.rows import open_catalogue, reopen
from decisions.catalogue.permissions import may_compile_catalogue
from decisions.catalogue.queries import CATALOGUE, find_published, get_catalogue
from decisions.catalogue.rules import CatalogueState, subject_of
from decisions.catalogue.rules.duties import catalogue_due_on
from decisions.catalogue.rules.gate import check_consent, check_differs, check_items
from decisions.catalogue.rules.items import item_json
from decisions.clock import civil_day
from decisions.errors import DecisionsError
from decisions.record import operations as record
from decisions.record.models import RecordEntry, Submission
from decisions.record.queries import get_pending_submission
from decisions.services.actor import Actor, require


def catalogue_payload(catalogue: Catalogue) -> dict[str, Any]:
    """Return the snapshot that publishing this catalogue writes to the record.

    Raises: ConsentMissingError: there is no snapshot without the party committee's consent.
    """
    if catalogue.consent_on is None:
        raise ConsentMissingError(field="on")
    return {
        "headline": catalogue.title,
        "occurred_on": catalogue.consent_on.isoformat(),
        "page": f"/{subject_of(catalogue.year)}",
        "documents": [],
        "year": catalogue.year,
        "title": catalogue.title,
        "document_number": catalogue.document_number,
        "consent": {"number": catalogue.consent_number, "on": catalogue.consent_on.isoformat()},
        "due_on": catalogue_due_on(catalogue.year).isoformat(),
        "items": [item_json(line.as_item()) for line in catalogue.items],
    }


def find_shortcomings(session: Session, catalogue: Catalogue, today: date) -> list[DecisionsError]:
    """Return everything that keeps a catalogue from being submitted, for the desk to show beforehand."""
    published = find_published(session, catalogue.year)
    items = [line.as_item() for line in catalogue.items]
    found = [
        _refusal(lambda: check_consent(catalogue.consent_number, catalogue.consent_on, today)),
        _refusal(lambda: check_items(items, published.items if published else None)),
    ]
    if not any(found):
        payload = catalogue_payload(catalogue)
        found = [_refusal(lambda: check_differs(payload, published.payload if published else None))]
    return [error for error in found if error is not None]


def _refusal(check: Callable[[], None]) -> DecisionsError | None:
    try:
        check()
    except DecisionsError as error:
        return error
    return None


def submit_catalogue(session: Session, year: int, *, actor: Actor, now: datetime) -> Submission:
    """Hand a year's catalogue to a second person for publication.

    Raises: CatalogueNotFoundError, CatalogueSubmittedError, ConsentMissingError, ConsentInFutureError,
            EmptyCatalogueError, CatalogueIncompleteError, CatalogueUnchangedError, NotAllowedError.
    Writes: submissions, catalogues, audit_entries.
    Allowed: openness office.
    Source: R2, R4, R5, R29.
    """
    require(may_compile_catalogue(actor))
    catalogue = open_catalogue(session, year)
    _check(session, catalogue, civil_day(now))
    submission = record.submit(
        session,
        kind=CATALOGUE,
        subject=subject_of(year),
        title=catalogue.title,
        desk_path=f"/desk/catalogue/{year}/review",
        unit_id=actor.unit_id,
        payload=catalogue_payload(catalogue),
        actor=actor,
        now=now,
    )
    catalogue.state = CatalogueState.SUBMITTED
    session.flush()
    return submission


def approve_catalogue(
    session: Session, year: int, submission_id: int, *, actor: Actor, now: datetime
) -> RecordEntry:
    """Publish a year's catalogue as another person submitted it.

    Raises: CatalogueNotFoundError, SubmissionNotFoundError, SamePersonError, ChangedSinceSubmissionError,
            the refusals of submit_catalogue, NotAllowedError.
    Writes: record_entries (kind catalogue), record_heads, submissions, catalogues, audit_entries.
    Allowed: openness office, another person than the one who submitted.
    Source: R2, R29.
    """
    require(may_compile_catalogue(actor))
    catalogue = get_catalogue(session, year, lock=True)
    _check_subject(session, year, submission_id)
    _check(session, catalogue, civil_day(now))
    payload = catalogue_payload(catalogue)
    entry = record.approve(session, submission_id, payload=payload, actor=actor, now=now)
    _note_publication(catalogue, now)
    session.flush()
    return entry


def send_back_catalogue(
    session: Session, year: int, submission_id: int, *, remark: str, actor: Actor, now: datetime
) -> Submission:
    """Return a submitted catalogue to whoever prepared it, with what is to be mended.

    Raises: CatalogueNotFoundError, SubmissionNotFoundError, ReasonMissingError, NotAllowedError.
    Writes: submissions, catalogues, audit_entries.
    Allowed: openness office.
    """
    require(may_compile_catalogue(actor))
    catalogue = get_catalogue(session, year, lock=True)
    _check_subject(session, year, submission_id)
    submission = record.send_back(session, submission_id, remark=remark, actor=actor, now=now)
    reopen(catalogue)
    session.flush()
    return submission


def publish_catalogue(
    session: Session, year: int, *, consent_number: str, consent_on: date, actor: Actor, now: datetime
) -> RecordEntry:
    """Record the consent and publish in one go, for the command line.

    Whoever holds the machine's command line stands for both persons; the record and the audit log name the
    portal itself as having published.
    Raises: the refusals of record_consent and submit_catalogue.
    Writes: catalogues, record_entries (kind catalogue), record_heads, audit_entries.
    Allowed: the portal itself.
    Source: R2.
    """
    require(actor.id is None)
    record_consent(session, year, number=consent_number, given_on=consent_on, actor=actor, now=now)
    catalogue = open_catalogue(session, year)
    _check(session, catalogue, civil_day(now))
    entry = record.publish(
        session,
        kind=CATALOGUE,
        subject=subject_of(year),
        payload=catalogue_payload(catalogue),
        actor=actor,
        now=now,
    )
    _note_publication(catalogue, now)
    session.flush()
    return entry


def _check(session: Session, catalogue: Catalogue, today: date) -> None:
    for shortcoming in find_shortcomings(session, catalogue, today):
        raise shortcoming


def _check_subject(session: Session, year: int, submission_id: int) -> None:
    """Refuse a submission of something else, whatever number the page sent."""
    submission = get_pending_submission(session, submission_id)
    if (submission.kind, submission.subject) != (CATALOGUE, subject_of(year)):
        raise CatalogueNotFoundError(year=year)


def _note_publication(catalogue: Catalogue, now: datetime) -> None:
    catalogue.state = CatalogueState.PUBLISHED
    catalogue.first_published_at = catalogue.first_published_at or now

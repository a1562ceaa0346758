"""What the public has been told: disclosures by version, the duty they meet, the answer on a receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.catalogue.errors import DecisionNotFoundError
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import find_listing, get_decision
from decisions.clock import civil_day
from decisions.consultation.models import Consultation, Opinion
from decisions.feedback.errors import DisclosureNotPublishedError, NothingToDiscloseError
from decisions.feedback.models import Disclosure, DisclosureState
from decisions.feedback.rules import DisclosureKind, Disposition, disclosure_duty
from decisions.procedure.queries import ISSUED, clock_start_of
from decisions.record.models import RecordEntry
from decisions.record.queries import get_entry, list_latest_entries, payload_of
from decisions.services.duties import Duty
from decisions.services.working_days.arithmetic import Calendar
from decisions.services.working_days.store import load_calendar

DISCLOSURE = "disclosure"
CLOSED = "consultation_closed"


@dataclass(frozen=True, slots=True)
class PublishedDisclosure:
    """One version as it was published; corrects is the entry that it corrects."""

    version: int
    kind: DisclosureKind
    seq: int
    published_at: datetime
    payload: dict[str, Any]
    reason: str = ""
    corrects: int | None = None

    @property
    def published_on(self) -> date:
        """The civil day on which it was published."""
        return civil_day(self.published_at)


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What the public may know of one opinion's answer; page is where the whole disclosure stands."""

    disposition: Disposition
    reason: str
    changed_clause: str
    topic: str
    version: int
    published_at: datetime
    page: str
    parts: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ListedDisclosure:
    """One decision in the list of disclosures; latest is None before anything was published."""

    decision: Decision
    duty: Duty
    latest: Disclosure | None
    figures: dict[str, int] = field(default_factory=dict)


def get_public_decision(session: Session, code: str) -> Decision:
    """Return a decision of which the public knows. Raises: DecisionNotFoundError.

    Known is what a catalogue lists or the record tells of; the desk's plans are not.
    """
    decision = get_decision(session, code)
    told = session.scalar(select(RecordEntry.seq).where(RecordEntry.subject == code).limit(1))
    if told is None and find_listing(session, code) is None:
        raise DecisionNotFoundError(decision=code)
    return decision


def list_versions(session: Session, decision_id: int) -> Sequence[Disclosure]:
    """Return the published versions of a decision's disclosure, newest first."""
    found = select(Disclosure).where(
        Disclosure.decision_id == decision_id, Disclosure.state == DisclosureState.PUBLISHED
    )
    return session.scalars(found.order_by(Disclosure.version.desc())).unique().all()


def find_published(session: Session, decision_id: int) -> PublishedDisclosure | None:
    """Return the newest version that is not withheld."""
    for disclosure in list_versions(session, decision_id):
        published = _as_published(session, disclosure)
        if published is not None:
            return published
    return None


def get_published(session: Session, decision_id: int, version: int | None = None) -> PublishedDisclosure:
    """Return a version, the newest by default. Raises: DisclosureNotPublishedError."""
    if version is None:
        found = find_published(session, decision_id)
    else:
        wanted = [each for each in list_versions(session, decision_id) if each.version == version]
        found = _as_published(session, wanted[0]) if wanted else None
    if found is None:
        raise DisclosureNotPublishedError
    return found


def _as_published(session: Session, disclosure: Disclosure) -> PublishedDisclosure | None:
    if disclosure.published_seq is None:
        return None
    entry = get_entry(session, disclosure.published_seq)
    payload = payload_of(entry)
    if payload is None:
        return None
    return PublishedDisclosure(
        version=disclosure.version,
        kind=disclosure.kind,
        seq=entry.seq,
        published_at=entry.published_at,
        payload=payload,
        reason=entry.reason,
        corrects=entry.corrects,
    )


def count_sealed(session: Session, code: str) -> list[tuple[str, int]]:
    """Return how many opinions each closed round received, as the record says; empty while all are open."""
    closed = select(RecordEntry).where(RecordEntry.kind == CLOSED, RecordEntry.subject == code)
    counts: dict[str, int] = {}
    for entry in session.scalars(closed.order_by(RecordEntry.seq)):
        payload = payload_of(entry)
        if payload is not None:
            counts[str(payload["code"])] = int(payload["count"])
    return list(counts.items())


def find_final_day(session: Session, decision_id: int) -> date | None:
    """Return the civil day on which the duty was met: that of the first final version."""
    return _final_days(session, decision_id).get(decision_id)


def _final_days(session: Session, decision_id: int | None = None) -> dict[int, date]:
    """Return the day of the first final version for each decision that has one."""
    first = select(Disclosure.decision_id, func.min(Disclosure.published_at)).where(
        Disclosure.kind == DisclosureKind.FINAL, Disclosure.state == DisclosureState.PUBLISHED
    )
    if decision_id is not None:
        first = first.where(Disclosure.decision_id == decision_id)
    found = session.execute(first.group_by(Disclosure.decision_id))
    return {decided: civil_day(published_at) for decided, published_at in found if published_at}


def assess_duty(session: Session, decision: Decision, *, today: date) -> Duty:
    """Return how the duty to answer stands on a day."""
    return disclosure_duty(
        load_calendar(session),
        decision.code,
        clock_on=clock_start_of(session, decision),
        met_on=find_final_day(session, decision.id),
        today=today,
    )


def _clock_on(issued: dict[str, Any] | None) -> date | None:
    return date.fromisoformat(issued["clock_on"]) if issued else None


def list_disclosures(session: Session, *, today: date) -> list[ListedDisclosure]:
    """Return every decision on which the public was heard or that was issued, by urgency of its answer.

    The number of queries is constant, and no payload of a disclosure is read.
    """
    issued = {entry.subject: payload_of(entry) for entry in list_latest_entries(session, ISSUED)}
    latest: dict[int, Disclosure] = {}
    versions = select(Disclosure).where(Disclosure.state == DisclosureState.PUBLISHED)
    for disclosure in session.scalars(versions.order_by(Disclosure.version)).unique():
        latest[disclosure.decision_id] = disclosure
    heard = set(
        session.scalars(select(Consultation.decision_id).where(Consultation.published_seq.is_not(None)))
    )
    final_days, calendar = _final_days(session), load_calendar(session)
    wanted = Decision.code.in_(issued) | Decision.id.in_(heard | latest.keys())
    decisions = session.scalars(select(Decision).where(wanted).order_by(Decision.code)).unique()
    return [
        _listed(calendar, decision, issued.get(decision.code), latest.get(decision.id), final_days, today)
        for decision in decisions
    ]


def _listed(
    calendar: Calendar,
    decision: Decision,
    issued: dict[str, Any] | None,
    latest: Disclosure | None,
    final_days: dict[int, date],
    today: date,
) -> ListedDisclosure:
    duty = disclosure_duty(
        calendar,
        decision.code,
        clock_on=_clock_on(issued),
        met_on=final_days.get(decision.id),
        today=today,
    )
    return ListedDisclosure(decision, duty, latest, dict(latest.figures) if latest else {})


def find_answer(session: Session, opinion: Opinion) -> PublicAnswer | None:
    """Return what the public was told of an opinion, None until a disclosure with it is published."""
    return find_answers(session, [opinion]).get(opinion.id)


def find_answers(session: Session, opinions: Sequence[Opinion]) -> dict[int, PublicAnswer]:
    """Return what the public was told of opinions on one decision, by their ids."""
    published = find_published(session, opinions[0].consultation.decision_id) if opinions else None
    if published is None:
        return {}
    asked = {opinion.id for opinion in opinions}
    return {
        told["id"]: _public_answer(told, published)
        for told in published.payload["opinions"]
        if told["id"] in asked
    }


def _public_answer(told: Mapping[str, Any], published: PublishedDisclosure) -> PublicAnswer:
    return PublicAnswer(
        disposition=Disposition(told["disposition"]),
        reason=told["reason"],
        changed_clause=told["changed_clause"],
        topic=told["topic"],
        version=published.version,
        published_at=published.published_at,
        page=str(published.payload["page"]),
        parts=tuple(told.get("parts", ())),
    )


def find_working_disclosure(session: Session, decision_id: int) -> Disclosure | None:
    """Return the version that is being prepared or waits for approval."""
    found = select(Disclosure).where(
        Disclosure.decision_id == decision_id, Disclosure.state != DisclosureState.PUBLISHED
    )
    return session.scalar(found)


def get_working_disclosure(session: Session, decision_id: int) -> Disclosure:
    """Return the version that is being prepared. Raises: NothingToDiscloseError."""
    disclosure = find_working_disclosure(session, decision_id)
    if disclosure is None:
        raise NothingToDiscloseError
    return disclosure

"""What is published of an offline event: its record, and of a hearing its announcement and its people.

A payload must not depend on the time at which it is made; no personal data but names with consent.
"""

from dataclasses import fields
from typing import Any

from decisions.consultation.models import HearingParticipant, OfflineEvent
from decisions.consultation.rules import WAY_LABELS
from decisions.consultation.rules.events import EventFacts
from decisions.consultation.rules.hearings import Participant, shown_participant
from decisions.record.schemas import document_json


def event_page(event: OfflineEvent) -> str:
    """Return the path of an event's public page."""
    return f"/decisions/{event.decision.code}/events/{event.id}"


def participant_of(row: HearingParticipant) -> Participant:
    """Return somebody invited to a hearing, as the rules take them."""
    return Participant(row.side, row.name, row.affiliation, row.delivered_on, row.consents)


def facts_of(event: OfflineEvent) -> EventFacts:
    """Return what is written down of an event, as the rules take it."""
    return EventFacts(**{each.name: getattr(event, each.name) for each in fields(EventFacts)})


def event_payload(event: OfflineEvent) -> dict[str, Any]:
    """Return the record of a meeting, visit, written consultation or poll."""
    way = WAY_LABELS[event.way]
    documents = [document_json(f"{way}笔录", event.record_file)] if event.record_file is not None else []
    documents += [document_json(f"{way}附件", attached.file) for attached in event.attachments]
    return {
        "headline": f"{way}：{event.place}" if event.place else way,
        "occurred_on": event.to_on.isoformat(),
        "page": event_page(event),
        "documents": documents,
        "decision": event.decision.code,
        "number": event.number,
        "way": event.way.value,
        "from_on": event.from_on.isoformat(),
        "to_on": event.to_on.isoformat(),
        "place": event.place,
        "organiser": event.organiser,
        "invited": event.invited,
        "attended": event.attended,
        "valid_answers": event.valid_answers,
        "counted_in": event.counted_in,
        "sampling": event.sampling,
        "groups": list(event.groups or []),
        "opinions_count": event.opinions_count,
        "summary": event.summary,
        "remark": event.remark,
        "before_procedure": event.before_procedure,
        "materials_delivered_on": _delivered_on(event),
    }


def _delivered_on(event: OfflineEvent) -> str:
    """Return the day on which the last of a hearing's people had the materials, if all had."""
    days = [person.delivered_on for person in event.participants]
    known = [day for day in days if day is not None]
    return max(known).isoformat() if known and len(known) == len(days) else ""


def announcement_payload(event: OfflineEvent) -> dict[str, Any]:
    """Return the announcement of a hearing: when, where, and how its people are chosen."""
    return {
        "headline": f"听证会公告：{event.decision.title}",
        "occurred_on": "",  # the day it is published, which its entry tells
        "page": event_page(event),
        "documents": [],
        "decision": event.decision.code,
        "event": event.id,
        "held_on": event.from_on.isoformat(),
        "place": event.place,
        "organiser": event.organiser,
        "selection": event.selection,
    }


def list_payload(event: OfflineEvent) -> dict[str, Any]:
    """Return the people of a hearing, their names masked unless they consented."""
    people = [(row, participant_of(row)) for row in event.participants]
    return {
        "headline": f"听证会参加人名单（{len(people)}人）",
        "occurred_on": "",
        "page": event_page(event),
        "documents": [],
        "decision": event.decision.code,
        "event": event.id,
        "held_on": event.from_on.isoformat(),
        "people": [
            {"side": row.side.value, "name": shown_participant(person), "affiliation": row.affiliation}
            for row, person in people
        ],
    }

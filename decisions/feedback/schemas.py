"""A published disclosure as machines read it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from marshmallow import fields

from decisions.consultation.rules import Channel, SubmitterType
from decisions.errors import Message
from decisions.feedback.queries.published import ListedDisclosure, PublishedDisclosure
from decisions.feedback.rules import DisclosureKind, Disposition
from decisions.record.schemas import DocumentSchema
from decisions.services.duties import Duty, DutyState
from decisions.services.working_days.arithmetic import count_as_json
from decisions.web.schemas import (
    AnswerSchema,
    ApiSchema,
    Between,
    CountSchema,
    Whole,
    code_of,
    day,
    day_or_empty,
    day_or_null,
    instant,
    text,
    whole,
)


def published_json(
    published: PublishedDisclosure, duty: Duty, translate: Callable[[Message], str] = str
) -> dict[str, Any]:
    """Return a disclosure as machines read it: the payload as published, its entry, and whether in time."""
    return {
        **published.payload,
        "entry": published.seq,
        "published_at": published.published_at.isoformat(),
        "corrects": published.corrects,
        "correction_reason": published.reason,
        "duty": duty_json(duty, translate),
    }


def duty_json(duty: Duty, translate: Callable[[Message], str] = str) -> dict[str, Any]:
    """Return how the duty stands, with the count day by day."""
    return {
        "state": duty.state.value,
        "source": str(duty.source),
        "clock_on": _iso(duty.started_on),
        "due_on": _iso(duty.due_on),
        "met_on": _iso(duty.met_on),
        "met_working_day": duty.met_working_day,
        "late_working_days": duty.late_working_days,
        "count": count_as_json(duty.count, translate) if duty.count else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def listed_json(listed: ListedDisclosure) -> dict[str, Any]:
    """Return a decision in the list of disclosures: whether it is answered, and how its duty stands."""
    decision, latest = listed.decision, listed.latest
    return {
        "decision": {
            "code": decision.code,
            "title": decision.title,
            "unit": decision.lead_unit.name if decision.lead_unit else "",
        },
        "version": latest.version if latest else None,
        "kind": latest.kind.value if latest else "",
        "totals": listed.figures,
        "duty": duty_json(listed.duty),
        "page": f"/feedback/{decision.code}",
    }


_LATE = "by how many working days it was or is late; 0 unless late"


class DecisionReferenceSchema(AnswerSchema):
    """The decision that something is about."""

    code = text()
    title = text()
    unit = text("that leads")


class DisclosureDutyLineSchema(AnswerSchema):
    """The duty to answer within ten working days after the decision is issued, as of now."""

    state = code_of(DutyState)
    source = text("of the rule")
    clock_on = day_or_null("the day that started the clock, not counted itself")
    due_on = day_or_null()
    met_on = day_or_null()
    met_working_day = whole("on which working day it was met", or_null=True)
    late_working_days = whole(_LATE)


class DisclosureDutySchema(DisclosureDutyLineSchema):
    """The same, with the count day by day."""

    count = fields.Nested(CountSchema, allow_none=True)


class DisclosureLineSchema(AnswerSchema):
    """A decision in the list of disclosures."""

    decision = fields.Nested(DecisionReferenceSchema)
    version = whole("of the newest disclosure, null before the first", or_null=True)
    kind = code_of(DisclosureKind, empty=True)
    totals = fields.Dict(keys=fields.String(), values=fields.Integer())
    duty = fields.Nested(DisclosureDutyLineSchema)
    page = text()


class AnsweredPartSchema(AnswerSchema):
    """One point of an opinion that was answered point by point."""

    number = whole("counts from 1 within the opinion")
    text = text("empty where the opinion is withheld")
    disposition = code_of(Disposition)
    reason = fields.String()
    changed_clause = fields.String()


class AnsweredOpinionSchema(AnswerSchema):
    """One opinion and what became of it."""

    id = whole("the same as in the consultation's list of opinions")
    number = text("the office's own number")
    received_on = day()
    channel = code_of(Channel)
    submitter_type = code_of(SubmitterType)
    submitter = text("masked unless its owner consented")
    cosigners = whole()
    clause = text()
    text = text("empty where it is withheld")
    withheld_reason = fields.String()
    topic = fields.String()
    disposition = code_of(Disposition)
    reason = fields.String()
    changed_clause = fields.String()
    parts = fields.List(
        fields.Nested(AnsweredPartSchema),
        metadata={"description": "its points where it was split; the answer above sums them up"},
    )


class DisclosureSchema(AnswerSchema):
    """What became of every opinion on a decision, as it was published."""

    headline = text()
    occurred_on = day_or_empty()
    page = text()
    documents = fields.List(fields.Nested(DocumentSchema))
    version = whole("counts from 1")
    kind = code_of(DisclosureKind)
    decision = fields.Nested(DecisionReferenceSchema)
    issued = fields.Dict(metadata={"description": "the decision document; empty in an early version"})
    summary = text()
    ways = fields.List(fields.Dict(), metadata={"description": "each way in which opinions were heard"})
    totals = fields.Dict()
    topics = fields.List(fields.Dict())
    concentration = fields.Dict(metadata={"description": "from how many people, and which share of all"})
    concentrated = fields.List(fields.Dict(), metadata={"description": "what many asked for and did not get"})
    statements = fields.List(
        fields.Dict(), metadata={"description": "what representatives said at the meeting, counted apart"}
    )
    opinions = fields.List(fields.Nested(AnsweredOpinionSchema))
    entry = whole("of the record")
    published_at = instant()
    corrects = whole("the entry that this version corrects", or_null=True)
    correction_reason = text()
    duty = fields.Nested(DisclosureDutySchema)


class DisclosureQuerySchema(ApiSchema):
    """Which version is wanted; the newest when nothing is said."""

    version = Whole(load_default=None, validate=Between(1, 1_000_000))

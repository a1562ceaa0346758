"""The bundle of a decision: everything published, as one JSON document (R31)."""

from typing import Any

from marshmallow import fields

from decisions.catalogue.rules import Category
from decisions.catalogue.rules.stages import Stage
from decisions.lifecycle.queries.directory import PublicDecision
from decisions.lifecycle.rules import Course
from decisions.record.rules import timestamp
from decisions.record.schemas import DocumentSchema
from decisions.services.duties import DutyState
from decisions.web.schemas import (
    AnswerSchema,
    PageQuerySchema,
    Text,
    Whole,
    code_of,
    day_or_null,
    instant,
    text,
    whole,
)


def bundle_json(course: Course) -> dict[str, Any]:
    """Return the archive of a decision as machines read it.

    Shape: entries in the order of the record, each with its payload (null when withheld); documents are the
    published files with the SHA-256 of their bytes; duties as of now.
    """
    return {
        "code": course.code,
        "title": course.title,
        "lead_unit": course.unit,
        "catalogue_year": course.listing.year if course.listing else None,
        "duties": [
            {
                "kind": duty.kind,
                "source": str(duty.source),
                "state": duty.state.value,
                "started_on": _iso(duty.started_on),
                "due_on": _iso(duty.due_on),
                "met_on": _iso(duty.met_on),
                "met_working_day": duty.met_working_day,
                "late_working_days": duty.late_working_days,
            }
            for duty in course.duties
        ],
        "documents": [
            {**document, "entry": entry.seq, "url": f"/files/{document['sha256']}/{document['name']}"}
            for entry in course.entries
            for document in entry.payload.get("documents", [])
        ],
        "entries": [
            {
                "seq": entry.seq,
                "kind": entry.kind,
                "published_at": timestamp(entry.published_at),
                "corrects": entry.corrects,
                "reason": entry.reason,
                "payload": None if entry.is_withheld else entry.payload,
            }
            for entry in course.entries
        ],
    }


def line_json(decision: PublicDecision) -> dict[str, Any]:
    """Return a decision as lists show it."""
    return {
        "code": decision.code,
        "title": decision.title,
        "category": decision.category,
        "lead_unit": decision.lead_unit,
        "catalogue_years": list(decision.catalogue_years),
        "stage": decision.stage.value,
        "page": f"/decisions/{decision.code}",
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


class DecisionLineSchema(AnswerSchema):
    """A decision in the list of all."""

    code = text()
    title = text()
    category = code_of(Category, empty=True)
    lead_unit = text()
    catalogue_years = fields.List(fields.Integer(), metadata={"description": "whose catalogues list it"})
    stage = code_of(Stage, "as of now")
    page = text()


class DecisionQuerySchema(PageQuerySchema):
    """Which decisions are wanted, and which part of the list; what is left out does not narrow."""

    unit = Text(load_default="", metadata={"description": "name of the unit that leads"})
    year = Whole(load_default=None, metadata={"description": "of a catalogue that lists it"})


class DutySchema(AnswerSchema):
    """A duty that the law sets, as of now."""

    kind = text()
    source = text("of the rule")
    state = code_of(DutyState)
    started_on = day_or_null("not counted itself")
    due_on = day_or_null()
    met_on = day_or_null()
    met_working_day = whole(or_null=True)
    late_working_days = whole("0 unless late")


class BundleDocumentSchema(DocumentSchema):
    """A published file with the entry that published it."""

    entry = whole()
    url = text("path of its bytes")


class BundleEntrySchema(AnswerSchema):
    """One published entry about the decision."""

    seq = whole()
    kind = text()
    published_at = instant()
    corrects = whole("the entry that this one corrects", or_null=True)
    reason = text("of a correction")
    payload = fields.Dict(allow_none=True, metadata={"description": "null when it was withheld later"})


class BundleSchema(AnswerSchema):
    """Everything published about a decision."""

    code = text()
    title = text()
    lead_unit = text()
    catalogue_year = whole("of the newest catalogue that lists it", or_null=True)
    duties = fields.List(fields.Nested(DutySchema))
    documents = fields.List(fields.Nested(BundleDocumentSchema))
    entries = fields.List(fields.Nested(BundleEntrySchema))

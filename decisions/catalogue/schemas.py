"""A published catalogue as machines read it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import fields

from decisions.catalogue.queries import PublishedCatalogue
from decisions.catalogue.rules import CATEGORY_TERMS, CHANGE_TERMS, Category, ChangeKind
from decisions.catalogue.rules.items import Item, item_json
from decisions.catalogue.rules.stages import Stage
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of
from decisions.record.rules import timestamp
from decisions.record.schemas import RecordReferenceSchema
from decisions.web.schemas import AnswerSchema, code_of, day, day_or_empty, instant, text, whole


def line_json(entry: RecordEntry, first_published_on: date) -> dict[str, Any]:
    """Return a year's catalogue as lists show it; entry published its newest version and is not withheld."""
    payload = payload_of(entry) or {}
    return {
        "year": payload["year"],
        "title": payload["title"],
        "document_number": payload["document_number"],
        "count": len(payload["items"]),
        "due_on": payload["due_on"],
        "first_published_on": first_published_on.isoformat(),
        "published_at": timestamp(entry.published_at),
        "page": f"/catalogue/{payload['year']}",
    }


def catalogue_json(
    published: PublishedCatalogue, items: Sequence[Item], stages: Mapping[str, Stage]
) -> dict[str, Any]:
    """Return a version of a catalogue: what was published, and where each decision stands now.

    Shape: items are those wanted, stages has each one's; the payload is not withheld.
    """
    version = published.version
    return {
        **(published.payload or {}),
        "items": [
            {**item_json(item), "stage": stages[item.code].value, "page": f"/decisions/{item.code}"}
            for item in items
        ],
        "version": version.number,
        "record": {
            "seq": version.seq,
            "published_at": timestamp(version.published_at),
            "entry_hash": published.entry_hash,
        },
    }


class CatalogueLineSchema(AnswerSchema):
    """A year's catalogue in the list of all."""

    year = whole()
    title = text()
    document_number = text()
    count = whole("of its items")
    due_on = day("by when it had to be public")
    first_published_on = day()
    published_at = instant("of its newest version")
    page = text()


class CatalogueItemSchema(AnswerSchema):
    """One line of a catalogue, and how far its decision has come."""

    number = whole()
    code = text("of the decision")
    title = text()
    category = code_of(Category, "; ".join(f"{code} {CATEGORY_TERMS[code]}" for code in Category), empty=True)
    lead_unit = text()
    partner_units = fields.List(fields.String())
    basis = text()
    procedures = fields.List(fields.String())
    planned_text = text("as the catalogue words it")
    planned_from = day_or_empty()
    planned_to = day_or_empty()
    hearing = fields.Boolean(allow_none=True)
    invites_public = fields.Boolean(allow_none=True)
    enterprise_related = fields.Boolean(allow_none=True)
    change = code_of(ChangeKind, "; ".join(f"{code} {CHANGE_TERMS[code]}" for code in ChangeKind), empty=True)
    change_note = text()
    stage = code_of(Stage, "as of now")
    page = text()


class ConsentSchema(AnswerSchema):
    """The party committee's consent: the number of its document, and its date."""

    number = text()
    on = day_or_empty()


class CatalogueSchema(AnswerSchema):
    """A year's catalogue in its newest version."""

    year = whole()
    title = text()
    document_number = text()
    consent = fields.Nested(ConsentSchema)
    due_on = day()
    items = fields.List(fields.Nested(CatalogueItemSchema))
    version = whole("counts from 1")
    record = fields.Nested(RecordReferenceSchema)

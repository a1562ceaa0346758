"""Published calls as machines read them, and a sign-up as another channel sends it."""

from datetime import datetime
from typing import Any

from marshmallow import fields, post_load, pre_load

from decisions.attendance.queries.published import Publication, PublishedCall
from decisions.attendance.rules import Gender, RepresentativeCategory, SelectionMethod, SignUpChannel
from decisions.attendance.rules.fields import (
    MAX_AREA,
    MAX_NAME,
    MAX_RELATION,
    MAX_STATEMENT,
    SignUpInput,
)
from decisions.attendance.rules.identity import MAX_NUMBER, DocumentKind
from decisions.attendance.rules.window import Stage, Window
from decisions.record.rules import timestamp
from decisions.record.schemas import DocumentSchema
from decisions.web.schemas import (
    AnswerSchema,
    ApiSchema,
    AtMost,
    Choice,
    PageQuerySchema,
    Text,
    YesNo,
    code_of,
    day_or_empty,
    instant,
    text,
    whole,
)


def line_json(published: PublishedCall, now: datetime) -> dict[str, Any]:
    """Return a call as lists show it."""
    return {
        **(published.notice.payload or {}),
        "code": published.code,
        "window": published.window_at(now).value,
        "stage": published.stage_at(now).value,
    }


def call_json(published: PublishedCall, now: datetime) -> dict[str, Any]:
    """Return a call as it was published, and everything that came of it."""
    return {
        **line_json(published, now),
        "publication": _publication_json(published.notice, with_payload=False),
        "draw_frozen": _publication_json(published.frozen),
        "draw_result": _publication_json(published.drawn),
        "representatives": _publication_json(published.representatives),
        "statements": _publication_json(published.statements),
    }


def _publication_json(publication: Publication | None, *, with_payload: bool = True) -> dict[str, Any] | None:
    if publication is None:
        return None
    return {
        "seq": publication.seq,
        "published_at": timestamp(publication.published_at),
        "corrects": publication.corrects,
        "reason": publication.reason,
        **({"payload": publication.payload} if with_payload else {}),
    }


class CallDecisionSchema(AnswerSchema):
    """The decision that the meeting is about."""

    code = text()
    title = text()


class CallMeetingSchema(AnswerSchema):
    """The meeting that representatives sit in on."""

    name = text()
    on = day_or_empty()
    place = text()


class CallLineSchema(AnswerSchema):
    """A call in the list of all."""

    code = text()
    title = text()
    decision = fields.Nested(CallDecisionSchema)
    lead_unit = text()
    meeting = fields.Nested(CallMeetingSchema)
    method = code_of(SelectionMethod)
    seats = whole()
    alternates = whole()
    opens_at = text("the first instant at which one may sign up; empty where nobody can")
    closes_at = text("the first instant that is too late; empty where nobody can")
    window = code_of(Window, "of sign-up, as of now")
    stage = code_of(Stage, "how far it has come, as of now")
    page = text()


class ReservedSchema(AnswerSchema):
    """Seats apart from the call's main way."""

    method = code_of(SelectionMethod)
    seats = whole()
    whom = text("for whom, and who recommends or invites")


class CriterionSchema(AnswerSchema):
    """What a selection looks at."""

    name = text()
    most = whole("points")


class QuotaSchema(AnswerSchema):
    """How many seats a group gets, as rule.json says it."""

    column = text("the attribute")
    group = text()
    min = whole()
    max = whole()


class PublicationHeadSchema(AnswerSchema):
    """An entry of the record that published something."""

    seq = whole()
    published_at = instant()
    corrects = whole("the entry that this one corrects", or_null=True)
    reason = text("of a correction")


class PublicationSchema(PublicationHeadSchema):
    """The same, with what it published."""

    payload = fields.Dict(allow_none=True, metadata={"description": "null when it was withheld later"})


class CallSchema(CallLineSchema):
    """A call as it was published, and everything that came of it."""

    headline = text()
    occurred_on = day_or_empty()
    documents = fields.List(fields.Nested(DocumentSchema))
    body = text()
    place = text()
    agenda = fields.List(fields.Nested(CallDecisionSchema))
    addressed_to = text("whom the call addresses")
    conditions = text()
    minimum_age = whole("years")
    maximum_age = whole("years; 0 where there is no limit")
    areas = fields.List(
        fields.String(), metadata={"description": "where one has to live or work; empty: any"}
    )
    cool_down_months = whole("between two meetings; 0 where it does not matter")
    needs_identity = fields.Boolean(metadata={"description": "whether a document must be stated to sign up"})
    conflict = text("who can't come for a conflict of interest")
    reserved = fields.List(fields.Nested(ReservedSchema))
    criteria = fields.List(fields.Nested(CriterionSchema))
    quotas = fields.List(fields.Nested(QuotaSchema))
    objections_until = text("the first instant at which the pool may be frozen; empty where none is kept")
    materials = text()
    confidentiality = text()
    age_reference_on = day_or_empty("the day on which the age counts;")
    contact = text()
    retention_days = whole("after which the data of whoever was not chosen is deleted")
    draw = fields.Dict(metadata={"description": "where the seed comes from; empty without a draw"})
    publication = fields.Nested(PublicationHeadSchema)
    draw_frozen = fields.Nested(PublicationSchema, allow_none=True)
    draw_result = fields.Nested(PublicationSchema, allow_none=True)
    representatives = fields.Nested(PublicationSchema, allow_none=True)
    statements = fields.Nested(PublicationSchema, allow_none=True)


class CallQuerySchema(PageQuerySchema):
    """Which calls are wanted; what is left out does not narrow."""

    window = Choice(Window, load_default=None)


class SignUpSchema(ApiSchema):
    """What somebody says of themselves to sit in on a meeting; what it must hold is checked by the rules."""

    name = Text(load_default="", validate=AtMost(MAX_NAME))
    gender = Choice(Gender, load_default=None, allow_none=True)
    born = Text(load_default="", metadata={"description": "YYYY-MM", "example": "1979-03"})
    phone = Text(load_default="", metadata={"description": "mobile, or landline with its area code"})
    document_kind = Choice(
        DocumentKind,
        load_default=None,
        allow_none=True,
        metadata={"description": "only where the call says needs_identity; else not kept"},
    )
    document_number = Text(load_default="", validate=AtMost(MAX_NUMBER))
    category = Choice(RepresentativeCategory, required=True)
    area = Text(load_default="", validate=AtMost(MAX_AREA))
    relation = Text(load_default="", validate=AtMost(MAX_RELATION))
    statement = Text(load_default="", validate=AtMost(MAX_STATEMENT))
    consent = YesNo(load_default=False, metadata={"description": "to the processing of what is sent"})
    consent_publish = YesNo(load_default=False, metadata={"description": "to the name being shown whole"})

    @pre_load
    def _without_empty_gender(self, data: Any, **_kwargs: Any) -> Any:
        """Take an empty gender, as a form sends it, for one that is not stated."""
        return {**data, "gender": None} if isinstance(data, dict) and data.get("gender") == "" else data

    @post_load
    def _as_input(self, data: dict[str, Any], **_kwargs: Any) -> SignUpInput:
        return SignUpInput(**data)


def sign_up_channel(name: str) -> SignUpChannel:
    """Return as what a channel of the API is counted among sign-ups."""
    return SignUpChannel(name) if name in {SignUpChannel.WEB, SignUpChannel.APP} else SignUpChannel.OTHER

"""What is published of a consultation as pages and machines read it, and an opinion as a channel sends it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import fields, post_load

from decisions.clock import civil_day, end_of_day
from decisions.consultation.drafts import clause_label
from decisions.consultation.drafts.numerals import chinese_numeral
from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.consultation.operations.opinions import OpinionInput
from decisions.consultation.queries import PublishedNotice
from decisions.consultation.rules import (
    CHANNEL_LABELS,
    VERIFICATION_LABELS,
    ChangeKind,
    Channel,
    SubmitterType,
    Verification,
)
from decisions.consultation.rules.opinions import MAX_CONTACT, MAX_CONTENT, MAX_NAME, shown_name
from decisions.consultation.rules.window import WindowState, days_left, window_state
from decisions.record.schemas import DocumentSchema, RecordReferenceSchema, reference_json
from decisions.web.schemas import (
    AnswerSchema,
    ApiSchema,
    AtMost,
    Choice,
    PageQuerySchema,
    Text,
    YesNo,
    code_of,
    day,
    instant,
    text,
    whole,
)


def clause_heading(article: Mapping[str, Any]) -> str:
    """Return an article's heading: 第八条　停车设施, a plan's part 一、工作目标, an annex 附件一　名单.

    Shape:  article is a node of the published tree; empty for text that has neither number nor title.
    """
    title = str(article["title"])
    if article["number"] is None and not str(article["id"]).startswith("annex"):
        return title
    if "part-" in str(article["id"]):
        return f"{chinese_numeral(int(article['number']))}、{title}"
    return f"{clause_label(article['id'])}　{title}".rstrip("　")


def chapter_heading(chapter: Mapping[str, Any]) -> str:
    """Return a chapter's heading: 第一章　总则; empty for articles that stand in none."""
    if chapter["number"] is None:
        return ""
    return f"{clause_label(chapter['id'])}　{chapter['title']}".rstrip("　")


def line_json(consultation: Consultation, now: datetime) -> dict[str, Any]:
    """Return a consultation as lists show it; its notice is published, so its window is known."""
    opens_on, closes_on = consultation.opens_on, consultation.closes_on
    if opens_on is None or closes_on is None:
        raise ValueError(f"the published notice {consultation.code} has no window")
    decision = consultation.decision
    return {
        "code": consultation.code,
        "title": consultation.title,
        "decision": decision.code,
        "decision_title": decision.title,
        "unit": decision.lead_unit.name if decision.lead_unit else "",
        "opens_on": opens_on.isoformat(),
        "closes_on": closes_on.isoformat(),
        "ends_at": end_of_day(closes_on).isoformat(),
        "state": window_state(opens_on, closes_on, now).value,
        "days_left": days_left(closes_on, now),
        "page": f"/consultations/{consultation.code}",
    }


def notice_json(
    notice: PublishedNotice,
    *,
    by_channel: Mapping[Channel, int],
    by_visibility: Mapping[Visibility, int],
    by_verification: Mapping[Verification, int],
    closing: Mapping[str, Any] | None,
    now: datetime,
) -> dict[str, Any]:
    """Return a notice as it was published, how its window stands, and how many opinions came so far."""
    return {
        "version": 1,
        "changes": [],
        "groups_reason": "",
        **notice.payload,
        "state": window_state(notice.opens_on, notice.closes_on, now).value,
        "days_left": days_left(notice.closes_on, now),
        "opinions": {
            "received": sum(by_channel.values()),
            "undecided": by_visibility[Visibility.RECEIVED],
            "shown": by_visibility[Visibility.SHOWN],
            "withheld": by_visibility[Visibility.WITHHELD],
            "withdrawn": by_visibility[Visibility.WITHDRAWN],
            "by_channel": [
                {"channel": channel.value, "label": CHANNEL_LABELS[channel], "count": count}
                for channel, count in by_channel.items()
            ],
            "by_verification": [
                {"verification": level.value, "label": VERIFICATION_LABELS[level], "count": count}
                for level, count in by_verification.items()
            ],
        },
        "closed": closing,
        "record": reference_json(notice.entry),
    }


def opinion_json(opinion: Opinion) -> dict[str, Any]:
    """Return an opinion as the public reads it: masked, and without the receipt, which is its owner's key.

    Shape: members are named as in the disclosure that answers it.
    """
    name = shown_name(opinion.name, opinion.submitter_type, consents=opinion.consent_publish)
    return {
        "id": opinion.id,
        "number": opinion.number,
        "received_on": civil_day(opinion.received_at).isoformat(),
        "channel": opinion.channel.value,
        "submitter_type": opinion.submitter_type.value,
        "submitter": name,
        "cosigners": opinion.cosigners,
        "clause": opinion.clause_text,
        "clause_ids": opinion.clause_ids,
        "verification": opinion.verification.value,
        "text": opinion.content_shown,
    }


class ConsultationLineSchema(AnswerSchema):
    """A consultation in the list of all."""

    code = text()
    title = text()
    decision = text("code of the decision")
    decision_title = text()
    unit = text("that leads")
    opens_on = day("day 0")
    closes_on = day("the last day, to its 24:00 in Shanghai")
    ends_at = instant("the first instant that is too late")
    state = code_of(WindowState, "as of now")
    days_left = whole("after today; 0 on the last day")
    page = text()


class NoticeChannelSchema(AnswerSchema):
    """Where the notice was made known."""

    channel = text()
    url = text()
    on = text("YYYY-MM-DD, or empty")


class ChannelCountSchema(AnswerSchema):
    """How many opinions came through a channel."""

    channel = code_of(Channel)
    label = text()
    count = whole()


class VerificationCountSchema(AnswerSchema):
    """How many opinions there are at a level of verification."""

    verification = code_of(Verification)
    label = text()
    count = whole()


class OpinionCountsSchema(AnswerSchema):
    """How many opinions came, and what the public sees of them."""

    received = whole("all of them")
    undecided = whole("neither shown nor withheld yet")
    shown = whole()
    withheld = whole("with a reason")
    withdrawn = whole("taken back by whoever sent them; counted nowhere else")
    by_channel = fields.List(fields.Nested(ChannelCountSchema))
    by_verification = fields.List(fields.Nested(VerificationCountSchema))


class ClosedSetSchema(AnswerSchema):
    """The closed set of opinions: nothing was added since."""

    count = whole()
    by_channel = fields.List(fields.Nested(ChannelCountSchema))
    by_verification = fields.List(
        fields.Nested(VerificationCountSchema),
        metadata={"optional": True},
    )
    merkle_root = text("over the hash of every opinion")


class NoticeChangeSchema(AnswerSchema):
    """What a further version of a notice changed."""

    kind = code_of(ChangeKind)
    reason = text()
    closes_before = day("the last day until then")
    closes_on = day("the last day since then")
    members = fields.List(fields.String(), metadata={"description": "of a correction: what was put right"})


class ConsultationSchema(ConsultationLineSchema):
    """A notice as it was published, and how it stands."""

    headline = text()
    occurred_on = day()
    documents = fields.List(fields.Nested(DocumentSchema))
    body = text()
    background = text()
    days = whole("calendar days that the window lasts")
    short_reason = text("why it is shorter than the law's 30 days; empty when it is not")
    ways = fields.Dict(metadata={"description": "where else opinions may be sent: post, email, phone"})
    channels = fields.List(fields.Nested(NoticeChannelSchema))
    contact = text()
    groups_reason = text("why no specific group's interests are touched; empty when one is heard")
    version = whole("1 for the first; each change makes a further one")
    changes = fields.List(fields.Nested(NoticeChangeSchema), metadata={"description": "oldest first"})
    draft = fields.Dict(allow_none=True, metadata={"description": "clause by clause, or null"})
    explanation = fields.Dict(allow_none=True)
    opinions = fields.Nested(OpinionCountsSchema)
    closed = fields.Nested(ClosedSetSchema, allow_none=True)
    record = fields.Nested(RecordReferenceSchema)


class ConsultationQuerySchema(PageQuerySchema):
    """Which consultations are wanted; what is left out does not narrow."""

    state = Choice(WindowState, load_default=None)


class PublicOpinionSchema(AnswerSchema):
    """An opinion as the public reads it."""

    id = whole("the same as in the disclosure that answers it")
    number = text("the office's own number, if it has one")
    received_on = day()
    channel = code_of(Channel)
    submitter_type = code_of(SubmitterType)
    submitter = text("masked unless its owner consented; empty when no name was given")
    cosigners = whole()
    clause = text("as readers name it; empty for the draft as a whole")
    clause_ids = fields.List(fields.String())
    verification = code_of(Verification)
    text = text("personal data starred out")


class OpinionQuerySchema(PageQuerySchema):
    """Which opinions are wanted; what is left out does not narrow."""

    channel = Choice(Channel, load_default=None)
    clause = Text(load_default="", metadata={"description": "id of an article of the draft, such as art-8"})


class OpinionSchema(ApiSchema):
    """What somebody says to a draft; what it must hold is checked by the rules."""

    content = Text(required=True, metadata={"description": f"at most {MAX_CONTENT} signs"})
    clause = Text(
        load_default="",
        validate=AtMost(200),
        metadata={"description": "a clause's id (art-8-p2), or words that name it; empty: the whole draft"},
    )
    submitter_type = Choice(SubmitterType, load_default=SubmitterType.INDIVIDUAL)
    name = Text(load_default="", validate=AtMost(MAX_NAME))
    contact = Text(load_default="", validate=AtMost(MAX_CONTACT), metadata={"description": "never published"})
    consent = YesNo(load_default=False, metadata={"description": "to the processing of what is sent"})
    consent_publish = YesNo(load_default=False, metadata={"description": "to the name being shown whole"})

    @post_load
    def _as_input(self, data: dict[str, Any], **_kwargs: Any) -> OpinionInput:
        return OpinionInput(**data)

"""A questionnaire and its results as machines read them: what was published, and the entry that says so."""

from datetime import datetime
from typing import Any

from marshmallow import fields

from decisions.clock import end_of_day
from decisions.consultation.queries.questionnaires import PublishedQuestionnaire, PublishedResults
from decisions.consultation.rules import SubmitterType
from decisions.consultation.rules.questionnaires import QuestionKind
from decisions.consultation.rules.window import WindowState
from decisions.consultation.schemas import ChannelCountSchema
from decisions.record.schemas import DocumentSchema, RecordReferenceSchema, reference_json
from decisions.web.schemas import (
    AnswerSchema,
    PageQuerySchema,
    Text,
    code_of,
    day,
    day_or_empty,
    instant,
    text,
    whole,
)


def questionnaire_json(published: PublishedQuestionnaire, now: datetime) -> dict[str, Any]:
    """Return a questionnaire as it was published, and whether it may be answered."""
    opens_on, closes_on = published.window
    return {
        **published.payload,
        "opens_on": opens_on.isoformat(),
        "ends_at": end_of_day(closes_on).isoformat(),
        "state": published.state(now).value,
        "record": reference_json(published.entry),
    }


def results_json(results: PublishedResults) -> dict[str, Any]:
    """Return results as they were published; the texts are listed beside them."""
    return {**results.payload, "record": reference_json(results.entry)}


class OptionSchema(AnswerSchema):
    """Something to choose."""

    key = text()
    label = text()


class QuestionSchema(AnswerSchema):
    """One question; what does not belong to its kind is empty or 0."""

    key = text()
    kind = code_of(QuestionKind)
    help = text()
    required = fields.Boolean()
    options = fields.List(fields.Nested(OptionSchema))
    takes_other = fields.Boolean(metadata={"description": "one may answer something else, in words"})
    least = whole("how many must be chosen of a multiple choice; 0: unbounded")
    most = whole("how many may be chosen of a multiple choice; 0: unbounded")
    points = whole("5 or 10 on a scale")
    low_label = text("what 1 means")
    high_label = text("what the highest point means")
    length = whole("how many signs a text may have")
    text = text("what is asked")


class _PublishedSchema(AnswerSchema):
    headline = text()
    occurred_on = day_or_empty("always empty: the day it was published")
    page = text()
    documents = fields.List(fields.Nested(DocumentSchema))
    code = text("of the consultation")
    decision = text("code of the decision")
    title = text()
    version = whole("1, and more where it was replaced before anybody answered")
    record = fields.Nested(RecordReferenceSchema)


class QuestionnaireSchema(_PublishedSchema):
    """A questionnaire as it was published."""

    introduction = text()
    questions = fields.List(fields.Nested(QuestionSchema))
    opens_on = day()
    ends_at = instant("the first instant that is too late")
    state = code_of(WindowState, "as of now")


class OptionCountSchema(OptionSchema):
    """How many chose an option."""

    count = whole()


class ReasonCountSchema(AnswerSchema):
    """How many texts are not shown, and why."""

    reason = text()
    count = whole()


class WordCountsSchema(AnswerSchema):
    """How many texts came, and what the public sees of them."""

    received = whole()
    shown = whole()
    withheld = whole()
    withheld_by_reason = fields.List(fields.Nested(ReasonCountSchema))


class TallySchema(AnswerSchema):
    """The totals of one question."""

    key = text()
    kind = code_of(QuestionKind)
    low_label = text()
    high_label = text()
    options = fields.List(fields.Nested(OptionCountSchema))
    answered = whole("people; of a multiple choice the options may add up to more")
    skipped = whole()
    mean = text("of a scale, two decimals; empty where nobody answered")
    has_words = fields.Boolean()
    words = fields.Nested(WordCountsSchema)
    text = text("what was asked")


class SubmitterCountSchema(AnswerSchema):
    """How many answers a kind of submitter gave."""

    submitter_type = code_of(SubmitterType)
    label = text()
    count = whole()


class ResultsSchema(_PublishedSchema):
    """What a questionnaire brought: totals by question, never crossed."""

    count = whole("answers")
    by_channel = fields.List(fields.Nested(ChannelCountSchema))
    by_submitter_type = fields.List(fields.Nested(SubmitterCountSchema))
    questions = fields.List(fields.Nested(TallySchema))
    answers_root = text("Merkle root over the receipts of all answers")
    texts_root = text("Merkle root over the texts that are shown")


class PublicTextSchema(AnswerSchema):
    """A text that answers a question, personal data starred out."""

    question = text("its key")
    text = text()


class TextQuerySchema(PageQuerySchema):
    """Of which question the texts are wanted."""

    question = Text(required=True, metadata={"description": "key of a question that takes words"})

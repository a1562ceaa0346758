"""Consultations and their opinions as JSON, and commenting through another channel."""

from typing import Any

from decisions import clock
from decisions.consultation.models import Visibility
from decisions.consultation.operations import OpinionInput, receive_opinion
from decisions.consultation.queries import (
    OpinionFilter,
    count_opinions,
    count_opinions_by_channel,
    count_opinions_by_verification,
    count_opinions_by_visibility,
    find_closing,
    find_opinion_by_key,
    get_published_notice,
    list_opinions,
    list_published_consultations,
)
from decisions.consultation.queries.questionnaires import (
    count_words,
    get_published_questionnaire,
    get_results,
    list_shown_words,
)
from decisions.consultation.rules import Channel
from decisions.consultation.schemas import (
    ConsultationLineSchema,
    ConsultationQuerySchema,
    ConsultationSchema,
    OpinionQuerySchema,
    OpinionSchema,
    PublicOpinionSchema,
    line_json,
    notice_json,
    opinion_json,
)
from decisions.consultation.schemas.questionnaires import (
    PublicTextSchema,
    QuestionnaireSchema,
    ResultsSchema,
    TextQuerySchema,
    questionnaire_json,
    results_json,
)
from decisions.web import channels
from decisions.web.api import Answer, ApiBlueprint, offset_of, page_from, page_json, receipt_json
from decisions.web.context import file_store
from decisions.web.guards import public
from decisions.web.schemas import page_of
from decisions.web.transactions import current_session

blueprint = ApiBlueprint("consultation_api", __name__, description="Consultations and the opinions on them")


@blueprint.reads("/consultations", page_of(ConsultationLineSchema), query=ConsultationQuerySchema)
@public
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the consultations, the latest to open first."""
    now = clock.now()
    lines = [line_json(each, now) for each in list_published_consultations(current_session())]
    return page_from(query, [line for line in lines if query["state"] in {None, line["state"]}])


@blueprint.reads("/consultations/<code>", ConsultationSchema)
@public
def show(code: str) -> dict[str, Any]:
    """Give a notice as it was published, with the draft clause by clause, and how it stands."""
    session = current_session()
    notice = get_published_notice(session, code)
    return notice_json(
        notice,
        by_channel=count_opinions_by_channel(session, notice.consultation.id),
        by_visibility=count_opinions_by_visibility(session, notice.consultation.id),
        by_verification=count_opinions_by_verification(session, notice.consultation.id),
        closing=find_closing(session, notice.consultation),
        now=clock.now(),
    )


@blueprint.reads("/consultations/<code>/opinions", page_of(PublicOpinionSchema), query=OpinionQuerySchema)
@public
def opinions(query: dict[str, Any], code: str) -> dict[str, Any]:
    """List the opinions that are shown to the public, in the order in which they came."""
    session = current_session()
    consultation = get_published_notice(session, code).consultation
    wanted = OpinionFilter(visibility=Visibility.SHOWN, channel=query["channel"], article_id=query["clause"])
    found = list_opinions(session, consultation.id, wanted, limit=query["page_size"], offset=offset_of(query))
    total = count_opinions(session, consultation.id, wanted)
    return page_json(query, [opinion_json(opinion) for opinion in found], total)


@blueprint.takes("/consultations/<code>/opinions", OpinionSchema)
@public
def send_opinion(opinion: OpinionInput, code: str, key: str) -> Answer:
    """Say something to the draft, without an account."""
    session, now = current_session(), clock.now()
    notice = get_published_notice(session, code)
    consultation = notice.consultation
    sent_before = find_opinion_by_key(session, key) is not None
    taken = receive_opinion(
        session,
        file_store(),
        consultation,
        opinion,
        idempotency_key=key,
        now=now,
        channel=Channel(channels.current_channel()),
        text=notice.text,
    )
    is_new = not sent_before and taken.received_at == now
    return receipt_json(taken.receipt, taken.received_at, taken.channel.value), 201 if is_new else 200


@blueprint.reads("/consultations/<code>/questionnaire", QuestionnaireSchema)
@public
def questionnaire(code: str) -> dict[str, Any]:
    """Give the questionnaire as it was published, and whether it may be answered."""
    session = current_session()
    consultation = get_published_notice(session, code).consultation
    return questionnaire_json(get_published_questionnaire(session, consultation), clock.now())


@blueprint.reads("/consultations/<code>/questionnaire/results", ResultsSchema)
@public
def questionnaire_results(code: str) -> dict[str, Any]:
    """Give what the questionnaire brought, question by question."""
    session = current_session()
    return results_json(get_results(session, get_published_notice(session, code).consultation))


@blueprint.reads(
    "/consultations/<code>/questionnaire/texts", page_of(PublicTextSchema), query=TextQuerySchema
)
@public
def questionnaire_texts(query: dict[str, Any], code: str) -> dict[str, Any]:
    """List the texts that answer one question, in an order that tells nothing of who wrote them."""
    session, key = current_session(), query["question"]
    found = get_results(session, get_published_notice(session, code).consultation)
    counts = count_words(session, found.questionnaire.id).get(key)
    texts = list_shown_words(
        session, found.questionnaire.id, key, limit=query["page_size"], offset=offset_of(query)
    )
    items = [{"question": key, "text": text} for text in texts]
    return page_json(query, items, counts.shown if counts else 0)

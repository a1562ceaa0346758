"""What a disclosure is made from: the opinions in scope, every way of hearing used, the issued document.

The number of queries does not depend on how many opinions there are, and what a citizen wrote is never
decrypted: the public text is read, and the name only to be masked.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.attendance.queries.published import list_published_calls_of, list_statements_published
from decisions.catalogue.models import Decision
from decisions.clock import civil_day
from decisions.consultation.drafts import Draft, clause_label, find_clauses
from decisions.consultation.models import (
    Consultation,
    DraftVersion,
    Opinion,
    Visibility,
)
from decisions.consultation.models.questionnaires import Questionnaire
from decisions.consultation.queries import STANDING, list_events
from decisions.consultation.queries.questionnaires import list_published_questionnaires, window_of
from decisions.consultation.rules import WITHHOLD_LABELS, Way, WithholdReason
from decisions.consultation.rules.opinions import shown_name
from decisions.consultation.rules.window import WindowState, window_state
from decisions.feedback.models import Answer, AnswerPart, Disclosure, Topic
from decisions.feedback.queries.work import QueuedOpinion, public_number, with_answers
from decisions.feedback.rules.answers import HeardOpinion, Part, Reply, effective_reply
from decisions.feedback.rules.concentration import DEFAULT_THRESHOLD, Threshold
from decisions.feedback.rules.gate import OCCASIONS, Case, HeardWay, HeardWindow
from decisions.feedback.rules.parts import part_texts
from decisions.feedback.rules.snapshot import Facts, Occasion, OpenRound
from decisions.procedure.queries import published_issuing
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of

_SPOKEN = tuple(OCCASIONS)


def gather_case(
    session: Session, decision: Decision, *, now: datetime, threshold: Threshold = DEFAULT_THRESHOLD
) -> Case:
    """Return everything the gate looks at."""
    drafts = _published_drafts(session, decision.id)
    return Case(
        code=decision.code,
        opinions=list_heard_opinions(session, decision.id),
        windows=_windows(session, decision.id, now),
        ways=[
            HeardWay(event.way, event.number, event.published_seq is not None, event.opinions_count)
            for event in list_events(session, decision.id)
        ]
        + [_questionnaire_way(each) for each in list_published_questionnaires(session, decision.id)],
        is_issued=published_issuing(session, decision.code) is not None,
        has_clauses=any(any(draft.articles()) for draft in drafts),
        has_clause=cache(lambda text: any(find_clauses(draft, text) for draft in drafts)),
        find_alike=find_alike,
        threshold=threshold,
        unpublished_statements=_unpublished_statements(session, decision.id),
    )


def _unpublished_statements(session: Session, decision_id: int) -> list[str]:
    """Return the calls whose representatives are public, and not what they said."""
    calls = list_published_calls_of(session, decision_id)
    return [call.code for call in calls if call.representatives is not None and call.statements is None]


def find_alike(texts: Sequence[str]) -> list[list[int]]:
    """Return the places of texts that are copies of each other; the dictionaries are loaded on first use."""
    from decisions.feedback.grouping import find_copies

    return [list(group) for group in find_copies(list(texts), [""] * len(texts))]


def gather_facts(
    session: Session, disclosure: Disclosure, *, threshold: Threshold = DEFAULT_THRESHOLD
) -> Facts:
    """Return everything a disclosure tells."""
    decision = disclosure.decision
    return Facts(
        code=decision.code,
        title=decision.title,
        unit=decision.lead_unit.name if decision.lead_unit else "",
        version=disclosure.version,
        kind=disclosure.kind,
        summary=disclosure.summary,
        rounds=_rounds(session, decision.id),
        occasions=[*_occasions(session, decision.id), *_questionnaires(session, decision.id)],
        opinions=list_heard_opinions(session, decision.id),
        issued=published_issuing(session, decision.code),
        statements=list_statements_published(session, decision.id),
        threshold=threshold,
        find_alike=find_alike,
    )


def list_heard_opinions(session: Session, decision_id: int) -> list[HeardOpinion]:
    """Return every opinion on a decision with its answer, in the order they were taken in."""
    columns = (
        Opinion.id,
        Opinion.number,
        Opinion.received_at,
        Opinion.channel,
        Opinion.submitter_type,
        Opinion.name,
        Opinion.consent_publish,
        Opinion.cosigners,
        Opinion.clause_text,
        Opinion.clause_ids,
        Opinion.content_shown,
        Opinion.visibility,
        Opinion.withheld_reason,
        Opinion.verification,
        Answer.disposition,
        Answer.reason,
        Answer.clause_text.label("changed_clause"),
        Answer.id.label("answer_id"),
        Answer.is_split,
        Topic.label.label("topic"),
        Topic.disposition.label("topic_disposition"),
        Topic.reason.label("topic_reason"),
        Topic.clause_text.label("topic_clause"),
    )
    found = with_answers(select(*columns).select_from(Opinion), decision_id).order_by(Opinion.id)
    parts = _parts_by_answer(session, decision_id)
    return [_heard(row, place, parts) for place, row in enumerate(session.execute(found), start=1)]


def _parts_by_answer(session: Session, decision_id: int) -> dict[int, list[AnswerPart]]:
    """Return the points of every opinion that was split."""
    found = with_answers(select(AnswerPart).select_from(Opinion), decision_id).join(
        AnswerPart, AnswerPart.answer_id == Answer.id
    )
    parts: dict[int, list[AnswerPart]] = {}
    for part in session.scalars(found.order_by(AnswerPart.answer_id, AnswerPart.number)):
        parts.setdefault(part.answer_id, []).append(part)
    return parts


def heard_parts(content: str, parts: Sequence[AnswerPart]) -> tuple[Part, ...]:
    """Return the points of an opinion with its words as they are shown."""
    texts = part_texts(content, [part.starts_at for part in parts])
    return tuple(Part(part.number, text, part.reply) for part, text in zip(parts, texts, strict=True))


def list_parts(session: Session, queued: QueuedOpinion) -> tuple[Part, ...]:
    """Return the points of an opinion that was split, none for another."""
    if not queued.is_split:
        return ()
    found = select(AnswerPart).join(Answer).where(Answer.opinion_id == queued.opinion.id)
    parts = session.scalars(found.order_by(AnswerPart.number)).all()
    return heard_parts(queued.opinion.content_shown, parts)


def _heard(row: Any, place: int, parts: Mapping[int, Sequence[AnswerPart]]) -> HeardOpinion:
    own = Reply(row.disposition, row.reason or "", row.changed_clause or "")
    topic = Reply(row.topic_disposition, row.topic_reason or "", row.topic_clause or "")
    return HeardOpinion(
        id=row.id,
        number=public_number(row.number, place),
        received_on=civil_day(row.received_at),
        channel=row.channel,
        submitter_type=row.submitter_type,
        submitter=shown_name(row.name, row.submitter_type, consents=row.consent_publish),
        cosigners=row.cosigners,
        clause=row.clause_text or "、".join(map(clause_label, row.clause_ids or ())),
        text=row.content_shown,
        is_shown=row.visibility is Visibility.SHOWN,
        is_withheld=row.visibility is Visibility.WITHHELD,
        withheld_reason=_withheld_reason(row.withheld_reason),
        verification=row.verification,
        topic=row.topic or "",
        reply=own if row.is_split else effective_reply(own, topic),
        parts=heard_parts(row.content_shown, parts[row.answer_id]) if row.is_split else (),
    )


def _withheld_reason(stored: str) -> str:
    """Return the reason as it is read; the desk stores a code, or words of its own."""
    return WITHHOLD_LABELS[WithholdReason(stored)] if stored in set(WithholdReason) else stored


def _published_consultations(session: Session, decision_id: int) -> Sequence[Consultation]:
    found = select(Consultation).where(
        Consultation.decision_id == decision_id, Consultation.published_seq.is_not(None)
    )
    return session.scalars(found.order_by(Consultation.opens_on, Consultation.id)).unique().all()


def _received(session: Session, decision_id: int, *, openly: bool = False) -> dict[int, int]:
    """Return how many opinions came in each round; openly leaves out what was said on occasions."""
    counted = (
        select(Opinion.consultation_id, func.count(Opinion.id))
        .join(Consultation, Opinion.consultation_id == Consultation.id)
        .where(Consultation.decision_id == decision_id, STANDING)
        .group_by(Opinion.consultation_id)
    )
    if openly:
        counted = counted.where(Opinion.channel.not_in(_SPOKEN))
    return {row[0]: row[1] for row in session.execute(counted)}


def _windows(session: Session, decision_id: int, now: datetime) -> list[HeardWindow]:
    consultations = _published_consultations(session, decision_id)
    received = _received(session, decision_id)
    sealed = _payloads(session, (each.closed_seq for each in consultations))
    return [
        HeardWindow(
            code=each.code,
            is_closed=_is_closed(each, now),
            received=received.get(each.id, 0),
            sealed_count=sealed[each.closed_seq]["count"] if each.closed_seq in sealed else None,
        )
        for each in consultations
    ]


def _is_closed(consultation: Consultation, now: datetime) -> bool:
    opens_on, closes_on = consultation.opens_on, consultation.closes_on
    if opens_on is None or closes_on is None:
        return False
    return window_state(opens_on, closes_on, now) is WindowState.CLOSED


def _rounds(session: Session, decision_id: int) -> list[OpenRound]:
    opened = _received(session, decision_id, openly=True)
    return [
        OpenRound(
            code=each.code,
            title=each.title,
            opens_on=each.opens_on or date.min,
            closes_on=each.closes_on or date.min,
            days=(each.closes_on - each.opens_on).days if each.closes_on and each.opens_on else 0,
            short_reason=each.short_reason,
            notice_channels=[channel["channel"] for channel in each.channels],
            opinions=opened.get(each.id, 0),
        )
        for each in _published_consultations(session, decision_id)
    ]


def _occasions(session: Session, decision_id: int) -> list[Occasion]:
    """Return the offline occasions as their records say, in order of time."""
    events = list_events(session, decision_id)
    published = _payloads(session, (event.published_seq for event in events))
    return [_occasion(published[event.published_seq]) for event in events if event.published_seq in published]


def _questionnaire_way(questionnaire: Questionnaire) -> HeardWay:
    code = questionnaire.consultation.code
    return HeardWay(
        way=Way.QUESTIONNAIRE,
        number=code,
        is_published=questionnaire.results_seq is not None,
        opinions_count=0,
        place=f"consultation/{code}/questionnaire/results",
    )


def _questionnaires(session: Session, decision_id: int) -> list[Occasion]:
    """Return the questionnaires as their results say, the first round first."""
    questionnaires = list_published_questionnaires(session, decision_id)
    published = _payloads(session, (each.results_seq for each in questionnaires))
    return [
        _answered(each, published[each.results_seq])
        for each in questionnaires
        if each.results_seq in published
    ]


def _answered(questionnaire: Questionnaire, payload: dict[str, Any]) -> Occasion:
    consultation = questionnaire.consultation
    opens_on, closes_on = window_of(consultation)
    unit = consultation.decision.lead_unit
    return Occasion(
        way=Way.QUESTIONNAIRE,
        number=consultation.code,
        from_on=opens_on,
        to_on=closes_on,
        place="",
        organiser=unit.name if unit else "",
        invited=None,
        attended=payload["count"],
        counted_in="份",
        opinions=0,  # answers to questions asked; what anybody wants answered is sent as an opinion
        summary=f"{payload['title']}，共{len(payload['questions'])}题，各题的统计结果已经公布。",
        before_procedure=False,
        page=payload["page"],
    )


def _occasion(payload: dict[str, Any]) -> Occasion:
    return Occasion(
        way=Way(payload["way"]),
        number=payload["number"],
        from_on=date.fromisoformat(payload["from_on"]),
        to_on=date.fromisoformat(payload["to_on"]),
        place=payload["place"],
        organiser=payload["organiser"],
        invited=_count(payload["invited"]),
        attended=_count(payload["attended"]),
        counted_in=payload["counted_in"],
        opinions=payload["opinions_count"],
        summary=payload["summary"],
        before_procedure=payload["before_procedure"],
    )


def _count(stated: object) -> int | None:
    """Return a number that a record may leave out."""
    return stated if isinstance(stated, int) else None


def _payloads(session: Session, seqs: Iterable[int | None]) -> dict[int | None, dict[str, Any]]:
    """Return what these entries publish, those withheld left out."""
    wanted = [seq for seq in seqs if seq is not None]
    if not wanted:
        return {}
    entries = session.scalars(select(RecordEntry).where(RecordEntry.seq.in_(wanted)))
    found = ((entry.seq, payload_of(entry)) for entry in entries)
    return {seq: payload for seq, payload in found if payload is not None}


def list_articles(session: Session, decision_id: int) -> list[tuple[str, str]]:
    """Return the articles on which people could comment, as (id, name), in their order."""
    named: dict[str, str] = {}
    for draft in _published_drafts(session, decision_id):
        for article in draft.articles():
            named.setdefault(article.id, clause_label(article.id))
    return list(named.items())


def _published_drafts(session: Session, decision_id: int) -> list[Draft]:
    """Return every version of the draft that the public has seen: with a notice, or on its own."""
    with_notice = select(Consultation.draft_id).where(
        Consultation.decision_id == decision_id, Consultation.published_seq.is_not(None)
    )
    found = select(DraftVersion.tree).where(
        DraftVersion.decision_id == decision_id,
        DraftVersion.published_seq.is_not(None) | DraftVersion.id.in_(with_notice),
    )
    return [Draft.from_json(tree) for tree in session.scalars(found)]

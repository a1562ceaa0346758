"""Answers from the spreadsheet in which an office sorted its opinions: looked at first, then taken over."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.feedback.errors import AnswersEmptyError, AnswersRefusedError
from decisions.feedback.models import Answer, AnswerUpload, Topic
from decisions.feedback.operations.answering import (
    check_not_submitted,
    ensure_topic,
    write_answer,
    write_topic,
)
from decisions.feedback.permissions import may_answer
from decisions.feedback.queries.work import get_answer_upload, list_known_opinions
from decisions.feedback.rules.importing import AnswerRow, AnswersPlan, PlannedAnswer, plan_answers
from decisions.services import audit
from decisions.services.actor import Actor, require


def keep_answers(
    session: Session,
    decision: Decision,
    rows: Sequence[AnswerRow],
    *,
    name: str,
    actor: Actor,
    now: datetime,
) -> AnswerUpload:
    """Keep a spreadsheet's answers until somebody has looked at what they would change.

    Shape:  name is the file's.
    Raises: AnswersEmptyError, NotAllowedError.
    Writes: answer_uploads.
    Allowed: drafter of the lead unit.
    """
    require(may_answer(actor, decision))
    if not any(row.disposition.strip() for row in rows):
        raise AnswersEmptyError(field="file")
    upload = AnswerUpload(
        decision_id=decision.id,
        name=name[:255],
        rows=[asdict(row) for row in rows],
        uploaded_by_id=actor.id,
        uploaded_at=now,
    )
    session.add(upload)
    session.flush()
    return upload


def import_upload(
    session: Session, decision: Decision, upload_id: int, *, actor: Actor, now: datetime
) -> AnswersPlan:
    """Take over the answers that were looked at, and forget the upload.

    Raises: AnswerUploadNotFoundError, and what import_answers raises.
    Writes: answer_uploads, answers, topics, audit_entries.
    Allowed: drafter of the lead unit.
    """
    upload = get_answer_upload(session, decision.id, upload_id)
    rows = [AnswerRow(**row) for row in upload.rows]
    plan = import_answers(session, decision, rows, actor=actor, now=now)
    session.delete(upload)
    session.flush()
    return plan


def import_answers(
    session: Session, decision: Decision, rows: Iterable[AnswerRow], *, actor: Actor, now: datetime
) -> AnswersPlan:
    """Take over the answers of a spreadsheet, all of them or none; a second time it changes nothing.

    Raises: AnswersRefusedError naming every row with an error, DisclosureSubmittedError, NotAllowedError.
    Writes: answers, topics, audit_entries.
    Allowed: drafter of the lead unit.
    Source: R15, R25.
    """
    require(may_answer(actor, decision))
    check_not_submitted(session, decision)
    plan = plan_answers(rows, list_known_opinions(session, decision.id))
    if plan.problems:
        raise AnswersRefusedError(problems=plan.problems, count=len(plan.problems))
    topics = {label: ensure_topic(session, decision, label) for label in _labels(plan)}
    for label, reply in plan.topics.items():
        if reply.disposition is not None:
            write_topic(topics[label], reply)
    _write_answers(session, plan.answers, topics, actor, now)
    audit.log(
        session,
        actor,
        "feedback.import_answers",
        decision.code,
        now=now,
        new=plan.count_new,
        changed=plan.count_changed,
        unchanged=plan.count_unchanged,
    )
    return plan


def _labels(plan: AnswersPlan) -> list[str]:
    """Return the topics that the planned answers belong to, in the order they are named."""
    return list(dict.fromkeys(answer.topic for answer in plan.answers if answer.topic))


def _write_answers(
    session: Session,
    planned: Iterable[PlannedAnswer],
    topics: dict[str, Topic],
    actor: Actor,
    now: datetime,
) -> None:
    wanted = {answer.opinion_id: answer for answer in planned if answer.is_new or answer.is_changed}
    known: dict[int, Answer] = {}
    ids = list(wanted)
    for start in range(0, len(ids), 500):
        found = select(Answer).where(Answer.opinion_id.in_(ids[start : start + 500]))
        known.update((answer.opinion_id, answer) for answer in session.scalars(found).unique())
    for opinion_id, answer in wanted.items():
        row = known.get(opinion_id) or Answer(opinion_id=opinion_id)
        write_answer(row, answer.own, topics.get(answer.topic), actor, now)
        session.add(row)
    session.flush()

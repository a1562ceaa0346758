"""Parts, phrases and other units' views, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.consultation.models import Opinion, OpinionArticle, Visibility
from decisions.errors import NotAllowedError
from decisions.feedback.errors import (
    AnsweredMeanwhileError,
    AnswerIncompleteError,
    AnswersRefusedError,
    OpinionAnsweredError,
    OpinionSplitError,
    TemplateNotFoundError,
    TemplateTitleTakenError,
    ViewAskedAlreadyError,
    ViewSettledError,
    ViewUnitUnsuitableError,
)
from decisions.feedback.models import AnswerPart
from decisions.feedback.operations import (
    answer_opinion,
    answer_parts,
    ask_for_view,
    give_view,
    import_answers,
    join_opinion,
    remove_template,
    save_template,
    split_opinion,
    withdraw_view_request,
)
from decisions.feedback.queries.gathering import list_heard_opinions
from decisions.feedback.queries.templates import list_templates
from decisions.feedback.queries.views import list_open_views, list_views_on
from decisions.feedback.queries.work import (
    AnswerState,
    QueueFilter,
    count_queue,
    get_queued,
    list_queue,
    measure_progress,
)
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import Reply
from decisions.services.duties import DutyState
from tests.cast import Cast
from tests.factories import feedback as make

NOW = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
WORDS = "一、时段应当写明。\n二、收费应当公示。"
CUT = "一、时段应当写明。\n\n二、收费应当公示。"
YES = Reply(Disposition.ADOPTED, "送审稿写明了时段。", "送审稿第九条")
NO = Reply(Disposition.NOT_ADOPTED, "收费由价格主管部门另行规定。")
PORTAL = "https://example.cn"


@pytest.fixture
def opinion(session: Session) -> Opinion:
    make.scenario(session, "A")
    found = session.scalars(select(Opinion).order_by(Opinion.id)).first()
    assert found is not None
    found.content = found.content_shown = WORDS
    session.commit()
    return found


def test_a_split_opinion_counts_once_and_its_topic_no_longer_answers(
    session: Session, cast: Cast, opinion: Opinion
) -> None:
    decision = opinion.consultation.decision
    answer_opinion(session, opinion, Reply(), topic_label="停车", revision=0, actor=cast.drafter, now=NOW)
    answer = split_opinion(session, opinion, CUT, revision=1, actor=cast.drafter, now=LATER)
    session.commit()
    assert answer.topic is not None
    answer.topic.disposition, answer.topic.reason = Disposition.NOT_ADOPTED, "没有依据。"
    session.commit()
    queued = get_queued(session, decision.id, opinion.id)
    assert (queued.is_split, queued.reply, queued.topic) == (True, Reply(), "停车")
    assert measure_progress(session, decision.id).answered == 0

    with pytest.raises(AnswerIncompleteError) as refusal:
        answer_parts(
            session,
            opinion,
            [YES, Reply(Disposition.NOT_ADOPTED)],
            revision=answer.revision,
            actor=cast.drafter,
            now=LATER,
        )
    assert refusal.value.field == "parts-1-reason"
    session.rollback()
    answer_parts(session, opinion, [YES, NO], revision=queued.revision, actor=cast.drafter, now=LATER)
    session.commit()
    (heard,) = [each for each in list_heard_opinions(session, decision.id) if each.parts]
    assert [part.text for part in heard.parts] == ["一、时段应当写明。", "二、收费应当公示。"]
    assert heard.reply.disposition is Disposition.PARTLY_ADOPTED
    assert measure_progress(session, decision.id).answered == 1
    assert count_queue(session, decision.id, QueueFilter(state=AnswerState.CLAUSE_MISSING)) == 0


def test_what_was_split_is_neither_answered_whole_nor_imported_nor_joined_once_answered(
    session: Session, cast: Cast, opinion: Opinion
) -> None:
    answer = split_opinion(session, opinion, CUT, revision=0, actor=cast.drafter, now=NOW)
    session.commit()
    with pytest.raises(OpinionSplitError):
        answer_opinion(
            session, opinion, NO, topic_label="", revision=answer.revision, actor=cast.drafter, now=NOW
        )
    with pytest.raises(AnswersRefusedError):
        import_answers(
            session, opinion.consultation.decision, make.answer_rows("A"), actor=cast.drafter, now=NOW
        )
    with pytest.raises(AnsweredMeanwhileError):
        answer_parts(session, opinion, [YES, NO], revision=9, actor=cast.drafter, now=NOW)
    with pytest.raises(NotAllowedError):
        join_opinion(session, opinion, revision=answer.revision, actor=cast.approver, now=NOW)
    join_opinion(session, opinion, revision=answer.revision, actor=cast.drafter, now=LATER)
    session.commit()
    assert session.scalar(select(func.count(AnswerPart.id))) == 0

    again = split_opinion(session, opinion, CUT, revision=answer.revision, actor=cast.drafter, now=NOW)
    answer_parts(session, opinion, [YES, Reply()], revision=again.revision, actor=cast.drafter, now=LATER)
    with pytest.raises(OpinionAnsweredError):
        join_opinion(session, opinion, revision=again.revision, actor=cast.drafter, now=NOW)


def test_phrases_belong_to_a_unit(session: Session, cast: Cast) -> None:
    kept = save_template(session, None, title="另行规定", text="甲", actor=cast.drafter, now=NOW)
    save_template(session, None, title="另行规定", text="乙", actor=cast.other_drafter, now=NOW)
    session.commit()
    with pytest.raises(TemplateTitleTakenError):
        save_template(session, None, title=" 另行规定 ", text="丙", actor=cast.approver, now=NOW)
    with pytest.raises(TemplateNotFoundError):
        remove_template(session, kept.id, actor=cast.other_drafter, now=NOW)
    with pytest.raises(NotAllowedError):
        save_template(session, None, title="丁", text="丁", actor=cast.administrator, now=NOW)
    remove_template(session, kept.id, actor=cast.approver, now=NOW)
    session.commit()
    assert list_templates(session, cast.drafter.unit_id) == []
    assert [each.text for each in list_templates(session, cast.other_drafter.unit_id)] == ["乙"]


def test_another_unit_s_view_is_asked_once_given_once_and_found_by_the_queue(
    session: Session, cast: Cast, opinion: Opinion
) -> None:
    decision = opinion.consultation.decision
    unit_id = cast.other_drafter.unit_id or 0

    def ask(unit: int = unit_id) -> object:
        return ask_for_view(
            session,
            decision,
            opinion,
            unit_id=unit,
            question="贵单位意见？",
            working_days=2,
            portal_url=PORTAL,
            actor=cast.drafter,
            now=NOW,
        )

    with pytest.raises(ViewUnitUnsuitableError):
        ask(decision.lead_unit_id or 0)
    ask()
    session.commit()
    with pytest.raises(ViewAskedAlreadyError):
        ask()
    (found,) = list_open_views(session, NOW.date(), unit_id)
    with pytest.raises(NotAllowedError):
        give_view(session, found.request, "好", portal_url=PORTAL, actor=cast.approver, now=NOW)
    wanted = QueueFilter(unit_id=unit_id)
    assert [each.opinion.id for each in list_queue(session, decision.id, wanted, limit=9)] == [opinion.id]

    late = datetime(2026, 10, 14, 2, tzinfo=UTC)
    give_view(session, found.request, "无意见。", portal_url=PORTAL, actor=cast.other_approver, now=late)
    session.commit()
    with pytest.raises(ViewSettledError):
        give_view(session, found.request, "又。", portal_url=PORTAL, actor=cast.other_drafter, now=late)
    with pytest.raises(ViewSettledError):
        withdraw_view_request(session, found.request, actor=cast.drafter, now=late)
    (told,) = list_views_on(session, today=late.date(), opinion_id=opinion.id)
    assert (told.duty.state, told.duty.late_working_days) == (DutyState.MET_LATE, 2)
    assert list_open_views(session, late.date()) == []


def test_the_queue_is_filtered_by_clause_and_numbered_without_numbers(
    session: Session, cast: Cast, opinion: Opinion
) -> None:
    decision = opinion.consultation.decision
    rest = list(session.scalars(select(Opinion).order_by(Opinion.id)))
    for place in (2, 5, 40):
        rest[place].number = ""
        session.add(OpinionArticle(article_id="art-9", opinion_id=rest[place].id))
    session.commit()
    found = list_queue(session, decision.id, QueueFilter(clause="art-9"), limit=9)
    assert [each.number for each in found] == ["3", "6", "41"]
    assert get_queued(session, decision.id, rest[40].id).number == "41"


def test_what_was_taken_back_is_not_in_the_queue(session: Session, cast: Cast, opinion: Opinion) -> None:
    decision = opinion.consultation.decision
    opinion.visibility = Visibility.WITHDRAWN
    session.commit()
    assert count_queue(session, decision.id, QueueFilter()) == 46
    assert measure_progress(session, decision.id).total == 46
    first = list_queue(session, decision.id, QueueFilter(), limit=1)
    assert [each.opinion.id for each in first] != [opinion.id]

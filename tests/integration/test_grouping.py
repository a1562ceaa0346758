"""Groups at the desk: proposed, confirmed, corrected, undone, on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.errors import NotAllowedError
from decisions.extensions import db
from decisions.feedback.errors import (
    AllChosenError,
    AnsweredSinceError,
    ChangedSinceError,
    GroupChangedError,
    GroupLabelMissingError,
    GroupNotConfirmedError,
    GroupNotFoundError,
    NothingChosenError,
    NothingToUndoError,
    TargetMissingError,
    TopicLabelTakenError,
)
from decisions.feedback.models import Answer, OpinionGroup, Topic
from decisions.feedback.operations import answer_opinion, answer_topic
from decisions.feedback.operations.grouping import (
    Target,
    answer_group,
    confirm_group,
    confirm_groups,
    dissolve_groups,
    dissolve_topic,
    merge_chosen,
    merge_groups,
    merge_topics,
    move_between_topics,
    move_members,
    rename_group,
    request_proposals,
    split_group,
    undo_act,
)
from decisions.feedback.queries.groups import (
    count_groups,
    find_last_act,
    get_group,
    list_groups,
    list_members,
    list_topic_members,
    topic_version,
)
from decisions.feedback.queries.work import get_queued, list_topics
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import Reply
from decisions.feedback.rules.groups import GroupKind, GroupState
from decisions.services.actor import Actor
from decisions.services.audit import AuditEntry
from tests.cast import Cast
from tests.factories import groups as make
from tests.factories.groups import CAMPAIGN, LATER, NOW, POLITE, SCHOOL

COPIES, TOPIC = GroupKind
PROPOSED, CONFIRMED = GroupState.PROPOSED, GroupState.CONFIRMED
NO = Reply(Disposition.NOT_ADOPTED, "没有上位法依据。")
YES = Reply(Disposition.ADOPTED, "采纳。", "送审稿第九条")
OPPOSED = "坚决反对小区停车位对外共享，外来车辆多了不安全，请不要写进办法里，谢谢。"


def run(session: Session, verb: Callable[..., Any], decision: Any, *arguments: Any, actor: Actor) -> Any:
    found = verb(session, decision, *arguments, actor=actor, now=NOW)
    session.commit()
    return found


def undo(session: Session, decision: Any, actor: Actor) -> None:
    act = find_last_act(session, decision.id, actor.id)
    assert act is not None
    run(session, undo_act, decision, act.id, actor=actor)


def state_of(session: Session) -> dict[str, Any]:
    """Everything that an act may change, revisions aside."""
    session.expire_all()
    groups = session.scalars(select(OpinionGroup).order_by(OpinionGroup.id)).all()
    return {
        "groups": [
            (each.id, each.state, each.label, each.size, each.first_id, make.members(session, each))
            for each in groups
        ],
        "topics": {each.label: each.disposition for each in session.scalars(select(Topic))},
        "answers": sorted(
            session.execute(
                select(Answer.opinion_id, Topic.label).join(Topic, Topic.id == Answer.topic_id)
            ).all()
        ),
    }


def test_copies_are_proposed_with_their_differences_and_nothing_is_applied(
    session: Session, cast: Cast
) -> None:
    decision, _, ids = make.round_with(session, [CAMPAIGN, POLITE, LATER, SCHOOL])
    job = make.propose(session, decision, cast.drafter)
    assert job.result["opinions"] == 4
    assert (job.done, job.total) == (8, 8)

    (group,) = make.living(session, COPIES)
    assert group.state is PROPOSED
    assert make.members(session, group) == ids[:3]
    assert (group.size, group.differing, group.other_figures) == (3, 2, 1)
    summary = get_group(session, decision.id, group.id)
    assert (summary.text, summary.persons) == (CAMPAIGN, 3)
    listed = list_members(session, group, summary.text, limit=10)
    assert [each.id for each in listed] == [ids[2], ids[1], ids[0]]
    assert ("delete", "22:00") in listed[0].parts
    assert ("insert", "22:30") in listed[0].parts
    assert listed[0].name == "甲*丙"
    assert "YJ-GRP-" in listed[0].reference
    assert session.scalars(select(Answer)).all() == []
    assert session.scalars(select(Topic)).all() == []


def test_only_the_lead_unit_may(session: Session, cast: Cast) -> None:
    decision, _, _ = make.round_with(session, [CAMPAIGN, POLITE])
    with pytest.raises(NotAllowedError):
        request_proposals(session, decision, actor=cast.other_drafter, now=NOW)
    make.propose(session, decision, cast.drafter)
    (group,) = make.living(session, COPIES)
    for actor in (cast.other_drafter, cast.approver, cast.openness):
        with pytest.raises(NotAllowedError):
            confirm_group(session, decision, make.read(group), actor=actor, now=NOW)


def test_what_was_confirmed_survives_and_a_new_copy_is_proposed_as_an_addition(
    session: Session, cast: Cast
) -> None:
    decision, round_, ids = make.round_with(session, [CAMPAIGN, POLITE])
    make.propose(session, decision, cast.drafter)
    (group,) = make.living(session, COPIES)
    run(session, confirm_group, decision, make.read(group), actor=cast.drafter)
    make.propose(session, decision, cast.drafter)
    assert [each.id for each in make.living(session, COPIES)] == [group.id]

    (late,) = make.spoken(session, round_, [LATER])
    make.propose(session, decision, cast.drafter)
    (addition,) = make.living(session, COPIES, PROPOSED)
    assert addition.joins_id == group.id
    assert make.members(session, addition) == [late]
    run(session, confirm_group, decision, make.read(addition), actor=cast.drafter)
    session.refresh(group)
    assert make.members(session, group) == [*ids, late]
    assert (group.size, group.other_figures) == (3, 1)
    make.propose(session, decision, cast.drafter)
    assert make.living(session, COPIES, PROPOSED) == []

    undo(session, decision, cast.drafter)
    session.refresh(group)
    assert make.members(session, group) == ids
    assert [each.id for each in make.living(session, COPIES, PROPOSED)] == [addition.id]


def test_what_was_taken_out_or_dissolved_is_not_proposed_again(session: Session, cast: Cast) -> None:
    decision, _, ids = make.round_with(session, [CAMPAIGN, POLITE, LATER, SCHOOL, "请看：" + SCHOOL])
    make.propose(session, decision, cast.drafter)
    campaign, school = make.living(session, COPIES)
    assert run(session, split_group, decision, make.read(campaign), [ids[2]], actor=cast.drafter) is None
    session.refresh(campaign)
    run(session, confirm_group, decision, make.read(campaign), actor=cast.drafter)
    run(session, dissolve_groups, decision, [make.read(school)], actor=cast.drafter)
    make.propose(session, decision, cast.drafter)
    assert make.living(session, COPIES, PROPOSED) == []
    assert make.members(session, campaign) == ids[:2]


def test_a_proposal_that_was_begun_stays_as_it_was_left(session: Session, cast: Cast) -> None:
    decision, round_, ids = make.round_with(session, [CAMPAIGN, POLITE, LATER, LATER + "谢谢"])
    make.propose(session, decision, cast.drafter)
    (group,) = make.living(session, COPIES)
    made = run(session, split_group, decision, make.read(group), ids[2:], actor=cast.drafter)
    make.spoken(session, round_, [SCHOOL, SCHOOL + "！"])
    make.propose(session, decision, cast.drafter)
    found = make.living(session, COPIES)
    assert [each.id for each in found[:2]] == [group.id, made.id]
    assert make.members(session, found[1]) == ids[2:]
    assert found[1].other_figures == 0
    assert len(found) == 3


def topics_of(session: Session, cast: Cast) -> tuple[Any, list[OpinionGroup]]:
    texts = [
        "停车收费标准太高，停车收费应当减半。",
        "停车收费标准要公开，停车收费明码标价。",
        "充电桩数量太少，充电桩应当每个小区都有。",
        "充电桩经常损坏，充电桩应当有人维修。",
    ]
    decision, _, _ = make.round_with(session, texts)
    make.propose(session, decision, cast.drafter)
    found = make.living(session, TOPIC)
    assert len(found) == 2
    return decision, found


def test_a_confirmed_topic_is_the_topic_that_is_answered_once(session: Session, cast: Cast) -> None:
    decision, (fees, _) = topics_of(session, cast)
    run_confirm = confirm_group(
        session, decision, make.read(fees), label="停车收费", actor=cast.drafter, now=NOW
    )
    assert run_confirm is None
    session.commit()
    (summary,) = list_topics(session, decision.id)
    assert (summary.topic.label, summary.opinions) == ("停车收费", 2)
    answer_topic(session, summary.topic, NO, actor=cast.drafter, now=NOW)
    queued = get_queued(session, decision.id, make.members(session, fees)[0])
    assert queued.is_inherited
    assert queued.reply == NO


def test_a_label_that_a_topic_has_is_refused(session: Session, cast: Cast) -> None:
    decision, (fees, poles) = topics_of(session, cast)
    confirm_group(session, decision, make.read(fees), label="停车", actor=cast.drafter, now=NOW)
    session.commit()
    with pytest.raises(TopicLabelTakenError):
        rename_group(session, decision, make.read(poles), "停车", actor=cast.drafter, now=NOW)
    session.rollback()
    with pytest.raises(GroupLabelMissingError):
        rename_group(session, decision, make.read(poles), " ", actor=cast.drafter, now=NOW)
    session.rollback()
    run(session, rename_group, decision, make.read(poles), "充电桩", actor=cast.drafter)
    session.refresh(poles)
    assert poles.label == "充电桩"


def test_members_of_confirmed_topics_are_moved_merged_and_dissolved(session: Session, cast: Cast) -> None:
    decision, groups = topics_of(session, cast)
    run(session, confirm_groups, decision, [make.read(each) for each in groups], actor=cast.drafter)
    fees, poles = (session.get_one(Topic, each.topic_id) for each in groups)
    fees_id, poles_id = fees.id, poles.id
    before = state_of(session)
    first = list_topic_members(session, fees_id)[0]
    run(session, move_between_topics, decision, fees_id, [first], "新主题", actor=cast.drafter)
    with pytest.raises(GroupChangedError):
        move_between_topics(session, decision, fees_id, [first], "", actor=cast.drafter, now=NOW)
    session.rollback()
    undo(session, decision, cast.drafter)
    assert state_of(session) == before

    answer_topic(session, session.get_one(Topic, fees_id), NO, actor=cast.drafter, now=NOW)
    session.commit()
    before = state_of(session)
    version = topic_version(session, session.get_one(Topic, fees_id))
    with pytest.raises(GroupChangedError):
        merge_topics(session, decision, fees_id, poles_id, "old", actor=cast.drafter, now=NOW)
    session.rollback()
    run(session, merge_topics, decision, fees_id, poles_id, version, actor=cast.drafter)
    assert len(list_topic_members(session, poles_id)) == 4
    undo(session, decision, cast.drafter)
    assert state_of(session) == before

    version = topic_version(session, session.get_one(Topic, fees_id))
    run(session, dissolve_topic, decision, fees_id, version, actor=cast.drafter)
    assert session.get(Topic, fees_id) is None
    undo(session, decision, cast.drafter)
    assert state_of(session) == before


def acts_on_copies(session: Session, cast: Cast) -> tuple[Any, list[OpinionGroup], list[int]]:
    decision, _, ids = make.round_with(
        session, [CAMPAIGN, POLITE, LATER, LATER + "谢谢", SCHOOL, SCHOOL + "！", OPPOSED, OPPOSED + "！"]
    )
    make.propose(session, decision, cast.drafter)
    groups = make.living(session, COPIES)
    assert [each.size for each in groups] == [4, 2, 2]
    return decision, groups, ids


def test_every_act_can_be_undone_one_after_the_other(session: Session, cast: Cast) -> None:
    decision, groups, ids = acts_on_copies(session, cast)
    drafter = cast.drafter
    acts: list[Callable[[], Any]] = [
        lambda: run(session, split_group, decision, make.read(groups[0]), ids[2:4], actor=drafter),
        lambda: run(session, split_group, decision, make.read(groups[0]), ids[1:2], actor=drafter),
        lambda: run(session, confirm_groups, decision, [make.read(groups[1])], actor=drafter),
        lambda: run(
            session, merge_groups, decision, make.read(groups[1]), Target(groups[2].id), actor=drafter
        ),
        lambda: run(
            session,
            move_members,
            decision,
            make.read(groups[1]),
            ids[6:7],
            Target(groups[0].id),
            actor=drafter,
        ),
        lambda: run(
            session,
            merge_chosen,
            decision,
            [make.read(each) for each in make.living(session, COPIES, PROPOSED)],
            actor=drafter,
        ),
        lambda: run(session, dissolve_groups, decision, [make.read(groups[0])], actor=drafter),
    ]
    seen = []
    for act in acts:
        seen.append(state_of(session))
        act()
        assert state_of(session) != seen[-1]
    for before in reversed(seen):
        undo(session, decision, drafter)
        assert state_of(session) == before
    with pytest.raises(NothingToUndoError):
        undo_act(session, decision, 1, actor=drafter, now=NOW)
    actions = set(session.scalars(select(AuditEntry.action)))
    assert {"feedback.split_groups", "feedback.merge_groups", "feedback.undo_groups"} <= actions


def test_what_somebody_else_changed_since_is_not_undone(session: Session, cast: Cast) -> None:
    decision, groups, ids = acts_on_copies(session, cast)
    other = Actor(id=9001, name="乙", unit_id=cast.drafter.unit_id, roles=cast.drafter.roles)
    run(session, confirm_group, decision, make.read(groups[0]), actor=cast.drafter)
    run(session, split_group, decision, make.read(groups[0]), ids[2:4], actor=other)
    act = find_last_act(session, decision.id, cast.drafter.id)
    assert act is not None
    with pytest.raises(ChangedSinceError, match="乙"):
        undo_act(session, decision, act.id, actor=cast.drafter, now=NOW)
    session.rollback()
    undo(session, decision, other)
    undo(session, decision, cast.drafter)
    assert {each.state for each in make.living(session, COPIES)} == {PROPOSED}


def test_a_topic_that_was_answered_since_is_not_undone(session: Session, cast: Cast) -> None:
    decision, (fees, _) = topics_of(session, cast)
    run(session, confirm_group, decision, make.read(fees), actor=cast.drafter)
    topic = session.scalars(select(Topic)).one()
    answer_topic(session, topic, NO, actor=cast.drafter, now=NOW)
    session.commit()
    act = find_last_act(session, decision.id, cast.drafter.id)
    assert act is not None
    with pytest.raises(AnsweredSinceError):
        undo_act(session, decision, act.id, actor=cast.drafter, now=NOW)
    session.rollback()
    assert session.scalars(select(Topic)).one().disposition is Disposition.NOT_ADOPTED


def test_undoing_a_dissolution_takes_members_back_from_newer_proposals(session: Session, cast: Cast) -> None:
    decision, round_, ids = make.round_with(session, [CAMPAIGN, POLITE])
    make.propose(session, decision, cast.drafter)
    (group,) = make.living(session, COPIES)
    run(session, dissolve_groups, decision, [make.read(group)], actor=cast.drafter)
    make.spoken(session, round_, [LATER])
    make.propose(session, decision, cast.drafter)
    (newer,) = make.living(session, COPIES)
    assert newer.size == 3
    undo(session, decision, cast.drafter)
    assert [make.members(session, each) for each in make.living(session, COPIES)] == [ids]


def test_the_second_of_two_is_told(session: Session, cast: Cast) -> None:
    decision, groups, ids = acts_on_copies(session, cast)
    old = make.read(groups[0])
    run(session, split_group, decision, old, ids[2:4], actor=cast.drafter)
    for verb, arguments in (
        (confirm_group, ()),
        (split_group, ([ids[0]],)),
        (move_members, ([ids[0]], Target(groups[1].id))),
        (merge_groups, (Target(groups[1].id),)),
    ):
        with pytest.raises(GroupChangedError):
            verb(session, decision, old, *arguments, actor=cast.drafter, now=NOW)  # type: ignore[operator]
        session.rollback()
    with pytest.raises(GroupChangedError):
        dissolve_groups(session, decision, [old], actor=cast.drafter, now=NOW)
    session.rollback()


def test_two_people_at_the_same_instant_place_an_opinion_once(
    app: Flask, session: Session, cast: Cast
) -> None:
    decision, groups, ids = acts_on_copies(session, cast)
    code, read, goals = decision.code, make.read(groups[0]), [groups[1].id, groups[2].id]
    session.rollback()
    barrier = Barrier(2)

    def move(goal: int) -> str:
        with app.app_context():
            own = db.session()
            target = own.scalars(select(Decision).where(Decision.code == code)).one()
            own.rollback()
            barrier.wait()
            try:
                move_members(own, target, read, [ids[0]], Target(goal), actor=cast.drafter, now=NOW)
                own.commit()
            except GroupChangedError:
                own.rollback()
                return "told"
            return "moved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(move, goals)) == ["moved", "told"]
    session.expire_all()
    holders = [each for each in make.living(session, COPIES) if ids[0] in make.members(session, each)]
    assert len(holders) == 1


def test_a_page_is_confirmed_without_what_changed_meanwhile(session: Session, cast: Cast) -> None:
    decision, groups, ids = acts_on_copies(session, cast)
    listed = [make.read(each) for each in groups]
    run(session, split_group, decision, listed[0], ids[2:4], actor=cast.drafter)
    result = run(session, confirm_groups, decision, listed, actor=cast.drafter)
    assert result.count == 2
    assert [type(error) for _, error in result.refused] == [GroupChangedError]
    counts = count_groups(session, decision.id)
    assert (counts[COPIES, CONFIRMED], counts[COPIES, PROPOSED]) == (2, 2)


def test_acts_without_a_choice_or_a_place_are_refused(session: Session, cast: Cast) -> None:
    decision, groups, ids = acts_on_copies(session, cast)
    one, drafter = make.read(groups[0]), cast.drafter
    cases: list[tuple[type[Exception], Callable[[], Any]]] = [
        (NothingChosenError, lambda: split_group(session, decision, one, [], actor=drafter, now=NOW)),
        (NothingChosenError, lambda: split_group(session, decision, one, ids[4:], actor=drafter, now=NOW)),
        (AllChosenError, lambda: split_group(session, decision, one, ids[:4], actor=drafter, now=NOW)),
        (NothingChosenError, lambda: confirm_groups(session, decision, [], actor=drafter, now=NOW)),
        (NothingChosenError, lambda: merge_chosen(session, decision, [one], actor=drafter, now=NOW)),
        (NothingChosenError, lambda: dissolve_groups(session, decision, [], actor=drafter, now=NOW)),
        (TargetMissingError, lambda: merge_groups(session, decision, one, Target(), actor=drafter, now=NOW)),
        (
            TargetMissingError,
            lambda: merge_groups(session, decision, one, Target(groups[0].id), actor=drafter, now=NOW),
        ),
        (
            GroupNotFoundError,
            lambda: merge_groups(session, decision, one, Target(9999), actor=drafter, now=NOW),
        ),
        (
            GroupNotFoundError,
            lambda: rename_group(session, decision, one, "名", actor=drafter, now=NOW),
        ),
        (
            GroupNotConfirmedError,
            lambda: answer_group(session, decision, one, NO, actor=drafter, now=NOW),
        ),
    ]
    for error, act in cases:
        with pytest.raises(error):
            act()
        session.rollback()


def test_all_copies_are_answered_at_once_and_own_answers_stay(session: Session, cast: Cast) -> None:
    decision, _, ids = make.round_with(session, [CAMPAIGN, POLITE, LATER])
    make.propose(session, decision, cast.drafter)
    (group,) = make.living(session, COPIES)
    run(session, confirm_group, decision, make.read(group), actor=cast.drafter)
    own = session.get_one(Opinion, ids[2])
    answer_opinion(session, own, YES, topic_label="", revision=0, actor=cast.drafter, now=NOW)
    session.commit()

    result = run(session, answer_group, decision, make.read(group), NO, actor=cast.drafter)
    assert (result.answered, result.kept) == (2, 1)
    assert [get_queued(session, decision.id, each).own for each in ids] == [NO, NO, YES]
    session.refresh(group)
    partly = Reply(Disposition.PARTLY_ADOPTED, "夜间可以，白天不行。")
    result = run(session, answer_group, decision, make.read(group), partly, actor=cast.drafter)
    assert (result.answered, result.kept) == (2, 1)
    assert [get_queued(session, decision.id, each).own for each in ids] == [partly, partly, YES]


def queries_of(session: Session, act: Callable[[], Any]) -> int:
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    session.expire_all()
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_lists_ask_the_same_number_of_questions_however_much_there_is(session: Session, cast: Cast) -> None:
    decision, round_, _ = make.round_with(session, [CAMPAIGN, POLITE])
    make.propose(session, decision, cast.drafter)
    decision_id = decision.id

    def look() -> None:
        found = list_groups(session, decision_id, COPIES, PROPOSED, limit=20)
        list_members(session, found[0].group, found[0].text, limit=20)

    few = queries_of(session, look)
    make.spoken(session, round_, [CAMPAIGN + "！" * place for place in range(30)])
    make.spoken(session, round_, [SCHOOL, SCHOOL + "！", OPPOSED, OPPOSED + "！"])
    make.propose(session, decision, cast.drafter)
    assert len(make.living(session, COPIES)) == 3
    assert queries_of(session, look) == few > 0

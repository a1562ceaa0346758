"""Representatives and what they said: listed, replaced, seen at the meeting, answered, counted."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    ContentMissingError,
    DidNotAttendError,
    MeetingNotHeldError,
    NoRepresentativesError,
    SelectionRefusedError,
    SignUpsSettledError,
    StatementsIncompleteError,
)
from decisions.attendance.models import SignUp
from decisions.attendance.operations import (
    Invited,
    add_representative,
    answer_statement,
    approve_representatives,
    approve_statements,
    enter_statement,
    erase_chosen,
    import_statements,
    record_attendance,
    record_replacement,
    remove_statement,
    select_representatives,
    send_back_statements,
    submit_representatives,
    submit_statements,
)
from decisions.attendance.operations.statements import list_missing
from decisions.attendance.queries import (
    list_representatives,
    list_sign_ups,
    list_statements,
)
from decisions.attendance.queries.published import (
    get_published_call,
    list_representatives_published,
    list_statements_published,
)
from decisions.attendance.queries.year import count_attendance
from decisions.attendance.rules import Absence, Adoption, Eligibility, SelectionMethod, Standing
from decisions.attendance.rules.window import Stage
from decisions.errors import NotAllowedError
from decisions.record.errors import ReasonMissingError, SamePersonError
from decisions.record.queries import get_entry
from tests.factories import attendance as made


def publish_statements(session: Session, call, cast):
    submission = submit_statements(session, call, actor=cast.drafter, now=made.ANSWERED_AT)
    return approve_statements(session, call, submission.id, actor=cast.approver, now=made.ANSWERED_AT)


@pytest.fixture
def call(session, cast):
    """A call with its list published and the meeting held."""
    return made.make_listed_call(session, cast)


def test_the_published_list_masks_who_did_not_consent(session, cast, call) -> None:
    (payload,) = list_representatives_published(session, call.decision_id)
    assert [(person["name"], person["standing"]) for person in payload["people"]] == [
        ("章若水", "member"),
        ("包国华", "member"),
        ("尹家骏", "member"),
        ("裘丽华", "member"),
        ("葛*岚", "member"),
        ("苗青", "alternate"),
        ("戚云霞", "alternate"),
    ]
    assert payload["sign_ups"] == {"received": 23, "eligible": 21, "ineligible": 2}
    assert "葛晓岚" not in json.dumps(payload, ensure_ascii=False)
    assert "13900" not in json.dumps(payload)
    assert get_published_call(session, call.code).stage_at(made.LISTED_AT) is Stage.LISTED


def test_the_list_is_published_by_two_and_changed_with_a_reason(session, cast, call) -> None:
    first_seq = call.representatives_seq
    with pytest.raises(ReasonMissingError):
        submit_representatives(session, call, actor=cast.openness, now=made.AFTER_MEETING)
    submission = submit_representatives(
        session, call, actor=cast.openness, now=made.AFTER_MEETING, reason="更正街镇"
    )
    with pytest.raises(SamePersonError):
        approve_representatives(session, call, submission.id, actor=cast.openness, now=made.AFTER_MEETING)
    entry = approve_representatives(
        session, call, submission.id, actor=cast.openness_second, now=made.AFTER_MEETING
    )
    assert (entry.corrects, entry.reason, call.representatives_seq) == (first_seq, "更正街镇", entry.seq)


def test_a_choice_fits_the_call_and_gives_its_reason(session, cast) -> None:
    call = made.publish_call(session, cast)
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    ids = {item.eligibility: [] for item in list_sign_ups(session, call)}
    for item in list_sign_ups(session, call):
        ids[item.eligibility].append(item.id)
    good, bad = ids[Eligibility.ELIGIBLE], ids[Eligibility.INELIGIBLE]

    def choose(members: list[int], alternates: list[int], reason: str = "兼顾各类人群"):
        return select_representatives(
            session, call, members, alternates, reason=reason, actor=cast.openness, now=made.LISTED_AT
        )

    for members, alternates in (
        (good[:4], good[5:7]),
        (good[:5], good[5:8]),
        (good[:5], good[4:6]),
        ([*good[:4], bad[0]], good[5:7]),
        ([*good[:4], 99999], good[5:7]),
    ):
        with pytest.raises(SelectionRefusedError):
            choose(members, alternates)
    with pytest.raises(ReasonMissingError):
        choose(good[:5], good[5:7], reason=" ")
    choose(good[:5], good[5:7])
    chosen = choose(good[2:7], good[:1])
    assert [person.sign_up_id for person in list_representatives(session, call)] == [*good[2:7], good[0]]
    assert [person.standing for person in chosen][-1] is Standing.ALTERNATE
    made.publish_list(session, call, cast)
    with pytest.raises(SignUpsSettledError):
        choose(good[:5], good[5:7])


def test_people_invited_are_added_by_name(session, cast) -> None:
    draft = replace(made.DRAFT, method=SelectionMethod.INVITATION, opens_at=None, closes_at=None)
    call = made.publish_call(session, cast, draft)
    invited = Invited(
        standing=Standing.MEMBER,
        name="邬海平",
        gender=None,
        category=made.PERSON.category,
        area="三林镇",
        consent_publish=False,
    )
    with pytest.raises(NoRepresentativesError):
        submit_representatives(session, call, actor=cast.openness, now=made.LISTED_AT)
    add_representative(session, call, invited, actor=cast.openness, now=made.LISTED_AT)
    made.publish_list(session, call, cast)
    (payload,) = list_representatives_published(session, call.decision_id)
    assert [person["name"] for person in payload["people"]] == ["邬*平"]


def test_without_a_draw_the_first_alternate_is_called(session, cast, call) -> None:
    people = list_representatives(session, call)
    successor = record_replacement(
        session,
        call,
        people[4],
        Absence.DECLINED,
        remark="会前一日因出差请假",
        actor=cast.openness,
        now=made.AFTER_MEETING,
    )
    assert successor is people[5]
    assert (people[5].called_up_at, people[4].remark) == (made.AFTER_MEETING, "会前一日因出差请假")
    # The next one to leave is followed by the second alternate, the third by nobody.
    assert (
        record_replacement(
            session, call, people[5], Absence.NOT_REACHED, actor=cast.openness, now=made.AFTER_MEETING
        )
        is people[6]
    )
    assert (
        record_replacement(
            session, call, people[0], Absence.DECLINED, actor=cast.openness, now=made.AFTER_MEETING
        )
        is None
    )


def test_an_alternate_who_cannot_come_is_passed_over(session, cast, call) -> None:
    people = list_representatives(session, call)
    nobody = record_replacement(
        session, call, people[5], Absence.DECLINED, actor=cast.openness, now=made.AFTER_MEETING
    )
    assert nobody is None
    successor = record_replacement(
        session, call, people[0], Absence.DECLINED, actor=cast.openness, now=made.AFTER_MEETING
    )
    assert successor is people[6]


def test_the_whole_demonstration_up_to_the_published_statements(session, cast, call) -> None:
    people = list_representatives(session, call)
    record_replacement(
        session, call, people[4], Absence.DECLINED, actor=cast.openness, now=made.AFTER_MEETING
    )
    count = import_statements(session, call, made.reported_rows(), actor=cast.drafter, now=made.AFTER_MEETING)
    assert count == 6
    assert list_missing(session, call) == []
    entry = publish_statements(session, call, cast)

    (payload,) = list_statements_published(session, call.decision_id)
    assert (entry.kind, payload["meeting"]["on"]) == ("statements", "2026-09-10")
    assert payload["totals"] == {
        "attended": 5,
        "members": 4,
        "alternates": 1,
        "spoke": 4,
        "statements": 6,
        "by_adoption": {"adopted": 3, "partly_adopted": 2, "not_adopted": 1},
    }
    assert [item["number"] for item in payload["statements"]] == [1, 2, 3, 4, 5, 6]
    assert payload["statements"][3]["speaker"] == "尹家骏"
    assert all(item["reply"] and item["adoption"] for item in payload["statements"])
    assert payload["people"][4] == {
        "position": 5,
        "standing": "member",
        "name": "葛*岚",
        "gender": "female",
        "category": "resident",
        "area": "北蔡镇",
        "absence": "declined",
        "called_up": False,
        "attended": False,
    }
    assert payload["people"][5]["called_up"]
    whole = json.dumps(payload, ensure_ascii=False)
    assert "葛晓岚" not in whole
    assert "出差" not in whole
    assert get_published_call(session, call.code).stage_at(made.ANSWERED_AT) is Stage.ANSWERED


def test_every_statement_needs_its_reply_and_adoption(session, cast, call) -> None:
    people = list_representatives(session, call)
    missing = [str(item.message) for item in list_missing(session, call)]
    assert missing == ["尚未登记哪些代表到会。"]
    record_attendance(session, call, {people[0].id}, actor=cast.drafter, now=made.AFTER_MEETING)
    statement = enter_statement(
        session, call, people[0], "建议设公示牌。", actor=cast.drafter, now=made.AFTER_MEETING
    )
    with pytest.raises(StatementsIncompleteError) as refused:
        submit_statements(session, call, actor=cast.drafter, now=made.AFTER_MEETING)
    assert [str(item.message) for item in refused.value.problems] == [
        "第 1 条发言还没有答复。",
        "第 1 条发言还没有写明是否采纳。",
    ]
    assert refused.value.problems[0].link == (
        f"/desk/decisions/2026-01/attendance/2026-01-a/statements/{statement.id}"
    )

    def answer(reply: str) -> None:
        answer_statement(
            session,
            call,
            statement,
            content="建议设公示牌。",
            reply=reply,
            adoption=Adoption.ADOPTED,
            actor=cast.drafter,
            now=made.AFTER_MEETING,
        )

    answer("采纳，详询 13900012345。")
    with pytest.raises(StatementsIncompleteError, match="1"):
        submit_statements(session, call, actor=cast.drafter, now=made.AFTER_MEETING)
    answer("采纳。")
    publish_statements(session, call, cast)


def test_nobody_having_spoken_is_published_too(session, cast, call) -> None:
    people = list_representatives(session, call)
    record_attendance(session, call, {people[0].id}, actor=cast.drafter, now=made.AFTER_MEETING)
    publish_statements(session, call, cast)
    (payload,) = list_statements_published(session, call.decision_id)
    assert (payload["statements"], payload["totals"]["attended"]) == ([], 1)


def test_who_may_answer_and_who_may_publish(session, cast, call) -> None:
    people = list_representatives(session, call)
    for stranger in (cast.other_drafter, cast.approver, cast.justice, cast.administrator):
        with pytest.raises(NotAllowedError):
            record_attendance(session, call, {people[0].id}, actor=stranger, now=made.AFTER_MEETING)
    record_attendance(session, call, {people[0].id}, actor=cast.drafter, now=made.AFTER_MEETING)
    submission = submit_statements(session, call, actor=cast.drafter, now=made.ANSWERED_AT)
    for stranger in (cast.drafter, cast.other_approver, cast.justice):
        with pytest.raises(NotAllowedError):
            approve_statements(session, call, submission.id, actor=stranger, now=made.ANSWERED_AT)
    send_back_statements(
        session, call, submission.id, remark="请核对", actor=cast.approver, now=made.ANSWERED_AT
    )
    assert call.statements_seq is None


def test_only_who_came_can_have_said_something(session, cast, call) -> None:
    people = list_representatives(session, call)
    record_attendance(session, call, {people[0].id}, actor=cast.drafter, now=made.AFTER_MEETING)
    with pytest.raises(DidNotAttendError):
        enter_statement(session, call, people[1], "……", actor=cast.drafter, now=made.AFTER_MEETING)
    with pytest.raises(ContentMissingError):
        enter_statement(session, call, people[0], " ", actor=cast.drafter, now=made.AFTER_MEETING)
    statement = enter_statement(session, call, people[0], "误录", actor=cast.drafter, now=made.AFTER_MEETING)
    remove_statement(session, call, statement, actor=cast.drafter, now=made.AFTER_MEETING)
    assert list_statements(session, call) == []


@pytest.mark.parametrize("held_on", [None, made.AFTER_MEETING.date() + timedelta(days=1)])
def test_nobody_was_at_a_meeting_that_was_not_held(session, cast, held_on) -> None:
    call = made.publish_call(session, cast)
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    made.choose(session, call, cast)
    made.hold_meeting(session, call.decision, held_on)
    with pytest.raises(MeetingNotHeldError):
        record_attendance(session, call, set(), actor=cast.drafter, now=made.AFTER_MEETING)


def test_statements_are_corrected_with_a_reason(session, cast, call) -> None:
    people = list_representatives(session, call)
    record_attendance(session, call, {people[0].id}, actor=cast.drafter, now=made.AFTER_MEETING)
    first = publish_statements(session, call, cast)
    with pytest.raises(ReasonMissingError):
        submit_statements(session, call, actor=cast.drafter, now=made.ANSWERED_AT)
    submission = submit_statements(
        session, call, reason="补录一条发言", actor=cast.drafter, now=made.ANSWERED_AT
    )
    entry = approve_statements(session, call, submission.id, actor=cast.approver, now=made.ANSWERED_AT)
    assert entry.corrects == first.seq
    assert get_entry(session, first.seq).payload is not None


def test_the_year_counts_items_and_times(session, cast, call) -> None:
    """Two items at one meeting are two items and one time; another year and nobody there don't count."""
    before = count_attendance(session, 2026)
    assert (before.items, before.times) == (0, 0)
    people = list_representatives(session, call)
    record_attendance(session, call, {people[0].id}, actor=cast.drafter, now=made.AFTER_MEETING)
    assert (count_attendance(session, 2026).items, count_attendance(session, 2026).times) == (1, 1)
    for code, held_on in (("2026-02", made.MET_ON), ("2026-03", date(2026, 9, 30)), ("2026-04", None)):
        invited = replace(made.DRAFT, method=SelectionMethod.INVITATION, opens_at=None, closes_at=None)
        other = made.publish_call(session, cast, invited, decision=made.make_decision(session, code))
        made.hold_meeting(session, other.decision, held_on)
        person = add_representative(
            session,
            other,
            Invited(Standing.MEMBER, "邬海平", None, made.PERSON.category, "三林镇", True),
            actor=cast.openness,
            now=made.LISTED_AT,
        )
        person.attended = True
    session.flush()
    counted = count_attendance(session, 2026)
    assert (counted.items, counted.times) == (3, 2)
    assert (counted.is_met(2), counted.is_met(3)) == (True, False)
    assert count_attendance(session, 2025).items == 0


def test_what_the_chosen_filled_in_goes_once_nobody_has_to_reach_them(session, cast, call) -> None:
    attended = {person.id for person in list_representatives(session, call)}
    record_attendance(session, call, attended, actor=cast.openness, now=made.AFTER_MEETING)
    assert erase_chosen(session, now=made.ANSWERED_AT) == 0
    submission = submit_statements(session, call, actor=cast.openness, now=made.ANSWERED_AT)
    approve_statements(session, call, submission.id, actor=cast.approver, now=made.ANSWERED_AT)
    assert erase_chosen(session, now=made.ANSWERED_AT + timedelta(days=29)) == 0
    assert erase_chosen(session, now=made.ANSWERED_AT + timedelta(days=30)) == 7
    assert erase_chosen(session, now=made.ANSWERED_AT + timedelta(days=31)) == 0
    chosen = [session.get_one(SignUp, person.sign_up_id) for person in list_representatives(session, call)]
    assert {(item.name, item.phone, item.born, item.statement) for item in chosen} == {("", "", "", "")}
    assert next(person.name for person in list_representatives(session, call)) == "章若水"

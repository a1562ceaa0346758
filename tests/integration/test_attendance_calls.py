"""Calls and sign-ups: published by two, open by the clock, one receipt for one send."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from decisions.attendance.errors import (
    CallExistsError,
    CallIncompleteError,
    CallPublishedError,
    NoOpenSignUpError,
    NotYetPublishedError,
    ReasonNeededError,
    SignUpClosedError,
    SignUpInvalidError,
    SignUpNotFoundError,
    SignUpNotOpenError,
    SignUpsSettledError,
    SignUpsStillOpenError,
)
from decisions.attendance.models import SignUp
from decisions.attendance.operations import (
    ListedSignUp,
    Verdict,
    accept_proposals,
    approve_call,
    check_eligibility,
    create_call,
    enter_sign_up,
    erase_unselected,
    import_sign_ups,
    receive_sign_up,
    send_back_call,
    submit_call,
    update_call,
    withdraw_sign_up,
)
from decisions.attendance.queries import (
    count_sign_ups,
    find_call,
    find_sign_up_by_receipt,
    list_sign_ups,
)
from decisions.attendance.queries.eligibility import list_proposals
from decisions.attendance.queries.published import get_published_call, list_published_calls
from decisions.attendance.queries.receipts import erasure_day_of
from decisions.attendance.rules import CallState, Eligibility, SelectionMethod, SignUpChannel, Standing
from decisions.attendance.rules.window import Stage
from decisions.errors import ConflictError, NotAllowedError, NotFoundError
from decisions.extensions import db
from decisions.lifecycle.queries.receipts import SignUpCourse, find_by_receipt
from decisions.record.errors import ChangedSinceSubmissionError, SamePersonError, SubmissionNotFoundError
from decisions.record.queries import find_latest_entry, payload_of
from tests.factories import attendance as made


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SignUp)) or 0


def receive(session: Session, call, entry=made.PERSON, key: str = "one", now=made.MID_AUGUST) -> SignUp:
    return receive_sign_up(session, call, entry, idempotency_key=key, now=now)


def test_a_call_is_published_by_two_with_everything_the_notice_prints(session, cast) -> None:
    decision = made.make_decision(session)
    made.hold_meeting(session, decision, held_on=None)
    call = create_call(session, decision, made.DRAW_DRAFT, actor=cast.drafter, now=made.DRAFTED_AT)
    submission = submit_call(session, call, actor=cast.drafter, now=made.DRAFTED_AT)
    assert call.state is CallState.SUBMITTED
    entry = approve_call(session, call, submission.id, actor=cast.openness, now=made.DRAFTED_AT)

    assert (call.code, call.state, call.published_seq) == ("2026-01-a", CallState.PUBLISHED, entry.seq)
    payload = payload_of(entry)
    assert payload is not None
    assert (entry.kind, entry.subject, payload["page"]) == (
        "attendance_call",
        "2026-01",
        "/attendance/2026-01-a",
    )
    assert payload["occurred_on"] == "2026-08-03"
    assert payload["closes_at"] == "2026-08-15T00:00+08:00"
    assert payload["meeting"] == {
        "name": "第41次常务会议（演示）",
        "on": "2026-09-10",
        "place": made.DRAFT.place,
    }
    assert [source["issue"] for source in payload["draw"]["sources"]] == ["2026218", "2026094"]
    assert (payload["seats"], payload["alternates"], payload["retention_days"]) == (5, 2, 30)


def test_who_submitted_cannot_approve_and_other_units_cannot_draft(session, cast) -> None:
    decision = made.make_decision(session)
    with pytest.raises(NotAllowedError):
        create_call(session, decision, made.DRAFT, actor=cast.other_drafter, now=made.DRAFTED_AT)
    call = create_call(session, decision, made.DRAFT, actor=cast.openness, now=made.DRAFTED_AT)
    submission = submit_call(session, call, actor=cast.openness, now=made.DRAFTED_AT)
    with pytest.raises(SamePersonError):
        approve_call(session, call, submission.id, actor=cast.openness, now=made.DRAFTED_AT)
    for stranger in (cast.approver, cast.drafter, cast.justice, cast.administrator):
        with pytest.raises(NotAllowedError):
            approve_call(session, call, submission.id, actor=stranger, now=made.DRAFTED_AT)


def test_a_call_changed_after_submission_is_not_published(session, cast) -> None:
    decision = made.make_decision(session)
    call = create_call(session, decision, made.DRAFT, actor=cast.drafter, now=made.DRAFTED_AT)
    submission = submit_call(session, call, actor=cast.drafter, now=made.DRAFTED_AT)
    update_call(session, call, replace(made.DRAFT, seats=6), actor=cast.drafter, now=made.DRAFTED_AT)
    with pytest.raises(ChangedSinceSubmissionError):
        approve_call(session, call, submission.id, actor=cast.openness, now=made.DRAFTED_AT)
    assert find_latest_entry(session, "2026-01", "attendance_call") is None


def test_a_call_sent_back_can_be_mended_and_submitted_again(session, cast) -> None:
    decision = made.make_decision(session)
    call = create_call(session, decision, made.DRAFT, actor=cast.drafter, now=made.DRAFTED_AT)
    submission = submit_call(session, call, actor=cast.drafter, now=made.DRAFTED_AT)
    send_back_call(
        session, call, submission.id, remark="请写明面向人群", actor=cast.openness, now=made.DRAFTED_AT
    )
    assert call.state is CallState.DRAFTING
    with pytest.raises(SubmissionNotFoundError):
        approve_call(session, call, submission.id, actor=cast.openness, now=made.DRAFTED_AT)
    again = submit_call(session, call, actor=cast.drafter, now=made.DRAFTED_AT)
    approve_call(session, call, again.id, actor=cast.openness, now=made.DRAFTED_AT)
    with pytest.raises(CallPublishedError):
        update_call(session, call, made.DRAFT, actor=cast.openness, now=made.DRAFTED_AT)


def test_an_incomplete_call_names_what_is_missing(session, cast) -> None:
    decision = made.make_decision(session)
    draft = replace(made.DRAW_DRAFT, conditions="", contact=" ", draw_sources=[], seats=0)
    call = create_call(session, decision, draft, actor=cast.openness, now=made.DRAFTED_AT)
    with pytest.raises(CallIncompleteError) as refused:
        submit_call(session, call, actor=cast.openness, now=made.DRAFTED_AT)
    assert [item.field for item in refused.value.problems] == [
        "conditions",
        "contact",
        "seats",
        "draw_sources",
    ]


def test_a_second_call_waits_for_the_end_of_the_first(session, cast) -> None:
    call = made.publish_call(session, cast)
    with pytest.raises(CallExistsError):
        create_call(session, call.decision, made.DRAFT, actor=cast.openness, now=made.MID_AUGUST)
    later = create_call(session, call.decision, made.DRAFT, actor=cast.openness, now=made.CHECKED_AT)
    assert later.code == "2026-01-a2"


def test_a_draft_is_not_public(session, cast) -> None:
    create_call(session, made.make_decision(session), made.DRAFT, actor=cast.openness, now=made.DRAFTED_AT)
    with pytest.raises(NotFoundError):
        get_published_call(session, "2026-01-a")
    assert list_published_calls(session) == []


@pytest.mark.parametrize(
    ("after_opening", "refusal"),
    [
        (timedelta(microseconds=-1), SignUpNotOpenError),
        (timedelta(), None),
        (made.CLOSES_AT - made.OPENS_AT - timedelta(microseconds=1), None),
        (made.CLOSES_AT - made.OPENS_AT, SignUpClosedError),
    ],
)
def test_the_window_opens_and_closes_at_exact_instants(session, cast, after_opening, refusal) -> None:
    call = made.publish_call(session, cast)
    now = made.OPENS_AT + after_opening
    if refusal is None:
        assert receive(session, call, now=now).received_at == now
    else:
        with pytest.raises(refusal):
            receive(session, call, now=now)
        assert count(session) == 0


def test_the_refusal_after_the_end_says_when_it_ended(session, cast) -> None:
    call = made.publish_call(session, cast)
    with pytest.raises(SignUpClosedError, match="2026-08-14 24:00"):
        receive(session, call, now=made.CLOSES_AT)


def test_the_same_send_gives_the_same_receipt_even_after_the_end(session, cast) -> None:
    call = made.publish_call(session, cast)
    first = receive(session, call)
    session.commit()
    assert receive(session, call, now=made.CLOSES_AT + timedelta(days=1)).receipt == first.receipt
    assert receive(session, call, key="two").receipt != first.receipt
    assert count(session) == 2


def test_a_key_belongs_to_one_call(session, cast) -> None:
    call = made.publish_call(session, cast)
    other = made.publish_call(session, cast, decision=made.make_decision(session, "2026-02"))
    receive(session, call)
    with pytest.raises(ConflictError):
        receive(session, other)


def test_sends_at_the_same_instant_under_one_key_make_one_sign_up(app, session, cast) -> None:
    call = made.publish_call(session, cast)
    call_id, threads = call.id, 8
    together = Barrier(threads)

    def send(number: int) -> str:
        with app.app_context():
            own = db.session()
            together.wait(timeout=20)
            sign_up = receive(own, own.get_one(type(call), call_id), made.PERSON, key="same")
            receipt = sign_up.receipt
            own.commit()
            db.session.remove()
            return receipt

    session.rollback()
    with ThreadPoolExecutor(threads) as pool:
        receipts = set(pool.map(send, range(threads)))
    assert len(receipts) == 1
    assert count(session) == 1


def test_personal_data_is_unreadable_in_the_table(session, cast) -> None:
    call = made.publish_call(session, cast)
    receive(session, call)
    session.commit()
    row = " ".join(str(value) for value in session.execute(text("SELECT * FROM sign_ups")).one())
    for secret in ("章若水", "13900010236", "1979-03", "业委会", "小区停车位"):
        assert secret not in row


def test_what_cannot_be_taken_is_refused_field_by_field(session, cast) -> None:
    call = made.publish_call(session, cast)
    wrong = replace(made.PERSON, name=" ", born="1979", phone="12345", consent=False)
    with pytest.raises(SignUpInvalidError) as refused:
        receive(session, call, wrong)
    assert [item.field for item in refused.value.problems] == ["name", "born", "phone", "consent"]
    assert count(session) == 0


def test_nobody_signs_up_for_a_draft_or_where_people_are_invited(session, cast) -> None:
    decision = made.make_decision(session)
    draft = create_call(session, decision, made.DRAFT, actor=cast.openness, now=made.DRAFTED_AT)
    with pytest.raises(NotYetPublishedError):
        receive(session, draft)
    invited = replace(made.DRAFT, method=SelectionMethod.INVITATION, opens_at=None, closes_at=None)
    call = made.publish_call(session, cast, invited, decision=made.make_decision(session, "2026-02"))
    with pytest.raises(NoOpenSignUpError):
        receive(session, call)
    assert get_published_call(session, "2026-02-a").stage_at(made.MID_AUGUST) is Stage.CHECKING


def test_the_office_enters_what_reached_it_in_time(session, cast) -> None:
    call = made.publish_call(session, cast)
    sign_up = enter_sign_up(
        session,
        call,
        made.PERSON,
        received_at=made.MID_AUGUST,
        idempotency_key="paper",
        actor=cast.openness,
        now=made.CHECKED_AT,
    )
    assert (sign_up.channel, sign_up.received_at) == (SignUpChannel.OFFICE, made.MID_AUGUST)
    for received_at, refusal in ((made.CHECKED_AT, SignUpClosedError), (made.DRAFTED_AT, SignUpNotOpenError)):
        with pytest.raises(refusal):
            enter_sign_up(
                session,
                call,
                made.PERSON,
                received_at=received_at,
                idempotency_key=str(received_at),
                actor=cast.openness,
                now=made.CHECKED_AT,
            )
    with pytest.raises(NotAllowedError):
        enter_sign_up(
            session,
            call,
            made.PERSON,
            received_at=made.MID_AUGUST,
            idempotency_key="drafter",
            actor=cast.drafter,
            now=made.CHECKED_AT,
        )


def test_a_list_is_imported_once(session, cast) -> None:
    call = made.publish_call(session, cast)
    rows = made.demo_rows()
    first = import_sign_ups(session, call, rows, actor=cast.openness, now=made.MID_AUGUST)
    again = import_sign_ups(session, call, rows, actor=cast.openness, now=made.MID_AUGUST)
    assert (len(first.accepted), first.skipped) == (23, ())
    assert (again.accepted, len(again.skipped)) == ({}, 23)
    assert [item.name for item in list_sign_ups(session, call)] == [row.entry.name for row in rows]


def test_a_list_with_a_row_that_cannot_be_taken_is_refused_whole(session, cast) -> None:
    call = made.publish_call(session, cast)
    rows = made.demo_rows()
    rows[4] = replace(rows[4], entry=replace(rows[4].entry, consent=False))
    with pytest.raises(SignUpInvalidError) as refused:
        import_sign_ups(session, call, rows, actor=cast.openness, now=made.MID_AUGUST)
    assert [(item.row, item.field) for item in refused.value.problems] == [(6, "consent")]
    assert count(session) == 0


def test_of_the_demonstration_s_23_two_are_not_eligible(session, cast) -> None:
    call = made.publish_call(session, cast)
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    counts = count_sign_ups(session, call)
    assert (counts[Eligibility.ELIGIBLE], counts[Eligibility.INELIGIBLE]) == (21, 2)
    refused = [
        (item.name, item.eligibility_reason)
        for item in list_sign_ups(session, call)
        if item.eligibility is Eligibility.INELIGIBLE
    ]
    assert refused == [("路远航", "未满18周岁"), ("戚云霞", "手机号码重复")]


def test_eligibility_waits_for_the_end_and_a_person(session, cast) -> None:
    call = made.publish_call(session, cast)
    one = receive(session, call)
    family = receive(session, call, replace(made.PERSON, name="章若木"), key="two")
    with pytest.raises(SignUpsStillOpenError):
        accept_proposals(session, call, actor=cast.openness, now=made.MID_AUGUST)
    with pytest.raises(NotAllowedError):
        accept_proposals(session, call, actor=cast.drafter, now=made.CHECKED_AT)

    assert accept_proposals(session, call, actor=cast.openness, now=made.CHECKED_AT) == 1
    assert (one.eligibility, family.eligibility) == (Eligibility.ELIGIBLE, Eligibility.PENDING)
    with pytest.raises(ReasonNeededError):
        check_eligibility(
            session, call, {family.id: Verdict(eligible=True)}, actor=cast.openness, now=made.CHECKED_AT
        )
    verdict = Verdict(eligible=True, reason="姐妹二人共用一个号码，已电话核实")
    check_eligibility(session, call, {family.id: verdict}, actor=cast.openness, now=made.CHECKED_AT)
    assert (family.eligibility, family.eligibility_reason) == (Eligibility.ELIGIBLE, verdict.reason)


def test_against_the_rules_only_with_a_reason(session, cast) -> None:
    call = made.publish_call(session, cast)
    sign_up = receive(session, call)
    refused = {sign_up.id: Verdict(eligible=False)}
    with pytest.raises(ReasonNeededError):
        check_eligibility(session, call, refused, actor=cast.openness, now=made.CHECKED_AT)
    with pytest.raises(SignUpNotFoundError):
        check_eligibility(
            session, call, {sign_up.id + 1: Verdict(True)}, actor=cast.openness, now=made.CHECKED_AT
        )


def test_a_receipt_tells_what_became_of_it(session, cast) -> None:
    call = made.publish_call(session, cast)
    sign_ups = {item.name: item for item in reversed(made.sign_up_everybody(session, call, cast))}
    typed = sign_ups["章若水"].receipt.lower().replace("-", " ")
    assert find_sign_up_by_receipt(session, typed) is sign_ups["章若水"]
    assert find_sign_up_by_receipt(session, "BM-2222-2222-2223") is None

    def told(name: str) -> tuple[Eligibility, Standing | None, bool]:
        found = find_by_receipt(session, sign_ups[name].receipt, made.LISTED_AT)
        assert isinstance(found, SignUpCourse)
        standing = found.representative.standing if found.representative else None
        return found.sign_up.eligibility, standing, found.is_drawn

    assert told("章若水") == (Eligibility.PENDING, None, False)
    made.check_everybody(session, call, cast)
    assert told("章若水") == (Eligibility.ELIGIBLE, None, False)
    assert sign_ups["路远航"].eligibility_reason == "未满18周岁"
    made.choose(session, call, cast)
    assert told("章若水") == (Eligibility.ELIGIBLE, None, False), "a choice not yet published is nobody's"
    made.publish_list(session, call, cast)
    assert told("章若水") == (Eligibility.ELIGIBLE, Standing.MEMBER, True)
    assert told("苗青") == (Eligibility.ELIGIBLE, Standing.ALTERNATE, True)
    assert told("宋启元") == (Eligibility.ELIGIBLE, None, True)


def test_data_of_those_not_selected_is_erased_in_time(session, cast) -> None:
    call = made.publish_call(session, cast)
    sign_ups = {item.name: item for item in made.sign_up_everybody(session, call, cast)}
    made.check_everybody(session, call, cast)
    made.choose(session, call, cast)
    made.publish_list(session, call, cast)
    assert str(erasure_day_of(session, call)) == "2026-09-20"
    assert erase_unselected(session, now=made.LISTED_AT + timedelta(days=29)) == 0
    assert erase_unselected(session, now=made.LISTED_AT + timedelta(days=30)) == 16
    assert erase_unselected(session, now=made.LISTED_AT + timedelta(days=31)) == 0
    erased, kept = sign_ups["宋启元"], sign_ups["章若水"]
    assert (erased.name, erased.phone, erased.born, erased.phone_index) == ("", "", "", "")
    assert erased.erased_at == made.LISTED_AT + timedelta(days=30)
    assert (kept.name, kept.phone) == ("章若水", "13900010236")


def test_withdrawing_erases_at_once_and_only_with_one_s_own_number(session, cast) -> None:
    call = made.publish_call(session, cast)
    sign_up = receive(session, call)
    with pytest.raises(SignUpNotFoundError):
        withdraw_sign_up(session, sign_up, phone="13900020471", now=made.MID_AUGUST)
    withdraw_sign_up(session, sign_up, phone="139-0001-0236", now=made.MID_AUGUST)
    assert (sign_up.name, sign_up.eligibility) == ("", Eligibility.INELIGIBLE)
    assert list_proposals(session, call) == []
    # Who withdrew may sign up again: the telephone is not remembered.
    receive(session, call, key="again")
    assert accept_proposals(session, call, actor=cast.openness, now=made.CHECKED_AT) == 1


def test_once_people_are_chosen_sign_ups_are_settled(session, cast) -> None:
    call = made.publish_call(session, cast)
    sign_ups = made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    made.choose(session, call, cast)
    latecomer = [ListedSignUp(2, made.person(1))]
    with pytest.raises(SignUpsSettledError):
        import_sign_ups(session, call, latecomer, actor=cast.openness, now=made.LISTED_AT)
    again = import_sign_ups(session, call, made.demo_rows(), actor=cast.openness, now=made.LISTED_AT)
    assert again.accepted == {}
    with pytest.raises(SignUpsSettledError):
        accept_proposals(session, call, actor=cast.openness, now=made.LISTED_AT)
    # Right or wrong, the answer is the same: receipts may be public by now, and nobody tries out numbers.
    for phone in (sign_ups[0].phone, "13900020471"):
        with pytest.raises(SignUpsSettledError):
            withdraw_sign_up(session, sign_ups[0], phone=phone, now=made.LISTED_AT)


def test_reading_calls_takes_as_many_queries_for_four_as_for_one(session, cast) -> None:
    seen: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: seen.append(args[2]))
    taken = []
    for number in range(1, 5):
        made.publish_call(session, cast, decision=made.make_decision(session, f"2026-{number:02}"))
        session.expunge_all()
        seen.clear()
        assert len(list_published_calls(session)) == number
        taken.append(len(seen))
    assert len(set(taken)) == 1, taken
    assert list_published_calls(session)[0].code == "2026-04-a"
    assert find_call(session, "2026-09-a") is None

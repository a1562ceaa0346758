"""The draw: frozen once, drawn once, checkable by anybody, replaced by the rule."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from decisions.attendance import draw as lottery
from decisions.attendance.draw.errors import DrawError, RuleRefusedError, SeedRefusedError
from decisions.attendance.errors import (
    AlreadyAbsentError,
    AlreadyDrawnError,
    AlreadyFrozenError,
    EligibilityPendingError,
    IsADrawError,
    NotADrawError,
    NotFrozenError,
    NumbersNotDrawnError,
    SignUpsSettledError,
    SignUpsStillOpenError,
)
from decisions.attendance.models import AttendanceCall, Draw, Representative, SignUp
from decisions.attendance.operations import (
    accept_proposals,
    check_eligibility,
    freeze_draw,
    record_replacement,
    run_draw,
    select_representatives,
)
from decisions.attendance.operations.draws import files_of
from decisions.attendance.operations.eligibility import Verdict
from decisions.attendance.queries import find_draw, find_draw_file, list_representatives
from decisions.attendance.queries.published import get_published_call
from decisions.attendance.rules import Absence, Standing
from decisions.attendance.rules.window import Stage
from decisions.errors import NotAllowedError
from decisions.extensions import db
from decisions.record.models import RecordEntry
from decisions.record.queries import list_entries_of, payload_of
from tests.factories import attendance as made

ODD = made.CHECKED_AT + timedelta(hours=1)


@pytest.fixture
def call(session, cast) -> AttendanceCall:
    """A call to be drawn, its 23 sign-ups checked."""
    call = made.publish_call(session, cast, made.DRAW_DRAFT)
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    return call


@pytest.fixture
def drawn(session, cast, call) -> Draw:
    freeze_draw(session, call, actor=cast.openness, now=ODD)
    draw = run_draw(session, call, made.DRAWN, actor=cast.openness, now=made.DRAWN_AT)
    session.commit()
    return draw


def published(session: Session, *kinds: str) -> list[dict]:
    return [payload_of(entry) or {} for entry in list_entries_of(session, "2026-01", *kinds)]


def test_the_frozen_pool_is_the_receipts_of_the_eligible_and_nothing_else(session, cast, call) -> None:
    draw = freeze_draw(session, call, actor=cast.openness, now=ODD)
    pool = files_of(draw)["pool.csv"].decode()
    receipts = sorted(session.scalars(select(SignUp.receipt).where(SignUp.eligibility == "eligible")).all())
    assert pool == "id\n" + "".join(f"{receipt}\n" for receipt in receipts)
    assert len(receipts) == 21
    payload = published(session, "draw_frozen")[0]
    assert (payload["root"], payload["people"], payload["seats"]) == (draw.root, 21, 5)
    assert [file["name"] for file in payload["files"]] == ["pool.csv", "rule.json", "lottery.json"]
    rule = json.loads(files_of(draw)["rule.json"])
    assert (rule["alternates"], rule["quotas"], rule["frozen_at"]) == (2, {}, "2026-08-17T11:00:00+08:00")
    assert get_published_call(session, call.code).stage_at(ODD) is Stage.FROZEN


def test_the_draw_verifies_against_the_root_announced_before(session, cast, drawn, call) -> None:
    files = files_of(drawn)
    assert lottery.verify(files, published(session, "draw_frozen")[0]["root"]).failed is None
    result = json.loads(files["result.json"])
    people = list_representatives(session, call)
    receipts = [session.get_one(SignUp, person.sign_up_id).receipt for person in people]
    assert receipts == result["selected"] + result["alternates"]
    assert [person.standing for person in people] == [Standing.MEMBER] * 5 + [Standing.ALTERNATE] * 2
    assert published(session, "draw_result")[0]["selected"] == result["selected"]
    assert find_draw_file(session, call.code, "seed.json") == files["seed.json"]
    assert find_draw_file(session, call.code, "pool.txt") is None
    assert get_published_call(session, call.code).stage_at(made.DRAWN_AT) is Stage.DRAWN


def test_no_personal_data_leaves_with_the_draw(session, cast, drawn, call) -> None:
    signed_up = session.scalars(select(SignUp)).all()
    told = b"".join(files_of(drawn).values()).decode() + json.dumps(published(session), ensure_ascii=False)
    for person in signed_up:
        assert person.name not in told
        assert person.phone not in told


@pytest.mark.parametrize("now", [made.MID_AUGUST, made.CLOSES_AT - timedelta(microseconds=1)])
def test_nothing_is_frozen_while_sign_up_is_open(session, cast, now) -> None:
    call = made.publish_call(session, cast, made.DRAW_DRAFT)
    with pytest.raises(SignUpsStillOpenError):
        freeze_draw(session, call, actor=cast.openness, now=now)


def test_nothing_is_frozen_while_somebody_is_unchecked(session, cast) -> None:
    call = made.publish_call(session, cast, made.DRAW_DRAFT)
    made.sign_up_everybody(session, call, cast)
    with pytest.raises(EligibilityPendingError, match="23"):
        freeze_draw(session, call, actor=cast.openness, now=ODD)


def test_too_few_people_are_not_drawn_from(session, cast) -> None:
    call = made.publish_call(session, cast, replace(made.DRAW_DRAFT, seats=30))
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    with pytest.raises(RuleRefusedError):
        freeze_draw(session, call, actor=cast.openness, now=ODD)
    assert find_draw(session, call) is None


def test_only_the_office_freezes_and_only_where_the_call_says_so(session, cast, call) -> None:
    with pytest.raises(NotAllowedError):
        freeze_draw(session, call, actor=cast.drafter, now=ODD)
    other = made.publish_call(session, cast, decision=made.make_decision(session, "2026-02"))
    with pytest.raises(NotADrawError):
        freeze_draw(session, other, actor=cast.openness, now=ODD)
    with pytest.raises(IsADrawError):
        select_representatives(session, call, [1], [], reason="x", actor=cast.openness, now=ODD)


def test_numbers_drawn_before_freezing_are_refused(session, cast, call) -> None:
    late = made.DRAWN_AT + timedelta(days=1)
    with pytest.raises(DrawError):
        freeze_draw(session, call, actor=cast.openness, now=late)


def test_after_freezing_nobody_is_checked_anew(session, cast, call) -> None:
    freeze_draw(session, call, actor=cast.openness, now=ODD)
    someone = session.scalars(select(SignUp)).first()
    with pytest.raises(SignUpsSettledError):
        check_eligibility(
            session, call, {someone.id: Verdict(False, "x")}, actor=cast.openness, now=made.CHECKED_AT
        )
    with pytest.raises(SignUpsSettledError):
        accept_proposals(session, call, actor=cast.openness, now=made.CHECKED_AT)


def test_the_draw_waits_for_the_day_of_drawing_and_takes_the_announced_numbers_only(
    session, cast, call
) -> None:
    with pytest.raises(NotFrozenError):
        run_draw(session, call, made.DRAWN, actor=cast.openness, now=made.DRAWN_AT)
    freeze_draw(session, call, actor=cast.openness, now=ODD)
    with pytest.raises(NumbersNotDrawnError):
        run_draw(session, call, made.DRAWN, actor=cast.openness, now=ODD)
    with pytest.raises(SeedRefusedError):
        run_draw(session, call, made.DRAWN[:1], actor=cast.openness, now=made.DRAWN_AT)
    wrong = [made.DRAWN[0] | {"numbers": [1, 1, *range(3, 21)]}, made.DRAWN[1]]
    with pytest.raises(SeedRefusedError):
        run_draw(session, call, wrong, actor=cast.openness, now=made.DRAWN_AT)
    assert list_representatives(session, call) == []


def test_there_is_one_draw_only(session, cast, drawn, call) -> None:
    before = files_of(drawn)
    with pytest.raises(AlreadyFrozenError):
        freeze_draw(session, call, actor=cast.openness, now=made.DRAWN_AT)
    with pytest.raises(AlreadyDrawnError):
        run_draw(session, call, made.DRAWN, actor=cast.openness, now=made.DRAWN_AT)
    assert files_of(drawn) == before


def _at_once(app, call: AttendanceCall, act) -> list[str]:
    """Let two threads act on the same call at the same instant; return what became of each."""
    call_id, together = call.id, Barrier(2)
    object_session(call).rollback()  # on SQLite even reading would hold the lock

    def one(_number: int) -> str:
        with app.app_context():
            own = db.session()
            together.wait(timeout=20)
            try:
                act(own, own.get_one(AttendanceCall, call_id))
                own.commit()
            except (AlreadyFrozenError, AlreadyDrawnError) as refusal:
                own.rollback()
                return refusal.code
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, range(2)))


def test_two_who_freeze_at_once_freeze_once(app, session, cast, call) -> None:
    outcome = _at_once(app, call, lambda own, its: freeze_draw(own, its, actor=cast.openness, now=ODD))
    assert outcome == ["already_frozen", "done"]
    assert session.scalar(select(func.count()).select_from(Draw)) == 1
    assert len(published(session, "draw_frozen")) == 1


def test_two_who_draw_at_once_draw_once(app, session, cast, call) -> None:
    freeze_draw(session, call, actor=cast.openness, now=ODD)
    session.commit()

    def act(own: Session, its: AttendanceCall) -> None:
        run_draw(own, its, made.DRAWN, actor=cast.openness, now=made.DRAWN_AT)

    assert _at_once(app, call, act) == ["already_drawn", "done"]
    assert session.scalar(select(func.count()).select_from(Representative)) == 7
    assert len(published(session, "draw_result")) == 1


def test_the_first_alternate_takes_a_vacant_seat(session, cast, drawn, call) -> None:
    people = list_representatives(session, call)
    root = drawn.root
    successor = record_replacement(
        session, call, people[1], Absence.DECLINED, actor=cast.openness, now=made.LISTED_AT
    )
    assert successor is people[5]
    assert (successor.called_up_at, people[1].absence) == (made.LISTED_AT, Absence.DECLINED)
    files = files_of(drawn)
    assert lottery.verify(files, root).failed is None
    event = json.loads(files["result.json"])["events"][0]
    assert event["replaced_by"] == session.get_one(SignUp, people[5].sign_up_id).receipt
    results = published(session, "draw_result")
    assert [len(result["events"]) for result in results] == [0, 1]
    assert drawn.drawn_seq == session.scalar(select(func.max(RecordEntry.seq)))
    with pytest.raises(AlreadyAbsentError):
        record_replacement(
            session, call, people[1], Absence.DECLINED, actor=cast.openness, now=made.LISTED_AT
        )


@pytest.mark.parametrize("seed", range(3))
def test_after_any_sequence_of_absences_the_files_verify_and_the_seats_are_full(
    session, cast, drawn, call, seed
) -> None:
    """Twelve leave one after the other, so that people beyond the waiting list are called."""
    chance = random.Random(seed)
    for number in range(12):
        people = [person for person in list_representatives(session, call) if person.absence is None]
        record_replacement(
            session,
            call,
            chance.choice(people),
            chance.choice(list(Absence)),
            actor=cast.openness,
            now=made.LISTED_AT + timedelta(minutes=number),
        )
    files = files_of(drawn)
    assert lottery.verify(files, drawn.root).failed is None
    seated = {
        session.get_one(SignUp, person.sign_up_id).receipt
        for person in list_representatives(session, call)
        if person.absence is None and (person.standing is Standing.MEMBER or person.called_up_at is not None)
    }
    assert seated == set(lottery.standing(files).holders)
    assert len(seated) == 5

"""A draw with quotas at the desk: prepared in the background, frozen as prepared, refused in plain words."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from decisions.attendance import draw as lottery
from decisions.attendance.draw.errors import PreparedForOthersError
from decisions.attendance.errors import (
    AlreadyFrozenError,
    EligibilityPendingError,
    NoQuotasError,
    NotPreparedError,
)
from decisions.attendance.models import AttendanceCall, Draw, DrawPreparation, SignUp
from decisions.attendance.operations import (
    ListedSignUp,
    Verdict,
    check_eligibility,
    freeze_draw,
    import_sign_ups,
    prepare_draw,
    request_preparation,
    run_draw,
)
from decisions.attendance.operations.draws import files_of
from decisions.attendance.operations.preparing import percent_of
from decisions.attendance.queries import find_draw, list_representatives
from decisions.attendance.queries.draws import list_preparations
from decisions.attendance.rules import Gender, PreparationOutcome, RepresentativeCategory
from decisions.attendance.rules.quotas import Attribute, Quota
from decisions.errors import NotAllowedError
from decisions.extensions import db
from decisions.jobs.background import RUNNERS, run_waiting
from decisions.services.audit import AuditEntry
from tests.factories import attendance as made

LATER = made.CHECKED_AT + timedelta(hours=1)
QUOTAS = [
    Quota(Attribute.CATEGORY, "resident", 1, 3),
    Quota(Attribute.CATEGORY, "enterprise", 1, 2),
    Quota(Attribute.GENDER, "female", 2, 3),
    Quota(Attribute.AGE, "60-", 1, 2),
]


def draft_with(quotas: list[Quota], **changes):
    return replace(made.DRAW_DRAFT, quotas=[quota.as_json() for quota in quotas], **changes)


def crowd(count: int) -> list[ListedSignUp]:
    """So many people of different groups, the same in every run."""
    chance = random.Random(count)
    areas = cycle(["塘桥街道", "花木街道", "北蔡镇", "张江镇", "三林镇", "周浦镇", "川沙新镇"])
    return [
        ListedSignUp(
            number,
            made.person(
                number,
                gender=chance.choice(list(Gender)),
                born=f"{chance.randint(1940, 2007)}-05",
                category=chance.choice(list(RepresentativeCategory)),
                area=next(areas),
            ),
        )
        for number in range(1, count + 1)
    ]


def checked_call(session: Session, cast, draft, rows=None) -> AttendanceCall:
    call = made.publish_call(session, cast, draft)
    if rows is None:
        made.sign_up_everybody(session, call, cast)
    else:
        import_sign_ups(session, call, rows, actor=cast.openness, now=made.MID_AUGUST)
        session.commit()
    made.check_everybody(session, call, cast)
    return call


def prepared(session: Session, call: AttendanceCall, cast, **limits) -> DrawPreparation:
    attempt = request_preparation(session, call, actor=cast.openness, now=LATER, **limits)
    session.commit()
    attempt_id = attempt.id
    prepare_draw(session, attempt_id, report=lambda _done, _total: None, clock=lambda: LATER)
    session.commit()
    return session.get_one(DrawPreparation, attempt_id)


@pytest.fixture
def call(session, cast) -> AttendanceCall:
    return checked_call(session, cast, draft_with(QUOTAS))


def test_what_was_prepared_is_frozen_drawn_and_verifies(session, cast, call) -> None:
    attempt = prepared(session, call, cast)
    assert attempt.outcome is PreparationOutcome.READY
    assert (attempt.people, attempt.complete) == (21, True)
    frozen_at = LATER + timedelta(hours=3)
    draw = freeze_draw(session, call, actor=cast.openness, now=frozen_at)
    files = files_of(draw)
    assert files["lottery.json"] == attempt.lottery
    assert json.loads(files["rule.json"])["frozen_at"] == "2026-08-17T14:00:00+08:00"
    assert files["pool.csv"].startswith("id,代表类别,年龄段,性别\n".encode())
    run_draw(session, call, made.DRAWN, actor=cast.openness, now=made.DRAWN_AT)
    files = files_of(draw)
    assert lottery.verify(files, draw.root).failed is None
    assert json.loads(files["result.json"])["composition"] is not None
    members = list_representatives(session, call)[:5]
    assert 2 <= sum(person.gender == "female" for person in members) <= 3
    assert 1 <= sum(person.category is RepresentativeCategory.ENTERPRISE for person in members) <= 2


def test_the_worker_carries_it_out(session, cast, call) -> None:
    request_preparation(session, call, actor=cast.openness, now=LATER)
    session.commit()
    with time_machine.travel(LATER, tick=False):
        assert run_waiting(session) == 1
    assert "attendance.prepare_draw" in RUNNERS
    assert list_preparations(session, call)[0].outcome is PreparationOutcome.READY
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == call.code)).all()
    assert {"attendance.request_preparation", "attendance.prepare_draw"} <= set(acts)


def test_nothing_with_quotas_is_frozen_unprepared(session, cast, call) -> None:
    with pytest.raises(NotPreparedError):
        freeze_draw(session, call, actor=cast.openness, now=LATER)
    assert find_draw(session, call) is None


def test_asking_twice_makes_one_attempt(session, cast, call) -> None:
    first = request_preparation(session, call, actor=cast.openness, now=LATER)
    again = request_preparation(session, call, actor=cast.openness_second, now=LATER)
    assert first is again
    assert session.scalar(select(func.count()).select_from(DrawPreparation)) == 1


def test_only_the_office_prepares_a_checked_pool_with_quotas(session, cast) -> None:
    call = made.publish_call(session, cast, draft_with(QUOTAS))
    made.sign_up_everybody(session, call, cast)
    with pytest.raises(NotAllowedError):
        request_preparation(session, call, actor=cast.drafter, now=LATER)
    with pytest.raises(EligibilityPendingError):
        request_preparation(session, call, actor=cast.openness, now=LATER)


def test_a_plain_draw_needs_no_preparation(session, cast) -> None:
    call = checked_call(session, cast, made.DRAW_DRAFT)
    with pytest.raises(NoQuotasError):
        request_preparation(session, call, actor=cast.openness, now=LATER)


def test_a_pool_that_changed_is_prepared_anew(session, cast, call) -> None:
    prepared(session, call, cast)
    someone = session.scalars(select(SignUp).where(SignUp.eligibility == "eligible")).first()
    check_eligibility(
        session, call, {someone.id: Verdict(False, "经核实不在本区")}, actor=cast.openness, now=LATER
    )
    with pytest.raises(PreparedForOthersError):
        freeze_draw(session, call, actor=cast.openness, now=LATER)
    prepared(session, call, cast)
    freeze_draw(session, call, actor=cast.openness, now=LATER)
    assert [item.outcome for item in list_preparations(session, call)] == [PreparationOutcome.READY] * 2


def test_a_pool_that_changes_under_way_outdates_the_attempt(session, cast, call) -> None:
    attempt = request_preparation(session, call, actor=cast.openness, now=LATER)
    session.commit()
    someone = session.scalars(select(SignUp).where(SignUp.eligibility == "eligible")).first()

    def meddle(_done: int, _total: int) -> None:
        someone.eligibility = "ineligible"
        session.commit()

    prepare_draw(session, attempt.id, report=meddle, clock=lambda: LATER)
    assert attempt.outcome is PreparationOutcome.OUTDATED
    with pytest.raises(NotPreparedError):
        freeze_draw(session, call, actor=cast.openness, now=LATER)


def test_quotas_that_nobody_can_meet_name_the_smallest_change(session, cast) -> None:
    quotas = [Quota(Attribute.CATEGORY, "expert", 4, 5)]
    call = checked_call(session, cast, draft_with(quotas))
    attempt = prepared(session, call, cast)
    assert attempt.outcome is PreparationOutcome.REFUSED
    words = [item["text"] % item["params"] for item in attempt.problems]
    assert words == ["可把“代表类别＝专家”的下限由 4 改为 2。"]
    with pytest.raises(NotPreparedError):
        freeze_draw(session, call, actor=cast.openness, now=LATER)


def test_people_who_fit_into_no_panel_are_listed(session, cast) -> None:
    quotas = [Quota(Attribute.CATEGORY, "expert", 0, 0)]
    call = checked_call(session, cast, draft_with(quotas))
    attempt = prepared(session, call, cast)
    assert attempt.outcome is PreparationOutcome.REFUSED
    assert "2 名报名人" in attempt.message["text"] % attempt.message["params"]
    experts = session.scalars(select(SignUp.receipt).where(SignUp.category == "expert")).all()
    listed = attempt.problems[0]["text"] % attempt.problems[0]["params"]
    assert all(receipt in listed for receipt in experts)


@pytest.mark.parametrize("seed", range(2))
def test_a_frozen_pool_stands_whatever_is_tried(session, cast, call, seed) -> None:
    """Any act in any order after the freeze is refused, and every byte stays."""
    prepared(session, call, cast)
    draw = freeze_draw(session, call, actor=cast.openness, now=LATER)
    session.commit()
    before = files_of(draw)
    someone = session.scalars(select(SignUp)).first()

    def check() -> None:
        check_eligibility(session, call, {someone.id: Verdict(False, "x")}, actor=cast.openness, now=LATER)

    def sign_up_more() -> None:
        import_sign_ups(session, call, crowd(3), actor=cast.openness, now=LATER)

    def prepare_again() -> None:
        request_preparation(session, call, actor=cast.openness, now=LATER)

    def freeze_again() -> None:
        freeze_draw(session, call, actor=cast.openness, now=LATER)

    acts = [check, sign_up_more, prepare_again, freeze_again] * 2
    random.Random(seed).shuffle(acts)
    for act in acts:
        with pytest.raises(Exception, match=r"封存|不能再变动"):
            act()
        session.rollback()
    draw = find_draw(session, call)
    assert draw is not None
    assert files_of(draw) == before


def test_two_who_freeze_at_once_freeze_once(app, session, cast, call) -> None:
    prepared(session, call, cast)
    call_id, together = call.id, Barrier(2)
    object_session(call).rollback()

    def one(_number: int) -> str:
        with app.app_context():
            own = db.session()
            together.wait(timeout=20)
            try:
                freeze_draw(own, own.get_one(AttendanceCall, call_id), actor=cast.openness, now=LATER)
                own.commit()
            except AlreadyFrozenError as refusal:
                own.rollback()
                return refusal.code
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == ["already_frozen", "done"]
    assert session.scalar(select(func.count()).select_from(Draw)) == 1


def test_two_thousand_with_three_attributes(session, cast) -> None:
    quotas = [
        Quota(Attribute.CATEGORY, "resident", 3, 6),
        Quota(Attribute.CATEGORY, "enterprise", 2, 4),
        Quota(Attribute.GENDER, "female", 6, 9),
        Quota(Attribute.GENDER, "male", 6, 9),
        Quota(Attribute.AGE, "18-34", 3, 6),
        Quota(Attribute.AGE, "35-59", 4, 8),
        Quota(Attribute.AGE, "60-", 3, 6),
    ]
    call = checked_call(session, cast, draft_with(quotas, seats=15, alternates=10), crowd(2000))
    heard: list[int] = []
    attempt = request_preparation(session, call, actor=cast.openness, now=LATER)
    session.commit()
    prepare_draw(session, attempt.id, report=lambda done, _total: heard.append(done), clock=lambda: LATER)
    assert (attempt.outcome, attempt.people) == (PreparationOutcome.READY, 2000)
    assert heard == sorted(heard)
    assert heard
    draw = freeze_draw(session, call, actor=cast.openness, now=LATER)
    run_draw(session, call, made.DRAWN, actor=cast.openness, now=made.DRAWN_AT)
    assert lottery.verify(files_of(draw), draw.root).failed is None
    assert len(list_representatives(session, call)) == 25


@pytest.mark.parametrize(
    ("goal", "gap", "percent"),
    [("smallest", 1.0, 0), ("smallest", 2e-4, 60), ("smallest", 0.0, 60), ("largest", 9.0, 60)],
)
def test_progress_goes_from_nothing_to_the_whole(goal, gap, percent) -> None:
    assert percent_of(lottery.Step(goal, 3, gap)) == percent

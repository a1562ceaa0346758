"""Refusals and objections, who sat in lately, seats apart, points, corrections of a call."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from decisions.attendance.errors import (
    CorrectionRefusedError,
    NothingToObjectError,
    ObjectionEmptyError,
    ObjectionNotFoundError,
    ObjectionsAwaitedError,
    ObjectionsOpenError,
    ScoresRefusedError,
    SelectionRefusedError,
    SignUpNotFoundError,
    SignUpsSettledError,
)
from decisions.attendance.models import AttendanceTrace, Objection, SignUp
from decisions.attendance.operations import (
    Invited,
    Verdict,
    add_representative,
    answer_objection,
    approve_correction,
    check_eligibility,
    enter_sign_up,
    freeze_draw,
    raise_objection,
    record_attendance,
    run_draw,
    score_sign_up,
    select_representatives,
    submit_correction,
    withdraw_sign_up,
)
from decisions.attendance.operations.traces import erase_traces
from decisions.attendance.queries import list_representatives
from decisions.attendance.queries.drafts import draft_of
from decisions.attendance.queries.eligibility import list_alike, list_proposals
from decisions.attendance.queries.published import get_published_call
from decisions.attendance.rules import (
    Cause,
    Eligibility,
    RepresentativeCategory,
    SelectionMethod,
    Standing,
)
from decisions.attendance.rules.parts import Criterion, Reserved
from decisions.attendance.rules.quotas import Attribute, Quota
from decisions.errors import NotAllowedError
from decisions.record.errors import SamePersonError
from decisions.services.audit import AuditEntry
from tests.factories import attendance as made

LATER = made.CHECKED_AT + timedelta(hours=1)
YOUNG_PHONE = "13900012581"  # of the pupil who is under age


@pytest.fixture
def call(session, cast):
    call = made.publish_call(session, cast, made.DRAW_DRAFT)
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    return call


@pytest.fixture
def refused(session, call) -> SignUp:
    """The sign-up that is under age."""
    found = select(SignUp).where(SignUp.eligibility_reason == "未满18周岁")
    return session.scalars(found).one()


def objected(session, sign_up: SignUp) -> Objection:
    return raise_objection(session, sign_up, phone=YOUNG_PHONE, content="已满十八周岁", now=LATER)


def test_a_refusal_has_its_cause(session, cast, call, refused) -> None:
    assert refused.eligibility_cause is Cause.AGE
    other = session.scalars(select(SignUp).where(SignUp.eligibility == "eligible")).first()
    verdict = Verdict(False, cause=Cause.CONFLICT)
    check_eligibility(session, call, {other.id: verdict}, actor=cast.openness, now=LATER)
    assert (other.eligibility_cause, other.eligibility_reason) == (Cause.CONFLICT, "与审议事项有利害关系")
    check_eligibility(session, call, {other.id: Verdict(True)}, actor=cast.openness, now=LATER)
    assert other.eligibility_cause is None


def test_an_objection_holds_up_the_freeze_until_it_is_answered(session, cast, call, refused) -> None:
    objection = objected(session, refused)
    with pytest.raises(ObjectionsOpenError, match="1"):
        freeze_draw(session, call, actor=cast.openness, now=LATER)
    with pytest.raises(NothingToObjectError):
        objected(session, refused)
    with pytest.raises(ObjectionEmptyError):
        answer_objection(session, call, refused, upheld=True, answer=" ", actor=cast.openness, now=LATER)
    with pytest.raises(NotAllowedError):
        answer_objection(session, call, refused, upheld=True, answer="好", actor=cast.drafter, now=LATER)
    answer_objection(
        session, call, refused, upheld=False, answer="按出生年月未满", actor=cast.openness, now=LATER
    )
    assert (objection.upheld, refused.eligibility) == (False, Eligibility.INELIGIBLE)
    with pytest.raises(ObjectionNotFoundError):
        answer_objection(session, call, refused, upheld=True, answer="好", actor=cast.openness, now=LATER)
    freeze_draw(session, call, actor=cast.openness, now=LATER)
    with pytest.raises(SignUpsSettledError):
        objected(session, refused)
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == call.code)).all()
    assert {"attendance.raise_objection", "attendance.answer_objection"} <= set(acts)


def test_an_objection_that_is_upheld_lets_somebody_in(session, cast, call, refused) -> None:
    objected(session, refused)
    answer_objection(
        session, call, refused, upheld=True, answer="已核实身份证件", actor=cast.openness, now=LATER
    )
    assert (refused.eligibility, refused.eligibility_reason) == (Eligibility.ELIGIBLE, "")
    draw = freeze_draw(session, call, actor=cast.openness, now=LATER)
    pool = next(file.data for file in draw.files if file.name == "pool.csv")
    assert refused.receipt.encode() in pool


def test_only_the_person_objects(session, cast, call, refused) -> None:
    with pytest.raises(SignUpNotFoundError):
        raise_objection(session, refused, phone="13900010236", content="x", now=LATER)
    eligible = session.scalars(select(SignUp).where(SignUp.phone_index != refused.phone_index)).first()
    with pytest.raises(NothingToObjectError):
        raise_objection(session, eligible, phone=eligible.phone, content="x", now=LATER)


def test_whoever_withdraws_takes_the_objection_along(session, cast, call, refused) -> None:
    objection = objected(session, refused)
    withdraw_sign_up(session, refused, phone=YOUNG_PHONE, now=LATER)
    assert objection.content == ""
    freeze_draw(session, call, actor=cast.openness, now=LATER)


def test_nothing_is_frozen_while_the_time_for_objections_runs(session, cast) -> None:
    until = made.CHECKED_AT + timedelta(hours=6)
    call = made.publish_call(session, cast, replace(made.DRAW_DRAFT, objections_until=until))
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    with pytest.raises(ObjectionsAwaitedError, match="16:00"):
        freeze_draw(session, call, actor=cast.openness, now=until - timedelta(microseconds=1))
    freeze_draw(session, call, actor=cast.openness, now=until)


def sat_in_before(session, cast) -> None:
    """One who sat in on the meeting of September: 章若水."""
    call = made.make_listed_call(session, cast)
    people = list_representatives(session, call)
    came = {person.id for person in people if person.name == "章若水"}
    record_attendance(session, call, came, actor=cast.openness, now=made.AFTER_MEETING)
    session.commit()


@pytest.mark.parametrize(
    ("changes", "months", "verdict"),
    [
        ({}, 12, Eligibility.INELIGIBLE),
        ({}, 0, Eligibility.ELIGIBLE),
        ({"phone": "13711112222"}, 12, Eligibility.PENDING),
        ({"name": "章家人"}, 12, Eligibility.PENDING),
        ({"name": "别人", "phone": "13711112222"}, 12, Eligibility.ELIGIBLE),
    ],
)
def test_whoever_sat_in_lately_is_recognised(session, cast, changes, months, verdict) -> None:
    sat_in_before(session, cast)
    opens, closes = made.OPENS_AT + timedelta(days=60), made.CLOSES_AT + timedelta(days=60)
    draft = replace(made.DRAFT, opens_at=opens, closes_at=closes, cool_down_months=months)
    decision = made.make_decision(session, "2026-02")
    call = made.publish_call(session, cast, draft, decision=decision)
    enter_sign_up(
        session,
        call,
        replace(made.PERSON, **changes),
        received_at=opens,
        idempotency_key="again",
        actor=cast.openness,
        now=opens,
    )
    ((_sign_up, proposal),) = list_proposals(session, call)
    assert proposal.verdict is verdict


def test_traces_name_nobody_are_made_once_and_go(session, cast) -> None:
    sat_in_before(session, cast)
    trace = session.scalars(select(AttendanceTrace)).one()
    assert trace.met_on == made.MET_ON
    assert len({trace.phone_index, trace.person_index}) == 2
    assert len(trace.phone_index) == len(trace.person_index) == 64
    assert erase_traces(session, now=made.AFTER_MEETING + timedelta(days=3 * 365)) == 0
    assert erase_traces(session, now=made.AFTER_MEETING + timedelta(days=3 * 366)) == 1
    assert session.scalar(select(func.count()).select_from(AttendanceTrace)) == 0


def test_what_resembles_a_sign_up_is_found(session, cast, call) -> None:
    twice = session.scalars(select(SignUp).order_by(SignUp.id)).all()
    twice = [item for item in twice if item.name == "戚云霞"]
    assert list_alike(session, twice[0]) == [twice[1]]
    assert list_alike(session, session.scalars(select(SignUp)).first()) == []


GUEST = Invited(
    standing=Standing.MEMBER,
    name="行业协会推荐人",
    gender=None,
    category=RepresentativeCategory.ENTERPRISE,
    area="张江镇",
    consent_publish=False,
)


def test_seats_apart_are_filled_beside_the_draw(session, cast) -> None:
    parts = [Reserved(SelectionMethod.RECOMMENDATION, 2, "区内企业").as_json()]
    call = made.publish_call(session, cast, replace(made.DRAW_DRAFT, reserved=parts))
    made.sign_up_everybody(session, call, cast)
    first = add_representative(session, call, GUEST, actor=cast.openness, now=made.MID_AUGUST)
    made.check_everybody(session, call, cast)
    freeze_draw(session, call, actor=cast.openness, now=LATER)
    run_draw(session, call, made.DRAWN, actor=cast.openness, now=made.DRAWN_AT)
    add_representative(session, call, GUEST, actor=cast.openness, now=made.DRAWN_AT)
    with pytest.raises(SelectionRefusedError):
        add_representative(session, call, GUEST, actor=cast.openness, now=made.DRAWN_AT)
    people = list_representatives(session, call)
    assert [person.position for person in people] == list(range(1, 10))
    assert (first.position, first.method) == (1, SelectionMethod.RECOMMENDATION)
    assert sum(person.method is None for person in people) == 7


def test_nobody_is_invited_beside_sign_ups_without_seats_apart(session, cast, call) -> None:
    with pytest.raises(SelectionRefusedError):
        add_representative(session, call, GUEST, actor=cast.openness, now=LATER)


def test_a_selection_by_criteria_wants_everybody_s_points(session, cast) -> None:
    criteria = [Criterion("代表性", 60).as_json(), Criterion("参与能力", 40).as_json()]
    call = made.publish_call(session, cast, replace(made.DRAFT, criteria=criteria, seats=1, alternates=0))
    made.sign_up_everybody(session, call, cast)
    made.check_everybody(session, call, cast)
    eligible = session.scalars(select(SignUp).where(SignUp.eligibility == "eligible")).all()
    choice = {"reason": "得分最高", "actor": cast.openness, "now": LATER}
    with pytest.raises(SelectionRefusedError) as refusal:
        select_representatives(session, call, [eligible[0].id], [], **choice)
    assert "还有 21 份报名" in str(refusal.value.problems[0].message)
    for wrong in ({"代表性": 61, "参与能力": 1}, {"代表性": 1}):
        with pytest.raises(ScoresRefusedError):
            score_sign_up(session, call, eligible[0], wrong, actor=cast.openness, now=LATER)
    for place, item in enumerate(eligible):
        points = {"代表性": 40 + place % 20, "参与能力": 30}
        score_sign_up(session, call, item, points, actor=cast.openness, now=LATER)
    select_representatives(session, call, [eligible[19].id], [], **choice)
    made.publish_list(session, call, cast)
    published = get_published_call(session, call.code).representatives
    assert published.payload["selection"] == {"criteria": criteria, "scored": 21, "lowest_chosen": 89}


def corrected(session, cast, call, **changes):
    draft = replace(draft_of(call), **changes)
    submission = submit_correction(
        session, call, draft, reason="会议室更换", actor=cast.openness, now=made.MID_AUGUST
    )
    session.commit()
    return submission


def test_a_correction_is_a_further_version_by_two_people(session, cast) -> None:
    call = made.publish_call(session, cast, made.DRAW_DRAFT)
    first = call.published_seq
    submission = corrected(session, cast, call, place="二号楼")
    assert (call.place, call.published_seq) == (made.DRAFT.place, first)
    with pytest.raises(SamePersonError):
        approve_correction(session, call, submission.id, actor=cast.openness, now=made.MID_AUGUST)
    entry = approve_correction(session, call, submission.id, actor=cast.openness_second, now=made.MID_AUGUST)
    assert (entry.corrects, entry.reason, call.place) == (first, "会议室更换", "二号楼")
    notice = get_published_call(session, call.code).notice
    assert (notice.seq, notice.payload["place"]) == (entry.seq, "二号楼")


QUOTA = Quota(Attribute.GENDER, "female", 2, 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seats": 6}, "seats"),
        ({"minimum_age": 16}, "minimum_age"),
        ({"method": SelectionMethod.OPEN_SELECTION}, "method"),
        ({"closes_at": made.CLOSES_AT - timedelta(days=1)}, "closes_at"),
        ({"retention_days": 60}, "retention_days"),
        ({"quotas": [replace(QUOTA, fewest=3).as_json()]}, "quotas"),
        ({"quotas": [replace(QUOTA, fewest=1).as_json()]}, None),
        ({"closes_at": made.CLOSES_AT + timedelta(days=1)}, None),
        ({"body": "改正错字"}, None),
    ],
)
def test_what_somebody_signed_up_for_stands(session, cast, changes, field) -> None:
    draft = replace(made.DRAW_DRAFT, quotas=[QUOTA.as_json()])
    call = made.publish_call(session, cast, draft)
    made.sign_up_everybody(session, call, cast)
    if field is None:
        corrected(session, cast, call, **changes)
        return
    with pytest.raises(CorrectionRefusedError) as refusal:
        corrected(session, cast, call, **changes)
    assert field in [problem.field for problem in refusal.value.problems]


def test_before_anybody_signed_up_seats_may_be_corrected(session, cast) -> None:
    call = made.publish_call(session, cast, made.DRAW_DRAFT)
    submission = corrected(session, cast, call, seats=6, quotas=[QUOTA.as_json()])
    approve_correction(session, call, submission.id, actor=cast.openness_second, now=made.MID_AUGUST)
    assert call.seats == 6


def test_somebody_who_signs_up_meanwhile_is_not_passed_over(session, cast) -> None:
    call = made.publish_call(session, cast, made.DRAW_DRAFT)
    submission = corrected(session, cast, call, seats=6)
    made.sign_up_everybody(session, call, cast)
    with pytest.raises(CorrectionRefusedError):
        approve_correction(session, call, submission.id, actor=cast.openness_second, now=made.MID_AUGUST)


def test_after_the_freeze_nothing_of_the_draw_is_corrected(session, cast, call) -> None:
    freeze_draw(session, call, actor=cast.openness, now=LATER)
    sources = [source | {"drawn_on": date(2026, 8, 20).isoformat()} for source in made.SOURCES]
    with pytest.raises(CorrectionRefusedError):
        corrected(session, cast, call, draw_sources=sources)
    corrected(session, cast, call, materials="会前七日送达会议材料")

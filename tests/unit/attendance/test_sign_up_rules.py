"""Windows, fields and eligibility of sign-ups, by tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.attendance.rules import Cause, Eligibility, Gender, RepresentativeCategory
from decisions.attendance.rules.eligibility import (
    Candidate,
    Conditions,
    SatIn,
    age_in_years,
    months_before,
    propose,
)
from decisions.attendance.rules.fields import (
    MAX_NAME,
    MAX_STATEMENT,
    SignUpInput,
    faults_of,
    mask_phone,
    read_birth_month,
    read_phone,
)
from decisions.attendance.rules.names import public_name, same_name
from decisions.attendance.rules.window import (
    Stage,
    Window,
    clock_time,
    stage_of,
    time_left,
    window_at,
)
from decisions.clock import SHANGHAI

OPENS_AT = datetime(2026, 8, 3, 9, tzinfo=SHANGHAI)
CLOSES_AT = datetime(2026, 8, 15, tzinfo=SHANGHAI)
INSTANT = timedelta(microseconds=1)
TODAY = date(2026, 8, 10)

ENTRY = SignUpInput(
    name="章若水",
    gender=Gender.FEMALE,
    born="1979-03",
    phone="13900010236",
    category=RepresentativeCategory.RESIDENT,
    area="塘桥街道",
    relation="小区停车位紧张",
    statement="",
    consent=True,
    consent_publish=False,
)


@pytest.mark.parametrize(
    ("now", "window"),
    [
        (OPENS_AT - INSTANT, Window.UPCOMING),
        (OPENS_AT, Window.OPEN),
        (CLOSES_AT - INSTANT, Window.OPEN),
        (CLOSES_AT, Window.CLOSED),
        (CLOSES_AT.astimezone(UTC), Window.CLOSED),
        (datetime(2026, 8, 14, 15, 59, 59, tzinfo=UTC), Window.OPEN),
    ],
)
def test_window(now: datetime, window: Window) -> None:
    assert window_at(OPENS_AT, CLOSES_AT, now) is window


@pytest.mark.parametrize(
    ("before_end", "left"),
    [
        (timedelta(days=3, hours=5, minutes=59), (3, 5)),
        (timedelta(hours=24), (1, 0)),
        (timedelta(minutes=59), (0, 0)),
        (-timedelta(days=1), (0, 0)),
    ],
)
def test_time_left(before_end: timedelta, left: tuple[int, int]) -> None:
    assert time_left(CLOSES_AT, CLOSES_AT - before_end) == left


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert clock_time(CLOSES_AT) == "2026-08-14 24:00"
    assert clock_time(OPENS_AT) == "2026-08-03 09:00"


@pytest.mark.parametrize(
    ("window", "frozen", "drawn", "listed", "answered", "stage"),
    [
        (Window.UPCOMING, False, False, False, False, Stage.UPCOMING),
        (Window.OPEN, False, False, False, False, Stage.OPEN),
        (Window.CLOSED, False, False, False, False, Stage.CHECKING),
        (Window.CLOSED, True, False, False, False, Stage.FROZEN),
        (Window.CLOSED, True, True, False, False, Stage.DRAWN),
        (Window.CLOSED, True, True, True, False, Stage.LISTED),
        (Window.CLOSED, False, False, True, True, Stage.ANSWERED),
    ],
)
def test_stage(window, frozen, drawn, listed, answered, stage) -> None:
    found = stage_of(window, is_frozen=frozen, is_drawn=drawn, is_listed=listed, is_answered=answered)
    assert found is stage


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("1979-03", "1979-03"),
        ("1979-3", "1979-03"),
        ("1979.03", "1979-03"),
        ("1979/3", "1979-03"),
        ("1979年3月", "1979-03"),
        ("197903", "1979-03"),
        ("１９７９－０３", "1979-03"),
        (" 1979-12 ", "1979-12"),
        ("1979-13", None),
        ("1979-00", None),
        ("1979", None),
        ("79-03", None),
        ("1979-03-05", None),
        ("", None),
        ("三月", None),
    ],
)
def test_birth_month(typed: str, month: str | None) -> None:
    assert read_birth_month(typed) == month


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("13900010236", "13900010236"),
        ("139 0001 0236", "13900010236"),
        ("139-0001-0236", "13900010236"),
        ("+86 13900010236", "13900010236"),
        ("008613900010236", "13900010236"),
        ("１３９０００１０２３６", "13900010236"),
        ("021-58000000", "02158000000"),
        ("12900010236", None),
        ("1390001023", None),
        ("139000102366", None),
        ("58000000", None),
        ("", None),
        ("没有手机", None),
    ],
)
def test_phone(typed: str, digits: str | None) -> None:
    assert read_phone(typed) == digits


def test_a_masked_phone_keeps_three_and_four() -> None:
    assert mask_phone("13900010236") == "139****0236"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"gender": None}, []),
        ({"statement": ""}, []),
        ({"name": " "}, ["name"]),
        ({"name": "长" * MAX_NAME}, []),
        ({"name": "长" * (MAX_NAME + 1)}, ["name"]),
        ({"born": "2026-08"}, []),
        ({"born": "2026-09"}, ["born"]),
        ({"born": "1906-01"}, []),
        ({"born": "1905-12"}, ["born"]),
        ({"phone": "110"}, ["phone"]),
        ({"area": ""}, ["area"]),
        ({"relation": ""}, ["relation"]),
        ({"statement": "长" * (MAX_STATEMENT + 1)}, ["statement"]),
        ({"consent": False}, ["consent"]),
        ({"name": "", "born": "", "consent": False}, ["name", "born", "consent"]),
    ],
)
def test_fields(changes: dict, fields: list[str]) -> None:
    assert [fault.field for fault in faults_of(replace(ENTRY, **changes), TODAY)] == fields


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2008-11", date(2026, 8, 14), 17),
        ("2008-08", date(2026, 7, 31), 17),
        ("2008-08", date(2026, 8, 1), 18),
        ("2008-01", date(2026, 1, 31), 18),
        ("1953-05", date(2026, 8, 14), 73),
    ],
)
def test_age(born: str, on: date, age: int) -> None:
    assert age_in_years(born, on) == age


def candidate(
    name: str = "章若水", born: str = "1979-03", phone: str = "1", receipt: str = "BM-1"
) -> Candidate:
    return Candidate(receipt=receipt, name=name, born=born, phone=phone)


def verdicts(*candidates: Candidate, age: int = 18, on: date = date(2026, 8, 14)) -> list[tuple[str, str]]:
    return [
        (proposal.verdict.value, str(proposal.reason or ""))
        for proposal in propose(candidates, Conditions(age, on))
    ]


@pytest.mark.parametrize(
    ("born", "on", "verdict"),
    [
        ("2008-11", date(2026, 8, 14), "ineligible"),
        ("2008-09", date(2026, 8, 31), "ineligible"),
        ("2008-08", date(2026, 8, 14), "pending"),  # the day of birth is not asked for
        ("2008-08", date(2026, 8, 31), "eligible"),  # by the end of the month all have come of age
        ("2008-02", date(2026, 2, 28), "eligible"),
        ("2008-07", date(2026, 8, 14), "eligible"),
        ("2007-08", date(2026, 8, 14), "eligible"),
    ],
)
def test_of_age_on_the_day_of_reference(born: str, on: date, verdict: str) -> None:
    ((found, reason),) = verdicts(candidate(born=born), on=on)
    assert found == verdict
    assert bool(reason) == (verdict != "eligible")


def test_the_reasons_are_worded_as_they_are_published() -> None:
    assert verdicts(candidate(born="2008-11")) == [("ineligible", "未满18周岁")]
    assert verdicts(candidate(), candidate())[1] == ("ineligible", "手机号码重复")


def test_the_first_of_two_equal_sign_ups_counts() -> None:
    assert [verdict for verdict, _ in verdicts(candidate(), candidate(), candidate(name="章 若水"))] == [
        "eligible",
        "ineligible",
        "ineligible",
    ]


def test_a_family_telephone_is_for_a_person_to_look_at() -> None:
    found = verdicts(candidate(receipt="BM-7"), candidate(name="章若木"))
    assert found[0] == ("eligible", "")
    assert found[1] == ("pending", "与 BM-7 手机号码相同而姓名不同，请核对是否为同一人")


def test_the_same_name_with_another_telephone_is_somebody_else_unless_born_alike() -> None:
    other = candidate(phone="2", born="1980-03")
    assert [verdict for verdict, _ in verdicts(candidate(), other)] == ["eligible", "eligible"]
    found = verdicts(candidate(receipt="BM-7"), candidate(phone="2"))
    assert found[1] == ("pending", "与 BM-7 姓名、出生年月相同而手机号码不同，请核对是否为同一人")


def test_the_same_name_and_telephone_born_otherwise_is_for_a_person_to_look_at() -> None:
    found = verdicts(candidate(receipt="BM-7"), candidate(born="2004-03"))
    assert found[1] == ("pending", "与 BM-7 手机号码、姓名相同而出生年月不同，请核对是否为同一人")


ON = date(2026, 8, 14)


@pytest.mark.parametrize(
    ("born", "verdict"),
    [("1951-07", "ineligible"), ("1955-08", "pending"), ("1955-09", "eligible"), ("1956-08", "eligible")],
)
def test_not_older_than_the_call_says(born: str, verdict: str) -> None:
    (found,) = propose([candidate(born=born)], Conditions(18, ON, maximum_age=70))
    assert found.verdict == verdict
    assert found.cause is (None if verdict == "eligible" else Cause.AGE)


@pytest.mark.parametrize(
    ("area", "verdict"),
    [("塘桥街道", "eligible"), (" 塘桥街道 ", "eligible"), ("塘桥", "pending"), ("徐汇区", "pending")],
)
def test_an_area_that_the_call_does_not_name_is_looked_at(area: str, verdict: str) -> None:
    somebody = replace(candidate(), area=area)
    (found,) = propose([somebody], Conditions(18, ON, areas=("塘桥街道", "花木街道")))
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("sat_in", "verdict"),
    [(SatIn.NO, "eligible"), (SatIn.PERHAPS, "pending"), (SatIn.YES, "ineligible")],
)
def test_whoever_sat_in_lately_waits(sat_in: SatIn, verdict: str) -> None:
    (found,) = propose([replace(candidate(), sat_in=sat_in)], Conditions(18, ON))
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("months", "before"),
    [(0, ON), (12, date(2025, 8, 14)), (6, date(2026, 2, 14)), (8, date(2025, 12, 14))],
)
def test_months_before(months: int, before: date) -> None:
    assert months_before(ON, months) == before
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)


@given(
    st.lists(
        st.builds(
            candidate,
            name=st.sampled_from(["章若水", "章若木", "李平"]),
            phone=st.sampled_from(["1", "2", "3"]),
            born=st.sampled_from(["1979-03", "2008-11", "2008-08"]),
        ),
        max_size=12,
    )
)
def test_of_each_person_at_most_one_is_eligible(candidates: list[Candidate]) -> None:
    proposals = propose(candidates, Conditions(18, date(2026, 8, 14)))
    assert len(proposals) == len(candidates)
    eligible = [
        (item.name, item.phone)
        for item, proposal in zip(candidates, proposals, strict=True)
        if proposal.verdict is Eligibility.ELIGIBLE
    ]
    assert len(set(eligible)) == len(eligible)
    phones = [phone for _name, phone in eligible]
    assert len(set(phones)) == len(phones), "two on one telephone are never both waved through"


def test_names() -> None:
    assert public_name("葛晓岚", consent_publish=False) == "葛*岚"
    assert public_name("葛晓岚", consent_publish=True) == "葛晓岚"
    assert same_name("Anna Li", "ＡＮＮＡ　ＬＩ")
    assert not same_name("章若水", "章若木")

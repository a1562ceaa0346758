"""What may be said of a step, a meeting and an issued document."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.config import ClockBasis, SettingsError, load_settings
from decisions.errors import DecisionsError
from decisions.procedure.errors import (
    DateInFutureError,
    DatesOutOfOrderError,
    DocumentMissingError,
    DoneDateMissingError,
    InterpretationContradictedError,
    InterpretationMissingError,
    MeetingDayMissingError,
    NotApplicableReasonMissingError,
    OutletLinkInvalidError,
    PlannedDateMissingError,
    StepKeptElsewhereError,
    StepMandatoryError,
)
from decisions.procedure.rules import (
    BASIS_LABELS,
    MEETING_LABELS,
    OUTLET_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    IssuingDates,
    MeetingKind,
    Outlet,
    OutletNote,
    StepKind,
    StepState,
    check_document,
    check_interpretation,
    check_issued,
    check_meeting,
    check_order,
    check_outlets,
    check_statement,
    clock_start,
    goes_forward,
    issuing_warnings,
    missing_outlets,
)

TODAY = date(2026, 9, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
WRITTEN, PRINTED, PUBLISHED = date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 23)
DATES = IssuingDates(WRITTEN, PRINTED, PUBLISHED)


@pytest.mark.parametrize(
    ("dates", "basis", "start"),
    [
        (DATES, ClockBasis.EARLIEST, WRITTEN),
        (DATES, ClockBasis.WRITTEN, WRITTEN),
        (DATES, ClockBasis.PRINTED, PRINTED),
        (DATES, ClockBasis.PUBLISHED, PUBLISHED),
        (IssuingDates(PRINTED, WRITTEN, PUBLISHED), ClockBasis.EARLIEST, WRITTEN),
        (IssuingDates(PRINTED, WRITTEN, PUBLISHED), ClockBasis.WRITTEN, PRINTED),
        (IssuingDates(WRITTEN, WRITTEN, WRITTEN), ClockBasis.EARLIEST, WRITTEN),
        # The demo's two issued decisions: 成文 and 印发 on one day, published on the next.
        (
            IssuingDates(date(2026, 9, 22), date(2026, 9, 22), date(2026, 9, 23)),
            ClockBasis.EARLIEST,
            date(2026, 9, 22),
        ),
        (
            IssuingDates(date(2026, 2, 13), date(2026, 2, 13), date(2026, 2, 14)),
            ClockBasis.PUBLISHED,
            date(2026, 2, 14),
        ),
    ],
)
def test_the_date_that_starts_the_clock(dates: IssuingDates, basis: ClockBasis, start: date) -> None:
    assert clock_start(dates, basis) == start


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_the_earliest_date_is_one_of_the_three_and_none_is_before_it(a: date, b: date, c: date) -> None:
    start = clock_start(IssuingDates(a, b, c), ClockBasis.EARLIEST)
    assert start in {a, b, c}
    assert all(start <= day for day in (a, b, c))


@given(DAYS, DAYS, DAYS)
def test_published_before_written_or_printed_is_refused_and_nothing_else(a: date, b: date, c: date) -> None:
    dates = IssuingDates(a, b, c)
    if c < a or c < b:
        with pytest.raises(DatesOutOfOrderError):
            check_order(dates)
    else:
        check_order(dates)


@pytest.mark.parametrize("day", [WRITTEN, PRINTED, PUBLISHED])
def test_a_document_is_issued_on_its_last_date_at_the_earliest(day: date) -> None:
    if day == PUBLISHED:
        check_issued(DATES, day)
    else:
        with pytest.raises(DateInFutureError) as refused:
            check_issued(DATES, day)
        assert refused.value.field == ("printed_on" if day == WRITTEN else "published_on")


def test_a_document_needs_a_file_or_a_text() -> None:
    check_document(True, "")
    check_document(False, "第一条")
    with pytest.raises(DocumentMissingError):
        check_document(False, " \n ")


@pytest.mark.parametrize(
    ("text", "has_file", "exemption", "refusal"),
    [
        ("解读", False, "", None),
        ("", True, "", None),
        ("", False, "仅为机构名称调整，无需解读", None),
        ("", False, "", InterpretationMissingError),
        (" ", False, "\n", InterpretationMissingError),
        ("解读", False, "无需解读", InterpretationContradictedError),
        ("", True, "无需解读", InterpretationContradictedError),
    ],
)
def test_no_result_without_its_interpretation_or_a_stated_exemption(
    text: str, has_file: bool, exemption: str, refusal: type[DecisionsError] | None
) -> None:
    if refusal is None:
        check_interpretation(text, has_file, exemption)
    else:
        with pytest.raises(refusal):
            check_interpretation(text, has_file, exemption)


@pytest.mark.parametrize("url", ["", "https://example.cn/a?b=1", "http://example.cn"])
def test_web_addresses_are_taken(url: str) -> None:
    check_outlets([OutletNote(Outlet.WEBSITE, url)])


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "example.cn", "//example.cn", "https://", "ftp://a.cn"]
)
def test_what_is_no_web_address_is_never_printed_as_a_link(url: str) -> None:
    with pytest.raises(OutletLinkInvalidError) as refused:
        check_outlets([OutletNote(Outlet.GAZETTE), OutletNote(Outlet.NEWSPAPER, url)])
    assert refused.value.field == "newspaper_url"


def test_missing_outlets_are_named_in_the_order_of_the_law() -> None:
    assert missing_outlets([]) == (Outlet.GAZETTE, Outlet.WEBSITE, Outlet.NEWSPAPER)
    assert missing_outlets(["newspaper", Outlet.GAZETTE]) == (Outlet.WEBSITE,)
    assert missing_outlets(Outlet) == ()


def test_oddities_are_shown_and_stop_nothing() -> None:
    odd = IssuingDates(written_on=PRINTED, printed_on=WRITTEN, published_on=PUBLISHED)
    said = [str(each.message) for each in issuing_warnings(odd, PRINTED, [Outlet.WEBSITE], YESTERDAY)]
    assert [text[:6] for text in said] == [
        "印发日期早于",
        "施行日期早于",
        "有日期尚未到",
        "尚未填写在政",
        "尚未填写在本",
    ]
    assert issuing_warnings(DATES, TOMORROW, Outlet, TODAY) == []


def statement(kind: StepKind, state: StepState, **more: object) -> dict:
    said = {"done_on": None, "planned_on": None, "reason": "", "today": TODAY, **more}
    return {"kind": kind, "state": state, **said}


@pytest.mark.parametrize(
    "said",
    [
        statement(StepKind.EXPERT, StepState.DONE, done_on=TODAY),
        statement(StepKind.RISK, StepState.DONE, done_on=YESTERDAY),
        statement(StepKind.LEGALITY, StepState.PENDING, planned_on=TOMORROW),
        statement(StepKind.EFFECT, StepState.PENDING, planned_on=YESTERDAY),  # overdue is shown, not refused
        statement(StepKind.FAIR_COMPETITION, StepState.NOT_APPLICABLE, reason="不涉及市场主体"),
        statement(StepKind.ATTENDANCE, StepState.NOT_APPLICABLE, reason="不邀请公众代表列席"),
        statement(StepKind.CONSULTATION, StepState.NOT_APPLICABLE, reason="依法需要保密"),
    ],
)
def test_what_may_be_said_of_a_step(said: dict) -> None:
    check_statement(said.pop("kind"), said.pop("state"), **said)


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        (statement(StepKind.EXPERT, StepState.DONE), DoneDateMissingError, "done_on"),
        (statement(StepKind.EXPERT, StepState.DONE, done_on=TOMORROW), DateInFutureError, "done_on"),
        (statement(StepKind.RISK, StepState.PENDING), PlannedDateMissingError, "planned_on"),
        (
            statement(StepKind.RISK, StepState.NOT_APPLICABLE, reason=" "),
            NotApplicableReasonMissingError,
            "reason",
        ),
        (
            statement(StepKind.LEGALITY, StepState.NOT_APPLICABLE, reason="不需要"),
            StepMandatoryError,
            "state",
        ),
        (statement(StepKind.ATTENDANCE, StepState.DONE, done_on=TODAY), StepKeptElsewhereError, "state"),
        (
            statement(StepKind.CONSULTATION, StepState.PENDING, planned_on=TODAY),
            StepKeptElsewhereError,
            "state",
        ),
    ],
)
def test_what_is_refused_of_a_step(said: dict, refusal: type[DecisionsError], field: str) -> None:
    with pytest.raises(refusal) as refused:
        check_statement(said.pop("kind"), said.pop("state"), **said)
    assert refused.value.field == field


def test_a_meeting_has_a_day_and_is_not_held_in_the_future() -> None:
    check_meeting(TOMORROW, None, TODAY)
    check_meeting(None, TODAY, TODAY)
    with pytest.raises(MeetingDayMissingError):
        check_meeting(None, None, TODAY)
    with pytest.raises(DateInFutureError):
        check_meeting(YESTERDAY, TOMORROW, TODAY)


@pytest.mark.parametrize(
    ("before", "after", "forward"),
    [
        ({"state": "pending"}, {"state": "done"}, True),
        ({"state": "pending"}, {"state": "not_applicable"}, True),
        ({"state": "pending"}, {"state": "pending"}, False),
        ({"state": "done"}, {"state": "done"}, False),
        ({"state": "not_applicable"}, {"state": "done"}, False),
        ({"held_on": ""}, {"held_on": "2026-09-10"}, True),
        ({"held_on": ""}, {"held_on": ""}, False),
        ({"held_on": "2026-09-10"}, {"held_on": "2026-09-11"}, False),
        ({"title": "办法"}, {"title": "办法"}, False),
    ],
)
def test_what_goes_forward_corrects_nothing(before: dict, after: dict, forward: bool) -> None:
    assert goes_forward(before, after) is forward


def test_every_code_has_a_word() -> None:
    assert set(STEP_LABELS) == set(StepKind)
    assert set(STATE_LABELS) == set(StepState)
    assert set(MEETING_LABELS) == set(MeetingKind)
    assert set(OUTLET_LABELS) == set(Outlet)
    assert set(BASIS_LABELS) == set(ClockBasis)


def test_the_district_sets_which_date_starts_the_clock() -> None:
    assert load_settings({}).clock_basis is ClockBasis.EARLIEST
    assert load_settings({"DECISIONS_CLOCK_BASIS": "published"}).clock_basis is ClockBasis.PUBLISHED
    with pytest.raises(SettingsError, match="DECISIONS_CLOCK_BASIS"):
        load_settings({"DECISIONS_CLOCK_BASIS": "latest"})

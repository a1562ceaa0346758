"""The document that proves who somebody is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from decisions.attendance.rules.identity import DocumentKind, mask_number, number_fault, read_number

RESIDENT = DocumentKind.RESIDENT


def number_of(place: int, born: date, serial: int) -> str:
    body = f"{place:06}{born:%Y%m%d}{serial:03}"
    return body + ric.calc_check_digit(body + "0")


NUMBERS = st.builds(
    number_of,
    st.integers(100000, 999999),
    st.dates(date(1910, 1, 1), date(2026, 8, 1)),
    st.integers(0, 999),
)


@given(NUMBERS)
def test_any_place_is_taken_and_the_month_must_agree(number: str) -> None:
    month = f"{number[6:10]}-{number[10:12]}"
    assert number_fault(RESIDENT, number.lower(), month) is None
    assert "出生年月不一致" in (number_fault(RESIDENT, number, "1900-01") or "")


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_digit_changed_is_refused(number: str, place: int, by: int) -> None:
    digit = (int(number[place]) + by) % 10
    assert number_fault(RESIDENT, f"{number[:place]}{digit}{number[place + 1 :]}", None)


@pytest.mark.parametrize(
    ("kind", "typed", "part"),
    [
        (RESIDENT, "", "请填写"),
        (RESIDENT, "12345", "18 位"),
        (RESIDENT, "11010119790230" + "001" + ric.calc_check_digit("110101197902300010"), "不存在"),
        (DocumentKind.PASSPORT, "e12345678", None),
        (DocumentKind.TAIWAN, "１２３４５６７８", None),
        (DocumentKind.OTHER, "二三", "5 至 40 位"),
    ],
)
def test_numbers(kind: DocumentKind, typed: str, part: str | None) -> None:
    fault = number_fault(kind, typed, None)
    assert fault is None if part is None else part in (fault or "")


def test_one_form_and_a_mask() -> None:
    assert read_number(" １１０１０１ ｘ") == "110101X"
    assert mask_number("11010119790301001X") == "****001X"
    assert mask_number("") == ""

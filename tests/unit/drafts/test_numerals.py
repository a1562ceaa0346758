import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.consultation.drafts.numerals import chinese_numeral, parse_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("一百零三", 103),
        ("一百〇三", 103),
        ("一百一十", 110),
        ("百二十三", 123),
        ("一百二十三", 123),
        ("一千二百六十", 1260),
        ("二〇二六", 2026),
        ("两千", 2000),
        ("廿三", 23),
        ("１２", 12),
        ("8", 8),
        ("〇", 0),
    ],
)
def test_numerals_in_use_are_read(text: str, value: int) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize("text", ["", "十十", "一二十", "十百", "条", "1百", "9" * 400, "12345", "零十"])
def test_what_is_no_number_of_a_clause_is_none(text: str) -> None:
    assert parse_numeral(text) is None


@given(st.integers(0, 9999))
def test_writing_and_reading_agree(number: int) -> None:
    assert parse_numeral(chinese_numeral(number)) == number


@pytest.mark.parametrize(
    ("number", "text"), [(0, "零"), (10, "十"), (20, "二十"), (105, "一百零五"), (1010, "一千零一十")]
)
def test_numbers_are_written_as_laws_write_them(number: int, text: str) -> None:
    assert chinese_numeral(number) == text


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="10000"):
        chinese_numeral(10_000)

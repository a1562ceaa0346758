"""The shipped years against a second opinion, and reading a year's file."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.services.working_days.arithmetic import NamedDay, Notice
from decisions.services.working_days.errors import InvalidYearTableError
from decisions.services.working_days.tables import SHIPPED, parse_year_table, shipped_calendar

CALENDAR = shipped_calendar()


def days_of(*years: int) -> Iterator[date]:
    day = date(years[0], 1, 1)
    while day.year <= years[-1]:
        yield day
        day += timedelta(days=1)


# The shipped tables


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_shipped_table_agrees_with_the_second_opinion(year: int) -> None:
    for day in days_of(year):
        assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(
    ("year", "number", "issued_on"),
    [
        (2024, "国办发明电〔2023〕7号", "2023-10-25"),
        (2025, "国办发明电〔2024〕12号", "2024-11-12"),
        (2026, "国办发明电〔2025〕7号", "2025-11-04"),
    ],
)
def test_shipped_table_names_its_notice(year: int, number: str, issued_on: str) -> None:
    table = CALENDAR.find_table(year)
    assert table is not None
    assert table.notice == Notice(
        f"国务院办公厅关于{year}年部分节假日安排的通知", number, date.fromisoformat(issued_on)
    )


def test_shipped_years_are_the_files_and_each_file_holds_the_year_it_is_named_after() -> None:
    assert CALENDAR.years == (2024, 2025, 2026)
    for path in SHIPPED.glob("*.csv"):
        assert parse_year_table(path.read_bytes()).year == int(path.stem)


def test_days_named_for_2026_are_those_of_the_notice() -> None:
    table = CALENDAR.find_table(2026)
    assert table is not None
    off = {day.day for day in table.days if not day.working}
    spans = [
        ("01-01", "01-03"),
        ("02-15", "02-23"),
        ("04-04", "04-06"),
        ("05-01", "05-05"),
        ("06-19", "06-21"),
        ("09-25", "09-27"),
        ("10-01", "10-07"),
    ]
    assert off == {day for day in days_of(2026) if any(a <= f"{day:%m-%d}" <= b for a, b in spans)}
    worked = {f"{day.day:%m-%d}" for day in table.days if day.working}
    assert worked == {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}


# Reading a year's file

HEAD = """\
year,2027
title,国务院办公厅关于2027年部分节假日安排的通知
number,国办发明电〔2026〕9号
issued_on,2026-11-03

"""
DAYS = """\
date,working,name
2027-01-01,no,元旦
2027-05-01,no,劳动节
2027-10-01,no,国庆节
2027-10-02,no,国庆节
2027-10-03,no,国庆节
"""


def problems_of(text: str | bytes) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(InvalidYearTableError) as caught:
        parse_year_table(text.encode() if isinstance(text, str) else text)
    assert caught.value.reader_message.params["count"] == len(caught.value.problems)
    return [(problem.row, problem.field, str(problem.message)) for problem in caught.value.problems]


def test_a_year_file_is_read_in_order_of_date() -> None:
    table = parse_year_table((HEAD + DAYS + "2026-12-31,no,元旦\n2026-12-26,yes,元旦\n").encode())
    assert table.year == 2027
    assert table.notice == Notice(
        "国务院办公厅关于2027年部分节假日安排的通知", "国办发明电〔2026〕9号", date(2026, 11, 3)
    )
    assert table.days[:3] == (
        NamedDay(date(2026, 12, 26), working=True, name="元旦"),
        NamedDay(date(2026, 12, 31), working=False, name="元旦"),
        NamedDay(date(2027, 1, 1), working=False, name="元旦"),
    )


AS_SAVED = """\
年度,2027年,
通知标题,国务院办公厅关于2027年部分节假日安排的通知,
文号,国办发明电〔2026〕9号,
发布日期,2026/11/3,
,,
日期,是否上班,名称
2027/1/1,否,元旦
2027年5月1日,否,劳动节
2027.10.1,NO,国庆节
2027/10/2,no,国庆节
2027/10/3,否,国庆节
,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_year_file_as_spreadsheet_programs_save_it(encoding: str) -> None:
    saved = AS_SAVED.replace("\n", "\r\n").encode(encoding)
    assert parse_year_table(saved) == parse_year_table((HEAD + DAYS).encode())


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("2027-02-30,no,春节", "date", "不是日期"),
        ("春节,no,春节", "date", "不是日期"),
        ("2028-01-01,no,元旦", "date", "不在2027年内"),
        ("2026-11-30,no,元旦", "date", "不在2027年内"),
        ("2027-05-01,no,劳动节", "date", "已在第8行列出"),
        ("2027-05-10,yes,劳动节", "working", "本来就是工作日"),  # a Monday
        ("2027-05-14,yes,劳动节", "working", "本来就是工作日"),  # a Friday
        ("2027-05-03,maybe,劳动节", "working", "上班填yes"),
        ("2027-05-03", "working", "上班填yes"),
        ("2027-05-03,no", "name", "缺少节日名称"),
        ("2027-05-03,no," + "长" * 51, "name", "最多50个字"),
        ("2027-05-03,no,劳动节,多余", None, "3列"),
    ],
)
def test_a_bad_row_is_named_with_its_field_and_remedy(line: str, field: str | None, words: str) -> None:
    found = problems_of(HEAD + DAYS + line + "\n")
    assert (12, field) in [(row, name) for row, name, _ in found]
    assert words in "".join(text for _, _, text in found)


@pytest.mark.parametrize(
    ("was", "becomes", "row", "field", "words"),
    [
        ("year,2027\n", "", None, "year", "缺少"),
        ("year,2027", "year,", 1, "year", "缺少"),
        ("year,2027", "year,明年", 1, "year", "不是年份"),
        ("year,2027", "year,1900", 1, "year", "不是年份"),
        ("title,国务院办公厅关于2027年部分节假日安排的通知\n", "", None, "title", "缺少"),
        ("number,国办发明电〔2026〕9号", "number,", 3, "number", "缺少"),
        ("number,", "number," + "长" * 100, 3, "number", "最多100个字"),
        ("issued_on,2026-11-03", "issued_on,去年", 4, "issued_on", "不是日期"),
        ("issued_on,2026-11-03", "issued_on,2025-11-03", 4, "issued_on", "2025-11-03与2027年度不符"),
        ("issued_on,2026-11-03", "year,2027", 4, "year", "写了两次"),
        ("issued_on,", "备注,很好\nissued_on,", 4, None, "不认识“备注”"),
        ("date,working,name\n", "", None, None, "缺少表头"),
        ("2027-10-02,no,国庆节\n", "", None, "date", "2027-10-02是法定节假日"),
    ],
)
def test_a_bad_head_is_named_with_its_remedy(
    was: str, becomes: str, row: int | None, field: str | None, words: str
) -> None:
    text = HEAD + DAYS
    assert was in text
    found = problems_of(text.replace(was, becomes, 1))
    assert any((r, f) == (row, field) and words in message for r, f, message in found), found


def test_all_problems_are_reported_at_once() -> None:
    text = HEAD.replace("2027", "x", 1) + DAYS.replace("no", "nein").replace("元旦", "")
    assert len(problems_of(text)) == 1 + 5 + 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "缺少表头"),
        (b"PK\x03\x04\0\0\0\0", "CSV UTF-8"),
        (b"\xff\xff\xff", "CSV UTF-8"),
        (b'"' + b"x" * 200_000, "CSV UTF-8"),
    ],
)
def test_a_file_that_is_no_table_has_one_problem(content: bytes, words: str) -> None:
    ((row, _, message),) = problems_of(content)
    assert row is None
    assert words in message


def is_read_or_refused_with_problems(content: bytes) -> bool:
    try:
        parse_year_table(content)
    except InvalidYearTableError as error:
        return bool(error.problems)
    return True


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert is_read_or_refused_with_problems(content)


@given(st.text('date,working,name\n2027-01/年yesno"是', max_size=120))
def test_any_rows_are_read_or_refused(rows: str) -> None:
    assert is_read_or_refused_with_problems((HEAD + DAYS + rows).encode())

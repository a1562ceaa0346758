"""Working days for the public, the calendar at the desk."""

import pytest


@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        ("2026-02-13", "2026-03-05"),
        ("2026-02-15", "2026-03-06"),
        ("2026-04-28", "2026-05-14"),
        ("2026-09-22", "2026-10-13"),
        ("2025-09-19", "2025-10-10"),
        ("2024-09-24", "2024-10-12"),
        ("2026-12-17", "2026-12-31"),
        ("2026-12-18", None),
    ],
)
def test_working_days_json(citizen, start: str, due_on: str | None) -> None:
    answer = citizen.get("/working-days.json", {"start": start, "days": 10}).json
    assert set(answer) == {"start", "days", "due_on", "undetermined", "earliest_on", "account"}
    assert answer["due_on"] == due_on
    assert answer["undetermined"] == (due_on is None)
    if due_on:
        assert answer["earliest_on"] == due_on
        assert sum(line["counted"] for line in answer["account"]) == 10


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"start": "yesterday", "days": "10"}, "start"),
        ({"start": "2026-01-05", "days": "0"}, "days"),
        ({}, "start"),
    ],
)
def test_working_days_json_names_the_wrong_field(citizen, query: dict, field: str) -> None:
    page = citizen.get("/working-days.json", query)
    assert page.status == 422
    assert page.json["error"]["field"] == field
    assert page.json["error"]["message"]


def test_the_page_accounts_for_each_day(citizen) -> None:
    page = citizen.get("/working-days", {"start": "2026-09-22", "days": 10})
    assert "2026年10月13日" in page.text
    assert "国庆节放假" in page.text
    page = citizen.get("/working-days", {"start": "", "days": "ten"})
    assert "请填写起算日" in page.text


def test_an_undetermined_date_is_said_to_be_so(citizen) -> None:
    page = citizen.get("/working-days", {"start": "2026-12-18", "days": 10})
    assert "截止日暂时无法确定" in page.text


YEAR = """year,2027
title,国务院办公厅关于2027年部分节假日安排的通知
number,国办发明电〔2026〕0号
issued_on,2026-11-01
date,working,name
2027-01-01,no,元旦
2027-02-05,no,春节
2027-05-01,no,劳动节
2027-10-01,no,国庆节
2027-10-02,no,国庆节
2027-10-03,no,国庆节
"""


def test_the_administrator_adds_a_year_and_dates_become_certain(staff, citizen) -> None:
    page = staff("administrator").get("/desk/calendar/").submit("calendar", file=(YEAR.encode(), "2027.csv"))
    assert "2027 年的安排已录入" in page.text
    answer = citizen.get("/working-days.json", {"start": "2026-12-18", "days": 10}).json
    assert answer["due_on"] == "2027-01-04"


def test_a_broken_year_is_refused_and_names_its_row(staff, citizen) -> None:
    broken = YEAR.replace("2027-05-01,no", "2027-13-01,no")
    page = (
        staff("administrator").get("/desk/calendar/").submit("calendar", file=(broken.encode(), "2027.csv"))
    )
    assert "10" in page.text
    assert citizen.get("/working-days.json", {"start": "2026-12-18", "days": 10}).json["undetermined"]


def test_the_office_sees_the_calendar_but_does_not_keep_it(staff) -> None:
    page = staff("openness").get("/desk/calendar/")
    assert page.status == 200
    assert "calendar" not in [form.get("id") for form in page.tree.forms]

"""Lists of sign-ups."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from decisions.attendance.rules import Gender, RepresentativeCategory, SignUpChannel
from decisions.attendance.spreadsheets import ReadSignUp, read_sign_ups, sign_ups_json
from decisions.services.spreadsheet.errors import HeaderNotFoundError
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote
from tests.unit.spreadsheets.workbooks import DATA, csv_of, table, xlsx_of

TODAY = date(2026, 8, 3)
HEADER = (
    "姓名",
    "性别",
    "出生年月",
    "手机",
    "代表类别",
    "居住或工作街镇",
    "与议题的关系",
    "同意处理个人信息",
    "同意公开姓名",
)
ROW = ("章若水", "女", "1979-03", "13900010236", "居民", "塘桥街道", "停车难", "是", "是")


def with_cells(**cells: str) -> list[str]:
    given = dict(zip(HEADER, ROW, strict=True)) | cells
    return [given[heading] for heading in HEADER]


def verdicts(data: bytes) -> list[ReadSignUp | RowNote]:
    return list(read_sign_ups(table(data), today=TODAY))


def read_one(**cells: str) -> ReadSignUp:
    (sign_up,) = [v for v in verdicts(csv_of(HEADER, with_cells(**cells))) if isinstance(v, ReadSignUp)]
    return sign_up


def notes(data: bytes) -> list[tuple[NoteKind, int]]:
    return [(verdict.kind, verdict.row) for verdict in verdicts(data) if isinstance(verdict, RowNote)]


def test_the_demonstration_is_read_whole_and_in_order() -> None:
    found = verdicts((DATA / "signups-parking.csv").read_bytes())
    entries = [verdict.entry for verdict in found if isinstance(verdict, ReadSignUp)]
    assert len(entries) == len(found) == 23
    assert [verdict.row for verdict in found] == list(range(2, 25))
    assert Counter(entry.category for entry in entries) == {
        RepresentativeCategory.RESIDENT: 12,
        RepresentativeCategory.ENTERPRISE: 4,
        RepresentativeCategory.SOCIAL_ORGANISATION: 3,
        RepresentativeCategory.EXPERT: 2,
        RepresentativeCategory.OTHER: 2,
    }
    assert sum(not entry.consent_publish for entry in entries) == 3
    assert {entry.channel for entry in entries} == {SignUpChannel.SPREADSHEET}
    assert (entries[0].name, entries[0].gender, entries[0].born) == ("章若水", Gender.FEMALE, "1979-03")
    # Whoever is too young or comes twice is for the call to judge.
    assert [entry.name for entry in entries].count("戚云霞") == 2
    assert "路远航" in [entry.name for entry in entries]


def test_the_json() -> None:
    json = sign_ups_json(read_sign_ups(table(csv_of(HEADER, ROW, with_cells(姓名=""))), today=TODAY))
    assert json["accepted"] == [
        {
            "row": 2,
            "name": "章若水",
            "gender": "女",
            "born": "1979-03",
            "phone": "13900010236",
            "category": "居民",
            "area": "塘桥街道",
            "relation": "停车难",
            "statement": "",
            "consent_publish": True,
        }
    ]
    assert [note["row"] for note in json["refused"]] == [3]


@pytest.mark.parametrize(
    "born",
    ["1979-03", "1979.3", "1979年3月", "１９７９年３月", "197903", "1979/3/12", "1979年3月12日", "19790312"],
)
def test_months_of_birth(born: str) -> None:
    assert read_one(出生年月=born).entry.born == "1979-03"


@pytest.mark.parametrize("number_format", ["yyyy-mm-dd", 'yyyy"年"m"月"'])
def test_months_of_birth_in_date_cells(number_format: str) -> None:
    def write(sheet: Any) -> None:
        sheet.append([*ROW[:2], date(1979, 3, 12), *ROW[3:]])
        sheet["C2"].number_format = number_format

    (sign_up,) = verdicts(xlsx_of(HEADER, write=write))
    assert isinstance(sign_up, ReadSignUp)
    assert sign_up.entry.born == "1979-03"


@pytest.mark.parametrize("phone", ["139 0001 0236", "+86 139-0001-0236", "１３９０００１０２３６"])
def test_phones_get_their_one_form(phone: str) -> None:
    assert read_one(手机=phone).entry.phone == "13900010236"


@pytest.mark.parametrize(
    "cells",
    [
        {"姓名": ""},
        {"手机": "1.39E+10"},
        {"手机": ""},
        {"出生年月": "上世纪"},
        {"出生年月": "2030-01"},
        {"居住或工作街镇": ""},
        {"同意处理个人信息": "否"},
        {"同意处理个人信息": ""},
    ],
)
def test_what_can_not_be_taken_is_refused(cells: dict[str, str]) -> None:
    assert notes(csv_of(HEADER, with_cells(**cells))) == [(NoteKind.REFUSED, 2)]


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    (note,) = verdicts(csv_of(HEADER, with_cells(姓名="", 手机="110")))
    assert isinstance(note, RowNote)
    assert "姓名" in str(note.message)
    assert "手机" in str(note.message)


def test_an_unclear_consent_to_publish_is_none() -> None:
    data = csv_of(HEADER, with_cells(同意公开姓名=""))
    (sign_up, note) = verdicts(data)
    assert isinstance(sign_up, ReadSignUp)
    assert not sign_up.entry.consent_publish
    assert isinstance(note, RowNote)
    assert note.kind is NoteKind.WARNING


def test_an_unknown_category_is_other_with_a_warning() -> None:
    data = csv_of(HEADER, with_cells(代表类别="甲"))
    (sign_up, _) = verdicts(data)
    assert isinstance(sign_up, ReadSignUp)
    assert sign_up.entry.category is RepresentativeCategory.OTHER
    assert notes(data) == [(NoteKind.WARNING, 2)]


def test_a_row_copied_twice_is_skipped() -> None:
    assert notes(csv_of(HEADER, ROW, ROW)) == [(NoteKind.SKIPPED, 3)]


def test_other_headings_below_a_title() -> None:
    header = (
        "序号",
        "报名人姓名",
        "联系电话",
        "出生日期",
        "类别",
        "所在街镇",
        "与事项的关系",
        "是否同意处理个人信息",
    )
    row = ("1", "章若水", "13900010236", "1979-03", "市民", "塘桥街道", "停车难", "√")
    (sign_up,) = verdicts(csv_of(("列席代表报名表",), header, row))
    assert isinstance(sign_up, ReadSignUp)
    assert (sign_up.row, sign_up.entry.name, sign_up.entry.area) == (3, "章若水", "塘桥街道")


def test_a_list_without_consent_is_refused_as_a_whole() -> None:
    with pytest.raises(HeaderNotFoundError) as refusal:
        verdicts(csv_of(("姓名", "手机", "街镇"), ("章若水", "13900010236", "塘桥街道")))
    assert "同意处理个人信息" in str(refusal.value)

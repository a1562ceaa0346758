"""Workbooks: what a person sees in a cell is what is read."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from decisions.services.spreadsheet.table import TableKind
from tests.unit.spreadsheets.workbooks import (
    DATA,
    SHEET_PART,
    cells_of,
    rows_of,
    saved,
    table,
    with_part,
    xlsx_of,
)


def test_numbers_are_read_as_they_are_shown() -> None:
    row = [1, 1.0, 0.1, 13900012847, 2.5, True, False, "007"]
    assert cells_of(xlsx_of(row)) == [("1", "1", "0.1", "13900012847", "2.5", "TRUE", "FALSE", "007")]


def test_a_number_of_more_than_15_digits_is_pointed_at() -> None:
    (row,) = rows_of(xlsx_of([310199190001010000, 1]))
    assert [trouble.column for trouble in row.troubles] == [0]


@pytest.mark.parametrize(
    ("number_format", "value", "read"),
    [
        ("yyyy-mm-dd", date(2026, 6, 15), date(2026, 6, 15)),
        ("yyyy/m/d h:mm", datetime(2026, 6, 15, 10, 42), datetime(2026, 6, 15, 10, 42)),  # noqa: DTZ001
        ('yyyy"年"m"月"d"日";@', date(2026, 6, 15), date(2026, 6, 15)),
        ('yyyy"年"m"月";@', date(2026, 6, 1), "2026年6月"),
        ("[$-804]yyyy年m月", date(2026, 6, 1), "2026年6月"),
        ("mmm-yy", date(2026, 6, 1), "2026年6月"),
        ("h:mm", time(10, 42), "10:42"),
        ("General", 46188, "46188"),
        ("0.00", 3, "3"),
    ],
)
def test_dates_are_read_as_their_format_shows_them(number_format: str, value: Any, read: Any) -> None:
    def write(sheet: Any) -> None:
        sheet["A1"] = value
        sheet["A1"].number_format = number_format

    assert cells_of(xlsx_of(write=write)) == [(read,)]


@pytest.mark.parametrize(
    ("format_id", "read"), [(57, "2026年6月"), (31, date(2026, 6, 15)), (58, date(2026, 6, 15))]
)
def test_chinese_date_formats_known_by_number_alone(format_id: int, read: Any) -> None:
    def write(sheet: Any) -> None:
        sheet["A1"] = 46188
        sheet["A1"].number_format = "0.00"

    data = xlsx_of(write=write)
    data = with_part(
        data, "xl/styles.xml", lambda xml: xml.replace('numFmtId="2"', f'numFmtId="{format_id}"')
    )
    assert cells_of(data) == [(read,)]


def test_dates_counted_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    sheet: Any = book.active
    sheet["A1"] = date(2026, 6, 15)
    assert cells_of(saved(book)) == [(date(2026, 6, 15),)]


def test_a_formula_gives_its_stored_result() -> None:
    data = with_part(
        xlsx_of(["=1+1", "=A2"]),
        SHEET_PART,
        lambda xml: xml.replace("<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>").replace(
            "<f>1+1</f><v />", "<f>1+1</f><v>2</v>"
        ),
    )
    (row,) = rows_of(data)
    assert row.cells == ("2",)
    assert [trouble.column for trouble in row.troubles] == [1]
    assert "公式" in str(row.troubles[0].message)


def test_a_formula_gone_wrong_is_pointed_at() -> None:
    def write(sheet: Any) -> None:
        sheet["A1"], sheet["B1"] = "编号", "#N/A"
        sheet["B1"].data_type = "e"

    (row,) = rows_of(xlsx_of(write=write))
    assert row.cells == ("编号",)
    assert "#N/A" in str(row.troubles[0].message)


def test_merged_areas_hold_their_value_everywhere() -> None:
    rows = rows_of(
        xlsx_of(["标题", None, None], ["甲", "乙", "丙"], [None, "丁", None], merge=["A1:C1", "A2:A3"])
    )
    assert [row.cells for row in rows] == [("标题", "标题", "标题"), ("甲", "乙", "丙"), ("甲", "丁")]
    assert [sorted(row.copied) for row in rows] == [[1, 2], [], [0]]
    assert [row.only_text() for row in rows] == ["标题", None, None]


def test_an_area_merged_over_empty_rows_makes_no_rows() -> None:
    assert [row.number for row in rows_of(xlsx_of(["甲", "乙"], [], [], ["丙"], merge=["A1:B3"]))] == [1, 4]


def test_rows_are_numbered_as_the_program_shows() -> None:
    def write(sheet: Any) -> None:
        sheet["B3"], sheet["A7"] = "三", "七"

    assert [(row.number, row.cells) for row in rows_of(xlsx_of(write=write))] == [
        (3, ("", "三")),
        (7, ("七",)),
    ]


def test_cells_and_rows_without_coordinates_follow_one_another() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>2</v></c></row><row><c><v>3</v></c></row>'
        "</sheetData></worksheet>"
    )
    assert [
        (row.number, row.cells) for row in rows_of(with_part(xlsx_of(["x"]), SHEET_PART, lambda _: sheet))
    ] == [
        (1, ("甲", "2")),
        (2, ("3",)),
    ]


def test_a_document_with_namespace_prefixes_is_read_alike() -> None:
    def prefixed(xml: str) -> str:
        xml = xml.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
        return xml.replace("xmlns=", "xmlns:x=")

    data = xlsx_of(["标题", None], ["甲", 1], merge=["A1:B1"])
    assert cells_of(with_part(data, SHEET_PART, prefixed)) == cells_of(data)


def test_reading_aids_and_runs_of_rich_text() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = (
        f'<sst xmlns="{main}"><si><r><t>重大</t></r><r><t>决策</t></r>'
        '<rPh sb="0" eb="1"><t>zhong</t></rPh></si>'
        "<si><t>一_x000D_\n二_x005F_x</t></si></sst>"
    )
    sheet = (
        f'<worksheet xmlns="{main}"><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        "</row></sheetData></worksheet>"
    )
    data = with_part(xlsx_of(["x"]), SHEET_PART, lambda _: sheet)
    assert cells_of(with_part(data, "xl/sharedStrings.xml", lambda _: texts)) == [("重大决策", "一\n二_x")]


def test_hidden_and_empty_sheets_are_passed_over_and_others_are_named() -> None:
    book = openpyxl.Workbook()
    hidden: Any = book.active
    hidden.append(["隐藏"])
    hidden.sheet_state = "hidden"
    book.create_sheet("空表")
    book.create_sheet("目录").append(["内容"])
    book.create_sheet("附表").append(["其他"])
    sheet = table(saved(book))
    assert (sheet.name, sheet.kind, [other.name for other in sheet.siblings]) == (
        "目录",
        TableKind.XLSX,
        ["附表"],
    )


def test_a_path_from_the_root_leads_to_the_sheet() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_of(["甲"]))) as archive:
        assert 'Target="/xl/' in archive.read("xl/_rels/workbook.xml.rels").decode()  # as this library writes
    relative = with_part(
        xlsx_of(["甲"]), "xl/_rels/workbook.xml.rels", lambda xml: xml.replace('Target="/xl/', 'Target="')
    )
    assert cells_of(relative) == [("甲",)]


def test_the_name_says_nothing() -> None:
    assert table((DATA / "catalogue-2026.xlsx").read_bytes()).kind is TableKind.XLSX
    assert table((DATA / "catalogue-2026.csv").read_bytes()).kind is TableKind.CSV

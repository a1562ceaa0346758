"""Files that are handed out: whole, the same each time, harmless to whoever opens them."""

import io
import time
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.services.spreadsheet.text import clean_text
from decisions.services.spreadsheet.writing import write_csv, write_xlsx
from tests.unit.spreadsheets.workbooks import cells_of, rows_of

DANGEROUS = ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠a"]


def test_a_csv_is_utf8_with_its_mark_and_crlf() -> None:
    data = write_csv(["编号", "意见"], [["1", "两行\n文字"], [2, None]])
    assert data == '\ufeff编号,意见\r\n1,"两行\n文字"\r\n2,\r\n'.encode()


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_made_a_text_in_csv(text: str) -> None:
    (_, row) = write_csv(["意见"], [[text]]).decode("utf-8-sig").split("\n", 1)
    assert row.lstrip('"').startswith("'")


def test_numbers_below_zero_stay_numbers() -> None:
    assert write_csv(["数"], [[-5]]) == "\ufeff数\r\n-5\r\n".encode()


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_a_text_in_xlsx(text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([], ["意见"], [[text]]))).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix


def test_an_xlsx_is_read_back_with_titles_merged() -> None:
    moment = datetime(2026, 6, 15, 10, 42, tzinfo=UTC)
    data = write_xlsx(
        ["目录", "文号"], ["甲", "乙", "丙"], [[1, True, date(2026, 6, 15)], ["=x", None, moment]]
    )
    assert cells_of(data) == [
        ("目录",) * 3,
        ("文号",) * 3,
        ("甲", "乙", "丙"),
        ("1", "是", date(2026, 6, 15)),
        ("=x", "", datetime(2026, 6, 15, 10, 42)),  # noqa: DTZ001 — a cell has no zone
    ]


def test_an_xlsx_is_ready_to_be_printed() -> None:
    data = write_xlsx(["目录", "文号"], ["序号", "名称"], [[1, "甲"], [2, ""]], widths=[6, 40])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$3", "the header is repeated on every page"
    assert sheet.freeze_panes == "A4"
    assert "&P" in sheet.oddFooter.center.text
    ruled = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.border.left.style]
    assert ruled == ["A3", "B3", "A4", "B4", "A5", "B5"], "the table is ruled, also where it is empty"
    assert sheet["A1"].alignment.horizontal == "center"
    assert sheet["A1"].font.sz > sheet["A2"].font.sz > sheet["A4"].font.sz
    assert sheet["B4"].alignment.wrap_text


def test_the_same_input_gives_the_same_bytes() -> None:
    first = write_xlsx(["目录"], ["甲"], [["乙"]], sheet_name="表:一", widths=[20])
    time.sleep(1.1)  # an archive's clock ticks in seconds
    assert write_xlsx(["目录"], ["甲"], [["乙"]], sheet_name="表:一", widths=[20]) == first


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    text = rows_of(write_xlsx([], ["甲", "乙"], [["长" * 40_000, "x"]]))[1].text(0)
    assert len(text) == 32_767
    assert "已截断" in text


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"])), min_size=2, max_size=4))
def test_texts_survive_the_way_through_xlsx(texts: list[str]) -> None:
    read = rows_of(write_xlsx([], ["首", *texts], []))
    assert [read[0].value(column + 1) for column in range(len(texts))] == [clean_text(text) for text in texts]


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    assert write_xlsx([text], [text], [[text]])
    assert write_csv([text], [[text]])

"""Text files of every make."""

from pathlib import Path

import pytest

from decisions.services.spreadsheet.errors import (
    BrokenQuotesError,
    EmptySpreadsheetError,
    SpreadsheetTooLargeError,
    UnknownEncodingError,
)
from decisions.services.spreadsheet.limits import MAX_COLUMNS
from tests.unit.spreadsheets.workbooks import DATA, cells_of, csv_of, rows_of, table

ROWS = [("编号", "意见内容"), ("1", "建议增设车位，谢谢"), ("2", "字体有𬭎、镕、囧")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_and_separator(encoding: str, separator: str) -> None:
    assert cells_of(csv_of(*ROWS, encoding=encoding, separator=separator)) == ROWS


def test_a_record_with_line_ends_is_one_row() -> None:
    data = csv_of(("编号", "意见"), ("1", "第一行\n第二行\n第三行"), ("2", "x"))
    assert [(row.number, row.cells[0]) for row in rows_of(data)] == [(1, "编号"), (2, "1"), (3, "2")]
    assert rows_of(data)[1].value(1) == "第一行\n第二行\n第三行"


def test_blank_lines_count_as_rows_but_are_not_given() -> None:
    assert [row.number for row in rows_of("编号,意见\r\n\r\n,,\r\n1,好\r\n".encode())] == [1, 4]


def test_bare_carriage_returns_end_lines_too() -> None:
    assert cells_of("编号,意见\r1,好\r".encode()) == [("编号", "意见"), ("1", "好")]


def test_a_line_naming_the_separator_is_no_row() -> None:
    assert [(row.number, row.cells) for row in rows_of("sep=;\r\n编号;意见\r\n1;a,b,c\r\n".encode())] == [
        (1, ("编号", "意见")),
        (2, ("1", "a,b,c")),
    ]


def test_commas_in_the_words_do_not_make_a_separator() -> None:
    rows = [("编号", "意见"), *((str(number), "Dear Sir, yes, please") for number in range(20))]
    assert cells_of(csv_of(*rows, separator="\t")) == rows


def test_a_text_cut_in_the_middle_of_a_character_is_read_and_pointed_at() -> None:
    cut = "编号,意见\r\n1,".encode("gb18030") + ("停" * 2000 + "车").encode("gb18030")[:-1] + b"\r\n2,"
    cut += "好".encode("gb18030")
    rows = rows_of(cut)
    assert [row.number for row in rows] == [1, 2, 3]
    assert [trouble.column for trouble in rows[1].troubles] == [1]
    assert not rows[2].troubles
    assert rows[2].cells == ("2", "好")


def test_a_quote_that_never_closes_is_refused_with_its_row() -> None:
    data = '编号,意见\r\n1,好\r\n2,"没有收尾\r\n3,第三条\r\n'.encode()
    with pytest.raises(BrokenQuotesError) as refusal:
        table(data)
    assert "第 3 行" in str(refusal.value)


def test_quotes_inside_the_words_are_words() -> None:
    assert cells_of('编号,意见\r\n1,他说"好"\r\n'.encode()) == [("编号", "意见"), ("1", '他说"好"')]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n,,\r\n", b"   "])
def test_nothing_is_said_to_be_nothing(data: bytes) -> None:
    with pytest.raises(EmptySpreadsheetError):
        table(data)


def test_binary_rubbish_is_no_table() -> None:
    with pytest.raises(UnknownEncodingError):
        table(bytes(range(256)) * 40)


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(SpreadsheetTooLargeError):
        table(csv_of(["x"] * (MAX_COLUMNS + 1)))


def test_a_path_is_read_like_bytes() -> None:
    path = DATA / "opinions-village.csv"
    assert cells_of(path) == cells_of(path.read_bytes())


def test_rows_can_be_read_again(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(csv_of(*ROWS))
    sheet = table(file)
    assert list(sheet.rows()) == list(sheet.rows())

"""Files that are no tables, or tables meant to do harm: refused, with what to do instead."""

import io
import struct
import zipfile
from contextlib import suppress

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from decisions.services.spreadsheet import limits
from decisions.services.spreadsheet.errors import (
    EncryptedSpreadsheetError,
    MacroSpreadsheetError,
    NotASpreadsheetError,
    OldSpreadsheetError,
    OtherSpreadsheetError,
    SpreadsheetTooLargeError,
    SpreadsheetUnreadableError,
    SuspiciousSpreadsheetError,
    WebPageSpreadsheetError,
)
from decisions.services.spreadsheet.writing import write_xlsx
from tests.unit.spreadsheets.workbooks import SHEET_PART, archive_of, rows_of, table, with_part, xlsx_of

OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000


def _word_document() -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (OLD_CONTAINER + "Workbook".encode("utf-16-le"), OldSpreadsheetError),
        (b"\x09\x08\x10\x00" + b"\0" * 100, OldSpreadsheetError),
        (archive_of({"xl/workbook.bin": b"x"}), OldSpreadsheetError),
        (OLD_CONTAINER + "EncryptedPackage".encode("utf-16-le"), EncryptedSpreadsheetError),
        ("<html><body><table><tr><td>编号</td></tr></table></body></html>".encode(), WebPageSpreadsheetError),
        ("\ufeff\r\n<!DOCTYPE html>".encode(), WebPageSpreadsheetError),
        ('<?xml version="1.0"?><Workbook xmlns="urn:x"/>'.encode("utf-16"), WebPageSpreadsheetError),
        (archive_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), OtherSpreadsheetError),
        (_word_document(), NotASpreadsheetError),
        (archive_of({"readme.txt": b"x"}), NotASpreadsheetError),
        (b"%PDF-1.7 ...", NotASpreadsheetError),
        (b"\x89PNG\r\n\x1a\n....", NotASpreadsheetError),
        (with_part(xlsx_of(["x"]), "xl/vbaProject.bin", lambda _: "x"), MacroSpreadsheetError),
        (xlsx_of(["x"])[:-200], SpreadsheetUnreadableError),
        (b"PK\x03\x04 rubbish", SpreadsheetUnreadableError),
    ],
)  # fmt: skip
def test_each_kind_is_refused_by_its_name(data: bytes, refusal: type[SpreadsheetUnreadableError]) -> None:
    with pytest.raises(refusal) as caught:
        table(data)
    assert type(caught.value) is refusal
    assert "请" in str(caught.value)


def test_a_strict_workbook_is_told_apart() -> None:
    data = with_part(
        xlsx_of(["x"]),
        "xl/workbook.xml",
        lambda xml: xml.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    )
    with pytest.raises(OtherSpreadsheetError):
        table(data)


def test_a_bomb_is_not_unpacked() -> None:
    parts = {"xl/workbook.xml": b"<workbook/>", SHEET_PART: b"0" * (limits.MAX_UNPACKED_BYTES + 1)}
    bomb = archive_of(parts)
    assert len(bomb) < limits.MEGABYTE
    with pytest.raises(SpreadsheetTooLargeError):
        table(bomb)


def test_an_archive_that_lies_about_a_size_is_broken() -> None:
    data = bytearray(archive_of({"xl/workbook.xml": b"<workbook/>" + b" " * 5000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.find(signature) + offset, 10)
    with pytest.raises(SpreadsheetUnreadableError):
        table(bytes(data))


def test_a_styles_part_of_absurd_size_is_refused() -> None:
    padded = with_part(xlsx_of(["x"]), "xl/styles.xml", lambda xml: xml + " " * limits.MAX_SIDE_PART_BYTES)
    with pytest.raises(SpreadsheetTooLargeError):
        table(padded)


@pytest.mark.parametrize("part", [SHEET_PART, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused(part: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    data = with_part(
        xlsx_of(["x"]), part, lambda xml: laughs + xml.partition("?>")[2] if "?>" in xml else laughs + xml
    )
    with pytest.raises(SuspiciousSpreadsheetError):
        table(data)


def test_areas_that_overlap_are_refused() -> None:
    areas = "".join('<mergeCell ref="A1:XFD1048576"/>' for _ in range(300))
    data = with_part(
        xlsx_of(["x"]),
        SHEET_PART,
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>"),
    )
    with pytest.raises(SuspiciousSpreadsheetError):
        table(data)


@pytest.mark.parametrize(
    "cell",
    ['<c r="A1" t="s"><v>999</v></c>', '<c r="A1" t="s"><v>x</v></c>', '<c r="A1" s="x"><v>1</v></c>'],
)
def test_references_to_nothing_are_a_broken_file(cell: str) -> None:
    data = with_part(
        xlsx_of(["x"]),
        SHEET_PART,
        lambda xml: xml.partition("<row")[0] + f'<row r="1">{cell}</row></sheetData></worksheet>',
    )
    with pytest.raises(SpreadsheetUnreadableError):
        table(data)


@pytest.mark.parametrize("number", ["1e999", "nan", "1e308", "-5", "99999999999"])
def test_numbers_that_are_no_dates_do_no_harm(number: str) -> None:
    cell = f'<c r="A1" s="1"><v>{number}</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c>'
    data = with_part(
        xlsx_of(["x"]),
        SHEET_PART,
        lambda xml: xml.partition("<row")[0] + f'<row r="1">{cell}</row></sheetData></worksheet>',
    )
    assert rows_of(data)[0].text(1) == "x"


def test_a_cell_far_to_the_right_is_too_large() -> None:
    with pytest.raises(SpreadsheetTooLargeError):
        table(with_part(xlsx_of(["x"]), SHEET_PART, lambda xml: xml.replace('r="A1"', 'r="XFD1"')))


def test_a_file_too_large_is_not_even_looked_at() -> None:
    with pytest.raises(SpreadsheetTooLargeError):
        table(b"x" * (limits.MAX_FILE_BYTES + 1))


WHOLE = write_xlsx(["汇总"], ["编号", "意见"], [[1, "好"]])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
@example(WHOLE.index(b"PK\x01\x02") + 5, b"\0\x40" + bytes(6))  # an archive that claims a version to come
def test_a_damaged_workbook_is_read_or_refused_but_never_crashes(at: int, noise: bytes) -> None:
    damaged = WHOLE[:at] + noise + WHOLE[at + 8 :]
    with suppress(SpreadsheetUnreadableError):
        rows_of(damaged)


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(SpreadsheetUnreadableError):
        rows_of(data)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_any_sheet_xml_is_read_or_refused(text: str) -> None:
    noise = text.encode("utf-8", "replace").decode()
    data = with_part(xlsx_of(["甲", "乙"]), SHEET_PART, lambda xml: xml.replace("<v>", f"{noise}<v>", 1))
    with suppress(SpreadsheetUnreadableError):
        rows_of(data)


def test_a_password_inside_the_archive_is_a_broken_file() -> None:
    data = bytearray(xlsx_of(["x"]))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        starts = [info.header_offset for info in archive.infolist()]
    for start in starts:
        data[start + 6] |= 1
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    with pytest.raises(SpreadsheetUnreadableError):
        table(bytes(data))

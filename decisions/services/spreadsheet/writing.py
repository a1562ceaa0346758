"""Writing spreadsheets that are handed out.

Texts come from the public: one that begins like a formula must stay a text when somebody opens the file.
In .xlsx the cell is typed as text; a .csv has no types, so an apostrophe is put before it.

openpyxl is imported where a workbook is made: it takes 20 MB, and most processes never make one.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any, Final, cast

Cell = str | int | float | bool | date | datetime | None

# The full-width forms too: spreadsheet programs set to Chinese read them as the plain ones.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_A4: Final = 9  # as the file format numbers it
_LONGEST_CELL: Final = 32_767  # what spreadsheet programs hold
_CUT: Final = "…（内容过长，已截断，全文见网页）"
_ARCHIVE_TIME: Final = (1980, 1, 1, 0, 0, 0)
_CORE: Final = "docProps/core.xml"
_MOMENT: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SAME_MOMENT: Final = b"2000-01-01T00:00:00Z"
_TRUTHS: Final = {True: "是", False: "否"}


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a .csv that spreadsheet programs open rightly: UTF-8 with its mark, CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_csv_text(cell) for cell in header])
    writer.writerows([_csv_text(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def write_xlsx(
    titles: Sequence[str],
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet_name: str = "Sheet1",
    widths: Sequence[int] = (),
) -> bytes:
    """Return an .xlsx as an office prints it: titles over the table's width, a ruled table, A4 across.

    The header is repeated on every printed page and stays in sight on the screen. The same input gives the
    same bytes: the file carries no time of its own.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet_name)[:31])
    _set_page(sheet, header_row=len(titles) + 1)
    styles = _Styles(sheet)
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, title in enumerate(titles, start=1):
        sheet.append([_xlsx_cell(sheet, title, styles.title if number == 1 else styles.subtitle)])
        if len(header) > 1:
            sheet.merged_cells.ranges.add(f"A{number}:{get_column_letter(len(header))}{number}")
    sheet.append([_xlsx_cell(sheet, heading, styles.heading) for heading in header])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell, styles.of(cell)) for cell in row])
    saved = io.BytesIO()
    book.save(saved)
    return _without_times(saved)


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
    return str(_plain(cell))


class _Styles:
    """The styles of one sheet, made once: a cell gets a copy, which is quick."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.styles import Font

        self._sheet = sheet
        self.title = self._style(Font(name="黑体", size=16), "center", ruled=False)
        self.subtitle = self._style(Font(name="宋体", size=12), "center", ruled=False)
        self.heading = self._style(Font(name="黑体", size=11), "center")
        self._text = self._style(Font(name="宋体", size=11), "left")
        self._short = self._style(Font(name="宋体", size=11), "center")

    def of(self, value: Cell) -> Any:
        """Return the style of a cell of the table: texts to the left, everything short in the middle."""
        return self._text if isinstance(value, str) else self._short

    def _style(self, font: Any, horizontal: str, *, ruled: bool = True) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Side

        cell: Any = WriteOnlyCell(self._sheet)
        cell.font = font
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        if ruled:
            line = Side(style="thin")
            cell.border = Border(left=line, right=line, top=line, bottom=line)
        return cell._style


def _set_page(sheet: Any, *, header_row: int) -> None:
    """Set how the sheet is shown and printed; to be done before its first row."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _xlsx_cell(sheet: Any, value: Cell, style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    plain = _plain(value)
    cell: Any = WriteOnlyCell(sheet, cast(Any, plain) if plain != "" else None)
    number_format = cell._style.numFmtId if cell._style else 0  # that of a day or an instant
    cell._style = copy(style)
    cell._style.numFmtId = number_format
    if isinstance(plain, str) and plain:
        cell.data_type = "s"  # never "f", whatever it begins with
        cell.quotePrefix = plain.startswith(_FORMULA_STARTS)
    return cell


def _plain(cell: Cell) -> str | int | float | date | datetime:
    """Return what can be written: texts within a cell's bounds, 是/否, times without a zone."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _TRUTHS[cell]
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, str):
        text = _UNWRITABLE.sub("", cell)
        return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT
    return cell


def _without_times(saved: io.BytesIO) -> bytes:
    """Return the archive with every time in it set to the same moment."""
    result = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == _CORE:
                data = _MOMENT.sub(_SAME_MOMENT, data)
            info = zipfile.ZipInfo(part.filename, _ARCHIVE_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return result.getvalue()

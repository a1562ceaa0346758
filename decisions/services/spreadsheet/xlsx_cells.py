"""From what stands in a cell of an .xlsx to its value: shared texts, numbers, dates, formulas' results."""

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from decisions.errors import N_, Message
from decisions.services.spreadsheet.errors import SpreadsheetUnreadableError
from decisions.services.spreadsheet.table import Value
from decisions.services.spreadsheet.text import clean_text
from decisions.services.spreadsheet.xlsx_package import NumberKind, Package

_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_EXACT_UP_TO: Final = 10**15  # beyond, spreadsheet programs keep only 15 digits

_NOT_COMPUTED: Final = N_("公式没有保存计算结果，读不到内容。请用表格软件打开并保存一次，或把公式改为数值。")
_FORMULA_ERROR: Final = N_("公式出错（%(error)s），读不到内容。请改正公式，或直接填写内容。")
_DIGITS_LOST: Final = N_("数字超过15位，表格软件已把末尾几位改为0。请把该列设为文本格式后重新填写。")
_NO_DATE: Final = N_("单元格设为日期格式，但数值 %(value)s 不是日期。请改正。")


class RawCell(NamedTuple):
    """A cell as the file writes it."""

    type: str
    style: int
    has_formula: bool
    text: str


class CellReader:
    """Turns raw cells of one workbook into values."""

    def __init__(self, package: Package) -> None:
        self._texts = package.shared_texts
        self._kinds = package.number_kinds
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

        self._epoch = MAC_EPOCH if package.from_1904 else WINDOWS_EPOCH

    def read(self, cell: RawCell) -> tuple[Value, Message | None]:
        """Return the value and what is wrong with it, if anything."""
        if cell.type == "s":
            return self._shared(cell.text), None
        if cell.type in ("str", "inlineStr"):
            return _unescaped(cell.text), None
        if cell.type == "e":
            return "", Message(_FORMULA_ERROR, {"error": cell.text})
        if not cell.text:
            return "", Message(_NOT_COMPUTED) if cell.has_formula else None
        if cell.type == "b":
            return ("TRUE" if cell.text == "1" else "FALSE"), None
        if cell.type == "d":
            return _iso_moment(cell.text), None
        return self._number(cell)

    def _shared(self, index: str) -> str:
        if index and not index.isdecimal():
            raise SpreadsheetUnreadableError
        return _unescaped(self._texts[int(index)]) if index else ""

    def _number(self, cell: RawCell) -> tuple[Value, Message | None]:
        kind = self._kinds[cell.style] if cell.style < len(self._kinds) else NumberKind.PLAIN
        try:
            number = float(cell.text)
        except ValueError:
            return clean_text(cell.text), None
        if not math.isfinite(number):
            return cell.text, None
        if kind is NumberKind.PLAIN:
            lost = Message(_DIGITS_LOST) if abs(number) >= _EXACT_UP_TO else None
            return _plain_number(number), lost
        try:
            return _moment(number, kind, self._epoch), None
        except (OverflowError, ValueError):
            return _plain_number(number), Message(_NO_DATE, {"value": cell.text})


def _unescaped(text: str) -> str:
    """Resolve the escapes that stand for control characters (`_x000D_`)."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
    return clean_text(text)


def _plain_number(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _moment(number: float, kind: NumberKind, epoch: datetime) -> Value:
    from openpyxl.utils.datetime import from_excel

    moment = from_excel(number, epoch, timedelta=kind is NumberKind.DURATION)
    if isinstance(moment, timedelta):
        return str(moment)
    if isinstance(moment, time):
        return moment.isoformat("minutes")
    if kind is NumberKind.MONTH:
        return f"{moment.year}年{moment.month}月"
    return _day_or_moment(moment)


def _day_or_moment(moment: datetime) -> date | datetime:
    """Return midnight as the day it stands for; fractions of a second are the file's rounding."""
    rounded = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return rounded.date() if rounded.time() == time() else rounded


def _iso_moment(text: str) -> Value:
    try:
        return _day_or_moment(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return clean_text(text)

"""Reading a year's file: the State Council's notice and the days it names, as CSV.

    year,2026
    title,国务院办公厅关于2026年部分节假日安排的通知
    number,国办发明电〔2025〕7号
    issued_on,2025-11-04

    date,working,name
    2026-01-01,no,元旦
    2026-01-04,yes,元旦

Above the heading stands the notice, below it every day that the notice names: `no` for a day off (a
Saturday or Sunday inside a holiday too), `yes` for a weekend day that is worked. Days not listed follow the
week. A day may lie in the December before the year. Chinese headings, 是/否, 2026/1/4 and GB18030 are
understood, as spreadsheet programs save them. The shipped years are under tables/; an administrator adds
others in the same format.

Not here: what a table means for a period (arithmetic.py), where added years are kept (store.py).
"""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from decisions.errors import N_, Message, Problem
from decisions.services.working_days.arithmetic import (
    FIRST_YEAR,
    LAST_YEAR,
    SATURDAY,
    Calendar,
    NamedDay,
    Notice,
    YearTable,
)
from decisions.services.working_days.errors import InvalidYearTableError

SHIPPED: Final = Path(__file__).with_name("tables")

_NOTICE_KEYS: Final = {
    "year": "year",
    "年度": "year",
    "title": "title",
    "通知标题": "title",
    "number": "number",
    "文号": "number",
    "issued_on": "issued_on",
    "发布日期": "issued_on",
}
_HEADINGS: Final = (("date", "working", "name"), ("日期", "是否上班", "名称"))
_COLUMNS: Final = len(_HEADINGS[0])
_WORKING: Final = {"yes": True, "是": True, "no": False, "否": False}
_LONGEST: Final = {"title": 200, "number": 100, "name": 50}
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")

# Off in every year by 《全国年节及纪念日放假办法》 art. 2: a file without them is not whole.
_ALWAYS_OFF: Final = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))

_UNREADABLE = N_("文件不是文本格式的CSV。请在表格软件中另存为“CSV UTF-8（逗号分隔）”后重新提交。")
_NO_HEADING = N_("缺少表头。请在放假日期之前加一行“date,working,name”（或“日期,是否上班,名称”）。")
_UNKNOWN_KEY = N_("不认识“%(value)s”。表头之前只写year、title、number、issued_on四行。")
_REPEATED_KEY = N_("“%(key)s”写了两次。请只保留一行。")
_MISSING_KEY = N_("缺少通知的“%(key)s”。请在表头之前补上这一行。")
_NOT_A_YEAR = N_("“%(value)s”不是年份。请写成四位数字，例如2027。")
_NOT_A_DATE = N_("“%(value)s”不是日期。请写成2027-01-01的样子。")
_NOTICE_DATE = N_(
    "通知日期%(day)s与%(year)d年度不符：放假安排通知应在上一年或当年发布。请核对年度和发布日期。"
)
_TOO_LONG = N_("内容过长（最多%(longest)d个字）。请核对是否填错了列。")
_COLUMN_COUNT = N_("这一行应为3列：日期、是否上班、名称。请核对逗号。")
_WRONG_YEAR = N_("%(day)s不在%(year)d年内，也不在上一年12月。请核对日期，或放到该年度的文件中。")
_NOT_YES_OR_NO = N_("“%(value)s”不能识别。上班填yes（是），放假填no（否）。")
_NO_NAME = N_("缺少节日名称。请填写，例如“国庆节”。")
_DUPLICATE = N_("%(day)s已在第%(first)d行列出。请只保留一行。")
_NEEDLESS = N_("%(day)s是周一至周五，本来就是工作日。请删除这一行，或改为no（放假）。")
_INCOMPLETE = N_("%(day)s是法定节假日，文件却没有列为放假。请核对文件是否完整。")


@dataclass(slots=True)
class _Findings:
    """What was found wrong so far, so that one reading reports everything."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, text: str, row: int | None, name: str | None, **params: object) -> None:
        self.problems.append(Problem(Message(text, params), row=row, field=name))

    def refusal(self) -> InvalidYearTableError:
        return InvalidYearTableError(problems=self.problems, count=len(self.problems))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that holds something, with its number in the spreadsheet."""

    number: int
    cells: tuple[str, ...]


def parse_year_table(content: bytes) -> YearTable:
    """Return the year's table that a file holds.

    Raises: InvalidYearTableError, with a problem for each thing to mend.
    """
    findings = _Findings()
    rows = _read_rows(content, findings)
    heading = next((index for index, row in enumerate(rows) if _is_heading(row)), None)
    if heading is None:
        if not findings.problems:
            findings.note(_NO_HEADING, None, None)
        raise findings.refusal()

    head = _read_head(rows[:heading], findings)
    year = _read_year(head, findings)
    notice = _read_notice(head, year, findings)
    days = _read_days(rows[heading + 1 :], year, findings)
    if findings.problems or year is None or notice is None:
        raise findings.refusal()
    return YearTable(year, notice, tuple(sorted(days, key=lambda day: day.day)))


@cache
def shipped_calendar() -> Calendar:
    """Return the calendar of the years that the portal ships."""
    return Calendar(tuple(parse_year_table(path.read_bytes()) for path in sorted(SHIPPED.glob("*.csv"))))


def _read_rows(content: bytes, findings: _Findings) -> list[_Row]:
    text = _decode(content)
    if text is None:
        findings.note(_UNREADABLE, None, None)
        return []
    try:
        records = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:  # a cell without end, for one
        findings.note(_UNREADABLE, None, None)
        return []
    rows = []
    for number, record in enumerate(records, start=1):
        cells = tuple(cell.strip() for cell in record)
        while cells and not cells[-1]:  # spreadsheet programs fill short rows up with empty cells
            cells = cells[:-1]
        if cells:
            rows.append(_Row(number, cells))
    return rows


def _decode(content: bytes) -> str | None:
    """Return the file's text, or None when it is none."""
    if b"\0" in content:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_heading(row: _Row) -> bool:
    return tuple(cell.casefold() for cell in row.cells) in _HEADINGS


def _read_head(rows: list[_Row], findings: _Findings) -> dict[str, tuple[_Row, str]]:
    """Return the notice's entries by key: where each stands and its value."""
    head: dict[str, tuple[_Row, str]] = {}
    for row in rows:
        key = _NOTICE_KEYS.get(row.cells[0].casefold())
        if key is None:
            findings.note(_UNKNOWN_KEY, row.number, None, value=row.cells[0])
        elif key in head:
            findings.note(_REPEATED_KEY, row.number, key, key=row.cells[0])
        else:
            # An unquoted comma inside a title splits it; the rest still belongs to it.
            head[key] = (row, ",".join(row.cells[1:]))
    for key in ("year", "title", "number", "issued_on"):
        if key not in head or not head[key][1]:
            row_number = head.pop(key)[0].number if key in head else None
            findings.note(_MISSING_KEY, row_number, key, key=key)
    return head


def _read_year(head: dict[str, tuple[_Row, str]], findings: _Findings) -> int | None:
    if "year" not in head:
        return None
    row, value = head["year"]
    if re.fullmatch(r"\d{4}年?", value) and FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        return int(value[:4])
    findings.note(_NOT_A_YEAR, row.number, "year", value=value)
    return None


def _read_notice(head: dict[str, tuple[_Row, str]], year: int | None, findings: _Findings) -> Notice | None:
    for key in ("title", "number"):
        if key in head:
            _check_length(head[key][1], key, head[key][0], findings)
    if "issued_on" not in head:
        return None
    row, value = head["issued_on"]
    issued_on = _parse_date(value)
    if issued_on is None:
        findings.note(_NOT_A_DATE, row.number, "issued_on", value=value)
        return None
    if year is not None and issued_on.year not in (year - 1, year):
        findings.note(_NOTICE_DATE, row.number, "issued_on", day=issued_on.isoformat(), year=year)
    if "title" not in head or "number" not in head:
        return None
    return Notice(title=head["title"][1], number=head["number"][1], issued_on=issued_on)


def _read_days(rows: list[_Row], year: int | None, findings: _Findings) -> list[NamedDay]:
    days: list[NamedDay] = []
    first_row: dict[date, int] = {}
    for row in rows:
        day = _read_day(row, year, findings)
        if day is None:
            continue
        if day.day in first_row:
            findings.note(_DUPLICATE, row.number, "date", day=day.day.isoformat(), first=first_row[day.day])
        first_row.setdefault(day.day, row.number)
        days.append(day)
    if year is not None:
        _check_whole(days, year, findings)
    return days


def _read_day(row: _Row, year: int | None, findings: _Findings) -> NamedDay | None:
    if len(row.cells) > _COLUMNS:
        findings.note(_COLUMN_COUNT, row.number, None)
        return None
    date_text, working_text, name = (*row.cells, "", "")[:_COLUMNS]
    day = _parse_date(date_text)
    working = _WORKING.get(working_text.casefold())
    if day is None:
        findings.note(_NOT_A_DATE, row.number, "date", value=date_text)
    elif year is not None and day.year != year and (day.year, day.month) != (year - 1, 12):
        findings.note(_WRONG_YEAR, row.number, "date", day=day.isoformat(), year=year)
    elif working and day.weekday() < SATURDAY:
        findings.note(_NEEDLESS, row.number, "working", day=day.isoformat())
    if working is None:
        findings.note(_NOT_YES_OR_NO, row.number, "working", value=working_text)
    if not name:
        findings.note(_NO_NAME, row.number, "name")
    _check_length(name, "name", row, findings)
    return None if day is None or working is None else NamedDay(day, working, name)


def _check_length(value: str, name: str, row: _Row, findings: _Findings) -> None:
    if len(value) > _LONGEST[name]:
        findings.note(_TOO_LONG, row.number, name, longest=_LONGEST[name])


def _check_whole(days: list[NamedDay], year: int, findings: _Findings) -> None:
    off = {day.day for day in days if not day.working}
    for month, number in _ALWAYS_OFF:
        day = date(year, month, number)
        if day not in off:
            findings.note(_INCOMPLETE, None, "date", day=day.isoformat())


def _parse_date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None

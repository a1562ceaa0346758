"""Reading a catalogue's spreadsheet: each entry to an item, each doubt to a problem with its remedy."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from decisions.catalogue.rules import CATEGORY_TERMS, Category, ChangeKind, category_of, change_of
from decisions.catalogue.rules.items import title_key
from decisions.catalogue.rules.planned_times import PlannedTime, parse_planned_time
from decisions.catalogue.spreadsheets.columns import (
    BASIS,
    CATEGORY,
    CHANGE,
    CHANGE_NOTE,
    COLUMNS,
    ENTERPRISE_RELATED,
    EXPECTED,
    HEARING,
    INVITES_PUBLIC,
    LEAD_UNIT,
    NEEDED,
    NUMBER,
    PARTNER_UNITS,
    PLANNED,
    PROCEDURES,
    TITLE,
)
from decisions.catalogue.spreadsheets.entries import Entry, read_entries
from decisions.catalogue.spreadsheets.preamble import Preamble, read_preamble
from decisions.catalogue.spreadsheets.result import CatalogueReading, ReadItem
from decisions.catalogue.spreadsheets.units import read_units
from decisions.errors import N_, Level, Problem
from decisions.services.spreadsheet.findings import Findings
from decisions.services.spreadsheet.headings import Header, find_header
from decisions.services.spreadsheet.table import Sheet
from decisions.services.spreadsheet.text import chinese_number, half_width, one_line, split_list, truth

_NO_ITEMS: Final = N_("表头下面没有决策事项。请核对文件和工作表是否选对。")
_COLUMNS_MISSING: Final = N_(
    "表中没有这些栏：%(names)s，相应内容留空。如果只是名称不同，请在预览中指定对应的列；如需要，请补齐后重新导入。"
)
_OTHER_YEAR: Final = N_("表格标题写的是%(found)d年度，与要导入的%(year)d年度不一致。请核对是否选错了文件。")
_NO_TITLE: Final = N_("没有填写“%(heading)s”。请补填，或者删去这一行。")
_REPEATED_TITLE: Final = N_("“%(title)s”与第 %(first)d 行的事项名称相同。请删去重复的一行，或者改正名称。")
_REPEATED_NUMBER: Final = N_("序号 %(number)d 与第 %(first)d 行相同。请改正序号。")
_NO_NUMBER: Final = N_("“%(value)s”不是序号，已按先后顺序记为 %(number)d。请核对。")
_TOO_LONG: Final = N_("“%(heading)s”超过 %(longest)d 个字。请核对是否填错了栏，或者精简后重新导入。")
_NO_CATEGORY: Final = N_("“%(value)s”不是规定的决策类别。请改为以下之一：%(terms)s。")
_NO_UNIT: Final = N_("没有填写“%(heading)s”。请补填一个牵头承办单位。")
_LEAD_UNDECIDED: Final = N_(
    "“%(heading)s”一栏有 %(count)d 个单位（%(units)s），没有注明哪个牵头。牵头单位只能有一个，请指定。"
)
_NO_TIME: Final = N_(
    "“%(value)s”不是可以推算的时间，没有对应的起止日期。请写成“2026年6月”“第三季度”“年底前”这样的时间。"
)
_TIME_OUTSIDE: Final = N_("“%(value)s”不在%(year)d年度内。请核对年份。")
_NOT_YES_OR_NO: Final = N_("“%(value)s”不能判断是或否，已留空。请改为“是”或“否”。")
_LEFT_BLANK: Final = N_("“%(heading)s”没有填写，已留空。请填“是”或“否”。")
_NO_CHANGE: Final = N_("“%(value)s”不能识别。请改为保留、新增、调整或者撤销，并在括号内写明理由。")

_CIRCLED: Final = re.compile("[①-⑳]")
_LONGEST: Final = {TITLE: 300, LEAD_UNIT: 100, PLANNED: 100}
_YES_OR_NO: Final = (HEARING, INVITES_PUBLIC, ENTERPRISE_RELATED)


def read_catalogue(
    sheet: Sheet,
    *,
    year: int,
    overrides: Mapping[int, str | None] | None = None,
    header_row: int | None = None,
) -> CatalogueReading:
    """Return the items of a catalogue's spreadsheet and everything doubtful about them.

    Shape: overrides names the field of a column by its index (A is 0), None to leave it out; header_row is
        the header's row number: both are what a person corrected in the preview.
    Raises: HeaderNotFoundError; SpreadsheetUnreadableError.
    """
    header = find_header(sheet, COLUMNS, NEEDED, overrides=overrides, at_row=header_row)
    findings = Findings(header, COLUMNS)
    preamble = read_preamble(header.above)
    entries = read_entries(header, findings)
    _check_whole(header, preamble, entries, year, findings)
    reader = _ItemReader(header, findings, year, _columns_of_ticks(entries))
    items = tuple(item for item in map(reader.read, entries) if item is not None)
    return CatalogueReading(
        header.sheet.name, header.row, header.columns, preamble, items, findings.in_order()
    )


def _check_whole(
    header: Header, preamble: Preamble, entries: Sequence[Entry], year: int, findings: Findings
) -> None:
    """Note what concerns the file as a whole, once."""
    if not entries:
        findings.error(_NO_ITEMS, None, None)
    given_by_section = {CATEGORY: any(entry.category for entry in entries)}
    missing = [
        findings.heading(name) or name
        for name in EXPECTED
        if header.index(name) is None and not given_by_section.get(name)
    ]
    if missing:
        findings.warn(_COLUMNS_MISSING, None, None, names="、".join(missing))
    findings.problems += [Problem(message, Level.WARNING) for message in header.left_out()]
    if preamble.year not in (None, year):
        findings.warn(_OTHER_YEAR, None, None, found=preamble.year, year=year)


def _columns_of_ticks(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the yes-or-no columns in which only yes is marked: there an empty cell means no."""
    said = {
        name: {truth(entry.texts.get(name, "")) for entry in entries if entry.texts.get(name)}
        for name in _YES_OR_NO
    }
    return frozenset(name for name, answers in said.items() if answers == {True})


@dataclass(slots=True)
class _ItemReader:
    """Reads one entry after the other, remembering titles and numbers for repetitions."""

    header: Header
    findings: Findings
    year: int
    ticked: frozenset[str]
    rows_of_titles: dict[str, int] = field(default_factory=dict)
    rows_of_numbers: dict[int, int] = field(default_factory=dict)
    read_so_far: int = 0

    def read(self, entry: Entry) -> ReadItem | None:
        """Return the item, None when it has no title."""
        self.read_so_far += 1
        title = one_line(entry.texts.get(TITLE, ""))
        number = self._number(entry)
        if not self._accept_title(entry, title):
            return None
        units = self._units(entry)
        planned_text = one_line(entry.texts.get(PLANNED, ""))
        change, note = self._change(entry)
        return ReadItem(
            row=entry.row,
            number=number,
            title=title,
            category=self._category(entry),
            lead_unit=units[0],
            partner_units=units[1],
            basis=one_line(entry.texts.get(BASIS, "")),
            procedures=_procedures(entry.texts.get(PROCEDURES, "")),
            planned_text=planned_text,
            planned=self._planned(entry, planned_text),
            hearing=self._truth(entry, HEARING),
            invites_public=self._truth(entry, INVITES_PUBLIC),
            enterprise_related=self._truth(entry, ENTERPRISE_RELATED),
            change=change,
            change_note=note,
        )

    def _accept_title(self, entry: Entry, title: str) -> bool:
        if not title:
            self.findings.error(_NO_TITLE, entry.row, TITLE)
            return False
        self._check_length(entry, TITLE, title)
        first = self.rows_of_titles.setdefault(title_key(title), entry.row)
        if first != entry.row:
            self.findings.error(_REPEATED_TITLE, entry.row, TITLE, title=title, first=first)
        return True

    def _number(self, entry: Entry) -> int:
        text = half_width(one_line(entry.texts.get(NUMBER, ""))).strip(" .、()")
        number = chinese_number(text)
        if number is None:
            number = self.read_so_far
            if text:
                self.findings.warn(_NO_NUMBER, entry.row, NUMBER, value=text, number=number)
        first = self.rows_of_numbers.setdefault(number, entry.row)
        if first != entry.row and text:
            self.findings.warn(_REPEATED_NUMBER, entry.row, NUMBER, number=number, first=first)
        return number

    def _category(self, entry: Entry) -> Category | None:
        text = one_line(entry.texts.get(CATEGORY, ""))
        if not text:
            return entry.category
        category = category_of(text)
        if category is None:
            terms = "、".join(CATEGORY_TERMS.values())
            self.findings.error(_NO_CATEGORY, entry.row, CATEGORY, value=text, terms=terms)
        return category

    def _units(self, entry: Entry) -> tuple[str | None, tuple[str, ...]]:
        units = read_units(entry.texts.get(LEAD_UNIT, ""), entry.texts.get(PARTNER_UNITS, ""))
        if units.undecided:
            names = "、".join(units.undecided)
            count = len(units.undecided)
            self.findings.warn(_LEAD_UNDECIDED, entry.row, LEAD_UNIT, count=count, units=names)
        elif units.lead is None and self.header.index(LEAD_UNIT) is not None:
            self.findings.error(_NO_UNIT, entry.row, LEAD_UNIT)
        self._check_length(entry, LEAD_UNIT, units.lead or "")
        return units.lead, units.partners

    def _planned(self, entry: Entry, text: str) -> PlannedTime | None:
        self._check_length(entry, PLANNED, text)
        planned = parse_planned_time(text, self.year) if text else None
        if text and planned is None:
            self.findings.warn(_NO_TIME, entry.row, PLANNED, value=text)
        if planned and not planned.starts_on.year <= self.year <= planned.ends_on.year:
            self.findings.warn(_TIME_OUTSIDE, entry.row, PLANNED, value=text, year=self.year)
        return planned

    def _truth(self, entry: Entry, name: str) -> bool | None:
        if self.header.index(name) is None:
            return None
        text = one_line(entry.texts.get(name, ""))
        if not text and name in self.ticked:
            return False
        answer = truth(text)
        if not text:
            self.findings.warn(_LEFT_BLANK, entry.row, name)
        elif answer is None:
            self.findings.warn(_NOT_YES_OR_NO, entry.row, name, value=text)
        return answer

    def _change(self, entry: Entry) -> tuple[ChangeKind | None, str]:
        text = one_line(entry.texts.get(CHANGE, ""))
        change, note = change_of(text)
        if text and change is None:
            self.findings.error(_NO_CHANGE, entry.row, CHANGE, value=text)
        notes = dict.fromkeys(filter(None, (note, one_line(entry.texts.get(CHANGE_NOTE, "")))))
        return change or entry.change, "；".join(notes)

    def _check_length(self, entry: Entry, name: str, text: str) -> None:
        if len(text) > _LONGEST[name]:
            self.findings.error(_TOO_LONG, entry.row, name, longest=_LONGEST[name])


def _procedures(text: str) -> tuple[str, ...]:
    """Return the steps without their numbering."""
    text = _CIRCLED.sub("、", text)
    steps = (step.lstrip("0123456789.．()（） ") for step in split_list(text, "、,，;；\n→+＋/"))
    return tuple(dict.fromkeys(step for step in steps if step))

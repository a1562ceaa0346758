"""Reading a list of offline events (座谈会, 实地走访, 书面征求意见, 民意调查): one record a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from decisions.consultation.rules import WAY_LABELS, Way
from decisions.consultation.rules.events import EventFacts
from decisions.errors import N_, Message
from decisions.services.spreadsheet.headings import Column, find_header
from decisions.services.spreadsheet.moments import read_moment
from decisions.services.spreadsheet.table import Row, Sheet
from decisions.services.spreadsheet.text import half_width
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote

COLUMNS: Final = (
    Column("number", "编号", ("序号",)),
    Column("matter", "事项", ("事项编号",)),
    Column("matter_title", "事项名称", ("决策事项", "决策事项名称")),
    Column("way", "方式", ("听取意见方式", "形式")),
    Column("on", "日期", ("时间", "起止日期", "召开日期")),
    Column("place", "地点", ("场所",)),
    Column("organiser", "组织单位", ("主办单位", "组织者")),
    Column("invited", "邀请数量", ("邀请人数", "发放数量")),
    Column("attended", "实到或回收数量", ("实到数量", "实到人数", "回收数量")),
    Column("counted_in", "计量单位", ("单位",)),
    Column("opinions_count", "意见条数", ("意见数", "收集意见")),
    Column("summary", "概要", ("主要内容", "情况")),
    Column("remark", "备注", ("说明",)),
)

_NO_WAY: Final = N_("方式“%(value)s”不能识别。可填：%(known)s。")
_NO_DAY: Final = N_("日期“%(value)s”不能识别。请写成 2026-06-24，或者 2026-06-22至2026-06-30。")
_NO_NUMBER: Final = N_("“%(heading)s”应为整数，现为“%(value)s”。")
_WORDS: Final = {
    Way.SYMPOSIUM: re.compile(r"座谈|研讨"),
    Way.HEARING: re.compile(r"听证"),
    Way.VISIT: re.compile(r"走访|调研|上门|入户"),
    Way.WRITTEN: re.compile(r"书面|发函|函询"),
    Way.QUESTIONNAIRE: re.compile(r"问卷"),
    Way.POLL: re.compile(r"民意|调查|征询"),
}
_BEFORE: Final = re.compile(r"进入.{0,6}程序前")
_RANGE: Final = re.compile(r"\s*(?:至|到|~|—)\s*")


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """One event; matter is what the file calls the decision (A, B, C or its title)."""

    row: int
    matter: str
    matter_title: str
    facts: EventFacts


class _RefusedRowError(Exception):
    def __init__(self, text: str, **params: object) -> None:
        self.reader_message = Message(text, params)


def read_events(sheet: Sheet) -> Iterator[ReadEvent | RowNote]:
    """Give an event for each row, or a note saying why the row can't be taken.

    Raises: HeaderNotFoundError; SpreadsheetUnreadableError also on the way.
    """
    header = find_header(sheet, COLUMNS, frozenset({"way", "on"}))
    columns = {column.field: column.index for column in header.columns if column.field}
    for row in header.body():
        cells = {name: row.text(index) for name, index in columns.items()}
        try:
            yield _event(row, cells)
        except _RefusedRowError as refusal:
            yield RowNote(NoteKind.REFUSED, row.number, refusal.reader_message)


def _event(row: Row, cells: dict[str, str]) -> ReadEvent:
    from_on, to_on = _days(cells["on"])
    said = cells.get("summary", "") + cells.get("remark", "")
    facts = EventFacts(
        way=_way(cells["way"]),
        from_on=from_on,
        to_on=to_on,
        place=cells.get("place", ""),
        organiser=cells.get("organiser", ""),
        invited=_whole(cells, "invited"),
        attended=_whole(cells, "attended"),
        counted_in=cells.get("counted_in", ""),
        opinions_count=_whole(cells, "opinions_count") or 0,
        summary=cells.get("summary", ""),
        remark=cells.get("remark", ""),
        number=cells.get("number", ""),
        before_procedure=bool(_BEFORE.search(said)),
    )
    return ReadEvent(row.number, cells.get("matter", ""), cells.get("matter_title", ""), facts)


def _way(text: str) -> Way:
    for way, words in _WORDS.items():
        if words.search(text):
            return way
    raise _RefusedRowError(_NO_WAY, value=text[:30], known="、".join(WAY_LABELS.values()))


def _days(text: str) -> tuple[date, date]:
    """Return the first and the last day; one day is both."""
    parts = _RANGE.split(half_width(text).strip())
    moments = [read_moment(part) for part in parts]
    if len(moments) > 2 or None in moments:
        raise _RefusedRowError(_NO_DAY, value=text[:30])
    found = [moment.date() for moment in moments if moment is not None]
    return found[0], found[-1]


def _whole(cells: dict[str, str], field: str) -> int | None:
    text = half_width(cells.get(field, "")).strip()
    if not text:
        return None
    if not text.isdecimal():
        heading = next(column.heading for column in COLUMNS if column.field == field)
        raise _RefusedRowError(_NO_NUMBER, heading=heading, value=text[:30])
    return int(text)

"""Reading a list of opinions: a verdict for each row, in order, one row at a time.

An opinion is refused only where it can't be kept as one: without its words, or without the time it came.
Everything else is taken in, with a warning where a person should look.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Final

from decisions.consultation.rules import CHANNEL_LABELS, SUBMITTER_LABELS, Channel, SubmitterType
from decisions.consultation.spreadsheets.columns import (
    CHANNEL,
    CLAUSE,
    COLUMNS,
    CONTACT,
    CONTENT,
    COSIGNERS,
    DISPOSITION,
    NAME,
    NUMBER,
    REASON,
    RECEIVED,
    SUBMITTER,
    TOPIC,
    heading_of,
)
from decisions.consultation.spreadsheets.opinions import ReadOpinion
from decisions.consultation.spreadsheets.terms import channel_of, submitter_type_of
from decisions.errors import N_, Message
from decisions.services.spreadsheet.headings import Header, find_header, is_footer
from decisions.services.spreadsheet.moments import read_moment
from decisions.services.spreadsheet.table import Row, Sheet
from decisions.services.spreadsheet.text import clean_text, half_width, one_line, strip_markup
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote

MAX_CONTENT: Final = 20_000  # letters are longer than what the form takes
_LONGEST: Final = {NUMBER: 30, NAME: 200, CONTACT: 200, CLAUSE: 200, TOPIC: 200}

_NO_CONTENT: Final = N_("没有意见内容。请对照原件补填后重新导入这一行。")
_TOO_LONG: Final = N_(
    "“%(heading)s”有 %(length)d 个字，超过 %(longest)d 个字。请分成几行，或者作为附件登记。"
)
_NO_TIME: Final = N_("没有填写收到时间。请补填后重新导入这一行。")
_BAD_TIME: Final = N_("收到时间“%(value)s”不能识别。请写成 2026-06-15 10:42 的样子（年份不能省略）。")
_SAME_ROW: Final = N_("与第 %(first)d 行完全相同，没有重复导入。")
_SAME_NUMBER: Final = N_("编号“%(number)s”与第 %(first)d 行相同，但内容不同，两条都已读入。请核对编号。")
_SAME_WORDS: Final = N_("没有署名，时间和内容与第 %(first)d 行相同，编号不同，已作为另一条意见读入。请核对。")
_MERGED: Final = N_("与上一行合并了单元格，属于同一条意见，没有另行导入。")
_NO_OPINION: Final = N_("这一行是说明、合计或空白编号，不是意见，没有导入。")
_UNKNOWN_CHANNEL: Final = N_("渠道“%(value)s”不在规定的渠道中，已记为“%(other)s”。规定的渠道：%(known)s。")
_NO_CHANNEL: Final = N_("没有填写渠道，已记为“%(other)s”。请核对。")
_NO_CHANNELS: Final = N_(
    "表中没有“渠道”列。除分组标题写明渠道的以外，都记为“%(other)s”。如需要，请补上这一列。"
)
_UNKNOWN_SUBMITTER: Final = N_("提交者类型“%(value)s”不能识别，已记为“%(taken)s”。可填：%(known)s。")
_BAD_COSIGNERS: Final = N_("联名人数“%(value)s”不是人数，已按 1 人计。请核对。")
_MANGLED_CONTACT: Final = N_("联系方式“%(value)s”已被表格软件改成科学记数，号码不完整。请对照原件改正。")
_UNREADABLE: Final = N_("“%(heading)s”一栏：%(reason)s")

_PLACEHOLDER: Final = re.compile(r"[/\\\-—–_.。、]+|无|空|不详|未填写?|未提供|n/?a", re.I)
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.I)
_PEOPLE: Final = re.compile(r"(\d{1,6})\s*[人名位户]?")
_YEAR: Final = re.compile(r"(20\d\d)\s*年")


def read_opinions(
    sheet: Sheet,
    *,
    year: int | None = None,
    received_at: datetime | None = None,
    overrides: Mapping[int, str | None] | None = None,
    header_row: int | None = None,
) -> Iterator[ReadOpinion | RowNote]:
    """Give an opinion for each row that holds one, and notes on rows; a row's warnings follow its opinion.

    Shape: year is taken for dates without one (6月3日), by default from the title above the table;
        received_at for a table without a column for the time; overrides and header_row are what a person
        corrected in the preview (see headings.find_header).
    Raises: HeaderNotFoundError at once; SpreadsheetUnreadableError also on the way.
    """
    needed = frozenset({CONTENT} if received_at else {CONTENT, RECEIVED})
    header = find_header(sheet, COLUMNS, needed, overrides=overrides, at_row=header_row)
    return _OpinionReader(header, year or _year_above(header), received_at).read()


def _year_above(header: Header) -> int | None:
    texts = (half_width(row.text(column)) for row in header.above for column in range(len(row.cells)))
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


class _RefusedRowError(Exception):
    """This row can't be taken in."""

    def __init__(self, text: str, **params: object) -> None:
        self.reader_message = Message(text, params)


@dataclass(slots=True)
class _OpinionReader:
    """Reads one row after the other; remembers digests and numbers, not the opinions."""

    header: Header
    year: int | None
    received_at: datetime | None
    rows_of_digests: dict[bytes, int] = field(default_factory=dict)
    rows_of_numbers: dict[str, int] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    section_channel: Channel | None = None

    def read(self) -> Iterator[ReadOpinion | RowNote]:
        """Give the verdicts."""
        self.columns = {column.field: column.index for column in self.header.columns if column.field}
        yield from self._about_the_table()
        for row in self.header.body():
            yield from self._read_row(row)

    def _about_the_table(self) -> Iterator[RowNote]:
        """Give, at the header, what concerns every row and is said once."""
        for message in self.header.left_out():
            yield RowNote(NoteKind.WARNING, self.header.row, message)
        if CHANNEL not in self.columns:
            message = Message(_NO_CHANNELS, {"other": CHANNEL_LABELS[Channel.OTHER]})
            yield RowNote(NoteKind.WARNING, self.header.row, message)

    def _read_row(self, row: Row) -> Iterator[ReadOpinion | RowNote]:
        skipped = self._why_no_opinion(row)
        if skipped is not None:
            yield RowNote(NoteKind.SKIPPED, row.number, Message(skipped))
            return
        self.warnings = []
        self._warn_of_troubles(row)
        try:
            opinion = self._opinion(row)
        except _RefusedRowError as refusal:
            yield RowNote(NoteKind.REFUSED, row.number, refusal.reader_message)
            return
        repeated = self._repetition(opinion)
        if repeated is not None:
            yield RowNote(NoteKind.SKIPPED, row.number, repeated)
            return
        yield opinion
        for warning in self.warnings:
            yield RowNote(NoteKind.WARNING, row.number, warning)

    def _why_no_opinion(self, row: Row) -> str | None:
        """Return why a row holds no opinion, None when it is to be read."""
        content, number = self.columns[CONTENT], self.columns.get(NUMBER)
        only = row.only_text()
        if is_footer(row) and not row.text(content):
            return _NO_OPINION
        if only is not None and (row.text(content) != only or row.copied):
            self.section_channel = channel_of(only) or self.section_channel
            return _NO_OPINION
        if row.is_copied(content) and (not row.text(number) or row.is_copied(number)):
            name = self.columns.get(NAME)
            if not row.text(name) or row.is_copied(name):
                return _MERGED
        return None

    def _opinion(self, row: Row) -> ReadOpinion:
        text = self._text(row, CONTENT, lines=True)
        if not text:
            self._refuse_unreadable(row, CONTENT)
            raise _RefusedRowError(_NO_CONTENT)
        if len(text) > MAX_CONTENT:
            heading = heading_of(CONTENT)
            raise _RefusedRowError(_TOO_LONG, heading=heading, length=len(text), longest=MAX_CONTENT)
        name = self._short(row, NAME)
        return ReadOpinion(
            row=row.number,
            number=self._short(row, NUMBER),
            received_at=self._moment(row),
            channel=self._channel(row),
            submitter_type=self._submitter_type(row, name),
            name=name,
            contact=self._contact(row),
            clause_text=self._short(row, CLAUSE),
            text=text,
            disposition=self._text(row, DISPOSITION),
            reason=self._text(row, REASON, lines=True),
            topic=self._short(row, TOPIC),
            cosigners=self._cosigners(row),
        )

    def _text(self, row: Row, name: str, *, lines: bool = False) -> str:
        value = row.value(self.columns.get(name))
        text = clean_text(strip_markup(value)) if isinstance(value, str) else str(value)
        return text if lines else one_line(text)

    def _short(self, row: Row, name: str) -> str:
        """Return a field that identifies something: a mere dash says nothing."""
        text = self._text(row, name)
        if _PLACEHOLDER.fullmatch(text):
            return ""
        longest = _LONGEST[name]
        if len(text) > longest:
            raise _RefusedRowError(_TOO_LONG, heading=heading_of(name), length=len(text), longest=longest)
        return text

    def _moment(self, row: Row) -> datetime:
        value = row.value(self.columns.get(RECEIVED))
        if value == "":
            if self.received_at is None:
                self._refuse_unreadable(row, RECEIVED)
                raise _RefusedRowError(_NO_TIME)
            return self.received_at
        moment = read_moment(value, self.year)
        if moment is None:
            raise _RefusedRowError(_BAD_TIME, value=row.text(self.columns.get(RECEIVED))[:50])
        return moment

    def _channel(self, row: Row) -> Channel:
        text = self._text(row, CHANNEL)
        if not text and self.section_channel is not None:
            return self.section_channel
        channel = channel_of(text)
        other = CHANNEL_LABELS[Channel.OTHER]
        if channel is None and text:
            known = "、".join(CHANNEL_LABELS.values())
            self._warn(_UNKNOWN_CHANNEL, value=text[:30], other=other, known=known)
        elif channel is None and CHANNEL in self.columns:
            self._warn(_NO_CHANNEL, other=other)
        return channel or Channel.OTHER

    def _submitter_type(self, row: Row, name: str) -> SubmitterType:
        text = self._text(row, SUBMITTER)
        kind = submitter_type_of(text, name)
        if kind is None:
            kind = submitter_type_of("", name) or SubmitterType.INDIVIDUAL
            taken, known = SUBMITTER_LABELS[kind], "、".join(SUBMITTER_LABELS.values())
            self._warn(_UNKNOWN_SUBMITTER, value=text[:30], taken=taken, known=known)
        return kind

    def _contact(self, row: Row) -> str:
        contact = half_width(self._short(row, CONTACT))
        if _SCIENTIFIC.fullmatch(contact):
            self._warn(_MANGLED_CONTACT, value=contact)
        return contact

    def _cosigners(self, row: Row) -> int:
        text = half_width(self._short_number(row))
        people = _PEOPLE.fullmatch(text)
        if people and int(people[1]) > 0:
            return int(people[1])
        if text:
            self._warn(_BAD_COSIGNERS, value=text[:30])
        return 1

    def _short_number(self, row: Row) -> str:
        text = self._text(row, COSIGNERS)
        return "" if _PLACEHOLDER.fullmatch(text) else text

    def _repetition(self, opinion: ReadOpinion) -> Message | None:
        """Return why an opinion is the same as one above, None when it is another.

        Anonymous words under different numbers stay two opinions: at a meeting several people say the same.
        """
        signed = bool(opinion.name or opinion.contact)
        parts = [opinion.received_at.isoformat(), opinion.name, opinion.contact, opinion.text]
        digest = blake2b("\0".join(parts).encode(), digest_size=16).digest()
        own_number = self.rows_of_numbers.get(opinion.number) is None
        first = self.rows_of_digests.setdefault(digest, opinion.row)
        if first != opinion.row:
            if signed or not opinion.number or not own_number:
                return Message(_SAME_ROW, {"first": first})
            self._warn(_SAME_WORDS, first=first)
        if opinion.number:
            before = self.rows_of_numbers.setdefault(opinion.number, opinion.row)
            if before != opinion.row:
                self._warn(_SAME_NUMBER, number=opinion.number, first=before)
        return None

    def _refuse_unreadable(self, row: Row, name: str) -> None:
        """Say why a cell that is needed can't be read, rather than that it is empty."""
        for trouble in row.troubles:
            if trouble.column == self.columns.get(name):
                raise _RefusedRowError(_UNREADABLE, heading=heading_of(name), reason=trouble.message)

    def _warn_of_troubles(self, row: Row) -> None:
        for trouble in row.troubles:
            name = self.header.field_at(trouble.column)
            if name is not None:
                self._warn(_UNREADABLE, heading=heading_of(name), reason=trouble.message)

    def _warn(self, text: str, **params: object) -> None:
        self.warnings.append(Message(text, params))

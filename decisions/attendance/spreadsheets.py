"""Sign-ups as kept in a spreadsheet, read row by row; whoever is too young or signed up twice is not judged
here but with the call (rules.eligibility).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from decisions.attendance.rules import (
    CATEGORY_LABELS,
    GENDER_LABELS,
    Gender,
    RepresentativeCategory,
    SignUpChannel,
)
from decisions.attendance.rules.fields import Fault, SignUpInput, faults_of, read_birth_month, read_phone
from decisions.errors import N_, Message
from decisions.services.spreadsheet.headings import Column, Header, find_header, is_footer
from decisions.services.spreadsheet.table import Row, Sheet
from decisions.services.spreadsheet.text import clean_text, one_line, strip_markup, truth
from decisions.services.spreadsheet.verdicts import NoteKind, RowNote, verdicts_json

COLUMNS: Final = (
    Column("number", "序号", ("编号", "序")),  # the order of arrival is the order of the rows
    Column("name", "姓名", ("报名人", "报名人姓名", "代表姓名", "申请人"), r"姓名"),
    Column("gender", "性别"),
    Column("born", "出生年月", ("出生日期", "出生年月日", "出生"), r"出生"),
    Column("phone", "手机", ("手机号", "手机号码", "联系电话", "联系方式", "电话"), r"手机|电话|联系方式"),
    Column("category", "代表类别", ("类别", "代表类型", "报名类别", "身份类别"), r"类[别型]"),
    Column(
        "area",
        "居住或工作街镇",
        ("街镇", "所在街镇", "所属街镇", "居住街镇", "工作街镇", "居住地", "街道（镇）"),
        r"街镇|街道|居住|所在地",
    ),
    Column(
        "relation", "与议题的关系", ("与议题关系", "与事项的关系", "与决策事项的关系", "报名理由"), r"关系"
    ),
    Column("statement", "个人简介", ("简介", "个人情况", "自我介绍", "个人陈述", "备注"), r"简介|介绍|陈述"),
    Column(
        "consent",
        "同意处理个人信息",
        ("是否同意处理个人信息", "个人信息处理同意", "同意个人信息处理"),
        r"处理.*个人信息|个人信息.*处理",
    ),
    Column(
        "consent_publish",
        "同意公开姓名",
        ("是否同意公开姓名", "同意公开姓名和单位", "是否同意公开"),
        r"公开.*姓名|姓名.*公开|同意公开",
    ),
)
_NEEDED: Final = frozenset({"name", "phone", "consent"})
_FULL_BIRTHDAY: Final = re.compile(r"(\d{4}\s*[-./年]\s*\d{1,2}|\d{6})\s*[-./月]?\s*\d{1,2}\s*日?")
_CATEGORIES: Final = (
    (RepresentativeCategory.EXPERT, re.compile(r"专家|学者|专业人士")),
    (RepresentativeCategory.SOCIAL_ORGANISATION, re.compile(r"社会组织|社会团体|协会|商会")),
    (RepresentativeCategory.ENTERPRISE, re.compile(r"企业|公司|个体")),
    (RepresentativeCategory.RESIDENT, re.compile(r"居民|村民|市民|群众|业主")),
    (RepresentativeCategory.OTHER, re.compile(r"其[他它]")),
)

_NO_SIGN_UP: Final = N_("这一行是说明、合计或空白序号，不是报名，没有导入。")
_SAME_ROW: Final = N_("与第 %(first)d 行完全相同，没有重复导入。")
_FAULTS: Final = N_("没有导入：%(reasons)s请改正后重新导入这一行。")
_UNKNOWN_CATEGORY: Final = N_("代表类别“%(value)s”不能识别，已记为“%(taken)s”。可填：%(known)s。")
_NO_ANSWER: Final = N_("“%(heading)s”没有写明“是”或“否”，已按不同意处理。请核对。")


@dataclass(frozen=True, slots=True)
class ReadSignUp:
    """One sign-up, every field in its one form."""

    row: int
    entry: SignUpInput

    def as_json(self) -> dict[str, Any]:
        """Return what the import command prints."""
        entry = self.entry
        return {
            "row": self.row,
            "name": entry.name,
            "gender": GENDER_LABELS[entry.gender] if entry.gender else "",
            "born": entry.born,
            "phone": entry.phone,
            "category": CATEGORY_LABELS[entry.category],
            "area": entry.area,
            "relation": entry.relation,
            "statement": entry.statement,
            "consent_publish": entry.consent_publish,
        }


def sign_ups_json(verdicts: Iterable[ReadSignUp | RowNote]) -> dict[str, list[dict[str, Any]]]:
    """Return all verdicts as the import command prints them."""
    return verdicts_json(verdicts, ReadSignUp.as_json)


def read_sign_ups(
    sheet: Sheet,
    *,
    today: date,
    overrides: Mapping[int, str | None] | None = None,
    header_row: int | None = None,
) -> Iterator[ReadSignUp | RowNote]:
    """Give a sign-up for each row that holds one, in order of arrival, and notes on rows.

    Raises: HeaderNotFoundError at once; SpreadsheetUnreadableError also on the way.
    """
    header = find_header(sheet, COLUMNS, _NEEDED, overrides=overrides, at_row=header_row)
    return _SignUpReader(header, today).read()


@dataclass(slots=True)
class _SignUpReader:
    """Reads one row after the other, remembering entries for rows that repeat one."""

    header: Header
    today: date
    rows_of_entries: dict[SignUpInput, int] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)

    def read(self) -> Iterator[ReadSignUp | RowNote]:
        """Give the verdicts."""
        for message in self.header.left_out():
            yield RowNote(NoteKind.WARNING, self.header.row, message)
        for row in self.header.body():
            yield from self._read_row(row)

    def _read_row(self, row: Row) -> Iterator[ReadSignUp | RowNote]:
        if is_footer(row) or row.only_text() is not None:
            yield RowNote(NoteKind.SKIPPED, row.number, Message(_NO_SIGN_UP))
            return
        self.warnings = []
        entry = self._entry(row)
        faults = faults_of(entry, self.today)
        first = self.rows_of_entries.setdefault(entry, row.number)
        if faults:
            yield RowNote(NoteKind.REFUSED, row.number, _joined(faults))
        elif first != row.number:
            yield RowNote(NoteKind.SKIPPED, row.number, Message(_SAME_ROW, {"first": first}))
        else:
            yield ReadSignUp(row.number, entry)
            yield from (RowNote(NoteKind.WARNING, row.number, warning) for warning in self.warnings)

    def _entry(self, row: Row) -> SignUpInput:
        phone = self._text(row, "phone")
        return SignUpInput(
            name=self._text(row, "name"),
            gender=_gender(self._text(row, "gender")),
            born=self._birth_month(row),
            phone=read_phone(phone) or phone,
            category=self._category(self._text(row, "category")),
            area=self._text(row, "area"),
            relation=self._text(row, "relation"),
            statement=self._text(row, "statement"),
            consent=truth(self._text(row, "consent")) is True,
            consent_publish=self._consent_publish(row),
            channel=SignUpChannel.SPREADSHEET,
        )

    def _text(self, row: Row, name: str) -> str:
        value = row.value(self.header.index(name))
        return one_line(clean_text(strip_markup(value))) if isinstance(value, str) else str(value)

    def _birth_month(self, row: Row) -> str:
        """Return the month of birth; of a whole date only the month is asked for and kept."""
        value = row.value(self.header.index("born"))
        if isinstance(value, date):
            return f"{value:%Y-%m}"
        text = self._text(row, "born")
        whole = _FULL_BIRTHDAY.fullmatch(text)
        return read_birth_month(text) or (whole and read_birth_month(whole[1])) or text

    def _category(self, text: str) -> RepresentativeCategory:
        found = next((category for category, words in _CATEGORIES if words.search(text)), None)
        if found is None:
            known = "、".join(CATEGORY_LABELS.values())
            taken = CATEGORY_LABELS[RepresentativeCategory.OTHER]
            self._warn(_UNKNOWN_CATEGORY, value=text[:30], taken=taken, known=known)
        return found or RepresentativeCategory.OTHER

    def _consent_publish(self, row: Row) -> bool:
        answer = truth(self._text(row, "consent_publish"))
        if answer is None and self.header.index("consent_publish") is not None:
            self._warn(_NO_ANSWER, heading=_heading_of("consent_publish"))
        return answer is True

    def _warn(self, text: str, **params: object) -> None:
        self.warnings.append(Message(text, params))


def _gender(text: str) -> Gender | None:
    return next((gender for gender, label in GENDER_LABELS.items() if text.startswith(label)), None)


def _heading_of(name: str) -> str:
    return next((column.heading for column in COLUMNS if column.field == name), name)


def _joined(faults: Iterable[Fault]) -> Message:
    """Return one sentence with all that is wrong with a row."""
    reasons = (f"“{_heading_of(fault.field)}”一栏{fault.message}" for fault in faults)
    return Message(_FAULTS, {"reasons": "".join(reasons)})

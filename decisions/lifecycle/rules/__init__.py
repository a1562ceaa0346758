"""What a decision's page is made from: the entries published about it, its line in the catalogue, its duties.

Pure. The verdicts are beside it: `slots` (R26), `timeline`, `stages`, `facts`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from decisions.clock import civil_day
from decisions.errors import N_
from decisions.services.duties import Duty


class Kind(StrEnum):
    """The kinds of entries about a decision, as docs/architecture.md lists them."""

    NOTICE = "consultation_notice"
    CLOSED = "consultation_closed"
    DRAFT_VERSION = "draft_version"
    EVENT = "offline_event"
    QUESTIONNAIRE = "questionnaire"
    QUESTIONNAIRE_RESULTS = "questionnaire_results"
    HEARING_NOTICE = "hearing_notice"
    HEARING_LIST = "hearing_participants"
    STEP = "procedure_step"
    MEETING = "meeting"
    CALL = "attendance_call"
    DRAW_FROZEN = "draw_frozen"
    DRAW_RESULT = "draw_result"
    REPRESENTATIVES = "representatives"
    STATEMENTS = "statements"
    ISSUED = "decision_issued"
    DISCLOSURE = "disclosure"
    WITHHOLDING = "withholding"


KIND_LABELS: dict[str, str] = {
    Kind.NOTICE: N_("公开征求意见公告"),
    Kind.CLOSED: N_("征求意见结束，意见汇总封存"),
    Kind.DRAFT_VERSION: N_("草案新文本"),
    Kind.EVENT: N_("听取意见活动"),
    Kind.QUESTIONNAIRE: N_("调查问卷"),
    Kind.QUESTIONNAIRE_RESULTS: N_("问卷调查结果"),
    Kind.HEARING_NOTICE: N_("听证会公告"),
    Kind.HEARING_LIST: N_("听证会参加人名单"),
    Kind.STEP: N_("决策程序"),
    Kind.MEETING: N_("集体讨论决定"),
    Kind.CALL: N_("公众代表列席公告"),
    Kind.DRAW_FROZEN: N_("抽签名单封存"),
    Kind.DRAW_RESULT: N_("抽签结果"),
    Kind.REPRESENTATIVES: N_("列席代表名单"),
    Kind.STATEMENTS: N_("列席代表意见及采纳情况"),
    Kind.ISSUED: N_("决策结果"),
    Kind.DISCLOSURE: N_("公众意见采纳情况反馈"),
    Kind.WITHHOLDING: N_("依法撤下内容"),
    "catalogue": N_("年度重大行政决策事项目录"),
}


@dataclass(frozen=True, slots=True)
class Published:
    """One entry of the record about a decision; payload is empty when it was withheld later."""

    seq: int
    kind: str
    published_at: datetime
    payload: Mapping[str, Any]
    corrects: int | None = None
    reason: str = ""
    is_withheld: bool = False

    @property
    def occurred_on(self) -> date:
        """The civil day it belongs to: what it says itself, else the day it was published."""
        stated = self.payload.get("occurred_on")
        return date.fromisoformat(stated) if stated else civil_day(self.published_at)


@dataclass(frozen=True, slots=True)
class Listing:
    """A decision's line in the newest catalogue that lists it."""

    year: int
    title: str
    category: str
    lead_unit: str
    partner_units: Sequence[str]
    procedures: Sequence[str]
    planned_text: str
    planned_to: date | None
    invites_public: bool | None
    change: str
    published_on: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision's line as one published version of a catalogue had it.

    Shape: a version that says the same of it as the one before is no line.
    """

    year: int
    seq: int
    published_on: date
    is_first_of_year: bool
    change: str
    change_note: str


@dataclass(frozen=True, slots=True)
class Course:
    """Everything known of a decision's course at an instant."""

    code: str
    title: str
    unit: str
    listing: Listing | None
    entries: Sequence[Published]
    duties: Sequence[Duty]
    now: datetime
    listed: Sequence[Listed] = ()

    @property
    def today(self) -> date:
        """The civil day of the instant."""
        return civil_day(self.now)

    def latest(self, kind: str) -> Published | None:
        """Return the newest entry of a kind that is not withheld."""
        return next(
            (entry for entry in reversed(self.entries) if entry.kind == kind and not entry.is_withheld), None
        )

    @property
    def corrections(self) -> list[tuple[Published, Published]]:
        """The pairs of what was corrected and what corrects it, the newest first."""
        by_seq = {entry.seq: entry for entry in self.entries}
        corrected = [(by_seq[entry.corrects], entry) for entry in self.entries if entry.corrects in by_seq]
        return corrected[::-1]

    def all_of(self, kind: str) -> list[Published]:
        """Return the entries of a kind, oldest first, leaving out what a later one corrects."""
        corrected = {entry.corrects for entry in self.entries if entry.corrects}
        return [entry for entry in self.entries if entry.kind == kind and entry.seq not in corrected]

    def step(self, step: str) -> Published | None:
        """Return the newest statement on a step of the procedure."""
        found = [entry for entry in self.entries if entry.kind == Kind.STEP]
        return next((entry for entry in reversed(found) if entry.payload.get("step") == step), None)

    def duty(self, kind: str) -> Duty | None:
        """Return the duty of a kind."""
        return next((duty for duty in self.duties if duty.kind == kind), None)


def without_corrected(entries: Iterable[Published]) -> list[Published]:
    """Return the entries that stand: a corrected one gives way to its correction."""
    listed = list(entries)
    corrected = {entry.corrects for entry in listed if entry.corrects}
    return [entry for entry in listed if entry.seq not in corrected]

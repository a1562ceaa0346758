"""What a call for representatives must say before it can be published."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from decisions.attendance.rules import OPEN_METHODS, SelectionMethod
from decisions.attendance.rules.sources import sources_problems
from decisions.clock import civil_day
from decisions.errors import N_, Message, Problem

MOST_SEATS = 100
_CODE_LETTER = "a"


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call as it is drafted.

    Shape:  opens_at and closes_at are None where nobody signs up; draw_sources as rules.sources writes them,
            empty without a draw; age_reference_on None means the last day of sign-up.
    """

    title: str
    body: str
    place: str
    conditions: str
    seats: int
    alternates: int
    method: SelectionMethod
    opens_at: datetime | None
    closes_at: datetime | None
    contact: str
    minimum_age: int = 18
    age_reference_on: date | None = None
    retention_days: int = 30
    draw_sources: list[dict[str, Any]] = field(default_factory=list)
    draw_fallback: dict[str, Any] | None = None


def next_code(decision_code: str, existing: Iterable[str]) -> str:
    """Return the code of a decision's next call: 2026-03-a, then 2026-03-a2, 2026-03-a3."""
    base = f"{decision_code}-{_CODE_LETTER}"
    taken = [int(found[1] or 1) for code in existing if (found := re.fullmatch(f"{base}(\\d*)", code))]
    return f"{base}{max(taken) + 1}" if taken else base


def call_problems(call: CallDraft, now: datetime) -> list[Problem]:
    """Return everything that keeps a call from being submitted, in the order of the form."""
    return [
        *_word_problems(call),
        *_number_problems(call),
        *_window_problems(call, now),
        *_draw_problems(call),
    ]


def _word_problems(call: CallDraft) -> Iterator[Problem]:
    required = (
        ("title", call.title, N_("请填写公告标题。")),
        ("body", call.body, N_("请写明面向哪些人、邀请列席的事项和报名办法。")),
        ("conditions", call.conditions, N_("请写明代表应具备的条件。")),
        ("contact", call.contact, N_("请填写联系人和联系方式，供报名人咨询或撤回同意。")),
    )
    for name, value, missing in required:
        if not value.strip():
            yield _problem(name, missing)


def _number_problems(call: CallDraft) -> Iterator[Problem]:
    if not 1 <= call.seats <= MOST_SEATS:
        yield _problem("seats", N_("正式代表名额须在 1 至 %(most)d 之间。"), most=MOST_SEATS)
    if not 0 <= call.alternates <= MOST_SEATS:
        yield _problem("alternates", N_("候补代表名额须在 0 至 %(most)d 之间。"), most=MOST_SEATS)
    if not 0 <= call.retention_days <= 365:
        yield _problem("retention_days", N_("个人信息保存天数须在 0 至 365 之间。"))
    if not 0 <= call.minimum_age <= 100:
        yield _problem("minimum_age", N_("最低年龄须在 0 至 100 之间。"))


def _window_problems(call: CallDraft, now: datetime) -> Iterator[Problem]:
    if call.method not in OPEN_METHODS:
        return
    if call.opens_at is None:
        yield _problem("opens_at", N_("请填写报名开始时间。"))
    if call.closes_at is None:
        yield _problem("closes_at", N_("请填写报名截止时间。"))
    elif call.opens_at is not None and call.closes_at <= call.opens_at:
        yield _problem("closes_at", N_("报名截止时间须晚于开始时间。"))
    elif call.closes_at <= now:
        yield _problem("closes_at", N_("报名截止时间已过，请重新确定。"))


def _draw_problems(call: CallDraft) -> Iterator[Problem]:
    if call.method is not SelectionMethod.OPEN_DRAW:
        return
    if not call.draw_sources:
        yield _problem("draw_sources", N_("抽签产生的，请列出种子来源（哪一期公开彩票的开奖号码）。"))
    elif call.closes_at is not None:
        yield from sources_problems(call.draw_sources, call.draw_fallback, civil_day(call.closes_at))


def _problem(name: str, text: str, **params: object) -> Problem:
    return Problem(Message(text, params), field=name)

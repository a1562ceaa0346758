"""What a call for representatives must say before it can be published."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from decisions.attendance.rules import OPEN_METHODS, SelectionMethod
from decisions.attendance.rules.parts import (
    criteria_problems,
    read_criteria,
    read_reserved,
    reserved_problems,
)
from decisions.attendance.rules.quotas import is_relaxed, quota_problems, read_quotas
from decisions.attendance.rules.sources import sources_problems
from decisions.clock import civil_day
from decisions.errors import N_, Message, Problem

MOST_SEATS = 100
MOST_COOL_DOWN_MONTHS = 36
_CODE_LETTER = "a"


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call as it is drafted.

    Shape:  opens_at and closes_at are None where nobody signs up; draw_sources as rules.sources writes them,
            empty without a draw; age_reference_on None means the last day of sign-up; maximum_age None means
            no limit; agenda holds the codes of further decisions on the same agenda; areas is empty where
            people of any area may sign up; quotas, reserved and criteria as rules.quotas and rules.parts
            write them; cool_down_months is 0 where it does not matter who sat in before; objections_until is
            the first instant at which the pool may be frozen, None where no time is kept for objections.
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
    agenda: list[str] = field(default_factory=list)
    addressed_to: str = ""
    maximum_age: int | None = None
    areas: list[str] = field(default_factory=list)
    cool_down_months: int = 0
    conflict: str = ""
    objections_until: datetime | None = None
    materials: str = ""
    confidentiality: str = ""
    quotas: list[dict[str, Any]] = field(default_factory=list)
    reserved: list[dict[str, Any]] = field(default_factory=list)
    criteria: list[dict[str, Any]] = field(default_factory=list)
    needs_identity: bool = False


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
        *_objection_problems(call),
        *_draw_problems(call),
        *reserved_problems(read_reserved(call.reserved), call.seats, MOST_SEATS),
        *criteria_problems(read_criteria(call.criteria), call.method),
    ]


# What nobody who signed up may find changed behind their back.
_FIXED: dict[str, str] = {
    "method": N_("产生方式"),
    "seats": N_("正式代表名额"),
    "alternates": N_("候补代表名额"),
    "reserved": N_("单列席位"),
    "criteria": N_("评分标准"),
    "opens_at": N_("报名开始时间"),
    "minimum_age": N_("最低年龄"),
    "maximum_age": N_("最高年龄"),
    "age_reference_on": N_("年龄计算截止日"),
    "areas": N_("街镇范围"),
    "cool_down_months": N_("间隔月数"),
    "agenda": N_("其他审议事项"),
    "needs_identity": N_("需要核验身份"),
}
_FIXED_BY_FREEZING: dict[str, str] = {
    "quotas": N_("名额要求"),
    "draw_sources": N_("种子来源"),
    "draw_fallback": N_("备用来源"),
    "closes_at": N_("报名截止时间"),
    "objections_until": N_("异议截止时间"),
}


def correction_problems(
    before: CallDraft, after: CallDraft, now: datetime, *, is_begun: bool, is_settled: bool
) -> list[Problem]:
    """Return what a correction of a published call may not change.

    Words may always be mended. Once somebody signed up, who may come and how they are chosen stand; the end
    of sign-up may only move later, and only while it has not passed; quotas may only be relaxed, for the case
    that no panel meets them; personal data is not kept longer than promised. Once the pool is frozen or
    somebody is chosen, nothing of the draw changes.
    Shape:  is_begun: somebody signed up; is_settled: the pool is frozen, or representatives are chosen.
    """
    names = {**(_FIXED if is_begun else {}), **(_FIXED_BY_FREEZING if is_settled else {})}
    if is_begun:
        names |= {"method": _FIXED["method"]}
    problems = [
        _problem(name, N_("已有人报名，“%(what)s”不能再更改。"), what=what)
        for name, what in names.items()
        if getattr(before, name) != getattr(after, name)
    ]
    if is_begun and not is_settled:
        problems += _narrowing_problems(before, after, now)
    return problems


def _narrowing_problems(before: CallDraft, after: CallDraft, now: datetime) -> Iterator[Problem]:
    if before.closes_at != after.closes_at and before.closes_at and after.closes_at:
        if before.closes_at <= now:
            yield _problem("closes_at", N_("报名已经截止，截止时间不能再更改。"))
        elif after.closes_at < before.closes_at:
            yield _problem("closes_at", N_("已有人报名，报名截止时间只能推迟，不能提前。"))
    if not is_relaxed(read_quotas(before.quotas), read_quotas(after.quotas), before.seats):
        yield _problem("quotas", N_("已有人报名，名额要求只能放宽，不能收紧或者改变分组。"))
    if after.retention_days > before.retention_days:
        yield _problem("retention_days", N_("已有人报名，个人信息保存天数只能缩短。"))


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
    if call.maximum_age is not None and not call.minimum_age <= call.maximum_age <= 130:
        yield _problem("maximum_age", N_("最高年龄不能小于最低年龄，也不能大于 130。"))
    if not 0 <= call.cool_down_months <= MOST_COOL_DOWN_MONTHS:
        text = N_("两次列席的间隔须在 0 至 %(most)d 个月之间。")
        yield _problem("cool_down_months", text, most=MOST_COOL_DOWN_MONTHS)


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


def _objection_problems(call: CallDraft) -> Iterator[Problem]:
    if call.objections_until is None or call.method not in OPEN_METHODS:
        return
    if call.closes_at is not None and call.objections_until <= call.closes_at:
        yield _problem("objections_until", N_("异议截止时间须晚于报名截止时间。"))


def _draw_problems(call: CallDraft) -> Iterator[Problem]:
    if call.method is not SelectionMethod.OPEN_DRAW:
        if call.quotas:
            yield _problem("quotas", N_("只有抽签产生的，才有名额要求。"))
        return
    yield from quota_problems(read_quotas(call.quotas), call.seats)
    if not call.draw_sources:
        yield _problem("draw_sources", N_("抽签产生的，请列出种子来源（哪一期公开彩票的开奖号码）。"))
    elif call.closes_at is not None:
        ends = max(call.closes_at, call.objections_until or call.closes_at)
        yield from sources_problems(call.draw_sources, call.draw_fallback, civil_day(ends))


def _problem(name: str, text: str, **params: object) -> Problem:
    return Problem(Message(text, params), field=name)

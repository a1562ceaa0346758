"""The fixed slots of a decision's page: published, pending, or not applicable with the reason. Pure.

Never silently missing. Source: R26 (row 31); 视情 slots: expert, risk and effect evaluation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from decisions.errors import N_, Message
from decisions.lifecycle.rules import Course, Kind, Published
from decisions.lifecycle.rules.window import is_over
from decisions.services.duties import Duty, DutyState


class SlotState(StrEnum):
    """What is to be said of a slot."""

    PUBLISHED = "published"
    PENDING = "pending"
    OVERDUE = "overdue"
    UNDETERMINED = "undetermined"
    DOES_NOT_APPLY = "does_not_apply"


class SlotKind(StrEnum):
    """The slots, in the order of the page."""

    DRAFT = "draft"
    EXPLANATION = "explanation"
    BACKGROUND = "background"
    OPINIONS = "opinions"
    GROUPS = "groups"
    EXPERT = "expert"
    RISK = "risk"
    ATTENDANCE = "attendance"
    STATEMENTS = "statements"
    RESULT = "result"
    INTERPRETATION = "interpretation"
    ADOPTION = "adoption"
    EFFECT = "effect"


SLOT_LABELS: dict[SlotKind, str] = {
    SlotKind.DRAFT: N_("决策草案"),
    SlotKind.EXPLANATION: N_("起草说明"),
    SlotKind.BACKGROUND: N_("背景介绍"),
    SlotKind.OPINIONS: N_("公众意见征集"),
    SlotKind.GROUPS: N_("听取特定群体意见"),
    SlotKind.EXPERT: N_("专家论证"),
    SlotKind.RISK: N_("风险评估"),
    SlotKind.ATTENDANCE: N_("公众代表列席"),
    SlotKind.STATEMENTS: N_("列席代表意见及采纳情况"),
    SlotKind.RESULT: N_("决策结果"),
    SlotKind.INTERPRETATION: N_("政策解读"),
    SlotKind.ADOPTION: N_("公众意见采纳情况"),
    SlotKind.EFFECT: N_("实施效果评估"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot. Shape: on when published; due_on while a date binds; reason when it does not apply."""

    kind: SlotKind
    state: SlotState
    on: date | None = None
    due_on: date | None = None
    href: str = ""
    detail: Message | None = None
    reason: Message | None = None
    late_working_days: int = 0


def slots_of(course: Course) -> list[Slot]:
    """Return every slot of a decision's page, in order.

    Source: R26.
    """
    return [make(course, kind) for kind, make in _MAKERS.items()]


def _pending(kind: SlotKind, text: str, due_on: date | None = None, **params: object) -> Slot:
    return Slot(kind, SlotState.PENDING, due_on=due_on, detail=Message(text, params))


def _published(kind: SlotKind, entry: Published, anchor: str = "", on: date | None = None) -> Slot:
    href = str(entry.payload.get("page") or f"/record/{entry.seq}")
    return Slot(kind, SlotState.PUBLISHED, on=on or entry.occurred_on, href=href + anchor)


def _stated_not_applicable(course: Course, kind: SlotKind, step: str) -> Slot | None:
    stated = course.step(step)
    if stated is None or stated.payload.get("state") != "not_applicable":
        return None
    reason = Message("%(reason)s", {"reason": stated.payload.get("reason", "")})
    return Slot(kind, SlotState.DOES_NOT_APPLY, reason=reason, href=f"/record/{stated.seq}")


def _of_notice(course: Course, kind: SlotKind) -> Slot:
    """Draft, explanation and background come with the notice."""
    stated = _stated_not_applicable(course, kind, "consultation")
    if stated:
        return stated
    notice = course.latest(Kind.NOTICE)
    if notice is None:
        return _pending(kind, N_("随公开征求意见公告一并公布"))
    held = {
        SlotKind.DRAFT: notice.payload.get("draft"),
        SlotKind.EXPLANATION: notice.payload.get("explanation"),
        SlotKind.BACKGROUND: notice.payload.get("background"),
    }[kind]
    if held:
        first_on = date.fromisoformat(notice.payload["opens_on"])  # a change since is no later first one
        return _published(kind, notice, f"#{kind.value}", on=first_on)
    reason = {
        SlotKind.DRAFT: N_("公告以说明方式征求意见，没有单列草案文本"),
        SlotKind.EXPLANATION: N_("起草说明已并入公告正文"),
        SlotKind.BACKGROUND: N_("背景情况已并入公告正文和起草说明"),
    }[kind]
    return Slot(kind, SlotState.DOES_NOT_APPLY, reason=Message(reason))


def _opinions(course: Course, kind: SlotKind) -> Slot:
    stated = _stated_not_applicable(course, kind, "consultation")
    if stated:
        return stated
    notice = course.latest(Kind.NOTICE)
    if notice is None:
        return _pending(kind, N_("尚未发布公开征求意见公告"))
    closes_on = date.fromisoformat(notice.payload["closes_on"])
    page = str(notice.payload["page"])
    if not is_over(notice.payload, course.now):
        detail = Message(N_("征求意见截至该日24:00（北京时间）"))
        return Slot(kind, SlotState.PENDING, due_on=closes_on, href=page, detail=detail)
    received = _received(course.latest(Kind.CLOSED), course.latest(Kind.QUESTIONNAIRE_RESULTS))
    return Slot(kind, SlotState.PUBLISHED, on=closes_on, href=f"{page}#opinions", detail=received)


def _groups(course: Course, kind: SlotKind) -> Slot:
    """Whether specific groups were heard, or why none is touched.

    Source: 713 art. 14 ¶3 (R7).
    """
    heard = [entry for entry in course.all_of(Kind.EVENT) if entry.payload.get("groups")]
    if heard:
        return _published(kind, heard[-1])
    stated = _stated_not_applicable(course, kind, "consultation")
    if stated:
        return stated
    notice = course.latest(Kind.NOTICE)
    reason = notice.payload.get("groups_reason") if notice else ""
    if notice and reason:
        said = Message("%(reason)s", {"reason": reason})
        return Slot(kind, SlotState.DOES_NOT_APPLY, reason=said, href=str(notice.payload["page"]))
    return _pending(
        kind, N_("涉及特定群体利益的，听取人民团体、社会组织、群众代表意见后公布；不涉及的说明理由")
    )


_HEARD_ELSEWHERE = frozenset({"symposium", "hearing", "visit", "written"})


def _received(closed: Published | None, results: Published | None) -> Message | None:
    """Say how many opinions came, zero included; those of meetings and visits are told apart."""
    if closed is None:
        return None
    counts = {found["channel"]: found["count"] for found in closed.payload["by_channel"]}
    elsewhere = sum(count for channel, count in counts.items() if channel in _HEARD_ELSEWHERE)
    figures = {"open": closed.payload["count"] - elsewhere, "other": elsewhere}
    if results is None:
        return Message(N_("公开征集收到意见%(open)d条，座谈会等其他方式收到%(other)d条"), figures)
    figures["answers"] = results.payload["count"]
    text = N_("公开征集收到意见%(open)d条，座谈会等其他方式收到%(other)d条，问卷调查收回答卷%(answers)d份")
    return Message(text, figures)


def _by_duty(kind: SlotKind, duty: Duty | None, entry: Published | None) -> Slot:
    """A slot whose date the law sets: late stays late, unknown stays unknown."""
    late = duty.late_working_days if duty else 0
    if entry is not None:
        slot = _published(kind, entry)
        return Slot(kind, slot.state, on=slot.on, href=slot.href, late_working_days=late)
    if duty is None or duty.state is DutyState.NOT_STARTED:
        return _pending(kind, N_("决策出台后10个工作日内公布，期限尚未开始"))
    if duty.state is DutyState.UNDETERMINED:
        detail = Message(N_("期限涉及放假安排尚未公布的年度，不早于该日"))
        return Slot(kind, SlotState.UNDETERMINED, due_on=duty.earliest_on, detail=detail)
    state = SlotState.OVERDUE if duty.state is DutyState.OVERDUE else SlotState.PENDING
    return Slot(kind, state, due_on=duty.due_on, late_working_days=late)


def _adoption(course: Course, kind: SlotKind) -> Slot:
    final = [entry for entry in course.all_of(Kind.DISCLOSURE) if entry.payload.get("kind") == "final"]
    return _by_duty(kind, course.duty("feedback_disclosure"), final[-1] if final else None)


def _attendance(course: Course, kind: SlotKind) -> Slot:
    people, call = course.latest(Kind.REPRESENTATIVES), course.latest(Kind.CALL)
    if people is not None:
        first = next(entry for entry in course.entries if entry.kind == Kind.REPRESENTATIVES)
        return _published(kind, people, on=first.occurred_on)  # a changed list is no later first one
    if call is not None:
        return Slot(
            kind,
            SlotState.PENDING,
            href=str(call.payload["page"]),
            detail=Message(N_("列席公告已发布，代表名单待公布")),
        )
    return _no_attendance(course, kind) or _pending(kind, N_("会议召开前发布列席公告"))


def _no_attendance(course: Course, kind: SlotKind) -> Slot | None:
    stated = _stated_not_applicable(course, kind, "attendance")
    if stated:
        return stated
    if course.listing and course.listing.invites_public is False:
        reason = Message(N_("%(year)s年度目录未安排本事项邀请公众代表列席"), {"year": course.listing.year})
        return Slot(kind, SlotState.DOES_NOT_APPLY, reason=reason)
    return None


def _statements(course: Course, kind: SlotKind) -> Slot:
    entry = course.latest(Kind.STATEMENTS)
    if entry is None and course.latest(Kind.CALL) is None:
        refused = _no_attendance(course, kind)
        if refused:
            return refused
    return _by_duty(kind, course.duty("attendance_statements"), entry)


def _result(course: Course, kind: SlotKind) -> Slot:
    issued = course.latest(Kind.ISSUED)
    if issued is not None:
        return _published(kind, issued, "#result")
    planned = course.listing.planned_text if course.listing else ""
    if planned:
        return _pending(kind, N_("目录计划完成时间：%(planned)s"), planned=planned)
    return _pending(kind, N_("决策尚未作出"))


def _interpretation(course: Course, kind: SlotKind) -> Slot:
    issued = course.latest(Kind.ISSUED)
    if issued is None:
        return _pending(kind, N_("与决策文件同步公布"))
    exemption = issued.payload.get("interpretation_exemption")
    if exemption:
        reason = Message("%(reason)s", {"reason": exemption})
        return Slot(kind, SlotState.DOES_NOT_APPLY, reason=reason)
    return _published(kind, issued, "#interpretation")


def _optional_step(course: Course, kind: SlotKind) -> Slot:
    """Expert, risk and effect reports are published where the case calls for it (视情)."""
    stated = course.step(kind.value)
    refused = _stated_not_applicable(course, kind, kind.value)
    if refused:
        return refused
    if stated is not None and stated.payload.get("state") == "done":
        return _done_step(kind, stated)
    if stated is not None and stated.payload.get("planned_on"):
        return _expected_step(course, kind, stated)
    planned = course.listing.procedures if course.listing else ()
    if kind is SlotKind.EFFECT:
        return _pending(kind, N_("施行一段时间后视情开展并公布"))
    if planned and not any(SLOT_LABELS[kind] in step for step in planned):
        reason = Message(N_("目录所列本事项的拟履行程序不包括此项"))
        return Slot(kind, SlotState.DOES_NOT_APPLY, reason=reason)
    return _pending(kind, N_("完成后视情公布"))


def _done_step(kind: SlotKind, stated: Published) -> Slot:
    """A step that is done; that its report stays inside is explained."""
    slot = _published(kind, stated)
    reason = stated.payload.get("report_reason")
    if not reason:
        return slot
    detail = Message(N_("报告未公开：%(reason)s"), {"reason": reason})
    return replace(slot, detail=detail)


def _expected_step(course: Course, kind: SlotKind, stated: Published) -> Slot:
    """A step that the unit expects by a day of its own naming: no legal date, so it can't be overdue."""
    planned_on = date.fromisoformat(stated.payload["planned_on"])
    passed = planned_on < course.today
    detail = Message(N_("承办单位预计的日期已过，尚未公布") if passed else N_("承办单位预计的日期"))
    href = str(stated.payload.get("page", ""))
    return Slot(kind, SlotState.PENDING, due_on=planned_on, detail=detail, href=href)


_MAKERS: dict[SlotKind, Callable[[Course, SlotKind], Slot]] = {
    SlotKind.DRAFT: _of_notice,
    SlotKind.EXPLANATION: _of_notice,
    SlotKind.BACKGROUND: _of_notice,
    SlotKind.OPINIONS: _opinions,
    SlotKind.GROUPS: _groups,
    SlotKind.EXPERT: _optional_step,
    SlotKind.RISK: _optional_step,
    SlotKind.ATTENDANCE: _attendance,
    SlotKind.STATEMENTS: _statements,
    SlotKind.RESULT: _result,
    SlotKind.INTERPRETATION: _interpretation,
    SlotKind.ADOPTION: _adoption,
    SlotKind.EFFECT: _optional_step,
}

"""The timeline: what happened, in order, and what is due, with its legal source. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from decisions import law
from decisions.catalogue.rules import ChangeKind
from decisions.clock import civil_day
from decisions.errors import N_, Message
from decisions.law import Source
from decisions.lifecycle.rules import KIND_LABELS, Course, Kind, Published, without_corrected
from decisions.lifecycle.rules.window import is_over, opens_at
from decisions.procedure.rules import STEP_LABELS
from decisions.services.duties import Duty, DutyState


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline; state is done, due, overdue or undetermined."""

    on: date | None
    title: Message
    state: str = "done"
    detail: Message | None = None
    source: Source | None = None
    href: str = ""
    late_working_days: int = 0
    order: int = 0


def timeline_of(course: Course) -> list[Event]:
    """Return the whole course: the past by date, then what is due; undated events come last."""
    events = [*_happened(course), *_window(course), *_duties(course), *_planned(course)]
    return sorted(events, key=lambda event: (event.on or date.max, event.order))


def _happened(course: Course) -> Iterator[Event]:
    yield from _listed(course)
    for entry in without_corrected(course.entries):
        if not _is_change(entry) and not _is_ahead(entry):
            yield _event_of(course, entry)
    yield from _announced(course)


_LISTED: Mapping[str, str] = {
    ChangeKind.KEPT: N_("结转列入%(year)s年度重大行政决策事项目录"),
    ChangeKind.WITHDRAWN: N_("从%(year)s年度重大行政决策事项目录中撤销"),
}


def _listed(course: Course) -> Iterator[Event]:
    """Every year's catalogue that lists the decision, and what a later version of it changed."""
    for line in course.listed:
        if line.is_first_of_year or line.change == ChangeKind.WITHDRAWN:
            words = _LISTED.get(line.change, N_("列入%(year)s年度重大行政决策事项目录"))
        else:
            words = N_("调整%(year)s年度重大行政决策事项目录中的本事项")
        yield Event(
            line.published_on,
            Message(words, {"year": line.year}),
            detail=Message(N_("理由：%(reason)s"), {"reason": line.change_note})
            if line.change_note
            else None,
            href=f"/catalogue/{line.year}?version={line.seq}",
            source=law.CATALOGUE_SOURCE if line.is_first_of_year else None,
            order=line.seq,
        )


def _is_change(entry: Published) -> bool:
    return entry.kind == Kind.NOTICE and bool(entry.payload.get("changes"))


def _is_ahead(entry: Published) -> bool:
    """Whether an entry only says that a step is still to come."""
    return entry.kind == Kind.STEP and entry.payload.get("state") == "pending"


_CHANGES = {
    "extension": N_("延长征求意见期限"),
    "early_stop": N_("提前结束征求意见"),
    "correction": N_("更正征求意见公告"),
}


def _announced(course: Course) -> Iterator[Event]:
    """A notice that changed stays where it was announced; each change has a line of its own."""
    for entry in course.entries:
        if not _is_change(entry):
            continue
        line, notice = entry.payload["changes"][-1], entry.payload
        if line["kind"] == "correction":
            detail = Message("%(reason)s", {"reason": line["reason"]})
        else:
            figures = {"until": date.fromisoformat(line["closes_on"]), "reason": line["reason"]}
            detail = Message(N_("截止时间改为%(until)s24:00。理由：%(reason)s"), figures)
        yield Event(
            civil_day(entry.published_at),
            Message(_CHANGES.get(line["kind"], KIND_LABELS[Kind.NOTICE])),
            detail=detail,
            href=f"{notice['page']}/versions/{notice['version']}",
            order=entry.seq,
        )
    for entry in without_corrected(course.entries):
        if _is_change(entry):
            yield Event(
                date.fromisoformat(entry.payload["opens_on"]),
                Message(KIND_LABELS[Kind.NOTICE]),
                detail=Message("%(title)s", {"title": entry.payload["title"]}),
                href=str(entry.payload["page"]),
                order=0,
            )


def _event_of(course: Course, entry: Published) -> Event:
    duty = (
        {
            Kind.DISCLOSURE: course.duty("feedback_disclosure"),
            Kind.STATEMENTS: course.duty("attendance_statements"),
        }.get(Kind(entry.kind))
        if entry.kind in set(Kind)
        else None
    )
    final = entry.kind != Kind.DISCLOSURE or entry.payload.get("kind") == "final"
    return Event(
        entry.occurred_on,
        _title(entry),
        detail=_detail(entry),
        href=str(entry.payload.get("page") or f"/record/{entry.seq}"),
        source=duty.source if duty and final else None,
        late_working_days=duty.late_working_days if duty and final else 0,
        order=entry.seq,
    )


def _title(entry: Published) -> Message:
    """Return what an entry is called: a step of the procedure by its own name."""
    label = KIND_LABELS.get(entry.kind, entry.kind)
    return Message(
        STEP_LABELS.get(entry.payload.get("step", ""), label) if entry.kind == Kind.STEP else label
    )


def _detail(entry: Published) -> Message | None:
    if entry.is_withheld:
        return Message(N_("内容已依法撤下"))
    headline = str(entry.payload.get("headline", ""))
    if entry.corrects:
        return Message(N_("更正：%(reason)s"), {"reason": entry.reason or headline})
    return Message("%(headline)s", {"headline": headline}) if headline else None


def _window(course: Course) -> Iterator[Event]:
    for entry in course.all_of(Kind.NOTICE):
        notice = entry.payload
        if not notice:
            continue
        over = is_over(notice, course.now)
        if course.now < opens_at(notice):
            yield Event(
                date.fromisoformat(notice["opens_on"]),
                Message(N_("开始公开征求意见")),
                state="due",
                href=str(notice["page"]),
            )
        yield Event(
            date.fromisoformat(notice["closes_on"]),
            Message(N_("公开征求意见截止（当日24:00，北京时间）")),
            state="done" if over else "due",
            source=law.CONSULTATION_SOURCE,
            href=str(notice["page"]),
            order=10**9,
        )


_OPEN_STATES = {
    DutyState.PENDING: "due",
    DutyState.OVERDUE: "overdue",
    DutyState.UNDETERMINED: "undetermined",
}


def _duties(course: Course) -> Iterator[Event]:
    for duty in course.duties:
        if duty.state in _OPEN_STATES and duty.met_on is None:
            yield _duty_event(duty)


def _duty_event(duty: Duty) -> Event:
    detail = Message(N_("从%(start)s起算10个工作日"), {"start": duty.started_on}) if duty.started_on else None
    if duty.state is DutyState.UNDETERMINED:
        detail = Message(N_("期限涉及放假安排尚未公布的年度，不早于该日"))
    return Event(
        duty.due_on or duty.earliest_on,
        duty.title,
        state=_OPEN_STATES[duty.state],
        detail=detail,
        source=duty.source,
        late_working_days=duty.late_working_days,
        order=10**9,
    )


def _planned(course: Course) -> Iterator[Event]:
    for step in dict.fromkeys(entry.payload.get("step") for entry in course.all_of(Kind.STEP)):
        latest = course.step(str(step))
        if latest and _is_ahead(latest) and latest.payload.get("planned_on"):
            planned_on, page = date.fromisoformat(latest.payload["planned_on"]), str(latest.payload["page"])
            yield Event(planned_on, _title(latest), state="due", href=page, order=10**9)
    meeting = course.latest(Kind.MEETING)
    if meeting and meeting.payload.get("planned_on") and not meeting.payload.get("held_on"):
        planned_on = date.fromisoformat(meeting.payload["planned_on"])
        yield Event(planned_on, Message(N_("计划召开决策会议")), state="due", order=10**9)
    if course.latest(Kind.ISSUED) is None and course.listing and course.listing.planned_text:
        planned = Message(N_("目录计划完成时间：%(planned)s"), {"planned": course.listing.planned_text})
        yield Event(course.listing.planned_to, planned, state="due", order=10**9)

"""The box that answers: what, who decides, how to take part, until when, what next, answer due when. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from decisions.errors import N_, Message
from decisions.lifecycle.rules import Course, Kind
from decisions.lifecycle.rules.window import ends_at, is_open, is_over, opens_at, takes_sign_ups
from decisions.services.duties import DutyState


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader wants to know first. Shape: action is a path to take part now, or empty."""

    how: Message
    next: Message
    answer_by: Message
    until: datetime | None = None
    action: str = ""
    action_label: Message | None = None


def facts_of(course: Course) -> Facts:
    """Return the key facts of a decision at this instant."""
    answer_by = _answer_by(course)
    following = _next(course)
    notice, call = course.latest(Kind.NOTICE), course.latest(Kind.CALL)
    if call and takes_sign_ups(call.payload, course.now):
        return Facts(
            how=Message(N_("报名列席决策会议，不需要账号")),
            next=following,
            answer_by=answer_by,
            until=datetime.fromisoformat(call.payload["closes_at"]),
            action=f"{call.payload['page']}/sign-up",
            action_label=Message(N_("我要报名")),
        )
    if notice and is_open(notice.payload, course.now):
        return Facts(
            how=Message(N_("在线提意见，不需要账号；也可以来信、发邮件、打电话")),
            next=following,
            answer_by=answer_by,
            until=ends_at(notice.payload),
            action=f"{notice.payload['page']}/respond",
            action_label=Message(N_("我要提意见")),
        )
    if notice and course.now < opens_at(notice.payload):
        opens_on = date.fromisoformat(notice.payload["opens_on"])
        how = Message(N_("%(day)s起可以提意见"), {"day": opens_on})
        return Facts(how=how, next=following, answer_by=answer_by)
    return Facts(how=Message(N_("目前没有开放的参与环节")), next=following, answer_by=answer_by)


def _next(course: Course) -> Message:
    issued = course.latest(Kind.ISSUED)
    notice = course.latest(Kind.NOTICE)
    meeting = course.latest(Kind.MEETING)
    final = [entry for entry in course.all_of(Kind.DISCLOSURE) if entry.payload.get("kind") == "final"]
    if issued and final:
        return Message(N_("决策已公布，意见采纳情况已反馈，进入执行和后评估阶段"))
    if issued:
        return Message(N_("公布公众意见采纳情况"))
    if meeting and meeting.payload.get("planned_on") and not meeting.payload.get("held_on"):
        planned_on = date.fromisoformat(meeting.payload["planned_on"])
        return Message(N_("计划于%(day)s提请会议讨论决定"), {"day": planned_on})
    if notice is None:
        return Message(N_("发布公开征求意见公告"))
    if not is_over(notice.payload, course.now):
        return Message(N_("征求意见结束后，整理研究意见、修改草案，提请会议讨论决定"))
    return Message(N_("研究采纳意见、修改草案，提请会议讨论决定"))


def _answer_by(course: Course) -> Message:
    duty = course.duty("feedback_disclosure")
    if duty is None or duty.state is DutyState.NOT_STARTED:
        return Message(N_("决策出台后10个工作日内（决策尚未出台，期限未开始）"))
    if duty.met_on and duty.due_on:
        days = {"due": duty.due_on, "met": duty.met_on, "late": duty.late_working_days}
        if duty.is_late:
            return Message(N_("应于%(due)s前反馈，已于%(met)s公布，逾期%(late)d个工作日"), days)
        return Message(N_("应于%(due)s前反馈，已于%(met)s公布"), days)
    if duty.due_on is None:
        return Message(N_("不早于%(day)s（放假安排公布后确定）"), {"day": duty.earliest_on})
    return Message(N_("%(day)s前"), {"day": duty.due_on})

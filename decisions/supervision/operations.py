"""What supervision does: it changes the calendar, and with it every open date; and it reminds."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Staff
from decisions.clock import civil_day
from decisions.services import audit
from decisions.services.actor import SYSTEM, Actor, require
from decisions.services.outbox import OutboxMessage, queue_message
from decisions.services.titles import bare_title
from decisions.services.working_days.arithmetic import YearTable
from decisions.services.working_days.store import add_year, load_calendar
from decisions.supervision.permissions import may_add_calendar_year
from decisions.supervision.queries import list_duties, list_reminded, list_to_remind
from decisions.supervision.rules import RegisteredDuty, ReminderStage, reminder_stage


def add_calendar_year(
    session: Session, table: YearTable, *, actor: Actor, now: datetime, today: date
) -> list[tuple[RegisteredDuty, date | None]]:
    """Add a year's table and return every duty whose due date moved, with the date it had before.

    Due dates are computed when they are asked for; comparing before and after is what logs the change.
    Raises: NotAllowedError.
    Writes: calendar_years, audit_entries (one per moved duty).
    Allowed: administrator.
    Source: RULES "Working days".
    """
    require(may_add_calendar_year(actor))
    before = {_key(entry): entry.duty.due_on for entry in list_duties(session, today)}
    add_year(session, table, actor=actor, now=now)
    moved = []
    for entry in list_duties(session, today):
        was = before.get(_key(entry))
        if entry.duty.due_on != was:
            moved.append((entry, was))
            audit.log(
                session,
                actor,
                "supervision.recompute_due_date",
                entry.duty.subject,
                now=now,
                duty=entry.duty.kind,
                before=was.isoformat() if was else None,
                after=entry.duty.due_on.isoformat() if entry.duty.due_on else None,
            )
    session.flush()
    return moved


def _key(entry: RegisteredDuty) -> tuple[str, str]:
    return entry.duty.kind, entry.duty.subject


_STAGES = {
    ReminderStage.BEFORE: "即将到期",
    ReminderStage.ON_DAY: "今日到期",
    ReminderStage.OVERDUE: "已经逾期",
}


def queue_reminders(session: Session, *, portal_url: str, now: datetime) -> int:
    """Remind units of their duties before, on and after the due date; return how many messages are new.

    Each person is told once of each stage of each due date: a date that the calendar moves is told anew.
    Shape:  portal_url is the address of the portal, without a slash at its end, for links in messages.
    Writes: outbox_messages, audit_entries (one per duty and stage).
    Allowed: the portal itself, every day.
    Source: RULES "Supervision" (reminders before, on and after).
    """
    today, calendar = civil_day(now), load_calendar(session)
    people, queued = list_to_remind(session), 0
    for entry in list_reminded(session, today):
        stage = reminder_stage(calendar, entry.duty, today)
        if stage is None:
            continue
        duty = entry.duty
        key = f"reminder/{duty.kind}/{duty.subject}/{duty.due_on or 'undetermined'}/{stage.value}"
        fresh = _not_told(session, key, people.get(entry.unit_id, []))
        for person in fresh:
            queue_message(
                session,
                dedupe_key=f"{key}/{person.id}",
                recipient=person.email,
                subject=f"{_STAGES[stage]}：{duty.title}（{bare_title(entry.decision_title)}）",
                body=_reminder(entry, stage, portal_url),
                now=now,
            )
        if fresh:
            audit.log(
                session,
                SYSTEM,
                "supervision.remind",
                duty.subject,
                now=now,
                duty=duty.kind,
                stage=stage.value,
                people=len(fresh),
            )
        queued += len(fresh)
    session.flush()
    return queued


def _not_told(session: Session, key: str, people: list[Staff]) -> list[Staff]:
    """Return those whom no message under this key was queued for."""
    keys = [f"{key}/{person.id}" for person in people]
    told = set(session.scalars(select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys))))
    return [person for person in people if f"{key}/{person.id}" not in told]


def _reminder(entry: RegisteredDuty, stage: ReminderStage, portal_url: str) -> str:
    duty = entry.duty
    if duty.due_on is None:
        until = f"期限待放假安排公布后确定，不早于 {duty.earliest_on}"
    elif stage is ReminderStage.OVERDUE:
        least = "至少 " if duty.lateness_is_bound else ""
        until = f"期限为 {duty.due_on}，已逾期 {least}{duty.late_working_days} 个工作日"
    else:
        until = f"期限为 {duty.due_on}，到当日 24:00 止"
    return (
        f"{entry.unit}：\n\n{duty.title}（{entry.decision_title}）{_STAGES[stage]}。{until}。\n"
        f"依据：{duty.source}\n办理：{portal_url}{entry.desk_path}\n\n（此邮件由系统自动发送，请勿直接回复。）\n"
    )

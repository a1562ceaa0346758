"""The queue of background work, and its registry of tasks.

A task only wakes work whose truth is a row in the database: a task lost with its process loses nothing.
"""

from typing import Any

from huey import RedisHuey, SqliteHuey, crontab

from decisions import clock
from decisions.attendance.operations import erase_chosen, erase_unselected
from decisions.attendance.operations.pool import erase_expired_members
from decisions.attendance.operations.traces import erase_traces
from decisions.config import Settings
from decisions.extensions import db
from decisions.services.mail import mail_transport
from decisions.services.outbox import send_due
from decisions.services.sms import by_recipient, sms_transport
from decisions.supervision.operations import queue_reminders

_FIRST_HOUR = 8  # of a civil day, when somebody reads a reminder


def make_queue(settings: Settings) -> Any:
    """Return the queue: a file beside the embedded database, or Redis where one is set."""
    if settings.redis_url:
        return RedisHuey("decisions", url=settings.redis_url)
    return SqliteHuey("decisions", filename=str(settings.instance / "jobs.sqlite3"))


def register(queue: Any, app: Any, settings: Settings) -> None:
    """Tell the queue what it can run, and when."""
    mail = mail_transport(settings.mail_url, settings.mail_sender)
    deliver = by_recipient(mail, sms_transport(settings.sms_url) if settings.sms_url else None)

    @queue.periodic_task(crontab())  # type: ignore[untyped-decorator]  # every minute
    def send_messages() -> None:
        with app.app_context():
            send_due(db.session(), deliver, now=clock.now())

    @queue.periodic_task(crontab(minute="5"))  # type: ignore[untyped-decorator]  # every hour of the day's work
    def remind_of_duties() -> None:
        now = clock.now()
        if now.astimezone(clock.SHANGHAI).hour < _FIRST_HOUR:
            return
        with app.app_context():
            queue_reminders(db.session(), portal_url=settings.base_url, now=now)
            db.session.commit()

    @queue.periodic_task(crontab(minute="20", hour="3"))  # type: ignore[untyped-decorator]  # every night
    def erase_sign_ups() -> None:
        with app.app_context():
            erase_unselected(db.session(), now=clock.now())
            erase_chosen(db.session(), now=clock.now())
            erase_traces(db.session(), now=clock.now())
            erase_expired_members(db.session(), now=clock.now())
            db.session.commit()

"""Which work runs in the background, and the loop that runs it.

Not here: the rows (services.background), nor what runs by the clock alone (jobs.queue).
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from decisions import clock
from decisions.attendance import tasks as attendance
from decisions.attendance.operations import preparing
from decisions.consultation import tasks as consultation
from decisions.consultation.operations import uploads
from decisions.database import reading
from decisions.extensions import db
from decisions.feedback import tasks as feedback
from decisions.feedback.operations import grouping
from decisions.services.background import Runner, claim_job, is_work_waiting, run_job

RUNNERS: Mapping[str, Runner] = {
    uploads.JOB: consultation.import_upload,
    preparing.JOB: attendance.prepare_composition_draw,
    grouping.PROPOSING: feedback.propose_groups,
}

_LOG = logging.getLogger(__name__)


def run_waiting(session: Session, now: Callable[[], datetime] = clock.now) -> int:
    """Do everything that waits, one after the other, and return how many jobs that were."""
    with reading():  # looking takes no lock; most of the time there is nothing
        waiting = is_work_waiting(session, now=now())
        session.rollback()
    ran = 0
    while waiting and (job := claim_job(session, RUNNERS, now=now())):
        run_job(session, job, RUNNERS[job.kind], now)
        ran += 1
    return ran


def watch(app: Any, stopped: threading.Event, every_seconds: float = 1) -> None:
    """Look for work until told to stop. One job that breaks is logged and holds up no other."""
    while not stopped.wait(every_seconds):
        try:
            with app.app_context():
                run_waiting(db.session())
        except Exception:
            _LOG.exception("background work failed")

"""The worker's loop: it does what waits and outlives a job that breaks."""

import threading
import time
from datetime import UTC, datetime

import pytest
from flask import Flask

from decisions.extensions import db
from decisions.jobs import background
from decisions.services.actor import SYSTEM
from decisions.services.background import JobState, find_job, request_job

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_a_job_that_breaks_holds_up_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    runners = {"test.breaking": break_down, "test.working": lambda *_: {"worked": True}}
    monkeypatch.setattr(background, "RUNNERS", runners)
    with app.app_context():
        for kind in runners:
            request_job(db.session(), kind, "2026-01", actor=SYSTEM, now=NOW)
        db.session.commit()
    stopped = threading.Event()
    watcher = threading.Thread(target=background.watch, args=(app, stopped, 0.01))
    watcher.start()
    try:
        patience = time.monotonic() + 30
        while time.monotonic() < patience:
            with app.app_context():
                job = find_job(db.session(), "test.working", "2026-01")
                if job is not None and job.state is JobState.DONE:
                    break
            time.sleep(0.02)
    finally:
        stopped.set()
        watcher.join()
    assert job is not None
    assert (job.state, job.result) == (JobState.DONE, {"worked": True})

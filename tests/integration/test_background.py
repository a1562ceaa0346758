"""Background work: taken once, told how it ended, and begun anew where its worker died."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from decisions.errors import DecisionsError, Message, Problem
from decisions.services.actor import SYSTEM
from decisions.services.background import (
    MAX_ATTEMPTS,
    SILENT_FOR,
    BackgroundJob,
    JobState,
    Report,
    claim_job,
    find_job,
    request_job,
    run_job,
)

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
KIND = "test.counting"


def ask(session: Session) -> BackgroundJob:
    job = request_job(session, KIND, "2026-01", arguments={"to": 3}, actor=SYSTEM, now=NOW)
    session.commit()
    return job


def count(session: Session, job: BackgroundJob, report: Report) -> dict[str, Any]:
    for number in range(job.arguments["to"]):
        report(number + 1, job.arguments["to"])
    return {"counted": job.arguments["to"]}


def clock() -> datetime:
    return NOW


def test_work_is_done_once_and_keeps_its_result(session: Session) -> None:
    asked = ask(session)
    assert ask(session).id == asked.id
    job = claim_job(session, [KIND], now=NOW)
    assert job is not None
    assert claim_job(session, [KIND], now=NOW) is None
    run_job(session, job, count, clock)
    found = find_job(session, KIND, "2026-01")
    assert found is not None
    assert (found.state, found.done, found.total, found.result) == (JobState.DONE, 3, 3, {"counted": 3})
    assert ask(session).id != asked.id


def test_other_kinds_are_left_to_their_worker(session: Session) -> None:
    ask(session)
    assert claim_job(session, ["another.kind"], now=NOW) is None


def test_a_refusal_is_told_with_its_problems_and_nothing_is_half_written(session: Session) -> None:
    ask(session)
    job = claim_job(session, [KIND], now=NOW)
    assert job is not None

    def refuse(session: Session, job: BackgroundJob, report: Report) -> None:
        job.subject = "half written"
        inner = Message("缺 %(count)d 人", {"count": 2})
        raise DecisionsError(problems=[Problem(Message("配额：%(what)s", {"what": inner}))])

    run_job(session, job, refuse, clock)
    found = find_job(session, KIND, "2026-01")
    assert found is not None
    assert found.state is JobState.FAILED
    assert [str(message) for message in found.refusal][1] == "配额：缺 2 人"


def test_a_fault_is_written_down_and_told_to_the_log(session: Session) -> None:
    ask(session)
    job = claim_job(session, [KIND], now=NOW)
    assert job is not None

    def break_down(session: Session, job: BackgroundJob, report: Report) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_job(session, job, break_down, clock)
    found = find_job(session, KIND, "2026-01")
    assert found is not None
    assert found.state is JobState.FAILED


def test_work_whose_worker_died_is_begun_anew_and_given_up_at_last(session: Session) -> None:
    ask(session)
    now = NOW
    for _ in range(MAX_ATTEMPTS):
        assert claim_job(session, [KIND], now=now) is not None
        assert claim_job(session, [KIND], now=now + SILENT_FOR) is None
        now += SILENT_FOR + timedelta(seconds=1)
    job = claim_job(session, [KIND], now=now)
    assert job is not None
    run_job(session, job, count, clock)
    assert job.state is JobState.FAILED
    assert len(job.refusal) == 1

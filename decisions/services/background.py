"""Work that takes longer than a request may: asked for in a transaction, done by a worker, watched on a page.

The row is the truth. Whoever asks writes it with whatever else they change; a worker looks for rows every
second, so nothing has to reach it and nothing is lost with a process. Not here: what is done (a feature's
tasks) nor which kinds there are (jobs.background).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from decisions.database import Base, Code, UTCDateTime
from decisions.errors import N_, DecisionsError, Message
from decisions.services.actor import Actor

# A worker that has said nothing for this long is taken for dead; its work is begun anew by another.
SILENT_FOR: Final = timedelta(minutes=5)
MAX_ATTEMPTS: Final = 3


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BackgroundJob(Base):
    """One piece of work: its kind and subject say what, its arguments how; result is the runner's own."""

    __tablename__ = "background_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(100), index=True)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(Code(JobState), index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    asked_by_id: Mapped[int | None]
    asked_by_name: Mapped[str] = mapped_column(String(100))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    heard_of_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def refusal(self) -> list[Message]:
        """Why it failed, the sentence first and then each problem; empty unless it did."""
        return [_message(stored) for stored in self.problems]


Report = Callable[[int, int], None]
"""Called by a runner with (done, total). It commits: what was written before must be whole by itself."""

Runner = Callable[[Session, BackgroundJob, Report], Mapping[str, Any] | None]
"""Does the work and returns a result to keep. A DecisionsError is told to whoever watches."""


class WorkInterruptedError(DecisionsError):
    """The worker died under it too often."""

    code = "work_interrupted"
    message = N_("后台处理多次意外中断，没有完成。请稍后重新发起；仍不成功的，请联系管理员查看运行日志。")


class WorkFailedError(DecisionsError):
    """A fault of the program; the log has it."""

    code = "work_failed"
    message = N_("后台处理时出现意外，没有完成，已有内容不受影响。请重新发起；仍不成功的，请联系管理员。")


def request_job(
    session: Session,
    kind: str,
    subject: str,
    *,
    arguments: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> BackgroundJob:
    """Ask for work, or return the same kind of work on the same subject that is still under way.

    Writes: background_jobs.
    """
    latest = find_job(session, kind, subject)
    if latest is not None and latest.is_under_way:
        return latest
    job = BackgroundJob(
        kind=kind,
        subject=subject,
        arguments=dict(arguments or {}),
        state=JobState.WAITING,
        done=0,
        total=0,
        result={},
        problems=[],
        asked_by_id=actor.id,
        asked_by_name=actor.name,
        asked_at=now,
        heard_of_at=now,
        attempts=0,
    )
    session.add(job)
    session.flush()
    return job


def find_job(session: Session, kind: str, subject: str) -> BackgroundJob | None:
    """Return the newest job of this kind on this subject."""
    newest = BackgroundJob.id.desc()
    query = select(BackgroundJob).where(BackgroundJob.kind == kind, BackgroundJob.subject == subject)
    return session.scalar(query.order_by(newest).limit(1))


def claim_job(session: Session, kinds: Iterable[str], *, now: datetime) -> BackgroundJob | None:
    """Take the oldest job that waits, or whose worker fell silent, and commit; None where there is none.

    Two workers never take the same one: the row changes hands by an update that names its earlier state.
    Writes: background_jobs.
    """
    waits = _waits(now)
    query = select(BackgroundJob).where(waits, BackgroundJob.kind.in_(list(kinds)))
    for job in session.scalars(query.order_by(BackgroundJob.id).limit(10)).all():
        taken = session.execute(
            update(BackgroundJob)
            .where(BackgroundJob.id == job.id, waits, BackgroundJob.attempts == job.attempts)
            .values(state=JobState.RUNNING, attempts=job.attempts + 1, heard_of_at=now)
        )
        session.commit()
        if taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
            return job
    return None


def is_work_waiting(session: Session, *, now: datetime) -> bool:
    """Whether there is anything to take."""
    return session.scalar(select(BackgroundJob.id).where(_waits(now)).limit(1)) is not None


def _waits(now: datetime) -> ColumnElement[bool]:
    fell_silent = (BackgroundJob.state == JobState.RUNNING) & (BackgroundJob.heard_of_at < now - SILENT_FOR)
    return or_(BackgroundJob.state == JobState.WAITING, fell_silent)


def run_job(session: Session, job: BackgroundJob, runner: Runner, clock: Callable[[], datetime]) -> None:
    """Do the work of a job that was claimed, and write down how it ended.

    Raises: whatever is no DecisionsError, after it was written down, so that the log tells it.
    Writes: background_jobs, and what the runner writes.
    """
    if job.attempts > MAX_ATTEMPTS:
        _finish(session, job, JobState.FAILED, clock(), problems=_stored(WorkInterruptedError()))
        return

    def report(done: int, total: int) -> None:
        job.done, job.total, job.heard_of_at = done, total, clock()
        session.commit()

    job_id = job.id
    try:
        result = runner(session, job, report)
    except DecisionsError as error:
        session.rollback()
        _finish(session, _again(session, job_id), JobState.FAILED, clock(), problems=_stored(error))
    except Exception:
        session.rollback()
        problems = _stored(WorkFailedError())
        _finish(session, _again(session, job_id), JobState.FAILED, clock(), problems=problems)
        raise
    else:
        job.result = dict(result or {})
        _finish(session, job, JobState.DONE, clock(), problems=[])


def _again(session: Session, job_id: int) -> BackgroundJob:
    return session.get_one(BackgroundJob, job_id)


def _finish(
    session: Session, job: BackgroundJob, state: JobState, now: datetime, *, problems: list[dict[str, Any]]
) -> None:
    job.state, job.finished_at, job.heard_of_at, job.problems = state, now, now, problems
    session.commit()


def _stored(error: DecisionsError) -> list[dict[str, Any]]:
    messages = [error.reader_message, *(problem.message for problem in error.problems)]
    return [_json(message) for message in messages]


def _json(message: Message) -> dict[str, Any]:
    return {"text": message.text, "params": {name: _plain(value) for name, value in message.params.items()}}


def _plain(value: object) -> object:
    if isinstance(value, Message):
        return _json(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | str) else str(value)


def _message(stored: Mapping[str, Any]) -> Message:
    params = {
        name: _message(value) if isinstance(value, dict) else value
        for name, value in stored["params"].items()
    }
    return Message(stored["text"], params)

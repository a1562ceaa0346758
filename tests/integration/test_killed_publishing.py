"""A process that is killed while it publishes leaves the disclosure absent or whole, on both engines."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from decisions.config import Settings
from decisions.feedback.models import Disclosure, DisclosureState
from decisions.feedback.operations import (
    approve_disclosure,
    import_answers,
    prepare_disclosure,
    submit_disclosure,
)
from decisions.feedback.queries.published import find_published
from decisions.feedback.rules import DisclosureKind
from decisions.record.models import RecordEntry, Submission, SubmissionState
from decisions.record.queries import verify_record
from decisions.services.audit import AuditEntry
from decisions.services.outbox import OutboxMessage
from tests.cast import Cast
from tests.factories import feedback as make

NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
PORTAL = "https://example.cn"
ROOT = Path(__file__).parents[2]

# Publishes, and stops for good at a given statement or after the commit, to be killed there.
PUBLISHER = """
import sys, time
from datetime import UTC, datetime
from sqlalchemy import event, select
from decisions.accounts.models import Staff
from decisions.app import create_app
from decisions.extensions import db
from decisions.feedback.models import Disclosure
from decisions.feedback.operations import approve_disclosure
from decisions.record.models import Submission

stop_at, approver = sys.argv[1], int(sys.argv[2])

def wait(*_arguments):
    print("here", flush=True)
    time.sleep(600)

def watch(_connection, _cursor, statement, *_rest):
    if stop_at in statement:
        wait()

app = create_app(testing=True)
with app.app_context():
    session = db.session()
    event.listen(db.engine, "after_cursor_execute", watch)
    disclosure = session.scalars(select(Disclosure)).unique().one()
    approve_disclosure(
        session,
        disclosure,
        session.scalars(select(Submission.id)).one(),
        portal_url="https://example.cn",
        actor=session.get_one(Staff, approver).as_actor(),
        now=datetime(2026, 10, 12, 2, 0, tzinfo=UTC),
    )
    session.commit()
    wait()
"""


def kill_at(settings: Settings, stop_at: str, approver: int) -> None:
    """Publish in another process and kill it where it stands."""
    environ = {
        **os.environ,
        "DECISIONS_DATABASE_URL": settings.database_url,
        "DECISIONS_INSTANCE": str(settings.instance),
    }
    command = [sys.executable, "-c", PUBLISHER, stop_at, str(approver)]
    with subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True) as publisher:
        assert publisher.stdout is not None
        reached = publisher.stdout.readline()
        publisher.kill()
    assert reached == "here\n"


@pytest.fixture
def submitted(session: Session, cast: Cast) -> int:
    """Return the number of a submission that waits for approval."""
    decision = make.scenario(session, "A")
    import_answers(session, decision, make.answer_rows("A"), actor=cast.drafter, now=NOW)
    disclosure = prepare_disclosure(
        session, decision, kind=DisclosureKind.FINAL, summary="感谢参与。", actor=cast.drafter, now=NOW
    )
    submission = submit_disclosure(session, disclosure, actor=cast.drafter, now=NOW)
    session.commit()
    return submission.id


def counted(session: Session) -> tuple[int, ...]:
    """Return how many rows there are of everything that publishing writes."""
    session.rollback()
    session.expire_all()
    tables = (RecordEntry, OutboxMessage, AuditEntry)
    return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


@pytest.mark.parametrize(
    "stop_at", ["INSERT INTO record_entries", "UPDATE disclosures", "INSERT INTO outbox_messages"]
)
def test_killed_in_the_middle_nothing_is_published_and_it_can_be_done_again(
    session: Session, settings: Settings, cast: Cast, submitted: int, stop_at: str
) -> None:
    before = counted(session)
    session.rollback()
    kill_at(settings, stop_at, cast.approver.id or 0)

    assert counted(session) == before
    disclosure = session.scalars(select(Disclosure)).unique().one()
    assert disclosure.state is DisclosureState.SUBMITTED
    assert session.get_one(Submission, submitted).state is SubmissionState.PENDING
    assert find_published(session, disclosure.decision_id) is None
    assert verify_record(session) == []

    approve_disclosure(session, disclosure, submitted, portal_url=PORTAL, actor=cast.approver, now=NOW)
    session.commit()
    assert find_published(session, disclosure.decision_id) is not None
    assert verify_record(session) == []


def test_killed_after_the_commit_everything_is_published(
    session: Session, settings: Settings, cast: Cast, submitted: int
) -> None:
    entries, messages, _audit = counted(session)
    session.rollback()
    kill_at(settings, "no statement says this", cast.approver.id or 0)

    after = counted(session)
    told = [row["联系方式"] for row in make.rows_of("A") if "@" in row["联系方式"]]
    assert (after[0], after[1]) == (entries + 1, messages + len(told))
    disclosure = session.scalars(select(Disclosure)).unique().one()
    published = find_published(session, disclosure.decision_id)
    assert published is not None
    assert disclosure.published_seq == published.seq
    assert len(published.payload["opinions"]) == 47
    assert verify_record(session) == []

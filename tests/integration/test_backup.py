"""A backup holds everything and comes back whole, into an empty portal only."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from decisions.accounts.models import Staff
from decisions.database import Base
from decisions.record import operations as record
from decisions.record.queries import verify_record
from decisions.services.actor import SYSTEM
from decisions.services.backup import (
    BackupUnreadableError,
    NotEmptyError,
    restore_backup,
    write_backup,
)
from decisions.services.filetypes import DOCUMENTS
from decisions.services.outbox import OutboxMessage, queue_message
from decisions.services.storage import FileStore, store_file

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def fill(session: Session, store: FileStore) -> None:
    store_file(session, store, name="a.pdf", data=b"%PDF-1.4 x", accept=DOCUMENTS, now=NOW)
    queue_message(session, dedupe_key="k", recipient="a@example.cn", subject="s", body="正文", now=NOW)
    payload = {"headline": "公告", "text": "内容"}
    record.publish(session, kind="meeting", subject="2026-01", payload=payload, actor=SYSTEM, now=NOW)
    session.commit()


def counts(session: Session) -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def clear(session: Session) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())
    session.commit()


def test_what_was_backed_up_comes_back(session, store, cast, tmp_path: Path) -> None:
    fill(session, store)
    before = counts(session)
    rows = write_backup(session, store, tmp_path / "backup.zip")
    assert rows == sum(before.values())
    session.rollback()
    clear(session)
    assert restore_backup(session, store, tmp_path / "backup.zip") == rows
    session.commit()
    assert counts(session) == before
    assert verify_record(session) == []
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.recipient, message.body, message.created_at) == ("a@example.cn", "正文", NOW)
    # A new row gets a number of its own.
    queue_message(session, dedupe_key="k2", recipient="b@example.cn", subject="s", body="b", now=NOW)
    session.commit()


def test_personal_data_is_not_readable_in_it(session, store, cast, tmp_path: Path) -> None:
    fill(session, store)
    write_backup(session, store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        held = archive.read("tables/outbox_messages.jsonl").decode()
    assert "a@example.cn" not in held


def test_it_is_restored_into_an_empty_portal_only(session, store, cast, tmp_path: Path) -> None:
    write_backup(session, store, tmp_path / "backup.zip")
    with pytest.raises(NotEmptyError):
        restore_backup(session, store, tmp_path / "backup.zip")
    assert session.scalar(select(func.count()).select_from(Staff)) == 8


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused(session, store, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(BackupUnreadableError):
        restore_backup(session, store, tmp_path / "x.zip")
    assert session.execute(text("SELECT 1")).scalar() == 1

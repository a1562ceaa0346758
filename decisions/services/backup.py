"""The whole portal in one file, and back: every table and every stored file, on either engine.

A backup is a zip: `manifest.json`, one `tables/<name>.jsonl` a table, one `files/<sha256>` a stored file.
Encrypted columns stay encrypted; without DECISIONS_DATA_KEY a backup says nothing about anybody.
"""

import base64
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, func, insert, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from decisions.database import Base, UTCDateTime
from decisions.errors import N_, DecisionsError
from decisions.services.storage import FileStore, StoredFile

FORMAT = 1
_CHUNK = 500


class BackupUnreadableError(DecisionsError):
    """It is no backup of this portal, or of another version of its tables."""

    code = "backup_unreadable"
    message = N_("这不是本平台的备份文件，或者备份的表结构与当前版本不同，没有恢复任何内容。")


class NotEmptyError(DecisionsError):
    """A backup is restored into an empty portal only."""

    code = "not_empty"
    status = 409
    message = N_("数据库中已有内容，没有恢复。请先准备一个只执行过 flask db upgrade 的空数据库。")


def _plain_tables() -> dict[str, Table]:
    """Return the tables with the types the database itself knows, so that nothing is decrypted."""
    metadata = MetaData()
    return {
        table.name: Table(table.name, metadata, *(Column(column.name, _plain(column)) for column in table.c))
        for table in Base.metadata.sorted_tables
    }


def _plain(column: Column[Any]) -> Any:
    if isinstance(column.type, UTCDateTime) or not isinstance(column.type, TypeDecorator):
        return column.type
    return column.type.impl_instance


def write_backup(session: Session, store: FileStore, target: Path) -> int:
    """Write a backup and return how many rows it holds; a file of that name is replaced when it is whole.

    Shape: one consistent picture of the database: everything is read in the caller's transaction.
    """
    part = target.with_suffix(target.suffix + ".part")
    total = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = {}
        for name, table in _plain_tables().items():
            with archive.open(f"tables/{name}.jsonl", "w") as lines:
                counts[name] = 0
                for row in session.execute(select(table).execution_options(yield_per=_CHUNK)):
                    lines.write((json.dumps(_packed(row._mapping), ensure_ascii=False) + "\n").encode())
                    counts[name] += 1
        for sha256 in session.scalars(select(StoredFile.sha256).distinct()):
            archive.writestr(f"files/{sha256}", store.read(sha256))
        manifest = {"format": FORMAT, "tables": counts, "revision": _revision(session)}
        archive.writestr("manifest.json", json.dumps(manifest))
        total = sum(counts.values())
    part.replace(target)
    return total


def restore_backup(session: Session, store: FileStore, source: Path) -> int:
    """Read a backup into an empty, migrated database and return how many rows it held. The caller commits.

    Raises: BackupUnreadableError, NotEmptyError, StorageUnavailableError.
    """
    tables = _plain_tables()
    try:
        archive = zipfile.ZipFile(source)
        manifest = json.loads(archive.read("manifest.json"))
    except (zipfile.BadZipFile, NotImplementedError, KeyError, ValueError) as error:
        raise BackupUnreadableError from error
    if manifest.get("format") != FORMAT or set(manifest["tables"]) != set(tables):
        raise BackupUnreadableError
    if any(session.scalar(select(func.count()).select_from(table)) for table in tables.values()):
        raise NotEmptyError
    with archive:
        for name in archive.namelist():
            if name.startswith("files/"):
                store.write(name.removeprefix("files/"), archive.read(name))
        for name, table in tables.items():
            for rows in _chunks(archive, name):
                session.execute(insert(table), [_unpacked(row, table) for row in rows])
    _set_sequences(session, tables)
    return sum(manifest["tables"].values())


def _revision(session: Session) -> str:
    return str(session.scalar(text("SELECT version_num FROM alembic_version")) or "")


def _packed(row: Any) -> dict[str, Any]:
    return {name: _packed_value(value) for name, value in row.items()}


def _packed_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _unpacked(row: dict[str, Any], table: Table) -> dict[str, Any]:
    return {name: _unpacked_value(value, table.c[name]) for name, value in row.items()}


def _unpacked_value(value: Any, column: Column[Any]) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, UTCDateTime | DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if column.type.python_type is date else value


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    with archive.open(f"tables/{name}.jsonl") as lines:
        for line in lines:
            rows.append(json.loads(line))
            if len(rows) == _CHUNK:
                yield rows
                rows = []
    if rows:
        yield rows


def _set_sequences(session: Session, tables: dict[str, Table]) -> None:
    """PostgreSQL numbers the next row by a sequence that knows nothing of restored rows."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name, table in tables.items():
        if "id" in table.c:
            found = session.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name})
            highest = session.scalar(select(func.max(table.c.id)))
            if found and highest:
                session.execute(text("SELECT setval(:found, :highest)"), {"found": found, "highest": highest})

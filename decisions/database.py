"""The declarative base, the column types and the transaction discipline shared by every model.

What belongs here: how rows are stored. Not here: any table (features' models.py), any session handling
(web.transactions at the edge, the worker in jobs/).
"""

import base64
import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, Text, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every model; names constraints alike on every engine so that migrations can drop them."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC; a naive datetime is a programming error and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; SQLite has no zone, so UTC is stored bare there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime can't be stored")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _DataKey:
    """The key of encrypted columns, set once at start."""

    fernet: Fernet | None = None
    secret: bytes = b""


def use_data_key(key: str) -> None:
    """Set the key under which personal fields are encrypted; any sufficiently long text will do."""
    secret = hashlib.sha256(b"decisions-data-key\0" + key.encode()).digest()
    _DataKey.secret = secret
    _DataKey.fernet = Fernet(base64.urlsafe_b64encode(secret))


def blind_index(value: str) -> str:
    """Return a keyed digest by which equal encrypted values can be found without decrypting them."""
    if not _DataKey.secret:
        raise RuntimeError("use_data_key() has not been called")
    return hmac.new(_DataKey.secret, b"blind-index\0" + value.encode(), hashlib.sha256).hexdigest()


def keyed_seal(value: str) -> str:
    """Return the portal's seal over a text: what only the holder of the data key can write."""
    if not _DataKey.secret:
        raise RuntimeError("use_data_key() has not been called")
    return hmac.new(_DataKey.secret, b"seal\0" + value.encode(), hashlib.sha256).hexdigest()


class EncryptedText(TypeDecorator[str]):
    """Text that is unreadable in the database and in its backups (personal data)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        if value is None:
            return None
        if _DataKey.fernet is None:
            raise RuntimeError("use_data_key() has not been called")
        return _DataKey.fernet.encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt; a wrong key is a fault of the installation, not of the reader."""
        if value is None:
            return None
        if _DataKey.fernet is None:
            raise RuntimeError("use_data_key() has not been called")
        try:
            return _DataKey.fernet.decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise RuntimeError("DECISIONS_DATA_KEY does not fit the data in this database") from error


EnumT = TypeVar("EnumT", bound=StrEnum)


class Code(TypeDecorator[EnumT]):
    """A StrEnum, stored as its code."""

    impl = String
    cache_ok = True

    def __init__(self, enum: type[EnumT]) -> None:
        super().__init__(30)
        self.enum = enum

    def process_bind_param(self, value: EnumT | str | None, dialect: Dialect) -> str | None:
        """Refuse what is no member."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> EnumT | None:
        """Give the member back."""
        return None if value is None else self.enum(value)


# SQLite lets two transactions read the same free seat before either writes. A transaction that may write
# therefore takes the write lock when it begins; only one declared as reading does without.
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Declare that transactions begun in this block only read."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we write BEGIN ourselves, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # a receipt that was shown survives a power cut
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")

"""Opening the database: SQLite as this process needs it, or PostgreSQL as given.

Reading transactions never wait for writers (WAL); writing ones take the lock at once (BEGIN IMMEDIATE), since
SQLite answers "locked" immediately to a read snapshot that wants to become a writer.

SQLite's own waiting is a poll: a writer whose disk is slow starves the others. The writers of this process therefore
stand in line for a lock of ours first, and only other processes are waited for by polling.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import QueuePool

#: How long a writer waits for another process: short, since a teen waits behind it (engine.md).
BUSY_SECONDS = 0.5
#: How long it waits for its turn among the writers of this process, whose transactions are short on any disk.
TURN_SECONDS = 1.0

_LINES: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


class Busy(sa.exc.OperationalError):
    """Another writer of this process keeps the database: what SQLite itself says of another process."""


def open_database(url: str) -> Engine:
    """An engine on an existing database; a SQLite file that is not there is an error, never a new empty one.

    Statements are logged without their parameters.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, future=True, hide_parameters=True, pool_pre_ping=True)
    path = sqlite_path(url)
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: _connect_sqlite(path),
        # Closing the last connection copies the whole log into the file: five waits for the disk where one will do.
        poolclass=QueuePool,
        max_overflow=-1,
        future=True,
        hide_parameters=True,
    )
    sa.event.listen(engine, "begin", _begin_sqlite)
    sa.event.listen(engine, "connect", lambda _connection, record: record.info.update(file=_identity(path)))
    sa.event.listen(
        engine, "checkout", lambda _connection, record, _proxy: _same_file(path, record.info["file"])
    )
    _LINES[engine] = threading.Lock()
    return engine


def sqlite_path(url: str) -> Path:
    """The file of a SQLite URL. Raises ValueError for an in-memory one: threads could not share it."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ValueError("VIGIE_DATABASE_URL must name a file: sqlite:////path/to/vigie.db")
    return Path(name).resolve()


def _connect_sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at this path now, if any."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _same_file(path: Path, opened: tuple[int, int]) -> None:
    """A pooled connection is of no use once its file was moved or replaced: the pool then opens another."""
    if _identity(path) != opened:
        raise sa.exc.DisconnectionError


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A short read-only transaction."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A short write transaction: all of it is kept, or nothing. Raises SQLAlchemyError when it cannot be had."""
    with in_line(engine), engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            yield connection


@contextmanager
def in_line(engine: Engine) -> Iterator[None]:
    """This process's turn to write. Raises Busy when it does not come."""
    line = _LINES.get(engine)
    if line is None:  # PostgreSQL locks by row
        yield
        return
    if not line.acquire(timeout=TURN_SECONDS):
        raise Busy("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
    try:
        yield
    finally:
        line.release()


def rows(result: Any) -> list[dict[str, Any]]:
    """All rows of a result as dictionaries."""
    return [dict(row) for row in result.mappings()]

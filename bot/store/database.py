"""Opening the database: SQLite as this process needs it, or PostgreSQL as given.

Reading transactions never wait for writers (WAL); writing ones take the lock at once (BEGIN IMMEDIATE), since
SQLite answers "locked" immediately to a read snapshot that wants to become a writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import NullPool

#: How long a writer waits for the lock: short, since a teen waits behind it (engine.md).
BUSY_SECONDS = 0.5


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
        # A connection per transaction costs 0.2 ms and sees at once that the file was moved or replaced.
        poolclass=NullPool,
        future=True,
        hide_parameters=True,
    )
    sa.event.listen(engine, "begin", _begin_sqlite)
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
    """A short write transaction: all of it is kept, or nothing."""
    with engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            yield connection


def rows(result: Any) -> list[dict[str, Any]]:
    """All rows of a result as dictionaries."""
    return [dict(row) for row in result.mappings()]

"""Bringing a database to the newest schema, at start, one process at a time."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine, make_url

from bot.store.database import open_database, sqlite_path

#: Any number will do, as long as every replica uses the same one.
ADVISORY_LOCK = 7_416_833


def migrate(url: str) -> None:
    """Create the database if it is SQLite and missing, then apply what migrations it lacks.

    Raises OSError or sqlalchemy.exc.SQLAlchemyError when the database cannot be written.
    """
    if make_url(url).get_backend_name() == "sqlite":
        path = sqlite_path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _file_lock(path.with_suffix(".lock")):
            _create_sqlite(path)
            _upgrade(open_database(url))
        return
    engine = open_database(url)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        try:
            _upgrade(engine)
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})


def alembic_config() -> Config:
    """Alembic's view of our migrations; also what `alembic revision` needs."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _upgrade(engine: Engine) -> None:
    config = alembic_config()
    with engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    engine.dispose()


def _create_sqlite(path: Path) -> None:
    path.touch(mode=0o600, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

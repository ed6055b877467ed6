"""A fresh database per test, on SQLite and on PostgreSQL."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot.store.database import open_database
from bot.store.migrate import migrate


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'vigie.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'vigie.db'}"
    return fresh_postgres(request.getfixturevalue("postgres_url"))


def fresh_postgres(server):
    """A new database on that server."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def database(url):
    migrate(url)
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_database(postgres_url):
    """Only PostgreSQL: what several processes do at once."""
    url = fresh_postgres(postgres_url)
    migrate(url)
    engine = open_database(url)
    yield engine
    engine.dispose()

"""How long an educator waits for a page of transcripts: 1,000 plays against 100,000.

    .venv/bin/python bench/review_paging.py            # SQLite, in a temporary folder
    .venv/bin/python bench/review_paging.py URL        # an empty database, PostgreSQL for instance

Prints the median of each query at both sizes and their ratio; exits 1 when a page at 100,000 takes over 100 ms.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.database import open_database, reading, writing
from bot.store.migrate import migrate
from bot.store.models import Account, ClassMember, ClassStaff, Play, SchoolClass
from bot.store.review import Place, PlayFilter, Scope, list_classes, neighbours, newer_first, play_page

SMALL, LARGE = 1_000, 100_000
CLASSES, PEOPLE = 40, 25
TOO_SLOW_MS = 100
LAST_DAY = dt.date(2026, 11, 23)
REPEATS = 15


def main() -> int:
    """Fill, measure, fill more, measure again."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'bench.db'}"
        migrate(url)
        database = open_database(url)
        with writing(database) as connection:
            _people(connection)
            _plays(connection, 0, SMALL)
        small = _measure(database)
        with writing(database) as connection:
            _plays(connection, SMALL, LARGE)
        if database.dialect.name == "postgresql":
            with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM ANALYZE"))
        large = _measure(database)
        database.dispose()
    print(f"{'query':44} {'1,000':>9} {'100,000':>9} {'ratio':>7}")
    for name, fast in small.items():
        print(f"{name:44} {fast:7.2f}ms {large[name]:7.2f}ms {large[name] / fast:6.1f}×")
    return int(max(large.values()) > TOO_SLOW_MS)


def _people(connection: Connection) -> None:
    """Forty classes of 25; the educator reads ten of them, one of which holds a third of all plays."""
    connection.execute(
        sa.insert(Account).values(
            id=1,
            email="a@b.c",
            name="a",
            role="educator",
            password="-",
            active=True,
            fs_uniquifier="-",
            created_on=LAST_DAY,
        )
    )
    for class_id in range(1, CLASSES + 1):
        connection.execute(
            sa.insert(SchoolClass).values(
                id=class_id,
                code=f"C{class_id:05}",
                name="c",
                school="s",
                teacher="t",
                status="open",
                since=LAST_DAY,
            )
        )
        for person in range(PEOPLE):
            connection.execute(
                sa.insert(ClassMember).values(
                    class_id=class_id,
                    chat=f"t{person}",
                    nickname=f"n {person}",
                    joined_on=LAST_DAY,
                    left=False,
                )
            )
    for class_id in range(1, 11):
        connection.execute(sa.insert(ClassStaff).values(class_id=class_id, account_id=1))


def _plays(connection: Connection, first: int, last: int) -> None:
    connection.execute(
        sa.insert(Play),
        [
            {
                "chat": f"t{number % PEOPLE}",
                "play_id": f"p{number}",
                "scenario": f"scene_{number % 12}",
                "version": "v",
                "day": LAST_DAY - dt.timedelta(days=number % 90),
                "ending": (None, "safe", "close", "helped")[number % 4],
                "flags_seen": [],
                "flags_missed": [],
                # A third in one class, a third solo, the rest everywhere.
                "class_id": (1, None, 1 + number % CLASSES)[number % 3],
                "reviewed": number % 50 != 0,
            }
            for number in range(first, last)
        ],
    )


def _measure(database: sa.engine.Engine) -> dict[str, float]:
    educator, lead = Scope(1), Scope(None)
    middle = Place(LAST_DAY - dt.timedelta(days=45), 10**9)
    with reading(database) as connection:
        some = newer_first(connection, Scope(1), PlayFilter(), middle, 1)[0]
    questions: dict[str, Callable[[Connection], object]] = {}
    for who, scope in (("educator", educator), ("lead", lead)):
        for name, wanted in (
            ("all", PlayFilter()),
            ("one class", PlayFilter(class_id=1)),
            ("one scene, one ending", PlayFilter(scenario="scene_7", ending="helped")),
            ("unreviewed", PlayFilter(unreviewed=True)),
            ("nothing found", PlayFilter(scenario="gone")),
            ("a label nobody gave", PlayFilter(label="show_class")),
        ):
            questions[f"{who}: first page, {name}"] = lambda c, s=scope, w=wanted: newer_first(
                c, s, w, None, 31
            )
        questions[f"{who}: a page in the middle"] = lambda c, s=scope: newer_first(
            c, s, PlayFilter(), middle, 31
        )
        questions[f"{who}: next and previous"] = lambda c, s=scope: neighbours(
            c, s, PlayFilter(unreviewed=True), Place(some.day, some.id)
        )
        questions[f"{who}: the list of classes"] = lambda c, s=scope: list_classes(c, s)
    questions["one transcript"] = lambda c: play_page(c, educator, some.id)
    return {name: _median_ms(database, ask) for name, ask in questions.items()}


def _median_ms(database: sa.engine.Engine, ask: Callable[[Connection], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        with reading(database) as connection:
            ask(connection)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())

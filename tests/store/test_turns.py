"""The queries of a turn: seen once, slots with a version, an outbox in order."""

import sqlite3
import threading
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.store.database import open_database, reading, writing
from bot.store.migrate import migrate
from bot.store.models import Base, LiveState
from bot.store.retention import DAY, HOUR, purge
from bot.store.transcripts import write_record
from bot.store.turns import (
    LostUpdate,
    Sealed,
    add_to_outbox,
    delete_sent,
    drop_from_outbox,
    mark_seen,
    pending_bubbles,
    read_slots,
    was_seen,
    write_slots,
)

RECORD = {
    "play": {"play_id": "ab12cd", "scenario": "trop_pareil", "version": "v1"},
    "lines": [{"voice": "teen", "text": "non", "move": "refuse", "rating": "protective", "node": "n1"}],
}


def test_a_turn_is_seen_once_committed_and_not_before(database):
    with reading(database) as connection:
        assert not was_seen(connection, "tg:1")
    with pytest.raises(IntegrityError), writing(database) as connection:
        mark_seen(connection, ["tg:1", "tg:1"], 0)
    with reading(database) as connection:
        assert not was_seen(connection, "tg:1")
    with writing(database) as connection:
        mark_seen(connection, ["tg:1"], 0)
    with reading(database) as connection:
        assert was_seen(connection, "tg:1")


def test_a_turn_cannot_be_seen_twice(database):
    with writing(database) as connection:
        mark_seen(connection, ["tg:1"], 0)
    with pytest.raises(IntegrityError), writing(database) as connection:
        mark_seen(connection, ["tg:2", "tg:1"], 0)
    with reading(database) as connection:
        assert not was_seen(connection, "tg:2")


def test_slots_come_back_as_written_with_their_version(database):
    with reading(database) as connection:
        assert read_slots(connection, "renard") == (None, 0)
    with writing(database) as connection:
        write_slots(connection, "renard", {"mode": "scene", "scene": {"node": "é"}}, 0, 5)
    with reading(database) as connection:
        assert read_slots(connection, "renard") == ({"mode": "scene", "scene": {"node": "é"}}, 1)


def test_writing_on_slots_that_changed_meanwhile_is_refused(database):
    with writing(database) as connection:
        write_slots(connection, "renard", {"n": 1}, 0, 5)
        write_slots(connection, "renard", {"n": 2}, 1, 5)
    with pytest.raises(LostUpdate), writing(database) as connection:
        write_slots(connection, "renard", {"n": 3}, 1, 5)


def test_the_outbox_keeps_order_and_forgets_what_was_sent(database):
    with writing(database) as connection:
        rows = add_to_outbox(connection, "renard", [Sealed("vigie", b"a", bytes([n])) for n in range(5)], 100)
    with writing(database) as connection:
        delete_sent(connection, rows[:2])
    with reading(database) as connection:
        assert [item.sealed.body for item in pending_bubbles(connection, 0)] == [b"\2", b"\3", b"\4"]
        assert pending_bubbles(connection, 101) == []


def test_help_takes_the_personas_words_back(database):
    with writing(database) as connection:
        add_to_outbox(connection, "renard", [Sealed("persona", b"a", b"p"), Sealed("coach", b"a", b"c")], 0)
        add_to_outbox(connection, "loutre", [Sealed("persona", b"a", b"other")], 0)
        drop_from_outbox(connection, "renard", "persona")
    with reading(database) as connection:
        assert [item.sealed.body for item in pending_bubbles(connection, 0)] == [b"c", b"other"]


def test_a_record_makes_its_play_and_the_next_one_goes_on(database):
    import datetime as dt

    from bot.store.models import Play, PlayLine

    with writing(database) as connection:
        write_record(connection, "renard", RECORD, dt.date(2026, 11, 23))
        ended = {**RECORD, "ending": "safe", "flags_seen": ["secrecy"], "flags_missed": []}
        write_record(connection, "renard", ended, dt.date(2026, 11, 24))
    with reading(database) as connection:
        [play] = connection.execute(sa.select(Play.ending, Play.day, Play.flags_seen)).all()
        assert tuple(play) == ("safe", dt.date(2026, 11, 23), ["secrecy"])
        assert connection.execute(sa.select(sa.func.count(PlayLine.id))).scalar() == 2


def test_the_purge_keeps_what_is_within_its_time(database):
    now = 1_800_000_000
    with writing(database) as connection:
        mark_seen(connection, ["old"], now - 49 * HOUR)
        mark_seen(connection, ["new"], now - 47 * HOUR)
        write_slots(connection, "old", {}, 0, now - 31 * DAY)
        write_slots(connection, "new", {}, 0, now - 29 * DAY)
        purge(connection, now)
    with reading(database) as connection:
        assert not was_seen(connection, "old")
        assert was_seen(connection, "new")
        assert connection.execute(sa.select(LiveState.chat)).scalars().all() == ["new"]


def test_a_reader_is_not_held_up_by_a_writer(database):
    with writing(database) as writer:
        mark_seen(writer, ["tg:1"], 0)
        with reading(database) as reader:
            assert not was_seen(reader, "tg:1")


def test_a_second_writer_is_told_in_well_under_two_seconds(sqlite_url):
    migrate(sqlite_url)
    database = open_database(sqlite_url)
    started = time.monotonic()
    with writing(database), pytest.raises(OperationalError), writing(database):
        pytest.fail("two writers at once")
    assert time.monotonic() - started < 1.5


def test_a_second_process_that_writes_is_waited_for_in_well_under_two_seconds(sqlite_url):
    migrate(sqlite_url)
    # Two engines share nothing but the file, as two processes do.
    started = time.monotonic()
    with (
        writing(open_database(sqlite_url)),
        pytest.raises(OperationalError),
        writing(open_database(sqlite_url)),
    ):
        pytest.fail("two writers at once")
    assert time.monotonic() - started < 1.5


def test_a_writer_gets_its_turn_though_another_on_a_slow_disk_never_stops(database):
    done = threading.Event()

    def never_stops():
        while not done.is_set():
            with writing(database):
                done.wait(0.05)

    other = threading.Thread(target=never_stops)
    other.start()
    try:
        for number in range(20):
            with writing(database) as connection:
                mark_seen(connection, [f"tg:{number}"], 0)
    finally:
        done.set()
        other.join()
    with reading(database) as connection:
        assert was_seen(connection, "tg:19")


def test_a_database_that_was_put_back_is_used_again(sqlite_url, tmp_path):
    migrate(sqlite_url)
    engine = open_database(sqlite_url)
    with writing(engine) as connection:
        mark_seen(connection, ["tg:1"], 0)
    files = list(tmp_path.glob("vigie.db*"))
    for path in files:
        path.rename(path.with_name(f"away-{path.name}"))
    with pytest.raises(OperationalError), reading(engine) as connection:
        was_seen(connection, "tg:1")
    for path in files:
        path.with_name(f"away-{path.name}").rename(path)
    with reading(engine) as connection:
        assert was_seen(connection, "tg:1")


def test_a_database_that_is_gone_is_an_error_not_a_new_one(sqlite_url, tmp_path):
    migrate(sqlite_url)
    engine = open_database(sqlite_url)
    for path in tmp_path.glob("vigie.db*"):
        path.unlink()
    with pytest.raises(OperationalError), reading(engine) as connection:
        was_seen(connection, "tg:1")
    assert not (tmp_path / "vigie.db").exists()


def test_two_processes_may_migrate_at_once(url):
    threads = [threading.Thread(target=migrate, args=(url,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(open_database(url)) as connection:
        assert not was_seen(connection, "tg:1")


def test_the_migrations_make_the_tables_that_the_models_describe(url, database):
    inspector = sa.inspect(database)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        assert columns == {column.name for column in table.columns}, table.name


def test_sqlite_runs_in_wal_mode_and_overwrites_what_it_deletes(sqlite_url, tmp_path):
    migrate(sqlite_url)
    database = open_database(sqlite_url)
    with sqlite3.connect(tmp_path / "vigie.db") as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with reading(database) as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1

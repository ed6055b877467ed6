"""Messages that Vigie sends by itself: moved once, in the day, deleted, shown, erased, forgotten in time."""

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.quiet_hours import PARIS
from bot.store.classes import erase_chat, held_about
from bot.store.database import reading, writing
from bot.store.due import KEPT_AFTER_DUE, Waiting, add_due, cancel_due, move_due, next_due, waiting
from bot.store.models import DueMessage
from bot.store.retention import purge
from bot.store.turns import Sealed, pending_bubbles

SEALED = Sealed("vigie", b"where", b"what")
TOMORROW_17 = int(dt.datetime(2026, 11, 28, 17, tzinfo=PARIS).timestamp())
HOUR = 3600


@pytest.fixture
def one_waits(database):
    with writing(database) as connection:
        add_due(connection, "renard", "follow_up", SEALED, TOMORROW_17)
    return database


def move(database, now):
    with writing(database) as connection:
        return move_due(connection, now)


def test_nothing_moves_before_its_hour(one_waits):
    assert move(one_waits, TOMORROW_17 - 1) == []


def test_what_is_due_goes_to_the_outbox_once_and_is_gone_from_here(one_waits):
    [moved] = move(one_waits, TOMORROW_17)
    assert move(one_waits, TOMORROW_17) == []
    with reading(one_waits) as connection:
        [pending] = pending_bubbles(connection, 0)
        assert waiting(connection, "renard") == []
    assert pending == moved
    assert (pending.chat, pending.sealed) == ("renard", SEALED)


def test_a_move_that_is_rolled_back_moved_nothing(one_waits):
    with pytest.raises(ZeroDivisionError), writing(one_waits) as connection:
        1 / (1 - len(move_due(connection, TOMORROW_17)))
    with reading(one_waits) as connection:
        assert pending_bubbles(connection, 0) == []
        assert waiting(connection, "renard") == [Waiting("follow_up", TOMORROW_17)]


def test_after_an_outage_it_waits_for_the_morning(one_waits):
    assert move(one_waits, TOMORROW_17 + 4 * HOUR) == []
    assert move(one_waits, TOMORROW_17 + 14 * HOUR) == []
    assert move(one_waits, TOMORROW_17 + 15 * HOUR)


def test_after_five_days_it_is_not_sent_any_more_and_forgotten(one_waits):
    late = TOMORROW_17 + KEPT_AFTER_DUE
    assert move(one_waits, late) == []
    with writing(one_waits) as connection:
        purge(connection, late)
        assert next_due(connection) is None


def test_the_purge_leaves_what_still_waits(one_waits):
    with writing(one_waits) as connection:
        purge(connection, TOMORROW_17 - 1)
        assert next_due(connection) == TOMORROW_17


def test_it_is_shown_to_whom_it_belongs_without_what_it_says(one_waits):
    with reading(one_waits) as connection:
        assert held_about(connection, "renard")["messages_asked_for"] == [
            {"kind": "follow_up", "due_at": TOMORROW_17}
        ]
        assert held_about(connection, "loup")["messages_asked_for"] == []


def test_erasing_a_chat_erases_it(one_waits):
    with writing(one_waits) as connection:
        erase_chat(connection, "renard")
        assert next_due(connection) is None


def test_cancelling_one_kind_leaves_others_and_other_chats(one_waits):
    with writing(one_waits) as connection:
        add_due(connection, "renard", "quiz", SEALED, TOMORROW_17)
        add_due(connection, "loup", "follow_up", SEALED, TOMORROW_17)
        cancel_due(connection, "renard", "follow_up")
        assert [one.kind for one in waiting(connection, "renard")] == ["quiz"]
        assert [one.kind for one in waiting(connection, "loup")] == ["follow_up"]


def test_no_column_could_hold_a_theme(database):
    columns = {column["name"] for column in sa.inspect(database).get_columns(DueMessage.__tablename__)}
    assert columns == {"id", "chat", "kind", "voice", "address", "body", "due_at", "expires_at"}


def test_two_processes_never_move_the_same_message(postgres_database):
    with writing(postgres_database) as connection:
        add_due(connection, "renard", "follow_up", SEALED, TOMORROW_17)
    with writing(postgres_database) as first:
        assert move_due(first, TOMORROW_17)
        with writing(postgres_database) as second:
            # The row is locked by the first: the second steps over it instead of waiting.
            assert move_due(second, TOMORROW_17) == []
    with reading(postgres_database) as connection:
        assert len(pending_bubbles(connection, 0)) == 1

"""Ids of messages on screen: taken once, by their chat only, forgotten after 48 hours."""

from bot.store.classes import erase_chat, held_about
from bot.store.database import reading, writing
from bot.store.retention import HOUR, purge
from bot.store.screen import OnScreen, count_on_screen, note_on_screen, take_screen

SHOWN = [OnScreen("renard", b"1", 100), OnScreen("renard", b"2", 200), OnScreen("loup", b"3", 200)]


def test_a_chat_takes_its_own_ids_once_newest_first(database):
    with writing(database) as connection:
        note_on_screen(connection, SHOWN)
        assert take_screen(connection, "renard") == [b"2", b"1"]
        assert take_screen(connection, "renard") == []
        assert take_screen(connection, "loup") == [b"3"]


def test_they_are_counted_for_whom_they_belong_to(database):
    with writing(database) as connection:
        note_on_screen(connection, SHOWN)
    with reading(database) as connection:
        assert held_about(connection, "renard")["messages_on_screen"] == 2


def test_they_are_forgotten_after_48_hours_and_with_an_erasure(database):
    with writing(database) as connection:
        note_on_screen(connection, SHOWN)
        purge(connection, 100 + 48 * HOUR + 1)
        assert count_on_screen(connection, "renard") == 1
        erase_chat(connection, "renard")
        assert count_on_screen(connection, "renard") == 0
        assert count_on_screen(connection, "loup") == 1

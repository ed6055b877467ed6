"""Chats that fell silent forget what they were told, too."""

from bot.store.database import reading, writing
from bot.store.retention import purge
from bot.store.turns import read_slots, write_slots

NOW = 5_000_000


def test_the_purge_drops_what_is_over_from_a_silent_chat_and_leaves_the_rest(database):
    slots = {"mode": "help", "help": {"category": "abuse", "until": NOW - 1}, "profile": {"band": "14-15"}}
    with writing(database) as connection:
        write_slots(connection, "renard", slots, 0, NOW - 3600)
        write_slots(connection, "loup", {**slots, "help": {"until": NOW + 1}}, 0, NOW - 3600)
        purge(connection, NOW)
    with reading(database) as connection:
        assert read_slots(connection, "renard") == ({"mode": "help", "profile": {"band": "14-15"}}, 2)
        kept, version = read_slots(connection, "loup")
    assert (kept["help"], version) == ({"until": NOW + 1}, 1)

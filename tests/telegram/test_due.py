"""What is due leaves over the Bot API: silent, in the day, once."""

import asyncio
import datetime as dt
import json
import time

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.lines import Line
from bot.privacy.crypto import seal
from bot.privacy.keys import derive_keys
from bot.quiet_hours import PARIS
from bot.store.classes import erase_chat
from bot.store.database import open_database, reading, writing
from bot.store.due import add_due, next_due
from bot.store.migrate import migrate
from bot.store.screen import count_on_screen
from bot.store.turns import Pending, Sealed, add_to_outbox, pending_bubbles
from bot.telegram import outbox
from bot.telegram.outbox import OutboxKeeper
from bot.telegram.sender import Queued, Sender
from tests.botapi import BotApi

KEYS = derive_keys(b"k" * 32)
AFTERNOON = int(dt.datetime(2026, 11, 28, 17, tzinfo=PARIS).timestamp())
NIGHT = int(dt.datetime(2026, 11, 28, 23, tzinfo=PARIS).timestamp())
LINE = Line("Coucou, c'est Vigie.", silent=True)


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def database(tmp_path):
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    migrate(url)
    return open_database(url)


@pytest.fixture
def api():
    with BotApi(seed=3) as api:
        yield api


@pytest.fixture
async def bot(api):
    bot = Bot(api.token, base_url=api.base_url, request=HTTPXRequest(connection_pool_size=8))
    await bot.initialize()
    yield bot
    await bot.shutdown()


def let_wait(database, chat_id, due_at):
    body = seal(KEYS, json.dumps(LINE.as_dict()))
    with writing(database) as connection:
        add_due(connection, "renard", "follow_up", Sealed("vigie", seal(KEYS, str(chat_id)), body), due_at)


def until(ready, seconds=5.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def keeper(database, monkeypatch):
    monkeypatch.setattr(outbox, "DUE_EVERY", 0.05)
    monkeypatch.setattr(outbox, "RETRY_SECONDS", 0.05)
    clock = Clock(AFTERNOON - 60)
    keeper = OutboxKeeper(database, clock)
    keeper.clock = clock
    keeper.start()
    yield keeper
    keeper.close()


def test_the_storage_thread_hands_out_what_is_due_when_it_is(keeper, database):
    moved: list[Pending] = []
    keeper.deliver_to(moved.extend)
    let_wait(database, 7, AFTERNOON)
    assert not until(lambda: moved, 0.3)
    keeper.clock.now = AFTERNOON
    assert until(lambda: moved)
    with reading(database) as connection:
        assert next_due(connection) is None
        assert [one.id for one in pending_bubbles(connection, 0)] == [moved[0].id]


def test_with_nobody_to_send_it_what_waits_waits(keeper, database):
    let_wait(database, 7, AFTERNOON)
    keeper.clock.now = AFTERNOON
    assert not until(lambda: False, 0.3)
    with reading(database) as connection:
        assert next_due(connection) == AFTERNOON


def test_a_quiet_moment_after_the_last_reply_leaves_nothing_of_the_chat_in_the_files(
    keeper, database, tmp_path
):
    with writing(database) as connection:
        [row] = add_to_outbox(connection, "renard", [Sealed("vigie", b"address", b"body")], AFTERNOON)
    keeper.forget(row)
    assert until(lambda: not any(b"renard" in path.read_bytes() for path in tmp_path.glob("vigie.db*")))


@pytest.mark.parametrize("noted_before_the_word_of_it", [True, False])
def test_what_is_still_to_be_noted_of_an_erased_chat_is_not(keeper, database, noted_before_the_word_of_it):
    def on_screen(chat):
        with reading(database) as connection:
            return count_on_screen(connection, chat)

    with writing(database) as connection:
        keeper.shown("renard", b"1")
        keeper.shown("loutre", b"2")
        erase_chat(connection, "renard")
    if noted_before_the_word_of_it:
        keeper.forget(0)
        assert until(lambda: on_screen("renard"))
    keeper.erased("renard")
    keeper.forget(0)
    assert until(lambda: on_screen("loutre") and not on_screen("renard"))
    assert not until(lambda: on_screen("renard"), 0.3)
    keeper.shown("renard", b"3")
    keeper.forget(0)
    assert until(lambda: on_screen("renard"))


async def test_it_makes_no_sound_and_other_replies_do(api, bot):
    user = api.user(first_name="Sacha")
    user.start()
    sender = Sender(bot, 0.0, lambda _row: None, Clock(AFTERNOON))
    sender.enqueue(user.id, [Queued(Line("bonjour")), Queued(LINE)])
    await asyncio.to_thread(user.wait_for, "Coucou")
    await sender.finish(1.0)
    assert [send.silent for send in api.world.sends] == [False, True]


async def test_night_falls_on_it_and_other_replies_still_leave(api, bot):
    user = api.user(first_name="Sacha")
    user.start()
    forgotten = []
    sender = Sender(bot, 0.0, forgotten.append, Clock(NIGHT))
    sender.enqueue(user.id, [Queued(LINE, 1), Queued(Line("bonjour"), 2)])
    await asyncio.to_thread(user.wait_for, "bonjour")
    await asyncio.sleep(0.1)
    assert [send.text for send in api.world.sends] == ["bonjour"]
    assert forgotten == [2]  # its outbox row stays
    await sender.finish(1.0)


async def test_what_waits_for_the_morning_goes_with_an_erasure(api, bot, monkeypatch):
    monkeypatch.setattr("bot.telegram.sender.seconds_of_quiet", lambda now: 0.2 if now == NIGHT else 0)
    user = api.user(first_name="Sacha")
    user.start()
    clock = Clock(NIGHT)
    sender = Sender(bot, 0.0, lambda _row: None, clock)
    sender.enqueue(user.id, [Queued(LINE, 1)])
    await asyncio.sleep(0.05)
    sender.forget(user.id)
    clock.now = AFTERNOON
    await asyncio.sleep(0.4)
    assert api.world.sends == []
    await sender.finish(1.0)


async def test_in_the_morning_it_leaves(api, bot, monkeypatch):
    monkeypatch.setattr("bot.telegram.sender.seconds_of_quiet", lambda now: 0.2 if now == NIGHT else 0)
    user = api.user(first_name="Sacha")
    user.start()
    clock = Clock(NIGHT)
    sender = Sender(bot, 0.0, lambda _row: None, clock)
    sender.enqueue(user.id, [Queued(LINE, 1)])
    await asyncio.sleep(0.05)
    clock.now = AFTERNOON
    await asyncio.to_thread(user.wait_for, "Coucou")
    await sender.finish(1.0)

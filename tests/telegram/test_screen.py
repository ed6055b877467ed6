"""« Nettoyer l'écran » over the Bot API: whatever Telegram lets a bot delete, and the truth about the rest."""

import asyncio

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.lines import Line
from bot.telegram.sender import Queued, Sender
from tests.botapi import BotApi

DAY = 24 * 3600
CLEANED = Line("propre", removes=(), if_refused="pas tout")


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


@pytest.fixture
def shown():
    return []


@pytest.fixture
async def sender(bot, shown):
    sender = Sender(bot, 0.0, lambda _row: None, shown=lambda *both: shown.append(both))
    yield sender
    await sender.finish(1.0)


@pytest.fixture
def user(api):
    user = api.user(first_name="Sacha")
    user.start()
    return user


def on_screen(api, user):
    with api.world.changed:
        return [message.text for message in api.world.shown(user.id)]


async def clean(sender, api, user, removes=()):
    item = Queued(Line("propre", removes=removes, if_refused="pas tout"))
    sender.enqueue(user.id, [item])
    await asyncio.wait_for(item.arrived.wait(), 10)


async def say(sender, user, *texts):
    items = [Queued(Line(text)) for text in texts]
    sender.enqueue(user.id, items)
    await asyncio.wait_for(items[-1].arrived.wait(), 10)


async def test_every_message_sent_is_noted(sender, user, shown):
    await say(sender, user, "un", "deux")
    assert [chat for chat, _id in shown] == [user.id, user.id]


async def test_not_after_everything_was_erased(sender, user, shown):
    item = Queued(Line("effacé"), noted=False)
    sender.enqueue(user.id, [item])
    await asyncio.wait_for(item.arrived.wait(), 10)
    assert shown == []


async def test_the_bots_and_the_teens_messages_go(sender, api, user):
    said = user.say("un truc")
    await say(sender, user, "un", "deux")
    ids = tuple(message.message_id for message in api.world.shown(user.id))
    assert said.message_id in ids
    await clean(sender, api, user, ids)
    assert on_screen(api, user) == ["propre"]
    assert not api.refused


async def test_what_was_shown_a_moment_ago_goes_without_having_been_stored(sender, api, user):
    await say(sender, user, "un")
    sender.note(user.id, user.say("un truc").message_id)
    await clean(sender, api, user)
    assert "un" not in on_screen(api, user)
    assert "un truc" not in on_screen(api, user)


async def test_another_chat_is_left_alone(sender, api, user):
    other = api.user(first_name="Lou")
    other.start()
    await say(sender, other, "pour lou")
    await clean(sender, api, user)
    assert "pour lou" in on_screen(api, other)


async def test_more_than_a_hundred_go_in_several_calls(sender, api, user):
    said = [user.say(f"ligne {number}").message_id for number in range(130)]
    await clean(sender, api, user, tuple(said))
    assert not any(text.startswith("ligne") for text in on_screen(api, user) if text)
    assert not api.refused


async def test_what_is_gone_already_is_not_called_refused(sender, api, user):
    await say(sender, user, "un")
    await clean(sender, api, user, (999_999, 999_998))
    assert on_screen(api, user)[-1] == "propre"


async def test_an_old_message_is_kept_by_telegram_and_said_so_while_the_others_go(sender, api, user):
    old = user.say("vieux").message_id
    with api.world.changed:
        api.world.messages[user.id][old].at -= 2 * DAY + 60
    new = user.say("neuf").message_id
    await clean(sender, api, user, (old, new))
    left = on_screen(api, user)
    assert "vieux" in left
    assert "neuf" not in left
    assert left[-1] == "pas tout"


async def test_in_a_chat_that_is_closed_to_us_nothing_breaks(sender, api, user):
    await say(sender, user, "un")
    user.block()
    await clean(sender, api, user)

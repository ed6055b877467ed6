"""The fetch loop over the strict Bot API, with an engine that can be broken at will."""

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.dialogue.turn import Bubble, Reply
from bot.lines import Line
from bot.privacy.keys import derive_keys
from bot.safety.build import build_net
from bot.settings import ROOT
from bot.telegram.sender import Sender
from bot.telegram.service import TelegramService, Wording
from tests.botapi import BotApi


class Turns:
    """An engine that answers, raises or hangs, and notes what it took."""

    def __init__(self):
        self.taken = []
        self.broken = False

    async def take(self, incoming):
        if self.broken:
            raise RuntimeError("the engine is down")
        self.taken.append(incoming)
        return Reply((Bubble(Line("fait")),))


@pytest.fixture(scope="module")
def net():
    return build_net(ROOT / "content", lambda: dt.datetime.now(ZoneInfo("Europe/Paris")))


@pytest.fixture
def api():
    with BotApi(seed=3) as api:
        yield api


@pytest.fixture
def turns():
    return Turns()


@pytest.fixture
async def service(api, net, turns):
    bot = Bot(
        api.token,
        base_url=api.base_url,
        request=HTTPXRequest(connection_pool_size=8),
        get_updates_request=HTTPXRequest(connection_pool_size=2),
    )
    await bot.initialize()
    service = TelegramService(
        bot=bot,
        turns=turns,
        net=net,
        keys=derive_keys(b"k" * 32),
        sender=Sender(bot, 0.0, lambda _row: None),
        help_commands=frozenset({"aide"}),
        wording=Wording(leaving_group="Je ne parle qu'en privé."),
    )
    running = asyncio.create_task(service.run())
    yield service
    service.stop()
    running.cancel()
    await asyncio.wait({running})
    await service.finish()
    await bot.shutdown()


async def waited(call, *arguments, **more):
    return await asyncio.to_thread(call, *arguments, **more)


async def test_with_the_engine_down_every_message_is_answered_and_confirmed(service, api, turns):
    turns.broken = True
    user = api.user(first_name="Sacha")
    user.say("salut")
    await waited(user.wait_for, "souci technique")
    await waited(api.wait_confirmed)
    assert not api.refused


async def test_with_the_engine_down_a_disclosure_gets_the_emergency_card(service, api, turns):
    turns.broken = True
    user = api.user(first_name="Sacha")
    user.say("mon beau père me frappe tous les soirs")
    await waited(user.wait_for, "Merci de me le dire")
    await waited(user.wait_for, "119")


@pytest.mark.parametrize("word", ["sos", "aide", "/aide", "SOS"])
async def test_with_the_engine_down_safe_words_still_work(service, api, turns, word):
    turns.broken = True
    user = api.user(first_name="Sacha")
    user.say(word)
    await waited(user.wait_for, "17")


async def test_the_engine_back_the_next_message_is_taken(service, api, turns):
    turns.broken = True
    user = api.user(first_name="Sacha")
    user.say("salut")
    await waited(user.wait_for, "souci technique")
    turns.broken = False
    user.say("encore")
    await waited(user.wait_for, "fait")
    assert len(turns.taken) == 1


async def test_the_telegram_id_reaches_the_turn_only_as_a_pseudonym(service, api, turns):
    user = api.user(first_name="Sacha", username="sacha_l")
    user.say("salut")
    await waited(user.wait_for, "fait")
    [incoming] = turns.taken
    assert str(user.id) not in repr(incoming)
    assert "acha" not in repr(incoming)


async def test_a_group_is_told_and_left_and_takes_no_turn(service, api, turns):
    group = api.group(title="3e B")
    group.member(api.user(first_name="Max")).say("/start")
    await waited(api.wait_calls, "leaveChat")
    assert turns.taken == []


async def test_a_group_that_goes_on_talking_is_told_once(service, api, turns):
    member = api.group(title="3e B").member(api.user(first_name="Max"))
    for text in ("/start", "/jouer", "/aide"):
        member.say(text)
    await waited(api.wait_calls, "leaveChat")
    await waited(api.wait_confirmed)
    assert (api.calls["sendMessage"], api.calls["leaveChat"]) == (1, 1)
    assert not api.refused


async def test_a_group_that_adds_the_bot_again_is_told_again(service, api, turns):
    group = api.group(title="3e B")
    group.member(api.user(first_name="Max")).say("/start")
    await waited(api.wait_calls, "leaveChat")
    await waited(api.wait_confirmed)
    group.add_bot()
    await waited(lambda: api.wait_calls("leaveChat", 2))
    assert not api.refused


async def test_being_blocked_and_unblocked_is_no_turn(service, api, turns):
    user = api.user(first_name="Sacha")
    user.say("salut")
    await waited(user.wait_for, "fait")
    user.block()
    user.unblock()
    await waited(api.wait_confirmed)
    assert len(turns.taken) == 1

"""Sending pictures over the strict Bot API: drawn late, sent again after a fault, told in words if need be."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.lines import Choice, Line, Picture
from bot.pictures.canvas import WIDTH
from bot.telegram.sender import Queued, Sender
from tests.botapi import BotApi

FACTS = {
    "seed": "a",
    "name": "Lilou & co",
    "joined": "Inscription : hier",
    "friends": "Ami·es : 2",
    "posts": "Publications : 0",
    "bio": "",
    "badges": [],
}
CARD = Picture("profile", FACTS, "Le profil de Lilou & co. <3")
LINE = Line("Voilà son profil.", "narrator", choices=(Choice("Dire non", "m:a:1:refuse"),), picture=CARD)


@pytest.fixture
def api():
    with BotApi(seed=5) as api:
        yield api


@pytest.fixture
async def sent(api):
    """Send lines to a person; what they see, and the outbox rows that were forgotten."""
    bot = Bot(api.token, base_url=api.base_url, request=HTTPXRequest(connection_pool_size=8))
    await bot.initialize()
    forgotten: list[int] = []
    sender = Sender(bot, 0.0, forgotten.append)
    user = api.user(first_name="Sacha", started=True)

    async def send(*lines: Line):
        items = [Queued(line, row) for row, line in enumerate(lines)]
        sender.enqueue(user.id, items)
        await asyncio.wait_for(items[-1].arrived.wait(), 10)
        await sender.finish(1.0)
        return user.transcript(), forgotten

    yield send
    await bot.shutdown()


async def test_a_picture_arrives_as_a_photo_with_its_words_and_the_buttons(sent, api):
    [shown], forgotten = await sent(LINE)
    assert shown.photo
    assert Image.open(io.BytesIO(shown.image)).width == WIDTH
    assert shown.text == "Voilà son profil.\nLe profil de Lilou & co. <3"
    assert shown.datas == ["m:a:1:refuse"]
    assert forgotten == [0]
    assert not api.refused


@pytest.mark.parametrize(
    "fault",
    [
        lambda faults: faults.too_many(1, method="sendPhoto", times=1),
        lambda faults: faults.error(502, html=True, method="sendPhoto", times=1),
        lambda faults: faults.drop(after=False, method="sendPhoto", times=1),
    ],
    ids=["429", "502", "dropped"],
)
async def test_a_picture_is_sent_again_after_a_fault(sent, api, fault):
    fault(api.faults)
    shown, _ = await sent(LINE)
    assert [message.photo for message in shown] == [True]
    assert api.calls["sendPhoto"] == 2
    assert not api.impatient


async def test_a_picture_that_telegram_refuses_is_told_in_words_with_its_buttons(sent, api):
    api.faults.refuse(method="sendPhoto")
    [shown], forgotten = await sent(LINE)
    assert not shown.photo
    assert "Le profil de Lilou & co" in shown.text
    assert shown.datas == ["m:a:1:refuse"]
    assert forgotten == [0]


async def test_a_picture_that_cannot_be_drawn_is_told_in_words(sent, api):
    [shown], _ = await sent(Line("Voilà.", picture=Picture("profile", {}, "Le profil de Lilou.")))
    assert shown.text == "Voilà.\nLe profil de Lilou."
    assert api.calls["sendPhoto"] == 0


async def test_bubbles_around_a_picture_keep_their_order(sent):
    shown, _ = await sent(Line("avant"), LINE, Line("après"))
    assert [message.text.splitlines()[0] for message in shown] == ["avant", "Voilà son profil.", "après"]


async def test_the_persona_types_before_its_bubble_and_not_without_pacing(api):
    bot = Bot(api.token, base_url=api.base_url, request=HTTPXRequest(connection_pool_size=8))
    await bot.initialize()
    slow, fast = api.user(first_name="Sacha", started=True), api.user(first_name="Max", started=True)
    for user, pacing in ((slow, 0.3), (fast, 0.0)):
        sender = Sender(bot, pacing, lambda _row: None)
        items = [Queued(Line("slt", "persona", pause=2.0)), Queued(Line("cv ?", "persona", pause=2.0))]
        sender.enqueue(user.id, items)
        await asyncio.wait_for(items[-1].arrived.wait(), 10)
        await sender.finish(1.0)
    await bot.shutdown()
    assert (slow.typing(), fast.typing()) == (2, 0)
    assert [shown.text for shown in slow.transcript()] == [shown.text for shown in fast.transcript()]

"""One chat in order, chats side by side, safe words first, floods merged."""

import asyncio

import pytest

from bot.dialogue.incoming import Pressed, Text
from bot.telegram.lanes import FLOOD, Lanes
from bot.telegram.updates import Arrival


def arrival(update_id, chat=1, text="bla", body=None):
    return Arrival(update_id, chat, body or Text(text), None)


class Taker:
    """Notes what is taken; holds a chat until it is let go."""

    def __init__(self):
        self.taken = []
        self.held = {}

    async def __call__(self, one, skipped):
        if one.chat_id in self.held:
            await self.held[one.chat_id].wait()
        self.taken.append((one.update_id, tuple(other.update_id for other in skipped)))


@pytest.fixture
def taker():
    return Taker()


@pytest.fixture
def lanes(taker):
    return Lanes(taker, overtakes=lambda one: one.body == Text("sos"))


async def test_messages_of_a_chat_are_taken_in_order(lanes, taker):
    await asyncio.wait([lanes.put(arrival(number)) for number in range(FLOOD)])
    assert [update_id for update_id, _ in taker.taken] == list(range(FLOOD))


async def test_a_held_chat_holds_up_no_other(lanes, taker):
    taker.held[1] = asyncio.Event()
    held = lanes.put(arrival(1, chat=1))
    await asyncio.wait_for(lanes.put(arrival(2, chat=2)), 1)
    assert not held.done()
    taker.held[1].set()
    await held


async def test_a_safe_word_overtakes_what_waits(lanes, taker):
    taker.held[1] = asyncio.Event()
    waits = [lanes.put(arrival(number)) for number in range(5)]
    await asyncio.sleep(0)
    waits.append(lanes.put(arrival(99, text="sos")))
    taker.held[1].set()
    await asyncio.wait(waits)
    assert [update_id for update_id, _ in taker.taken][:2] == [0, 99]


async def test_a_flood_of_texts_is_answered_together_and_every_update_is_accounted_for(lanes, taker):
    taker.held[1] = asyncio.Event()
    waits = [lanes.put(arrival(number)) for number in range(1000)]
    taker.held[1].set()
    await asyncio.wait(waits)
    assert len(taker.taken) < 20
    seen = [number for last, skipped in taker.taken for number in (*skipped, last)]
    assert seen == list(range(1000))


async def test_buttons_are_never_merged(lanes, taker):
    waits = [lanes.put(arrival(number, body=Pressed("c:menu"))) for number in range(40)]
    await asyncio.wait(waits)
    assert len(taker.taken) == 40


async def test_a_turn_that_raises_does_not_end_its_lane(taker):
    async def take(one, skipped):
        if one.update_id == 1:
            raise RuntimeError
        await taker(one, skipped)

    lanes = Lanes(take, overtakes=lambda _: False)
    await asyncio.wait([lanes.put(arrival(1)), lanes.put(arrival(2))])
    assert taker.taken == [(2, ())]

"""A chat that asked for patience gets it, from every kind of call; others do not wait."""

import asyncio

import pytest
from telegram.error import RetryAfter

from bot.telegram.patience import Patience

ASKED = 1  # seconds: python-telegram-bot knows whole seconds only


async def refused(patience, chat_id):
    with pytest.raises(RetryAfter):
        async with patience.turn(chat_id):
            raise RetryAfter(ASKED)


async def waited(patience, chat_id):
    """How long the next call to this chat was held back, in seconds."""
    now = asyncio.get_running_loop().time
    before = now()
    async with patience.turn(chat_id):
        return now() - before


async def test_the_next_call_to_a_chat_waits_as_long_as_telegram_asked():
    patience = Patience()
    await refused(patience, 1)
    assert await waited(patience, 1) >= ASKED * 0.95
    assert await waited(patience, 1) < ASKED / 2


async def test_another_chat_does_not_wait():
    patience = Patience()
    await refused(patience, 1)
    assert await waited(patience, 2) < ASKED / 2


async def test_calls_to_one_chat_go_one_at_a_time():
    patience = Patience()
    inside = 0

    async def call():
        nonlocal inside
        async with patience.turn(1):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(call() for _ in range(5)))


async def test_a_call_that_fails_otherwise_holds_nothing_back():
    patience = Patience()
    with pytest.raises(RuntimeError):
        async with patience.turn(1):
            raise RuntimeError
    assert await waited(patience, 1) < ASKED / 2

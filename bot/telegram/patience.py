"""Telegram's 429 is about one chat: whatever goes there next, a bubble or a small call, waits as long as it said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from telegram.error import RetryAfter


class Patience:
    """Calls to one chat go one at a time, none before its last 429 has run out. No chat waits for another."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for the chat, then make one call inside. A RetryAfter raised there is noted and goes on its way."""
        lock = self._locks.setdefault(chat_id, asyncio.Lock())
        async with lock:
            now = asyncio.get_running_loop().time
            while (left := self._until.get(chat_id, 0.0) - now()) > 0:
                await asyncio.sleep(left)
            self._until.pop(chat_id, None)
            try:
                yield
            except RetryAfter as error:
                self._until[chat_id] = now() + seconds_of(error)
                raise


def seconds_of(error: RetryAfter) -> float:
    """How long a 429 asks to wait; python-telegram-bot gives a number or a timedelta."""
    after = error.retry_after
    return float(after if isinstance(after, (int, float)) else after.total_seconds())

"""Lanes: messages of one chat in order, different chats side by side.

Safe words overtake what waits in their lane. A flood from one chat is merged, so that it costs others nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.dialogue.incoming import Text
from bot.telegram.updates import Arrival

logger = logging.getLogger(__name__)

#: From this many waiting messages on, plain texts of one chat are answered together.
FLOOD = 12


@dataclass
class _Waiting:
    arrival: Arrival
    done: asyncio.Future[None]


class Lanes:
    """`take` gets an arrival and the older plain texts it stands for; it must see to an answer itself."""

    def __init__(
        self,
        take: Callable[[Arrival, tuple[Arrival, ...]], Awaitable[None]],
        overtakes: Callable[[Arrival], bool],
    ) -> None:
        self._take = take
        self._overtakes = overtakes
        self._lanes: dict[int, deque[_Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, arrival: Arrival) -> asyncio.Future[None]:
        """Queue an arrival; the future is done once its turn is committed or answered by the net."""
        waiting = _Waiting(arrival, asyncio.get_running_loop().create_future())
        lane = self._lanes.get(arrival.chat_id)
        if lane is None:
            lane = self._lanes[arrival.chat_id] = deque()
            task = asyncio.create_task(self._run(arrival.chat_id, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._overtakes(arrival):
            lane.appendleft(waiting)
        else:
            lane.append(waiting)
        return waiting.done

    async def finish(self, seconds: float) -> None:
        """Wait for the turns under way."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=seconds)

    async def _run(self, chat_id: int, lane: deque[_Waiting]) -> None:
        while lane:
            group = _next_group(lane)
            *skipped, last = group
            try:
                await self._take(last.arrival, tuple(waiting.arrival for waiting in skipped))
            except Exception:
                # `take` answers by itself; what still escapes must not end the lane of this chat.
                logger.exception("a turn was lost")
            for waiting in group:
                waiting.done.set_result(None)
        del self._lanes[chat_id]


def _next_group(lane: deque[_Waiting]) -> list[_Waiting]:
    group = [lane.popleft()]
    if len(lane) < FLOOD:
        return group
    while lane and isinstance(group[-1].arrival.body, Text) and isinstance(lane[0].arrival.body, Text):
        group.append(lane.popleft())
    return group

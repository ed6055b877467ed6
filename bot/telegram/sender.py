"""Sending: one queue per chat, so that one chat's 429, pause or outage holds up no other.

A bubble is sent at least once. It is doubled only where Telegram's answer to a send was lost.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from telegram import Bot, InputFile
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.lines import Line
from bot.pictures import CannotDraw, draw
from bot.quiet_hours import seconds_of_quiet
from bot.telegram.patience import Patience
from bot.telegram.render import Message, Photo, render

logger = logging.getLogger(__name__)

FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 30.0
#: Telegram allows about thirty messages a second over all chats.
SENDS_AT_ONCE = 24
#: A pause shorter than this is not worth a "typing…" call.
TYPING_FROM = 0.5
LONGEST_PAUSE = 4.0


@dataclass
class Queued:
    """A line on its way. `row` is its outbox row, deleted once it arrived; `arrived` wakes whoever waits."""

    line: Line
    row: int | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: bool = False


class Sender:
    """Keeps a queue and a task per chat that has something to be told."""

    def __init__(
        self,
        bot: Bot,
        pacing: float,
        sent: Callable[[int], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`sent` is told each outbox row that needs no more sending; it must not block."""
        self._bot = bot
        self._clock = clock
        self._pacing = pacing
        self._sent = sent
        self._queues: dict[int, deque[Queued]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(SENDS_AT_ONCE)
        self._mornings: dict[asyncio.Task[None], int] = {}
        #: Shared with whoever else calls on these chats.
        self.patience = Patience()

    def enqueue(self, chat_id: int, items: Iterable[Queued]) -> None:
        """Send after what this chat already waits for."""
        queue = self._queues.setdefault(chat_id, deque())
        queue.extend(items)
        if queue and chat_id not in self._tasks:
            self._tasks[chat_id] = asyncio.create_task(self._drain(chat_id))

    def cancel_persona(self, chat_id: int) -> None:
        """Help was asked for, or given: the persona falls silent at once."""
        for item in self._queues.get(chat_id, ()):
            if item.line.voice == "persona":
                item.cancelled = True

    def forget(self, chat_id: int) -> None:
        """Everything of this chat was erased: what was to be said in the morning is not."""
        for task, chat in list(self._mornings.items()):
            if chat == chat_id:
                task.cancel()

    async def finish(self, seconds: float) -> None:
        """Wait for what is still on its way, no longer than that; the outbox keeps the rest."""
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=seconds)
        for task in (*self._tasks.values(), *self._mornings):
            task.cancel()

    async def _drain(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue:
                item = queue[0]
                if item.line.silent and (seconds := seconds_of_quiet(int(self._clock()))):
                    # Night fell on it (an outage, a restart): its outbox row keeps it until the morning.
                    queue.popleft()
                    self._in_the_morning(chat_id, item, seconds)
                    continue
                await self._pause(chat_id, item)
                if not item.cancelled:
                    for message in render(item.line):
                        if isinstance(message, Photo):
                            await self._send_photo(chat_id, message, silent=item.line.silent)
                        else:
                            await self._send(chat_id, message, silent=item.line.silent)
                    if item.line.attachment is not None:
                        await self._send_file(chat_id, *item.line.attachment)
                queue.popleft()
                item.arrived.set()
                if item.row is not None:
                    self._sent(item.row)
        finally:
            del self._queues[chat_id], self._tasks[chat_id]

    def _in_the_morning(self, chat_id: int, item: Queued, seconds: float) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            self.enqueue(chat_id, [item])

        task = asyncio.create_task(wait())
        self._mornings[task] = chat_id
        task.add_done_callback(self._mornings.pop)

    async def _pause(self, chat_id: int, item: Queued) -> None:
        seconds = min(item.line.pause * self._pacing, LONGEST_PAUSE)
        if seconds < TYPING_FROM or item.cancelled:
            return
        try:
            async with self.patience.turn(chat_id):
                await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
        except TelegramError as error:
            logger.info("typing was refused: %s", type(error).__name__)
        await asyncio.sleep(seconds)

    async def _send(self, chat_id: int, message: Message, *, silent: bool) -> None:
        await self._insist(
            chat_id,
            lambda: self._bot.send_message(
                chat_id,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=message.keyboard,
                disable_notification=silent or None,
            ),
        )

    async def _send_photo(self, chat_id: int, photo: Photo, *, silent: bool) -> None:
        """Draw and send; where either fails for good, the picture's words go alone: nobody waits for pixels."""
        try:
            drawn = await asyncio.to_thread(draw, photo.picture)
        except CannotDraw as error:
            logger.error("a picture cannot be drawn: %s", error)
        else:
            if await self._insist(
                chat_id,
                lambda: self._bot.send_photo(
                    chat_id,
                    InputFile(drawn, "vigie.png"),
                    caption=photo.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=photo.keyboard,
                    disable_notification=silent or None,
                ),
            ):
                return
        for message in photo.instead:
            await self._send(chat_id, message, silent=silent)

    async def _send_file(self, chat_id: int, name: str, content: str) -> None:
        await self._insist(
            chat_id, lambda: self._bot.send_document(chat_id, InputFile(content.encode(), name))
        )

    async def _insist(self, chat_id: int, call: Callable[[], Awaitable[object]]) -> bool:
        """Make a call until it went through (or nobody is there); False when it was refused for good."""
        backoff = FIRST_BACKOFF
        while True:
            try:
                async with self.patience.turn(chat_id), self._slots:
                    await call()
                return True
            except RetryAfter:
                continue  # the next turn comes when Telegram said
            except Forbidden:
                logger.info("a chat is closed to us: its messages are dropped")
                return True
            except BadRequest as error:
                # Refused for good (a chat that is gone…): sending it again would be refused again.
                logger.error("Telegram refused a message: %s", type(error).__name__)
                return False
            except TelegramError as error:
                logger.warning("sending failed (%s), again in %.1f s", type(error).__name__, backoff)
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)

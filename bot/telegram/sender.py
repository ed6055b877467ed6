"""Sending: one queue per chat, so that one chat's 429, pause or outage holds up no other.

A bubble is sent at least once. It is doubled only where Telegram's answer to a send was lost.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from telegram import Bot, InputFile
from telegram import Message as Sent
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
#: The Bot API's limit on `deleteMessages`.
DELETED_AT_ONCE = 100
#: Messages of the last moments, remembered here until the storage thread has them.
LATELY = 500

T = TypeVar("T")


@dataclass
class Queued:
    """A line on its way. `row` is its outbox row, deleted once it arrived; `arrived` wakes whoever waits.

    `noted`: its message is remembered for « Nettoyer l'écran »; not so after everything was erased.
    """

    line: Line
    row: int | None = None
    noted: bool = True
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
        shown: Callable[[int, int], None] = lambda _chat_id, _message_id: None,
        erased: Callable[[int], None] = lambda _chat_id: None,
    ) -> None:
        """`sent` is told each outbox row that needs no more sending, `shown` each message on a screen (chat id, message
        id), `erased` each chat that was erased; none may block.
        """
        self._bot = bot
        self._clock = clock
        self._shown = shown
        self._erased = erased
        self._lately: deque[tuple[int, int]] = deque(maxlen=LATELY)
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

    def note(self, chat_id: int, message_id: int) -> None:
        """A message is on this screen: « Nettoyer l'écran » will take it away."""
        self._lately.append((chat_id, message_id))
        self._shown(chat_id, message_id)

    def cancel_persona(self, chat_id: int) -> None:
        """Help was asked for, or given: the persona falls silent at once."""
        for item in self._queues.get(chat_id, ()):
            if item.line.voice == "persona":
                item.cancelled = True

    def forget(self, chat_id: int) -> None:
        """Everything of this chat was erased: what was to be said in the morning is not, what is on its screen is not
        remembered.
        """
        for item in self._queues.get(chat_id, ()):
            item.noted = False
        self._erased(chat_id)
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
                    await self._show(chat_id, item)
                queue.popleft()
                item.arrived.set()
                if item.row is not None:
                    self._sent(item.row)
        finally:
            del self._queues[chat_id], self._tasks[chat_id]

    async def _show(self, chat_id: int, item: Queued) -> None:
        line = item.line
        if line.removes is not None:
            kept = await self._clean(chat_id, line.removes)
            line = replace(line, text=line.if_refused) if kept and line.if_refused else line
        sent: list[Sent | None] = []
        for message in render(line):
            if isinstance(message, Photo):
                sent += await self._send_photo(chat_id, message, silent=line.silent)
            else:
                sent.append(await self._send(chat_id, message, silent=line.silent))
        if line.attachment is not None:
            sent.append(await self._send_file(chat_id, *line.attachment))
        for one in sent:
            if one is not None and item.noted:
                self.note(chat_id, one.message_id)

    async def _clean(self, chat_id: int, ids: tuple[int, ...]) -> int:
        """Delete messages, a hundred at a time; how many Telegram kept.

        What was shown a moment ago is not in the database yet: it goes too. Telegram refuses a whole hundred for
        one message that is too old, so those are tried one by one; messages that are gone already are passed over.
        """
        lately = [message_id for chat, message_id in self._lately if chat == chat_id]
        every = sorted({*ids, *lately}, reverse=True)
        kept = 0
        for start in range(0, len(every), DELETED_AT_ONCE):
            some = every[start : start + DELETED_AT_ONCE]
            if (
                await self._insist(chat_id, partial(self._bot.delete_messages, chat_id, some), quiet=True)
                is None
            ):
                for one in some:
                    kept += not await self._is_gone(chat_id, one)
        self._lately = deque((one for one in self._lately if one[0] != chat_id), LATELY)
        return kept

    async def _is_gone(self, chat_id: int, message_id: int) -> bool:
        while True:
            try:
                async with self.patience.turn(chat_id), self._slots:
                    return await self._bot.delete_message(chat_id, message_id)
            except RetryAfter:
                continue
            except BadRequest as error:
                return "not found" in error.message
            except TelegramError as error:
                logger.warning("a message could not be deleted: %s", type(error).__name__)
                return False

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

    async def _send(self, chat_id: int, message: Message, *, silent: bool) -> Sent | None:
        return await self._insist(
            chat_id,
            lambda: self._bot.send_message(
                chat_id,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=message.keyboard,
                disable_notification=silent or None,
            ),
        )

    async def _send_photo(self, chat_id: int, photo: Photo, *, silent: bool) -> list[Sent | None]:
        """Draw and send; where either fails for good, the picture's words go alone: nobody waits for pixels."""
        try:
            drawn = await asyncio.to_thread(draw, photo.picture)
        except CannotDraw as error:
            logger.error("a picture cannot be drawn: %s", error)
        else:
            sent = await self._insist(
                chat_id,
                lambda: self._bot.send_photo(
                    chat_id,
                    InputFile(drawn, "vigie.png"),
                    caption=photo.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=photo.keyboard,
                    disable_notification=silent or None,
                ),
            )
            if sent is not None:
                return [sent]
        return [await self._send(chat_id, message, silent=silent) for message in photo.instead]

    async def _send_file(self, chat_id: int, name: str, content: str) -> Sent | None:
        return await self._insist(
            chat_id, lambda: self._bot.send_document(chat_id, InputFile(content.encode(), name))
        )

    async def _insist(
        self, chat_id: int, call: Callable[[], Awaitable[T]], *, quiet: bool = False
    ) -> T | None:
        """Make a call until it went through; None where it was refused for good (`quiet`: as may well be)."""
        backoff = FIRST_BACKOFF
        while True:
            try:
                async with self.patience.turn(chat_id), self._slots:
                    return await call()
            except RetryAfter:
                continue  # the next turn comes when Telegram said
            except Forbidden:
                logger.info("a chat is closed to us: its messages are dropped")
                return None
            except BadRequest as error:
                # Refused for good (a chat that is gone…): sending it again would be refused again.
                level = logging.INFO if quiet else logging.ERROR
                logger.log(level, "Telegram refused a call: %s", type(error).__name__)
                return None
            except TelegramError as error:
                logger.warning("sending failed (%s), again in %.1f s", type(error).__name__, backoff)
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)

"""Vigie on Telegram: a fetch loop that confirms an update only once its turn is committed.

python-telegram-bot's own Updater confirms a batch before its handlers ran: a kill then loses what waited
(engine.md, « Telegram » 1). Nothing of Rasa, the model or the database runs on this loop.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.dialogue.incoming import Command, Edited, Incoming, Media, Pressed, Text
from bot.dialogue.turn import Reply
from bot.lines import Line
from bot.privacy.crypto import CryptoError, seal, unseal
from bot.privacy.keys import Keys
from bot.privacy.pseudonyms import pseudonym
from bot.store.turns import Pending
from bot.telegram.lanes import Lanes
from bot.telegram.patience import seconds_of
from bot.telegram.sender import Queued, Sender
from bot.telegram.updates import ALLOWED_UPDATES, Arrival, Group, MalformedUpdate, read_update

logger = logging.getLogger(__name__)

LONG_POLL_SECONDS = 25
BATCH = 100
#: How long an undelivered net answer holds back the confirmation of its batch.
NET_DELIVERY_SECONDS = 2.0
REMEMBERED = 10_000
LONGEST_BACKOFF = 15.0


class Turns(Protocol):
    """What the service needs of the engine: take a turn, or raise."""

    async def take(self, incoming: Incoming) -> Reply:
        """See bot.dialogue.turn.TurnRunner.take."""
        ...


class SafetyNet(Protocol):
    """Answers when the engine cannot; depends on nothing of it."""

    def answer(self, text: str) -> Sequence[Line]:
        """At least one line, whatever the text."""
        ...

    def is_safe_word(self, text: str) -> bool:
        """Whether a whole message is one of the words that always work."""
        ...


@dataclass(frozen=True)
class Wording:
    """The few French sentences Telegram itself shows (content/telegram.yml)."""

    leaving_group: str


class TelegramService:
    """Fetches, lets turns be taken, sends. `run` until `stop`."""

    def __init__(
        self,
        *,
        bot: Bot,
        turns: Turns,
        net: SafetyNet,
        keys: Keys,
        sender: Sender,
        help_commands: frozenset[str],
        wording: Wording,
    ) -> None:
        self._bot = bot
        self._turns = turns
        self._net = net
        self._keys = keys
        self._sender = sender
        self._help_commands = help_commands
        self._wording = wording
        self._lanes = Lanes(self._take, self._overtakes)
        self._answered_by_net: OrderedDict[int, None] = OrderedDict()
        self._retired: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._declined: OrderedDict[int, None] = OrderedDict()
        self._small_calls: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Fetch until stopped. Raises InvalidToken when Telegram does not know the token."""
        offset = 0
        backoff = 0.5
        while not self._stopping.is_set():
            try:
                raws = await self._fetch(offset)
                backoff = 0.5
            except InvalidToken:
                raise
            except RetryAfter as error:
                await self._rest(seconds_of(error))
                continue
            except Conflict:
                logger.error("another process fetches this bot's updates: stop it; trying again")
                await self._rest(LONGEST_BACKOFF)
                continue
            except TelegramError as error:
                logger.warning("fetching failed (%s), again in %.1f s", type(error).__name__, backoff)
                await self._rest(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)
                continue
            last = await self.take_batch(raws)
            if last is not None:
                offset = last + 1
            elif raws:
                await self._rest(1.0)  # nothing in it has an id to confirm: do not spin on it

    def stop(self) -> None:
        """End `run` after the batch under way."""
        self._stopping.set()

    async def finish(self) -> None:
        """Let turns under way end, and what they answered leave; the outbox keeps the rest."""
        await self._lanes.finish(5.0)
        await self._sender.finish(3.0)
        for call in list(self._small_calls):
            call.cancel()

    def resume(self, pending: Sequence[Pending]) -> None:
        """Send what a stopped process left in the outbox, or what has become due."""
        for item in pending:
            try:
                chat_id = int(unseal(self._keys, item.sealed.address))
                line = Line.from_dict(json.loads(unseal(self._keys, item.sealed.body)))
            except CryptoError:
                logger.error("an outbox row was sealed with another key: left alone, row %d", item.id)
                continue
            self._sender.enqueue(chat_id, [Queued(line, item.id)])

    async def take_batch(self, raws: Sequence[Any]) -> int | None:
        """Take every update of a batch; the highest update id, to be confirmed, once all have their effect."""
        ids = [
            raw["update_id"] for raw in raws if isinstance(raw, dict) and type(raw.get("update_id")) is int
        ]
        waits = []
        for raw in raws:
            wait = self._route(raw)
            if wait is not None:
                waits.append(wait)
        if waits:
            await asyncio.wait(waits)
        return max(ids, default=None)

    def _route(self, raw: Any) -> asyncio.Future[None] | None:
        try:
            arrival = read_update(raw, self._bot)
        except MalformedUpdate as error:
            update_id = raw.get("update_id") if isinstance(raw, dict) else None
            logger.warning("update %r cannot be read (%s): stepped over", update_id, error)
            return None
        if isinstance(arrival, Group):
            # Being added brings two updates, and more may wait: it is said once, while we are still inside.
            if arrival.added or arrival.chat_id not in self._declined:
                self._declined[arrival.chat_id] = None
                _forget_oldest(self._declined)
                self._spawn(self._leave(arrival.chat_id))
            return None
        if arrival is None or arrival.update_id in self._answered_by_net:
            return None
        if arrival.tap is not None:
            # The spinner on the button stops now; the turn may take its time.
            self._spawn(self._try(self._bot.answer_callback_query(arrival.tap.query_id)))
        if arrival.message_id is not None:
            self._sender.note(arrival.chat_id, arrival.message_id)
        return self._lanes.put(arrival)

    async def _fetch(self, offset: int) -> list[Any]:
        # Raw: `Bot.get_updates` raises for a whole batch when one update in it is malformed, and logs it.
        result = await self._bot.do_api_request(
            "getUpdates",
            {
                "offset": offset,
                "limit": BATCH,
                "timeout": LONG_POLL_SECONDS,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
            read_timeout=LONG_POLL_SECONDS + 10,
        )
        return result if isinstance(result, list) else []

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except asyncio.TimeoutError:
            return

    def _overtakes(self, arrival: Arrival) -> bool:
        body = arrival.body
        if isinstance(body, Command):
            return body.name in self._help_commands
        return isinstance(body, Text) and self._net.is_safe_word(body.text)

    async def _take(self, arrival: Arrival, skipped: tuple[Arrival, ...]) -> None:
        chat_id = arrival.chat_id
        incoming = Incoming(
            turn_id=_turn_id(arrival),
            chat=pseudonym(self._keys, chat_id),
            body=arrival.body,
            sent_at=arrival.sent_at,
            address=seal(self._keys, str(chat_id)),
            skipped=tuple((_turn_id(other), _words(other)) for other in skipped),
        )
        try:
            reply = await self._turns.take(incoming)
        except Exception as error:  # whatever failed, the teen gets an answer
            logger.error("a turn failed (%s): the net answers", type(error).__name__, exc_info=True)
            await self._answer_by_net(arrival, skipped)
            return
        if arrival.tap is not None and arrival.tap.message_id is not None:
            # Only now: what had no effect can be pressed again.
            self._retire(chat_id, arrival.tap.message_id)
        if reply.cancels_persona:
            self._sender.cancel_persona(chat_id)
        if reply.erased:
            self._sender.forget(chat_id)
        self._sender.enqueue(
            chat_id,
            [Queued(bubble.line, bubble.row, noted=not reply.erased) for bubble in reply.bubbles],
        )

    async def _answer_by_net(self, arrival: Arrival, skipped: tuple[Arrival, ...]) -> None:
        # The answer, once delivered, is this update's effect: it is not taken again while this process lives.
        for done in (arrival, *skipped):
            self._answered_by_net[done.update_id] = None
        _forget_oldest(self._answered_by_net)
        words = "\n".join(filter(None, (_words(one) for one in (*skipped, arrival))))
        if isinstance(arrival.body, Edited) and not words:
            return
        items = [Queued(line) for line in self._net.answer(words)]
        self._sender.cancel_persona(arrival.chat_id)
        self._sender.enqueue(arrival.chat_id, items)
        try:
            await asyncio.wait_for(items[-1].arrived.wait(), NET_DELIVERY_SECONDS)
        except asyncio.TimeoutError:
            logger.warning("the net's answer is still on its way")

    def _retire(self, chat_id: int, message_id: int) -> None:
        """Take the buttons off a message, once: Telegram refuses to remove what is gone."""
        if (chat_id, message_id) not in self._retired:
            self._retired[chat_id, message_id] = None
            _forget_oldest(self._retired)
            self._spawn(self._try(self._take_buttons_off(chat_id, message_id)))

    async def _take_buttons_off(self, chat_id: int, message_id: int) -> None:
        async with self._sender.patience.turn(chat_id):
            await self._bot.edit_message_reply_markup(chat_id, message_id)

    async def _leave(self, chat_id: int) -> None:
        await self._try(self._bot.send_message(chat_id, self._wording.leaving_group))
        if not await self._try(self._bot.leave_chat(chat_id)):
            self._declined.pop(chat_id, None)  # still inside, it may be: the next message there tries again

    async def _try(self, call: Any) -> bool:
        """A small call whose failure changes nothing for the teen; whether it went through."""
        try:
            await call
        except TelegramError as error:
            logger.info("a small call was refused: %s", type(error).__name__)
            return False
        return True

    def _spawn(self, call: Any) -> None:
        task = asyncio.ensure_future(call)
        self._small_calls.add(task)
        task.add_done_callback(self._small_calls.discard)


def _forget_oldest(remembered: OrderedDict[Any, None]) -> None:
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)


def _turn_id(arrival: Arrival) -> str:
    return f"tg:{arrival.update_id}"


def _words(arrival: Arrival) -> str:
    """What the net may read of an arrival: its words, or what a button or command asked for."""
    body = arrival.body
    if isinstance(body, (Text, Edited)):
        return body.text
    if isinstance(body, Command):
        return f"/{body.name} {body.argument}".strip()
    if isinstance(body, Media):
        return body.caption
    return "/aide" if isinstance(body, Pressed) and body.data.split(":")[0] in ("h", "k") else ""

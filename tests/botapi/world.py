"""What Telegram knows: people, chats, messages, button presses and the queue of updates.

Everything is guarded by `World.changed`, one condition variable: methods and scripts take it, change things, and wake
whoever waits (a long poll, a test, the webhook sender).
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from . import rules
from .faults import Faults

Json = dict[str, Any]

#: Updates as broken clients, old servers and new Bot API versions have made them; each gets a fresh `update_id`.
MALFORMED: dict[str, Json] = {
    "no_date": {
        "message": {"message_id": 7, "chat": {"id": 7, "type": "private", "first_name": "X"}, "text": "?"}
    },
    "no_chat": {"message": {"message_id": 7, "date": 1700000000, "text": "?"}},
    "nulls": {"message": {"message_id": None, "date": None, "chat": None, "from": None, "text": None}},
    "null_message": {"message": None},
    "wrong_types": {"message": {"message_id": "x", "date": "hier", "chat": 12, "text": ["?"]}},
    "unknown_type": {"hologram": {"id": "1", "from": {"id": 7, "is_bot": False, "first_name": "X"}}},
    "empty": {},
    "callback_without_from": {"callback_query": {"id": "1", "chat_instance": "1", "data": "c:menu"}},
}


@dataclass
class Person:
    """A Telegram account other than the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "fr"

    def as_json(self) -> Json:
        """A `User` object."""
        more = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        found = {name: value for name, value in more.items() if value is not None}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **found}


@dataclass
class Chat:
    """A private chat (same id as its person) or a group."""

    id: int
    type: str
    title: str = ""
    person: Person | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    bot_status: str = "member"
    upgraded_to: int | None = None
    actions: list[tuple[float, str]] = field(default_factory=list)

    def as_json(self) -> Json:
        """A `Chat` object."""
        if self.person is None:
            return {"id": self.id, "title": self.title, "type": self.type}
        user = self.person.as_json()
        names: Json = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
        return {"id": self.id, **names, "type": "private"}


@dataclass
class Message:
    """A message as Telegram would show it now; `versions` are the texts it had before edits."""

    chat: Chat
    message_id: int
    sender: Person | None
    date: int
    at: float
    text: str | None = None
    entities: list[Json] = field(default_factory=list)
    caption: str | None = None
    caption_entities: list[Json] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    image: bytes | None = None
    markup: Json | None = None
    reply_to: int | None = None
    edit_date: int | None = None
    deleted: bool = False
    tick: int = 0
    versions: list[str] = field(default_factory=list)

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender is None

    @property
    def inline(self) -> list[list[Json]]:
        """Rows of inline buttons; empty without a keyboard."""
        return (self.markup or {}).get("inline_keyboard", [])


@dataclass
class Pending:
    """An update waiting for its confirmation. `forced` ones are handed out once, whatever the offset."""

    update_id: int
    body: Json
    lane: int
    expires: float
    forced: bool = False


@dataclass
class Press:
    """A button press and what became of it."""

    id: str
    chat_id: int
    message_id: int
    data: str
    at: float
    update_id: int | None = None
    answers: list[Json] = field(default_factory=list)


@dataclass
class Send:
    """A message the bot got through. `lost`: the bot never read the answer. `repeats`: the same again after that.
    `silent`: sent without a sound (`disable_notification`)."""

    chat_id: int
    message_id: int
    method: str
    text: str
    at: float
    lost: bool = False
    repeats: bool = False
    silent: bool = False


class World:
    """The state. Hold `changed` around anything but `now`."""

    def __init__(self, token: str, *, username: str, seed: int, faults: Faults, privacy_mode: bool) -> None:
        self.token = token
        self.bot_id = int(token.split(":")[0])
        self.username = username
        self.faults = faults
        self.privacy_mode = privacy_mode
        self.changed = Condition()
        self.closing = False
        self.shift = 0.0
        self.random = random.Random(seed)
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.next_message = 100
        self.next_update = self.random.randrange(100_000_000, 900_000_000)
        self.queue: list[Pending] = []
        self.confirmed: list[int] = []
        self.expired: list[int] = []
        self.delivered: Counter[int] = Counter()
        self.allowed: frozenset[str] = rules.DEFAULT_UPDATES
        self.asked_kinds: list[str] | None = None
        self.presses: dict[str, Press] = {}
        self.sends: list[Send] = []
        self.lost: Counter[tuple[int, str]] = Counter()
        self.files: dict[str, Json] = {}
        self.profile: Json = {
            "name": "Vigie",
            "description": "",
            "short_description": "",
            "commands": {},
            "menu": {},
        }
        self.webhook: Json = {}
        self.webhook_fault: tuple[int, str] | None = None
        self.poll = 0
        self.polling = 0
        self.tick = 0
        self.limited: dict[Any, float] = {}

    # --- time and waiting ---------------------------------------------------------------------------------

    def now(self) -> float:
        """Telegram's clock: real time plus whatever a test advanced."""
        return time.time() + self.shift

    def touch(self) -> int:
        """Something happened: wake everybody, and number the event."""
        self.tick += 1
        self.changed.notify_all()
        return self.tick

    def wait(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Wait, holding `changed`, until `ready()`; False when the time is up or the stand-in closes."""
        self.changed.wait_for(lambda: self.closing or ready(), timeout)
        return ready()

    # --- objects ------------------------------------------------------------------------------------------

    def bot_json(self) -> Json:
        """The bot as a `User`."""
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.profile["name"],
            "username": self.username,
        }

    def message_json(self, message: Message, *, reply: bool = True) -> Json:
        """A `Message` object, replied-to message included once."""
        sender = self.bot_json() if message.sender is None else message.sender.as_json()
        found: Json = {
            "message_id": message.message_id,
            "from": sender,
            "chat": message.chat.as_json(),
            "date": message.date,
        }
        if message.edit_date is not None:
            found["edit_date"] = message.edit_date
        target = self.messages[message.chat.id].get(message.reply_to) if message.reply_to and reply else None
        if target is not None and not target.deleted:
            found["reply_to_message"] = self.message_json(target, reply=False)
        found |= message.extra
        if message.text is not None:
            found["text"] = message.text
        if message.entities:
            found["entities"] = message.entities
        if message.caption:
            found["caption"] = message.caption
        if message.caption_entities:
            found["caption_entities"] = message.caption_entities
        if message.inline:
            found["reply_markup"] = message.markup
        return found

    def file(self, prefix: str, size: int, **more: Any) -> Json:
        """A fresh stored file, by `file_id`."""
        number = self.random.randrange(10**12, 10**13)
        found = {
            "file_id": f"{prefix}AAMC{number}",
            "file_unique_id": f"AQ{number}",
            "file_size": size,
            **more,
        }
        self.files[found["file_id"]] = found
        return found

    def post(self, chat: Chat, sender: Person | None, *, ago: float = 0.0, **fields: Any) -> Message:
        """Put a message into a chat."""
        self.next_message += 1
        at = self.now() - ago
        message = Message(chat, self.next_message, sender, date=int(at), at=at, **fields)
        self.messages.setdefault(chat.id, {})[message.message_id] = message
        message.tick = self.touch()
        return message

    # --- updates ------------------------------------------------------------------------------------------

    def push(self, kind: str, body: Any, lane: int, *, ago: float = 0.0) -> int | None:
        """Queue an update, unless the bot did not ask for that kind. The plan may duplicate it or precede it with a
        malformed one. Returns its id."""
        if kind in rules.UPDATE_KINDS and kind not in self.allowed:
            return None
        struck = self.faults.decide_update(lane)
        for rule in struck:
            if rule.kind == "malformed":
                self.queue_update(MALFORMED[rule.description], lane)
        update_id = self.queue_update({kind: body}, lane, ago=ago)
        if any(rule.kind == "duplicate" for rule in struck):
            self.queue.append(self.queue[-1])
        return update_id

    def queue_update(self, body: Json, lane: int, *, ago: float = 0.0) -> int:
        """Queue any body under the next id, as is. Returns that id."""
        update_id = self.next_update
        self.next_update += 1
        life = rules.CALLBACK_LIFE if "callback_query" in body else rules.MESSAGE_LIFE
        self.queue.append(Pending(update_id, {"update_id": update_id, **body}, lane, self.now() + life - ago))
        self.touch()
        return update_id

    def forget_expired(self) -> None:
        """Drop what Telegram keeps no longer: messages after a day, presses after 150 seconds."""
        now = self.now()
        self.expired += [p.update_id for p in self.queue if p.expires < now]
        self.queue = [p for p in self.queue if p.expires >= now]

    def confirm(self, below: int) -> None:
        """The bot has everything under `below`: gone for good."""
        done = [p.update_id for p in self.queue if p.update_id < below and not p.forced]
        if done:
            self.confirmed += dict.fromkeys(done)
            self.queue = [p for p in self.queue if p.update_id >= below or p.forced]
            self.touch()

    def take(self, offset: int, limit: int) -> list[Json]:
        """What `getUpdates` answers at once: confirms below `offset`, then up to `limit` bodies."""
        self.forget_expired()
        if offset > self.next_update + 10:  # "in the future": ignored, as Telegram's queue does
            offset = 0
        if offset < 0:
            offset = max(self.next_update + offset, 0)
        if offset > 0:
            self.confirm(offset)
        batch = self.queue[:limit]
        for pending in batch:
            self.delivered[pending.update_id] += 1
        self.queue = [p for p in self.queue if not (p.forced and p in batch)]
        return [pending.body for pending in batch]

    # --- lookups ------------------------------------------------------------------------------------------

    def shown(self, chat_id: int) -> list[Message]:
        """Messages of a chat as it looks now, in order."""
        return [m for m in self.messages.get(chat_id, {}).values() if not m.deleted]

    def record_send(self, message: Message, method: str) -> Send:
        """Note a message the bot got through, and whether it repeats one whose answer was lost."""
        text = message.text if message.text is not None else message.caption or ""
        send = Send(message.chat.id, message.message_id, method, text, message.at)
        if self.lost[send.chat_id, send.text] > 0:
            self.lost[send.chat_id, send.text] -= 1
            send.repeats = True
        self.sends.append(send)
        return send

    def lose(self, sends: list[Send]) -> None:
        """The bot never read that these got through: the next one like it is a repeat."""
        for send in sends:
            if not send.lost:
                send.lost = True
                self.lost[send.chat_id, send.text] += 1
        self.touch()


_ENTITY = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)|(?P<url>https?://\S+)|(?P<email>[\w.+-]+@[\w-]+\.\w+)"
)


def typed_entities(text: str) -> list[Json]:
    """Entities Telegram finds by itself in what a person types: commands, links, addresses."""
    return [
        {
            "type": str(found.lastgroup),
            "offset": rules.utf16_length(text[: found.start()]),
            "length": rules.utf16_length(found.group()),
        }
        for found in _ENTITY.finditer(text)
    ]

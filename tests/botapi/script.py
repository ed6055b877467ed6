"""People at their phones: what a test makes them do, and what they see.

Everything here blocks the calling thread; from a coroutine that shares its loop with the bot, use
`await asyncio.to_thread(user.wait_reply)`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import rules
from .methods import member_changed
from .world import Chat, Json, Message, Person, Press, World, typed_entities

if TYPE_CHECKING:
    from .server import BotApi

Predicate = Callable[["Shown"], bool]


@dataclass(frozen=True)
class Button:
    """A button as shown: `data` comes back when pressed, `url` opens a link."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Shown:
    """A message as Telegram shows it now. `text` is the caption of a photo, `image` its bytes; `buttons` are rows."""

    message_id: int
    from_bot: bool
    text: str
    at: float
    entities: tuple[Json, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[str, ...], ...] = ()
    photo: bool = False
    image: bytes | None = None
    document: Json | None = None
    edited: bool = False
    versions: tuple[str, ...] = ()
    reply_to: int | None = None

    @property
    def labels(self) -> list[str]:
        """Labels of the inline buttons, in reading order."""
        return [button.label for row in self.buttons for button in row]

    @property
    def datas(self) -> list[str]:
        """Callback data of the inline buttons, in reading order."""
        return [button.data for row in self.buttons for button in row if button.data is not None]

    def parts(self, kind: str) -> list[str]:
        """The texts under one kind of entity: « bold », « italic », « text_link » …"""
        return [
            rules.utf16_slice(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind
        ]

    def __str__(self) -> str:
        who = "bot" if self.from_bot else "  >"
        rows = "".join(f"\n      [{' | '.join(b.label for b in row)}]" for row in self.buttons)
        return f"{who} #{self.message_id}: {self.text}{rows}"


def shown(message: Message) -> Shown:
    """What a person sees of `message`."""
    return Shown(
        message_id=message.message_id,
        from_bot=message.from_bot,
        text=(message.text if message.text is not None else message.caption) or "",
        at=message.at,
        entities=tuple(message.entities or message.caption_entities),
        buttons=tuple(
            tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row)
            for row in message.inline
        ),
        keyboard=tuple(tuple(b["text"] for b in row) for row in (message.markup or {}).get("keyboard", [])),
        photo="photo" in message.extra,
        image=message.image,
        document=message.extra.get("document"),
        edited=message.edit_date is not None,
        versions=tuple(message.versions),
        reply_to=message.reply_to,
    )


class Actor:
    """One person in one chat. Whatever they do sets the mark from which `wait_*`, `quiet` and `replies` look."""

    def __init__(self, api: BotApi, person: Person, chat: Chat) -> None:
        self.api = api
        self.person = person
        self.chat = chat
        self._mark = 0

    @property
    def id(self) -> int:
        """The person's id, which is also their private chat's."""
        return self.person.id

    @property
    def _world(self) -> World:
        return self.api.world

    # --- doing --------------------------------------------------------------------------------------------

    def say(self, text: str, *, ago: float = 0.0, reply_to: int | None = None) -> Shown:
        """Type a text (up to 4096 characters: a client cuts longer ones). `ago`: it was sent that many seconds ago."""
        if not text.strip() or rules.utf16_length(text) > rules.MAX_TEXT:
            raise ValueError("a client sends 1 to 4096 characters")
        text = text.strip()
        return self._send(ago=ago, text=text, entities=typed_entities(text), reply_to=reply_to)

    def start(self, payload: str = "") -> Shown:
        """Open the bot, by a deep link when there is a payload."""
        return self.say(f"/start {payload}".strip())

    def forward(self, text: str, *, sender_name: str = "Lucas", ago: float = 0.0) -> Shown:
        """Forward a text somebody else wrote (their account is hidden)."""
        origin = {
            "type": "hidden_user",
            "sender_user_name": sender_name,
            "date": int(self._world.now() - ago) - 60,
        }
        return self._send(ago=ago, text=text, entities=typed_entities(text), extra={"forward_origin": origin})

    def send_photo(self, caption: str = "", *, ago: float = 0.0) -> Shown:
        """A photo, in Telegram's usual three sizes."""
        sizes = [(90, 67), (320, 240), (1280, 960)]
        photo = [self._file("AgACAgQAA", w * h // 8, width=w, height=h) for w, h in sizes]
        return self._media({"photo": photo}, caption, ago)

    def send_voice(self, caption: str = "", *, seconds: int = 4, ago: float = 0.0) -> Shown:
        """A voice message."""
        voice = self._file("AwACAgQAA", 4000 * seconds, duration=seconds, mime_type="audio/ogg")
        return self._media({"voice": voice}, caption, ago)

    def send_video(self, caption: str = "", *, ago: float = 0.0) -> Shown:
        """A video."""
        video = self._file("BAACAgQAA", 900_000, width=640, height=360, duration=9, mime_type="video/mp4")
        return self._media({"video": video}, caption, ago)

    def send_video_note(self, *, ago: float = 0.0) -> Shown:
        """A round video."""
        return self._media({"video_note": self._file("DQACAgQAA", 300_000, length=240, duration=5)}, "", ago)

    def send_sticker(self, emoji: str = "😂", *, ago: float = 0.0) -> Shown:
        """A sticker."""
        sticker = self._file("CAACAgQAA", 20_000, width=512, height=512, emoji=emoji, type="regular")
        return self._media({"sticker": sticker | {"is_animated": False, "is_video": False}}, "", ago)

    def send_document(self, caption: str = "", *, file_name: str = "capture.pdf", ago: float = 0.0) -> Shown:
        """A file."""
        document = self._file("BQACAgQAA", 50_000, file_name=file_name, mime_type="application/pdf")
        return self._media({"document": document}, caption, ago)

    def send_location(
        self, latitude: float = 48.8566, longitude: float = 2.3522, *, ago: float = 0.0
    ) -> Shown:
        """A place on the map."""
        return self._media({"location": {"latitude": latitude, "longitude": longitude}}, "", ago)

    def send_contact(
        self, phone_number: str = "+33600000000", first_name: str = "Maman", *, ago: float = 0.0
    ) -> Shown:
        """A card from the address book."""
        return self._media({"contact": {"phone_number": phone_number, "first_name": first_name}}, "", ago)

    def send_dice(self, *, ago: float = 0.0) -> Shown:
        """A dice, as an example of what nobody thought of."""
        return self._media({"dice": {"emoji": "🎲", "value": 4}}, "", ago)

    def edit(self, message_id: int, text: str) -> Shown:
        """Edit one of their own messages: the bot gets an `edited_message`."""
        with self._world.changed:
            message = self._world.messages[self.chat.id][message_id]
            if message.sender is not self.person:
                raise ValueError(f"#{message_id} is not theirs")
            message.versions.append(message.text or "")
            message.text, message.entities = text, typed_entities(text)
            message.edit_date = int(self._world.now())
            self._mark = self._world.tick
            self._world.push("edited_message", self._world.message_json(message), self.chat.id)
            return shown(message)

    def press(self, label_or_data: str) -> Press:
        """Press a button of the bot's latest message that still carries inline buttons, by label or data.

        Raises AssertionError when there is none such.
        """
        with self._world.changed:
            bot = [m for m in self._world.shown(self.chat.id) if m.from_bot]
            latest = next((m for m in reversed(bot) if m.inline), None)
            if latest is None:
                raise AssertionError(f"no keyboard to press {label_or_data!r} on:\n{self.story()}")
            return self._press(latest, label_or_data)

    def choose(self, label: str) -> Shown:
        """Tap a key of the reply keyboard now under the text field: its label is sent as a text."""
        with self._world.changed:
            bot = [m for m in self._world.shown(self.chat.id) if m.from_bot]
            latest = next((m for m in reversed(bot) if m.markup and not m.inline), None)
            keys = [key for row in shown(latest).keyboard for key in row] if latest else []
            if label not in keys:
                raise AssertionError(f"no key {label!r} among {keys}:\n{self.story()}")
            return self.say(label)

    def press_on(self, message: Shown | int, label_or_data: str) -> Press:
        """Press a button of any message, however old, as it is shown now."""
        with self._world.changed:
            found = self._world.messages[self.chat.id][
                message if isinstance(message, int) else message.message_id
            ]
            return self._press(found, label_or_data)

    def press_stale(self, message: Shown, label_or_data: str) -> Press:
        """Press a button as it was when `message` was seen: the tap was under way while the bot changed it."""
        button = next((b for row in message.buttons for b in row if label_or_data in (b.label, b.data)), None)
        if button is None or button.data is None:
            raise AssertionError(f"no button {label_or_data!r} among {message.labels}")
        return self.forge(button.data, message_id=message.message_id)

    def forge(self, data: str, *, message_id: int | None = None) -> Press:
        """A hostile client: callback data no button carries, on the bot's latest message (or the one named)."""
        with self._world.changed:
            known = self._world.messages.get(self.chat.id, {})
            if message_id is None:
                message_id = max((m.message_id for m in known.values() if m.from_bot), default=1)
            return self._callback(message_id, data)

    def react(self, message: Shown | int, emoji: str = "👍") -> int | None:
        """A reaction; the bot hears of it only if it asked for `message_reaction`."""
        message_id = message if isinstance(message, int) else message.message_id
        with self._world.changed:
            body = {
                "chat": self.chat.as_json(),
                "message_id": message_id,
                "user": self.person.as_json(),
                "date": int(self._world.now()),
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": emoji}],
            }
            return self._world.push("message_reaction", body, self.chat.id)

    def raw(self, **fields: Any) -> int | None:
        """A message with any fields, on top of the usual ones; a field set to None is left out."""
        with self._world.changed:
            self.chat.started = True
            self._mark = self._world.tick
            body = self._world.message_json(self._world.post(self.chat, self.person))
            body = {name: value for name, value in {**body, **fields}.items() if value is not None}
            return self._world.push("message", body, self.chat.id)

    # --- seeing -------------------------------------------------------------------------------------------

    def transcript(self) -> list[Shown]:
        """The chat as Telegram would show it now, after edits and deletions."""
        with self._world.changed:
            return [shown(message) for message in self._world.shown(self.chat.id)]

    def story(self) -> str:
        """The transcript to read, for failure messages."""
        return "\n".join(map(str, self.transcript())) or "(nothing)"

    def replies(self) -> list[Shown]:
        """What the bot sent or rewrote in this chat since the person last did something."""
        with self._world.changed:
            return [shown(m) for m in self._world.shown(self.chat.id) if m.from_bot and m.tick > self._mark]

    def last(self) -> Shown:
        """The bot's latest message. Raises AssertionError when there is none."""
        found = [message for message in self.transcript() if message.from_bot]
        assert found, "the bot has said nothing"
        return found[-1]

    def wait_reply(self, n: int = 1, timeout: float = 10.0) -> list[Shown]:
        """Wait for at least `n` messages (new, or with a new text) since their last act; returns them all."""
        self._wait(lambda: len(self.replies()) >= n, timeout, f"{n} repl{'y' if n == 1 else 'ies'}")
        return self.replies()

    def wait_for(self, predicate: Predicate | str, timeout: float = 10.0) -> Shown:
        """Wait for a reply since their last act that satisfies `predicate`, or contains that text."""
        test: Predicate = predicate if callable(predicate) else lambda message: predicate in message.text
        self._wait(lambda: any(map(test, self.replies())), timeout, f"a reply with {predicate!r}")
        return next(filter(test, self.replies()))

    def quiet(self, seconds: float) -> None:
        """Assert that the bot says nothing (new) in this chat for so long."""
        if self._speaks_within(seconds):
            raise AssertionError(f"silence expected for {seconds} s, but:\n{self.story()}")

    def settle(self, seconds: float = 0.3, timeout: float = 10.0) -> list[Shown]:
        """Wait until the bot has been silent here for `seconds`; returns the replies."""
        deadline = time.monotonic() + timeout
        with self._world.changed:
            while self._speaks_within(seconds):
                if time.monotonic() > deadline:
                    raise AssertionError(f"still talking after {timeout} s:\n{self.story()}")
        return self.replies()

    def wait_answered(self, press: Press, timeout: float = 10.0) -> Json:
        """Wait until a press is acknowledged; returns the answer (`text`, `show_alert`, `at`)."""
        self._wait(lambda: bool(press.answers), timeout, f"an answer to the press of {press.data!r}")
        return press.answers[-1]

    def typing(self) -> int:
        """How many chat actions were shown in this chat."""
        return len(self.chat.actions)

    # --- how ----------------------------------------------------------------------------------------------

    def _speaks_within(self, seconds: float) -> bool:
        with self._world.changed:
            before = self._said()
            return self._world.wait(lambda: self._said() != before, seconds)

    def _said(self) -> int:
        return max(
            (m.tick for m in self._world.messages.get(self.chat.id, {}).values() if m.from_bot), default=0
        )

    def _wait(self, ready: Callable[[], bool], timeout: float, what: str) -> None:
        with self._world.changed:
            if self._world.wait(ready, timeout):
                return
            refused = "\n".join(map(str, self.api.refused[-5:])) or "none"
            raise AssertionError(f"waited {timeout} s for {what}:\n{self.story()}\nlast refusals: {refused}")

    def _file(self, prefix: str, size: int, **more: Any) -> Json:
        with self._world.changed:
            return self._world.file(prefix, size, **more)

    def _media(self, extra: Json, caption: str, ago: float) -> Shown:
        return self._send(
            ago=ago, extra=extra, caption=caption or None, caption_entities=typed_entities(caption)
        )

    def _send(self, *, ago: float, **fields: Any) -> Shown:
        with self._world.changed:
            if self.chat.blocked or self.chat.deactivated:
                raise AssertionError("a client does not let you write to a bot you blocked")
            self.chat.started = True
            self._mark = self._world.tick
            message = self._world.post(self.chat, self.person, ago=ago, **fields)
            self._mark = message.tick
            if self._heard(message):
                self._world.push("message", self._world.message_json(message), self.chat.id, ago=ago)
            return shown(message)

    def _heard(self, message: Message) -> bool:
        """In privacy mode, a bot in a group hears commands, mentions and replies to it only."""
        if self.chat.person is not None:
            return True
        if self.chat.bot_status != "member":
            return False
        if not self._world.privacy_mode:
            return True
        text = message.text or message.caption or ""
        target = self._world.messages[self.chat.id].get(message.reply_to or 0)
        named = f"@{self._world.username}".lower() in text.lower()
        return text.startswith("/") or named or (target is not None and target.from_bot)

    def _press(self, message: Message, label_or_data: str) -> Press:
        button = _find(message, label_or_data)
        if message.deleted or button is None:
            labels = [b["text"] for row in message.inline for b in row]
            raise AssertionError(f"no button {label_or_data!r} on #{message.message_id}, which has {labels}")
        if "callback_data" not in button:
            raise AssertionError(f"the button {label_or_data!r} sends nothing to the bot: {button}")
        return self._callback(message.message_id, button["callback_data"])

    def _callback(self, message_id: int, data: str) -> Press:
        world = self._world
        self.chat.started = True
        self._mark = world.tick
        message = world.messages.get(self.chat.id, {}).get(message_id)
        if message is None or message.deleted:
            body: Json = {"chat": self.chat.as_json(), "message_id": message_id, "date": 0}
        else:
            body = world.message_json(message)
        press = Press(
            str(world.random.randrange(10**17, 10**18)), self.chat.id, message_id, data, world.now()
        )
        world.presses[press.id] = press
        query = {
            "id": press.id,
            "from": self.person.as_json(),
            "message": body,
            "chat_instance": str(self.chat.id * 7919),
            "data": data,
        }
        press.update_id = world.push("callback_query", query, self.chat.id)
        return press


def _find(message: Message, label_or_data: str) -> Json | None:
    buttons = [button for row in message.inline for button in row]
    by_label = (b for b in buttons if b["text"] == label_or_data)
    by_data = (b for b in buttons if b.get("callback_data") == label_or_data)
    return next(by_label, None) or next(by_data, None)


class User(Actor):
    """A person in their private chat with the bot."""

    def block(self) -> None:
        """Block the bot: it gets a `my_chat_member`, then 403."""
        self._member("member", "kicked", blocked=True)

    def unblock(self) -> None:
        """Let the bot write again."""
        self._member("kicked", "member", blocked=False)

    def deactivate(self) -> None:
        """Delete the Telegram account: no update, 403 from now on."""
        self.chat.deactivated = True

    def _member(self, old: str, new: str, *, blocked: bool) -> None:
        with self._world.changed:
            self.chat.blocked = blocked
            self.chat.started = True
            self._mark = self._world.tick
            member_changed(self._world, self.chat, self.person.as_json(), old, new)


class Group:
    """A group chat. `member(user)` gives that person in this group, with everything an `Actor` can do."""

    def __init__(self, api: BotApi, chat: Chat, owner: Person) -> None:
        self.api = api
        self.chat = chat
        self.owner = owner

    @property
    def id(self) -> int:
        """The chat id, negative."""
        return self.chat.id

    def member(self, user: Actor) -> Actor:
        """`user`, in this group."""
        return Actor(self.api, user.person, self.chat)

    def say(self, text: str) -> Shown:
        """The owner of the group says something."""
        return Actor(self.api, self.owner, self.chat).say(text)

    def transcript(self) -> list[Shown]:
        """The group as it looks now."""
        return Actor(self.api, self.owner, self.chat).transcript()

    def add_bot(self) -> None:
        """Add the bot: a `my_chat_member` and the service message."""
        world = self.api.world
        with world.changed:
            member_changed(world, self.chat, self.owner.as_json(), self.chat.bot_status, "member")
            self.chat.bot_status = "member"
            bot = world.bot_json()
            extra = {"new_chat_participant": bot, "new_chat_member": bot, "new_chat_members": [bot]}
            message = world.post(self.chat, self.owner, extra=extra)
            world.push("message", world.message_json(message), self.chat.id)

    def kick_bot(self) -> None:
        """Throw the bot out."""
        world = self.api.world
        with world.changed:
            member_changed(world, self.chat, self.owner.as_json(), self.chat.bot_status, "kicked")
            self.chat.bot_status = "kicked"

    def upgrade(self) -> int:
        """Make it a supergroup: the old id refuses, naming the new one, which is returned."""
        world = self.api.world
        with world.changed:
            new = Chat(-1_000_000_000_000 + self.chat.id, "supergroup", title=self.chat.title, started=True)
            world.chats[new.id] = new
            self.chat.upgraded_to = new.id
            message = world.post(self.chat, self.owner, extra={"migrate_to_chat_id": new.id})
            world.push("message", world.message_json(message), self.chat.id)
            return new.id

"""Reading Telegram updates: what came in, from which chat, and what it means for us. Nothing is sent here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import Bot, CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from bot.dialogue.incoming import Body, Edited, Media, MediaKind, Pressed, Text, read_text

#: What we ask Telegram for. Anything else that still comes is stepped over.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_MEDIA: tuple[tuple[str, MediaKind], ...] = (
    ("photo", "photo"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("sticker", "sticker"),
    ("location", "location"),
    ("venue", "location"),
    ("contact", "contact"),
    ("document", "document"),
)


class MalformedUpdate(ValueError):
    """An update that python-telegram-bot cannot read; the message holds nothing of its content."""


@dataclass(frozen=True)
class Tap:
    """The pressed button's query, to answer at once, and the message whose keyboard is then retired.

    `message_id` is None where there is no keyboard left to retire.
    """

    query_id: str
    message_id: int | None


@dataclass(frozen=True)
class Arrival:
    """Something to take a turn on, in a private chat. `message_id`: the teen's own message on screen."""

    update_id: int
    chat_id: int
    body: Body
    sent_at: int | None
    tap: Tap | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class Group:
    """Something from a group or channel: Vigie declines and leaves. `added`: it was not a member before."""

    update_id: int
    chat_id: int
    added: bool = False


def read_update(raw: Any, bot: Bot) -> Arrival | Group | None:
    """Read one raw update; None for what needs no turn. Raises MalformedUpdate."""
    try:
        update = Update.de_json(raw, bot)
        return _read(update)
    except Exception as error:  # python-telegram-bot raises KeyError, TypeError, ValueError… on odd payloads
        raise MalformedUpdate(type(error).__name__) from None


def _read(update: Update) -> Arrival | Group | None:
    if update.callback_query is not None:
        return _read_tap(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _read_membership(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.chat.type != ChatType.PRIVATE:
        # In a group only what wakes a bot is answered: our own leaving is not news.
        return Group(update.update_id, message.chat.id) if message.left_chat_member is None else None
    body = _read_body(message, edited=update.edited_message is not None)
    if body is None:
        return None
    return Arrival(
        update.update_id,
        message.chat.id,
        body,
        int(message.date.timestamp()),
        message_id=message.message_id,
    )


def _read_tap(update_id: int, query: CallbackQuery) -> Arrival | Group:
    chat: Chat | None = query.message.chat if query.message is not None else None
    if chat is not None and chat.type != ChatType.PRIVATE:
        return Group(update_id, chat.id)
    shown = isinstance(query.message, Message) and query.message.reply_markup is not None
    tap = Tap(query.id, query.message.message_id if query.message is not None and shown else None)
    # A query's own age is unknown; Telegram keeps it 150 s, so it is never late.
    return Arrival(update_id, query.from_user.id, Pressed(query.data or "-"), None, tap)


def _read_membership(update_id: int, change: ChatMemberUpdated) -> Group | None:
    away = (ChatMember.LEFT, ChatMember.BANNED)
    if change.chat.type == ChatType.PRIVATE or change.new_chat_member.status in away:
        return None
    return Group(update_id, change.chat.id, added=change.old_chat_member.status in away)


def _read_body(message: Message, *, edited: bool) -> Body | None:
    text = message.text or message.caption
    if edited:
        return Edited(text) if text else None
    if message.text is not None:
        return read_text(message.text)
    for attribute, kind in _MEDIA:
        if getattr(message, attribute):
            return Media(kind, message.caption or "")
    if text:
        return Text(text)
    # Polls, dice, games, shared users… are something somebody sent: they get an answer. Service messages do not.
    return None if _is_service(message) else Media("other")


def _is_service(message: Message) -> bool:
    return any(
        getattr(message, name, None)
        for name in (
            "pinned_message",
            "new_chat_title",
            "message_auto_delete_timer_changed",
            "write_access_allowed",
        )
    )

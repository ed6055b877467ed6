"""Ids of the messages on a teen's screen, sealed, kept 48 hours for « Nettoyer l'écran » (design.md §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.models import ScreenMessage


@dataclass(frozen=True)
class OnScreen:
    """A message of a chat, by its sealed id; `at` in seconds since the epoch."""

    chat: str
    message: bytes
    at: int


def note_on_screen(connection: Connection, messages: Sequence[OnScreen]) -> None:
    """Remember messages."""
    connection.execute(
        sa.insert(ScreenMessage),
        [{"chat": one.chat, "message": one.message, "at": one.at} for one in messages],
    )


def take_screen(connection: Connection, chat: str) -> list[bytes]:
    """The sealed ids of a chat's messages, newest first; they are then forgotten here."""
    found = connection.execute(
        sa.select(ScreenMessage.message).where(ScreenMessage.chat == chat).order_by(ScreenMessage.id.desc())
    )
    ids = [row.message for row in found]
    connection.execute(sa.delete(ScreenMessage).where(ScreenMessage.chat == chat))
    return ids


def count_on_screen(connection: Connection, chat: str) -> int:
    """How many messages of a chat are remembered."""
    return connection.execute(
        sa.select(sa.func.count(ScreenMessage.id)).where(ScreenMessage.chat == chat)
    ).scalar_one()

"""What the chat page needs from the bot: one blocking method. The engine side implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.lines import Line


@dataclass(frozen=True)
class Text:
    """What a visitor typed: 1 to 4096 characters, as typed but for NUL and lone surrogates."""

    text: str


@dataclass(frozen=True)
class Pressed:
    """A button that came back: 1 to 64 printable ASCII characters, possibly stale or forged."""

    data: str


Incoming = Text | Pressed


class ConversationUnavailable(Exception):
    """No turn could be run. `lines`: the emergency card to show (empty: the page shows its own)."""

    def __init__(self, lines: Sequence[Line] = ()) -> None:
        super().__init__("conversation unavailable")
        self.lines = tuple(lines)


class Conversation(Protocol):
    """The bot, seen from a browser."""

    def say(self, visitor: str, incoming: Incoming) -> list[Line]:
        """Play one turn for `visitor` (32 hex digits of a random cookie) and return what is answered.

        Blocks until the turn is committed; called from several threads at once. Raises
        ConversationUnavailable when no turn could be run; an empty answer is read the same way.
        """
        ...

"""What comes in, whatever the channel: the one shape that a turn takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MediaKind = Literal["photo", "video", "voice", "sticker", "location", "contact", "document", "other"]


@dataclass(frozen=True)
class Text:
    """Words a teen typed or forwarded, or a caption; raw, never stored as they are."""

    text: str


@dataclass(frozen=True)
class Pressed:
    """A button: its callback data, which anybody can forge."""

    data: str


@dataclass(frozen=True)
class Command:
    """A slash command without its slash or bot name, and what followed it."""

    name: str
    argument: str = ""


@dataclass(frozen=True)
class Media:
    """Something that is not text. It is never opened: only its kind, and a caption, are known."""

    kind: MediaKind
    caption: str = ""


@dataclass(frozen=True)
class Edited:
    """An edited message: read for risk, never replayed as a turn."""

    text: str


Body = Text | Pressed | Command | Media | Edited


@dataclass(frozen=True)
class Incoming:
    """One turn to take. `turn_id` is unique per update ("tg:1234"): its effects happen once.

    `chat` is a pseudonym. `address` is where replies go (a sealed Telegram chat id), or None where the caller
    itself carries them back. `sent_at` is in seconds since the epoch, None for now. In a flood, `skipped` are the older
    messages of the chat that this one stands for: (turn id, raw text), each still read for risk.
    """

    turn_id: str
    chat: str
    body: Body
    sent_at: int | None = None
    address: bytes | None = None
    skipped: tuple[tuple[str, str], ...] = ()


def read_text(text: str) -> Text | Command:
    """Typed words, or a slash command: « /jouer », « /jouer@vigie_bot trop pareil »."""
    if not text.startswith("/"):
        return Text(text)
    head, _, argument = text[1:].partition(" ")
    name = head.partition("@")[0].lower()
    return Command(name, argument.strip()) if name.isidentifier() else Text(text)

"""From lines to what `sendMessage` and `sendPhoto` take: escaped HTML, a keyboard, legal lengths."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.lines import Choice, Line, Picture

#: A row of two buttons stays readable on a narrow phone up to this many characters each.
PAIRED_LABEL = 16

#: What tells the voices apart on a screen where every bubble looks alike.
MARKS = {"vigie": "", "persona": "💬 ", "coach": "🧭 ", "help": "🛟 ", "narrator": ""}


@dataclass(frozen=True)
class Message:
    """One `sendMessage`: HTML text of at most 4096 characters once parsed, and maybe a keyboard."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True)
class Photo:
    """One `sendPhoto`: what to draw, an HTML caption of at most 1024 characters once parsed, maybe a keyboard.

    `instead`: the messages that say the same, for when the photo cannot be drawn or is refused.
    """

    picture: Picture
    html: str
    instead: tuple[Message, ...]
    keyboard: InlineKeyboardMarkup | None = None


def render(line: Line) -> list[Message | Photo]:
    """The messages of one line: one, or more where the text is too long. The last one carries the keyboard."""
    if line.picture is None:
        return [*_messages(line)]
    told = replace(line, text=f"{line.text.strip()}\n{line.picture.alt}".strip())
    instead = tuple(_messages(told))
    if len(instead) == 1 and _shown_units(told) <= MessageLimit.CAPTION_LENGTH:
        [whole] = instead
        return [Photo(line.picture, whole.html, instead, whole.keyboard)]
    # Too long for a caption: the picture with its own words, then the bubble as it would be without one.
    alone = split(line.picture.alt, int(MessageLimit.CAPTION_LENGTH))[0]
    words = Message(html.escape(line.picture.alt, quote=False))
    return [Photo(line.picture, html.escape(alone, quote=False), (words,)), *_messages(line)]


def _messages(line: Line) -> list[Message]:
    head = _head(line)
    parts = split(head + (line.text.strip() or "…"))
    bold = len(head.rstrip("\n")) if line.speaker else 0
    texts = [html.escape(part, quote=False) for part in parts]
    if bold:
        texts[0] = (
            f"<b>{html.escape(parts[0][:bold], quote=False)}</b>{html.escape(parts[0][bold:], quote=False)}"
        )
    if line.clear:
        clear = f"\n<tg-spoiler>{html.escape(line.clear, quote=False)}</tg-spoiler>"
        if _units(parts[-1]) + _units(line.clear) + 1 <= MessageLimit.MAX_TEXT_LENGTH:
            texts[-1] += clear
    return [Message(text) for text in texts[:-1]] + [Message(texts[-1], keyboard(line.choices))]


def _head(line: Line) -> str:
    return f"{MARKS[line.voice]}{line.speaker}\n" if line.speaker else MARKS[line.voice]


def _shown_units(line: Line) -> int:
    """How long a line is once parsed, in the units Telegram counts in."""
    return _units(_head(line) + line.text) + (_units(line.clear) + 1 if line.clear else 0)


def keyboard(choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    """Short labels two to a row, longer ones alone; None without choices."""
    rows: list[list[InlineKeyboardButton]] = []
    open_row = False
    for choice in choices:
        button = InlineKeyboardButton(choice.label, callback_data=choice.data)
        short = len(choice.label) <= PAIRED_LABEL
        if short and open_row:
            rows[-1].append(button)
            open_row = False
        else:
            rows.append([button])
            open_row = short
    return InlineKeyboardMarkup(rows) if rows else None


def split(text: str, limit: int = int(MessageLimit.MAX_TEXT_LENGTH)) -> list[str]:
    """Cut a text into parts of at most `limit` UTF-16 units, at a line end or a space where there is one."""
    parts: list[str] = []
    while _units(text) > limit:
        cut = limit if len(text) == _units(text) else limit // 2
        seam = max(text.rfind("\n", 0, cut), text.rfind(" ", 0, cut))
        cut = seam if seam > cut // 2 else cut
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

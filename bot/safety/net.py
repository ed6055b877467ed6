"""The net: an answer for every message when the dialogue engine is late, broken or missing.

Imports the standard library only (and the plain modules of this package that do the same). Built once at start
from plain objects (see `cards.py`); `LAST_RESORT` needs nothing at all: it is the one French text in code, held
to `content/resources/` by a test. `Net.answer` never raises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bot.lines import Choice, Line
from bot.safety.matching import Match
from bot.safety.numbers import NumberLine, NumberWords, open_first, print_number

#: Said when even the lexicon and the cards could not be read.
LAST_RESORT: Final = (
    Line(
        "J'ai un souci technique. Si c'est important, n'attends pas.\n"
        "🚨 Danger maintenant : 17 ou 112. Tu ne peux pas parler ? SMS au 114.\n"
        "📞 119 : jour et nuit, gratuit. Idées noires : 3114, jour et nuit.",
        voice="help",
    ),
)

_LEVELS: Final = {"urgent": 0, "high": 1, "medium": 2}
#: Where two categories are read, the one that cannot wait.
_GRAVITY: Final = (
    "danger",
    "suicide",
    "drugged",
    "abuse",
    "friend",
    "sextortion",
    "meetup",
    "grooming",
    "lgbt",
    "illicit",
    "identity",
    "bullying",
    "distress",
)


class ReadsRisk(Protocol):
    """What the net asks of a matcher."""

    def matches(self, text: str) -> Sequence[Match]:
        """The lines of the lexicon found in `text`."""


class ReadsSafeWord(Protocol):
    """What the net asks of safe words."""

    def __call__(self, text: str) -> str | None:
        """The safe word that `text` is, or None."""


@dataclass(frozen=True)
class Card:
    """What is said first, the lines to print, and what is said last."""

    opening: str
    lines: tuple[NumberLine, ...]
    closing: str = ""


@dataclass(frozen=True)
class Cards:
    """Every card the net may show. `risk`: (category, level, role) → card."""

    words: NumberWords
    risk: Mapping[tuple[str, str, str], Card]
    help: Card
    stop: Card
    pause: Card
    discreet: str
    trouble: Card
    trouble_lines: tuple[NumberLine, ...]


@dataclass(frozen=True)
class Net:
    """Answers without engine, model or database. `buttons`: label of the help button, and what it sends."""

    reader: ReadsRisk
    safe_word: ReadsSafeWord
    cards: Cards
    help_button: Choice | None = None

    def answer(self, text: str, now: dt.datetime) -> tuple[Line, ...]:
        """What to say to `text` at `now`: the help card, a disclosure's card, or an honest « j'ai un souci »."""
        try:
            return self._answer(text, now)
        except Exception:
            # The one place where nothing may escape: whatever broke, a teen still reads a number.
            return LAST_RESORT

    def _answer(self, text: str, now: dt.datetime) -> tuple[Line, ...]:
        cards = self.cards
        word = self.safe_word(text)
        if word == "discreet":
            return (Line(cards.discreet, voice="vigie", choices=self._choices()),)
        if word is not None:
            return self._card({"stop": cards.stop, "pause": cards.pause}.get(word, cards.help), now)
        match = gravest(self.reader.matches(text))
        if match is not None:
            target = match.also[0] if match.category == "friend" and match.also else match.category
            return self._card(cards.risk[target, match.level, match.role], now)
        first = open_first(cards.trouble_lines, now)
        printed = "\n".join(print_number(line, cards.words, now) for line in first[:4])
        return (
            Line(cards.trouble.opening, voice="vigie"),
            Line(f"{cards.trouble.closing}\n{printed}", voice="help", choices=self._choices()),
        )

    def _card(self, card: Card, now: dt.datetime) -> tuple[Line, ...]:
        lines = open_first(card.lines, now)[:4]
        printed = "\n".join(print_number(line, self.cards.words, now) for line in lines)
        parts = (card.opening, printed, card.closing)
        last = max(index for index, part in enumerate(parts) if part)
        return tuple(
            Line(part, voice="help", choices=self._choices() if index == last else ())
            for index, part in enumerate(parts)
            if part
        )

    def _choices(self) -> tuple[Choice, ...]:
        return (self.help_button,) if self.help_button else ()


def gravest(matches: Sequence[Match]) -> Match | None:
    """The match to answer: life first, then the level, then the order of the lexicon."""
    if not matches:
        return None
    return min(matches, key=lambda match: (_LEVELS[match.level], _GRAVITY.index(match.category)))

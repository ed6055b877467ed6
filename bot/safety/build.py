"""Building the net at start, from the lexicon, the resources and their wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.lines import Choice, Line
from bot.safety.cards import load_net_words, net_cards
from bot.safety.lexicon import load_lexicon
from bot.safety.net import Net
from bot.safety.resources import load_resources
from bot.safety.safewords import SafeWord
from bot.safety.wording import load_help_words


@dataclass(frozen=True)
class ReadyNet:
    """The net with the clock it prints opening hours by."""

    net: Net
    clock: Callable[[], dt.datetime]

    def answer(self, text: str) -> tuple[Line, ...]:
        """What to say to a text, now. Never raises, never empty."""
        return self.net.answer(text, self.clock())

    def safe_word(self, text: str) -> SafeWord | None:
        """The safe word that a whole message is, or None."""
        return self.net.safe_word(text)  # type: ignore[return-value]

    def is_safe_word(self, text: str) -> bool:
        """Whether a whole message is one of the words that always work."""
        return self.net.safe_word(text) is not None


def build_net(content: Path, clock: Callable[[], dt.datetime]) -> ReadyNet:
    """Read what the net needs under the content folder. Raises what the readers raise: nothing starts without it."""
    lexicon = load_lexicon(content / "lexicon.yml")
    words = load_help_words(content / "replies" / "help.yml")
    resources = load_resources(content / "resources")
    net_words = load_net_words(content / "replies" / "net.yml")
    button = Choice(words.buttons.help, "c:help")
    return ReadyNet(
        Net(lexicon.matcher, lexicon.safe_words, net_cards(resources, words, net_words), button), clock
    )

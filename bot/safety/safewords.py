"""Safe words: *sos*, *aide*, *stop*, *pause* and the discreet word, matched on the whole message.

Standard library only. « stop jtai dit non » is a refusal said to somebody, not a safe word: only a message
made of the word alone counts. The spellings stand in `content/lexicon.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.safety.normalise import tokens

SafeWord = Literal["sos", "help", "stop", "pause", "discreet"]
SAFE_WORDS: tuple[SafeWord, ...] = get_args(SafeWord)

#: Nobody stretches a safe word over more; longer messages are not looked at.
MAX_CHARACTERS = 64


def _key(text: str) -> str:
    """The words of a message: « SOS !! 🙏 » and « /sos » are `sos`; a lone emoji stands for itself."""
    found = tokens(text)
    return " ".join([token for token in found if token[0].isalnum()] or found[:1])


@dataclass(frozen=True)
class SafeWords:
    """Reads a whole message as a safe word. `by_key`: normalised spelling → safe word."""

    by_key: Mapping[str, SafeWord]

    @classmethod
    def from_spellings(cls, spellings: Mapping[SafeWord, Iterable[str]]) -> SafeWords:
        """Build from `content/lexicon.yml`. Raises ValueError when one spelling says two words."""
        by_key: dict[str, SafeWord] = {}
        for word, variants in spellings.items():
            for variant in variants:
                key = _key(variant)
                if not key or by_key.setdefault(key, word) != word:
                    raise ValueError(f"the safe word spelling {variant!r} is empty or taken")
        return cls(by_key)

    def __call__(self, text: str) -> SafeWord | None:
        """The safe word that `text` is, or None. Never raises."""
        if len(text) > MAX_CHARACTERS:
            return None
        # Telegram adds the bot's name to a command in a group: « /sos@vigie_bot ».
        key = _key(text.partition("@")[0] if text.lstrip().startswith("/") else text)
        word = self.by_key.get(key)
        if word is None and len(key) < 12:
            # « s o s », « s t o p »
            word = self.by_key.get(key.replace(" ", "")) if len(key) == 2 * key.count(" ") + 1 else None
        return word

"""What the lexicon's precise patterns say of a text, in the terms of the risk model."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import cast

from bot.nlu.risk_model import NO_PATTERNS, PatternEvidence
from bot.safety.lexicon import load_lexicon
from bot.safety.risk import Level

PatternReader = Callable[[str], PatternEvidence]

_GRAVITY: tuple[Level, ...] = ("medium", "high", "urgent")


def no_patterns(_text: str) -> PatternEvidence:
    """The reader of an absent lexicon."""
    return NO_PATTERNS


@lru_cache(maxsize=2)
def pattern_reader(lexicon: Path) -> PatternReader:
    """A reader of the lexicon at `lexicon`. Raises LexiconError when it cannot be used.

    A pattern of level high or urgent asks for an alarm, a medium one for a check; the gravest match gives
    category, level and role. A certain one decides alone.
    """
    matcher = load_lexicon(lexicon).matcher

    def read(text: str) -> PatternEvidence:
        matches = matcher.matches(text)
        if not matches:
            return NO_PATTERNS
        gravest = max(matches, key=lambda match: (match.certain, _GRAVITY.index(cast(Level, match.level))))
        level = cast(Level, gravest.level)
        return PatternEvidence(
            ids=tuple(dict.fromkeys(match.id for match in matches)),
            asks="check" if level == "medium" and not gravest.certain else "alarm",
            certain=gravest.certain,
            category=gravest.category,
            level=level,
            role=gravest.role,
        )

    return read

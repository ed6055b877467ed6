"""Small things about bubbles: filling placeholders, and the time it takes to read one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.scenarios.schema import Version

PLACEHOLDER = re.compile(r"\{([a-z_.]+)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace `{name}` by its value, once: a value that holds braces is never read again. Unknown names stay."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def reading_pause(text: str) -> float:
    """Seconds before a bubble is shown, as if somebody typed it: 0.8 to 3."""
    return round(min(3.0, 0.8 + len(text) / 60), 1)


def card_values(version: Version) -> dict[str, str]:
    """What the placeholders of a version's lines stand for: all invented."""
    card = version.role_card
    return {
        "card.first_name": card.first_name,
        "card.age": str(card.age),
        "card.school": card.school,
        "card.town": card.town,
        "card.about": card.about,
        "persona.name": version.persona.name,
    }

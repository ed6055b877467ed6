"""Pictures drawn on the spot: profile cards, quiz results, progress. Plain Python and Pillow.

A picture travels as what it shows (`bot.lines.Picture`), never as pixels: the outbox holds a few words, and
whoever shows the bubble calls `draw`. Its words (`alt`) say all that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from bot.lines import Picture
from bot.pictures.canvas import png
from bot.pictures.profile import profile_card
from bot.pictures.progress import progress_card
from bot.pictures.quiz import quiz_card

#: Who draws a kind, from its facts.
DRAWN_BY: Mapping[str, Callable[[Mapping[str, Any]], Image.Image]] = {
    "profile": profile_card,
    "quiz": quiz_card,
    "progress": progress_card,
}


class CannotDraw(Exception):
    """The picture's facts are not what its kind needs (an outbox row of another version); its words still hold."""


def draw(picture: Picture) -> bytes:
    """The PNG of a picture: the same facts give the same bytes. Raises CannotDraw."""
    try:
        return png(DRAWN_BY[picture.kind](picture.facts))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotDraw(f"{picture.kind}: {error!r}") from error

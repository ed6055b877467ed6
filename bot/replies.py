"""Vigie's fixed wording: content/replies/dialogue.yml as lines."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML

from bot.lines import Choice, Line, Voice
from bot.settings import ROOT


class Button(BaseModel):
    """A label and its callback data."""

    label: str = Field(min_length=1, max_length=40)
    data: str = Field(min_length=1, max_length=64)

    class Config:
        extra = Extra.forbid


class Bubble(BaseModel):
    """One bubble; `{name}` in its text is filled by the caller.

    `if_refused`: what it says instead where Telegram refused what it was about.
    """

    text: str = Field(min_length=1, max_length=700)
    voice: Voice = "vigie"
    buttons: list[Button] = Field(default_factory=list)
    if_refused: str | None = Field(default=None, min_length=1, max_length=700)

    class Config:
        extra = Extra.forbid


class Replies(BaseModel):
    """Key → bubbles."""

    __root__: dict[str, list[Bubble]]

    def lines(self, key: str, /, **values: str) -> tuple[Line, ...]:
        """The bubbles of a key. Raises KeyError for an unknown key or a missing value."""
        return tuple(
            Line(
                text=bubble.text.format(**values),
                voice=bubble.voice,
                choices=tuple(Choice(button.label, button.data) for button in bubble.buttons),
                if_refused=bubble.if_refused,
            )
            for bubble in self.__root__[key]
        )

    def label(self, key: str) -> str:
        """The text of a key that is only a button's label."""
        [bubble] = self.__root__[key]
        return bubble.text


class Review(BaseModel):
    """Who read the copy of a file, and when: somebody who knows listening to children, or nobody yet."""

    reviewed_by: str | None
    reviewed_on: dt.date | None


def load_replies(path: Path) -> Replies:
    """Read and check a file of replies. Raises pydantic.ValidationError."""
    raw = YAML(typ="safe", pure=True).load(path)
    Review(**{name: raw.pop(name, None) for name in Review.__fields__})
    return Replies.parse_obj(raw)


@lru_cache(maxsize=1)
def dialogue_replies() -> Replies:
    """The wording of the dialogue outside scenes and help."""
    return load_replies(ROOT / "content" / "replies" / "dialogue.yml")

"""Requests that Vigie does not coach: a lie made more credible, a profile younger, a lure better (safeguarding.md).

Patterns and wording: content/replies/coaching.yml. Inside a scene, a line said to the persona is play and stays so.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Extra, ValidationError, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.lines import Choice, Line
from bot.replies import Button
from bot.safety.normalise import normalise

Request = Literal["lie", "trap"]


class CoachingError(ValueError):
    """Wording that cannot be used; the message says which key."""


class Coaching(BaseModel):
    """`content/replies/coaching.yml`."""

    reviewed_by: str | None
    reviewed_on: dt.date | None
    answer: str
    answer_trap: str
    way_on: str
    buttons: tuple[Button, ...]
    asks: tuple[str, ...]
    asks_trap: tuple[str, ...]
    unless: tuple[str, ...]

    class Config:
        allow_mutation = False
        extra = Extra.forbid
        keep_untouched = (cached_property,)

    @validator("asks", "asks_trap", "unless", each_item=True)
    def _compiles(cls, value: str) -> str:
        re.compile(value)
        return value

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {name: re.compile("|".join(getattr(self, name))) for name in ("asks", "asks_trap", "unless")}

    def request(self, text: str) -> Request | None:
        """What a message asks for that is not coached; None for nearly every message."""
        folded = normalise(text)
        if self._patterns["unless"].search(folded):
            return None
        if self._patterns["asks_trap"].search(folded):
            return "trap"
        return "lie" if self._patterns["asks"].search(folded) else None

    def refusal(self, request: Request) -> tuple[Line, ...]:
        """One line that says no, and where else to go."""
        choices = tuple(Choice(button.label, button.data) for button in self.buttons)
        text = self.answer_trap if request == "trap" else self.answer
        return (Line(text, voice="coach"), Line(self.way_on, voice="coach", choices=choices))


def load_coaching(path: Path) -> Coaching:
    """Read the file. Raises CoachingError."""
    try:
        return Coaching.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError, ValidationError, re.error) as error:
        raise CoachingError(f"{path.name}: {error}") from error

"""Messages that Vigie sends by itself, because a teen asked for them: what an action asks of the turn.

An action stays pure: it leaves `later(...)` or `cancel(...)` in the slot `effects`; the turn seals the bubble
and writes it in its own transaction (bot.store.due), the storage thread moves it to the outbox when it is due.
Wording: content/replies/later.yml, one key per kind. Rules: safeguarding.md, « Flows ».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML

from bot.lines import Choice, Line
from bot.quiet_hours import is_quiet
from bot.replies import Button
from bot.settings import ROOT


class LaterMessage(BaseModel):
    """One kind. `name` is how /mesdonnees calls it; what shows on a locked screen is `hello`, then `text`."""

    name: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=200)
    buttons: list[Button] = Field(default_factory=list)

    class Config:
        extra = Extra.forbid


class LaterWords(BaseModel):
    """content/replies/later.yml. `hello` is the first line of every such message: it names nothing."""

    reviewed_by: str | None
    reviewed_on: dt.date | None
    hello: str = Field(min_length=1, max_length=60)
    kinds: Mapping[str, LaterMessage]

    class Config:
        extra = Extra.forbid


def load_later(path: Path) -> LaterWords:
    """Read and check the file. Raises pydantic.ValidationError."""
    return LaterWords.parse_obj(YAML(typ="safe", pure=True).load(path))


@lru_cache(maxsize=1)
def later_words() -> LaterWords:
    """The wording, read once."""
    return load_later(ROOT / "content" / "replies" / "later.yml")


def later(kind: str, at: dt.datetime, **values: str) -> dict[str, Any]:
    """The effect that sends the message of `kind` at `at`; `values` fill « {name} » in its text.

    Only where `Said.reachable`: a chat page cannot be written to. Several of a kind may wait at once: put
    `cancel(kind)` before it where there must be one. Raises KeyError for an unknown kind or a missing value, ValueError
    for a quiet hour (`bot.quiet_hours.at_hour` gives times that are fine).
    """
    due_at = int(at.timestamp())
    if is_quiet(due_at):
        raise ValueError("Vigie does not write by itself between 21 h and 8 h")
    words = later_words()
    message = words.kinds[kind]
    line = Line(
        text=f"{words.hello}\n{message.text.format(**values)}",
        choices=tuple(Choice(button.label, button.data) for button in message.buttons),
        silent=True,
    )
    return {"do": "later", "kind": kind, "due_at": due_at, "line": line.as_dict()}


def cancel(kind: str | None = None) -> dict[str, Any]:
    """The effect that forgets the messages that still wait: those of a kind, or all."""
    return {"do": "cancel_later", "kind": kind}

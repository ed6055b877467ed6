"""Reminders: one message, one choice, on a surface that no scene shows. Shape of `content/reminders.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, root_validator, validator

from bot.lines import Choice, Line
from bot.scenarios.phrasing import fill
from bot.scenarios.schema import ID, ContentModel, read_content

#: Days after the yes at which a reminder comes: about ten days, then six weeks.
REMINDER_DAYS = (10, 42)
LATER_QUIZ_DAYS = 90
#: What a button says → the hour in Paris.
HOURS: Mapping[str, int] = {"h12": 12, "h17": 17}


class Reply(ContentModel):
    """One choice and what the coach says of it."""

    label: str = Field(min_length=1, max_length=32)
    right: bool = False
    feedback: str = Field(min_length=1, max_length=200)


class Reminder(ContentModel):
    """One message on its surface."""

    filled: ClassVar[tuple[str, ...]] = ("choices",)

    id: str = Field(regex=ID)
    surface: str
    speaker: str
    text: str = Field(max_length=160)
    honest: bool = False
    choices: tuple[Reply, ...]

    @validator("choices")
    def _something_to_choose(cls, value: tuple[Reply, ...]) -> tuple[Reply, ...]:
        if not any(one.right for one in value) or all(one.right for one in value):
            raise ValueError("some choices are right, some are not")
        return value


class Reminders(ContentModel):
    """`content/reminders.yml`."""

    filled: ClassVar[tuple[str, ...]] = ("items",)

    offer: str
    offer_quiz: str
    hours: Mapping[str, str]
    agreed: str
    agreed_quiz: str
    declined: str
    not_here: str
    not_now: str
    stopped: str
    gone: str
    shown: str
    buttons: Mapping[str, str]
    items: tuple[Reminder, ...]

    @root_validator(skip_on_failure=True)
    def _hours_and_ids(cls, values: dict[str, Any]) -> dict[str, Any]:
        if set(values["hours"]) != {*HOURS, "no"}:
            raise ValueError(f"hours: {', '.join(HOURS)} and no")
        ids = [item.id for item in values["items"]]
        if len(set(ids)) != len(ids):
            raise ValueError("two reminders have the same id")
        return values

    def get(self, item_id: str) -> Reminder | None:
        """The reminder of that id, or None (an old button may name one that is gone)."""
        return next((item for item in self.items if item.id == item_id), None)


def load_reminders(content: Path) -> Reminders:
    """Read the file. Raises ScenarioError."""
    return read_content(content / "reminders.yml", Reminders)


def offer(words: Reminders, what: str) -> Line:
    """The question before anything is written first. `what`: play or quiz."""
    text = words.offer if what == "play" else words.offer_quiz
    return Line(text, choices=tuple(Choice(label, f"n:{what}:{hour}") for hour, label in words.hours.items()))


def shown(words: Reminders, item: Reminder) -> Line:
    """The message and its choices."""
    values = {"surface": item.surface, "speaker": item.speaker, "text": item.text}
    choices = tuple(Choice(one.label, f"l:{item.id}:{place}") for place, one in enumerate(item.choices))
    return Line(fill(words.shown, values), "narrator", choices=choices)


def told(words: Reminders, item: Reminder, place: int) -> Line:
    """What the coach says of a choice, and the way on. Raises IndexError for a choice that is not there."""
    buttons = words.buttons
    choices = (
        Choice(buttons["play"], "c:play"),
        Choice(buttons["menu"], "c:menu"),
        Choice(buttons["stop"], "n:play:no"),
    )
    return Line(item.choices[place].feedback, "coach", choices=choices)

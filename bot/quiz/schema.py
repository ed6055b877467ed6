"""Shapes of `content/quiz/*.yml` and `content/replies/quiz.yml`. What spans both forms is proved by `bot.quiz.lint`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, root_validator, validator

from bot.scenarios.families import Families
from bot.scenarios.schema import ID, ContentModel, Flag, read_content

Kind = Literal["knowledge", "action", "intention"]
#: What an item measures; `bot.quiz.lint.PLAN` says which items make a form.
Aim = Literal["rights", "identity", "honest", "sign", "meetup", "telling"]
Phase = Literal["before", "after", "later", "extra"]
FORMS = ("a", "b")
PHASES: tuple[Phase, ...] = ("before", "after", "later", "extra")
INTENTION_TOP = 3


class Option(ContentModel):
    """One answer of an item. `right`: it protects, or it is true; `alarm`: an honest person is accused.

    `value`: how much one would tell somebody, 0 to 3 (intention only).
    """

    text: str = Field(min_length=1)
    right: bool = False
    alarm: bool = False
    value: int | None = Field(None, ge=0, le=INTENTION_TOP)


class Item(ContentModel):
    """One question, called `name` in the result.

    `honest`: the person in it is; `flags`: what a trap shows; `source`: where a fact comes from.
    """

    filled: ClassVar[tuple[str, ...]] = ("choices",)

    id: str = Field(regex=ID)
    name: str = Field(min_length=1, max_length=24)
    aim: Aim
    kind: Kind
    honest: bool = False
    difficulty: int = Field(ge=1, le=3)
    flags: tuple[Flag, ...] = ()
    text: str = Field(min_length=1)
    choices: tuple[Option, ...]
    explain: str = Field(min_length=1)
    source: str | None = None

    @root_validator(skip_on_failure=True)
    def _fits_its_kind(cls, values: dict[str, Any]) -> dict[str, Any]:
        choices, kind = values["choices"], values["kind"]
        if not 2 <= len(choices) <= 4:
            raise ValueError("two to four choices")
        if kind == "intention":
            if [choice.value for choice in choices] != list(range(INTENTION_TOP + 1)):
                raise ValueError(f"an intention has the values 0 to {INTENTION_TOP}, in order")
        elif any(choice.value is not None for choice in choices):
            raise ValueError("only an intention has values")
        elif not any(choice.right for choice in choices) or all(choice.right for choice in choices):
            raise ValueError("some choices are right, some are not")
        if any(choice.alarm for choice in choices) != values["honest"]:
            raise ValueError("an honest person can be accused (`alarm`), and only an honest one")
        if any(choice.alarm and choice.right for choice in choices):
            raise ValueError("accusing an honest person is not right")
        if values["honest"] and (values["flags"] or kind == "intention"):
            raise ValueError("an honest situation is an action or a knowledge item, without flags")
        if kind == "knowledge" and not values["source"]:
            raise ValueError("a fact names its source")
        return values


class Form(ContentModel):
    """One of the two parallel forms: six items. The run says in which order they are asked."""

    id: Literal["a", "b"]
    items: tuple[Item, ...]

    @validator("items")
    def _six(cls, value: tuple[Item, ...]) -> tuple[Item, ...]:
        if len(value) != 6:
            raise ValueError(f"six items, not {len(value)}")
        return value


class QuizWords(ContentModel):
    """`content/replies/quiz.yml`."""

    reviewed_by: str | None = None
    reviewed_on: dt.date | None = None
    intro: Mapping[str, str]
    kept: str
    resume: str
    question: str
    option: str
    unclear: str
    no_hint: str
    stale: str
    stale_no_quiz: str
    waiting: str
    moved: str
    title: str
    note: str
    bars: Mapping[str, str]
    result: str
    alt: str
    alt_line: str
    alt_before: str
    praise: Mapping[str, str]
    explained: str
    marks: Mapping[str, str]
    explanations: str
    study_ask: str
    study_yes_label: str
    study_no_label: str
    study_yes: str
    study_no: str
    class_ask: str
    class_yes_label: str
    class_no_label: str
    class_yes: str
    class_no: str
    buttons: Mapping[str, str]
    not_for_you: str


@dataclass(frozen=True)
class Quiz:
    """Both forms, the wording around them, and the families their flags belong to."""

    forms: Mapping[str, Form]
    words: QuizWords
    families: Families


def load_quiz(content: Path) -> Quiz:
    """Read the forms, their wording and the families. Raises ScenarioError."""
    forms = {name: read_content(content / "quiz" / f"form_{name}.yml", Form) for name in FORMS}
    return Quiz(
        forms,
        read_content(content / "replies" / "quiz.yml", QuizWords),
        read_content(content / "flags.yml", Families),
    )

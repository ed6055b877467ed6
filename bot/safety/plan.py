"""A safety plan for a meeting that is going to happen, by age band: pure steps from a button to bubbles.

Not going is offered first; nothing here says that a meeting is fine. Wording: content/replies/plan.yml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, Extra, ValidationError, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.lines import Choice, Line

Answer = Literal["not_going", "unsure", "going", "friend"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
#: Whose rule is taught where the age is not known: the strictest that still plays scenes.
UNKNOWN_BAND = "11-13"
BANDS = ("under-11", "11-13", "14-15", "16-18")
#: Bands whose rule is that an adult comes, or no meeting: they get no message that says where they go.
_WITH_AN_ADULT = frozenset({"under-11", "11-13"})


class PlanError(ValueError):
    """Wording that cannot be used; the message says which key."""


class _Model(BaseModel):
    class Config:
        allow_mutation = False
        extra = Extra.forbid


class PlanButtons(_Model):
    not_going: str
    unsure: str
    going: str
    friend: str
    instead: str
    more: str
    menu: str


class BandPlan(_Model):
    """The rule of an age band, and what to do before."""

    rule: str
    before: str


class PlanWords(_Model):
    """`content/replies/plan.yml`."""

    reviewed_by: str | None
    reviewed_on: dt.date | None
    door: str
    ask: str
    buttons: PlanButtons
    not_going: tuple[str, ...]
    unsure: tuple[str, ...]
    friend: tuple[str, ...]
    bands: Mapping[str, BandPlan]
    message: str
    leave: str
    close: str
    close_young: str

    @validator("bands")
    def _every_band(cls, value: Mapping[str, BandPlan]) -> Mapping[str, BandPlan]:
        if set(value) != set(BANDS):
            raise ValueError(f"bands are {', '.join(BANDS)}")
        return value


def load_plan_words(path: Path) -> PlanWords:
    """Read the wording. Raises PlanError."""
    try:
        return PlanWords.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError, ValidationError) as error:
        raise PlanError(f"{path.name}: {error}") from error


def ask(words: PlanWords) -> tuple[Line, ...]:
    """Where does the teen stand? Not going comes first."""
    buttons = words.buttons
    choices = tuple(Choice(getattr(buttons, answer), f"h:plan:{answer}") for answer in ANSWERS)
    return (Line(words.ask, voice="help", choices=choices),)


def answer_plan(
    words: PlanWords, answer: str, band: str | None, places: Mapping[str, str]
) -> tuple[Line, ...]:
    """The bubbles for an answer; the question again for one that nobody offered.

    `places`: the numbers that stand in sentences (police, child, silent).
    """
    if answer == "going":
        return _going(words, band if band and band in words.bands else UNKNOWN_BAND, places)
    if answer not in ANSWERS:
        return ask(words)
    *rest, last = (text.format(**places) for text in getattr(words, answer))
    going = (Choice(words.buttons.going, "h:plan:going"),) if answer == "unsure" else ()
    return (*_bubbles(*rest), Line(last, voice="help", choices=(*going, *_ways_on(words))))


def _going(words: PlanWords, band: str, places: Mapping[str, str]) -> tuple[Line, ...]:
    plan = words.bands[band]
    instead = Choice(words.buttons.instead, "h:plan:not_going")
    young = band in _WITH_AN_ADULT
    leave = words.leave.format(**places)
    close = words.close_young if young else words.close
    middle = (plan.before,) if young else (f"{plan.before}\n{words.message.format(**places)}",)
    return (
        *_bubbles(plan.rule, *middle, leave),
        Line(close, voice="help", choices=(instead, *_ways_on(words))),
    )


def _ways_on(words: PlanWords) -> tuple[Choice, ...]:
    return (Choice(words.buttons.more, "h:more"), Choice(words.buttons.menu, "c:menu"))


def _bubbles(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, voice="help") for text in texts)

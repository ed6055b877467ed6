"""The fixed wording of scenes and the published rubric: shapes of `content/replies/scene.yml`, `content/rubric.yml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from pydantic import Field, validator

from bot.scenarios.schema import FAKE_ENDINGS, GENUINE_ENDINGS, GIVEN_FIELDS, MOVES, ContentModel, Rating

T = TypeVar("T")


def _exactly(value: Mapping[str, T], names: Sequence[str]) -> Mapping[str, T]:
    """A table must name each of `names` and nothing else."""
    wrong = sorted(set(value) ^ set(names))
    if wrong:
        raise ValueError(f"missing or unknown: {', '.join(wrong)}")
    return value


class RubricType(ContentModel):
    """One of the eight published types of answer. `praise` is said in a debrief (protective types)."""

    rating: Rating
    name: str
    description: str
    praise: str | None = None


class Rubric(ContentModel):
    """`content/rubric.yml`: the eight types, where they come from, and names no scene may use as a villain."""

    source: str
    types: Mapping[str, RubricType]
    moves: Mapping[str, str]  # what each move means, for educators
    brands: tuple[str, ...]

    @validator("moves")
    def _all_moves(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        return _exactly(value, MOVES)


class GivenWords(ContentModel):
    """How a role-card field shows up in redacted text: the redaction's tags, and ordinary words."""

    label: str
    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class OpeningWords(ContentModel):
    """Before a scene; `role` asks who to play, where there is a choice."""

    note: str
    card: str
    role: str
    role_unclear: str


class CoachWords(ContentModel):
    filled: ClassVar[tuple[str, ...]] = ("better", "questions", "other_questions")

    quoted: str
    better: tuple[str, ...]
    hints: tuple[str, str, str]
    masked: str
    asked: tuple[str, ...]  # how the coach is asked outside a scene, where no model reads moves
    checking: tuple[str, ...]  # names of `asks` that help to know who is there
    questions: tuple[str, ...]  # one of those, answered in character: one after the other, then none
    other_questions: tuple[str, ...]  # a question that the scene did not foresee: the same


class MeaningWords(ContentModel):
    """« Ça veut dire ? »."""

    title: str
    term: str
    none: str


class ResumeWords(ContentModel):
    recap: str
    changed: str
    ended: str
    replay: str
    whole: str


class LeavingWords(ContentModel):
    leave: str
    offer: str


class ProfileWords(ContentModel):
    """A profile card: its lines, and all of it in words."""

    joined: str
    friends: str
    posts: str
    alt: str
    bio: str
    badges: str


class DebriefWords(ContentModel):
    """Frames of the debrief; `{…}` is filled in by `bot.scenarios.debrief`."""

    end: str
    well: str
    truth: str
    seen: str
    missed: str
    flag: str
    none: str
    answers: str
    answer: str
    law: str
    reflexes: str
    reflex: str
    lesson: str
    model: str
    own: str
    call: str
    calls: Mapping[str, str]  # resource id → how to name it in a sentence; hours stay in the resources
    and_: str = Field(alias="and")


class ButtonWords(ContentModel):
    pause: str
    help: str
    other: str
    replay_key: str
    replay_all: str
    another: str
    menu: str
    meaning: str


class SceneWording(ContentModel):
    """`content/replies/scene.yml`."""

    reviewed_by: str | None = None
    reviewed_on: dt.date | None = None
    opening: OpeningWords
    coach: CoachWords
    resume: ResumeWords
    leaving: LeavingWords
    profile: ProfileWords
    meaning: MeaningWords
    debrief: DebriefWords
    buttons: ButtonWords
    endings: Mapping[str, str]
    given: Mapping[str, GivenWords]
    longest_quote: int = Field(60, ge=10, le=60)

    @validator("endings")
    def _all_endings(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        return _exactly(value, (*FAKE_ENDINGS, *GENUINE_ENDINGS))

    @validator("given")
    def _all_fields(cls, value: Mapping[str, GivenWords]) -> Mapping[str, GivenWords]:
        return _exactly(value, GIVEN_FIELDS)

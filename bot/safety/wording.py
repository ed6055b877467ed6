"""The shape of `content/replies/help.yml`. Every text of help is read through it; a missing key stops the start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Extra, ValidationError, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.safety.risk import CATEGORIES, Role

#: Telegram shows more; a teen in trouble reads less.
MAX_BUBBLE = 300

MediaKind = Literal["photo", "voice", "location", "contact", "other"]
Speaks = Literal["self", "friend", "witness", "witness_content", "author_before", "author_after"]


class WordingError(ValueError):
    """Wording that cannot be used; the message says which key."""


class _Model(BaseModel):
    class Config:
        allow_mutation = False
        extra = Extra.forbid


class NumberTemplates(_Model):
    """How a help line is printed."""

    always: str
    until: str
    next: str
    unsure: str
    emergency: str
    online: str
    free: str
    via: str
    today: str
    tomorrow: str
    days: tuple[str, str, str, str, str, str, str]
    hour: str
    hour_minutes: str
    icons: Mapping[str, str]
    also: Mapping[Literal["chat", "sms"], str]
    site: str
    sms_only: str
    phone_bill: str


class ActionWords(_Model):
    """The smallest action that helps: now, or without that hurry."""

    urgent: str
    other: str


class SafeQuestion(_Model):
    text: str
    yes: str
    no: str
    unsure: str


class ButtonWords(_Model):
    go: str
    blocked: str
    game: str
    not_that: str
    more: str
    menu: str
    resume: str
    help: str
    emergency: str
    safe_now: str
    not_safe: str
    other_barrier: str
    follow_up: str
    clean: str
    done: str
    more_barriers: str
    back: str
    country: str
    languages: str


class FollowUpWords(_Model):
    """The offer of a message the next day, at one of `hours`, and the answers to it."""

    ask: str
    hours: tuple[int, ...]
    hour: str
    none: str
    unclear: str
    set: str
    not_set: str
    cannot: str
    fine: str
    same: str
    same_author: str

    @validator("hours")
    def _by_day(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or not all(QUIET_UNTIL <= hour < QUIET_FROM for hour in value):
            raise ValueError("Vigie writes first by day only")
        return value


class CorrectionWords(_Model):
    game: str
    not_that: str


class CheckInWords(_Model):
    scene: str
    scene_game: str
    scene_real: str
    scene_unsaid: str
    idle: str
    idle_me: str
    idle_other: str
    idle_no: str
    help_here: str
    any_hour: str
    game_answer: str
    no_answer: str
    unsaid_answer: str
    reminder: str


class Barrier(_Model):
    """What stops somebody, the answer to it, and the next tiny step.

    `author`: the answer for who did harm or may; an empty one where the barrier is not theirs (it consoles a victim).
    """

    id: str
    label: str
    answer: str
    step: str
    author: str | None = None

    def answer_to(self, *, author: bool) -> str:
        """The answer; empty where the barrier is not offered."""
        return self.answer if not author or self.author is None else self.author


class BarrierWords(_Model):
    ask: str
    next: str
    options: tuple[Barrier, ...]


class Theme(_Model):
    """A button of the help menu."""

    label: str
    category: str
    role: Role = "self"

    @validator("category")
    def _known(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"unknown category {value}")
        return value


class MenuWords(_Model):
    emergency: str
    ask: str
    themes: tuple[Theme, ...]
    friend_ask: str
    country_ask: str
    language_ask: str
    easy: str


class ButtonLine(_Model):
    label: str
    data: str


class DiscreetWords(_Model):
    text: str
    choices: tuple[ButtonLine, ...]


class UnderElevenWords(_Model):
    acknowledge: str
    action: str
    urgent: str
    numbers: str
    author: str


class AdultWords(_Model):
    open: str
    open_self: str
    how: str
    attraction: str


class MediaWords(_Model):
    photo: str
    voice: str
    location: str
    contact: str
    other: str
    help: str


class LanguageCard(_Model):
    id: str
    label: str
    text: str


class HelpWords(_Model):
    """`content/replies/help.yml`."""

    reviewed_by: str | None
    reviewed_on: dt.date | None
    numbers: NumberTemplates
    what_happens: str
    written: str
    honest: str
    copy_sms: str
    hurt: str
    quiet_suicide: str
    reach: str
    brief: str
    acknowledge: Mapping[Speaks, Mapping[str, str]]
    action: Mapping[
        Literal["self", "friend", "witness", "witness_content", "author"], Mapping[str, ActionWords]
    ]
    ask_safe: SafeQuestion
    ask_safe_friend: str
    buttons: ButtonWords
    safe_yes: str
    safe_yes_next: str
    safe_no: str
    go: str
    go_next: str
    go_after: str
    done: str
    follow_up: FollowUpWords
    expired: str
    correction: CorrectionWords
    check_in: CheckInWords
    barriers: BarrierWords
    menu: MenuWords
    discreet: DiscreetWords
    under_11: UnderElevenWords
    adult: AdultWords
    media: MediaWords
    easy_french: str
    languages: tuple[LanguageCard, ...]

    @validator("acknowledge")
    def _says_something_to_everyone(
        cls, value: Mapping[Speaks, Mapping[str, str]]
    ) -> Mapping[Speaks, Mapping[str, str]]:
        for speaker, texts in value.items():
            if "other" not in texts:
                raise ValueError(f"acknowledge.{speaker} needs `other`")
        return value

    @validator("action")
    def _acts_for_everyone(
        cls, value: Mapping[str, Mapping[str, ActionWords]]
    ) -> Mapping[str, Mapping[str, ActionWords]]:
        missing = set(CATEGORIES) - set(value["self"])
        if missing:
            raise ValueError(f"action.self is missing {sorted(missing)}")
        for role, texts in value.items():
            if role != "self" and "other" not in texts:
                raise ValueError(f"action.{role} needs `other`")
        return value


def load_help_words(path: Path) -> HelpWords:
    """Read the wording of help. Raises WordingError."""
    try:
        return HelpWords.parse_obj(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError, ValidationError) as error:
        raise WordingError(f"{path.name}: {error}") from error

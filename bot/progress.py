"""A teen's progress: scenes finished, signals mastered by family, what to play next, badges. Plain functions.

Counted from the plays that are still kept (90 days): nothing is stored for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, root_validator

from bot.lines import Picture
from bot.scenarios.families import Families
from bot.scenarios.library import Scenario
from bot.scenarios.phrasing import fill
from bot.scenarios.schema import ContentModel, read_content


class Badge(ContentModel):
    """One badge and the one count that earns it."""

    name: str = Field(min_length=1, max_length=24)
    scenes: int | None = Field(None, ge=1)
    replays: int | None = Field(None, ge=1)
    mastered: int | None = Field(None, ge=1)
    quizzes: int | None = Field(None, ge=1)

    @root_validator(skip_on_failure=True)
    def _one_count(cls, values: dict[str, Any]) -> dict[str, Any]:
        if sum(values[name] is not None for name in ("scenes", "replays", "mastered", "quizzes")) != 1:
            raise ValueError("a badge is earned by exactly one count")
        return values


class ProgressWording(ContentModel):
    """`content/progress.yml`."""

    filled: ClassVar[tuple[str, ...]] = ("badges",)

    title: str
    scenes: Mapping[str, str]
    text: str
    next: Mapping[str, str]
    alt: str
    alt_family: str
    alt_family_none: str
    alt_badges: str
    kept: str
    play: str
    buttons: Mapping[str, str]
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class ProgressWords:
    """How progress is told, and the families it is told by."""

    wording: ProgressWording
    families: Families


@dataclass(frozen=True)
class Finished:
    """A play that reached an ending: its scene, the flags seen and missed."""

    scenario: str
    seen: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """`scenes`: different ones finished. `mastered`: flags seen the last time they came; `missed`: not."""

    scenes: frozenset[str]
    replays: int
    quizzes: int
    mastered: frozenset[str]
    missed: frozenset[str]


def load_progress(content: Path) -> ProgressWords:
    """Read the wording and the families. Raises ScenarioError."""
    return ProgressWords(
        read_content(content / "progress.yml", ProgressWording),
        read_content(content / "flags.yml", Families),
    )


def progress_of(plays: Sequence[Finished], quizzes: int) -> Progress:
    """What the plays show, oldest first."""
    last: dict[str, bool] = {}
    for play in plays:
        last |= dict.fromkeys(play.missed, False) | dict.fromkeys(play.seen, True)
    scenes = frozenset(play.scenario for play in plays)
    return Progress(
        scenes,
        len(plays) - len(scenes),
        quizzes,
        frozenset(flag for flag, seen in last.items() if seen),
        frozenset(flag for flag, seen in last.items() if not seen),
    )


def play_next(
    progress: Progress, shelf: Sequence[Scenario], resting: frozenset[str] = frozenset()
) -> tuple[str, Scenario | None]:
    """What to play next, and why: « missed », « new » or « all » (None).

    A scene that must be the teen's own choice, or that rests today, is never put forward. Among scenes with missed
    signals the one with most of them; a scene not played yet goes first where they are even.
    """
    offered = [one for one in shelf if not one.file.own_choice_only and one.id not in resting]
    missing = {one.id: len(progress.missed & set(one.file.red_flags)) for one in offered}
    best = max(offered, key=lambda one: (missing[one.id], one.id not in progress.scenes), default=None)
    if best is not None and missing[best.id]:
        return "missed", best
    new = next((one for one in offered if one.id not in progress.scenes), None)
    return ("new", new) if new else ("all", None)


def badges_of(progress: Progress, badges: Sequence[Badge]) -> tuple[str, ...]:
    """The names of the badges earned, in file order."""
    have = {
        "scenes": len(progress.scenes),
        "replays": progress.replays,
        "mastered": len(progress.mastered),
        "quizzes": progress.quizzes,
    }
    return tuple(
        badge.name for badge in badges if all(have[name] >= (getattr(badge, name) or 0) for name in have)
    )


def picture_of(progress: Progress, words: ProgressWords, shelf: Sequence[Scenario]) -> Picture:
    """The picture, and all of it in words."""
    wording = words.wording
    done = len({one.id for one in shelf} & progress.scenes)
    scenes = wording.scenes["some" if done else "none"]
    scenes = fill(scenes, {"done": str(done), "all": str(len(shelf))})
    families, told = [], []
    for family in words.families.families.values():
        seen, missed = set(family.flags) & progress.mastered, set(family.flags) & progress.missed
        one = {"label": family.name, "seen": len(seen), "of": len(seen) + len(missed)}
        families.append(one)
        frame = wording.alt_family if one["of"] else wording.alt_family_none
        told.append(fill(frame, {"name": family.name, "seen": str(one["seen"]), "of": str(one["of"])}))
    badges = badges_of(progress, wording.badges)
    alt = fill(
        wording.alt,
        {
            "scenes": scenes,
            "families": ". ".join(told),
            "badges": fill(wording.alt_badges, {"badges": ", ".join(badges)}) if badges else "",
        },
    )
    facts = {"title": wording.title, "scenes": scenes, "families": families, "badges": list(badges)}
    return Picture("progress", facts, alt)

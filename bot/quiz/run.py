"""One taking of the quiz, as pure functions: which form, which question next, what the answers show.

Only indices are kept: nothing anybody typed enters a run.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.quiz.schema import FORMS, INTENTION_TOP, PHASES, Form, Item, Phase

#: « Three months later », with a margin for whoever comes a little early.
LATER_AFTER_DAYS = 80


@dataclass(frozen=True)
class QuizRun:
    """A quiz under way: `answers` are indices into the choices, as written in the file."""

    id: str
    form: str
    phase: Phase
    answers: tuple[int, ...] = ()

    def as_slot(self) -> dict[str, Any]:
        """JSON-ready form; `from_slot` reads it back."""
        return {"id": self.id, "form": self.form, "phase": self.phase, "answers": list(self.answers)}

    @classmethod
    def from_slot(cls, slot: Mapping[str, Any]) -> QuizRun:
        """Inverse of `as_slot`. Raises ValueError on anything else."""
        try:
            run = cls(slot["id"], slot["form"], slot["phase"], tuple(slot["answers"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a quiz: {error!r}") from error
        if run.form not in FORMS or run.phase not in PHASES:
            raise ValueError(f"not a quiz: {run}")
        return run


@dataclass(frozen=True)
class Score:
    """What a finished quiz shows. Intention runs from 0 to 3."""

    knowledge: int
    knowledge_of: int
    hits: int
    dangers: int
    false_alarms: int
    honest: int
    intention: int

    @property
    def trusted(self) -> int:
        """Honest people not accused."""
        return self.honest - self.false_alarms


@dataclass(frozen=True)
class Taken:
    """A quiz taken before: its phase, form, day and score."""

    phase: str
    form: str
    day: dt.date
    score: Score


def next_phase(taken: Sequence[Taken], scene_days: Sequence[dt.date], today: dt.date) -> Phase:
    """Before, then after (once a scene was finished since), then three months later; anything else is practice."""
    first = next((one for one in taken if one.phase == "before"), None)
    if first is None:
        return "before"
    phases = {one.phase for one in taken}
    last = max(one.day for one in taken if one.phase in ("before", "after"))
    if "later" not in phases and (today - last).days >= LATER_AFTER_DAYS:
        return "later"
    if "after" not in phases and any(day >= first.day for day in scene_days):
        return "after"
    return "extra"


def form_for(phase: Phase, taken: Sequence[Taken], seed: int) -> str:
    """The first form is drawn, the second time it is the other one, three months later the first again."""
    first = next((one.form for one in taken if one.phase == "before"), None)
    if first is None:
        return FORMS[seed % len(FORMS)]
    if phase == "later":
        return first
    return _other(first if phase == "after" else taken[-1].form)


def open_run(phase: Phase, taken: Sequence[Taken], seed: int) -> QuizRun:
    """A new run."""
    number = random.Random(f"{seed}:{len(taken)}").getrandbits(24)
    return QuizRun(f"{number:06x}", form_for(phase, taken, seed), phase)


def question(form: Form, run: QuizRun) -> Item | None:
    """The item to be asked now; None when all are answered."""
    return form.items[len(run.answers)] if len(run.answers) < len(form.items) else None


def order(item: Item, run: QuizRun) -> tuple[int, ...]:
    """In which order the choices are shown: shuffled by run; an intention's scale keeps its order."""
    places = list(range(len(item.choices)))
    if item.kind != "intention":
        random.Random(f"{run.id}:{item.id}").shuffle(places)
    return tuple(places)


def answered(run: QuizRun, choice: int) -> QuizRun:
    """The run with one more answer."""
    return replace(run, answers=(*run.answers, choice))


def score(form: Form, run: QuizRun) -> Score:
    """What the answers show; a question not reached counts for nothing."""
    pairs = [
        (item, item.choices[choice])
        for item, choice in zip(form.items, run.answers, strict=False)
        if choice < len(item.choices)
    ]
    knowledge = [option for item, option in pairs if item.kind == "knowledge"]
    traps = [option for item, option in pairs if item.kind == "action" and not item.honest]
    honest = [option for item, option in pairs if item.honest]
    return Score(
        knowledge=sum(option.right for option in knowledge),
        knowledge_of=len(knowledge),
        hits=sum(option.right for option in traps),
        dangers=len(traps),
        false_alarms=sum(option.alarm for option in honest),
        honest=len(honest),
        intention=min(
            INTENTION_TOP, sum(option.value or 0 for item, option in pairs if item.kind == "intention")
        ),
    )


def _other(form: str) -> str:
    return next(name for name in FORMS if name != form)

"""One taking of the quiz, as pure functions: which form, which question next, what the answers show.

Only indices are kept: nothing anybody typed enters a run.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.quiz.schema import FORMS, INTENTION_TOP, PHASES, Form, Item, Phase

#: « Three months later », with a margin for whoever comes a little early.
LATER_AFTER_DAYS = 80


@dataclass(frozen=True)
class QuizRun:
    """A quiz under way: `answers`, item id → index into the choices as written in the file.

    By id: an item that was rewritten meanwhile has another, and is asked.
    """

    id: str
    form: str
    phase: Phase
    answers: Mapping[str, int] = field(default_factory=dict)

    def as_slot(self) -> dict[str, Any]:
        """JSON-ready form; `from_slot` reads it back."""
        return {"id": self.id, "form": self.form, "phase": self.phase, "answers": dict(self.answers)}

    @classmethod
    def from_slot(cls, slot: Mapping[str, Any]) -> QuizRun:
        """Inverse of `as_slot`. Raises ValueError on anything else, a run of an older shape included."""
        try:
            run = cls(slot["id"], slot["form"], slot["phase"], dict(slot["answers"].items()))
        except (AttributeError, KeyError, TypeError) as error:
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

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Score:
        """A score as it was kept, by whatever version: what it does not hold counts 0, out of 0."""
        return cls(**{one.name: int(stored.get(one.name, 0)) for one in fields(cls)})

    @property
    def trusted(self) -> int:
        """Honest people not accused."""
        return self.honest - self.false_alarms


@dataclass(frozen=True)
class Taken:
    """A quiz taken before: its phase, form, day and score; `plays`: scenes finished by then, None when not kept."""

    phase: str
    form: str
    day: dt.date
    score: Score
    plays: int | None = None


def next_phase(taken: Sequence[Taken], scene_days: Sequence[dt.date], today: dt.date) -> Phase:
    """Before, then after (once a scene was finished since), then three months later; anything else is practice.

    Practice too where the quiz of before is no longer kept: there is nothing to compare with.
    """
    if not taken:
        return "before"
    first = next((one for one in taken if one.phase == "before"), None)
    if first is None:
        return "extra"
    phases = {one.phase for one in taken}
    last = max(one.day for one in taken if one.phase in ("before", "after"))
    if "later" not in phases and (today - last).days >= LATER_AFTER_DAYS:
        return "later"
    if "after" not in phases and _played_since(first, scene_days):
        return "after"
    return "extra"


def _played_since(first: Taken, scene_days: Sequence[dt.date]) -> bool:
    """Whether a scene was finished after that quiz. Plays know their day only: on the day itself they are counted."""
    if any(day > first.day for day in scene_days):
        return True
    of_the_day = sum(day <= first.day for day in scene_days)
    if first.plays is None:
        return first.day in scene_days
    return of_the_day > first.plays


def form_for(phase: Phase, taken: Sequence[Taken], seed: int) -> str:
    """The first form is drawn, the second time it is the other one, three months later the first again.

    Practice before the second time asks the first form again: the other stays unseen until it is needed.
    """
    first = next((one.form for one in taken if one.phase == "before"), None)
    if first is None:
        return _other(taken[-1].form) if taken else FORMS[seed % len(FORMS)]
    if phase == "after":
        return _other(first)
    if phase == "later" or not any(one.phase in ("after", "later") for one in taken):
        return first
    return _other(taken[-1].form)


def open_run(phase: Phase, taken: Sequence[Taken], seed: int) -> QuizRun:
    """A new run."""
    number = random.Random(f"{seed}:{len(taken)}").getrandbits(24)
    return QuizRun(f"{number:06x}", form_for(phase, taken, seed), phase)


def in_order(form: Form, run: QuizRun) -> tuple[Item, ...]:
    """The items as this run asks them: shuffled, so that no place tells a trap; the intention comes last."""
    first = [item for item in form.items if item.kind != "intention"]
    random.Random(f"{run.id}:items").shuffle(first)
    return (*first, *(item for item in form.items if item.kind == "intention"))


def question(form: Form, run: QuizRun) -> Item | None:
    """The item to be asked now; None when all are answered."""
    return next((item for item in in_order(form, run) if item.id not in run.answers), None)


def answered_so_far(form: Form, run: QuizRun) -> int:
    """How many of the form's items are answered."""
    return sum(item.id in run.answers for item in form.items)


def order(item: Item, run: QuizRun) -> tuple[int, ...]:
    """In which order the choices are shown: shuffled by run; an intention's scale keeps its order."""
    places = list(range(len(item.choices)))
    if item.kind != "intention":
        random.Random(f"{run.id}:{item.id}").shuffle(places)
    return tuple(places)


def button(form: Form, run: QuizRun, choice: int) -> str:
    """The callback data of a choice at the question of now: it names the run and the question, and so grows stale."""
    return f"q:{run.id}:{answered_so_far(form, run)}:{choice}"


def answered(form: Form, run: QuizRun, choice: int) -> QuizRun:
    """The run with an answer to its question of now. Raises LookupError when all are answered."""
    item = question(form, run)
    if item is None:
        raise LookupError(run.id)
    return replace(run, answers={**run.answers, item.id: choice})


def score(form: Form, run: QuizRun) -> Score:
    """What the answers show; a question not reached counts for nothing.

    An honest situation that asks for knowledge counts in both: the accusation is a false alarm, and knowledge is to
    neither accuse nor trust for it. The two are never added up.
    """
    pairs = [
        (item, item.choices[run.answers[item.id]])
        for item in form.items
        if 0 <= run.answers.get(item.id, -1) < len(item.choices)
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

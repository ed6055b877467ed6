"""Doors to the quiz: opening it, one answer, and whether its result may be counted in a study."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from rasa_sdk import Tracker

from actions.coach import wants_coach
from actions.content import quiz
from actions.door import Door, Said, Shown, idle_mode, profile
from actions.reminders import offer_of_the_later_quiz
from bot.lines import Choice, Line
from bot.quiz import telling
from bot.quiz.run import QuizRun, Score, Taken, answered, next_phase, open_run, question, score
from bot.replies import dialogue_replies
from bot.scenarios.phrasing import fill

BANDS = ("11-13", "14-15", "16-18")
STUDY = "study"


class ActionQuiz(Door):
    """Open the quiz, or take it up where it was left."""

    action = "action_quiz"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        band = profile(tracker).get("band")
        if band is None:
            return Shown(dialogue_replies().lines("age_unclear"), {"mode": "new", "situation": None})
        if band not in BANDS:
            return Shown((_with_menu(Line(quiz().words.not_for_you)),), {"mode": "menu", "situation": None})
        words = quiz().words
        run = run_under_way(tracker)
        if run is not None:
            return _asked(run, (Line(words.resume),))
        taken, scene_days = history(said)
        phase = next_phase(taken, scene_days, said.now.date())
        run = open_run(phase, taken, said.seed)
        return _asked(run, (Line(f"{words.intro[phase]}\n{words.kept}"),))


class ActionQuizAnswer(Door):
    """One answer, by button or in words; after the last one, the result."""

    action = "action_quiz_answer"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        words = quiz().words
        if said.arguments and said.arguments[0] == STUDY:
            return _study(said, tracker)
        run = run_under_way(tracker)
        if run is None:
            return Shown((_with_menu(Line(words.stale_no_quiz)),), {"mode": idle_mode(tracker), "quiz": None})
        if said.text is None:
            choice = _pressed(run, said.arguments)
            if choice is None:
                return _asked(run, (Line(words.stale),))
        elif wants_coach(said):
            return _asked(run, (Line(words.no_hint, "coach"),))
        else:
            choice = telling.read_answer(quiz(), run, said.text)
            if choice is None:
                return _asked(run, (Line(fill(words.unclear, {"letters": telling.letters(quiz(), run)})),))
        run = answered(run, choice)
        if question(quiz().forms[run.form], run) is not None:
            return _asked(run)
        return _finished(run, said, tracker)


def run_under_way(tracker: Tracker) -> QuizRun | None:
    """The quiz that is not finished; None too when its state is of an older shape."""
    slot = tracker.get_slot("quiz")
    try:
        run = QuizRun.from_slot(slot) if slot else None
    except ValueError:
        return None
    return run if run and question(quiz().forms[run.form], run) is not None else None


def history(said: Said) -> tuple[list[Taken], list[dt.date]]:
    """The quizzes taken before, and the days of finished plays."""
    taken = [
        Taken(one["phase"], one["form"], dt.date.fromisoformat(one["day"]), Score(**one["score"]))
        for one in said.facts.get("quizzes", ())
    ]
    return taken, [dt.date.fromisoformat(one["day"]) for one in said.facts.get("finished", ())]


def _asked(run: QuizRun, before: Sequence[Line] = ()) -> Shown:
    slots = {"mode": "quiz", "quiz": run.as_slot(), "situation": None, "help": None}
    return Shown((*before, telling.ask(quiz(), run)), slots)


def _pressed(run: QuizRun, arguments: Sequence[str]) -> int | None:
    """The choice of a fresh button; None for a stale or forged one."""
    item = question(quiz().forms[run.form], run)
    fresh = len(arguments) == 3 and arguments[:2] == (run.id, str(len(run.answers)))
    if not fresh or item is None or arguments[2] not in {str(n) for n in range(len(item.choices))}:
        return None
    return int(arguments[2])


def _finished(run: QuizRun, said: Said, tracker: Tracker) -> Shown:
    form = quiz().forms[run.form]
    taken, _days = history(said)
    got = score(form, run)
    first = next((one for one in taken if one.phase == "before"), None)
    lines = telling.result(quiz(), run, got, first)
    kept: Mapping[str, Any] = {
        "run_id": run.id,
        "phase": run.phase,
        "form": run.form,
        "band": profile(tracker).get("band") or BANDS[0],
        "answers": {item.id: choice for item, choice in zip(form.items, run.answers, strict=True)},
        "score": asdict(got),
    }
    agreed = any(one.get("study") for one in said.facts.get("quizzes", ()))
    if agreed or run.phase == "extra":
        lines[-1] = _with_menu(lines[-1])
        lines += offer_of_the_later_quiz(said, tracker) if run.phase == "after" else ()
    else:
        lines.append(_study_question())
    slots = {"mode": "menu", "quiz": None, "effects": [{"do": "keep_quiz", "run": dict(kept)}]}
    return Shown(tuple(lines), slots)


def _study_question() -> Line:
    words = quiz().words
    choices = (
        Choice(words.study_yes_label, f"q:{STUDY}:yes"),
        Choice(words.study_no_label, f"q:{STUDY}:no"),
    )
    return Line(words.study_ask, choices=(*choices, *_after()))


def _study(said: Said, tracker: Tracker) -> Shown:
    words = quiz().words
    agreed = said.arguments[1:] == ("yes",)
    line = _with_menu(Line(words.study_yes if agreed else words.study_no))
    return Shown(
        (line, *offer_of_the_later_quiz(said, tracker)),
        {"effects": [{"do": "agree_to_study", "agreed": agreed}]},
    )


def _after() -> tuple[Choice, ...]:
    words = quiz().words.buttons
    return (
        Choice(words["play"], "c:play"),
        Choice(words["progress"], "c:progress"),
        Choice(words["menu"], "c:menu"),
    )


def _with_menu(line: Line) -> Line:
    return replace(line, choices=_after())

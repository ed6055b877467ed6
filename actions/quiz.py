"""Doors to the quiz: opening it, one answer, and whether its result may be counted: in a study, in a class's total."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from rasa_sdk import Tracker

from actions.coach import wants_coach
from actions.content import quiz
from actions.door import PARIS, Door, Said, Shown, idle_mode, profile
from actions.reminders import offer_of_the_later_quiz
from actions.scene import back_in_scene, open_scene_of
from bot.later import cancel, later
from bot.lines import Choice, Line
from bot.quiet_hours import at_hour
from bot.quiz import telling
from bot.quiz.run import (
    QuizRun,
    Score,
    Taken,
    answered,
    answered_so_far,
    next_phase,
    open_run,
    question,
    score,
)
from bot.quiz.typed import read_answer
from bot.reminders import LATER_QUIZ_DAYS
from bot.replies import dialogue_replies
from bot.scenarios.phrasing import fill

BANDS = ("11-13", "14-15", "16-18")
STUDY = "study"
CLASS = "class"
#: The largest id a column holds.
MOST_ID = 2**31 - 1
#: Argument of an age button that leads on to the quiz.
ON_TO_THE_QUIZ = "quiz"
#: Where a button of the quiz is an answer. Elsewhere (a scene, help) an old keyboard takes nothing up again.
ANSWERED_IN = ("quiz", "menu")


class ActionQuiz(Door):
    """Open the quiz, or take it up where it was left."""

    action = "action_quiz"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return open_quiz(said, tracker, profile(tracker).get("band"))


class ActionQuizAnswer(Door):
    """One answer, by button or in words; after the last one, the result."""

    action = "action_quiz_answer"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        words = quiz().words
        if said.arguments[:1] == (STUDY,):
            return _study(said, tracker)
        if said.arguments[:1] == (CLASS,):
            return _class_total(said, tracker)
        band = profile(tracker).get("band")
        if band not in BANDS:
            return open_quiz(said, tracker, band)
        run = run_under_way(tracker)
        if run is None or (said.text is None and tracker.get_slot("mode") not in ANSWERED_IN):
            return _not_an_answer(run, tracker)
        if said.text is None:
            choice = _pressed(run, said.arguments)
            if choice is None:
                return _asked(run, (Line(words.stale),))
        else:
            # First: the words of a choice may well speak of asking somebody.
            choice = read_answer(quiz(), run, said.text)
            if choice is None and wants_coach(said):
                return _asked(run, (Line(words.no_hint, "coach"),))
            if choice is None:
                return _asked(run, (Line(fill(words.unclear, {"letters": telling.letters(quiz(), run)})),))
        form = quiz().forms[run.form]
        run = answered(form, run, choice)
        if question(form, run) is not None:
            return _asked(run)
        return _finished(run, said, tracker)


def open_quiz(said: Said, tracker: Tracker, band: str | None) -> Shown:
    """The next question of the quiz under way, or the first of a new one; the age question where it is not known."""
    words = quiz().words
    if band is None:
        return Shown(_age_first(), {"mode": "new", "situation": None})
    if band not in BANDS:
        return Shown((_with_menu(Line(words.not_for_you), tracker),), {"mode": "menu", "situation": None})
    run = run_under_way(tracker)
    if run is not None:
        return taken_up(run)
    taken, scene_days = history(said)
    phase = next_phase(taken, scene_days, said.now.date())
    run = open_run(phase, taken, said.seed)
    again = phase == "extra" and not any(one.phase in ("after", "later") for one in taken)
    return _asked(run, (Line(f"{words.intro['again' if again else phase]}\n{words.kept}"),))


def taken_up(run: QuizRun) -> Shown:
    """A quiz that was left, at the question where it stood."""
    return _asked(run, (Line(quiz().words.resume),))


def waiting_line() -> Line:
    """A quiz waits: the way back to it."""
    words = quiz().words
    return Line(
        words.waiting,
        choices=(Choice(words.buttons["resume"], "c:quiz"), Choice(words.buttons["menu"], "c:menu")),
    )


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
        Taken(
            one["phase"],
            one["form"],
            dt.date.fromisoformat(one["day"]),
            Score.from_stored(one["score"]),
            one["plays"],
        )
        for one in said.facts.get("quizzes", ())
    ]
    return taken, [dt.date.fromisoformat(one["day"]) for one in said.facts.get("finished", ())]


def _asked(run: QuizRun, before: Sequence[Line] = ()) -> Shown:
    slots = {"mode": "quiz", "quiz": run.as_slot(), "situation": None, "help": None}
    return Shown((*before, telling.ask(quiz(), run)), slots)


def _age_first() -> tuple[Line, ...]:
    """The age question; its buttons lead on to the quiz."""
    return tuple(
        replace(line, choices=tuple(_leading_on(choice) for choice in line.choices))
        for line in dialogue_replies().lines("age_unclear")
    )


def _leading_on(choice: Choice) -> Choice:
    return replace(choice, data=f"{choice.data}:{ON_TO_THE_QUIZ}") if choice.data.startswith("a:") else choice


def _not_an_answer(run: QuizRun | None, tracker: Tracker) -> Shown:
    """A button of a quiz that is over, or that waits while something else goes on: nothing else moves."""
    mode = tracker.get_slot("mode")
    line = waiting_line() if run is not None else _with_menu(Line(quiz().words.stale_no_quiz), tracker)
    gone = {} if run is not None else {"quiz": None}
    if mode == "scene":
        shown = back_in_scene(tracker)
        return Shown((replace(line, choices=()), *shown.lines), {**shown.slots, **gone})
    return Shown((line,), {**gone, **({"mode": _mode_after(tracker)} if mode == "quiz" else {})})


def _pressed(run: QuizRun, arguments: Sequence[str]) -> int | None:
    """The choice of a fresh button; None for a stale or forged one."""
    form = quiz().forms[run.form]
    item = question(form, run)
    fresh = len(arguments) == 3 and arguments[:2] == (run.id, str(answered_so_far(form, run)))
    if not fresh or item is None or arguments[2] not in {str(n) for n in range(len(item.choices))}:
        return None
    return int(arguments[2])


def _finished(run: QuizRun, said: Said, tracker: Tracker) -> Shown:
    form = quiz().forms[run.form]
    taken, scene_days = history(said)
    got = score(form, run)
    first = next((one for one in taken if one.phase == "before"), None)
    lines = telling.result(quiz(), run, got, first)
    kept: Mapping[str, Any] = {
        "run_id": run.id,
        "phase": run.phase,
        "form": run.form,
        "band": profile(tracker)["band"],
        "answers": {item.id: run.answers[item.id] for item in form.items},
        "score": asdict(got),
        "plays": len(scene_days),
    }
    effects: list[dict[str, Any]] = [{"do": "keep_quiz", "run": dict(kept)}]
    if run.phase == "after" and (moved := _later_quiz_moved(said)):
        lines.append(Line(quiz().words.moved))
        effects += moved
    agreed = any(one.get("study") for one in said.facts.get("quizzes", ()))
    if agreed or run.phase == "extra":
        lines[-1] = _with_menu(lines[-1], tracker)
        lines += _asked_next(said, tracker) if run.phase != "extra" else ()
    else:
        lines.append(_study_question(tracker))
    return Shown(tuple(lines), {"mode": _mode_after(tracker), "quiz": None, "effects": effects})


def _later_quiz_moved(said: Said) -> list[dict[str, Any]]:
    """The message asked for before the second quiz comes three months after that one, at the same hour."""
    waits = next((one for one in said.facts.get("waiting", ()) if one["kind"] == "later_quiz"), None)
    if waits is None or not said.reachable:
        return []
    hour = dt.datetime.fromtimestamp(waits["due_at"], PARIS).hour
    return [cancel("later_quiz"), later("later_quiz", at_hour(said.now, LATER_QUIZ_DAYS, hour))]


def _study_question(tracker: Tracker) -> Line:
    words = quiz().words
    choices = (
        Choice(words.study_yes_label, f"q:{STUDY}:yes"),
        Choice(words.study_no_label, f"q:{STUDY}:no"),
    )
    return Line(words.study_ask, choices=(*choices, *_after(tracker)))


def _study(said: Said, tracker: Tracker) -> Shown:
    words = quiz().words
    agreed = said.arguments[1:] == ("yes",)
    before = said.facts.get("quizzes", ())
    line = _with_menu(Line(words.study_yes if agreed else words.study_no), tracker)
    # Taken back: nothing else is asked in the same breath.
    back = not agreed and any(one["study"] for one in before)
    asked = _asked_next(said, tracker) if before and not back else ()
    return Shown((line, *asked), {"effects": [{"do": "agree_to_study", "agreed": agreed}]})


def _asked_next(said: Said, tracker: Tracker) -> tuple[Line, ...]:
    """One question at a time, each until it was answered: the total of a class, then the quiz of later."""
    waits = said.facts.get("class_to_ask")
    if waits is None:
        return offer_of_the_later_quiz(said, tracker)
    words, number = quiz().words, waits["class_id"]
    choices = (
        Choice(words.class_yes_label, f"q:{CLASS}:{number}:yes"),
        Choice(words.class_no_label, f"q:{CLASS}:{number}:no"),
    )
    return (Line(fill(words.class_ask, {"class": waits["name"]}), choices=choices),)


def _class_total(said: Said, tracker: Tracker) -> Shown:
    """Whether the total of a class counts these quizzes."""
    words = quiz().words
    number, agreed = said.arguments[1], said.arguments[2:] == ("yes",)
    if not (number.isascii() and number.isdecimal() and int(number) <= MOST_ID):
        return Shown(dialogue_replies().lines("unknown_button"))
    line = _with_menu(Line(words.class_yes if agreed else words.class_no), tracker)
    asked = offer_of_the_later_quiz(said, tracker) if said.facts.get("quizzes") else ()
    effect = {"do": "count_in_class", "class_id": int(number), "agreed": agreed}
    return Shown((line, *asked), {"effects": [effect]})


def _mode_after(tracker: Tracker) -> str:
    """Where a chat stands once the quiz is over: a scene that was left for it waits."""
    return "paused" if open_scene_of(tracker) else idle_mode(tracker)


def _after(tracker: Tracker) -> tuple[Choice, ...]:
    words = quiz().words.buttons
    play = Choice(words["scene"], "c:resume") if open_scene_of(tracker) else Choice(words["play"], "c:play")
    return (play, Choice(words["progress"], "c:progress"), Choice(words["menu"], "c:menu"))


def _with_menu(line: Line, tracker: Tracker) -> Line:
    return replace(line, choices=_after(tracker))

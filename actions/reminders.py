"""Doors to what Vigie writes first, only where a teen asked for it: reminders, and the quiz of three months later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.content import reminders
from actions.door import Door, Said, Shown, idle_mode, profile
from bot.later import cancel, later
from bot.lines import Line
from bot.quiet_hours import at_hour
from bot.reminders import HOURS, LATER_QUIZ_DAYS, REMINDER_DAYS, offer, shown, told
from bot.replies import dialogue_replies
from bot.scenarios.phrasing import fill

#: What a button names → the kind of message in content/replies/later.yml, and when it comes.
KINDS = {"play": ("reminder", REMINDER_DAYS), "quiz": ("later_quiz", (LATER_QUIZ_DAYS,))}


class ActionChooseReminder(Door):
    """Yes, at which hour, or no: nothing is written first without it."""

    action = "action_choose_reminder"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        words = reminders()
        what, hour = said.arguments
        if what not in KINDS or hour not in (*HOURS, "no", "ask"):
            return Shown(dialogue_replies().lines("unknown_button"))
        kind, days = KINDS[what]
        if hour == "no":
            # Where Vigie cannot write, nothing waits: forgetting it again does no harm.
            text = words.stopped if asked_for(tracker, what) else words.declined
            return Shown((_with_menu(Line(text)),), _kept(tracker, what, False, [cancel(kind)]))
        if not said.reachable:
            return Shown((_with_menu(Line(words.not_here)),))
        if hour == "ask":
            return Shown((offer(words, what),))
        effects = [cancel(kind), *(later(kind, at_hour(said.now, day, HOURS[hour])) for day in days)]
        text = words.agreed if what == "play" else words.agreed_quiz
        line = Line(fill(text, {"hour": str(HOURS[hour])}))
        return Shown((_with_menu(line),), _kept(tracker, what, True, effects))


class ActionReminderAnswer(Door):
    """A reminder was opened, put off, or answered."""

    action = "action_reminder_answer"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        words = reminders()
        name, choice = said.arguments
        # A scene under way waits: a reminder is no part of it.
        waiting = (tracker.get_slot("scene") or {}).get("status") == "playing"
        slots = {"mode": "paused" if waiting else idle_mode(tracker), "situation": None}
        if choice == "no":
            return Shown((_with_menu(Line(words.not_now)),), slots)
        if choice == "open":
            return Shown((shown(words, words.items[said.seed % len(words.items)]),), slots)
        item = words.get(name)
        if item is None or choice not in {str(place) for place in range(len(item.choices))}:
            return Shown((_with_menu(Line(words.gone)),), slots)
        return Shown((told(words, item, int(choice)),), slots)


def offer_after_a_scene(said: Said, tracker: Tracker) -> tuple[Line, ...]:
    """Asked once, after the first scene that came to its end, where Vigie can write at all."""
    if not said.reachable or "play" in (profile(tracker).get("reminders") or {}):
        return ()
    return (offer(reminders(), "play"),)


def offer_of_the_later_quiz(said: Said, tracker: Tracker) -> tuple[Line, ...]:
    """Asked after a quiz, until it was answered."""
    if not said.reachable or "quiz" in (profile(tracker).get("reminders") or {}):
        return ()
    return (offer(reminders(), "quiz"),)


def asked_for(tracker: Tracker, what: str) -> bool:
    """Whether this teen asked for that kind of message."""
    return bool((profile(tracker).get("reminders") or {}).get(what))


def _kept(tracker: Tracker, what: str, wanted: bool, effects: list[dict[str, Any]]) -> dict[str, Any]:
    known = profile(tracker)
    answers = {**(known.get("reminders") or {}), what: wanted}
    return {"profile": {**known, "reminders": answers}, "effects": effects}


def _with_menu(line: Line) -> Line:
    [menu] = dialogue_replies().lines("menu")
    return replace(line, choices=menu.choices)

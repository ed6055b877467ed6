"""Doors out of whatever runs, a scene or the quiz, and back in: pause, stop, resume."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.door import Door, Said, Shown, idle_mode
from actions.quiz import run_under_way, taken_up
from actions.scene import NO_SCENE, open_scene_of, scene_again
from bot.replies import dialogue_replies


class ActionPause(Door):
    """Leave the game, or the quiz, for now; the place is kept."""

    action = "action_pause"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        opened = open_scene_of(tracker) is not None
        key = "quiz_paused" if _in_the_quiz(tracker) else "paused" if opened else "nothing_to_pause"
        return Shown(
            dialogue_replies().lines(key),
            {"mode": "paused" if opened else idle_mode(tracker), "situation": None, "help": None},
        )


class ActionStop(Door):
    """Leave the game, the quiz, or the help, for good. No question asked.

    Stopping the quiz leaves a scene that waits where it is.
    """

    action = "action_stop"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        opened = open_scene_of(tracker) is not None
        if _in_the_quiz(tracker):
            mode = "paused" if opened else idle_mode(tracker)
            return Shown(replies.lines("quiz_stopped"), {"mode": mode, "quiz": None, "help": None})
        lines = replies.lines("stopped" if opened else "nothing_to_pause")
        return Shown(lines, {"mode": idle_mode(tracker), "help": None, **NO_SCENE})


class ActionResume(Door):
    """Take a paused scene up again, else a paused quiz; only the teen says so."""

    action = "action_resume"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        if (opened := open_scene_of(tracker)) is not None:
            return scene_again(*opened)
        if (run := run_under_way(tracker)) is not None:
            return taken_up(run)
        return Shown(dialogue_replies().lines("nothing_to_resume"), {"mode": idle_mode(tracker)})


def _in_the_quiz(tracker: Tracker) -> bool:
    return tracker.get_slot("mode") == "quiz" and run_under_way(tracker) is not None

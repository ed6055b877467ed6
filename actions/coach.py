"""The coach where no decision is waiting: in front of the list, at the menu, in a pause, after a scene.

Inside a scene it is a move like the others (bot.scenarios.play). Three levels everywhere: where to look, what it is,
what one could say.
"""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker

from actions.content import library
from actions.door import Said, Shown
from bot.lines import Line
from bot.replies import dialogue_replies
from bot.scenarios import play
from bot.scenarios.library import Scenario
from bot.scenarios.phrasing import fill
from bot.scenarios.state import SceneState
from bot.scenarios.typed import says

LEVELS = 3
#: Longer texts tell something: they are not a call for the coach.
MOST_WORDS = 8


def wants_coach(said: Said) -> bool:
    """Whether a text asks for advice, where no scene runs."""
    text = said.text or ""
    return said.intent == "ask_coach" or (
        len(text.split()) <= MOST_WORDS and says(text, library().wording.coach.asked)
    )


def general_advice(tracker: Tracker) -> Shown:
    """No scene: what helps in any conversation, one level further each time."""
    level = _level(tracker)
    return Shown(dialogue_replies().lines(f"coach_{level + 1}"), {"coach": level + 1})


def advice_in_a_pause(scenario: Scenario, state: SceneState, said: Said) -> Shown:
    """The hint of the place that waits. The scene stays paused: only the teen resumes it."""
    step = play.play_turn(scenario, state, "ask_coach", None, said.seed, said.now)
    [waiting] = dialogue_replies().lines("still_paused")
    [hint] = step.lines
    return Shown((replace(hint, choices=waiting.choices),), {"scene": step.state.as_slot()})


def advice_after(scenario: Scenario, state: SceneState, tracker: Tracker) -> Shown:
    """After a scene: its lesson, then a reflex, then the sentence of somebody of that age."""
    level = _level(tracker)
    version = scenario.file.version(state.version)
    own = version.debrief if version else None
    common = scenario.file
    told = (
        (own and own.lesson) or common.lesson,
        ((own and own.reflexes) or common.reflexes)[0],
        f"« {(own and own.model_answer) or common.model_answer} »",
    )[level]
    text = fill(scenario.wording.coach.hints[level], {"hint": told})
    step = play.resume(scenario, state)
    return Shown((Line(text, "coach", choices=step.lines[-1].choices),), {"coach": level + 1})


def _level(tracker: Tracker) -> int:
    """How far the coach has come here: 0, 1, 2, and 2 again."""
    return min(tracker.get_slot("coach") or 0, LEVELS - 1)

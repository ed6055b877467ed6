"""Doors to a teen's own settings: the persona's pauses, the spelling of its bubbles. Kept with the age band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.door import Door, Said, Shown, idle_mode, profile
from actions.scene import open_scene_of
from bot.lines import Choice, Line
from bot.replies import dialogue_replies

#: Button argument → what it sets in the profile. A key of dialogue.yml says it: `setting_<argument>`.
SETTINGS: Mapping[str, tuple[str, bool]] = {
    "fast": ("pauses", False),
    "slow": ("pauses", True),
    "clear": ("clear", True),
    "sms": ("clear", False),
}


class ActionSettings(Door):
    """What can be set, as it is now."""

    action = "action_settings"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return panel(said, tracker, profile(tracker))


class ActionChooseSetting(Door):
    """One setting, by button."""

    action = "action_choose_setting"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        if said.arguments[0] not in SETTINGS:
            return Shown(dialogue_replies().lines("unknown_button"))
        name, value = SETTINGS[said.arguments[0]]
        known = {**profile(tracker), name: value}
        return panel(said, tracker, known, dialogue_replies().lines(f"setting_{said.arguments[0]}"))


def panel(said: Said, tracker: Tracker, known: Mapping[str, Any], before: tuple[Line, ...] = ()) -> Shown:
    """The settings with the buttons that change them, and the way back: to the paused scene, or to the menu."""
    replies = dialogue_replies()
    offered = (
        "slow" if known.get("pauses") is False else "fast",
        "sms" if known.get("clear") else "clear",
    )
    paused = open_scene_of(tracker) is not None
    back = ("resume", "c:resume") if paused else ("menu", "c:menu")
    *rest, last = replies.lines("settings")
    wanted = (known.get("reminders") or {}).get("play")
    reminders = ("reminders_off", "n:play:no") if wanted else ("reminders_on", "n:play:ask")
    choices = (
        *(Choice(replies.label(f"setting_{name}_label"), f"p:{name}") for name in offered),
        *((Choice(replies.label(f"setting_{reminders[0]}_label"), reminders[1]),) if said.reachable else ()),
        Choice(replies.label(f"setting_{back[0]}_label"), back[1]),
    )
    mode = "paused" if paused else idle_mode(tracker)
    slots = {"profile": dict(known), "mode": mode, "situation": None, "help": None}
    return Shown((*before, *rest, replace(last, choices=choices)), slots)

"""Doors to help: something real was read, or somebody asks. What is said lives in bot.safety.help.

Slots: `help` is the state of the open dialogue, or the reading a check-in asks about; it expires (design.md §8).
While help is open nothing resumes by itself: a scene waits in its slot until the teen says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker

from actions.door import Door, Said, Shown, idle_mode, profile
from actions.quiz import run_under_way, waiting_line
from actions.scene import back_in_scene, open_scene_of
from actions.verify import ask_more, checked_so_far, flags_so_far, report
from bot.expiry import expiry
from bot.later import cancel, later
from bot.lines import Line
from bot.quiet_hours import at_hour
from bot.safety.help import Help
from bot.safety.normalise import normalise
from bot.safety.plan import load_plan_words
from bot.safety.resources import load_resources
from bot.safety.risk import Risk
from bot.safety.wording import load_help_words
from bot.scenarios.resting import SECONDS as RESTING_SECONDS
from bot.settings import ROOT

#: A third ambiguous line in a scene gets the coach's reminder instead of a check-in.
CHECKS_A_SCENE = 2

HOUR = re.compile(r"\b(\d{1,2})\s*h?\b")

#: What words answer to « Est-ce que tu es en sécurité, là ? » and to a check-in.
SAFE_WORDS_ANSWERS = {"yes": "safe_yes", "no": "safe_no", "dont_know": "safe_unsure"}
GAME_WORDS = ("jeu", "scene", "blague", "blagues", "rigole", "rigolais", "jrigole", "pour rire", "fictif")
REAL_WORDS = ("vrai", "vraie", "vraiment", "vie", "reel", "reelle", "pas le jeu", "pas du jeu")
OTHER_WORDS = (
    "pote",
    "ami",
    "amie",
    "copine",
    "copain",
    "quelqu un",
    "quelqu'un d'autre",
    "soeur",
    "frere",
    "cousin",
)
DONE_INTENTS = ("thanks", "bye")
#: Answers after which help is over.
CORRECTIONS = ("game", "not_that")
GOODBYES = ("done", "next_day:fine")


@lru_cache(maxsize=1)
def help_book() -> Help:
    """Help over its wording and the help lines, read once."""
    content = ROOT / "content"
    return Help(
        load_help_words(content / "replies" / "help.yml"),
        load_plan_words(content / "replies" / "plan.yml"),
        load_resources(content / "resources"),
    )


class ActionHelp(Door):
    """Something real was said: help at once, the scene waits."""

    action = "action_help"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        state = help_state(tracker, said.now)
        if is_urgent(state) and said.risk.level != "urgent":
            return unanswered(state, said, tracker)
        shown = opened(said.risk, said, tracker)
        if tracker.get_slot("mode") != "verify" or not said.flags or said.risk.level == "urgent":
            return shown
        # Asked to check a situation that is real: what was asked for, then help, which has the last word.
        checked, kept = checked_so_far(said, tracker)
        return Shown((*checked, *shown.lines), {**shown.slots, **kept})


class ActionHelpMenu(Door):
    """/aide, *sos*: emergency numbers first, then themes."""

    action = "action_help_menu"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(help_book().help_menu(said.now, country=country(tracker)), held(tracker, None, said.now))


class ActionHelpAnswer(Door):
    """An answer to help, by button or in words."""

    action = "action_help_answer"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        state = help_state(tracker, said.now)
        if said.text is not None:
            chosen = _in_words(said, state)
            if chosen is None and said.intent == "insult":
                # Shortened, never blocked.
                return Shown(
                    help_book().brief(said.now, country=country(tracker)), held(tracker, state, said.now)
                )
            if chosen is None and not is_urgent(state):
                # Words that answer nothing: the numbers stay in sight, nothing is asked again.
                lines = help_book().all_numbers(said.now, country=country(tracker))
                return Shown(lines, held(tracker, state, said.now))
            if chosen is None:
                return unanswered(state, said, tracker)
        else:
            chosen = ":".join(said.arguments)
        step = help_book().help_turn(
            state,
            chosen,
            said.now,
            country=country(tracker),
            age_band=profile(tracker).get("band"),
            offer_follow_up=said.reachable,
        )
        if chosen in CORRECTIONS:
            # Said to have been the game, or nothing: no theme rests for it.
            return over(step.lines, tracker, resting=None)
        if chosen in GOODBYES and not step.state:
            return over(step.lines, tracker)
        slots = held(tracker, step.state, said.now)
        if chosen.startswith("country:") and chosen != "country:":
            slots["profile"] = {**profile(tracker), "country": chosen.partition(":")[2]}
        if chosen.startswith(("theme:", "about:")):
            slots |= at_rest(step.state, said, tracker)
        if step.next_day_at is not None:
            at = at_hour(said.now, 1, step.next_day_at)
            slots["effects"] = [cancel("follow_up"), later("follow_up", at)]
        return Shown(step.lines, slots)


class ActionCheckIn(Door):
    """« Du jeu ou de ta vraie vie ? », help already visible. At most two in a scene."""

    action = "action_check_in"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        state = help_state(tracker, said.now)
        if is_urgent(state):
            return unanswered(state, said, tracker)
        if tracker.get_slot("mode") == "help" and state and state.get("category"):
            # Somebody is already talking of real life: not asked again whether it is.
            return opened(replace(said.risk, decision="alarm"), said, tracker)
        in_scene = tracker.get_slot("mode") == "scene"
        asked = list((tracker.get_slot("checks") or {}).get("asked", ()))
        if in_scene and len(asked) >= CHECKS_A_SCENE and said.risk.category in asked:
            shown = back_in_scene(tracker)
            return Shown((help_book().reminder(), *shown.lines[1:]), shown.slots)
        lines = help_book().check_in(in_scene, said.risk, said.now, country=country(tracker))
        asked_of = {"in_scene": in_scene, "in_quiz": tracker.get_slot("mode") == "quiz"}
        slots = held(tracker, {"asked": said.risk.as_dict(), **asked_of}, said.now)
        if in_scene:
            slots["checks"] = {"asked": [*asked, said.risk.category], "until": expiry(said.now)}
        if tracker.get_slot("mode") == "verify" and said.flags:
            # What was asked for first: the flags, then the question.
            checked, kept = checked_so_far(said, tracker)
            lines, slots = (*checked, *lines), {**slots, **kept}
        return Shown(lines, {**slots, "mode": "check"})


class ActionCheckInAnswer(Door):
    """« Du jeu », « de ma vraie vie », « je préfère pas dire »; or, outside a scene, me, somebody else, no."""

    action = "action_check_in_answer"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        state = help_state(tracker, said.now) or {}
        in_scene = bool(state.get("in_scene"))
        chosen = said.arguments[0] if said.text is None else _check_in_words(said, in_scene)
        if chosen is None and said.flags and tracker.get_slot("verify"):
            # Not an answer but the rest of what is being checked.
            known, kept = flags_so_far(said, tracker)
            return Shown(tuple(report(said.flags, known)), {**kept, "mode": "verify", "situation": None})
        asked = Risk.from_dict(state["asked"]) if "asked" in state else None
        step = help_book().check_in_answer(
            chosen or "unsaid",
            asked,
            said.now,
            in_scene=open_scene_of(tracker) is not None,
            country=country(tracker),
            age_band=profile(tracker).get("band"),
            offer_follow_up=said.reachable,
        )
        if chosen in ("game", "no"):
            shown = over(step.lines, tracker)
            if chosen == "no" and tracker.get_slot("verify"):
                # The check of a situation goes on where it was.
                return Shown((*shown.lines, ask_more()), {**shown.slots, "mode": "verify"})
            if state.get("in_quiz") and run_under_way(tracker) is not None:
                return Shown((*shown.lines, waiting_line()), shown.slots)
            return shown
        slots = held(tracker, step.state or None, said.now)
        # Rather not said: it may be real.
        about = step.state or state.get("asked") or {}
        return Shown(step.lines, {**slots, **at_rest(about, said, tracker)})


class ActionDiscreet(Door):
    """The discreet word: nothing on screen says help."""

    action = "action_discreet"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(help_book().discreet(said.now), held(tracker, None, said.now))


def is_urgent(state: Mapping[str, Any] | None) -> bool:
    """Whether an urgent reply waits for its answer, or was told « non »."""
    return state is not None and state.get("level") == "urgent" and state.get("step") in ("safe", "unsafe")


def unanswered(state: Mapping[str, Any] | None, said: Said, tracker: Tracker) -> Shown:
    """The question of an urgent reply is still open: whatever is said counts as « je sais pas »; life first."""
    step = help_book().help_turn(state, "safe_unsure", said.now)
    return Shown(step.lines, held(tracker, step.state, said.now))


def opened(risk: Risk, said: Said, tracker: Tracker) -> Shown:
    """Help for a reading of risk."""
    step = help_book().open_help(
        risk,
        said.now,
        country=country(tracker),
        in_scene=open_scene_of(tracker) is not None,
        age_band=profile(tracker).get("band"),
        offer_follow_up=said.reachable,
    )
    slots = held(tracker, step.state or None, said.now)
    return Shown(step.lines, {**slots, **at_rest(step.state, said, tracker)})


def over(lines: tuple[Line, ...], tracker: Tracker, **slots: Any) -> Shown:
    """Help is over: back to where the chat stood, a scene waiting until the teen takes it up."""
    mode = "paused" if open_scene_of(tracker) else idle_mode(tracker)
    return Shown(lines, {"help": None, "mode": mode, "situation": None, **slots})


def at_rest(state: Mapping[str, Any], said: Said, tracker: Tracker) -> dict[str, Any]:
    """The slot by which scenes on what was just said are not proposed for a day."""
    said_now = {state.get("category"), *state.get("also", ())} - {None}
    if not said_now:
        return {}
    kept = tracker.get_slot("resting") or {}
    until = int(said.now.timestamp()) + RESTING_SECONDS
    return {"resting": {"themes": sorted({*kept.get("themes", ()), *said_now}), "until": until}}


def country(tracker: Tracker) -> str:
    """Whose help lines to name."""
    return str(profile(tracker).get("country") or "fr")


def held(tracker: Tracker, state: Mapping[str, Any] | None, now: dt.datetime) -> dict[str, Any]:
    """Slots while help is open: no situation, so that words are read as life and not as play."""
    kept = {**state, "until": expiry(now)} if state else None
    return {"mode": "help", "situation": None, "help": kept}


def help_state(tracker: Tracker, now: dt.datetime) -> dict[str, Any] | None:
    """The state of the open help dialogue, or None once it has expired."""
    state = tracker.get_slot("help")
    if not state or state.get("until", 0) < now.timestamp():
        return None
    return {name: value for name, value in state.items() if name != "until"}


def _in_words(said: Said, state: Mapping[str, Any] | None) -> str | None:
    """What typed words answer in a help dialogue; None where they answer nothing that was asked."""
    folded = folded_words(said.text)
    if state and state.get("step") == "hour" and (hour := HOUR.search(folded)):
        return f"tomorrow:{hour.group(1)}"
    if state and state.get("in_scene") and says(folded, GAME_WORDS) and not says(folded, REAL_WORDS):
        return "game"
    if state and state.get("step") in ("safe", "unsafe") and said.intent in SAFE_WORDS_ANSWERS:
        return SAFE_WORDS_ANSWERS[said.intent]
    if said.intent in DONE_INTENTS:
        return "done"
    return None


def _check_in_words(said: Said, in_scene: bool) -> str | None:
    folded = folded_words(said.text)
    if says(folded, REAL_WORDS):
        return "real" if in_scene else "me"
    if not in_scene and says(folded, OTHER_WORDS):
        return "other"
    if says(folded, GAME_WORDS):
        return "game" if in_scene else "no"
    if not in_scene and said.intent in ("yes", "no"):
        return "me" if said.intent == "yes" else "no"
    return None


def says(folded: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words is said, whole: « jeudi » is no « jeu », « viens » no « vie »."""
    return any(re.search(rf"\b{re.escape(word)}\b", folded) for word in words)


def folded_words(text: str | None) -> str:
    return normalise(text or "")

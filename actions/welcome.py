"""Doors outside scenes and help: first contact, age, menu, small talk, what is not text."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.classes import class_shown
from actions.coach import advice_in_a_pause, general_advice, wants_coach
from actions.content import library
from actions.door import Door, Said, Shown, idle_mode, profile
from actions.help import help_book
from actions.quiz import ON_TO_THE_QUIZ, open_quiz
from actions.scene import back_in_scene, open_scene_of, rests, still_paused
from bot.lines import Line
from bot.replies import dialogue_replies
from bot.scenarios.glossary import MOST_TERMS
from bot.scenarios.phrasing import fill

BANDS = ("under-11", "11-13", "14-15", "16-18", "adult")

_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_RANGE = re.compile(r"(11\s*(?:-|–|à|a|et)\s*13|14\s*(?:-|–|à|a|et)\s*15|16\s*(?:-|–|à|a|et)\s*18)")
_ADULT = re.compile(r"\badultes?\b|\bparent\b|\bprof\b", re.IGNORECASE)


def band_of_age(age: int) -> str | None:
    """The band of an age in years; None where no such person writes."""
    if 3 <= age < 11:
        return "under-11"
    for band in ("11-13", "14-15", "16-18"):
        low, high = map(int, band.split("-"))
        if low <= age <= high:
            return band
    return "adult" if 18 < age < 100 else None


def band_in(text: str) -> str | None:
    """An age band read in a teen's words: a band, a number of years, or « adulte »."""
    if found := _RANGE.search(text):
        return band_of_age(int(found.group(1)[:2]))
    if _ADULT.search(text):
        return "adult"
    ages = {band for number in _NUMBER.findall(text) if (band := band_of_age(int(number)))}
    return ages.pop() if len(ages) == 1 else None


#: Small talk with an answer of its own in content/replies/dialogue.yml (`talk_<intent>`).
TALK = (
    "greet",
    "bye",
    "thanks",
    "who_are_you",
    "how_are_you",
    "laugh",
    "insult",
    "yes",
    "no",
    "dont_know",
    "compliment",
    "bored",
)


class ActionWelcome(Door):
    """First contact: who this is, what is kept, what is never asked, age band."""

    action = "action_welcome"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        # A class named in a deep link is shown once the age question is answered.
        shown = welcomed(tracker)
        if said.arguments and said.facts.get("class") is None:
            return Shown((*dialogue_replies().lines("class_unknown"), *shown.lines), shown.slots)
        return Shown(shown.lines, {**shown.slots, "invited": said.facts.get("class")})


class ActionChooseAge(Door):
    """An age band, by button or in words."""

    action = "action_choose_age"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        band = said.arguments[0] if said.arguments else band_in(said.text or "")
        if band not in BANDS:
            if not profile(tracker).get("met"):
                return welcomed(tracker)
            return Shown(dialogue_replies().lines("age_unclear"), {"mode": "new"})
        replies = dialogue_replies()
        own_path = {"under-11": "age_under_11", "adult": "age_adult"}.get(band)
        lines = replies.lines(own_path) if own_path else (*replies.lines("age_known", band=band), *menu(band))
        slots = {
            "profile": {**profile(tracker), "band": band},
            "mode": "menu",
            "situation": None,
            "help": None,
        }
        invited = tracker.get_slot("invited")
        if invited and not own_path:
            shown = class_shown(invited)
            return Shown((lines[0], *shown.lines), {**slots, **shown.slots, "invited": None})
        if said.arguments[1:] == (ON_TO_THE_QUIZ,) and not own_path:
            shown = open_quiz(said, tracker, band)
            return Shown((lines[0], *shown.lines), {**slots, **shown.slots})
        return Shown(lines, slots)


class ActionMenu(Door):
    """What there is to do."""

    action = "action_menu"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        mode = "paused" if open_scene_of(tracker) else idle_mode(tracker)
        return Shown(menu(profile(tracker).get("band")), {"mode": mode, "situation": None, "help": None})


class ActionTalk(Door):
    """Small talk when nothing runs: one short answer, and the way to what Vigie can do."""

    action = "action_talk"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        opened = open_scene_of(tracker)
        paused = tracker.get_slot("mode") == "paused"
        if wants_coach(said):
            in_pause = paused and opened is not None and not rests(tracker)
            return advice_in_a_pause(*opened, said) if in_pause and opened else general_advice(tracker)
        if said.text is not None and (told := explained(said.text)):
            return Shown(told)
        if paused:
            return Shown(still_paused(tracker))
        return Shown(replies.lines(f"talk_{said.intent}" if said.intent in TALK else "talk_other"))


class ActionMedia(Door):
    """A photo, a voice note, a place… may *be* the disclosure: nothing is opened, help is at hand."""

    action = "action_media"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(help_book().media(said.arguments[0], said.now))


class ActionComeLate(Door):
    """A message that waited for hours (an outage of ours): help first, then where things stand."""

    action = "action_come_late"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        if tracker.get_slot("mode") != "scene":
            return Shown(replies.lines("late"))
        shown = back_in_scene(tracker)
        return Shown((*replies.lines("late_in_scene"), *shown.lines), shown.slots)


class ActionUnknownChoice(Door):
    """Callback data nobody made, or of a version that is gone."""

    action = "action_unknown_choice"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(dialogue_replies().lines("unknown_button"))


class ActionDefaultFallback(Door):
    """What no rule foresaw still gets an answer; Rasa's own fallback would undo the turn."""

    action = "action_default_fallback"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(dialogue_replies().lines("talk_other"))


def explained(text: str) -> tuple[Line, ...]:
    """« ça veut dire quoi tkt ? », asked of Vigie itself; nothing where no known word is asked about."""
    terms = library().glossary.asked_in(text)
    if not terms:
        return ()
    words = library().wording.meaning
    told = [fill(words.term, {"term": term.term, "means": term.means}) for term in terms[:MOST_TERMS]]
    [menu_line] = dialogue_replies().lines("menu")
    return (Line("\n".join([words.title, *told]), choices=menu_line.choices),)


def welcomed(tracker: Tracker) -> Shown:
    """Who this is, what is kept, what is never asked: at the very first contact, and with /start."""
    known = {**profile(tracker), "met": True}
    slots = {"mode": "new", "situation": None, "help": None, "profile": known}
    return Shown(dialogue_replies().lines("welcome"), slots)


def menu(band: str | None) -> tuple[Line, ...]:
    """What there is to do, for an age band: the youngest have no scenes."""
    return dialogue_replies().lines("menu_short" if band == "under-11" else "menu")

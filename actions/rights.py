"""Doors to one's rights: what is held (plain words, and a JSON file), erasing it, what is done with it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.content import library
from actions.door import PARIS, Door, Said, Shown, idle_mode
from bot.later import later_words
from bot.lines import Choice, Line
from bot.replies import dialogue_replies


class ActionMyData(Door):
    """Everything held, in plain words."""

    action = "action_my_data"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        held = said.facts.get("held") or {}
        titles = [_title(play["scenario"]) for play in held.get("plays", ())]
        classes = [f"{one['name']} ({one['nickname']})" for one in held.get("classes", ())]
        lines = replies.lines(
            "my_data",
            band=(held.get("live", {}).get("profile") or {}).get("band") or "—",
            plays=str(len(titles)),
            titles=", ".join(dict.fromkeys(titles)) or "—",
            lines=str(sum(len(play["lines"]) for play in held.get("plays", ()))),
            classes=", ".join(classes) or "—",
            quizzes=str(len(held.get("quizzes", ()))),
            notes=str(held.get("staff_notes", 0)),
            screen=str(held.get("messages_on_screen", 0)),
            asked=", ".join(_asked(one) for one in held.get("messages_asked_for", ())) or "—",
        )
        if any(one["may_be_counted_in_a_study"] for one in held.get("quizzes", ())):
            *first, last = lines
            no_more = Choice(replies.label("study_off_label"), "q:study:no")
            lines = (*first, replace(last, choices=(no_more, *last.choices)))
        return Shown(lines)


class ActionMyDataFile(Door):
    """The same as a JSON file."""

    action = "action_my_data_file"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        [line] = dialogue_replies().lines("my_data_file")
        content = json.dumps(said.facts.get("held") or {}, ensure_ascii=False, indent=2)
        return Shown((Line(line.text, attachment=("vigie-mes-donnees.json", content)),))


class ActionErase(Door):
    """First tap: what goes, and the question."""

    action = "action_erase"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(dialogue_replies().lines("erase_ask"))


class ActionEraseChoice(Door):
    """Second tap: everything goes, live state included."""

    action = "action_erase_choice"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        replies = dialogue_replies()
        if said.arguments != ("yes",):
            return Shown(replies.lines("erase_kept"), {"mode": idle_mode(tracker)})
        return Shown(replies.lines("erased"), {"effects": [{"do": "erase"}]})


class ActionPrivacy(Door):
    """What is kept, for how long, who can read it, whom to ask."""

    action = "action_privacy"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        return Shown(dialogue_replies().lines("privacy"))


def _asked(waiting: Mapping[str, Any]) -> str:
    day = dt.datetime.fromtimestamp(waiting["due_at"], PARIS)
    message = later_words().kinds.get(waiting["kind"])
    return f"{message.name if message else waiting['kind']} ({day:%d/%m})"


def _title(scenario_id: str) -> str:
    scenario = library().get(scenario_id)
    return scenario.file.title if scenario else scenario_id

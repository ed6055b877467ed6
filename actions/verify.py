"""The door of « Vérifier une situation »: red flags with the words quoted, a verdict, protective moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, Extra
from rasa_sdk import Tracker
from ruamel.yaml import YAML

from actions.door import Door, Said, Shown
from bot.expiry import expiry
from bot.lines import Choice, Line
from bot.safety.verdict import verdict
from bot.settings import ROOT

#: Flags explained in one answer; the others are named in a line.
EXPLAINED = 4


class FlagWords(BaseModel):
    """How one red flag is named, why it counts, what protects."""

    name: str
    why: str
    move: str

    class Config:
        extra = Extra.forbid


class VerifyWords(BaseModel):
    """content/replies/verify.yml."""

    reviewed_by: str | None
    reviewed_on: dt.date | None
    ask: str
    again: str
    empty: str
    verdicts: Mapping[str, str]
    found: str
    more: str
    always: str
    help: str
    buttons: Mapping[str, str]
    flags: Mapping[str, FlagWords]

    class Config:
        extra = Extra.forbid


@lru_cache(maxsize=1)
def verify_words() -> VerifyWords:
    """The wording, read once. Raises pydantic.ValidationError."""
    path = ROOT / "content" / "replies" / "verify.yml"
    return VerifyWords.parse_obj(YAML(typ="safe", pure=True).load(path))


class ActionVerify(Door):
    """Opens the check, then reads what is pasted. Flags persist over messages; the words do not."""

    action = "action_verify"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        words = verify_words()
        if said.text is None or said.intent == "command_verify":
            slots: dict[str, Any] = {"mode": "verify", "verify": None, "situation": None, "help": None}
            return Shown((Line(words.ask, choices=_buttons("help")),), slots)
        if not any(character.isalnum() for character in said.text):
            return Shown((Line(words.empty, choices=_buttons("done", "help")),), {"mode": "verify"})
        known, kept = flags_so_far(said, tracker)
        return Shown(tuple(report(said.flags, known)), {"mode": "verify", **kept})


def flags_so_far(said: Said, tracker: Tracker) -> tuple[list[str], dict[str, Any]]:
    """Every flag seen in the situation being checked, and the slot that keeps their names."""
    earlier = (tracker.get_slot("verify") or {}).get("flags", ())
    known = list(dict.fromkeys([*earlier, *(found["flag"] for found in said.flags)]))
    return known, {"verify": {"flags": known, "until": expiry(said.now)}}


def checked_so_far(said: Said, tracker: Tracker) -> tuple[list[Line], dict[str, Any]]:
    """What a check says when help, or a question, has the last word: without its own ending."""
    known, kept = flags_so_far(said, tracker)
    return report(said.flags, known)[:-1], kept


def ask_more() -> Line:
    """The door to the rest of what is being checked."""
    return Line(verify_words().again, choices=_buttons("more", "done", "help"))


def report(found: Sequence[Mapping[str, str]], known: Sequence[str]) -> list[Line]:
    """The verdict, each flag with its quote and what protects, and what was seen before."""
    words = verify_words()
    judged = verdict(known)
    lines = [Line(words.verdicts[judged])]
    shown = found[:EXPLAINED]
    for one in shown:
        flag = words.flags[one["flag"]]
        lines.append(
            Line(words.found.format(name=flag.name, quote=one["quote"], why=flag.why, move=flag.move))
        )
    named = {one["flag"] for one in shown}
    others = [words.flags[name].name.lower() for name in known if name not in named]
    if others:
        lines.append(Line(words.more.format(names=", ".join(others))))
    last = Line(words.help if judged == "danger" else words.always)
    meeting = (Choice(words.buttons["meeting"], "h:plan"),) if "meet_alone" in known else ()
    return [*lines, replace(last, choices=(*meeting, *_buttons("more", "done", "help")))]


def _buttons(*names: str) -> tuple[Choice, ...]:
    data = {"more": "c:verify_more", "done": "c:menu", "help": "c:help"}
    return tuple(Choice(verify_words().buttons[name], data[name]) for name in names)


class ActionVerifyMore(Door):
    """The teen has more to paste: what was seen so far stays."""

    action = "action_verify_more"

    def answer(self, said: Said, tracker: Tracker) -> Shown:
        line = Line(verify_words().again, choices=_buttons("done", "help"))
        return Shown((line,), {"mode": "verify", "situation": None})

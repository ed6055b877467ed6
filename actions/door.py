"""What every door shares: reading the turn from the tracker, speaking lines, leaving slots."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.lines import Line
from bot.replies import dialogue_replies
from bot.safety.coaching import Coaching, load_coaching
from bot.safety.risk import NO_RISK, Risk
from bot.settings import ROOT

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Shown:
    """Lines to say and slots to set."""

    lines: tuple[Line, ...]
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """The message of this turn. `text` is redacted, None for a button; clock and seed come with the turn.

    `reachable`: Vigie can write to this chat first (Telegram, not the chat page): see bot.later.
    """

    intent: str
    text: str | None
    arguments: tuple[str, ...]
    risk: Risk
    flags: tuple[Mapping[str, str], ...]
    now: dt.datetime
    seed: int
    merged: int
    reachable: bool
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, tracker: Tracker) -> Said:
        """Read the tracker's latest message; in `rasa shell` the turn's facts are missing and made here."""
        message = tracker.latest_message
        facts = message.get("facts") or {}
        pressed = "arguments" in facts
        return cls(
            intent=(message.get("intent") or {}).get("name") or "out_of_scope",
            text=None if pressed else message.get("text"),
            arguments=tuple(facts.get("arguments", ())),
            risk=Risk.from_dict(message["risk"]) if message.get("risk") else NO_RISK,
            flags=tuple(message.get("flags") or ()),
            now=dt.datetime.fromtimestamp(facts.get("now", time.time()), PARIS),
            seed=facts.get("seed", secrets.randbits(32)),
            merged=facts.get("merged", 0),
            reachable=bool(facts.get("reachable")),
            facts=facts,
        )


@lru_cache(maxsize=1)
def coaching() -> Coaching:
    """What is not coached, read once. Raises CoachingError."""
    return load_coaching(ROOT / "content" / "replies" / "coaching.yml")


def profile(tracker: Tracker) -> dict[str, Any]:
    """Age band and preferences; empty before they are known."""
    return tracker.get_slot("profile") or {}


class Door(Action, ABC):
    """An action of ours: its subclass gives an `action` name and what to show."""

    action: ClassVar[str]

    def name(self) -> str:
        """Rasa's name for the action."""
        return self.action

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        """Speak, set slots; the turn then ends, whatever the slots changed (engine.md, « Rasa » 7)."""
        said = Said.of(tracker)
        shown = self._answer(said, tracker)
        known = shown.slots.get("profile") or profile(tracker)
        for line in (*(dialogue_replies().lines("merged") if said.merged else ()), *shown.lines):
            line = as_preferred(line, known)
            dispatcher.utter_message(
                text=line.text,
                buttons=[{"title": choice.label, "payload": choice.data} for choice in line.choices],
                json_message={
                    "voice": line.voice,
                    "speaker": line.speaker,
                    "clear": line.clear,
                    "pause": line.pause,
                    "attachment": line.attachment,
                    "picture": asdict(line.picture) if line.picture else None,
                    "if_refused": line.if_refused,
                },
            )
        slots = [SlotSet(name, value) for name, value in shown.slots.items()]
        return [*slots, FollowupAction("action_listen")]

    def _answer(self, said: Said, tracker: Tracker) -> Shown:
        """The action's answer; a request to make a lie or a lure work is declined first, help kept in sight."""
        playing = tracker.get_slot("mode") in ("scene", "verify")
        asked = coaching().request(said.text) if said.text and not playing else None
        if asked is None or said.risk.decision == "alarm":
            return self.answer(said, tracker)
        declined = coaching().refusal(asked)
        if said.risk.decision == "none":
            return Shown(declined)
        shown = self.answer(said, tracker)
        return Shown((*declined[:1], *shown.lines), shown.slots)

    @abstractmethod
    def answer(self, said: Said, tracker: Tracker) -> Shown:
        """What this action says, and the slots it sets."""


def as_preferred(line: Line, known: Mapping[str, Any]) -> Line:
    """A line as this teen wants it: without waiting, in plain spelling."""
    if known.get("pauses") is False:
        line = replace(line, pause=0.0)
    if known.get("clear") and line.clear:
        line = replace(line, text=line.clear, clear=None)
    return line


def idle_mode(tracker: Tracker) -> str:
    """Where a chat stands when nothing runs."""
    return "menu" if profile(tracker).get("band") else "new"

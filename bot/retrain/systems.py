"""What is measured: the running bot, a keyword list, Rasa's default pipeline — one shape for all."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from bot.batch import Tool
from bot.retrain.cases import Case
from bot.safety.risk import Risk

#: What a system can be asked: a keyword list knows nothing of moves.
Skill = Literal["risk", "intents", "flags"]


@dataclass(frozen=True)
class System:
    """Tools as `bot.batch` defines them; `verify` is None for a system that knows no red flags."""

    name: str
    parse: Tool
    verify: Tool | None = None
    skills: frozenset[Skill] = frozenset({"risk", "intents", "flags"})


@dataclass(frozen=True)
class Answer:
    """What a system read in one message, and how long that took."""

    risk: Risk
    intent: str = ""
    move: str | None = None
    flags: tuple[str, ...] = ()
    seconds: float = 0.0


def read_message(system: System, text: str, situation: str | None = None) -> Answer:
    """One message through the system's parse."""
    started = time.perf_counter()
    found = system.parse({"text": text, "situation": situation})
    seconds = time.perf_counter() - started
    return Answer(Risk.from_dict(found["risk"]), found["intent"], found["move"], seconds=seconds)


def read_case(system: System, case: Case) -> Answer:
    """One case: a situation told under « Vérifier » goes through `verify`, all else through `parse`."""
    if case.kind != "verify" or system.verify is None:
        return read_message(system, case.text, case.situation)
    found = system.verify({"text": case.text})
    return Answer(Risk("none"), "verify", flags=tuple(flag["flag"] for flag in found["flags"]))


def read_cases(system: System, cases: Iterable[Case]) -> list[tuple[Case, Answer]]:
    """Every case the system has a skill for, with its answer."""
    return [
        (case, read_case(system, case))
        for case in cases
        if case.kind in ("risk", "none")
        or (case.kind == "verify" and "flags" in system.skills)
        or (case.kind in ("move", "command", "chitchat") and "intents" in system.skills)
    ]


def keyword_system(path: Path) -> System:
    """A keyword list as a first attempt has one: a message that holds a listed word is an alarm."""
    words: Mapping[str, list[str]] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))

    def parse(row: dict[str, object]) -> dict[str, object]:
        text = str(row["text"]).lower()
        for category, listed in words.items():
            if any(word in text for word in listed):
                return {"intent": "risk_alarm", "move": None, "risk": alarm_of(category).as_dict()}
        return {"intent": "", "move": None, "risk": Risk("none").as_dict()}

    return System("keywords", parse, skills=frozenset({"risk"}))


def alarm_of(category: str) -> Risk:
    """The alarm of a system that tells no levels or roles."""
    return Risk("alarm", category, "high", "friend" if category == "friend" else "self")


def trained_system(model: Path) -> System:
    """The bot's own parse path on a trained model. Raises ModelMissing."""
    from bot.batch import parse_tool, verify_tool  # Rasa takes ten seconds to import
    from bot.dialogue.agent import load_agent

    agent = load_agent(model)
    return System("vigie", parse_tool(agent), verify_tool(agent))

"""Training examples as the models see them, from `data/nlu/*.yml` or from Rasa's training data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.safety.risk import CATEGORIES

MOVES = (
    "refuse",
    "accept",
    "ask_proof",
    "delay",
    "set_condition",
    "tell_adult",
    "block_report",
    "share_info",
    "challenge",
    "chat",
    "quit",
    "ask_coach",
)
SITUATIONS = (
    "ask_photo",
    "ask_meet",
    "ask_secret",
    "ask_contact",
    "refuse_video",
    "pressure",
    "gift",
    "rumour",
    "chat",
)
FLAGS = (
    "no_video",
    "too_perfect",
    "fast_love",
    "secrecy",
    "isolation",
    "move_app",
    "asks_photo",
    "asks_info",
    "meet_alone",
    "gift_money",
    "age_doubt",
    "threat",
    "verify_reversal",
    "unmoderated_place",
    "illicit",
    "urgency",
    "inconsistent",
    "unverified_claim",
    "share_pressure",
)
RISK_PREFIX = "risk_"
COMMAND_PREFIX = "command_"


@dataclass(frozen=True)
class Example:
    """One labelled message. Fields that its family does not carry keep their defaults."""

    text: str
    intent: str
    voice: str = "unknown"
    context: str = "idle"
    situation: str | None = None
    level: str | None = None
    role: str | None = None
    also: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    kind: str | None = None

    @property
    def category(self) -> str | None:
        """The risk category, or None for a harmless example."""
        name = self.intent.removeprefix(RISK_PREFIX)
        return name if self.intent.startswith(RISK_PREFIX) and name in CATEGORIES else None

    @property
    def in_scene(self) -> bool:
        """Typed while a scene runs."""
        return self.situation is not None or self.context == "scene"

    @classmethod
    def labelled(cls, text: str, intent: str, metadata: Mapping[str, Any] | None) -> Example:
        """From a text, its intent and the metadata of its block (unknown keys are ignored)."""
        given = dict(metadata or {})
        return cls(
            text=text,
            intent=intent,
            voice=str(given.get("voice", "unknown")),
            context=given.get("context", "idle"),
            situation=given.get("situation"),
            level=given.get("level"),
            role=given.get("role"),
            also=tuple(given.get("also") or ()),
            flags=tuple(given.get("flags") or ()),
            kind=given.get("kind"),
        )


def _texts(examples: str | list[dict[str, Any]]) -> Iterator[str]:
    if isinstance(examples, str):
        yield from (line[1:].strip("\n\r ") for line in examples.splitlines() if line.startswith("-"))
    else:
        yield from (example["text"].strip("\n\r ") for example in examples)


def read_corpus(folder: Path) -> list[Example]:
    """All examples of the YAML files of `folder`, as Rasa reads them. Raises OSError, KeyError on a bad file."""
    yaml = YAML(typ="safe")
    found: list[Example] = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [
                Example.labelled(text, block["intent"], block.get("metadata"))
                for text in _texts(block["examples"])
            ]
    return found


def from_training_data(messages: Iterable[Any]) -> list[Example]:
    """Examples of Rasa messages; block metadata is under `metadata.intent`."""
    return [
        Example.labelled(
            message.get("text"), message.get("intent"), (message.get("metadata") or {}).get("intent")
        )
        for message in messages
    ]

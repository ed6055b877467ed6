"""A tiny test set in a tree of its own, and a reader that says what it is told to say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.retrain.systems import System
from bot.safety.risk import Risk
from bot.settings import ROOT

ROWS = (
    "risk\tmeetup\tidle\turgent\tself\t-\t-\tchui devant la gare je l'attends",
    "risk\tsuicide\tscene\thigh\tself\t-\t-\ten vrai jveux plus etre la",
    "none\tchatter\tidle\t-\t-\t-\t-\ton mange quoi",
    "none\thard\tidle\t-\t-\t-\t-\tma mere va me tuer pour ma note",
    "move\trefuse\task_photo\t-\t-\t-\t-\tnan",
    "move\tdelay\tgift\t-\t-\t-\t-\tplus tard",
    "verify\tdanger\tidle\t-\t-\t-\tthreat,urgency\tmoi: non\\nlui: t'as 10 min sinon je publie",
    "command\tplay\tidle\t-\t-\t-\t-\ton joue",
    "chitchat\tgreet\tidle\t-\t-\t-\t-\tcoucou",
)
RIGHT: Mapping[str, Mapping[str, Any]] = {
    "chui devant la gare je l'attends": {"risk": Risk("alarm", "meetup", "urgent", "self")},
    "en vrai jveux plus etre la": {"risk": Risk("check", "suicide", "high", "self")},
    "nan": {"move": "refuse", "intent": "refuse"},
    "plus tard": {"move": "delay", "intent": "delay"},
    "moi: non\nlui: t'as 10 min sinon je publie": {"flags": ["threat", "urgency"]},
    "on joue": {"intent": "command_play"},
    "coucou": {"intent": "greet"},
}
Reads = Mapping[str, Mapping[str, Any]]


def reader(reads: Reads = RIGHT) -> System:
    """A system that answers from a table, and « nothing » to any other text."""

    def parse(row: dict[str, Any]) -> dict[str, Any]:
        told = reads.get(row["text"], {})
        risk = told.get("risk", Risk("none"))
        return {"intent": told.get("intent", "chatter"), "move": told.get("move"), "risk": risk.as_dict()}

    def verify(row: dict[str, Any]) -> dict[str, Any]:
        flags = reads.get(row["text"], {}).get("flags", [])
        return {"flags": [{"flag": flag, "quote": ""} for flag in flags], "verdict": "?"}

    return System("fake", parse, verify)


@pytest.fixture
def write_testset() -> Callable[..., Path]:
    """Write rows as a frozen test set of one writer, `w1`."""

    def write(folder: Path, rows: tuple[str, ...] = ROWS) -> Path:
        folder.mkdir(parents=True)
        content = "".join(row + "\n" for row in rows).encode()
        (folder / "w1.tsv").write_bytes(content)
        (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(content).hexdigest()}  w1.tsv\n")
        return folder

    return write


@pytest.fixture
def tree(tmp_path: Path, write_testset: Callable[..., Path]) -> Path:
    """A project root with the tiny test set and the real resources; nothing stands beside it."""
    root = tmp_path / "project"
    write_testset(root / "bench" / "testset")
    (root / "bench" / "baselines").symlink_to(ROOT / "bench" / "baselines")
    (root / "content").symlink_to(ROOT / "content")
    return root

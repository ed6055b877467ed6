"""A small but real corpus: a dozen lines of each family of `data/nlu`, trained once."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from bot.nlu.corpus import Example, read_corpus
from bot.nlu.reader import Reader

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "nlu"


@pytest.fixture(scope="session")
def corpus() -> list[Example]:
    """All of data/nlu."""
    return read_corpus(DATA)


@pytest.fixture(scope="session")
def small_corpus(corpus: list[Example]) -> list[Example]:
    """At most 12 examples per intent and voice, three voices: seconds to train."""
    voices = sorted({example.voice for example in corpus})[:3]
    taken: defaultdict[tuple[str, str], int] = defaultdict(int)
    kept = []
    for example in corpus:
        key = (example.intent, example.voice)
        most = 120 if example.intent in ("chatter", "in_play") else 12
        if example.voice in voices and taken[key] < most:
            taken[key] += 1
            kept.append(example)
    return kept


@pytest.fixture(scope="session")
def reader(small_corpus: list[Example]) -> Reader:
    """A reader trained on the small corpus."""
    return Reader.fit(small_corpus)

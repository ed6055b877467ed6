"""Leave voices out: how well writers are read whom the model never met. Minutes: it trains once per group of voices."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from bot.nlu.corpus import read_corpus

BENCH = "bench/nlu_voices.py"
#: Voices are left out in so many groups: every voice is read by a model that never met it, for four trainings
#: instead of thirty. Such a model has read less than one that lacks that voice alone, so the figures are modest.
GROUPS = 4


def leave_one_voice_out(root: Path, say: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """Voice → the bench's figures on it, and `mean`. Voices that lack a family lack its figure."""
    bench = _bench(root / BENCH)
    corpus = read_corpus(root / "data" / "nlu")
    voices = sorted({example.voice for example in corpus}, key=lambda name: (len(name), name))
    trainee = bench.Bench(root / "config.yml")
    found: dict[str, dict[str, float]] = {}
    for group in (voices[start::GROUPS] for start in range(min(GROUPS, len(voices)))):
        say(f"leaving out {', '.join(group)}…")
        trainee.fit([example for example in corpus if example.voice not in group])
        for voice in group:
            found[voice] = trainee.score(example for example in corpus if example.voice == voice)
    return {**{voice: found[voice] for voice in voices}, "mean": mean_of(found)}


def mean_of(voices: dict[str, dict[str, float]]) -> dict[str, float]:
    """The mean of each figure over the voices that have it."""
    names = dict.fromkeys(name for scores in voices.values() for name in scores)
    columns = {name: [scores[name] for scores in voices.values() if name in scores] for name in names}
    return {name: sum(column) / len(column) for name, column in columns.items()}


def _bench(path: Path) -> ModuleType:
    # bench/ holds scripts, no package: it is read by its path.
    spec = importlib.util.spec_from_file_location("nlu_voices", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
